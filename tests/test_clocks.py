"""Clocks as the decided semantics have them, rule by rule: a log, a moment, and what the clock says."""

from __future__ import annotations

import pytest
from measuring import a, stands, targets, terms, verdict, verdicts

OPEN = "11-20 16:00 open"
"""A Friday; the service is open from 9 to 12 and from 13 to 18 on working days."""
RESOLVED = """
    11-20 17:00 move from=intake to=analysis
    11-20 17:10 move from=analysis to=resolution
    11-23 10:00 move from=resolution to=feedback
"""


def log(*lines: str) -> str:
    return "\n".join((OPEN, *(line for each in lines for line in each.strip().splitlines())))


@pytest.mark.parametrize(
    ("within", "due"),
    [
        ("2h service", "running; due 11-20 18:00; left 2h"),  # used up at closing time: due at closing time
        ("4h service", "running; due 11-23 11:00; left 4h"),
        ("1wd service", "running; due 11-23 16:00; left 8h"),
        ("1wd always", "running; due 11-21 16:00; left 24h"),
        ("90s always", "running; due 11-20 16:01:30; left 1m30s"),
        ("1wd night", "running; due 11-21 04:00; left 5h30m"),
    ],
)
def test_1_a_budget_is_working_time_of_its_calendar(within: str, due: str) -> None:
    assert verdict(a(OPEN), targets(f"own {within}"), "11-20 16:00") == due


@pytest.mark.parametrize("name", ["resolve", "restore", "contain", "diagnosis"])
def test_2_waits_for_the_customer_pause_what_is_done_for_them(name: str) -> None:
    held = targets(f"{name} 8h service" + (" reach:_resolution".replace("_", " ") if name == "diagnosis" else ""))
    for reason, state in [("customer", "paused"), ("appointment", "paused"), ("parts", "running")]:
        waiting = a(log(f"11-20 17:00 wait for={reason}"))
        assert stands(waiting, held, "11-20 17:30").clocks[0].state == state


@pytest.mark.parametrize("name", ["acknowledge", "own", "triage", "first_response"])
def test_2_nothing_pauses_what_is_ours_alone(name: str) -> None:
    waiting = a(log("11-20 16:10 wait for=customer"))
    assert verdict(waiting, targets(f"{name} 8h service"), "11-20 17:00") == "running; due 11-23 16:00; left 7h"


def test_2_a_target_names_its_own_pauses_and_no_other_place_does() -> None:
    held = targets("first_response 2h service pauses: [parts]", "resolve 8h service pauses: []")
    waiting = a(log("11-20 16:30 wait for=parts", "11-20 16:40 wait for=customer"))
    assert verdicts(waiting, held, "11-20 17:30") == [
        "first_response: paused; left 1h30m; pauses parts 1h",
        "resolve: running; due 11-23 16:00; left 6h30m",
    ]


def test_3_closing_hours_do_not_pause() -> None:
    assert verdict(a(OPEN), targets("resolve 8h service"), "11-21 12:00") == "running; due 11-23 16:00; left 6h"


def test_3_what_is_paused_has_no_due_instant_but_what_remains() -> None:
    case = a(log("11-20 17:00 wait for=customer"))
    assert verdict(case, targets("resolve 8h service"), "11-22 12:00") == "paused; left 7h; pauses customer 1h"


@pytest.mark.parametrize(
    ("done", "now", "says"),
    [
        ("11-20 18:00", "11-25 09:00", "met; due 11-20 18:00"),
        ("11-20 18:00:01", "11-25 09:00", "missed; due 11-20 18:00; late 0s/1s from 11-20 18:00"),
        ("11-22 18:00", "11-25 09:00", "missed; due 11-20 18:00; late 0s/48h from 11-20 18:00"),
        ("11-23 09:30", "11-25 09:00", "missed; due 11-20 18:00; late 30m/63h30m from 11-20 18:00"),
        ("", "11-20 17:29", "running; due 11-20 18:00; left 31m"),
        ("", "11-20 17:30", "at_risk; due 11-20 18:00; left 30m"),
        ("", "11-20 18:00", "at_risk; due 11-20 18:00; left 0s"),
        ("", "11-20 18:00:01", "missed; due 11-20 18:00; late 0s/1s from 11-20 18:00"),
        ("", "11-23 09:30", "missed; due 11-20 18:00; late 30m/63h30m from 11-20 18:00"),
    ],
)
def test_4_met_up_to_the_due_and_missed_from_the_instant_after(done: str, now: str, says: str) -> None:
    case = a(log(*[f"{done} contact way=out"] if done else []))
    assert verdict(case, targets("first_response 2h service"), now) == says


