"""A canonical text cut into pieces, and put together again: each entry or item with the comments above it."""

from __future__ import annotations

from collections.abc import Iterator

from svc.model import Value
from svc.store.codec import read
from svc.store.comments import beside, in_gap, line_end, line_start, past_deeper
from svc.store.entry import STEP, Keys, is_apart, style_of
from svc.store.tree import Entry, Node, plain
from svc.typed import Literal, NamedTuple

Shape = Literal["leaf", "map", "list"]


class Clash(NamedTuple):
    """What the sides say where they cannot be brought together, each in lines of the file."""

    base: tuple[str, ...]
    ours: tuple[str, ...]
    theirs: tuple[str, ...]


class Piece(NamedTuple):
    """An entry or an item. ``lines`` hold it without the comments: all of a leaf, the head of a block.

    ``above`` and ``below`` are the comments over it and at the end of its block, ``note`` is what stands behind its
    first line. Columns stay as they are: a piece is only ever put where it came from.
    """

    name: str
    value: Value
    lines: tuple[str, ...]
    column: int
    shape: Shape = "leaf"
    parts: tuple[Piece, ...] = ()
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    note: str = ""
    spaced: bool = False
    clash: Clash | None = None

    def part(self, name: str) -> Piece | None:
        """The part of that name."""
        return next((part for part in self.parts if part.name == name), None)


class Cut(NamedTuple):
    """A whole file: the comments that belong to it, its entries, the comments below them."""

    head: tuple[str, ...]
    apart: bool
    body: Piece


def cut(text: str, ordered: bool) -> Cut:
    """The pieces of a canonical text, ``ordered`` where it is a case. Raises InvalidFileError."""
    return _Cutter(text, read(text, ""), ordered).whole()


class _Cutter:
    """Walks the nodes of one text in its order; ``_at`` is the place up to which all is cut."""

    def __init__(self, text: str, root: Node, ordered: bool) -> None:
        self.text = text
        self.root = root
        self.ordered = ordered
        self._at = 0

    def whole(self) -> Cut:
        head = self._head()
        apart = self._at > 0 and self.text[self._at : self._at + 1] == "\n"
        parts = tuple(self._map((), self.root))
        spaced = self._is_spaced(len(self.text))
        below = self._comments(len(self.text))
        return Cut(head, apart, Piece("", plain(self.root), (), 0, "map", parts, (), below, "", spaced))

    def _head(self) -> tuple[str, ...]:
        """The comments that belong to the file: all above a blank line, else the editor's line."""
        first = next(iter(self.root.entries.values()), None)
        end = line_start(self.text, first.key.start) if first else len(self.text)
        blank = self.text.rfind("\n\n", 0, end)
        if blank < 0 and not self.text.startswith("# yaml-language-server:"):
            return ()
        end = blank + 1 if blank >= 0 else line_end(self.text, 0) + 1
        return self._comments(end)

    def _map(self, keys: Keys, node: Node) -> Iterator[Piece]:
        for name, found in node.entries.items():
            spaced = self._is_spaced(found.key.start)
            above = self._comments(found.key.start)
            yield self._entry((*keys, name), found)._replace(above=above, spaced=spaced)

    def _list(self, keys: Keys, node: Node) -> Iterator[Piece]:
        for item in node.items:
            start = self._dash(item) if item.style == "block" else item.start
            spaced = self._is_spaced(start)
            above = self._comments(start)
            yield self._item(keys, item, node.column)._replace(above=above, spaced=spaced)

    def _dash(self, item: Node) -> int:
        return self.text.rindex("-", 0, item.start)

    def _is_spaced(self, until: int) -> bool:
        return "\n\n" in self.text[max(self._at - 1, 0) : until] if self._at else False

    def _comments(self, until: int) -> tuple[str, ...]:
        found = in_gap(self.text, self._at, until)
        self._at = max(self._at, until)
        return tuple(comment.text for comment in found)

    def _entry(self, keys: Keys, found: Entry) -> Piece:
        key, value = found
        colon = self.text.index(":", key.end) + 1
        start = " " * key.column + self.text[key.start : colon]
        if value.style == "block" and not (self.ordered and style_of(keys) == "flow"):
            return self._block(keys, value, start, colon, key.column)
        return self._leaf(key.text, value, start, colon, key.column)

    def _block(self, keys: Keys, value: Node, head: str, behind: int, column: int) -> Piece:
        """An entry whose value begins below its key, or an item (without a head) that is a block."""
        note = self._behind(behind) if head else ""
        inner = self._map if value.kind == "map" else self._list
        shape: Shape = "map" if value.kind == "map" else "list"
        parts = tuple(inner(keys, value))
        below = self._comments(past_deeper(self.text, line_end(self.text, self._at), column))
        name, lines = (keys[-1], (head,)) if head else ("", ())
        return Piece(name, plain(value), lines, column, shape, parts, (), below, note)

    def _leaf(self, name: str, value: Node, start: str, behind: int, column: int) -> Piece:
        if value.style in ("|", ">"):
            words, _, rest = self.text[value.start : value.end].partition("\n")
            words = words.partition("#")[0].rstrip(" ")
            note = self._behind(value.start + len(words))
            self._at = line_end(self.text, value.end)
            lines = [f"{start} {words}", *(rest.split("\n") if rest else [])]
            return Piece(name, plain(value), tuple(lines), column, note=note)
        end = max(behind, value.end)
        words = self.text[behind:end]
        lines = f"{start}{words}".rstrip(" ").split("\n")
        note = self._behind(end)
        if note and len(lines) > 1 and not lines[0].endswith("\\"):
            lines, note = [*lines[:-1], lines[-1] + note], ""
        return Piece(name, plain(value), tuple(lines), column, note=note)

    def _item(self, keys: Keys, item: Node, column: int) -> Piece:
        if item.style == "block" and not (self.ordered and style_of(keys) == "items"):
            self._at = item.start
            return self._block((*keys, "-"), item, "", 0, column)
        if item.start == item.end:
            self._at = line_end(self.text, item.end)
            return Piece("", "", (" " * column + "-",), column)
        return self._leaf("", item, " " * column + "-", self._dash(item) + 1, column)

    def _behind(self, end: int) -> str:
        self._at = line_end(self.text, end)
        return self.text[end : self._at].rstrip(" ")


