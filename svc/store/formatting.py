"""A text that a person wrote, laid out anew with its comments.

Comments stay with the entry they stand before or behind; deeper indented ones below the last entry of
a section stay at its end. A value that holds comments which its canonical form has no place for is left
as it is written. Only a case has a fixed order and style, its log the order of recording; of other records the
words of each value and the blank lines are kept, and the layout alone is put right.
"""

from __future__ import annotations

from svc.schema.events import in_order
from svc.spare import partial
from svc.store.comments import beside, in_gap, line_end, past_deeper, within
from svc.store.entry import STEP, Keys, children, entry, is_apart, rank, style_of
from svc.store.scalars import flow, key
from svc.store.tree import Entry, Node, plain
from svc.typed import Callable, NamedTuple

_MODELINE = "# yaml-language-server:"
_MARKERS = ("---", "...")
"""At the beginning of a line they would end the document."""


class _Unit(NamedTuple):
    """An entry or item with the comments above it, laid out."""

    keys: Keys
    lines: list[str]
    spaced: bool


class Formatter:
    """Walks the nodes of one text in its order; ``_at`` is the place up to which all is laid out."""

    def __init__(self, text: str, root: Node, ordered: bool) -> None:
        self.text = text
        self.root = root
        self.ordered = ordered
        self._at = 0

    def lines(self) -> list[str]:
        """The lines of the whole file."""
        if self.root.style == "flow":
            return self._flow_root()
        head = self._header()
        body = self._map((), self.root, 0)
        end = self.text[self._at :].replace(" ", "")
        tail = self._comments(len(self.text), 0)
        return [*head, *body, *([""] if tail and end.startswith("\n\n") else []), *tail]

    def _flow_root(self) -> list[str]:
        comments = within(self.text, 0, len(self.text), self.root)
        data = plain(self.root)
        assert isinstance(data, dict)  # the reader lets nothing else be a file
        return [*(comment.text for comment in comments), *children((), data, 0, self.ordered)]

    def _header(self) -> list[str]:
        """Comments that belong to the file: the editor's line, and all above a blank line."""
        first = next(iter(self.root.entries.values()), None)
        comments = in_gap(self.text, 0, first.key.start if first else len(self.text))
        owned = 0
        for number, comment in enumerate(comments, 1):
            end = line_end(self.text, comment.start)
            if self.text[end + 1 : line_end(self.text, end + 1)].strip(" ") == "":
                owned, self._at = number, end + 1
        spaced = [""] if owned else []
        if not owned and comments and comments[0].text.startswith(_MODELINE):
            owned, self._at = 1, line_end(self.text, comments[0].start)
        return [*(comment.text for comment in comments[:owned]), *spaced]

    def _map(self, keys: Keys, node: Node, indent: int) -> list[str]:
        units = [
            self._unit(path, found.key.start, indent, partial(self._entry, path, found, indent))
            for path, found in (((*keys, name), found) for name, found in node.entries.items())
        ]
        return self._joined(_sorted(units) if self.ordered else units, is_apart)

    def _list(self, keys: Keys, node: Node, indent: int) -> list[str]:
        units = [
            self._unit(keys, each.start, indent, partial(self._item, keys, each, indent))
            for each in node.items
        ]
        if self.ordered and keys == ("log",):
            units = [units[place] for place in in_order([plain(each) for each in node.items])]
        return self._joined(units, lambda _: False)

    def _unit(self, keys: Keys, start: int, indent: int, lay_out: Callable[[], list[str]]) -> _Unit:
        spaced = "\n\n" in self.text[self._at : start].replace(" ", "")
        above = self._comments(start, indent)
        return _Unit(keys, [*above, *lay_out()], spaced)

    def _joined(self, units: list[_Unit], apart: Callable[[Keys], bool]) -> list[str]:
        lines: list[str] = []
        for unit in units:
            if lines and (apart(unit.keys) if self.ordered else unit.spaced):
                lines.append("")
            lines += unit.lines
        return lines

    def _comments(self, until: int, indent: int) -> list[str]:
        """The comments from here to a place, each on a line of its own."""
        found = in_gap(self.text, self._at, until)
        self._at = max(self._at, until)
        return [" " * indent + comment.text for comment in found]

    def _entry(self, keys: Keys, found: Entry, indent: int) -> list[str]:
        value = found.value
        if value.style != "block" or (self.ordered and style_of(keys) == "flow"):
            return self._leaf(keys, found, indent)
        colon = self.text.index(":", found.key.end) + 1
        head = f"{' ' * indent}{self._key(found.key)}:{self._behind(colon)}"
        inner = self._map if value.kind == "map" else self._list
        body = inner(keys, value, indent + STEP)
        end = past_deeper(self.text, line_end(self.text, self._at), found.key.column)
        return [head, *body, *self._comments(end, indent + STEP)]

    def _leaf(self, keys: Keys, found: Entry, indent: int) -> list[str]:
        value = found.value
        colon = self.text.index(":", found.key.end) + 1
        is_block = value.style in ("|", ">")
        above = within(self.text, colon, value.start if is_block else value.end, value)
        if above or (not self.ordered and self._is_tall(value)):
            return self._verbatim(found.key, value.end, indent, "")
        lines = self._written(keys, found, indent)
        note = self._behind(_head_end(self.text, value) if is_block else max(colon, value.end))
        self._at = line_end(self.text, max(colon, value.end))
        return beside("\n".join(lines), note).split("\n")

    def _written(self, keys: Keys, found: Entry, indent: int) -> list[str]:
        value = found.value
        head = f"{' ' * indent}{self._key(found.key)}:"
        if not self.ordered:
            words = self.text[value.start : value.end]
            return [f"{head} {words}" if words else head]
        if value.style == "flow" and style_of(keys) in ("free", "line", "block"):
            return [f"{head} {flow(plain(value))}"]
        return entry(keys, plain(value), indent)

    def _item(self, keys: Keys, item: Node, indent: int) -> list[str]:
        dash = f"{' ' * indent}- "
        keep = not self.ordered or style_of(keys) != "items"
        if item.style == "block" and keep:
            inner = self._map if item.kind == "map" else self._list
            lines = inner((*keys, "-"), item, indent + STEP)
            return [dash + lines[0][indent + STEP :], *lines[1:]]
        if within(self.text, item.start, item.end, item) or (not self.ordered and self._is_tall(item)):
            return self._verbatim(item, item.end, indent + STEP, dash)
        words = self.text[item.start : item.end] if not self.ordered else ""
        return [f"{dash}{words or flow(plain(item))}{self._behind(item.end)}"]

    def _verbatim(self, first: Node, end: int, indent: int, prefix: str) -> list[str]:
        """The source lines as they are, moved to another column."""
        self._at = line_end(self.text, end)
        lines = self.text[first.start : self._at].split("\n")
        below = [_moved(line, indent - first.column) for line in lines[1:]]
        return [(prefix or " " * indent) + lines[0], *below]

    def _behind(self, end: int) -> str:
        """The comment behind a value with the blanks before it; all of its line is laid out then."""
        self._at = line_end(self.text, end)
        rest = self.text[end : self._at].rstrip(" ")
        return rest if not rest or rest.startswith(" ") else f" {rest}"

    def _is_tall(self, value: Node) -> bool:
        return "\n" in self.text[value.start : value.end]

    def _key(self, node: Node) -> str:
        return key(node.text) if self.ordered else self.text[node.start : node.end]


def _head_end(text: str, block: Node) -> int:
    """Behind the indicators of a literal or folded text."""
    at = block.start
    while text[at] in "|>+-0123456789":
        at += 1
    return at


def _moved(line: str, by: int) -> str:
    if by >= 0 or not line:
        return " " * by + line if line.strip(" ") else line
    moved = line[min(-by, len(line) - len(line.lstrip(" "))) :]
    return f" {moved}" if moved.startswith(_MARKERS) else moved


def _sorted(units: list[_Unit]) -> list[_Unit]:
    """Known keys in the order of the table; an own key stays below the key above it."""
    ranked: list[tuple[int, int, _Unit]] = []
    last = -1
    for number, unit in enumerate(units):
        at, known = rank(unit.keys)
        last = at if known else last
        ranked.append((last, number, unit))
    return [unit for _, _, unit in sorted(ranked, key=lambda row: row[:2])]
