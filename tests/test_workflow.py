"""The loop: which moves there are, what a stage asks for, and how a refusal says so."""

from __future__ import annotations

import pytest
from making import BIRTH, case, clerk, event, settings

from svc import workflow
from svc.errors import RefusedError
from svc.model import Case, Value
from svc.schema import gates

RULES = settings()
INTAKE = {
    "title": "x",
    "customer": "c",
    "channel": "phone",
    "category": "noise",
    "severity": "minor",
    "description": "d\n",
}


def filled(**more: Value) -> Case:
    return case(**{**INTAKE, **more})


@pytest.mark.parametrize(
    ("kind", "severity", "route"),
    [
        ("enquiry", "minor", "light"),
        ("suggestion", "minor", "light"),
        ("enquiry", "", "full"),
        ("enquiry", "major", "full"),
        ("complaint", "minor", "full"),
        ("repair", "", "full"),
        ("return", "minor", "full"),
    ],
)
def test_what_is_not_known_to_be_minor_goes_the_full_path(kind: str, severity: str, route: str) -> None:
    assert workflow.route_for(RULES.workflow, case(type=kind, severity=severity)).name == route


@pytest.mark.parametrize(
    ("source", "target", "way"),
    [
        ("intake", "analysis", True),
        ("analysis", "intake", False),
        ("closed", "analysis", False),
        ("intake", "closed", True),
        ("retired", "analysis", False),
        ("analysis", "retired", False),
    ],
)
def test_which_way_is_forward(source: str, target: str, way: bool) -> None:
    assert RULES.workflow.is_forward(source, target) is way


def test_a_move_is_an_event_and_the_stage() -> None:
    change = workflow.move(RULES, filled(), "analysis", clerk())
    [moved] = change.events
    assert change.sets == {"stage": "analysis"}
    assert (moved.kind, moved.get("from"), moved.get("to"), moved.get("text")) == ("move", "intake", "analysis", "")
    assert change.what == "move intake -> analysis"


def test_a_long_reason_goes_to_the_notes() -> None:
    late = filled(stage="resolution")
    change = workflow.move(RULES, late, "analysis", clerk(), "The customer refused.\nHe wants a new one.")
    [moved] = change.events
    assert moved.get("text") == "The customer refused."
    assert change.notes == {moved.id: "The customer refused.\nHe wants a new one.\n"}


def test_everything_missing_is_named_at_once() -> None:
    with pytest.raises(RefusedError) as error:
        workflow.move(RULES, case(), "analysis", clerk())
    assert [str(d).split("  ")[0] for d in error.value.details] == [
        "customer",
        "channel",
        "category",
        "severity",
        "description",
    ]
    assert "svc edit" in str(error.value.hint)


@pytest.mark.parametrize("name", INTAKE)
def test_a_blank_is_not_filled(name: str) -> None:
    for empty in ("", " ", "\n"):
        assert (name,) in workflow.missing(RULES, filled(**{name: empty}))


def test_a_choice_is_met_by_one_of_it() -> None:
    late = filled(type="enquiry", stage="summary")
    choice = ("summary.lesson", "summary.knowledge")
    assert choice in workflow.missing(RULES, late)
    for name in choice:
        met = case({name: "x"}, type="enquiry", stage="summary", **INTAKE)
        assert choice not in workflow.missing(RULES, met)


def test_three_choices_are_all_told() -> None:
    rules = settings(("need: [team, analysis.verdict]", "need: [[team, analysis.verdict, tags]]"))
    [said] = workflow.described(rules, filled(type="suggestion", stage="analysis"))
    assert [
        str(said).count(f"--set {name}") + str(said).count(f"--set '{name}")
        for name in ("team", "analysis.verdict", "tags")
    ] == [1, 1, 1]


def test_earlier_stages_ask_again() -> None:
    moved = event("B0000", "move", from_="intake", to="analysis")
    there = case(log=(BIRTH, moved), stage="analysis", **INTAKE | {"customer": ""})
    assert ("customer",) in workflow.missing(RULES, there)
    never_left = case(log=(BIRTH,), stage="analysis", **INTAKE | {"customer": ""})
    assert ("customer",) not in workflow.missing(RULES, never_left)


def test_a_later_stage_left_before_does_not_ask_yet() -> None:
    moves = (
        event("B0000", "move", from_="intake", to="resolution"),
        event("C0000", "move", from_="resolution", to="analysis"),
    )
    back = case(log=(BIRTH, *moves), stage="analysis", **INTAKE)
    assert all(not name.startswith("resolution") for choice in workflow.missing(RULES, back) for name in choice)


