"""What to do now: why a case asks for somebody, and what comes first."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from making import BIRTH, NOW, case, event, settings
from measuring import terms

from svc.ids import ALPHABET
from svc.model import Case, Data, Value
from svc.todo import TARGETS, WHYS, said, todo

RULES = settings()
ME = "zhao.min"
SHANGHAI = ZoneInfo("Asia/Shanghai")


def promise(until: str, name: str = "A0001", **data: Value) -> Data:
    return event(name, "promise", state="made", until=until, text="Call back", **data)


def wait(until: str, name: str = "A0002", reason: str = "parts") -> Data:
    return event(name, "wait", for_=reason, until=until)


HANDOVER = event("A0003", "handover", state="offered", to="workshop")
ESCALATION = event("A0004", "escalate", state="raised", to=ME, text="Third time.")
REOPENED = (
    event("A0005", "move", from_="summary", to="closed"),
    event("A0006", "reopen", from_="closed", to="analysis", text="Again."),
)


def a(*log: Data, has: str = ME, stage: str = "analysis", **header: Value) -> Case:
    return case(log=(BIRTH, *log), assignee=has, stage=stage, **header)


@pytest.mark.parametrize(
    ("held", "why", "what"),
    [
        (a(), "open", "go on: analysis"),
        (a(has=""), "unassigned", "nobody has it"),
        (a(has="li.wei"), "", ""),
        (a(stage="closed"), "", ""),
        (a(ESCALATION, stage="closed"), "", ""),
        (a(promise("2026-11-21T08:59:59+00:00")), "promise", "promise overdue: Call back"),
        (a(promise("2026-11-21T09:00:00+00:00")), "promise", "promise due: Call back"),
        (a(promise("2026-11-21")), "promise", "promise due: Call back"),
        (a(promise("2026-11-20")), "promise", "promise overdue: Call back"),
        (a(promise("2026-11-22")), "open", "go on: analysis"),
        (a(promise("2026-11-20"), has=""), "promise", "promise overdue: Call back; nobody has it"),
        (a(promise("2026-11-20"), has="li.wei"), "", ""),
        (a(promise("2026-11-20"), event("A0009", "promise", state="kept", of="A0001")), "open", "go on: analysis"),
        (a(promise("2026-11-20", void="true")), "open", "go on: analysis"),
        (a(ESCALATION, has="li.wei"), "escalation", "escalation not accepted by zhao.min: Third time."),
        (a(ESCALATION, event("A0009", "escalate", state="accepted", of="A0004")), "open", "go on: analysis"),
        (a(event("A0004", "escalate", state="raised", to="wu.hao")), "open", "go on: analysis"),
        (a(wait("2026-11-22")), "", ""),
        (a(wait("2026-11-21")), "", ""),
        (a(wait("2026-11-20")), "wait", "wait for spare parts is over"),
        (a(wait("2026-11-21T09:00:00+00:00")), "wait", "wait for spare parts is over"),
        (a(wait("2026-11-20"), has="li.wei"), "", ""),
        (a(wait("2026-11-20"), event("A0009", "resume", for_="parts")), "open", "go on: analysis"),
        (a(wait("2026-11-20"), wait("2026-12-01", "A0007", "customer")), "wait", "wait for spare parts is over"),
        (a(wait("")), "open", "waits for spare parts, until when is not said"),
        (a(wait("2026-12-01"), promise("2026-11-21")), "promise", "promise due: Call back"),
        (a(wait("2026-12-01"), HANDOVER), "handover", "not accepted by workshop"),
        (a(wait("2026-12-01"), has=""), "", ""),
        (a(HANDOVER, has="li.wei"), "handover", "not accepted by workshop"),
        (a(HANDOVER, event("A0009", "handover", state="declined", of="A0003")), "open", "go on: analysis"),
        (a(*REOPENED), "reopened", "reopened, go on: analysis"),
        (a(*REOPENED, has=""), "unassigned", "nobody has it"),
        (a(*REOPENED, event("A0009", "move", from_="analysis", to="resolution")), "open", "go on: analysis"),
    ],
)
def test_why_a_case_asks_for_me(held: Case, why: str, what: str) -> None:
    found = todo([held], ME, NOW, RULES)
    assert [one.reasons[0].why for one in found] == ([why] if why else [])
    assert [str(said(one, RULES, NOW)) for one in found] == ([what] if what else [])


def test_a_case_shows_once_with_all_its_reasons_in_order() -> None:
    held = a(HANDOVER, ESCALATION, wait("2026-11-19"), promise("2026-11-21"), promise("2026-11-20", "A0008"), has="")
    (one,) = todo([held], ME, NOW, RULES)
    assert [(r.why, r.event) for r in one.reasons] == [
        ("promise", "A0008"), ("promise", "A0001"), ("escalation", "A0004"), ("wait", "A0002"), ("handover", "A0003"),
        ("unassigned", ""),
    ]  # fmt: skip


def named(*cases: Case) -> list[Case]:
    return [one._replace(data={**one.data, "id": f"C-2611-{ALPHABET[n]}"}) for n, one in enumerate(cases)]


def order(*cases: Case, who: str = ME) -> list[int]:
    """The places that the cases had, in the order in which they are shown."""
    return [ALPHABET.index(one.case.id[-1]) for one in todo(named(*cases), who, NOW, RULES)]


def test_reasons_come_in_their_order() -> None:
    urgent = (a(HANDOVER), a(wait("2026-11-20")), a(ESCALATION), a(promise("2026-11-21")))
    worst_last = (a(), a(has=""), a(*REOPENED), *urgent)
    assert order(*worst_last) == [6, 5, 4, 3, 2, 1, 0]
    assert [one.reasons[0].why for one in todo(worst_last, ME, NOW, RULES)] == [
        w for w in WHYS[2:] if w not in TARGETS
    ]


HELD = terms("""
  policies:
    - {name: all, targets: {
        own: {within: 24h, calendar: always}, triage: {within: 60h, calendar: always, pauses: [parts]},
        acknowledge: {within: 1h, calendar: always}}}
