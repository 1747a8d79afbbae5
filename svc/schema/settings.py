"""The settings of a desk: ``svc.yaml`` as a record, or what is wrong with it, line by line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches

from svc.errors import T, Text
from svc.i18n import LANGUAGES
from svc.model import Data, Problem, Value, mapping, rows
from svc.schema.fields import BY_PATH, FIELDS

FORMAT = 1
"""The newest format of a desk that this svc reads."""

KEYS = ("format", "language", "time_zone", "prefix", "defaults", "workflow", "roles", "codes", "queries", "goals",
        "sla", "calendars", "audit")  # fmt: skip
CONDITIONS = ("type", "path", "severity", "priority", "category", "warranty", "charge", "tier", "channel", "product")
"""Fields that a rule may depend on."""

_CODE = re.compile(r"[a-z0-9][a-z0-9._-]*")
_PREFIX = re.compile(r"[A-Z]{1,5}")
_RESERVED = {"yes", "no", "on", "off", "true", "false", "null", "y", "n"}

When = dict[str, tuple[str, ...]]
"""A condition: each field named must have one of the values."""


@dataclass(frozen=True, slots=True)
class Move:
    """One way from a stage to another; ``reason``: somebody must say why."""

    source: str
    target: str
    reason: bool = False


@dataclass(frozen=True, slots=True)
class Route:
    """A path through the stages: when it is chosen for a new case, and its moves."""

    name: str
    when: When
    moves: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class Gate:
    """What leaving a stage asks for. Each need is a choice of fields, one of which must be filled.

    ``not_by``: a stage; who left that one last may not be who leaves this one.
    """

    leave: str
    when: When
    need: tuple[tuple[str, ...], ...]
    not_by: str = ""


@dataclass(frozen=True, slots=True)
class Workflow:
    """Stages in their order, the last one closed; paths, gates, and the reasons to wait."""

    stages: tuple[str, ...]
    routes: tuple[Route, ...]
    gates: tuple[Gate, ...]
    waits: tuple[str, ...]

    @property
    def closed(self) -> str:
        """The stage where a case rests."""
        return self.stages[-1]

    def route(self, name: str) -> Route | None:
        """The path of that name."""
        return next((r for r in self.routes if r.name == name), None)


@dataclass(frozen=True, slots=True)
class Settings:
    """A desk's rules. ``codes``: list to code to label by language."""

    language: str
    time_zone: str
    prefix: str
    workflow: Workflow
    codes: dict[str, dict[str, dict[str, str]]]
    defaults: dict[str, str] = field(default_factory=dict)
    roles: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def label(self, group: str, code: str, language: str) -> str:
        """What a code is called; the code itself where it has no label."""
        return self.codes.get(group, {}).get(code, {}).get(language) or code

    def code(self, group: str, word: str) -> str | None:
        """The code that a word means: the code, its label in any language, or a unique beginning of either.

        None when no code answers or several do; the word itself where the desk keeps no such list.
        """
        listed = self.codes.get(group)
        if not listed or word in listed:
            return word
        said = word.strip().casefold()
        names = {code: [code.casefold(), *(v.casefold() for v in labels.values())] for code, labels in listed.items()}
        exact = [code for code, known in names.items() if said in known]
        begun = exact or [code for code, known in names.items() if any(name.startswith(said) for name in known)]
        return begun[0] if len(begun) == 1 and said else None


