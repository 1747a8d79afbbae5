"""The workflow in words: which gates concern whom, and what each asks for."""

from __future__ import annotations

import pytest
from making import settings

from svc import chart
from svc.chart import View
from svc.schema.loop import Each, Move, Needs, Route

RULES = settings()


def route(name: str) -> Route:
    found = RULES.workflow.route(name)
    assert found
    return found


@pytest.mark.parametrize(
    ("path", "kind", "stages"),
    [
        ("light", "", ["intake", "intake", "intake"]),
        ("light", "enquiry", ["intake"]),
        ("light", "complaint", ["intake"]),
        ("full", "suggestion", ["intake", "analysis", "resolution", "feedback"]),
        ("full", "enquiry", ["intake", "resolution", "feedback", "summary"]),
        ("full", "repair", ["intake", "analysis", "resolution", "resolution", "feedback", "feedback", "summary"]),
    ],
)
def test_the_doors_of_a_path(path: str, kind: str, stages: list[str]) -> None:
    assert [door.stage for door in chart.doors(RULES, route(path), View(kind))] == stages


def test_the_path_and_the_type_looked_at_are_not_said_again() -> None:
    doors = chart.doors(RULES, route("full"), View("complaint"))
    assert {name for door in doors for name in door.when} == {"severity", "charge"}


def test_gates_for_the_same_cases_are_one_door() -> None:
    first, *_ = chart.doors(RULES, route("light"), View("enquiry"))
    assert [ask.name for ask in first.asks][-4:] == [
        "feedback.decision", "feedback.told_at", "summary.lesson | summary.knowledge", "feedback.reply!=refused",
    ]  # fmt: skip


def test_a_gate_for_cases_that_a_path_never_takes_is_none_of_its() -> None:
    rules = settings(("{path: [light], type: [complaint]}", "{severity: [safety]}"))
    assert len(chart.doors(rules, rules.workflow.routes[0], View("complaint"))) == 1
    assert len(chart.doors(rules, rules.workflow.routes[1], View("complaint"))) > 1


@pytest.mark.parametrize(
    ("needs", "said", "name"),
    [
        (Needs(fields=(("team", "charge"),)), "team, or who pays", "team | charge"),
        (Needs(each=(Each("resolution.tests", "result", ("pass",)),)), "each of test list: result is passed",
         "resolution.tests.*.result=pass"),
        (Needs(each=(Each("resolution.costs", "amount"),)), "each of costs: amount", "resolution.costs.*.amount"),
        (Needs(events=("contact out",)), "an event in the log: contact out", "contact out"),
        (Needs(roles=("manager",)), "somebody with the role manager (nobody yet)", "roles: manager"),
        (Needs(not_by="analysis"), "somebody other than who took it out of analysis", "not_by: analysis"),
    ],
)  # fmt: skip
def test_what_is_asked_in_words(needs: Needs, said: str, name: str) -> None:
    from svc.i18n import tr

    [ask] = chart.asks(RULES, needs)
    assert (tr(ask.said), ask.name) == (said, name)


def test_a_move_of_two_paths_is_one_arrow() -> None:
    there = "        - {from: intake, to: analysis}\n"
    rules = settings((there, there + "        - {from: intake, to: closed}\n"))
    assert chart.arrows(rules.workflow, View())[Move("intake", "closed")] == ("light", "full")
    assert chart.arrows(rules.workflow, View(path="full"))[Move("intake", "closed")] == ("full",)
