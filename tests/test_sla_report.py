"""The figures of a report on service levels: what counts, in which period, in whose view, and what is left out."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from measuring import HERE, a, at, targets

from svc.errors import UsageError
from svc.model import Case
from svc.query.asker import Asker
from svc.report.facts import case_facts
from svc.report.figures import Population, Report, counted
from svc.report.period import Period, period
from svc.report.tally import nearest_rank
from svc.sla.clocks import Terms

NOVEMBER = Period("2026-11", at("11-01 00:00"), at("12-01 00:00"))
RESOLVE = targets("resolve 24h always")
"""Paused by waits for the customer and for an appointment."""
GRAVITY = ("minor", "major", "safety")


def case(name: str, *lines: str, **fields: str) -> Case:
    """A case by its log; the first line opens it."""
    return a("\n".join(lines), id=name, **fields)


def resolved(name: str, opened: str, done: str, *between: str, **fields: str) -> Case:
    return case(name, f"{opened} open", *between, f"{done} move from=resolution to=feedback", **fields)


def report(
    cases: Sequence[Case], by: Sequence[str] = ("target",), now: str = "12-01 00:00", held: Terms = RESOLVE,
    dated: str = "verdict", span: Period = NOVEMBER,
) -> Report:  # fmt: skip
    facts = (case_facts(each, held, at(now)) for each in cases)
    population = Population(span, dated, at(now), HERE)
    return counted(facts, population, by, lambda _, value: (0, value), lambda _, v: GRAVITY.index(v) if v else -1)


def said(found: Report) -> str:
    """What the figures come to as a whole: met/judged as agreed, then for the customer; open ones by state."""
    total = found.total
    shares = f"{total.contract.met}/{total.contract.judged} {total.customer.met}/{total.customer.judged}"
    return " ".join([shares, *(f"{state}={count}" for state, count in total.open.items())])


PERIODS = [
    # done in time counts when it was done, not when it was opened
    (("11-02 10:00", "11-02 11:00"), "1/1 1/1"),
    (("10-31 23:30", "11-01 00:00"), "1/1 1/1"),
    (("10-31 10:00", "10-31 23:59:59"), "0/0 0/0"),
    (("11-30 23:30", "12-01 00:00"), "0/0 0/0"),
    # missed counts from when it was late, in that month alone, done since or not
    (("11-02 10:00", "11-29 10:00"), "0/1 0/1"),
    (("10-30 10:00", "11-20 10:00"), "0/0 0/0"),
    (("10-31 00:00", "11-20 10:00"), "0/1 0/1"),
    (("11-29 23:59:59", "12-20 10:00"), "0/1 0/1"),
    (("11-30 00:00", "12-20 10:00"), "0/0 0/0 at_risk=1"),
    # open and not late yet: as things stand
    (("11-30 20:00", "12-20 10:00"), "0/0 0/0 running=1"),
    (("12-02 20:00", "12-20 10:00"), "0/0 0/0"),
]


@pytest.mark.parametrize(("span", "says"), PERIODS)
def test_a_target_counts_once_when_its_verdict_falls(span: tuple[str, str], says: str) -> None:
    assert said(report([resolved("C-1", *span)])) == says


@pytest.mark.parametrize(
    ("dated", "says"), [("verdict", "3/4 3/4 running=1"), ("start", "1/2 1/2 running=1"), ("end", "3/4 3/4")]
)
def test_other_dates_put_other_targets_into_a_period(dated: str, says: str) -> None:
    cases = [
        resolved("C-1", "11-05 10:00", "12-01 00:00"),  # begun in it, missed in it, done after it
        resolved("C-2", "10-01 10:00", "11-05 10:00"),  # missed before it, done in it
        case("C-3", "11-30 22:00 open"),
        *(resolved(f"C-{n}", "10-31 23:00", "11-01 01:00") for n in (4, 5)),
        resolved("C-6", "11-30 22:00", "11-30 22:10"),
    ]
    assert said(report(cases, dated=dated)) == says


def test_what_waits_for_the_customer_is_paused_as_agreed_and_late_for_them() -> None:
    waiting = case("C-1", "11-02 10:00 open", "11-02 12:00 wait for=customer")
    back = resolved("C-2", "11-02 10:00", "11-05 10:00", "11-02 12:00 wait for=customer", "11-05 09:00 contact way=in")
    found = report([waiting, back])
    assert said(found) == "1/1 0/2 paused=1"
    assert (found.total.took.median, found.total.took_all.median, found.total.wall.median) == (
        3 * 3600, 72 * 3600, 72 * 3600,
    )  # fmt: skip


def test_of_nothing_there_is_no_share_and_no_median() -> None:
    total = report([]).total
    assert (total.contract.tenths, total.took.median, total.late.p90) == (None, None, None)


def test_shares_are_cut_off_so_that_all_is_all() -> None:
    late = resolved("C-0", "11-02 10:00", "11-04 10:00")
    many = [resolved(f"C-{n}", "11-02 10:00", "11-02 11:00") for n in range(1, 2001)]
    assert report([late, *many]).total.contract.tenths == 999


def test_live_channels_are_counted_apart() -> None:
    held = targets("first_response 2h always")
    phone = case("C-1", "11-02 10:00 open", channel="phone")
    mail = case("C-2", "11-02 10:00 open", "11-02 11:00 contact way=out", channel="mail")
    found = report([phone, mail], held=held)
    assert (said(found), found.total.live, found.total.took.of) == ("1/1 1/1", 1, 1)


@pytest.mark.parametrize("way", ["duplicate", "spam", "not-ours", "void"])
def test_what_left_without_a_verdict_is_in_no_share(way: str) -> None:
    gone = case("C-1", "11-02 10:00 open", f"11-09 10:00 move from=intake to=closed exit={way}")
    found = report([gone, resolved("C-2", "11-02 10:00", "11-02 11:00")])
    assert (said(found), found.total.unjudged, dict(found.left_out)) == ("1/1 1/1", 1, {way: 1})
    assert not report([gone], span=Period("later", at("11-10 00:00"), at("12-01 00:00"))).left_out


def test_what_cannot_be_true_is_named_and_not_averaged() -> None:
    backwards = resolved("C-1", "11-02 10:00", "11-01 10:00")
    ancient = case("C-2", "11-02 10:00 open", "11-02 11:00 move from=resolution to=feedback")
    birth = {**ancient.data, "opened_at": "1900-01-01T00:00:00+08:00"}
    fine = resolved("C-3", "11-02 10:00", "11-02 11:00")
    found = report([backwards, ancient._replace(data=birth), fine])
    assert [(one.case.id, one.clock.odd) for one in found.odd] == [("C-1", "backwards"), ("C-2", "too_old")]
    assert (said(found), found.total.took.most) == ("1/1 1/1", 3600)


def test_lateness_is_told_in_working_time_and_on_the_wall() -> None:
    held = targets("resolve 4h service")
    friday = resolved("C-1", "11-20 14:00", "11-23 10:00")
    total = report([friday], held=held).total
    assert (total.late.median, total.late_wall.median) == (3600, 64 * 3600)


def test_facts_are_those_of_the_moment_when_the_verdict_fell() -> None:
    """Who had it then counts, not who has it now; what was corrected has been so all along."""
    one = resolved(
        "C-1", "11-02 10:00", "11-20 11:00", "11-02 11:00 assign from= to=anna", "11-05 11:00 assign from=anna to=bo",
        "11-06 09:00 correct field=product from=pump to=valve", assignee="bo", product="valve", team="east",
    )  # fmt: skip
    moved = resolved("C-2", "11-02 10:00", "11-02 12:00", "11-02 11:00 team from=west to=east", team="east")
    found = report([one, moved], by=("month", "person", "team", "product"))
    assert [row.key for row in found.rows] == [("2026-11", "", "east", ""), ("2026-11", "anna", "east", "valve")]


def test_the_worst_comes_first() -> None:
    """Open ones before those done, then by severity, then by how late."""
    cases = [
        resolved("C-1", "11-02 10:00", "11-09 10:00", severity="safety"),
        case("C-2", "11-05 10:00 open", severity="minor"),
        case("C-3", "11-04 10:00 open", severity="minor"),
        case("C-4", "11-08 10:00 open", severity="safety"),
        resolved("C-5", "11-02 10:00", "11-08 10:00"),
    ]
    assert [one.case.id for one in report(cases).missed] == ["C-4", "C-3", "C-2", "C-1", "C-5"]


def test_groups_come_in_the_same_order_whatever_comes_first() -> None:
    cases = [resolved(f"C-{n}", "11-02 10:00", f"11-02 {10 + n}:00", team="abcd"[n % 4]) for n in range(8)]
    assert report(cases, by=("team",)) == report(cases[::-1], by=("team",))


def test_what_a_case_comes_to_can_be_kept() -> None:
    waited = resolved("C-1", "11-02 10:00", "11-05 10:00", "11-02 12:00 wait for=customer")
    facts = case_facts(waited, RESOLVE, at("12-01 00:00"))
    assert pickle.loads(pickle.dumps(facts)) == facts


@pytest.mark.parametrize("count", range(1, 25))
def test_the_nearest_rank_is_the_smallest_value_that_so_many_do_not_exceed(count: int) -> None:
    values = sorted((n * 7919) % 13 for n in range(count))
    for percent in (50, 90):
        enough = [v for v in values if 100 * sum(w <= v for w in values) >= percent * count]
        assert nearest_rank(values, percent) == min(enough)


SPANS = [
    ("2026-10", "2026-10-01 2026-11-01"), ("2026-W43", "2026-10-19 2026-10-26"), ("2026-Q4", "2026-10-01 2027-01-01"),
    ("2026", "2026-01-01 2027-01-01"), ("last-month", "2026-10-01 2026-11-01"), ("上月", "2026-10-01 2026-11-01"),
    ("2026-10-05..2026-10-08", "2026-10-05 2026-10-09"), ("2026-09..2026-10", "2026-09-01 2026-11-01"),
    ("2026-10-05", "2026-10-05 2026-10-06"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "days"), SPANS)
def test_periods(words: str, days: str) -> None:
    found = period(words, Asker(datetime(2026, 11, 21, 9, tzinfo=UTC).astimezone(HERE), str))
    assert f"{found.start:%Y-%m-%d} {found.end:%Y-%m-%d}" == days


@pytest.mark.parametrize("words", ["2026-10..", "..2026-10", "2026-11..2026-10", "soon", "3d", ""])
def test_what_is_no_period(words: str) -> None:
    with pytest.raises(UsageError):
        period(words, Asker(datetime(2026, 11, 21, 9, tzinfo=UTC).astimezone(HERE), str))
