"""How a value looks to an editor: the JSON Schema of one value by its kind.

Nothing here says ``type: null`` or ``boolean``: the YAML language server would offer ``null``, ``true`` and
``false`` to whoever completes a title, and to svc they are words.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from svc.dates import DATE, INSTANT
from svc.errors import T, Text
from svc.i18n import in_every_language
from svc.schema.fields import LONGEST_TITLE, Field
from svc.typed import TypeAlias

Json: TypeAlias = "str | int | list[Json] | dict[str, Json]"
Shape: TypeAlias = "dict[str, Json]"

_INTEGER = "-?(?:0|[1-9][0-9]*)"
MONEY = r"^(?:0|[1-9][0-9]*)(?:\.[0-9]{1,4})? [A-Z]{3}$"


def definitions() -> Shape:
    """The shapes that many fields share."""
    return {
        "empty": {"not": {"type": ["number", "boolean", "object", "array"]}, "pattern": r"^\s*$"},
        "value": {"not": {"type": ["object", "array"]}},
        "filled": {"type": ["string", "number"], "pattern": r"\S"},
        "instant": text(INSTANT, T('write it like "2026-11-21T14:05:00+08:00"')),
        "date": text(DATE, T('write it like "2026-11-21"')),
        "when": text(f"(?:{DATE}|{INSTANT})", T('write it like "2026-11-21" or "2026-11-21T14:05:00+08:00"')),
        "number": {"type": ["integer", "string"], "pattern": f"^{_INTEGER}$"},
        "money": {"type": "string", "pattern": MONEY},
        "map": {"type": "object"},
    }


def ref(name: str) -> Shape:
    """A shape that is defined once. Nothing may stand beside it: a validator would not look at that."""
    return {"$ref": f"#/definitions/{name}"}


def codes_of(group: str) -> str:
    """What the codes of a list are defined as."""
    return f"codes.{group}"


def or_empty(shape: Shape) -> Shape:
    """The shape, or nothing: ``key:`` and ``key: ""``, which mean the same."""
    return {"anyOf": [shape, ref("empty")]}


def of_kind(field: Field, codes: Collection[str]) -> Shape:
    """The value of a field that may be empty. ``codes``: those that the desk lists for it."""
    match field.kind:
        case "code":
            return or_empty(_code(field)) if codes else _scalar()
        case "codes":
            return or_empty({"type": "array", "uniqueItems": True, "items": _code(field) if codes else _scalar()})
        case "words":
            return or_empty({"type": "array", "items": _scalar()})
        case "pairs" | "free":
            return or_empty(ref("map"))
        case "instant" | "date" | "when" | "number" | "money":
            return or_empty(ref(field.kind))
    # Some codes are only what is usual, and no mistake where they are others.
    return _scalar() | ({"examples": [*codes]} if codes else {})


def needed(field: Field, codes: Collection[str]) -> Shape:
    """The value of a field that no case is without."""
    shape = ref("instant") if field.kind == "instant" else _code(field) if codes else ref("filled")
    return {"allOf": [shape], **({"maxLength": LONGEST_TITLE} if field.path == "title" else {})}


def one_of(codes: Mapping[str, str]) -> Shape:
    """One of some codes; an editor offers them with their labels.

    A list of values with labels beside it: alternatives with a title each complete without their titles. A code
    of digits alone stands in the file without quotes, where it is a number to an editor.
    """
    found: dict[Json, str] = {}
    for code, label in codes.items():
        if re.fullmatch(_INTEGER, code):
            found[int(code)] = label
        found[code] = label
    return {"enum": [*found], "enumDescriptions": [*found.values()]}


def text(pattern: str, hint: Text) -> Shape:
    """A text of one look. ``hint``: what to write."""
    return {"type": "string", "pattern": f"^{pattern}$", "patternErrorMessage": both(hint)}


def both(said: Text) -> str:
    """A text in each language."""
    return " / ".join(dict.fromkeys(in_every_language(said)))


def _code(field: Field) -> Shape:
    return ref(codes_of(field.codes))


def _scalar() -> Shape:
    """Any one value; the first alternative is what an editor names where there is a list or a map."""
    return {"anyOf": [{"type": "string"}, ref("value")]}
