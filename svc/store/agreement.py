"""What the C parser and the Python one read differently is refused, whichever of them is at work.

Found by reading a hundred thousand mutated files with both (``tests/campaign_codec.py``).
"""

from __future__ import annotations

from collections.abc import Iterator

from svc.errors import T
from svc.model import Problem
from svc.store.source import line_at
from svc.store.tree import Node


def check(text: str, path: str, root: Node) -> list[Problem]:
    """The places of a text that was read which the other parser would not read so."""
    problems: list[Problem] = []
    if "\t" in text:
        problems += _tabs(text, path, root)
    return problems


def scalars(node: Node) -> Iterator[Node]:
    """All keys and scalar values in the order of the text."""
    if node.kind == "scalar":
        yield node
    for item in node.items:
        yield from scalars(item)
    for key, value in node.entries.values():
        yield key
        yield from scalars(value)


def _tabs(text: str, path: str, root: Node) -> list[Problem]:
    message = T("a tab stands where only blanks may: use blanks, or put the text in double quotes")
    held = [False] * (len(text) + 1)
    for node in scalars(root):
        if node.style:
            held[node.start : node.end] = [True] * (node.end - node.start)
    lines = {line_at(text, i) for i, char in enumerate(text) if char == "\t" and not held[i]}
    return [Problem(path, line, "", message) for line in sorted(lines)]
