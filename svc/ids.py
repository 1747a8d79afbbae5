"""Identifiers: random, dated, phone-proof, checked. No counters, so clones never clash.

A case id is ``PREFIX-YYMM-XXXXXXXXC``: eight characters of Crockford's base 32 (no I, L, O, U) and one
check character over month and body, a weighted sum in GF(32) that finds every single error and swap.
"""

from __future__ import annotations

from itertools import count

from svc.patterns import pattern
from svc.spare import digest
from svc.typed import Callable, Collection

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LETTERS = ALPHABET[10:]
_DIGITS = ALPHABET[:10]
_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_VALUES = {c: i for i, c in enumerate(ALPHABET)}
CASE_ID = pattern(r"[A-Z]{1,5}-[0-9]{4}-[0-9A-HJKMNP-TV-Z]{9}")
EVENT_ID = pattern(r"[A-HJKMNP-TV-Z][0-9A-HJKMNP-TV-Z]{4}")
_FOLD = str.maketrans("ILOU", "110V")
_SPAN = len(_LETTERS) * 32**4

Draw = Callable[[int], int]
"""A source of chance: ``draw(n)`` is one of 0 .. n-1."""


def _times_two(value: int) -> int:
    doubled = value << 1
    return doubled ^ 0b100101 if doubled & 32 else doubled


def check_character(month: str, body: str) -> str:
    """The check character: the sum over i of 2^i times the i-th symbol, in GF(32) with x^5+x^2+1."""
    total = 0
    for place, symbol in enumerate(month + body, 1):
        term = _VALUES[symbol]
        for _ in range(place):
            term = _times_two(term)
        total ^= term
    return ALPHABET[total]


def case_id(prefix: str, month: str, draw: Draw) -> str:
    """A new case id for a month written ``YYMM``."""
    body = "".join(ALPHABET[draw(32)] for _ in range(8))
    return f"{prefix}-{month}-{body}{check_character(month, body)}"


def is_slip(typed: str, case_id: str) -> bool:
    """Whether somebody may have meant a case, with one character of its random part wrong or two of them swapped."""
    wrong, right = typed.rpartition("-")[2], case_id.rpartition("-")[2]
    if len(wrong) != len(right):
        return False
    apart = [at for at, (one, other) in enumerate(zip(wrong, right, strict=True)) if one != other]
    return len(apart) == 1 or (len(apart) == 2 and sorted(wrong) == sorted(right))


def hashed(*words: str) -> Draw:
    """A source of chance that follows from some words: the same everywhere."""
    seed, drawn = "\0".join(words).encode(), count()

    def draw(n: int) -> int:
        return int.from_bytes(digest(b"%d\0%b" % (next(drawn), seed))[:16], "big") % n

    return draw


def body(case_id: str) -> str:
    """The random part of a case id; of an imported case a hash of its source and number."""
    return case_id[-9:-1]


def is_case_id(text: str) -> bool:
    """Whether the text is a whole case id with the right check character."""
    prefix, month, body = [*text.split("-"), "", ""][:3]
    if f"{prefix}-{month}-{body}" != text or not _is_from(prefix, _CAPITALS, 1, 5):
        return False
    if not (_is_from(month, _DIGITS, 4, 4) and _is_from(body, _VALUES, 9, 9)):
        return False
    return check_character(month, body[:8]) == body[8]


def _is_from(text: str, known: Collection[str], least: int, most: int) -> bool:
    """Whether a text has so many characters, all of them known."""
    return least <= len(text) <= most and all(char in known for char in text)


def is_event_id(text: str) -> bool:
    """Whether the text looks like the id of an event."""
    return text[:1] in _LETTERS and _is_from(text, _VALUES, 5, 5)


def normal(text: str) -> str:
    """What somebody typed or read out, in the form of ids: upper case, I and L as 1, O as 0."""
    prefix, dash, rest = text.strip().upper().rpartition("-")
    return prefix + dash + rest.translate(_FOLD)


def _number(event_id: str) -> int:
    value = _LETTERS.index(event_id[0])
    for symbol in event_id[1:]:
        value = value * 32 + _VALUES[symbol]
    return value


def _event_id(number: int) -> str:
    rest = ""
    for _ in range(4):
        number, digit = divmod(number, 32)
        rest = ALPHABET[digit] + rest
    return _LETTERS[number] + rest


def has_room(after: str) -> bool:
    """Whether enough ids follow this one to draw from."""
    return not is_event_id(after) or _SPAN - _number(after) > 64


def event_id(taken: Collection[str], draw: Draw, after: str = "") -> str:
    """An id for an event (also a measure, a visit): five characters, the first a letter, unlike any taken.

    ``after``: an id of the same instant that the new one must follow. Then it is drawn from the lower half
    of what lies above, so that there is room for more.
    """
    low = _number(after) + 1 if is_event_id(after) else 0
    span = max((_SPAN - low) // 2, 1) if low else _SPAN
    while True:
        found = _event_id(min(low + draw(span), _SPAN - 1))
        if found not in taken:
            return found


def beside(taken: Collection[str], draw: Draw, name: str) -> str:
    """An id for an event that sorts as that of another does, but behind it; unlike any taken."""
    while True:
        found = _event_id((_number(name) + 1 + draw(1024)) % _SPAN)
        if found not in taken:
            return found
