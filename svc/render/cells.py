"""Text measured in terminal cells: a Chinese character takes two.

``unicodedata`` gives the widths: importing it costs 1 ms where wcwidth costs 15 or more. A test holds
the two against each other, from Latin to Hangul; scripts of India are measured too wide, no worse.
"""

from __future__ import annotations

from svc.spare import cache
from svc.typed import Iterable, Iterator

ELLIPSIS = ".."


def width(text: str) -> int:
    """How many cells the text takes."""
    if text.isascii():
        return len(text)
    return sum(map(_width_of, text))


def widest(texts: Iterable[str]) -> int:
    """The cells of the widest of the texts, 0 for none."""
    most = 0
    for text in texts:
        if 2 * len(text) > most:  # no character takes more than two
            most = max(most, width(text))
    return most


@cache
def _width_of(char: str) -> int:
    if char.isascii():
        return 1
    from unicodedata import category, east_asian_width

    if category(char) in ("Mn", "Me"):
        return 0
    return 2 if east_asian_width(char) in "WF" else 1


def pad(text: str, cells: int, align: str = "<") -> str:
    """The text filled up with blanks; ``align`` is ``<`` or ``>``."""
    blanks = " " * max(0, cells - width(text))
    return blanks + text if align == ">" else text + blanks


def cut(text: str, cells: int) -> str:
    """The text, or its beginning and ``..`` when it is too wide."""
    if width(text) <= cells:
        return text
    return _head(text, max(0, cells - len(ELLIPSIS))) + ELLIPSIS[:cells]


def _head(text: str, cells: int) -> str:
    room = cells
    for place, char in enumerate(text):
        room -= _width_of(char)
        if room < 0:
            return text[:place]
    return text


def wrap(text: str, cells: int) -> list[str]:
    """The lines of the text, none wider than ``cells``: broken at blanks and between wide characters."""
    return [line for given in text.split("\n") for line in _wrap_line(given, cells)]


def _wrap_line(text: str, cells: int) -> Iterator[str]:
    if cells <= 0 or width(text) <= cells:
        yield text
        return
    line = ""
    for piece in _pieces(text):
        if line.strip() and width(line + piece.rstrip()) > cells:
            yield line.rstrip()
            line = ""
            piece = piece.lstrip()
        while width(piece.rstrip()) > cells:
            # A wide character goes alone where even it is too wide.
            head = _head(piece, cells) or piece[0]
            yield head
            piece = piece[len(head) :]
        line += piece
    if line.strip():
        yield line.rstrip()


# No line begins with closing punctuation.
_CLINGING = "，。；：！？、）》」』】”’"


def _pieces(text: str) -> Iterator[str]:
    """Words with the blanks after them, and single wide characters with the punctuation after them."""
    piece = ""
    for char in text:
        if piece and _parts(piece, char):
            yield piece
            piece = ""
        piece += char
    yield piece


def _parts(piece: str, char: str) -> bool:
    """Whether a line may be broken between the piece and the character."""
    if piece.isspace() or char.isspace() or char in _CLINGING:
        return False
    return piece[-1].isspace() or _width_of(piece[-1]) == 2 or _width_of(char) == 2
