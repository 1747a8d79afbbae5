"""What does not belong into a history that keeps it for ever: keys and passwords, numbers of people.

Names in prose are not recognised.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator

from svc.errors import T, Text
from svc.typed import NamedTuple

_SECRET = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----"
    r"|\b(?:ghp|gho|ghu|ghs|ghr)_[A-Za-z0-9]{36}\b|\bgithub_pat_[A-Za-z0-9_]{22,}"
    r"|\bglpat-[A-Za-z0-9_-]{20}"
    r"|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"
    r"|\bxox[abprs]-[A-Za-z0-9-]{10,}"
    r"|(?i:\b(?:password|passwd|api[_-]?key|secret)\s*[=:]\s*['\"]?[^\s'\"]{6,})"
    r"|(?:密码|口令)\s*[=:：]\s*\S{6,}"
)
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}(?![\w-])")
_PHONE = re.compile(
    r"(?<![\w.])(?:\+\d{1,3}[ -]?)?(?:1[3-9]\d{9}|0\d{2,3}-\d{7,8}|\(?\d{3}\)?[ -]\d{3}-\d{4})(?![\w.])"
)
_CARD = re.compile(r"(?<!\w)\d{17}[\dXx](?!\w)")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"

KINDS: dict[str, Text] = {
    "secret": T("a key or password"),
    "mail": T("a mail address"),
    "phone": T("a telephone number"),
    "id-card": T("the number of an identity card"),
}
"""What a desk may forbid, and what it is called."""


class Hit(NamedTuple):
    """Something found in a line, counted from 1."""

    kind: str
    line: int
    words: str


def hits(text: str, kinds: Collection[str]) -> Iterator[Hit]:
    """What a text has of some kinds, line by line."""
    for number, line in enumerate(text.split("\n"), 1):
        for kind in kinds:
            yield from (Hit(kind, number, words) for words in _FOUND[kind](line))


def _card(line: str) -> list[str]:
    """Numbers of 18 places whose last one is the check of the others (GB 11643-1999, ISO 7064 mod 11-2)."""
    return [n for n in _CARD.findall(line)
            if _CHECK[sum(int(d) * w for d, w in zip(n, _WEIGHTS, strict=False)) % 11] == n[-1].upper()]  # fmt: skip


def _matches(pattern: re.Pattern[str]) -> Callable[[str], list[str]]:
    return lambda line: [match[0] for match in pattern.finditer(line)]


_FOUND: dict[str, Callable[[str], list[str]]] = {
    "secret": _matches(_SECRET), "mail": _matches(_MAIL), "phone": _matches(_PHONE), "id-card": _card,
}  # fmt: skip