WAITS = [
    # overlapping: the union counts, by reason each in full
    (("11-20 16:30 wait for=customer", "11-20 17:00 wait for=appointment", "11-20 17:30 resume for=customer",
      "11-23 09:30 resume for=appointment"),
     "running; due 11-23 18:00; left 7h30m; pauses appointment 1h30m customer 1h"),
    # resume names all of a reason, or the id of one wait
    (("11-20 16:30 wait for=customer", "11-20 16:40 wait for=customer", "11-20 17:00 resume for=customer"),
     "running; due 11-23 16:30; left 6h; pauses customer 30m"),
    (("11-20 16:30 wait for=customer", "11-20 16:40 wait for=customer", "11-20 17:00 resume for=customer of=A0001"),
     "paused; left 7h30m; pauses customer 2h"),
    # a message of the customer ends waits for them, and no others
    (("11-20 16:30 wait for=customer", "11-20 17:30 contact way=in visible=customer"),
     "running; due 11-23 17:00; left 6h30m; pauses customer 1h"),
    (("11-20 16:30 wait for=customer", "11-20 17:30 contact way=in auto=true"),
     "paused; left 7h30m; pauses customer 2h"),
    (("11-20 16:30 wait for=customer", "11-20 17:30 contact way=in visible=internal"),
     "paused; left 7h30m; pauses customer 2h"),
    (("11-20 16:30 wait for=appointment", "11-20 17:30 contact way=in"),
     "paused; left 7h30m; pauses appointment 2h"),
    # until only reminds
    (("11-20 16:30 wait for=customer until=2026-11-20T17:00:00+08:00",), "paused; left 7h30m; pauses customer 2h"),
]  # fmt: skip


@pytest.mark.parametrize(("events", "says"), WAITS)
def test_5_waits(events: tuple[str, ...], says: str) -> None:
    assert verdict(a(log(*events)), targets("resolve 8h service"), "11-23 09:30") == says


CONTACTS = [
    ("phone", (), "first_response: met; due 11-20 18:00"),
    ("counter", (), "first_response: met; due 11-20 18:00"),
    ("chat", (), "first_response: met; due 11-20 18:00"),
    ("mail", (), "first_response: running; due 11-20 18:00; left 1h30m"),
    ("mail", ("11-20 16:10 contact way=out auto=true",), "first_response: running; due 11-20 18:00; left 1h30m"),
    ("mail", ("11-20 16:10 contact way=out visible=internal",), "first_response: running; due 11-20 18:00; left 1h30m"),
    ("mail", ("11-20 16:10 note visible=customer",), "first_response: running; due 11-20 18:00; left 1h30m"),
    ("mail", ("11-20 16:10 contact way=out visible=customer",), "first_response: met; due 11-20 18:00"),
]


@pytest.mark.parametrize(("channel", "events", "says"), CONTACTS)
def test_6_first_response(channel: str, events: tuple[str, ...], says: str) -> None:
    case = a(log(*events), channel=channel)
    found = stands(case, targets("first_response 2h service"), "11-20 16:30")
    assert verdicts(case, targets("first_response 2h service"), "11-20 16:30") == [says]
    assert found.clocks[0].run.is_live == (channel != "mail")


def test_6_a_case_that_a_machine_opened_was_not_answered_live() -> None:
    case = a("11-20 16:00 open auto=true", channel="chat")
    assert verdict(case, targets("first_response 2h service"), "11-20 16:30").startswith("running")


def test_6_a_channel_put_right_was_so_from_the_beginning() -> None:
    case = a(log("11-20 16:20 correct field=channel from=phone to=mail"), channel="mail")
    assert verdict(case, targets("first_response 2h service"), "11-20 16:30").startswith("running")


