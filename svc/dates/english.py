"""Date words in English, as tables of rules. Dates in digits, the same in every language, stand here too.

A pattern is held against words in small letters with single blanks between them.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from svc.dates import reckoning, rules
from svc.dates.reckoning import FUTURE, PAST, Asked, Days, DoubtError, one
from svc.dates.rules import SIGNS, ClockRule, DayRule, InstantRule, Match, clock, either_half, toward
from svc.patterns import pattern

_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NEAR = {"day before yesterday": -2, "yesterday": -1, "today": 0, "tomorrow": 1, "day after tomorrow": 2}
_WEEKS = {"last": PAST, "this": 0, "next": FUTURE}
_UNITS = {"d": "days", "w": "weeks", "m": "months", "y": "years"}
_POINTS = SIGNS | {"in": FUTURE, "within": FUTURE, "from now": FUTURE, "ago": PAST}

_N = rf"([0-9]{{1,4}}|an?|{'|'.join(_NUMBERS)})"
VOCABULARY = (
    *(word for name in _NEAR for word in name.split()), *_NUMBERS, *_WEEKS, "monday", "tuesday", "wednesday",
    "thursday", "friday", "saturday", "sunday", "hours", "minutes", "days", "weeks", "months", "quarter", "years",
    "working", "ago", "within", "noon", "january", "february", "march", "april", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
"""Words of the grammar, to find the one that a slip of the hand was meant to be."""

_GAP = "(?: |(?<=[0-9]))"
_BEFORE = r"(?:(in|within) |([+-]))?"
_AFTER = r"(?: (ago|from now))?"
_UNIT = "(working days?|business days?|workdays?|wd|days?|d|weeks?|wks?|w|months?|mo|years?|yrs?|y)(?![a-z])"
_WEEKDAY = "(mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs?(?:day)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)"
_MONTH = (
    "(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])\.?"
)
_DAY = "([0-9]{1,2})(?:st|nd|rd|th)?(?![0-9])"
_YEAR = "((?:19|2[0-9])[0-9]{2})"
_HALF = r" ?([ap])\.?m\.?"


def _count(word: str) -> int:
    if word in ("a", "an"):
        return 1
    return _NUMBERS.index(word) + 1 if word in _NUMBERS else int(word)


def _unit(word: str) -> str:
    return "working" if word == "wd" or word.startswith(("work", "bus")) else _UNITS[word[0]]


def _near(m: Match, asked: Asked) -> Days:
    return one(asked.today + timedelta(days=_NEAR[m[1]]))


def _away(m: Match, asked: Asked) -> Days:
    return reckoning.away(asked, _count(m[3]), _unit(m[4]), toward(m[1] or m[2], m[5], _POINTS))


def _weekday(m: Match, asked: Asked) -> Days:
    number = _WEEKDAYS.index(m[2][:3])
    if not m[1]:
        return reckoning.weekday(asked, number)
    side = _WEEKS[m[1]]
    return reckoning.weekday_beyond(asked, number, side) if side else reckoning.weekday_of_week(asked, number, 0)


def _period(m: Match, asked: Asked) -> Days:
    side = _WEEKS[m[1] or "this"]
    if m[2] in ("week", "quarter"):
        return reckoning.of_week(asked, side) if m[2] == "week" else reckoning.quarter_from(asked, side)
    return reckoning.month_from(asked, side) if m[2] == "month" else reckoning.of_year(asked.today.year + side)


def _quarter(year: str | None, number: str, asked: Asked) -> Days:
    if year:
        return reckoning.of_quarter(int(year), int(number))
    return reckoning.in_some_quarter(asked, int(number))


def _edge(m: Match, asked: Asked) -> Days:
    side = _WEEKS[m[2] or "this"]
    days = reckoning.month_from(asked, side) if m[3] == "month" else reckoning.of_year(asked.today.year + side)
    return one(days.last if m[1] == "end" else days.first)


def _written(year: str | None, month: str, day: str, asked: Asked) -> Days:
    """``3 Oct``, ``Oct 3, 2026``."""
    number = _MONTHS.index(month[:3]) + 1
    return _digits(year, number, day) if year else reckoning.in_some_year(asked, number, int(day))


def _digits(year: str, month: str | int, day: str) -> Days:
    try:
        return one(date(int(year), int(month), int(day)))
    except ValueError:
        raise DoubtError from None


def _doubtful(m: Match, asked: Asked) -> Days:
    return reckoning.doubtful(asked, *(int(part) for part in m.groups() if part))


DAYS: tuple[DayRule, ...] = tuple(
    (pattern(source), read)
    for source, read in (
        (rf"(?:the )?({'|'.join(_NEAR)})", _near),
        (rf"{_BEFORE}{_N}{_GAP}{_UNIT}{_AFTER}", _away),
        (rf"(?:(this|next|last) )?{_WEEKDAY}(?![a-z])", _weekday),
        (r"(this|next|last) (week|month|quarter|year)", _period),
        (rf"q([1-4])(?: {_YEAR})?", lambda m, asked: _quarter(m[2], m[1], asked)),
        (rf"{_YEAR} q([1-4])", lambda m, asked: _quarter(m[1], m[2], asked)),
        (r"(?:the )?(end|start|beginning) of (?:the )?(?:(this|next|last) )?(month|year)", _edge),
        (rf"{_DAY} (?:of )?{_MONTH}(?:,? {_YEAR}(?![:0-9]))?", lambda m, asked: _written(m[3], m[2], m[1], asked)),
        (rf"{_MONTH} {_DAY}(?:,? {_YEAR}(?![:0-9]))?", lambda m, asked: _written(m[3], m[1], m[2], asked)),
        (rf"{_YEAR}([-/.])([0-9]{{1,2}})\2([0-9]{{1,2}})", lambda m, _: _digits(m[1], m[3], m[4])),
        (r"([0-9]{1,2})[-/.]([0-9]{1,2})(?:[-/.]([0-9]{4}|[0-9]{2}))?", _doubtful),
    )
)


def _clock(m: Match) -> time:
    if not m[4]:
        return clock(int(m[1]), m[2], m[3])
    hour = int(m[1])
    if not 1 <= hour <= 12:
        raise DoubtError
    return clock(hour % 12 + (12 if m[4] == "p" else 0), m[2], m[3])


def _midnight(_: Match) -> time:
    raise DoubtError("00:00", "23:59")


CLOCKS: tuple[ClockRule, ...] = tuple(
    (pattern(source), read)
    for source, read in (
        (rf"(?:at )?([0-9]{{1,2}}):([0-9]{{2}})(?::([0-9]{{2}}))?(?:{_HALF})?", _clock),
        (rf"(?:at )?([0-9]{{1,2}})()(){_HALF}", _clock),
        (r"(?:at )?noon", lambda _: time(12)),
        (r"(?:at )?midnight", _midnight),
        (r"at ([0-9]{1,2})", lambda m: either_half(int(m[1]))),
        (r"(?:at )?([0-9]{1,2}) o'?clock", lambda m: either_half(int(m[1]))),
    )
)


def _span(m: Match, asked: Asked) -> datetime:
    if not (m[3] or m[4]):
        raise DoubtError
    hours = 0.0 if not m[3] else 0.5 if m[3].startswith("half") else float(m[3]) if "." in m[3] else _count(m[3])
    if not m[3] and m[5] == "m":
        raise DoubtError(*(f"{m[1] or m[2] or ''}{m[4]}{unit}" for unit in ("min", "mo")))
    return rules.away(asked, hours, _count(m[4]) if m[4] else 0, toward(m[1] or m[2], m[6], _POINTS))


INSTANTS: tuple[InstantRule, ...] = (
    (
        pattern(
            rf"{_BEFORE}(?:(half an?|[0-9]{{1,3}}\.[0-9]|{_N[1:-1]}){_GAP}(?:hours?|hrs?|h))?"
            rf"(?: ?(?:and )?{_N}{_GAP}(minutes?|mins?|m))?{_AFTER}"
        ),
        _span,
    ),
)
