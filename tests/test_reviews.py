"""Whether an approval holds: by whom, of what, when; and what it takes to propose and to decide. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from making import settings as shipped

from svc import approvals, todo, undoing, verbs, workflow
from svc.clerk import Clerk
from svc.errors import RefusedError
from svc.model import Case, Data, Value
from svc.schema import reviews
from svc.schema.loop import Review
from svc.schema.money import Money, meant, money
from svc.schema.settings import Settings

SETTINGS = shipped()
NOW = datetime(2026, 11, 17, 9, 0, tzinfo=UTC)
PLAN = Review("resolution", {}, ("resolution.plan",), ("quality",))


def rules(*asked: Review) -> Settings:
    """A desk that asks for these approvals; chen.jie and li.na are quality, wu.hao is manager."""
    loop = SETTINGS.workflow._replace(reviews=asked or (PLAN,))
    roles = {**SETTINGS.roles, "quality": ("chen.jie", "li.na"), "manager": ("wu.hao",)}
    return SETTINGS._replace(workflow=loop, roles=roles)


def clerk(who: str, hours: float = 0, by: str = "") -> Clerk:
    return Clerk(NOW + timedelta(hours=hours), who, Random(f"{who} {hours}").randrange, by=by)


def opened(**sets: Value) -> Case:
    """A case in resolution, with a plan."""
    case_id = "C-2611-7K3M9QT4T"
    birth = verbs.opened(case_id, clerk("zhao.min", -2), "complaint", "full", "resolution", {"title": "Hot"})
    case = verbs.after(Case({"id": case_id}, ""), birth)
    plan: Data = {"measures": [{"id": "K7M3Q", "what": "new cord", "owner": "li.wei", "due": "2026-12-01"}]}
    return case._replace(data={**case.data, "resolution": {"plan": plan, **sets}})


def set_to(case: Case, name: str, value: Value) -> Case:
    return verbs.after(case, verbs.edit(case, {name: value}, clerk("li.wei", 5)))


def proposed(case: Case, settings: Settings, who: str = "li.wei", hours: float = 0.0) -> Case:
    return verbs.after(case, approvals.propose(settings, case, clerk(who, hours)))


def decided(case: Case, settings: Settings, who: str, kind: str = "approve", hours: float = 1.0) -> Case:
    return verbs.after(case, approvals.decide(settings, case, clerk(who, hours), kind, "why"))


def holds(case: Case, settings: Settings) -> bool:
    return all(one.holds for one in reviews.asked(settings, case))


def missing(case: Case, settings: Settings) -> list[str]:
    return [each.name for each in workflow.in_the_way(settings, case) if each.name.startswith(reviews.APPROVAL)]


def test_an_approval_by_another_who_may_holds_until_the_content_changes() -> None:
    settings = rules()
    case = opened()
    assert missing(case, settings) == ["approval resolution.plan"]
    case = proposed(case, settings)
    assert missing(case, settings) == ["approval resolution.plan"]
    case = decided(case, settings, "chen.jie")
    assert missing(case, settings) == []
    for outside in ("resolution.verification", "resolution.done.K7M3Q", "resolution.costs"):
        other = set_to(case, outside, [] if outside.endswith("costs") else "done")
        assert holds(other, settings), f"work on {outside} does not void it"
    for inside in ("resolution.plan.cost_limit", "resolution.plan.no_measure"):
        assert not holds(set_to(case, inside, "150.00 CNY"), settings), f"a change of {inside} voids it"


def test_what_is_set_back_is_approved_again() -> None:
    settings = rules()
    case = decided(proposed(opened(), settings), settings, "chen.jie")
    other = set_to(case, "resolution.plan.cost_limit", "150.00 CNY")
    assert not holds(other, settings)
    assert holds(set_to(other, "resolution.plan.cost_limit", ""), settings)


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("li.wei", "li.wei proposed it; somebody else decides"),
        ("sun.tao", "sun.tao may not decide on plan"),
        ("wu.hao", "wu.hao may not decide on plan"),
    ],
)
def test_who_may_not_decide(who: str, said: str) -> None:
    settings = rules()
    with pytest.raises(RefusedError, match=said):
        decided(proposed(opened(), settings), settings, who)


def test_a_proposer_with_the_role_does_not_decide_either() -> None:
    settings = rules()
    case = proposed(opened(), settings, "chen.jie")
    with pytest.raises(RefusedError, match="proposed it"):
        decided(case, settings, "chen.jie")
    assert holds(decided(case, settings, "li.na"), settings)


def test_nothing_is_decided_that_nobody_proposed() -> None:
    settings = rules()
    with pytest.raises(RefusedError, match="nothing is proposed"):
        decided(opened(), settings, "chen.jie")
    case = set_to(proposed(opened(), settings), "resolution.plan.cost_limit", "150.00 CNY")
    with pytest.raises(RefusedError, match="plan was changed since it was proposed"):
        decided(case, settings, "chen.jie")


def test_two_people_are_two_people() -> None:
    settings = rules(PLAN._replace(people=2))
    case = decided(proposed(opened(), settings), settings, "chen.jie")
    with pytest.raises(RefusedError, match=r"chen.jie approved just that already"):
        decided(case, settings, "chen.jie", hours=2)
    assert not holds(case, settings)
    assert holds(decided(case, settings, "li.na", hours=3), settings)


def test_a_rejection_stands_until_who_rejected_approves() -> None:
    settings = rules()
    case = decided(proposed(opened(), settings), settings, "chen.jie", "reject")
    assert missing(case, settings) == ["approval resolution.plan"]
    other = decided(case, settings, "li.na", hours=2)
    assert not holds(other, settings), "one approves, one rejects: it does not go on"
    assert holds(decided(other, settings, "chen.jie", hours=3), settings)
    with pytest.raises(RefusedError, match="a rejection needs a reason"):
        approvals.decide(settings, proposed(opened(), settings), clerk("chen.jie", 1), "reject")


def test_a_word_is_taken_back_by_who_said_it() -> None:
    settings = rules()
    case = decided(proposed(opened(), settings), settings, "chen.jie", "reject")
    before = case._replace(data={**case.data, "reviews": case.data["reviews"][:-1]})  # as the commit before had it
    act = undoing.Act("a" * 40, before, case, "chen.jie")
    with pytest.raises(RefusedError, match=r"chen\.jie did that, and takes it back"):
        undoing.undo(settings, case, [act], clerk("li.wei", 2), "")
    assert missing(verbs.after(case, undoing.undo(settings, case, [act], clerk("chen.jie", 2), "")), settings)
    back = verbs.after(case, undoing.undo(settings, case, [act], clerk("chen.jie", 2), ""))
    assert [event.kind for event in reviews.events(back)] == ["propose"]
    assert holds(decided(back, settings, "li.na", hours=3), settings)
    forged = back.events[-1]._replace(by="li.wei")
    assert len(reviews.events(case._replace(events=(*case.events, forged)))) == 2, "nobody takes back another's word"


def row(event_id: str, kind: str, by: str, case: Case, **more: str) -> Data:
    of = more.pop("of", "resolution.plan")
    return {"id": event_id, "at": "2026-11-17T10:00:00+00:00", "by": by, "kind": kind, "of": of,
            "hash": reviews.digest(case, of.split()), **more}  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "approved"),
    [
        ([("A0000", "propose", "li.wei", {}), ("B0000", "approve", "chen.jie", {})], True),
        ([("B0000", "approve", "chen.jie", {})], False),
        ([("A0000", "propose", "li.wei", {}), ("B0000", "approve", "li.wei", {})], False),
        ([("A0000", "propose", "li.wei", {}), ("B0000", "approve", "sun.tao", {})], False),
        ([("A0000", "propose", "li.wei", {}), ("B0000", "approve", "chen.jie", {"recorded_by": "li.wei"})], False),
        ([("A0000", "propose", "li.wei", {}),
          ("B0000", "approve", "chen.jie", {"recorded": "2026-11-17T11:00:00+00:00"})], False),
        ([("A0000", "propose", "li.wei", {}), ("B0000", "approve", "chen.jie", {"void": "true"})], False),
        ([("A0000", "propose", "li.wei", {}), ("B0000", "approve", "chen.jie", {"of": "charge"})], False),
        ([("A0000", "propose", "li.wei", {"of": "resolution.plan charge"}),
          ("B0000", "approve", "chen.jie", {"of": "resolution.plan charge"})], True),
        ([("A0000", "propose", "chen.jie", {}), ("A1000", "propose", "li.wei", {}),
          ("B0000", "approve", "chen.jie", {})], False),
    ],
)  # fmt: skip
def test_lines_that_count(lines: Sequence[tuple[str, str, str, dict[str, str]]], approved: bool) -> None:
    case = opened()
    held: list[Value] = [row(event_id, kind, by, case, **more) for event_id, kind, by, more in lines]
    assert holds(case._replace(data={**case.data, "reviews": held}), rules()) == approved


def test_an_approval_carried_into_another_case_is_void_there() -> None:
    settings = rules()
    case = decided(proposed(opened(), settings), settings, "chen.jie")
    twin = case._replace(data={**case.data, "id": "C-2611-AAAAAAAAR"})
    assert holds(case, settings)
    assert not holds(twin, settings)


def test_what_a_forge_approved_counts_by_whom_the_rule_names() -> None:
    case = opened()
    held: list[Value] = [row("A0000", "propose", "li.wei", case),
                         row("B0000", "approve", "chen.jie", case, recorded_by="ci", via="forge")]  # fmt: skip
    case = case._replace(data={**case.data, "reviews": held})
    assert not holds(case, rules())
    assert holds(case, rules(PLAN._replace(forge=("ci",))))


@pytest.mark.parametrize(
    ("limit", "costs", "is_asked"),
    [
        ("", [], False),
        ("500.00 CNY", [], False),
        ("500.01 CNY", [], True),
        ("", ["400.00 CNY", "100.00 CNY"], False),
        ("", ["400.00 CNY", "100.01 CNY"], True),
        ("100.00 EUR", [], True),
        ("", ["much"], True),
    ],
)
def test_what_costs_more_is_asked_for(limit: str, costs: Sequence[str], is_asked: bool) -> None:
    rule = PLAN._replace(above="500.00 CNY", roles=("manager",))
    case = opened(costs=[{"id": f"C000{n}", "what": "it", "amount": one} for n, one in enumerate(costs)])
    case = set_to(case, "resolution.plan.cost_limit", limit) if limit else case
    assert bool(reviews.asked(rules(rule), case)) == is_asked


def test_more_spent_than_was_approved_is_approved_again() -> None:
    settings = rules()
    case = set_to(opened(), "resolution.plan.cost_limit", "500.00 CNY")
    case = decided(proposed(case, settings, hours=6), settings, "chen.jie", hours=7)
    assert holds(case, settings)
    spent = set_to(case, "resolution.costs", [{"id": "C0001", "what": "part", "amount": "500.01 CNY"}])
    assert not holds(spent, settings)
    with pytest.raises(RefusedError, match="more was spent than the plan allows"):
        approvals.propose(settings, spent, clerk("li.wei", 8))


def test_an_emergency_goes_on_and_is_owed_until_it_is_approved() -> None:
    settings = rules(PLAN._replace(emergency=24 * 3600))
    loop = settings.workflow._replace(gates=())
    settings = settings._replace(workflow=loop)
    case = opened()
    with pytest.raises(RefusedError, match="an emergency needs a reason"):
        workflow.move(settings, case, "feedback", clerk("li.wei"), "", emergency=True)
    moved = verbs.after(case, workflow.move(settings, case, "feedback", clerk("li.wei"), "It leaks.", emergency=True))
    assert moved.events[-1].get("emergency") == "approval resolution.plan"
    (owed,) = reviews.owed(settings, moved)
    assert owed.until == NOW + timedelta(hours=24)
    on = verbs.after(moved, workflow.move(settings, moved, "summary", clerk("wang.fang", 1)))
    with pytest.raises(RefusedError) as refused:
        workflow.move(settings, on, "closed", clerk("li.wei", 2))
    assert any("approved by" in str(each) for each in refused.value.details), "it is not closed without"
    given = decided(proposed(on, settings, hours=3), settings, "chen.jie", hours=4)
    assert not reviews.owed(settings, given)
    workflow.move(settings, given, "closed", clerk("li.wei", 5))


def to_do(case: Case, settings: Settings, who: str, hours: float = 0.0, apart: Sequence[Case] = ()) -> list[str]:
    """What ``svc next`` tells somebody of approvals."""
    now = NOW + timedelta(hours=hours)
    found = todo.todo([case], who, now, settings, proposed=apart)
    return [str(todo.said(one, settings, now)) for one in found if one.reasons[0].why in ("owed", "decide")]


def test_who_may_decide_is_told_of_it_first() -> None:
    settings = rules(PLAN._replace(people=2))
    case = proposed(opened(), settings)
    mine = ["to decide: plan"]
    assert [to_do(case, settings, who) for who in ("chen.jie", "li.na", "li.wei", "wu.hao", "")] == [
        mine, mine, [], [], mine,
    ]  # fmt: skip
    assert to_do(opened(), settings, "chen.jie", apart=[case]) == mine, "on a branch as well"
    case = decided(case, settings, "chen.jie")
    assert [to_do(case, settings, who) for who in ("chen.jie", "li.na")] == [[], mine]
    assert to_do(decided(case, settings, "li.na"), settings, "") == []
    assert to_do(proposed(opened(), settings, "chen.jie"), settings, "chen.jie") == []
    assert to_do(set_to(proposed(opened(), settings), "resolution.plan.no_measure", "x"), settings, "chen.jie") == []


def test_an_approval_that_is_owed_is_told_with_the_hours_that_are_left() -> None:
    settings = rules(PLAN._replace(emergency=24 * 3600))
    case = opened(remedy="replace", verification="Runs.\n")
    move = workflow.move(settings, case, "feedback", clerk("li.wei", 1), "Cannot wait.", emergency=True)
    case = set_to(verbs.after(case, move), "assignee", "li.wei")
    for who, told in (("chen.jie", True), ("li.wei", True), ("wu.hao", False), ("", True)):
        assert to_do(case, settings, who, 10) == (["approval owed, 15h left: plan"] if told else []), who
    assert to_do(case, settings, "chen.jie", 27) == ["approval owed, late by 2h: plan"]
    case = proposed(case, settings, "li.wei", 11)
    assert to_do(case, settings, "li.wei", 12) == [], "it is with those who may"
    assert to_do(case, settings, "chen.jie", 12) == ["approval owed, 13h left: plan; to decide: plan"]
    assert to_do(decided(case, settings, "chen.jie", hours=13), settings, "", 14) == []


def test_no_emergency_where_the_rule_knows_none() -> None:
    settings = rules()
    settings = settings._replace(workflow=settings.workflow._replace(gates=()))
    with pytest.raises(RefusedError, match="can be approved afterwards"):
        workflow.move(settings, opened(), "feedback", clerk("li.wei"), "It leaks.", emergency=True)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("2600 元", "2600.00 CNY"), ("35元", "35.00 CNY"), ("1,200.5 eur", "1200.50 EUR"), ("0.1 USD", "0.10 USD"),
        ("007 CNY", "7.00 CNY"), ("12.3456 JPY", "12.3456 JPY"), ("500", None), ("CNY 5", None), ("1.2.3 EUR", None),
        ("-5 EUR", None), ("5 EURO", None), ("", None),
    ],
)  # fmt: skip
def test_sums_of_money(typed: str, found: str | None) -> None:
    known = meant(typed)
    assert (str(known) if known else None) == found
    assert known is None or money(str(known)) == known


def test_sums_are_exact() -> None:
    assert sum((money("0.10 EUR") or Money(0, "")).units for _ in range(10)) == 10_000