@pytest.mark.parametrize(
    ("target", "events", "state"),
    [
        ("acknowledge", ("11-20 16:10 contact way=out auto=true",), "met"),
        ("acknowledge", ("11-20 16:10 acknowledged",), "met"),
        ("acknowledge", ("11-20 16:10 contact way=in",), "running"),
        ("own", ("11-20 16:10 assign to=li.wei",), "met"),
        ("own", ("11-20 16:10 team to=field",), "running"),
        ("own", ("11-20 16:10 assign from=li.wei to=",), "met"),
        ("triage", ("11-20 16:10 triage to=visit",), "running"),
        ("triage", ("11-20 16:10 triage to=visit told=2026-11-20T16:10:00+08:00",), "met"),
        ("triage", ("11-20 16:10 triage to=visit", "11-20 16:20 contact way=out"), "met"),
        ("triage", ("11-20 16:10 contact way=out", "11-20 16:20 triage to=visit"), "running"),
        ("contain", ("11-20 16:10 contained",), "met"),
        ("restore", ("11-20 16:10 restored",), "met"),
        ("restore", ("11-20 16:10 restored void=true",), "running"),
        ("restore", ("11-20 16:10 restored", "11-20 16:11 undo of=A0001 commit=abc"), "running"),
    ],
)
def test_what_meets_a_target(target: str, events: tuple[str, ...], state: str) -> None:
    assert stands(a(log(*events)), targets(f"{target} 8h service"), "11-20 16:30").clocks[0].state == state


def test_own_is_met_at_the_opening_by_a_case_that_somebody_has_from_birth() -> None:
    assert verdict(a(OPEN, assignee="li.wei"), targets("own 1h service"), "11-20 18:00") == "met; due 11-20 17:00"


def test_7_next_response_runs_from_the_oldest_message_that_is_not_answered() -> None:
    case = a(
        log(
            "11-20 16:05 contact way=in",  # before the first response: that one answers it
            "11-20 16:10 contact way=out",
            "11-20 16:20 contact way=in",
            "11-20 16:50 contact way=in",
            "11-20 17:00 contact way=out auto=true",
            "11-20 17:10 contact way=out",
            "11-20 17:20 contact way=in via=phone",  # answered as it is spoken
            "11-23 09:10 contact way=in",
        ),
        channel="mail",
    )
    assert verdicts(case, targets("next_response 1h service"), "11-23 10:00") == [
        "next_response: met; due 11-20 17:20",
        "next_response: at_risk; due 11-23 10:10; left 10m",
    ]


def test_7_update_runs_from_our_last_word_and_both_end_without_verdict_when_resolved() -> None:
    case = a(log("11-20 16:10 contact way=out", "11-20 16:40 contact way=out", "11-20 16:50 contact way=in", RESOLVED),
             channel="mail")  # fmt: skip
    held = targets("next_response 8h service", "update 8h service")
    assert verdicts(case, held, "11-23 12:00") == [
        "next_response: cancelled",
        "update: met; due 11-23 16:10",
        "update: cancelled",
    ]


def test_7_thanks_after_the_end_start_nothing() -> None:
    case = a(log("11-20 16:10 contact way=out", RESOLVED, "11-23 11:00 contact way=in"), channel="mail")
    assert verdicts(case, targets("next_response 1h service"), "11-30 12:00") == []


def test_7_what_they_wrote_before_it_came_back_waits_for_an_answer_from_then_on() -> None:
    case = a(log("11-20 16:10 contact way=out", RESOLVED, "11-23 17:30 contact way=in",
                 "11-24 09:00 move from=feedback to=resolution"), channel="mail")  # fmt: skip
    assert verdict(case, targets("next_response 1h service"), "11-24 09:30") == "running; due 11-24 10:00; left 30m"


@pytest.mark.parametrize(
    ("events", "says"),
    [
        ((RESOLVED,), "met; due 11-23 16:00"),
        (("11-20 17:00 move from=intake to=closed",), "met; due 11-23 16:00"),  # the light path
        (("11-20 17:00 move from=intake to=closed exit=withdrawn",), "met; due 11-23 16:00"),
        (("11-20 17:00 move from=intake to=closed exit=no-fault",), "met; due 11-23 16:00"),
        (("11-20 17:00 move from=intake to=closed exit=duplicate",), "cancelled"),
        (("11-20 17:00 move from=intake to=closed exit=spam",), "cancelled"),
        (("11-25 17:00 move from=intake to=closed exit=not-ours",), "cancelled"),
        ((RESOLVED, "11-23 11:00 move from=feedback to=closed exit=void"), "cancelled"),
        (("11-20 17:00 move from=intake to=analysis",), "missed; due 11-23 16:00; late 18h/65h from 11-23 16:00"),
    ],
)  # fmt: skip
def test_8_resolved(events: tuple[str, ...], says: str) -> None:
    assert verdict(a(log(*events)), targets("resolve 8h service"), "11-26 09:00") == says


