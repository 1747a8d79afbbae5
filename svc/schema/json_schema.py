"""The JSON Schema of a case file, for editors: made of the tables that the checks use.

Draft-07 is what the YAML language server speaks best. What it underlines in a file in canonical form, ``svc check``
names as well: unknown keys and kinds of event too, though they are warnings there, for a slip of the hand is what
an editor is best at showing. An editor knows less than the checks: an unquoted number is a number to it, and an
empty value is null.
"""

from __future__ import annotations

from collections.abc import Mapping

from svc import ids
from svc.errors import T, Text
from svc.i18n import LANGUAGES
from svc.schema import json_values as values
from svc.schema.check import NEEDED
from svc.schema.events import KINDS
from svc.schema.events import Kind as EventKind
from svc.schema.fields import EVENT_KINDS, FIELDS, FIXED, ITEM_FIELDS, Field, Kind
from svc.schema.json_values import Json, Shape, both
from svc.schema.settings import Settings

_FOLDED = ("stage", "waiting")

_HOW: dict[Kind, Text] = {
    "line": T("one line of text"),
    "code": T("a code of svc.yaml"),
    "person": T("a key of people/, or a mail address"),
    "instant": T('an instant with its offset: "2026-11-21T14:05:00+08:00"'),
    "when": T('a date or an instant: "2026-11-21" or "2026-11-21T14:05:00+08:00"'),
    "date": T('a date: "2026-11-21"'),
    "number": T("a whole number"),
    "money": T("a sum of money: 150.00 CNY"),
    "block": T("words of several lines, below key: |"),
    "codes": T("a sorted list of codes: [a, b]"),
    "words": T("a list: [a, b]"),
    "pairs": T("a small map: {key: value}"),
    "items": T("a list of small maps, one a line: - {key: value}"),
    "records": T("small maps by key, one a line"),
    "blocks": T("texts by key"),
    "free": T("the desk's own fields"),
}

_OF_EVENT = {
    "id": T("the event's id: a letter and four characters"),
    "at": T("when it happened"),
    "recorded": T("when it was entered, if later"),
    "by": T("who did it"),
    "recorded_by": T("who entered it, if somebody else"),
    "kind": T("what kind of event it is"),
    "text": T("one line about it; long words go to notes"),
}


def text(settings: Settings) -> str:
    """The schema of a desk's cases as the text of a file, the same for everybody who writes it."""
    import json

    return json.dumps(case_schema(settings), ensure_ascii=False, indent=2) + "\n"


def case_schema(settings: Settings) -> Shape:
    """The schema of a desk's cases: its codes are those of the settings, what it says is said in each language."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$comment": "written by svc schema --write from svc.yaml",
        **_map_of("", settings),
        "required": [*NEEDED, "log"],
        "definitions": {
            **values.definitions(), **_code_lists(settings), "item": _item(settings), "event": _event(),
        },
    }  # fmt: skip


def _map_of(section: str, settings: Settings) -> Shape:
    """The fields of a section, ``""`` for the top of the file. A desk's own keys stand under ``more`` only."""
    inside = [f for f in FIELDS if f.path.rpartition(".")[0] == section]
    found: Shape = {f.path.rpartition(".")[2]: {"description": _told(f), **_field(f, settings)} for f in inside}
    return {"type": "object", "properties": found, "additionalProperties": False}


def _told(field: Field) -> str:
    """What an editor shows of a field. It has no title: editors show that of every alternative, side by side."""
    said = [field.label, *([_HOW[field.kind]] if field.kind in _HOW else [])]
    if field.path in FIXED:
        said.append(T("never changes"))
    elif field.path in (*EVENT_KINDS, *_FOLDED):
        said.append(T("each change is an event in the log"))
    return "\n\n".join(map(both, said))


def _field(field: Field, settings: Settings) -> Shape:
    if field.path == "id":
        return values.text(ids.CASE_ID.pattern, T("a case id, as svc new draws it"))
    if field.path == "log":
        return {"type": "array", "minItems": 1, "items": values.ref("event")}
    if field.kind == "section":
        return values.or_empty(_map_of(field.path, settings))
    if field.kind == "items":
        own: Shape = {"properties": {key: {} for key in ("id", *field.keys)}}
        return values.or_empty({"type": "array", "items": {"allOf": [values.ref("item")], **own}})
    if field.kind == "records":
        return values.or_empty({"type": "object", "additionalProperties": {"properties": _keys(field.keys)}})
    if field.kind == "blocks":
        return values.or_empty({"type": "object", "propertyNames": {"pattern": f"^{ids.EVENT_ID.pattern}$"}})
    return (values.needed if field.path in NEEDED else values.of_kind)(field, settings.codes.get(field.codes, {}))


def _code_lists(settings: Settings) -> Shape:
    """The codes of every list that a field takes, each with its labels."""
    groups = {f.codes for f in (*FIELDS, *ITEM_FIELDS.values())}
    return {values.codes_of(group): values.one_of({code: _label(code, labels) for code, labels in listed.items()})
            for group, listed in settings.codes.items() if listed and group in groups}  # fmt: skip


def _label(code: str, labels: Mapping[str, str]) -> str:
    return " / ".join(dict.fromkeys(labels[name] for name in LANGUAGES if name in labels)) or code


def _item(settings: Settings) -> Shape:
    """A small map of a list: the keys whose values have a look of their own."""
    typed: Shape = {
        key: {"description": both(f.label), **values.of_kind(f, settings.codes.get(f.codes, {}))}
        for key, f in ITEM_FIELDS.items()
    }
    return {"type": "object", "properties": typed}


def _keys(names: tuple[str, ...]) -> Shape:
    return {key: {"description": both(ITEM_FIELDS[key].label)} if key in ITEM_FIELDS else {} for key in names}


def _event() -> Shape:
    """A line of the log: its head, and what its kind asks for."""
    shapes: dict[str, Shape] = {
        "id": values.text(ids.EVENT_ID.pattern, _OF_EVENT["id"]),
        "at": {"allOf": [values.ref("instant")]},
        "recorded": values.or_empty(values.ref("instant")),
        "by": {"allOf": [values.ref("filled")]},
        "kind": values.one_of({name: both(kind.label) for name, kind in KINDS.items()}),
    }
    head: Shape = {key: {"description": both(said), **shapes.get(key, {})} for key, said in _OF_EVENT.items()}
    asked: list[Json] = [_of_kind(name, kind) for name, kind in KINDS.items() if kind.needs or kind.words]
    return {"type": "object", "required": ["id", "at", "by", "kind"], "properties": head, "allOf": asked}


def _of_kind(name: str, kind: EventKind) -> Shape:
    keys: Shape = {key: values.ref("filled") for key in kind.needs}
    for key, words in kind.words.items():
        shape = values.one_of(dict(zip(words, words, strict=True)))
        keys[key] = shape if key in kind.needs else values.or_empty(shape)
    return {
        "if": {"properties": {"kind": {"const": name}}, "required": ["kind"]},
        "then": {"required": [*kind.needs], "properties": keys},
    }
