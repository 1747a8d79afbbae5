"""The nodes of a file: values that know their place, and the ways to find one and to read it."""

from __future__ import annotations

from svc.model import Value
from svc.typed import Literal, NamedTuple

Kind = Literal["scalar", "list", "map"]


class Entry(NamedTuple):
    """A key and its value."""

    key: Node
    value: Node


class Node:
    """A value and its place. ``style`` is "", ', ", | or > for a scalar, "flow" or "block" otherwise.

    ``start`` and ``end`` are indexes into the text, ``line`` counts from 1, ``column`` from 0. A block
    list or map ends with its last value; a literal ends before the line end of its last line.
    """

    __slots__ = ("column", "end", "entries", "items", "kind", "line", "start", "style", "text")

    def __init__(
        self, kind: Kind, start: int, end: int, line: int, column: int, style: str, text: str = ""
    ) -> None:
        self.kind = kind
        self.start = start
        self.end = end
        self.line = line
        self.column = column
        self.style = style
        self.text = text
        self.items = _NO_ITEMS
        self.entries = _NO_ENTRIES

    def __repr__(self) -> str:
        return f"<{self.style} {self.kind} {plain(self)!r} at {self.start}-{self.end}, line {self.line}>"


_NO_ITEMS: list[Node] = []
_NO_ENTRIES: dict[str, Entry] = {}
"""Shared by all nodes that have none, and never changed: most nodes are scalars."""


def plain(node: Node) -> Value:
    """The value without its place."""
    if node.kind == "scalar":
        return node.text
    if node.kind == "list":
        return [plain(item) for item in node.items]
    return {key: plain(entry[1]) for key, entry in node.entries.items()}


def child(node: Node, key: str) -> Entry | None:
    """What stands in a map under a key, or in a list at a number (its own key then)."""
    if node.kind == "list" and key.isascii() and key.isdigit() and int(key) < len(node.items):
        item = node.items[int(key)]
        return Entry(item, item)
    return node.entries.get(key)


def keys_of(node: Node, path: str) -> tuple[str, ...]:
    """The keys that a dotted path stands for; a key may hold dots itself where the file has such a key."""
    parts = path.split(".")
    keys: list[str] = []
    here: Node | None = node
    while parts:
        taken = next((n for n in range(1, len(parts) + 1) if here and child(here, ".".join(parts[:n]))), 1)
        keys.append(".".join(parts[:taken]))
        parts = parts[taken:]
        found = child(here, keys[-1]) if here else None
        here = found.value if found else None
    return tuple(keys)


def find(node: Node, keys: tuple[str, ...]) -> Entry | None:
    """The entry at the end of the keys, None where the file has none."""
    entry: Entry | None = None
    for key in keys:
        entry = child(node, key)
        if entry is None:
            return None
        node = entry.value
    return entry


def line_of(node: Node, path: str) -> int:
    """The line of a field, or of the nearest thing above it that the file has."""
    keys = keys_of(node, path)
    for depth in range(len(keys), 0, -1):
        entry = find(node, keys[:depth])
        if entry:
            return entry.key.line
    return node.line