@dataclass
class _Reader:
    """Walks the data of svc.yaml and collects what is wrong with it."""

    path: str
    line_of: Callable[[str], int]
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, where: str, message: Text) -> None:
        self.problems.append(Problem(self.path, self.line_of(where), where, message))

    def words(self, value: Value, where: str) -> tuple[str, ...]:
        if isinstance(value, list) and all(isinstance(v, str) and v for v in value):
            return tuple(str(v) for v in value)
        if value:
            self.wrong(where, T("a list of words belongs here: [a, b]"))
        return ()

    def table(self, value: Value, where: str) -> Data:
        if value and not isinstance(value, dict):
            self.wrong(where, T("a map belongs here"))
        return mapping(value)

    def known(self, keys: Iterable[str], allowed: Iterable[str], where: str) -> None:
        allowed = list(allowed)
        for key in keys:
            if key not in allowed:
                near = get_close_matches(key, allowed, 1)
                said = T("{key} is not known here; did you mean {near}?", key=key, near=near[0]) if near else T(
                    "{key} is not known here; known are {names}", key=key, names=", ".join(allowed)
                )  # fmt: skip
                self.wrong(f"{where}.{key}" if where else key, said)

    def when(self, value: Value, where: str, codes: dict[str, dict[str, dict[str, str]]]) -> When:
        held = self.table(value, where)
        self.known(held, CONDITIONS, where)
        found = {key: self.words(v, f"{where}.{key}") for key, v in held.items() if key in CONDITIONS}
        for key, words in found.items():
            listed = codes.get(BY_PATH[key].codes, {})
            for word in words:
                if listed and word not in listed:
                    self.wrong(f"{where}.{key}", T("{code} is not in codes.{group}", code=word, group=key))
        return found


def parse(data: Data, path: str, line_of: Callable[[str], int]) -> tuple[Settings | None, list[Problem]]:
    """The settings, and all that is wrong with them; None when they cannot be used.

    ``line_of`` gives the line of a dotted field.
    """
    reader = _Reader(path, line_of)
    if not _readable_format(reader, data.get("format", "")):
        return None, reader.problems
    reader.known(data, KEYS, "")
    codes = _codes(reader, reader.table(data.get("codes", ""), "codes"))
    workflow = _workflow(reader, reader.table(data.get("workflow", ""), "workflow"), codes)
    settings = Settings(
        language=_one_of(reader, data, "language", LANGUAGES, "en"),
        time_zone=_text(data, "time_zone") or "UTC",
        prefix=_prefix(reader, data),
        workflow=workflow or Workflow(("intake", "closed"), (), (), ()),
        codes=codes,
        defaults=_defaults(reader, data, codes),
        roles={k: reader.words(v, f"roles.{k}") for k, v in reader.table(data.get("roles", ""), "roles").items()},
    )
    return (settings if workflow else None), reader.problems


def _readable_format(reader: _Reader, value: Value) -> bool:
    if value == str(FORMAT):
        return True
    if isinstance(value, str) and value.isdigit() and int(value) > FORMAT:
        said = T("this desk has format {found}, and this svc reads up to {known}; upgrade svc", found=value, known=FORMAT)
    else:
        said = T("format: {known} belongs here", known=FORMAT)
    reader.wrong("format", said)
    return False


def _text(data: Data, key: str) -> str:
    value = data.get(key, "")
    return value if isinstance(value, str) else ""


def _one_of(reader: _Reader, data: Data, key: str, allowed: tuple[str, ...], default: str) -> str:
    value = _text(data, key)
    if value in allowed:
        return value
    if value:
        reader.wrong(key, T("{value} is not one of {names}", value=value, names=", ".join(allowed)))
    return default


def _prefix(reader: _Reader, data: Data) -> str:
    value = _text(data, "prefix") or "C"
    if _PREFIX.fullmatch(value):
        return value
    reader.wrong("prefix", T("a prefix is one to five capital letters, not {value}", value=value))
    return "C"


def _codes(reader: _Reader, held: Data) -> dict[str, dict[str, dict[str, str]]]:
    found: dict[str, dict[str, dict[str, str]]] = {}
    for group, listed in held.items():
        labels = reader.table(listed, f"codes.{group}")
        found[group] = {}
        for code, names in labels.items():
            where = f"codes.{group}.{code}"
            if not _CODE.fullmatch(code) or code in _RESERVED:
                reader.wrong(where, T("a code is lower case letters, digits, . _ -, not {code}", code=code))
            by_language = reader.table(names, where)
            reader.known(by_language, LANGUAGES, where)
            found[group][code] = {k: v for k, v in by_language.items() if isinstance(v, str)}
    return found


