"""Whether a field of a record answers to a term: one closure a term, made once for all records.

A field that says nothing answers to ``none`` (or nothing after the colon) alone: to no value, to no comparison.
Of a list, one item that answers is enough.
"""

from __future__ import annotations

from svc.errors import T, UsageError
from svc.ids import normal
from svc.model import Data
from svc.query import scales, spans
from svc.query.asker import Asker
from svc.query.mistakes import LONGEST, brief, pointed
from svc.query.tokens import Token, Value
from svc.query.vocabulary import Found, Vocabulary, folded
from svc.typed import Callable, NamedTuple, Sequence

Holds = Callable[[Data], bool]
Fits = Callable[[str], bool]
"""Whether one word of a field is what a value of a term asks for."""

NONE = ("none", "无", "空")
ANY = ("any", "有", "任意")
ME = ("me", "我")
LAST = "@"
"""The case that was touched last."""
_NOTHING, _SOMETHING = "nothing", "something"
_TEXTS = ("section", "blocks", "block")


def holds(found: Found, term: Token, words: Vocabulary, asker: Asker, text: str) -> Holds:
    """What says whether a record answers to a term of a query, ``text``.

    Raises UsageError that points at a value that the field cannot have.
    """
    maker = _Maker(found, words, asker, term.text)
    if term.sign in scales.SIGNS and len(term.values) > 1:
        error = UsageError(T("{sign} compares with one value", sign=term.sign), T("write it twice, with or between"))
        raise pointed(error, text, term.values[1].start)
    asks = []
    for value in term.values:
        try:
            asks.append(maker.ask(term.sign, value))
        except UsageError as error:
            raise pointed(error, text, value.start) from None
    fits = [ask for ask in asks if not isinstance(ask, str)]
    answers = maker.answers(fits, _NOTHING in asks, _SOMETHING in asks)
    if term.sign == "!=":
        return lambda data: bool(found.values(data)) and not answers(data)
    return answers


