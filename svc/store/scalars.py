"""How values are written: one text, one line of data, one block of words.

Both YAML 1.1 (PyYAML) and YAML 1.2 (ruamel.yaml) read what is written here as the same text. What
begins with a digit, sign or dot and is not a plain decimal integer is quoted, and so is whatever one
of the two takes for something else than text (``no``, ``~``, ``=``).
"""

from __future__ import annotations

from svc.errors import T
from svc.model import InvalidFileError, Problem, Value
from svc.patterns import pattern
from svc.schema.fields import item_order

MAX_KEY = 128
"""The longest key, in characters."""
_MAX_WRITTEN = 1000  # YAML gives up at 1,024, escapes included

_MAX_DIGITS = 18
_WORDLIKE = frozenset({"", "~", "=", "<<", "null", "true", "false", "yes", "no", "on", "off", "y", "n"})
_STARTS = frozenset("-?:,[]{}#&*!|>'\"%@`0123456789+.")
_FLOW_SYNTAX = frozenset(",:[]{}#?'\"")
_SECRET = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000))
)
# Patterns, compiled when something is first written: reading, which needs none of them, is what is short.
_ESCAPED = pattern(f'["\\\\\t\n{_SECRET}]')
_UNSEEN = pattern(f"[\t\n{_SECRET}]")
_UNBLOCKED = pattern(f"(?m:[{_SECRET}]|[ \t]$|^\t)")
_SURROGATE = pattern("[\ud800-\udfff]")
_SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\x00": "\\0"}


def scalar(text: str, flow: bool = False) -> str:
    """One text on one line, plain where every reader takes it for that text, else in double quotes."""
    return text if _is_plain(text, flow) else _quoted(text)


def key(text: str, flow: bool = False) -> str:
    """A key of a map; refuses one that the reader would refuse."""
    written = scalar(text, flow)
    if text in ("", "<<") or len(text) > MAX_KEY or len(written) > _MAX_WRITTEN:
        message = T("{key} cannot be a key: use a short word", key=written[:40])
        raise InvalidFileError([Problem("", 0, text[:MAX_KEY], message)])
    return written


def flow(value: Value) -> str:
    """Any value on one line, the keys of its maps in their fixed order."""
    if isinstance(value, str):
        return scalar(value, flow=True)
    if isinstance(value, list):
        return f"[{', '.join(map(flow, value))}]"
    pairs = (f"{key(name, flow=True)}: {flow(value[name])}" for name in item_order(value))
    return f"{{{', '.join(pairs)}}}"


def block(text: str, indent: int) -> str:
    """Words of several lines, each line of them on a line of the file behind ``indent`` blanks.

    A literal block where the words can stand in one; otherwise double quotes with escaped line ends,
    which reads and diffs line by line as well. The value begins on the line of its key.
    """
    margin = " " * indent
    if not _is_literal(text):
        return _folded(text, margin)
    head = "|" if text.endswith("\n") or not text else "|-"
    lines = text.removesuffix("\n").split("\n") if text else []
    return "\n".join([head, *(margin + line if line else "" for line in lines)])


def clip(words: str) -> str:
    """Words as a text field holds them: exactly one line end behind the last line, none when empty."""
    words = words.rstrip("\n")
    return words + "\n" if words else ""


def _is_plain(text: str, flow: bool) -> bool:
    if text[:1] in _STARTS:
        return _is_integer(text)
    if text.lower() in _WORDLIKE or text != text.strip() or (not text.isprintable() and _UNSEEN.search(text)):
        return False
    return _FLOW_SYNTAX.isdisjoint(text) if flow else not (": " in text or " #" in text or text.endswith(":"))


def _is_integer(text: str) -> bool:
    digits = text.removeprefix("-")
    return text == "0" or (digits.isascii() and digits.isdigit() and digits[0] != "0" and len(digits) <= _MAX_DIGITS)


def _is_literal(text: str) -> bool:
    if text in ("", "\n"):
        return not text
    first = text.lstrip("\n")
    return bool(first) and first[0] != " " and not text.endswith("\n\n") and not _is_unblocked(text)


def _is_unblocked(text: str) -> bool:
    """Whether a block would lose something of a text, or show it otherwise."""
    if text.replace("\n", "").isprintable():
        return " \n" in text or text.endswith(" ")
    return _UNBLOCKED.search(text) is not None


def _quoted(text: str) -> str:
    return f'"{_escape(text)}"'


def _folded(text: str, margin: str) -> str:
    lines = text.split("\n")
    parts = [_escape(line) + "\\n" for line in lines[:-1]] + ([_escape(lines[-1])] if lines[-1] else [])
    rest = [f"\\{part}" if part.startswith(" ") else part for part in parts[1:]]
    return '"' + f"\\\n{margin}".join([*parts[:1], *rest]) + '"'


def _escape(text: str) -> str:
    if text.isprintable() and '"' not in text and "\\" not in text:
        return text
    if _SURROGATE.search(text):
        message = T("half a character cannot be written: the text was cut in the middle of one")
        raise InvalidFileError([Problem("", 0, "", message)])
    return _ESCAPED.sub(lambda found: _SHORT.get(found[0]) or _code(found[0]), text)


def _code(char: str) -> str:
    number = ord(char)
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
