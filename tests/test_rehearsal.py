"""Invented cases go through the loop: the shipped one lets all pass, and each planted dead end is found."""

from __future__ import annotations

from random import Random

import pytest
from making import NOW, settings

from svc import rehearsal
from svc.commands import COMMANDS
from svc.i18n import tr
from svc.invention import UNWRITTEN
from svc.schema.events import KINDS
from svc.schema.settings import Settings

GIVEN = "; to give it: inspector: [WHO] under roles: in svc.yaml, then svc commit svc.yaml"
NO_ROLE = ("  engineer: []\n", "  engineer: []\n  inspector: []\n")


def stuck(rules: Settings, **chosen: str) -> set[tuple[str, str, str]]:
    """Where cases get stuck: the stage, the stage or exit they wanted, and the first thing in the way."""
    found = [rehearsal.play(rules, part, NOW, Random(1).randrange) for part in rehearsal.parts(rules, **chosen)]
    return {(s.source, s.exit or s.target, tr(s.stuck[0]).split("  ")[0]) for one in found for s in one.stuck}


def test_the_shipped_workflow_has_no_dead_end() -> None:
    rules = settings()
    assert len(list(rehearsal.parts(rules))) == 20
    assert stuck(rules) == set()


def test_every_stage_every_move_and_every_exit_is_tried() -> None:
    rules = settings()
    [part] = rehearsal.parts(rules, "complaint", "full", "safety")
    steps = rehearsal.play(rules, part, NOW, Random(1).randrange).steps
    route = rules.workflow.route("full")
    assert route
    assert {(s.source, s.target) for s in steps if not s.exit} == {(m.source, m.target) for m in route.moves}
    assert sum(1 for s in steps if s.exit == "void") == 5
    assert [s.source for s in steps if s.exit == "spam"] == ["intake"]
    [confirmed] = [s for s in steps if (s.source, s.target) == ("feedback", "summary")]
    [resolved] = [s for s in steps if (s.source, s.target) == ("resolution", "feedback")]
    assert confirmed.by != resolved.by


DEAD_ENDS = [
    ("a field that only the log writes", [("need: [team, analysis.verdict]", "need: [team, origin]")],
     {("analysis", "resolution", "origin")}),
    ("a role that nobody has", [NO_ROLE, ("need: [team, analysis.verdict]", "need: [team], roles: [inspector]")],
     {("analysis", "resolution", f"somebody with the role inspector (nobody yet){GIVEN}")}),
    ("a move for nobody", [NO_ROLE, ("{from: summary, to: closed}", "{from: summary, to: closed, roles: [inspector]}")],
     {("summary", "closed", f"somebody with the role inspector (nobody yet){GIVEN}")}),
    ("one inspector who resolved it", [
        ("engineer: []", "engineer: [li.wei]"),
        ("charge, resolution.parts, resolution.tests]", "charge], roles: [engineer]"),
        ("type: [repair]}, need: [feedback.told_at]}", "type: [repair]}, roles: [engineer], not_by: resolution}")],
     {("feedback", "summary", "somebody other than li.wei, who took it out of resolution: ask a colleague")}),
    ("an event without a command", [("need: [team, analysis.verdict]", "events: [acknowledged]")],
     {("analysis", "resolution", "an event in the log: receipt confirmed")}),
    ("an event with a word of no list", [("need: [team, analysis.verdict]", "events: [triage nowhere]")],
     {("analysis", "resolution", "an event in the log: triage nowhere")}),
    ("an exit that asks for what cannot be", [("spam: {from: [intake]}", "spam: {from: [intake], need: [reviews]}")],
     {("intake", "spam", "reviews")}),
    ("only where something else is so", [
        ("analysis.fault_code: []}, need: [feedback.internal]}", "analysis.fault_code: [e-1]}, need: [origin]}")],
     {("feedback", "summary", "origin")}),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "places"), [d[1:] for d in DEAD_ENDS], ids=[d[0] for d in DEAD_ENDS])
def test_a_planted_dead_end_is_found(changes: list[tuple[str, str]], places: set[tuple[str, str, str]]) -> None:
    assert stuck(settings(*changes)) == places


WAYS = [
    ("a tie", [("need: [team, analysis.verdict]", "need: [links]")]),
    ("a wait", [("need: [team, analysis.verdict]", "need: [waiting]")]),
    ("a promise, kept before the end", [("need: [team, analysis.verdict]", "events: [promise made]")]),
    ("a triage", [("need: [team, analysis.verdict]", "events: [triage visit, contact out, contact in, wait parts]")]),
    ("own fields and maps", [("need: [team, analysis.verdict]", "need: [more.colour, refs, tags, resolution.done]")]),
    ("each item in its values", [("{result: [pass]}", "{result: [fail], what: []}")]),
    ("two engineers", [
        ("engineer: []", "engineer: [li.wei, wu.hao]"),
        ("charge, resolution.parts, resolution.tests]", "charge], roles: [engineer]"),
        ("type: [repair]}, need: [feedback.told_at]}", "type: [repair]}, roles: [engineer], not_by: resolution}")]),
    ("who has another role as well", [
        ("  engineer: []\n  quality: []", "  engineer: [li.wei, wu.hao]\n  quality: [li.wei]"),
        ("charge, resolution.parts, resolution.tests]", "charge], roles: [engineer]"),
        ("type: [repair]}, need: [feedback.told_at]}", "type: [repair]}, roles: [quality], not_by: resolution}")]),
]  # fmt: skip


@pytest.mark.parametrize("changes", [w[1] for w in WAYS], ids=[w[0] for w in WAYS])
def test_what_people_can_do_is_no_dead_end(changes: list[tuple[str, str]]) -> None:
    assert stuck(settings(*changes)) == set()


def test_the_kinds_of_event_without_a_command() -> None:
    """As soon as one has a command, a rehearsal can bring it about."""
    assert set(UNWRITTEN) <= set(KINDS)
    assert not {"visit", "check-effect", "acknowledged"} & set(COMMANDS)