def test_8_a_stage_renamed_by_a_migration_is_the_same_stage() -> None:
    case = a(log("11-20 17:00 move from=intake to=repairing", "11-23 10:00 move from=repairing to=feedback",
                 "11-25 10:00 migrate field=stage from=repairing to=resolution past=true"))  # fmt: skip
    assert verdict(case, targets("resolve 8h service"), "11-26 09:00") == "met; due 11-23 16:00"
    assert verdict(case, targets("d4 8h service reach: resolution"), "11-26 09:00") == "met; due 11-23 16:00"


def test_8_names_of_today_hold_before_a_migration_too() -> None:
    held = terms("  policies: [{name: repairs, when: {type: [repair]}, targets: {resolve: {within: 8h, calendar: "
                 "service}}}, {name: other, targets: {own: {within: 1h}}}]")  # fmt: skip
    case = a(log("11-20 17:00 move from=intake to=repairing", "11-23 10:00 move from=repairing to=feedback",
                 "11-25 10:00 migrate field=stage from=repairing to=resolution past=true",
                 "11-25 10:00 migrate field=type from=mending to=repair"), type="repair")  # fmt: skip
    assert verdicts(case, held, "11-24 09:00") == ["resolve: met; due 11-23 16:00"]
    assert verdicts(case, held, "11-26 09:00") == ["resolve: met; due 11-23 16:00"]


def test_8_an_exit_without_verdict_ends_them_all() -> None:
    case = a(log("11-23 10:00 contact way=out", "11-23 11:00 move from=intake to=closed exit=duplicate"))
    found = verdicts(case, targets("first_response 1h service", "resolve 2h service"), "11-26 09:00")
    assert [line.split(";")[0] for line in found] == ["first_response: cancelled", "resolve: cancelled"]


def test_9_reopened_the_time_in_between_is_left_out_and_no_pause() -> None:
    again = a(log(RESOLVED, "11-23 14:00 move from=feedback to=summary", "11-23 14:10 move from=summary to=closed",
                  "11-25 10:00 reopen from=closed to=analysis"))  # fmt: skip
    found = stands(again, targets("resolve 8h service"), "11-25 11:00")
    assert verdict(again, targets("resolve 8h service"), "11-25 11:00") == "running; due 11-25 16:00; left 4h"
    assert (found.reopened, found.refused) == (1, 0)
    assert found.clocks[0].stopped == (7 + 8 + 1) * 3600
    assert found.clocks[0].pauses == {}
    assert verdict(again, targets("resolve 8h service"), "11-25 09:00") == "met; due 11-23 16:00"


def test_9_a_refusal_is_left_out_and_counted_as_such() -> None:
    refused = a(log(RESOLVED, "11-23 16:00 move from=feedback to=resolution",
                    "11-23 17:00 move from=resolution to=feedback"))  # fmt: skip
    found = stands(refused, targets("resolve 8h service"), "11-25 11:00")
    assert (found.reopened, found.refused) == (0, 1)
    assert verdict(refused, targets("resolve 8h service"), "11-25 11:00") == "met; due 11-24 12:00"


def test_9_waiting_for_the_stopped_counts_once() -> None:
    again = a(log("11-20 17:00 wait for=customer", RESOLVED, "11-23 11:00 resume for=customer",
                  "11-23 14:00 move from=feedback to=resolution"))  # fmt: skip
    says = "running; due 11-24 12:00; left 7h; pauses customer 3h"
    assert verdict(again, targets("resolve 8h service"), "11-23 14:00") == says


PRIORITIES = """
  policies:
    - name: urgent
      when: {priority: [urgent]}
      targets: {resolve: {within: 2h, calendar: always, pauses: []}, contain: {within: 4h, calendar: always}}
    - name: standard
      targets: {resolve: {within: 8h, calendar: service}}
"""


