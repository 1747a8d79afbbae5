"""The workflow of svc.yaml read, every mistake named with its line."""

from __future__ import annotations

from svc.errors import T
from svc.model import Data, Value
from svc.schema import soundness
from svc.schema.durations import duration
from svc.schema.events import KINDS
from svc.schema.fields import BY_PATH, EVENT_KINDS, FIXED, FOLDED, item_field
from svc.schema.loop import LOWERING, Each, Exit, Gate, Move, Needs, Review, Route, Workflow
from svc.schema.money import money
from svc.schema.reader import Reader

_KEYS = ("stages", "waits", "answered", "paths", "gates", "exits", "overrides", "handovers", "lowering", "reviews")
_NEEDS = ("need", "each", "events", "roles", "not_by", "bars")
_REVIEW = ("leave", "when", "from", "of", "above", "roles", "people", "emergency", "forge")
_LINES = ("line", "code", "person", "instant", "when", "date", "number")


def workflow(reader: Reader, held: Data) -> Workflow | None:
    """The workflow of a desk; None when it cannot be used."""
    reader.known(held, _KEYS, "workflow")
    stages = reader.words(held.get("stages", ""), "workflow.stages")
    if len(stages) < 2 or len(set(stages)) < len(stages):
        reader.wrong("workflow.stages", T("a workflow needs two stages or more, each once, the last one closed"))
        return None
    for stage in stages:
        reader.code("stage", stage, "workflow.stages")
    reading = _Reading(reader, stages)
    routes = tuple(reading.route(name, value) for name, value in reading.table(held, "paths"))
    if not routes:
        reader.wrong("workflow.paths", T("a workflow needs a path"))
        return None
    found = Workflow(
        stages,
        routes,
        tuple(reading.gate(gate, place) for place, gate in reader.maps(held.get("gates", ""), "workflow.gates")),
        tuple(reader.table(held.get("waits", ""), "workflow.waits")),
        reading.answered(held),
        tuple(reading.exit(name, value) for name, value in reading.table(held, "exits")),
        reading.roles(held.get("overrides", ""), "workflow.overrides"),
        {team: reading.choices(need, f"workflow.handovers.{team}") for team, need in reading.table(held, "handovers")},
        reading.lowering(held) if "lowering" in held else LOWERING,
        tuple(reading.review(rule, place) for place, rule in reader.maps(held.get("reviews", ""), "workflow.reviews")),
    )
    if not any(problem.field.startswith("workflow.") for problem in reader.problems):
        for where, said in soundness.faults(found):
            reader.wrong(where, said)
    return found


