"""Words looked for in the files of a desk, as in a plain reading of every line. Pure.

A word answers wherever it stands, within others too: a part of a serial number, one Chinese character. Capitals and
full width say nothing. Of a line what a person wrote counts, not the keys of the form.
"""

from __future__ import annotations

from svc.patterns import pattern
from svc.typed import TYPE_CHECKING, Iterator, NamedTuple, Sequence

if TYPE_CHECKING:
    import re

_KEY = pattern(r"(?m)^ *(?:- )?[\w.-]+:(?: \|[-+]?$| |$)")
_ITEM = pattern(r"(?m)^ *- (\{.*\})$")
_KEYS_OF_ITEM = pattern(r"""("(?:[^"\\]|\\.)*"|'(?:[^']|'')*')|(?:(?<=\{)|(?<=, ))[\w.-]+: """)
_OF_EDITORS = pattern(r"(?m)^# yaml-language-server:.*$")
_CUT = "\0"
"""Where a key was, so that what stood around it is not one word."""
_WIDTH = {0x3000: " ", **{code + 0xFEE0: chr(code) for code in range(0x21, 0x7F)}}
_WIDE = pattern("[\u3000\uff01-\uff5e]")
_SHORT = 200
_ALSO = {"k": "\u212a", "i": "\u0130"}
"""Letters that become ASCII ones where capitals say nothing."""


class Line(NamedTuple):
    """A line that answers: its number, counted from 1, and what a person wrote in it."""

    number: int
    text: str


class Hit(NamedTuple):
    """A file in which every word stands: the lines in which the first one does, and whether the title has them all."""

    lines: tuple[Line, ...]
    in_title: bool


class Told(NamedTuple):
    """The lines of a file without the keys of the form, as they are written and :func:`folded`, both in UTF-8."""

    bare: bytes
    folded: bytes


class Words:
    """The words looked for."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = [folded(word) for word in words]
        self._bytes = [word.encode("utf-8", "surrogatepass") for word in self.words]
        self._can_hit = bool(words) and not any("\n" in word for word in self.words)
        self._sought = [_sought(word) for word in self.words]

    def may_be_in(self, data: bytes) -> bool:
        """Whether a file may hold them all, told from its bytes; a no is sure."""
        low = data.lower()
        return all(plain in low or any(other in data for other in others) for plain, others in self._sought)

    def hit(self, told: Told, title: str, all_lines: bool = True) -> Hit | None:
        """Where a file with that title holds them all, at first or everywhere; None where it does not."""
        text = told.folded
        for word in self._bytes:
            if word not in text:
                return None
        lines = tuple(_lines(self._bytes[0], told, all_lines)) if self._can_hit else ()
        if not lines:
            return None
        title = folded(title)
        return Hit(lines, all(word in title for word in self.words))


def _lines(word: bytes, told: Told, all_lines: bool) -> Iterator[Line]:
    """The lines in which a word stands."""
    text, number, at = told.folded, 0, 0
    while (found := text.find(word, at)) >= 0:
        number += text.count(b"\n", at, found)
        yield Line(number + 1, _line(told.bare, number, found).replace(_CUT, "").strip())
        at = text.find(b"\n", found)
        if at < 0 or not all_lines:
            return


def _line(text: bytes, number: int, near: int) -> str:
    """A line by its number, counted from 0. ``near``: a place that mostly lies in it."""
    if near > len(text) or text.count(b"\n", 0, near) != number:
        return text.split(b"\n", number + 1)[number].decode("utf-8", "surrogatepass")
    end = text.find(b"\n", near)
    return text[text.rfind(b"\n", 0, near) + 1 : len(text) if end < 0 else end].decode("utf-8", "surrogatepass")


def told(text: str) -> Told:
    """What a person reads in the text of a file."""
    said = _told(text)
    return Told(said.encode("utf-8", "surrogatepass"), folded(said).encode("utf-8", "surrogatepass"))


def _told(text: str) -> str:
    found = _KEY.sub("", _ITEM.sub(_without_keys, _OF_EDITORS.sub("", text)))
    return "\n".join([line.strip() for line in found.split("\n")])


def _without_keys(item: re.Match[str]) -> str:
    return _KEYS_OF_ITEM.sub(lambda found: found[1] or _CUT, item[1])[1:-1]


def bare(line: str) -> str:
    """What a person wrote in a line of a file."""
    return _told(line).replace(_CUT, "").strip()


def folded(text: str) -> str:
    """Text without capitals and full width."""
    # A short one is put through as it is: that costs less than the import that patterns need.
    if not text.isascii() and (len(text) < _SHORT or _WIDE.search(text)):
        text = text.translate(_WIDTH)
    return text.lower()


def _sought(word: str) -> tuple[bytes, list[bytes]]:
    """The bytes of a word, and those of characters that may stand in it in the place of others."""
    if not word.isascii() and word.upper() != word:
        return b"", []  # letters with capitals of their own: the text is asked
    others = [char for low in dict.fromkeys(word) if low.isascii() for char in _others(low)]
    return word.encode(), [char.encode() for char in others]


def _others(char: str) -> list[str]:
    wide = [chr(ord(one) + 0xFEE0) for one in dict.fromkeys((char, char.upper())) if one != " "]
    return [*(wide or ["\u3000"]), *_ALSO.get(char, "")]