Marks = tuple[str, str, str]
"""What the sides are called in the lines of a conflict: ours, base, theirs."""


def together(whole: Cut, marks: Marks, ordered: bool) -> str:
    """The text of a file; ``ordered`` for a case, whose blank lines the table of fields decides."""
    lines = [*whole.head, *([""] if whole.head and whole.apart else [])]
    lines += _parts((), whole.body, marks, ordered)
    below = [*whole.body.below]
    if below and whole.body.spaced:
        below = ["", *below]
    return "\n".join([*lines, *below]) + "\n"


def lines_of(keys: Keys, piece: Piece, marks: Marks, ordered: bool) -> list[str]:
    """The lines of a piece, those of a conflict between marks."""
    above = [" " * piece.column + comment for comment in piece.above]
    return above + (_marked(piece.clash, marks) if piece.clash else bare(keys, piece, marks, ordered))


def bare(keys: Keys, piece: Piece, marks: Marks, ordered: bool) -> list[str]:
    """The lines of a piece without the comments above it."""
    if piece.shape == "leaf":
        return beside("\n".join(piece.lines), piece.note).split("\n")
    inner = piece.column + STEP
    body = _parts(keys, piece, marks, ordered)
    below = [" " * inner + comment for comment in piece.below]
    if piece.lines:
        return [piece.lines[0] + piece.note, *body, *below]
    dash = " " * piece.column + "- "
    return [dash + body[0][inner:], *body[1:], *below]


def _parts(keys: Keys, piece: Piece, marks: Marks, ordered: bool) -> list[str]:
    lines: list[str] = []
    for part in piece.parts:
        path = (*keys, part.name)
        if lines and ((is_apart(path) and piece.shape == "map") if ordered else part.spaced):
            lines.append("")
        lines += lines_of(path, part, marks, ordered)
    return lines


def _marked(clash: Clash, marks: Marks) -> list[str]:
    ours, base, theirs = marks
    return [
        f"<<<<<<< {ours}", *clash.ours, f"||||||| {base}", *clash.base, "=======", *clash.theirs, f">>>>>>> {theirs}"
    ]  # fmt: skip
