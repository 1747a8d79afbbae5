"""What a terminal, a pager or a reader's eye could be tricked by, shown in a visible inert form.

Unsafe are ESC and the other controls, bidi and zero-width characters (all of Unicode's Cc, Cf, Zl, Zp)
and lone surrogates. A C0 control becomes its picture (ESC is U+241B), any other ``<U+202E>``.
"""

from __future__ import annotations

from svc.patterns import pattern
from svc.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from re import Match

# A test compares these with Python's own tables of Cc, Cf, Cs, Zl and Zp.
_BEYOND_ASCII = (
    r"\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u2028-\u202e"
    r"\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f"
    r"\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e007f"
)
_BUT_NEWLINE = pattern(rf"[\x00-\x09\x0b-\x1f{_BEYOND_ASCII}]")
_ALL = pattern(rf"[\x00-\x1f{_BEYOND_ASCII}]")
# The tabs of tsv and the CRLF of csv for Excel are the format's own.
_FORMATS = rf"[\x00-\x08\x0b\x0c\x0e-\x1f{_BEYOND_ASCII}]|\r(?!\n)"
_BUT_FORMATS = pattern(_FORMATS)
_BUT_COLOURS = pattern(rf"(?!\x1b\[[0-9;]{{0,4}}m)(?:{_FORMATS})")


def _visible(match: Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else f"<U+{code:04X}>"


def safe_text(text: str, multiline: bool = False) -> str:
    """The text with every unsafe character made visible; ``multiline`` keeps newlines, and tabs as blanks."""
    if text.isprintable():
        return text
    if multiline:
        text = text.replace("\r\n", "\n").replace("\t", "    ")
        return text if _is_printable(text) else _BUT_NEWLINE.sub(_visible, text)
    return _ALL.sub(_visible, text)


def _is_printable(text: str) -> bool:
    """Whether there is nothing in it to look for, newlines aside: most texts are so, and cost no pattern."""
    return text.replace("\n", "").isprintable()


def one_line(text: str) -> str:
    """The text on one line: newlines and tabs made blanks, the rest as in :func:`safe_text`."""
    if text.isprintable():
        return text
    return safe_text(text.replace("\r\n", " ").replace("\n", " ").replace("\t", " "))


def guarded(text: str, colours: bool = False) -> str:
    """A last look at what leaves the program: only newlines, tabs, CRLF, the mark that Excel asks for at the very
    beginning and, if asked, colours pass.
    """
    mark, rest = ("\ufeff", text[1:]) if text[:1] == "\ufeff" else ("", text)
    if _is_printable(rest.replace("\t", "")):
        return text
    return mark + (_BUT_COLOURS if colours else _BUT_FORMATS).sub(_visible, rest)


def escaped(json: str) -> str:
    r"""JSON whose unsafe characters are ``\uXXXX``: it reads back the same and is inert as it stands."""
    return json if _is_printable(json) else _BUT_NEWLINE.sub(lambda match: escape(match[0]), json)


def escape(chars: str) -> str:
    r"""Every character as ``\uXXXX``, beyond the BMP as a surrogate pair, which is how JSON wants it."""
    units = chars.encode("utf-16-be", "surrogatepass").hex()
    return "".join("\\u" + units[i : i + 4] for i in range(0, len(units), 4))