@pytest.mark.parametrize(
    ("events", "now", "says"),
    [
        # the whole new target from the original start
        (("11-20 17:00 priority from=normal to=urgent",), "11-20 17:10",
         ["resolve: running; due 11-20 18:00; left 50m", "contain: running; due 11-20 20:00; left 2h50m"]),
        # its due has passed: the breach is at the change
        (("11-20 19:00 priority from=normal to=urgent",), "11-20 21:00",
         ["resolve: missed; due 11-20 18:00; late 2h/2h from 11-20 19:00",
          "contain: missed; due 11-20 20:00; late 1h/1h from 11-20 20:00"]),
        # a breach that was before stays, with the due that was missed; the target that is no more ends
        (("11-20 19:00 priority from=urgent to=normal",), "11-20 21:00",
         ["resolve: missed; due 11-20 18:00; late 3h/3h from 11-20 18:00", "contain: cancelled"]),
        (("11-20 17:00 priority from=urgent to=normal",), "11-20 21:00",
         ["resolve: running; due 11-23 16:00; left 6h", "contain: cancelled"]),
        # open exactly at the due that the change takes away
        (("11-20 18:00 priority from=urgent to=normal",), "11-20 21:00",
         ["resolve: running; due 11-23 16:00; left 6h", "contain: cancelled"]),
        # what pauses is the new target's, too
        (("11-20 16:30 wait for=customer", "11-20 17:00 priority from=urgent to=normal"), "11-20 17:30",
         ["resolve: paused; left 7h30m; pauses customer 1h", "contain: cancelled; pauses customer 1h"]),
        (("11-20 16:30 wait for=customer", "11-20 17:00 priority from=normal to=urgent"), "11-20 17:30",
         ["resolve: at_risk; due 11-20 18:00; left 30m", "contain: paused; left 3h30m; pauses customer 1h"]),
        # there and back buys no time
        (("11-20 17:00 priority from=normal to=urgent", "11-20 17:30 priority from=urgent to=normal"), "11-20 17:45",
         ["resolve: running; due 11-23 16:00; left 6h15m", "contain: cancelled"]),
        # after it was resolved nothing is judged anew
        ((RESOLVED, "11-23 12:00 priority from=normal to=urgent"), "11-25 12:00",
         ["resolve: met; due 11-23 16:00", "contain: stopped; left -62h"]),
        # put right counts as changed
        (("11-20 17:00 correct field=priority from=normal to=urgent",), "11-20 17:10",
         ["resolve: running; due 11-20 18:00; left 50m", "contain: running; due 11-20 20:00; left 2h50m"]),
    ],
)  # fmt: skip
def test_10_a_changed_fact_brings_the_whole_new_target(events: tuple[str, ...], now: str, says: list[str]) -> None:
    last = [line for line in log(*events).splitlines() if "priority" in line][-1]
    case = a(log(*events), priority=last.rpartition("to=")[2])
    found = verdicts(case, terms(PRIORITIES), now)
    assert sorted(found) == sorted(says)


def test_10_what_was_done_before_the_rule_came_is_met_or_out() -> None:
    held = terms(PRIORITIES)
    for done, state in [("11-20 17:00", "met"), ("11-20 21:00", "cancelled")]:
        case = a(log(f"{done} contained", "11-20 22:00 priority from=normal to=urgent"), priority="urgent")
        assert [c.state for c in stands(case, held, "11-21 09:00").clocks if c.name == "contain"] == [state]


def test_11_late_entries_fold_by_when_it_happened_and_the_verdict_says_so() -> None:
    case = a(log("11-20 17:30 contact way=out late=11-23_09:00"), channel="mail")
    held = targets("first_response 2h service", "acknowledge 16h service", "own 1h service")
    found = stands(case, held, "11-23 10:00").clocks
    assert [(c.state, c.hangs_on) for c in found] == [("met", ("A0001",)), ("met", ()), ("missed", ())]


def test_11_a_late_pause_is_marked_by_its_own_entry() -> None:
    case = a(
        log("11-20 16:10 contact way=out late=11-20_16:20", "11-20 16:30 wait for=customer late=11-23_17:30"),
        channel="mail",
    )
    found = stands(case, targets("resolve 8h service", "first_response 2h service"), "11-23 17:00").clocks
    assert [(c.state, c.hangs_on) for c in found] == [("paused", ("A0002",)), ("met", ())]


def test_11_as_of_an_instant_what_happened_later_is_not_there() -> None:
    case = a(log("11-20 16:10 contact way=out", RESOLVED, "11-23 12:00 reopen from=closed to=analysis",
                 "11-23 12:10 priority from=normal to=urgent"), channel="mail", priority="urgent")  # fmt: skip
    held = terms(PRIORITIES)
    assert stands(case, held, "11-20 15:59").clocks == ()
    assert verdicts(case, held, "11-20 16:30") == ["resolve: running; due 11-23 16:00; left 7h30m"]
    assert verdicts(case, held, "11-23 11:00") == ["resolve: met; due 11-23 16:00"]
    assert stands(case, held, "11-23 12:10").policy == "urgent"


