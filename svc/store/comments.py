"""Comments and the lines they stand on."""

from __future__ import annotations

from svc.patterns import pattern
from svc.store.tree import Node
from svc.typed import Iterator, NamedTuple

_DEEPER = pattern(r"\n(?: *\n)*( *)#[^\n]*")


class Comment(NamedTuple):
    """A comment; ``alone`` when nothing else stands on its line."""

    start: int
    column: int
    alone: bool
    text: str


def line_start(text: str, index: int) -> int:
    """Where the line of a place begins."""
    return text.rfind("\n", 0, index) + 1


def line_end(text: str, index: int) -> int:
    """Where the line of a place ends, before its line end."""
    found = text.find("\n", index)
    return len(text) if found < 0 else found


def leaves(node: Node) -> Iterator[Node]:
    """All keys and scalar values in the order of the text."""
    if node.kind == "scalar":
        yield node
    for item in node.items:
        yield from leaves(item)
    for entry in node.entries.values():
        yield entry.key
        yield from leaves(entry.value)


def gaps(text: str, start: int, end: int, node: Node) -> Iterator[tuple[int, int]]:
    """What stands between the texts of a node, the heads of its blocks included."""
    for leaf in leaves(node):
        if leaf.end < start or leaf.start >= end:
            continue
        yield start, leaf.start
        if leaf.style in ("|", ">"):
            yield leaf.start, min(line_end(text, leaf.start), leaf.end)
        start = max(start, leaf.end)
    yield start, end


def within(text: str, start: int, end: int, node: Node) -> list[Comment]:
    """The comments between two places; ``node`` holds all texts that stand between them."""
    return [found for gap in gaps(text, start, end, node) for found in in_gap(text, *gap)]


def past_deeper(text: str, index: int, column: int) -> int:
    """Past the comment lines below a line's end that are indented deeper than ``column``."""
    found = _DEEPER.match(text, index) if text.find("#", index) >= 0 else None
    while found and len(found[1]) > column:
        index = found.end()
        found = _DEEPER.match(text, index)
    return index


def in_gap(text: str, start: int, end: int) -> list[Comment]:
    """The comments between two places between which no text stands."""
    found: list[Comment] = []
    while start < end and (at := text.find("#", start, end)) >= 0:
        begin, start = line_start(text, at), line_end(text, at)
        found.append(Comment(at, at - begin, not text[begin:at].strip(" "), text[at:start].rstrip(" ")))
    return found


def beside(words: str, note: str) -> str:
    """Words with a comment: on their first line, or behind them where that line ends inside quotes."""
    head, line_break, rest = words.partition("\n")
    return words + note if head.endswith("\\") else head + note + line_break + rest