def _defaults(reader: _Reader, data: Data, codes: dict[str, dict[str, dict[str, str]]]) -> dict[str, str]:
    held = reader.table(data.get("defaults", ""), "defaults")
    found = {}
    for key, value in held.items():
        group = BY_PATH[key].codes if key in BY_PATH else ""
        if key not in BY_PATH or not isinstance(value, str):
            reader.wrong(f"defaults.{key}", T("{key} is not a field that a new case can start with", key=key))
        elif group in codes and value not in codes[group]:
            reader.wrong(f"defaults.{key}", T("{code} is not in codes.{group}", code=value, group=group))
        else:
            found[key] = value
    return found


def _workflow(reader: _Reader, held: Data, codes: dict[str, dict[str, dict[str, str]]]) -> Workflow | None:
    reader.known(held, ("stages", "waits", "paths", "gates", "reviews"), "workflow")
    stages = reader.words(held.get("stages", ""), "workflow.stages")
    if len(stages) < 2:
        reader.wrong("workflow.stages", T("a workflow needs two stages or more, the last one closed"))
        return None
    paths = reader.table(held.get("paths", ""), "workflow.paths")
    routes = tuple(_route(reader, name, value, stages, codes) for name, value in paths.items())
    if not routes:
        reader.wrong("workflow.paths", T("a workflow needs a path"))
        return None
    gates = tuple(
        _gate(reader, gate, f"workflow.gates.{i}", stages, codes) for i, gate in enumerate(rows(held.get("gates", "")))
    )
    waits = tuple(reader.table(held.get("waits", ""), "workflow.waits"))
    return Workflow(stages, routes, gates, waits)


def _route(
    reader: _Reader, name: str, value: Value, stages: tuple[str, ...], codes: dict[str, dict[str, dict[str, str]]]
) -> Route:
    where = f"workflow.paths.{name}"
    held = reader.table(value, where)
    reader.known(held, ("when", "moves"), where)
    moves = []
    for i, move in enumerate(rows(held.get("moves", ""))):
        place = f"{where}.moves.{i}"
        reader.known(move, ("from", "to", "reason"), place)
        source, target = _text(move, "from"), _text(move, "to")
        for stage in (source, target):
            if stage not in stages:
                reader.wrong(place, T("{stage} is not one of the stages {names}", stage=stage, names=", ".join(stages)))
        moves.append(Move(source, target, _text(move, "reason") == "true"))
    return Route(name, reader.when(held.get("when", ""), f"{where}.when", codes), tuple(moves))


def _gate(
    reader: _Reader, held: Data, where: str, stages: tuple[str, ...], codes: dict[str, dict[str, dict[str, str]]]
) -> Gate:
    reader.known(held, ("leave", "when", "need", "not_by"), where)
    leave, not_by = _text(held, "leave"), _text(held, "not_by")
    for stage in filter(None, (leave, not_by)):
        if stage not in stages:
            reader.wrong(where, T("{stage} is not one of the stages {names}", stage=stage, names=", ".join(stages)))
    need = held.get("need", "")
    choices = [reader.words(n, where) if isinstance(n, list) else (n,) for n in need] if isinstance(need, list) else []
    fields = [tuple(str(f) for f in choice) for choice in choices]
    for name in (f for choice in fields for f in choice):
        if name not in BY_PATH and not name.startswith("more."):
            near = get_close_matches(name, [f.path for f in FIELDS], 1)
            said = T("{key} is not a field; did you mean {near}?", key=name, near=near[0]) if near else T(
                "{key} is not a field; a desk's own fields stand under more.", key=name
            )  # fmt: skip
            reader.wrong(where, said)
    return Gate(leave, reader.when(held.get("when", ""), f"{where}.when", codes), tuple(fields), not_by)