def test_a_condition_with_an_empty_list_never_holds() -> None:
    assert gates.holds({}, case())
    assert gates.holds({"type": ("complaint",), "path": ("full", "light")}, case())
    assert not gates.holds({"type": ("repair",)}, case())
    assert not gates.holds({"analysis.fault_code": ()}, case())
    assert gates.holds({"analysis.fault_code": ("E-17",)}, case({"analysis.fault_code": "E-17"}))


@pytest.mark.parametrize(
    ("item", "lacking"),
    [
        ({"id": "B0001", "what": "w", "owner": "o", "due": "d"}, []),
        ({"id": "B0001", "what": "w"}, ["B0001.owner", "B0001.due"]),
        ({"what": " ", "owner": "o", "due": "d"}, ["0.what"]),
    ],
)
def test_each_item_of_a_list_is_asked(item: dict[str, Value], lacking: list[str]) -> None:
    late = case({"resolution.plan.measures": [item]}, stage="resolution", **INTAKE | {"severity": "major"})
    found = [
        name.removeprefix("resolution.plan.measures.") for (name, *_) in workflow.missing(RULES, late) if "." in name
    ]
    assert [name for name in found if not name.startswith(("resolution", "analysis"))] == lacking


@pytest.mark.parametrize("result", ["", "fail", "passed"])
def test_a_test_list_must_pass(result: str) -> None:
    tests: list[Value] = [
        {"id": "B0001", "what": "w", "result": "pass"},
        {"id": "B0002", "what": "v", "result": result},
    ]
    late = case({"resolution.tests": tests}, stage="resolution", type="repair", **INTAKE)
    assert ("resolution.tests.B0002.result",) in workflow.missing(RULES, late)
    assert ("resolution.tests.B0001.result",) not in workflow.missing(RULES, late)


def test_the_loop_knows_no_other_move() -> None:
    for target in ("resolution", "feedback", "summary", "closed", "intake", "nowhere"):
        with pytest.raises(RefusedError):
            workflow.move(RULES, filled(), target, clerk(), "why")


@pytest.mark.parametrize(
    ("stage", "target"), [("resolution", "analysis"), ("feedback", "resolution"), ("closed", "analysis")]
)
def test_going_back_takes_a_reason_and_no_gate(stage: str, target: str) -> None:
    with pytest.raises(RefusedError, match="needs a reason"):
        workflow.move(RULES, case(stage=stage), target, clerk(), " \n")
    assert workflow.move(RULES, case(stage=stage), target, clerk(), "why").sets == {"stage": target}


def test_reopening_is_an_event_of_its_own() -> None:
    [made] = workflow.reopen(RULES, case(stage="closed"), clerk(), "again").events
    assert (made.kind, made.get("to")) == ("reopen", "analysis")
    [made] = workflow.reopen(RULES, case(stage="closed", path="light"), clerk(), "again").events
    assert made.get("to") == "intake"
    with pytest.raises(RefusedError, match="is not closed"):
        workflow.reopen(RULES, case(), clerk(), "again")


RESOLVED = (BIRTH, event("B0000", "move", by="zhao.min", from_="resolution", to="feedback"))


@pytest.mark.parametrize(
    ("me", "by", "is_barred"),
    [
        ("zhao.min", "", True),
        ("zhao.min", "chen.jie", True),
        ("chen.jie", "zhao.min", True),
        ("chen.jie", "", False),
        ("chen.jie", "sun.tao", False),
    ],
)
def test_who_resolved_it_neither_confirms_it_nor_enters_it(me: str, by: str, is_barred: bool) -> None:
    told = {
        "feedback.decision": "d\n",
        "feedback.told_at": "2026-11-20",
        "feedback.reply": "accepted",
        "feedback.internal": [{"id": "C0001", "team": "q"}],
    }
    rules = settings(("  gates:", "  gates:\n    - {leave: feedback, not_by: resolution}"))
    late = case(told, log=RESOLVED, stage="feedback", type="enquiry", **INTAKE)
    if is_barred:
        with pytest.raises(RefusedError) as error:
            workflow.move(rules, late, "summary", clerk(me, by), "")
        assert "zhao.min" in str(error.value.details[-1])
    else:
        assert workflow.move(rules, late, "summary", clerk(me, by)).events[0].by == (by or me)


def test_a_path_is_only_for_what_fits_it() -> None:
    light = case(path="light", **INTAKE | {"severity": "safety"})
    with pytest.raises(RefusedError) as error:
        workflow.move(RULES, light, "closed", clerk())
    assert "svc edit C-2611-7K3M9QT4" in str(error.value.details[-1])
    assert "--set path=full" in str(error.value.details[-1])


def test_a_path_must_go_on_from_the_stage() -> None:
    workflow.check_path(RULES, case(path="light"))
    workflow.check_path(RULES, case(path="unknown"))  # check_case says what is wrong with that
    with pytest.raises(RefusedError, match="knows no way on from analysis"):
        workflow.check_path(RULES, case(path="light", stage="analysis"))