class _Reading:
    """Reads the parts of a workflow whose stages are known."""

    def __init__(self, reader: Reader, stages: tuple[str, ...]) -> None:
        self.reader = reader
        self.stages = stages

    def table(self, held: Data, key: str) -> list[tuple[str, Value]]:
        return list(self.reader.table(held.get(key, ""), f"workflow.{key}").items())

    def route(self, name: str, value: Value) -> Route:
        where = f"workflow.paths.{name}"
        self.reader.code("path", name, where)
        held = self.reader.table(value, where)
        self.reader.known(held, ("when", "only", "moves"), where)
        moves = self.reader.maps(held.get("moves", ""), f"{where}.moves")
        when, only = (self.reader.when(held.get(key, ""), f"{where}.{key}") for key in ("when", "only"))
        return Route(name, when, tuple(self.move(move, place) for place, move in moves), only)

    def move(self, held: Data, where: str) -> Move:
        self.reader.known(held, ("from", "to", "reason", "roles", "clears", "renews"), where)
        source, target = (self.stage(held, key, where) for key in ("from", "to"))
        roles = self.roles(held.get("roles", ""), f"{where}.roles")
        renews = self.reader.words(held.get("renews", ""), f"{where}.renews")
        for name in renews:
            self.reader.field(name, f"{where}.renews")
        return Move(source, target, self.flag(held, "reason", where), roles, self.clears(held, where), renews)

    def clears(self, held: Data, where: str) -> tuple[str, ...]:
        names = self.reader.words(held.get("clears", ""), f"{where}.clears")
        for name in names:
            known = BY_PATH.get(name)
            if known is None or known.kind not in _LINES or name in (*EVENT_KINDS, *FOLDED, *FIXED):
                said = T("{field} is not a field of one line, which alone a move can clear; renews takes others",
                         field=name)  # fmt: skip
                self.reader.wrong(f"{where}.clears", said)
        return names

    def stage(self, held: Data, key: str, where: str) -> str:
        return self._stage(self.reader.text(held, key, where), f"{where}.{key}")

    def _stage(self, stage: str, where: str) -> str:
        if stage not in self.stages:
            names = ", ".join(self.stages)
            self.reader.wrong(where, T("{stage} is not one of the stages {names}", stage=repr(stage), names=names))
        return stage

    def flag(self, held: Data, key: str, where: str) -> bool:
        value = self.reader.text(held, key, where)
        if value not in ("", "true", "false"):
            self.reader.wrong(f"{where}.{key}", T("true or false belongs here, not {value}", value=value))
        return value == "true"

    def answered(self, held: Data) -> tuple[str, ...]:
        names = self.reader.words(held.get("answered", ""), "workflow.answered")
        for name in names:
            self.reader.code("wait", name, "workflow.answered")
        return names if "answered" in held else Workflow._field_defaults["answered"]

    def roles(self, value: Value, where: str) -> tuple[str, ...]:
        names = self.reader.words(value, where)
        for name in names:
            if name not in self.reader.roles:
                listed = ", ".join(self.reader.roles) or "-"
                self.reader.wrong(where, T("{role} is not one of the roles {names}", role=name, names=listed))
        return names

    def gate(self, held: Data, where: str) -> Gate:
        self.reader.known(held, ("leave", "when", "from", *_NEEDS), where)
        when = self.reader.when(held.get("when", ""), f"{where}.when")
        since = self.reader.date(held, "from", where)
        return Gate(self.stage(held, "leave", where), when, self.needs(held, where), since)

    def review(self, held: Data, where: str) -> Review:
        self.reader.known(held, _REVIEW, where)
        when = self.reader.when(held.get("when", ""), f"{where}.when")
        above = self.reader.text(held, "above", where)
        if above and money(above) is None:
            self.reader.wrong(f"{where}.above", T("{value} is not a sum of money: write 150.00 CNY", value=above))
        return Review(
            self.stage(held, "leave", where), when, self.approved(held.get("of", ""), f"{where}.of"),
            self.roles(held.get("roles", ""), f"{where}.roles"), self.count(held, "people", where), above,
            self.seconds(held, "emergency", where), self.reader.words(held.get("forge", ""), f"{where}.forge"),
            self.reader.date(held, "from", where),
        )  # fmt: skip

    def approved(self, value: Value, where: str) -> tuple[str, ...]:
        """The fields, or sections, that are approved."""
        names = self.reader.words(value, where)
        if not names:
            self.reader.wrong(where, T("name what is approved: of: [resolution.plan]"))
        for name in names:
            if name in FOLDED or name in FIXED:
                self.reader.wrong(where, T("{field} is written by svc itself; nobody approves it", field=name))
            elif name not in BY_PATH:
                self.reader.field(name, where)
        return names

    def count(self, held: Data, key: str, where: str) -> int:
        """How many people; one where nothing is said."""
        word = self.reader.text(held, key, where) or "1"
        if word.isascii() and word.isdigit() and 0 < int(word) < 10:
            return int(word)
        self.reader.wrong(f"{where}.{key}", T("a number from 1 to 9 belongs here, not {value}", value=word))
        return 1

    def seconds(self, held: Data, key: str, where: str) -> int:
        """A length of time in hours and minutes of the clock; 0 where nothing is said."""
        word = self.reader.text(held, key, where)
        found = duration(word) if word else None
        if found and not found.days:
            return found.seconds
        if word:
            self.reader.wrong(f"{where}.{key}", T("{value} is not a length of time: write 45m or 24h", value=word))
        return 0

    def exit(self, name: str, value: Value) -> Exit:
        where = f"workflow.exits.{name}"
        self.reader.code("exit", name, where)
        held = self.reader.table(value, where)
        self.reader.known(held, ("from", "link", "resolved", *_NEEDS), where)
        stages = self.reader.words(held.get("from", ""), f"{where}.from")
        for stage in stages:
            self._stage(stage, f"{where}.from")
        link = self.reader.text(held, "link", where)
        if link:
            self.reader.code("link", link, f"{where}.link")
        return Exit(name, stages, self.needs(held, where), link, self.flag(held, "resolved", where))

    def needs(self, held: Data, where: str) -> Needs:
        return Needs(
            fields=self.choices(held.get("need", ""), f"{where}.need"),
            each=self.each(held.get("each", ""), f"{where}.each"),
            events=self.events(held.get("events", ""), f"{where}.events"),
            roles=self.roles(held.get("roles", ""), f"{where}.roles"),
            not_by=self.stage(held, "not_by", where) if held.get("not_by") else "",
            bars=self.bars(held.get("bars", ""), f"{where}.bars"),
        )

    def lowering(self, held: Data) -> dict[str, tuple[str, ...]]:
        """``{field: [role, ...]}``."""
        found = {}
        for name, roles in self.table(held, "lowering"):
            where = f"workflow.lowering.{name}"
            known = BY_PATH.get(name)
            if known is None or known.kind != "code":
                self.reader.wrong(where, T("{field} is not a field with a list of codes", field=name))
            found[name] = self.roles(roles, where)
        return found

    def bars(self, value: Value, where: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """``{field: [value, ...]}``."""
        held = self.reader.table(value, where)
        found = {name: self.reader.words(words, f"{where}.{name}") for name, words in held.items()}
        for name, words in found.items():
            self.reader.field(name, f"{where}.{name}")
            for word in words if name in BY_PATH else ():
                self.reader.code(BY_PATH[name].codes, word, f"{where}.{name}")
        return tuple(found.items())

    def choices(self, value: Value, where: str) -> tuple[tuple[str, ...], ...]:
        if value and not isinstance(value, list):
            said = T("a list of fields belongs here: [title, [summary.lesson, summary.knowledge]]")
            self.reader.wrong(where, said)
            return ()
        choices = [self.reader.words(n if isinstance(n, list) else [n], where) for n in value]
        for name in (f for choice in choices for f in choice):
            self.reader.field(name, where)
        return tuple(choice for choice in choices if choice)

    def each(self, value: Value, where: str) -> tuple[Each, ...]:
        """``{list: [key, ...]}`` or ``{list: {key: [value, ...]}}``."""
        found: list[Each] = []
        for name, keys in self.reader.table(value, where).items():
            place = f"{where}.{name}"
            known = BY_PATH.get(name)
            if known is None or known.kind != "items":
                self.reader.wrong(place, T("{field} is not a list of small maps", field=name))
                continue
            listed = () if isinstance(keys, dict) else self.reader.words(keys, place)
            wanted: Data = keys if isinstance(keys, dict) else dict.fromkeys(listed, "")
            for key, values in wanted.items():
                each = Each(name, key, self.reader.words(values, f"{place}.{key}"))
                for word in each.values:
                    self.reader.code(item_field(name, key).codes, word, f"{place}.{key}")
                found.append(each)
        return tuple(found)

    def events(self, value: Value, where: str) -> tuple[str, ...]:
        """``[contact out, triage]``: a kind, and a word that one of its keys must hold."""
        wanted = self.reader.words(value, where)
        for kind, _, word in (each.partition(" ") for each in wanted):
            known = KINDS.get(kind)
            words = [w for listed in known.words.values() for w in listed] if known else []
            if known is None:
                self.reader.wrong(where, T("{kind} is not a kind of event that svc knows", kind=kind))
            elif word and words and word not in words:
                names = ", ".join(words)
                self.reader.wrong(where, T("{kind} knows no {word}: {names}", kind=kind, word=word, names=names))
        return wanted
