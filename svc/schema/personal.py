"""What does not belong into a history that keeps it for ever: keys and passwords, numbers and addresses of people.

The one place where they are described. Names in prose are not recognised.
"""

from __future__ import annotations

from svc.errors import T, Text
from svc.model import Data, Value
from svc.patterns import pattern
from svc.schema.fields import FIELDS, ITEM_FIELDS
from svc.typed import TYPE_CHECKING, Callable, Collection, Iterator, NamedTuple

if TYPE_CHECKING:
    import re

_SECRET = pattern(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----"
    r"|\b(?:ghp|gho|ghu|ghs|ghr)_[A-Za-z0-9]{36}\b|\bgithub_pat_[A-Za-z0-9_]{22,}"
    r"|\bglpat-[A-Za-z0-9_-]{20}"
    r"|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"
    r"|\bxox[abprs]-[A-Za-z0-9-]{10,}"
    r"|(?i:\b(?:password|passwd|api[_-]?key|secret)\s*[=:]\s*['\"]?[^\s'\"]{6,})"
    r"|(?:密码|口令)\s*[=:：]\s*\S{6,}"
)
_MAIL = pattern(r"(?a)(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}(?![\w-])")
# In turn: a Chinese mobile number, one of another country with + or 00, a Chinese line with its area, a number that
# begins with 0 and is written in groups, a North American one. None is a part of a longer word or number.
_PHONE = pattern(
    r"(?a)(?:(?<![A-Za-z0-9.+-])|(?<=[Tt]el)|(?<=TEL)|(?<=[Pp]hone))(?:"
    r"(?:\+?86[ -]?|0086[ -]?)?1[3-9]\d[ .-]?\d{4}[ .-]?\d{4}"
    r"|\+(?:[ .()-]{0,2}\d){8,15}"
    r"|00 ?[1-9]\d{0,2}[ ./-](?:[ ./()-]{0,2}\d){6,12}"
    r"|\(?0\d{2,3}\)?[ -]?\d{7,8}(?:-\d{1,6})?"
    r"|\(?0\d{2,4}\)?[ ./-]\d{3,4}[ .-]?\d{3,4}"
    r"|\(?(?![48]00)\d{3}\)?[ .-]\d{3}[.-]\d{4}"
    r")(?!\w|[.-]\d)"
)
_NO_PHONE = pattern(
    r"(?i)(?:\b(?:s/?n|serial|order|invoice|tracking|waybill|parcel|part|batch|lot|imei|barcode|ref(?:erence)?)"
    r"|序列号|机身号|机号|编号|订单|单号|运单|快递单|发票|批号|批次|条码|料号|合同)"
    r"(?: ?(?:no\.?|number|nr\.?|id|号码?))?[ =:：#是为]{0,3}$"
)
"""What stands before a number that is no telephone's."""
_BEFORE = 30
_CARD = pattern(r"(?a)(?<!\w)\d{6}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\w)")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
"""Characters as an input method makes them, as the plain ones."""

KINDS: dict[str, Text] = {
    "secret": T("a key or password"),
    "mail": T("a mail address"),
    "phone": T("a telephone number"),
    "id-card": T("the number of an identity card"),
}
"""What a desk may forbid, and what it is called."""
OF_PEOPLE = ("mail", "phone", "id-card")
"""Those that are of a person."""

_NUMBERS = ("serial", "batch", "invoice", "part", "component", "refs", "sha256")
"""Fields whose values are numbers of things, whatever they look like."""
_PERSONS = frozenset(
    {field.path.rpartition(".")[2] for field in (*FIELDS, *ITEM_FIELDS.values()) if field.kind == "person"}
    | {"by", "recorded_by", "from", "to"}
)
"""Fields that name people of the desk, who may go by their mail address."""


class Hit(NamedTuple):
    """Something found in a line, counted from 1, and where in it."""

    kind: str
    line: int
    words: str
    start: int = 0


def hits(text: str, kinds: Collection[str], but: Collection[str] = ()) -> Iterator[Hit]:
    """What a text has of some kinds, line by line. ``but``: words that are known to be something else."""
    for number, line in enumerate(text.split("\n"), 1):
        plain = line.translate(_WIDE)
        for kind in kinds:
            for start, words in _FOUND[kind](plain):
                if words not in but and line[start : start + len(words)] not in but:
                    yield Hit(kind, number, line[start : start + len(words)], start)


def known_words(data: Data) -> set[str]:
    """What a file says in fields of its own for it: numbers of things, people of the desk by their mail address."""
    return {*_under(data, False, False)}


def _under(value: Value, is_number: bool, is_person: bool) -> Iterator[str]:
    if isinstance(value, dict):
        of_things = value.get("kind") in ("serial", "product")
        for name, inner in value.items():
            number = is_number or name in _NUMBERS or (of_things and name in ("from", "to"))
            yield from _under(inner, number, name in _PERSONS)
    elif isinstance(value, list):
        for each in value:
            yield from _under(each, is_number, is_person)
    elif is_number or (is_person and "@" in str(value)):
        yield str(value)


def without(text: str, mask: Callable[[Hit], str], kinds: Collection[str] = OF_PEOPLE,
            but: Collection[str] = ()) -> str:  # fmt: skip
    """The text with other words for what it has of some kinds."""
    lines = text.split("\n")
    for hit in sorted(hits(text, kinds, but), key=lambda hit: (hit.line, -hit.start, -len(hit.words))):
        line = lines[hit.line - 1]
        if line[hit.start : hit.start + len(hit.words)] == hit.words:  # not taken by a longer one
            lines[hit.line - 1] = line[: hit.start] + mask(hit) + line[hit.start + len(hit.words) :]
    return "\n".join(lines)


def masked(words: str) -> str:
    """A number or an address as it is shown: ``138****5678``, ``l***@example.com``, ``2 ***``."""
    name, at, host = words.partition("@")
    if at and name and host:
        return f"{name[0]}***@{host}"
    digits = [place for place, char in enumerate(words) if char.isdigit()]
    if len(digits) >= 7:
        hidden = digits[3:-4] if len(digits) > 10 else digits[2:-2]
        return "".join("*" if place in hidden else char for place, char in enumerate(words))
    return f"{words[:1]}***" if words else ""


def without_people(text: str) -> str:
    """The text with what is of a person masked: for messages that may be passed on."""
    return without(text, lambda hit: masked(hit.words))


def _card(line: str) -> Iterator[tuple[int, str]]:
    """Numbers of 18 places with a day of birth, whose last one checks the others (GB 11643-1999, ISO 7064 mod 11-2)."""
    for start, number in _matches(_CARD)(line):
        if _CHECK[sum(int(d) * w for d, w in zip(number, _WEIGHTS, strict=False)) % 11] == number[-1].upper():
            yield start, number


def _phone(line: str) -> Iterator[tuple[int, str]]:
    for start, number in _matches(_PHONE)(line):
        if not _NO_PHONE.search(line[max(start - _BEFORE, 0) : start]):
            yield start, number


def _matches(what: re.Pattern[str]) -> Callable[[str], Iterator[tuple[int, str]]]:
    return lambda line: ((match.start(), match[0]) for match in what.finditer(line))


_FOUND: dict[str, Callable[[str], Iterator[tuple[int, str]]]] = {
    "secret": _matches(_SECRET), "mail": _matches(_MAIL), "phone": _phone, "id-card": _card,
}  # fmt: skip