""", zone=ZoneInfo("UTC"))  # fmt: skip


def opened(day: str, *log: Data, **header: Value) -> Case:
    """A case that nobody has; only the target that the log leaves open runs."""
    born = {**BIRTH, "at": f"2026-11-{day}:00+00:00"}
    return case(log=(born, *log), stage="analysis", opened_at=born["at"], assignee=header.pop("assignee", ""), **header)


SEEN = event("A0011", "acknowledged")
OWNED = event("A0012", "assign", to=ME)


@pytest.mark.parametrize(
    ("held", "why", "what"),
    [
        # 24 hours to be taken by somebody: it is 21 November, nine o'clock
        (opened("20T08:00", SEEN), ("late", -3600), "late by 1h: taken by somebody; nobody has it"),
        (opened("20T09:00", SEEN), ("at_risk", 0), "at risk, 0s left: taken by somebody; nobody has it"),
        (opened("20T15:00", SEEN), ("at_risk", 21600), "at risk, 6h left: taken by somebody; nobody has it"),
        (opened("20T15:00:01"[:8], SEEN, wait("2026-12-01")), ("at_risk", 21600),
         "at risk, 6h left: taken by somebody"),
        (opened("20T15:00", SEEN, wait("2026-11-20")), ("at_risk", 21600),
         "at risk, 6h left: taken by somebody; wait for spare parts is over"),
        (opened("20T15:01", SEEN, severity="safety"), ("due", 21660), "due today, 6h1m left: taken by somebody"),
        (opened("21T00:00", SEEN), ("due", 54000), "due today, 15h left: taken by somebody; nobody has it"),
        (opened("21T00:01", SEEN), ("unassigned", 0), "nobody has it"),
        (opened("19T08:00", SEEN, OWNED, assignee=ME), ("at_risk", 39600), "at risk, 11h left: triage told"),
        (opened("19T08:00", SEEN, OWNED, wait(""), assignee=ME), ("open", 0),
         "waits for spare parts, until when is not said"),
        (opened("19T08:00", SEEN, OWNED, promise("2026-11-21"), assignee=ME), ("promise", 0), "promise due: Call back"),
    ],
)
def test_time_targets_that_press(held: Case, why: tuple[str, int], what: str) -> None:
    (one,) = todo([held], ME, NOW, RULES, HELD)
    assert (one.reasons[0].why, one.reasons[0].left) == why
    assert str(said(one, RULES, NOW)).startswith(what)


def test_safety_first_then_what_may_be_kept_then_what_is_late() -> None:
    cases = (
        opened("20T08:00", SEEN), opened("18T08:00", SEEN), opened("20T23:00", SEEN), opened("20T15:00", SEEN),
        opened("20T07:00", SEEN, severity="safety"), opened("20T22:00", SEEN, priority="urgent"),
    )  # fmt: skip
    shown = [one.case.text("opened_at")[8:13] for one in todo(cases, ME, NOW, RULES, HELD)]
    assert shown == ["20T22", "20T07", "20T15", "20T23", "18T08", "20T08"]


def test_what_is_late_and_waits_for_a_day_to_come_is_left_until_then() -> None:
    assert todo([opened("18T08:00", wait("2026-12-01"))], ME, NOW, RULES, HELD) == []
    assert todo([opened("18T08:00", wait("2026-11-20"))], ME, NOW, RULES, HELD)[0].reasons[0].why == "late"


def test_what_somebody_else_has_is_not_mine() -> None:
    assert todo([opened("18T08:00", assignee="li.wei")], ME, NOW, RULES, HELD) == []
    assert todo([opened("18T08:00", assignee="li.wei")], "", NOW, RULES, HELD)[0].reasons[0].why == "late"


OLD, NEW = "2026-11-01T08:00:00+00:00", "2026-11-20T08:00:00+00:00"


@pytest.mark.parametrize(
    ("cases", "shown"),
    [
        ((a(promise("2026-11-21")), a(promise("2026-11-19")), a(promise("2026-11-21T10:00:00+00:00"))), [1, 2, 0]),
        ((a(has="", opened_at=NEW), a(has="", opened_at=OLD)), [1, 0]),
        ((a(has="", opened_at=OLD), a(has="", opened_at=NEW, severity="safety")), [1, 0]),
        ((a(has="", opened_at=OLD, severity="major"), a(has="", opened_at=NEW, priority="urgent")), [1, 0]),
        ((a(has="", opened_at=NEW, priority="urgent"), a(has="", opened_at=OLD, severity="safety")), [1, 0]),
        ((a(opened_at=OLD), a(opened_at=NEW, priority="high"), a(opened_at=NEW, priority="low")), [1, 2, 0]),
        ((a(opened_at=NEW, priority="high"), a(opened_at=OLD, priority="high")), [1, 0]),
    ],
)
def test_within_a_reason(cases: tuple[Case, ...], shown: list[int]) -> None:
    assert order(*cases) == shown


def test_everybody_s() -> None:
    assert order(a(has="li.wei"), a(ESCALATION, has="wu.hao"), a(has=""), who="") == [1, 2, 0]


@pytest.mark.parametrize(
    ("now", "late"),
    [
        (datetime(2026, 11, 21, 23, 59, tzinfo=SHANGHAI), False),
        (datetime(2026, 11, 22, 0, 1, tzinfo=SHANGHAI), True),
        (datetime(2026, 11, 21, 23, 59, tzinfo=UTC), False),
    ],
)
def test_a_day_ends_where_the_desk_is(now: datetime, late: bool) -> None:
    (one,) = todo([a(promise("2026-11-21"))], ME, now, RULES)
    assert str(said(one, RULES, now)).startswith("promise overdue") == late
    assert bool(todo([a(wait("2026-11-21"))], ME, now, RULES)) == late
