"""Texts in the form that svc writes, read without YAML, whose import alone takes longer than most changes.

Of whatever is not plainly so, an error included, nothing is said: then the strict reader in :mod:`svc.store.codec`
reads it. Where this one does say something, it is what that one says, to the last place; a test holds them together.
"""

from __future__ import annotations

from svc.store.tree import Entry, Kind, Node
from svc.typed import Callable

_MOST_NODES = 5_000
_MOST_DEEP = 12
_MOST_KEY = 100
_OPENS = frozenset("-?:,[]{}#&*!|>'\"%@`")
"""What a plain text does not begin with."""
_IN_FLOW = frozenset(",[]{}:#?'\"\\")
"""What a plain text in brackets does not hold here."""


_known: set[str] = set()
"""Keys that were looked at: a file has most of them from the one before."""


class _Unusual(Exception):  # noqa: N818 - it is none
    """The strict reader is to read this."""


def quick(text: str) -> Node | None:
    """The nodes of a text that :func:`svc.store.source.decode` has passed; None for one that is not plain."""
    if not text.endswith("\n") or not text.replace("\n", "").isprintable():
        return None
    try:
        return _Lines(text).whole()
    except _Unusual:
        return None


class _Lines:
    """A text, line by line."""

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line) + 1)
        self.at = 0
        self.end = 0
        if text.count(":") + text.count(",") + len(self.lines) > _MOST_NODES:
            raise _Unusual

    def whole(self) -> Node:
        """The map that the file is."""
        found = self._map(0)
        if self._indent() >= 0:
            raise _Unusual
        return found

    def _indent(self) -> int:
        """The blanks before the next line that says something and is no comment, -1 behind the last one."""
        lines, at = self.lines, self.at
        while at < len(lines):
            line = lines[at]
            if line and line[0] != "#":
                self.at = at
                return len(line) - len(line.lstrip(" ")) if line[0] == " " else 0
            at += 1
        self.at = at
        return -1

    def _node(self, kind: Kind, column: int, length: int, style: str, text: str = "") -> Node:
        """A node that begins in this line at a column."""
        start = self.starts[self.at] + column
        self.end = start + length
        return Node(kind, start, self.end, self.at + 1, column, style, text)

    def _map(self, column: int) -> Node:
        if self._indent() != column or column > _MOST_DEEP:
            raise _Unusual
        found = self._node("map", column, 0, "block")
        entries = found.entries = {}
        while (indent := self._indent()) == column:
            line = self.lines[self.at]
            name = _key(line, column)
            if name in entries:
                raise _Unusual
            entries[name] = _entry(self._node("scalar", column, len(name), "", name),
                                   self._value(line, column, column + len(name) + 1))  # fmt: skip
        if indent > column:
            raise _Unusual
        found.end = self.end
        return found

    def _value(self, line: str, column: int, colon: int) -> Node:
        """What stands behind a key."""
        if len(line) > colon:
            return self._text(line, column, colon + 1)
        empty = self._node("scalar", colon, 0, "")
        self.at += 1
        if (indent := self._indent()) == column + 2:
            return self._list(indent) if self.lines[self.at].startswith("- ", indent) else self._map(indent)
        return empty

    def _text(self, line: str, column: int, begin: int) -> Node:
        """A text, or brackets, from a column of this line to its end."""
        words = line[begin:]
        if words in ("|", "|-"):
            return self._literal(column, begin, words)
        if words[:1] in ("{", "["):
            found, after = self._flow(line, begin)
            if after != len(line):
                raise _Unusual
        elif words[:1] == '"':
            found = self._quoted(line, begin)
            if line[begin + len(found.text) + 2 :]:
                raise _Unusual
        else:
            found = self._plain(words, begin)
        self.at += 1
        return found

    def _plain(self, words: str, begin: int) -> Node:
        if not words or words[0] in _OPENS or words != words.strip(" ") or words[-1] == ":":
            raise _Unusual
        if ": " in words or " #" in words:
            raise _Unusual
        return self._node("scalar", begin, len(words), "", words)

    def _quoted(self, line: str, begin: int) -> Node:
        close = line.find('"', begin + 1)
        if close < 0 or "\\" in line[begin:close]:
            raise _Unusual
        return self._node("scalar", begin, close + 1 - begin, '"', line[begin + 1 : close])

    def _literal(self, column: int, begin: int, mark: str) -> Node:
        """The lines below a mark that are indented deeper than its key."""
        found = self._node("scalar", begin, len(mark), "|")
        self.at += 1
        margin = " " * (column + 2)
        words: list[str] = []
        last = self.at
        while self.at < len(self.lines) - 1:
            line = self.lines[self.at]
            if line and not line.startswith(margin):
                break
            if line:
                if not line.strip(" ") or (not words and line.startswith(" ", column + 2)):
                    raise _Unusual
                words += [""] * (self.at - last)
                words.append(line[column + 2 :])
                last = self.at + 1
            self.at += 1
        if words:
            found.text = "\n".join(words) + ("\n" if mark == "|" else "")
            found.end = self.end = self.starts[last] - 1
        return found

    def _list(self, column: int) -> Node:
        found = self._node("list", column, 0, "block")
        items = found.items = []
        while (indent := self._indent()) == column and self.lines[self.at].startswith("- ", column):
            line = self.lines[self.at]
            words = line[column + 2 :]
            if words[:1] in ("{", "[", '"') or not (": " in words or words[-1:] == ":"):
                if words[:1] == "|":
                    raise _Unusual
                items.append(self._text(line, column, column + 2))
            else:
                self.lines[self.at] = f"{' ' * (column + 2)}{words}"
                items.append(self._map(column + 2))
        if indent >= column:
            raise _Unusual
        found.end = self.end
        return found

    def _flow(self, line: str, begin: int, depth: int = 0) -> tuple[Node, int]:
        """A map or list in brackets, and where it ends."""
        is_map = line[begin] == "{"
        found = self._node("map" if is_map else "list", begin, 0, "flow")
        if is_map:
            found.entries = {}
        else:
            found.items = []
        at, close = begin + 1, "}" if is_map else "]"
        if depth > _MOST_DEEP // 2 or line[at : at + 1] in (close, " "):
            raise _Unusual
        while True:
            if is_map:
                name = _key(line, at)
                if name in found.entries or len(line) <= at + len(name) + 1:
                    raise _Unusual
                key = self._node("scalar", at, len(name), "", name)
                value, at = self._in_flow(line, at + len(name) + 2, depth)
                found.entries[name] = _entry(key, value)
            else:
                value, at = self._in_flow(line, at, depth)
                found.items.append(value)
            if line[at : at + 1] == close:
                found.end = self.end = self.starts[self.at] + at + 1
                return found, at + 1
            if line[at : at + 2] != ", ":
                raise _Unusual
            at += 2

    def _in_flow(self, line: str, at: int, depth: int) -> tuple[Node, int]:
        """A value in brackets, and where it ends."""
        first = line[at : at + 1]
        if first in ("{", "["):
            return self._flow(line, at, depth + 1)
        if first == '"':
            found = self._quoted(line, at)
            return found, at + len(found.text) + 2
        end = len(line)
        for sign in ",}]":
            found_at = line.find(sign, at, end)
            end = found_at if found_at >= 0 else end
        words = line[at:end]
        if not words or words[0] in _OPENS or words != words.strip(" ") or not _IN_FLOW.isdisjoint(words):
            raise _Unusual
        return self._node("scalar", at, len(words), "", words), end


def _entry(key: Node, value: Node, made: Callable[..., Entry] = tuple.__new__) -> Entry:
    """An entry without a look at how many values were given: a file has a hundred."""
    return made(Entry, (key, value))


def _key(line: str, at: int) -> str:
    """The key that begins at a place of a line, a colon and a blank or the end behind it."""
    colon = line.find(":", at)
    if colon < 0 or line[colon + 1 : colon + 2] not in ("", " "):
        raise _Unusual
    name = line[at:colon]
    if name not in _known:
        if not name[:1].isalnum() or not name.replace("_", "a").replace("-", "a").replace(".", "a").isalnum():
            raise _Unusual
        if len(name) > _MOST_KEY:
            raise _Unusual
        if len(_known) < _MOST_NODES:
            _known.add(name)
    return name
