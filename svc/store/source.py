"""From bytes to text: what a file may hold before YAML is asked.

UTF-8 without a byte order mark, lines ended by ``\\n`` (``\\r\\n`` is turned into it), no control or
bidi characters, no noncharacters, no unresolved merge, at most 256 kB.
"""

from __future__ import annotations

from svc.errors import T, Text
from svc.model import InvalidFileError, Problem
from svc.patterns import pattern

MAX_BYTES = 256 * 1024
_MANY = 20

_HIDDEN = pattern(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"
    "\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]"
)
_ASTRAL = pattern("[\U00010000-\U0010ffff]")
_MARKER = pattern(r"(?m)^(?:<<<<<<< .*|\|\|\|\|\|\|\| .*|=======|>>>>>>> .*)$")


def decode(data: bytes, path: str, mend: bool = False) -> str:
    """The text of a file; ``mend`` forgives what ``fmt`` puts right: a BOM, carriage returns."""
    if len(data) > MAX_BYTES:
        raise InvalidFileError([Problem(path, 0, "", _too_big(len(data)))])
    text = _utf8(data, path)
    if mend:
        text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    elif "\r" in text:
        text = text.replace("\r\n", "\n")
    check(text, path)
    return text


def check(text: str, path: str) -> None:
    """Refuse a text that holds hidden characters or an unresolved merge, naming every line."""
    problems = _hidden(text, path) or _conflicts(text, path)
    if problems:
        raise InvalidFileError(problems)


def line_at(text: str, index: int) -> int:
    """The line, counted from 1, of a place in a text."""
    return text.count("\n", 0, index) + 1


def is_noncharacter(char: str) -> bool:
    """Whether Unicode keeps this code point for no character at all."""
    return ord(char) & 0xFFFE == 0xFFFE or "\ufdd0" <= char <= "\ufdef"


def _too_big(size: int) -> Text:
    return T(
        "the file is {size} kB, the limit is {limit} kB: move long words into an attachment",
        size=-(-size // 1024),
        limit=MAX_BYTES // 1024,
    )


def _utf8(data: bytes, path: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = T("byte {byte} is not UTF-8: save the file as UTF-8", byte=f"0x{data[error.start]:02x}")
        raise InvalidFileError([Problem(path, line, "", message)]) from None


def _hidden(text: str, path: str) -> list[Problem]:
    if text.replace("\n", "").isprintable():
        return []
    found = {m.start() for m in _HIDDEN.finditer(text)} if _HIDDEN.search(text) else set()
    if _ASTRAL.search(text):
        found |= {m.start() for m in _ASTRAL.finditer(text) if is_noncharacter(m[0])}
    if "\r" in text:
        found |= {at for at, char in enumerate(text) if char == "\r"}
    worst = sorted(found)[:_MANY]
    return [Problem(path, line_at(text, i), "", _name(text[i], i)) for i in worst]


def _name(char: str, index: int) -> Text:
    if char == "\r":
        return T("a carriage return stands alone: run svc fmt, or end the lines with LF")
    if char == "\ufeff" and index == 0:
        return T("the file begins with a byte order mark: run svc fmt, or save it as UTF-8 without BOM")
    return T(
        "the hidden character {code} is not allowed: delete it, or write it as an escape in double quotes",
        code=f"U+{ord(char):04X}",
    )


def _conflicts(text: str, path: str) -> list[Problem]:
    if not any(sign in text for sign in ("<<<<<<< ", "=======", ">>>>>>> ", "||||||| ")):
        return []
    markers = list(_MARKER.finditer(text))
    starts = [m for m in markers if m[0].startswith("<")] or markers[:1]
    message = T("an unresolved merge: keep the right lines and delete the lines of <, = and > signs")
    return [Problem(path, line_at(text, m.start()), "", message) for m in starts[:_MANY]]