def test_12_stages_team_targets_and_steps_of_an_8d() -> None:
    case = a(
        log(
            "11-20 16:30 handover state=offered to=workshop",
            "11-20 17:00 handover state=accepted of=A0001",
            "11-20 17:05 contained",
            "11-20 17:10 handover state=offered to=field",
            "11-20 17:20 handover state=declined of=A0004",
            "11-20 17:30 handover state=offered to=field",
            "11-20 17:40 move from=intake to=analysis",
            "11-20 17:50 move from=analysis to=resolution",
            "11-23 10:00 move from=resolution to=feedback",
        )
    )
    held = targets("handover 15m service", "d3 24h always event: contained", "d4 1wd service reach: resolution",
                   "d8 30wd service reach: closed",
                   "field 2h service event: handover accepted, teams: [field]")  # fmt: skip
    assert verdicts(case, held, "11-23 11:00") == [
        "handover: missed; due 11-20 16:45; late 15m/15m from 11-20 16:45",
        "handover: cancelled",
        "handover: missed; due 11-20 17:45; late 2h15m/65h15m from 11-20 17:45",
        "d3: met; due 11-21 16:00",
        "d4: met; due 11-23 16:00",
        "d8: running; due 01-01 16:00; left 236h",
        "field: cancelled",
        "field: missed; due 11-23 10:30; late 30m/30m from 11-23 10:30",
    ]


def test_13_the_calendar_says_which_days_count() -> None:
    held = targets("resolve 1wd service", "restore 12h service")
    assert verdicts(a("12-04 16:00 open"), held, "12-04 16:00") == [
        "resolve: running; due 12-05 16:00; left 8h",  # a Saturday that is worked
        "restore: running; due 12-07 11:00; left 12h",
    ]
    assert verdicts(a("12-23 16:00 open"), held, "12-23 16:00")[0] == "resolve: running; due 12-25 16:00; left 8h"


FROM = """
  policies:
    - {name: newer, from: "2026-11-21", targets: {own: {within: 1h}}}
    - {name: older, targets: {own: {within: 2h}}}
"""


@pytest.mark.parametrize(("opened", "policy"), [("11-20 23:59:59", "older"), ("11-21 00:00", "newer")])
def test_14_a_policy_holds_for_cases_opened_from_its_date_on(opened: str, policy: str) -> None:
    assert stands(a(f"{opened} open"), terms(FROM), "11-25 09:00").policy == policy


def test_14_the_customers_view_counts_the_pauses() -> None:
    case = a(log("11-20 16:30 wait for=customer", "11-23 13:00 contact way=in",
                 "11-23 13:10 move from=intake to=analysis", "11-23 13:20 move from=analysis to=resolution",
                 "11-23 17:00 move from=resolution to=feedback"))  # fmt: skip
    held = targets("resolve 8h service")
    assert verdict(case, held, "11-30 09:00") == "met; due 11-24 11:30; pauses customer 4h30m"
    assert verdict(case, held, "11-30 09:00", False) == "missed; due 11-23 16:00; late 1h/1h from 11-23 16:00"


PROMISES = [
    (("11-20 16:10 promise state=made until=2026-11-23",), "11-20 17:00", "running; due 11-24 00:00; left 79h"),
    (("11-20 16:10 promise state=made until=2026-11-20T17:00:00+08:00",), "11-20 16:50",
     "at_risk; due 11-20 17:00; left 10m"),
    (("11-20 16:10 promise state=made until=2026-11-20T17:00:00+08:00", "11-20 16:20 wait for=customer"), "11-20 17:30",
     "missed; due 11-20 17:00; late 30m/30m from 11-20 17:00"),
    (("11-20 16:10 promise state=made until=2026-11-20T17:00:00+08:00", "11-20 17:00 promise state=kept of=A0001"),
     "11-20 17:30", "met; due 11-20 17:00"),
    (("11-20 16:10 promise state=made until=2026-11-20T17:00:00+08:00", "11-20 16:30 promise state=broken of=A0001"),
     "11-20 17:30", "missed; due 11-20 17:00; late 0s/0s from 11-20 16:30"),
    (("11-20 16:10 promise state=made until=2026-11-20T17:00:00+08:00", "11-20 16:30 move from=intake to=closed"),
     "11-20 17:30", "cancelled"),
]  # fmt: skip


@pytest.mark.parametrize(("events", "now", "says"), PROMISES)
def test_promises_are_due_when_it_was_said(events: tuple[str, ...], now: str, says: str) -> None:
    assert verdict(a(log(*events)), terms("  policies: []\n"), now) == says
