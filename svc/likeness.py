"""Whether a case that is about to be opened is there already: the same thing, the same words, the same customer.

Titles are compared without case, width and punctuation. They are alike when the pairs of neighbouring characters that
they share come to :data:`ALIKE` (the Dice coefficient: it needs no words and so does for Chinese as well), or when one
begins with the other or holds all its words, and is no more than twice as long. Titles that name different numbers
(an order, a model) are different, however alike. The table in tests/test_likeness.py shows what this comes to.
"""

from __future__ import annotations

import unicodedata

from svc.model import Case
from svc.model import serials as numbers
from svc.typed import NamedTuple
from svc.words import key

ALIKE = 0.82
"""The share of pairs from which on two titles say the same. Below it one character turns the meaning: 制冷, 制热."""


_GAPS = {code: " " for code in range(128) if not chr(code).isalnum()}


class _Words(NamedTuple):
    """A title folded: its words, and these without the gaps between them."""

    words: list[str]
    text: str

    def pairs(self) -> set[str]:
        """The pairs of neighbouring characters; the character where there is but one."""
        return {self.text[at : at + 2] for at in range(len(self.text) - 1)} or {self.text}

    def numbers(self) -> set[str]:
        """The numbers in it."""
        digits = (char if char in "0123456789" else " " for char in " ".join(self.words))
        return set("".join(digits).split())


def _folded(title: str) -> _Words:
    text = title.lower() if title.isascii() else unicodedata.normalize("NFKC", title).casefold()
    words = text.translate(_GAPS).split()
    whole = "".join(words)
    if whole and not whole.isalnum():
        words = "".join(char if char.isalnum() else " " for char in text).split()
        whole = "".join(words)
    return _Words(words, whole)


class Title:
    """A title that others are held against."""

    def __init__(self, title: str) -> None:
        self._own = _folded(title)
        self._words = set(self._own.words)
        self._pairs = self._own.pairs()
        self._numbers = self._own.numbers()

    def is_like(self, title: str) -> bool:
        """Whether another title says the same; an empty one says nothing."""
        other = _folded(title)
        short, long = sorted((len(other.text), len(self._own.text)))
        if not short or 2 * short < long or not (self._shares_pairs(other) or self._holds_other(other)):
            return False
        numbers = other.numbers()
        return not (numbers and self._numbers) or numbers == self._numbers

    def _shares_pairs(self, other: _Words) -> bool:
        here = sum(pair in other.text for pair in self._pairs)
        if 2 * here < ALIKE * (len(self._pairs) + here):
            return False  # most are told apart so, in half the time
        pairs = other.pairs()
        return 2 * len(self._pairs & pairs) >= ALIKE * (len(self._pairs) + len(pairs))

    def _holds_other(self, other: _Words) -> bool:
        long, short = sorted((self._own.text, other.text), key=len, reverse=True)
        if long.startswith(short):
            return True
        return self._words.issuperset(other.words) or self._words.issubset(other.words)


class Likeness(NamedTuple):
    """What two cases have in common."""

    serial: bool = False
    title: bool = False
    customer: bool = False

    @property
    def is_strong(self) -> bool:
        """Whether it may be one and the same matter; a customer has many."""
        return self.serial or self.title


def serials(case: Case) -> set[str]:
    """The serial numbers that a case is about."""
    return {key(number).casefold() for number in numbers(case.data)}


def likeness(new: Case, title: Title, other: Case) -> Likeness:
    """What a new case has in common with one that is there. ``title`` is that of the new one.

    Titles of two customers, or of two machines, are not compared: many a pump leaks.
    """
    numbers, others = serials(new), serials(other)
    customer, its = (key(case.text("customer")).casefold() for case in (new, other))
    apart = (numbers and others and not numbers & others) or (customer and its and customer != its)
    return Likeness(
        bool(numbers & others), not apart and title.is_like(other.text("title")), bool(customer and customer == its)
    )
