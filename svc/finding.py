"""Words looked for in the files of a desk, as in a plain reading of every line. Pure.

A word answers wherever it stands, within others too: a part of a serial number, one Chinese character. Capitals and
full width say nothing. Of a line what a person wrote counts, not the keys of the form.
"""

from __future__ import annotations

from collections.abc import Sequence

from svc.patterns import pattern
from svc.typed import NamedTuple

_KEY = pattern(r"^ *(?:- )?[\w.-]+:(?: \|[-+]?$| |$)")
_KEYS_OF_ITEM = pattern(r"""("(?:[^"\\]|\\.)*"|'(?:[^']|'')*')|(?:(?<=\{)|(?<=, ))[\w.-]+: """)
_IN_LIST = pattern(r"^ *- (?=\{.*\}$)")
_TITLE = "title: "
_OF_EDITORS = "# yaml-language-server:"
_WIDTH = {0x3000: " ", **{code + 0xFEE0: chr(code) for code in range(0x21, 0x7F)}}
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


class Words:
    """The words looked for."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = [folded(word) for word in words]
        self._sought = [_sought(word) for word in self.words]

    def may_be_in(self, data: bytes) -> bool:
        """Whether a file may hold them all, told from its bytes; a no is sure."""
        low = data.lower()
        return all(plain in low or any(other in data for other in others) for plain, others in self._sought)

    def hit(self, text: str) -> Hit | None:
        """Where the text of a file holds them all; None where it does not."""
        held, lines = folded(text).split("\n"), text.split("\n")
        where = [_places(word, held, lines) for word in self.words]
        if not where or not all(where):
            return None
        title = folded(next((bare(line) for line in lines if line.startswith(_TITLE)), ""))
        found = tuple(Line(place + 1, bare(lines[place])) for place in where[0])
        return Hit(found, all(word in title for word in self.words))


def _places(word: str, held: list[str], lines: list[str]) -> list[int]:
    """The lines in which a word stands; ``held`` are the lines folded."""
    return [place for place, line in enumerate(held) if word in line and word in folded(bare(lines[place]))]


def folded(text: str) -> str:
    """Text without capitals and full width."""
    return text.lower() if text.isascii() else text.translate(_WIDTH).lower()


def bare(line: str) -> str:
    """What a person wrote in a line of a file."""
    if line.startswith(_OF_EDITORS):
        return ""
    item = _IN_LIST.match(line)
    if item:
        return _KEYS_OF_ITEM.sub(lambda found: found[1] or "", line[item.end() :])[1:-1]
    key = _KEY.match(line)
    return (line[key.end() :] if key else line).strip()


def _sought(word: str) -> tuple[bytes, list[bytes]]:
    """The bytes of a word, and those of characters that may stand in it in the place of others."""
    if not word.isascii() and word.upper() != word:
        return b"", []  # letters with capitals of their own: the text is asked
    others = [char for low in dict.fromkeys(word) if low.isascii() for char in _others(low)]
    return word.encode(), [char.encode() for char in others]


def _others(char: str) -> list[str]:
    wide = [chr(ord(one) + 0xFEE0) for one in dict.fromkeys((char, char.upper())) if one != " "]
    return [*(wide or ["\u3000"]), *_ALSO.get(char, "")]
