"""The workflow of a desk as people read it: what each gate, exit and handover asks for, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from svc import asking, obstacles
from svc.errors import Several, T, Text
from svc.schema.events import KINDS
from svc.schema.fields import item_field
from svc.schema.loop import Each, Gate, Move, Needs, Review, Route, Workflow
from svc.schema.reader import When
from svc.schema.settings import Settings
from svc.typed import NamedTuple


class Ask(NamedTuple):
    """One thing asked for: in words, and by the name that options and svc.yaml have for it."""

    said: Text
    name: str


class Door(NamedTuple):
    """What leaving a stage asks of the cases that fit ``when``; the path is not said again."""

    stage: str
    when: When
    asks: tuple[Ask, ...]


class View(NamedTuple):
    """The part of a workflow to be looked at: one type, one path; all where none is named."""

    type: str = ""
    path: str = ""

    def routes(self, workflow: Workflow) -> list[Route]:
        """The paths looked at."""
        return [route for route in workflow.routes if self.path in ("", route.name)]


def joined(texts: Iterable[Text]) -> Text:
    """Texts in a row; empty for none."""
    found = Text("", {})
    for number, text in enumerate(texts):
        found = T("{one}, {other}", one=found, other=text) if number else text
    return found


def named(settings: Settings, group: str, codes: Iterable[str]) -> Text:
    """Codes by what they are called."""
    return joined(Text("{name}", {"name": settings.named(group, code)}) for code in codes)


def condition(settings: Settings, when: When) -> Text:
    """Which cases fit a condition; empty where all do."""
    return joined(_one_of(settings, name, values) for name, values in when.items())


def _one_of(settings: Settings, name: str, values: tuple[str, ...]) -> Text:
    label = asking.label(name)
    if not values:
        return T("{field}: on the list, which is empty", field=label)
    group = asking.group(name)
    found = Text("{name}", {"name": settings.named(group, values[0])})
    for value in values[1:]:
        found = T("{one} or {other}", one=found, other=settings.named(group, value))
    return T("{field}: {value}", field=label, value=found)


def doors(settings: Settings, route: Route, view: View) -> list[Door]:
    """What leaving each stage of a path asks for, in the order of the stages; gates for the same cases as one."""
    workflow = settings.workflow
    left = {move.source for move in route.moves if workflow.is_forward(move.source, move.target)}
    found: dict[tuple[str, tuple[tuple[str, tuple[str, ...]], ...]], dict[str, Ask]] = {}
    for gate in sorted(workflow.gates, key=lambda gate: workflow.stages.index(gate.leave)):
        if gate.leave in left and concerns(gate, route, view.type):
            rest = {k: v for k, v in gate.when.items() if k != "path" and not (k == "type" and view.type)}
            rest |= {"opened_at": (f"{gate.since}..",)} if gate.since else {}
            wanted = found.setdefault((gate.leave, tuple(rest.items())), {})
            wanted.update({ask.name: ask for ask in asks(settings, gate.needs)})
    for rule in workflow.reviews:
        if rule.leave in left and concerns(rule, route, view.type):
            rest = {k: v for k, v in rule.when.items() if k != "path" and not (k == "type" and view.type)}
            rest |= {"opened_at": (f"{rule.since}..",)} if rule.since else {}
            ask = _approval(settings, rule)
            found.setdefault((rule.leave, tuple(rest.items())), {})[ask.name] = ask
    ordered = sorted(found.items(), key=lambda one: workflow.stages.index(one[0][0]))
    return [Door(stage, dict(when), tuple(wanted.values())) for (stage, when), wanted in ordered]


def _approval(settings: Settings, rule: Review) -> Ask:
    """What is to be approved, and by whom."""
    roles = obstacles.holders(settings, rule.roles) if rule.roles else T("somebody else")
    said = T("{what} approved by {roles}", what=Several(map(asking.label, rule.of)), roles=roles)
    if rule.people > 1:
        said = T("{said}, by {people} people", said=said, people=rule.people)
    if rule.above:
        said = T("{said}, where it costs more than {sum}", said=said, sum=rule.above)
    return Ask(said, f"svc approve: {', '.join(rule.of)}")


def concerns(gate: Gate | Review, route: Route, kind: str) -> bool:
    """Whether a gate may stand in the way of some case on a path."""
    given = {"path": (route.name,), **({"type": (kind,)} if kind else {})}
    facts = {**route.only, **given}
    return all(name not in facts or not values or set(values) & set(facts[name]) for name, values in gate.when.items())


def asks(settings: Settings, needs: Needs) -> Iterator[Ask]:
    """What has to be there, one thing after the other."""
    for choice in needs.fields:
        yield Ask(_either(choice), " | ".join(choice))
    for each in needs.each:
        yield _each(settings, each)
    for name, words in needs.bars:
        values = named(settings, asking.group(name), words)
        yield Ask(T("{field}: not {values}", field=asking.label(name), values=values), f"{name}!={'|'.join(words)}")
    for wanted in needs.events:
        kind, _, word = wanted.partition(" ")
        label = KINDS[kind].label if kind in KINDS else kind
        yield Ask(T("an event in the log: {kind} {word}", kind=label, word=word), wanted)
    if needs.roles:
        said = T("somebody with the role {roles}", roles=obstacles.holders(settings, needs.roles))
        yield Ask(said, f"roles: {', '.join(needs.roles)}")
    if needs.not_by:
        stage = settings.named("stage", needs.not_by)
        yield Ask(T("somebody other than who took it out of {stage}", stage=stage), f"not_by: {needs.not_by}")


def _either(choice: tuple[str, ...]) -> Text:
    whole = asking.label(choice[0])
    for other in choice[1:]:
        whole = T("{one}, or {other}", one=whole, other=asking.label(other))
    return whole


def _each(settings: Settings, each: Each) -> Ask:
    known = item_field(each.field, each.key)
    told = {"list": asking.label(each.field), "key": known.label}
    name = f"{each.field}.*.{each.key}"
    if not each.values:
        return Ask(T("each of {list}: {key}", **told), name)
    values = named(settings, known.codes, each.values)
    return Ask(T("each of {list}: {key} is {values}", **told, values=values), f"{name}={'|'.join(each.values)}")


def handovers(handed: Mapping[str, tuple[tuple[str, ...], ...]]) -> Iterator[tuple[str, Text, str]]:
    """Team, in words what is to be filled before it is asked, and the names of that."""
    for team, choices in handed.items():
        yield team, joined(map(_either, choices)), ", ".join(" | ".join(choice) for choice in choices)


def arrows(workflow: Workflow, view: View) -> dict[Move, tuple[str, ...]]:
    """The moves of the paths, each with the names of the paths that know it; what they do to fields is left out."""
    found: dict[Move, tuple[str, ...]] = {}
    for route in view.routes(workflow):
        for move in route.moves:
            bare = move._replace(clears=(), renews=())
            found[bare] = (*found.get(bare, ()), route.name)
    return found
