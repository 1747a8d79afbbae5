"""The canonical lines of an entry: a key and its value in the style of its field.

A path is a tuple of keys here, since a desk's own key may hold a dot.
"""

from __future__ import annotations

from svc.model import Data, Value
from svc.schema.fields import BY_PATH, Style, is_glued, place, style
from svc.store.scalars import block, flow, key, scalar

Keys = tuple[str, ...]

STEP = 2
"""Blanks of one level."""

_OF_CHILD: dict[Style, Style] = {"records": "flow", "blocks": "block"}


def style_of(keys: Keys) -> Style:
    """How the value at a path is written; records and blocks rule what stands under them."""
    if not keys or any("." in name for name in keys):
        return "free" if keys else "section"
    if ".".join(keys) in BY_PATH:
        return style(".".join(keys))
    return _OF_CHILD.get(style_of(keys[:-1]), "free") if len(keys) > 1 else "free"


def is_apart(keys: Keys) -> bool:
    """Whether a blank line stands before the entry, when another one stands above it."""
    parent = keys[:-1]
    return (style_of(parent) == "section" or parent == ("more",)) and not is_glued(".".join(keys))


def in_order(parent: Keys, names: list[str]) -> list[str]:
    """Known keys in the order of the table, the desk's own ones as given, before ``more``."""
    return sorted(names, key=lambda name: rank((*parent, name)))


def rank(keys: Keys) -> tuple[int, bool]:
    """The place of an entry among its siblings."""
    path = ".".join(keys)
    return place(path), path in BY_PATH


def is_case(data: Data) -> bool:
    """Whether these are the fields of a case, which alone have a fixed order."""
    return "stage" in data


def children(keys: Keys, data: Data, indent: int, ordered: bool = True) -> list[str]:
    """The lines of a map's entries, with the blank lines between them."""
    lines: list[str] = []
    for name in in_order(keys, list(data)) if ordered else data:
        path = (*keys, name)
        if lines and is_apart(path):
            lines.append("")
        lines += entry(path, data[name], indent, ordered)
    return lines


def entry(keys: Keys, value: Value, indent: int, ordered: bool = True) -> list[str]:
    """The lines of one entry."""
    head = f"{' ' * indent}{key(keys[-1])}:"
    if isinstance(value, dict) and value and _is_nested(keys, value):
        return [head, *children(keys, value, indent + STEP, ordered)]
    if isinstance(value, list) and value and _is_tall(keys, value):
        return [head, *(item(each, indent + STEP) for each in value)]
    return f"{head}{inline(keys, value, indent)}".split("\n")


def item(value: Value, indent: int) -> str:
    """The line of one list item."""
    return f"{' ' * indent}- {flow(value)}"


def inline(keys: Keys, value: Value, indent: int) -> str:
    """What stands behind the colon when the value begins on its line, with the blank before it."""
    kind = style_of(keys)
    if not value:
        return " |" if kind == "block" else ""
    if not isinstance(value, str):
        return " " + flow(value)
    if kind == "block" or (kind != "line" and "\n" in value):
        return " " + block(value, indent + STEP)
    return " " + scalar(value)


def settled(value: Value) -> Value:
    """The value with every empty list and map as ``""``, which a file does not tell apart."""
    if not value:
        return ""
    if isinstance(value, list):
        return [settled(each) for each in value]
    if isinstance(value, dict):
        return {name: settled(each) for name, each in value.items()}
    return value


def _is_nested(keys: Keys, value: Data) -> bool:
    kind = style_of(keys)
    if kind in ("section", "records", "blocks") or keys == ("more",):
        return True
    return kind != "flow" and not _is_small(value)


def _is_tall(keys: Keys, value: list[Value]) -> bool:
    return style_of(keys) == "items" or (style_of(keys) != "flow" and not _is_small(value))


def _is_small(value: Value) -> bool:
    """Whether a value without a field of its own fits on one line: short texts, or lists of them."""
    if isinstance(value, dict):
        return all(isinstance(each, str | list) and _is_small(each) for each in value.values())
    if isinstance(value, list):
        return all(isinstance(each, str) and "\n" not in each for each in value)
    return "\n" not in value
