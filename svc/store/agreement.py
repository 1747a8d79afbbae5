"""What YAML's readers understand differently is refused, whichever of them is at work.

Above all the C parser and the Python one must read alike; the differences were found by reading mutated
files with both (``tests/campaign_codec.py``).
"""

from __future__ import annotations

from svc.errors import Text
from svc.model import Problem
from svc.patterns import pattern
from svc.store.comments import gaps, leaves, line_end, within
from svc.store.faults import COLON, HALF, QUESTION, REMARK, TAB
from svc.store.source import line_at
from svc.store.tree import Node
from svc.typed import Iterator

_SURROGATE = pattern("[\ud800-\udfff]")
_OPEN_COLON = pattern(r":[,?\[\]{}]")


def check(text: str, path: str, root: Node) -> list[Problem]:
    """The places of a text that was read which another reader would not read so."""
    found: dict[int, Text] = {}
    if "\\" in text:
        found |= {n.start: HALF for n in leaves(root) if n.style == '"' and _SURROGATE.search(n.text)}
    if "?" in text:
        found |= dict.fromkeys(_structural(text, root, "?"), QUESTION)
        found |= {n.start: QUESTION for n in _plain_in_brackets(root) if "?" in n.text}
    if "\t" in text:
        found |= dict.fromkeys(_structural(text, root, "\t"), TAB)
        found |= {n.start: TAB for n in leaves(root) if not n.style and "\t" in text[n.start : n.end]}
    if any(f":{sign}" in text for sign in ",?[]{}"):
        found |= {n.end: COLON for n in _plain_in_brackets(root) if _OPEN_COLON.match(text, n.end)}
    if "#" in f"\n{text}".replace(" #", "").replace("\n#", ""):
        comments = within(text, 0, len(text), root)
        found |= {c.start: REMARK for c in comments if c.start and text[c.start - 1] not in " \n"}
    return [Problem(path, line_at(text, at), "", found[at]) for at in sorted(found)]


def _plain_in_brackets(node: Node) -> Iterator[Node]:
    if node.style == "flow":
        yield from (leaf for leaf in leaves(node) if not leaf.style)
        return
    for value in [*node.items, *(entry.value for entry in node.entries.values())]:
        yield from _plain_in_brackets(value)


def _structural(text: str, root: Node, sign: str) -> Iterator[int]:
    """Where a sign stands outside all texts and comments."""
    for start, end in gaps(text, 0, len(text), root):
        while start < end:
            stop = min(line_end(text, start), end)
            code = text[start:stop].partition("#")[0]
            yield from (start + at for at, char in enumerate(code) if char == sign)
            start = stop + 1