class _Maker(NamedTuple):
    """Makes the tests for the values of one term."""

    found: Found
    words: Vocabulary
    asker: Asker
    name: str
    """What the term calls the field."""

    def answers(self, fits: Sequence[Fits], empty: bool = False, present: bool = False) -> Holds:
        """What says whether one of the words of a record fits, or whether it has none, or some."""
        values = self.found.values

        def found(data: Data) -> bool:
            said = values(data)
            return present or any(fit(word) for word in said for fit in fits) if said else empty

        return found

    def ask(self, sign: str, value: Value) -> Fits | str:
        """What one value asks for: words that fit, something at all, or nothing."""
        if len(value.text) > LONGEST and (scales.is_measured(self.found.field.kind) or self._labels()):
            known = T("{value} is not a known {field}", value=repr(brief(value.text)), field=self.found.field.label)
            raise UsageError(known, T("write less of it"))
        if sign == "~":
            return self.holding(value)
        if sign in scales.SIGNS:
            return self.beside(sign, value)
        if self.says_nothing(value):
            return _NOTHING
        return _SOMETHING if self.says(value, ANY) else self.equal(value)

    def says_nothing(self, value: Value) -> bool:
        """Whether a value asks for what is empty. Raises UsageError for no value: a shell has swallowed a sign."""
        if value.text.strip():
            return self.says(value, NONE)
        if value.quoted:
            return True
        field = self.name
        empty = f"{field}:none" if self.says(Value(0, NONE[0]), NONE) else f"'{field}:\"\"'"
        hint = T("for empty: {empty}", empty=empty)
        if scales.is_measured(self.found.field.kind) or self._labels():
            hint = T("a shell takes < and > for itself: '{field}:>...' in quotes; {empty}", field=field, empty=hint)
        raise UsageError(T("nothing follows {sign}", sign=f"{field}:"), hint)

    def says(self, value: Value, meaning: Sequence[str]) -> bool:
        """Whether a value is one of the words for empty or present, and no code or label of the field."""
        word = folded(value.text.strip())
        if value.quoted or word not in meaning:
            return False
        named = self._labels()
        return not any(word in (folded(name) for name in (code, *named[code].values())) for code in named)

    def holding(self, value: Value) -> Fits:
        """``~``: the text has the value in it; that of a code in its labels as well."""
        part = folded(value.text)
        if not part.strip():
            raise UsageError(T("nothing follows {sign}", sign="~"), T("write {field}~text", field=self.found.path))
        names = {code: folded("\n".join((code, *named.values()))) for code, named in self._labels().items()}
        return lambda said: part in (names.get(said) or folded(said))

    def equal(self, value: Value) -> Fits:
        """``:``: the field is the value, or in the range; a ``*`` in it is any rest."""
        if self.found.path.rpartition(".")[2] == "serial" and "*" not in value.text:
            return self._serial(value)
        if (ends := self._ends(value)) is not None:
            return self._between(*ends)
        if "*" in value.text and not value.quoted:
            return _like(folded(value.text))
        if scales.is_measured(self.found.field.kind):
            return self._compared(":", value.text)
        if self._labels():
            code = self._code(value.text)
            return lambda said: said == code
        word = self._word(value)
        if self.found.field.kind in _TEXTS or self.found.path in self.words.within:
            return lambda said: word in folded(said)
        return lambda said: folded(said) == word

    def _serial(self, value: Value) -> Fits:
        """Serial numbers are compared without case, blanks and widths; two with dots between are a range."""
        from svc.serials import serial_range

        if value.ends and not value.quoted and not all(value.ends):
            raise UsageError(T("a range of serial numbers has two ends"), T("write serial:2607A00400..2607A00499"))
        within = serial_range("..".join(value.ends) if value.ends and not value.quoted else value.text)
        return lambda said: said in within

    def beside(self, sign: str, value: Value) -> Fits:
        """``<`` and the like."""
        if not value.text.strip():
            hint = T("no blank stands between {sign} and the value", sign=sign)
            raise UsageError(T("nothing follows {sign}", sign=sign), hint)
        return self._compared(sign, value.text)

    def _compared(self, sign: str, text: str) -> Fits:
        measure, extent = self._scale(text)

        def fits(said: str) -> bool:
            place = measure(said)
            return place is not None and extent.answers(sign, place)

        return fits

    def _scale(self, text: str) -> scales.Scale:
        return scales.scale(self.found, text, list(self._labels()), self._code, self.asker)

    def _ends(self, value: Value) -> tuple[str, str] | None:
        """The ends of a range, None where the value is none for this field."""
        measured = scales.is_measured(self.found.field.kind)
        ends = value.ends or (spans.apart(value.text) if measured and not value.quoted else None)
        if ends is None or not any(ends):
            return None
        return ends if measured or self._labels() or all(map(scales.looks_measured, filter(None, ends))) else None

    def _between(self, low: str, high: str) -> Fits:
        """A range with both its ends, or open at one."""
        if low and high and self._scale(low).extent.start > self._scale(high).extent.start:
            raise UsageError(T("{low}..{high} ends before it begins", low=brief(low), high=brief(high)))
        sides = [self._compared(sign, text) for sign, text in ((">=", low), ("<=", high)) if text]
        return lambda said: all(fits(said) for fits in sides)

    def _labels(self) -> dict[str, dict[str, str]]:
        """The codes that the desk lists for the field, in their order, with their labels."""
        return self.words.settings.codes.get(self.found.field.codes, {}) if self.found.field.codes else {}

    def _code(self, text: str) -> str:
        found = self.words.settings.codes_like(self.found.field.codes, text)
        if len(found) == 1:
            return found[0]
        from svc.entry import code  # only what goes wrong pays for its import

        return code(self.words.settings, self.found.field.codes, self.found.path, text)

    def _word(self, value: Value) -> str:
        word = folded(" ".join(value.text.split()))
        if self.found.field.kind == "person" and word in ME and not value.quoted:
            return folded(self.asker.me())
        if self.found.field.kind == "person":
            return folded(self.asker.called(" ".join(value.text.split())))
        if self.found.path == "id" or self.found.path in self.words.cases:
            return folded(self.asker.last() if word == LAST else normal(value.text))
        return word


def _like(pattern: str) -> Fits:
    """Whether text is the pattern, in which each ``*`` is any text."""
    first, *middle, last = pattern.split("*")

    def fits(said: str) -> bool:
        text = folded(said)
        at, end = len(first), len(text) - len(last)
        if end < at or not text.startswith(first) or not text.endswith(last):
            return False
        for part in middle:
            place = text.find(part, at, end)
            if place < 0:
                return False
            at = place + len(part)
        return True

    return fits
