"""A workflow tried out: invented cases go through the loop, in memory, by the rules that real ones meet.

Each case is filled with invented values where a gate asks for some, and takes every move and every exit that is open
to it. What stays in the way then stays in everybody's way: a dead end of svc.yaml.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime

from svc import approvals, exits, invention, verbs, workflow
from svc.clerk import Clerk
from svc.errors import RefusedError, SvcError, Text
from svc.ids import Draw
from svc.model import Case, Change, Value, is_empty
from svc.schema import gates, pending, reviews
from svc.schema.loop import Exit, Gate, Move, Needs, Route
from svc.schema.settings import Settings
from svc.typed import NamedTuple

_ROUNDS = 5
"""How often what was filled may bring up something else to be filled."""
_ID, _OTHER = "C-0000-00000000P", "C-0000-11111111P"
_MAIN = ("type", "path", "severity")


class Part(NamedTuple):
    """Who is played: a type, a path, a severity, and other facts that gates ask about."""

    type: str
    path: str
    severity: str = ""
    facts: tuple[tuple[str, str], ...] = ()


class Step(NamedTuple):
    """One way tried: from a stage to another, perhaps by an exit; what was asked for and filled; what is in the way."""

    source: str
    target: str
    exit: str = ""
    by: str = ""
    filled: tuple[tuple[str, str], ...] = ()
    stuck: tuple[Text, ...] = ()


class Play(NamedTuple):
    """A part and all ways that it tried."""

    part: Part
    steps: tuple[Step, ...]

    @property
    def stuck(self) -> list[Step]:
        """The ways that could not be gone."""
        return [step for step in self.steps if step.stuck]


def parts(settings: Settings, kind: str = "", path: str = "", severity: str = "") -> Iterator[Part]:
    """Every type, path and severity that go together, or those asked for."""
    kinds = [kind] if kind else _known(settings, "type")
    grades = [severity] if severity else _known(settings, "severity")
    for one in kinds:
        for route in (r for r in settings.workflow.routes if path in ("", r.name)):
            for grade in grades:
                if _fits(route, {"type": one, "severity": grade}):
                    for facts in _variants(settings, route, one, grade):
                        yield Part(one, route.name, grade, facts)


def _known(settings: Settings, name: str) -> list[str]:
    """The codes of a list; where the desk keeps none, the words that its gates know."""
    named = [word for gate in settings.workflow.gates for word in gate.when.get(name, ())]
    return list(settings.codes.get(name, {})) or list(dict.fromkeys(named)) or [""]


def _fits(route: Route, facts: Mapping[str, str]) -> bool:
    return all(not facts.get(name) or facts[name] in values for name, values in route.only.items())


def _variants(settings: Settings, route: Route, kind: str, grade: str) -> list[tuple[tuple[str, str], ...]]:
    """No other facts, and those on which some gate depends."""
    here = {"type": kind, "path": route.name, "severity": grade}
    always = {name: values[0] for name, values in route.only.items() if name not in _MAIN and values}
    found = [always] + [always | more for gate in settings.workflow.gates if (more := _facts(gate, here))]
    return list(dict.fromkeys(tuple(facts.items()) for facts in found))


def _facts(gate: Gate, here: Mapping[str, str]) -> dict[str, str]:
    if not all(values and here.get(name, values[0]) in values for name, values in gate.when.items()):
        return {}
    return {name: values[0] for name, values in gate.when.items() if name not in here}


def play(settings: Settings, part: Part, now: datetime, draw: Draw) -> Play:
    """Take an invented case through the loop."""
    return Play(part, tuple(_Player(settings, now, draw).steps(part)))


class _Player:
    """Plays everybody who has to do with one case."""

    def __init__(self, settings: Settings, now: datetime, draw: Draw) -> None:
        self.settings = invention.staffed(settings)
        self.workflow = settings.workflow
        self.now = now
        self.draw = draw
        self.people = invention.people(self.settings)

    def clerk(self, who: str) -> Clerk:
        return Clerk(self.now, who, self.draw)

    def steps(self, part: Part) -> Iterator[Step]:
        todo = [(self.born(part), self.people[0])]
        seen = {self.workflow.stages[0]}
        while todo:
            case, who = todo.pop(0)
            for move in workflow.moves_from(self.settings, case):
                step, then = self.moved(case, move, who)
                yield step
                if then.stage not in seen:
                    seen.add(then.stage)
                    todo.append((then, step.by))
            if case.stage != self.workflow.closed:
                yield from (self.left(case, way, who) for way in self.workflow.exits if _is_open(way, case))

    def born(self, part: Part) -> Case:
        clerk = self.clerk(self.people[0])
        values: dict[str, Value] = {**self.settings.defaults, "title": invention.WORDS}
        bare = Case({"id": _ID}, "")
        opened = verbs.opened(_ID, clerk, part.type, part.path, self.workflow.stages[0], values)
        case = verbs.after(bare, opened)
        facts: dict[str, Value] = {"severity": part.severity, **dict(part.facts)}
        return verbs.after(case, verbs.edit(case, facts, clerk))

    def moved(self, case: Case, move: Move, who: str) -> tuple[Step, Case]:
        """A move tried, and the case after it; as it was where it is stuck."""
        ready, filled = case, list[tuple[str, str]]()
        whys: list[Text] = []
        if self.workflow.is_forward(move.source, move.target):
            ready, filled, whys = self.filled(case, self.at_gate, who)
            ready = self.approved(ready, who)
            if move.target == self.workflow.closed:
                ready = self.kept(ready, who)

        def act(by: Clerk) -> Change:
            return workflow.move(self.settings, ready, move.target, by, invention.WORDS)

        change, by, stuck = self.attempt(act, who)
        step = Step(move.source, move.target, "", by, tuple(filled), (*stuck, *(whys if stuck else ())))
        return step, verbs.after(ready, change) if change else case

    def left(self, case: Case, way: Exit, who: str) -> Step:
        ready, filled, whys = self.filled(case, lambda now: (gates.unmet(way.needs, now), [way.needs]), who)
        ready = self.kept(ready, who)

        def act(by: Clerk) -> Change:
            return exits.leave(self.settings, ready, way.name, by, invention.WORDS, _OTHER)

        _, by, stuck = self.attempt(act, who)
        told = (*stuck, *(whys if stuck else ()))
        return Step(case.stage, self.workflow.closed, way.name, by, tuple(filled), told)

    def at_gate(self, case: Case) -> tuple[list[tuple[str, ...]], list[Needs]]:
        """What is asked on the way out of the stage: fields, and the needs that name events."""
        here = [gate.needs for gate in gates.at_stage(self.workflow, case)]
        return workflow.missing(self.settings, case), here

    def filled(
        self, case: Case, asked: Callable[[Case], tuple[list[tuple[str, ...]], list[Needs]]], who: str
    ) -> tuple[Case, list[tuple[str, str]], list[Text]]:
        """The case with what is asked for, what that was, and why something could not be had."""
        told: list[tuple[str, str]] = []
        whys: list[Text] = []
        for _ in range(_ROUNDS):
            choices, needs = asked(case)
            missing = [wanted for each in needs for wanted in each.events if not gates.happened(wanted, case)]
            whys = []
            for choice in choices:
                case = self.supplied(case, choice, [*needs, *(g.needs for g in self.workflow.gates)], who, told, whys)
            for wanted in missing:
                case = self.happened(case, wanted, who, told, whys)
            if not choices and not missing:
                break
        return case, told, whys

    def supplied(
        self, case: Case, choice: tuple[str, ...], needs: Iterable[Needs], who: str,
        told: list[tuple[str, str]], whys: list[Text],
    ) -> Case:  # fmt: skip
        """The case with one field of a choice filled, as a person would by an option or a verb."""
        needs = list(needs)
        for name in choice:
            try:
                change = invention.change(self.settings, case, name, needs, self.clerk(who))
            except SvcError as error:
                whys.append(error.message)
                continue
            then = verbs.after(case, change)
            if not is_empty(then.get(name)) or name.count(".") > 1:
                told.append((name, invention.shown(change, name)))
                return then
        return case

    def happened(
        self, case: Case, wanted: str, who: str, told: list[tuple[str, str]], whys: list[Text]
    ) -> Case:
        try:
            event = invention.event(self.settings, case, wanted, self.clerk(who))
        except SvcError as error:
            whys.append(error.message)
            return case
        told.append((wanted, ""))
        return verbs.after(case, Change({}, (event,)))

    def approved(self, case: Case, who: str) -> Case:
        """The case with what the rules ask for proposed by one person, and approved by those who may."""
        for one in reviews.unapproved(self.settings, case, reviews.here(self.workflow, case)):
            with suppress(SvcError):
                case = verbs.after(case, approvals.propose(self.settings, case, self.clerk(who), "", one.rule.of))
            for person in self.people:
                if reviews.standing(self.settings, case, one.rule).holds:
                    break
                with suppress(SvcError):
                    by = self.clerk(person)
                    case = verbs.after(case, approvals.decide(self.settings, case, by, "approve", "", one.rule.of))
        return case

    def kept(self, case: Case, who: str) -> Case:
        """The case with every promise kept: none may be open when it is closed."""
        for promise in pending.promises(case.events):
            event = self.clerk(who).event(case, "promise", {"state": "kept", "of": promise.id})
            case = verbs.after(case, Change({}, (event,)))
        return case

    def attempt(self, act: Callable[[Clerk], Change], who: str) -> tuple[Change | None, str, tuple[Text, ...]]:
        """The change by the first who may do it, that person first who is at it; else what is in the way."""
        refused: list[tuple[Text, ...]] = []
        for person in dict.fromkeys((who, *self.people)):
            try:
                return act(self.clerk(person)), person, ()
            except RefusedError as error:
                refused.append(error.details or (error.message,))
        return None, who, min(refused, key=len)


def _is_open(way: Exit, case: Case) -> bool:
    return not way.stages or case.stage in way.stages
