"""The calendars of svc.yaml read, every mistake named with its line."""

from __future__ import annotations

from svc.dates import instant, is_date, zone
from svc.errors import T, Text
from svc.model import Data, Value
from svc.patterns import pattern
from svc.schema import calendar_soundness
from svc.schema.calendar import A_DAY, ALWAYS, WEEKDAYS, Rules, Shift, Shifts, Span
from svc.schema.durations import duration, unclear
from svc.schema.near import near
from svc.schema.reader import Reader
from svc.spare import date, datetime

COUNTRY = "[A-Z]{2}(?:-[A-Z0-9]{1,3})?"
"""A country (ISO 3166), or a part of one: CN, DE-BY."""

_KEYS = ("time_zone", "hours", "holidays", "workdays", "make_up", "day_hours", "overrides", "closures",
         "retroactive")  # fmt: skip
_NAME = pattern(r"[a-z0-9][a-z0-9._-]*")
_COUNTRY = pattern(COUNTRY)
_SHIFT = pattern(r"(?a)([0-9]{2}):([0-5][0-9])-([0-9]{2}):([0-5][0-9])")
_WALL = pattern(r"(?a)[0-9-]{10}T[0-9:]{5,8}")
_LONGEST_DAY = 24 * 60 * 60


def calendars(reader: Reader, held: Data, time_zone: str) -> dict[str, Rules]:
    """The calendars by their names; ``time_zone`` holds where one names none."""
    found = {}
    for name, value in held.items():
        where = f"calendars.{name}"
        if not _NAME.fullmatch(name):
            said = T("the name of a calendar is lower case letters, digits, . _ -: {name}", name=name)
            reader.wrong(where, said)
        if name == ALWAYS:
            reader.wrong(where, T("the calendar {name} is there already: round the clock", name=name))
        found[name] = _Reading(reader, where).rules(name, reader.table(value, where), time_zone)
    return found


class _Reading:
    """Reads one calendar."""

    def __init__(self, reader: Reader, where: str) -> None:
        self.reader = reader
        self.where = where

    def rules(self, name: str, held: Data, time_zone: str) -> Rules:
        self.reader.known(held, _KEYS, self.where)
        local = self.reader.text(held, "time_zone", self.where) or time_zone
        if zone(local) is None:
            said = T("{zone} is not a time zone: write it like Asia/Shanghai or Europe/Berlin", zone=local)
            self.wrong("time_zone", said)
            local = "UTC"
        week = self.week(held.get("hours", ""))
        make_up = self.make_up(held)
        countries, holidays = self.holidays(held.get("holidays", ""))
        workdays = self.workdays(held.get("workdays", ""), make_up)
        overrides = self.overrides(held.get("overrides", ""))
        closures = self.closures(held.get("closures", ""), local)
        seconds = self.day_seconds(held)
        why = self.reader.text(held, "retroactive", self.where)
        found = Rules(name, local, week, seconds, countries, holidays, workdays, make_up, overrides, closures, why)
        for key, said in calendar_soundness.faults(found):
            self.wrong(key, said)
        return found

    def wrong(self, key: str, said: Text) -> None:
        self.reader.wrong(f"{self.where}.{key}", said)

    def week(self, value: Value) -> tuple[Shifts, ...]:
        before = len(self.reader.problems)
        hours = self.reader.table(value, f"{self.where}.hours")
        self.reader.known(hours, WEEKDAYS, f"{self.where}.hours")
        week = tuple(self.shifts(hours.get(day, ""), f"hours.{day}") for day in WEEKDAYS)
        if not any(week) and len(self.reader.problems) == before:
            self.wrong("hours", T('this calendar is never open: write hours: {mon: ["09:00-17:00"]}'))
        return week

    def shifts(self, value: Value, key: str) -> Shifts:
        """Shifts in their order; those of one day must not overlap."""
        found: list[Shift] = []
        for word in self.reader.words(value, f"{self.where}.{key}"):
            shift = _shift(word)
            if shift is None:
                said = T("{word} is not a shift: write 09:00-17:00, or 22:30-28:00 for one until 04:00 of the next day",
                         word=word)  # fmt: skip
                self.wrong(key, said)
            elif any(shift.begin < other.end and other.begin < shift.end for other in found):
                self.wrong(key, T("{shift} overlaps another shift of the day", shift=str(shift)))
            else:
                found.append(shift)
        return tuple(sorted(found))

    def weekday(self, word: str, key: str) -> int:
        if word in WEEKDAYS:
            return WEEKDAYS.index(word)
        found = near(word, WEEKDAYS)
        names = ", ".join(WEEKDAYS)
        if found:
            said = T("{word} is not a weekday; did you mean {near}?", word=word, near=found)
        else:
            said = T("{word} is not a weekday: {names}", word=word, names=names)
        self.wrong(key, said)
        return 0

    def make_up(self, held: Data) -> int:
        word = self.reader.text(held, "make_up", self.where)
        return self.weekday(word, "make_up") if word else 0

    def day(self, word: str, key: str) -> date | None:
        if is_date(word):
            return date.fromisoformat(word)
        self.wrong(key, T("{value} is not a date: write 2026-11-21", value=word))
        return None

    def holidays(self, value: Value) -> tuple[tuple[str, ...], frozenset[date]]:
        """The countries, and the dates."""
        words = self.reader.words(value, f"{self.where}.holidays")
        countries = tuple(dict.fromkeys(word for word in words if _COUNTRY.fullmatch(word)))
        days = set()
        for number, word in enumerate(words):
            if word in countries:
                continue
            if is_date(word):
                days.add(date.fromisoformat(word))
            else:
                said = T("{word} is neither a country nor a date: write CN, DE-BY or 2026-12-24", word=word)
                self.wrong(f"holidays.{number}", said)
        return countries, frozenset(days)

    def workdays(self, value: Value, make_up: int) -> dict[date, int]:
        """Make-up days, with the weekday whose shifts each has; those without have the shifts of ``make_up``."""
        listed = self.reader.words(value, f"{self.where}.workdays") if isinstance(value, list) else ()
        table: Data = dict.fromkeys(listed, "") if listed else self.reader.table(value, f"{self.where}.workdays")
        found = {}
        for word in table:
            day = self.day(word, f"workdays.{word}")
            weekday = self.reader.text(table, word, f"{self.where}.workdays")
            if day:
                found[day] = self.weekday(weekday, f"workdays.{word}") if weekday else make_up
        return found

    def overrides(self, value: Value) -> dict[date, Shifts]:
        found = {}
        for word, shifts in self.reader.table(value, f"{self.where}.overrides").items():
            day = self.day(word, f"overrides.{word}")
            if day:
                found[day] = self.shifts(shifts, f"overrides.{word}")
        return found

    def closures(self, value: Value, local: str) -> tuple[Span, ...]:
        found = []
        for number, word in enumerate(self.reader.words(value, f"{self.where}.closures")):
            ends = [_second(part, local) for part in word.split("/")]
            if len(ends) != 2 or None in ends:
                said = T("{word} is not a closure: write 2026-11-25T14:00/2026-11-25T15:30", word=word)
                self.wrong(f"closures.{number}", said)
                continue
            begin, end = (each or 0 for each in ends)
            if begin < end:
                found.append((begin, end))
            else:
                self.wrong(f"closures.{number}", T("{word} ends before it begins", word=word))
        return tuple(sorted(found))

    def day_seconds(self, held: Data) -> int:
        word = self.reader.text(held, "day_hours", self.where)
        if not word:
            return 0
        length = duration(word)
        if length and not length.days and 0 < length.seconds <= _LONGEST_DAY:
            return length.seconds
        said = T("day_hours is what 1wd is, up to 24h: write 8h or 7h30m, not {value}", value=word)
        self.wrong("day_hours", unclear(word)[0] if length is None else said)
        return 0


def _shift(word: str) -> Shift | None:
    """``22:30-28:00``: begins on its day, ends within a day of it."""
    found = _SHIFT.fullmatch(word)
    if not found:
        return None
    first, minute, last, end = map(int, found.groups())
    shift = Shift(first * 60 + minute, last * 60 + end)
    return shift if shift.begin < A_DAY and shift.begin < shift.end <= shift.begin + A_DAY else None


def _second(word: str, local: str) -> int | None:
    """The second since 1970 of an instant, or of a wall time in a time zone."""
    at = instant(word)
    if at is None and _WALL.fullmatch(word) and instant(f"{word}Z"):
        at = datetime.fromisoformat(word).replace(tzinfo=zone(local))
    # Of a doubled wall time the first is meant, one in a gap moves forward by it: what timestamp does with fold 0.
    return None if at is None else int(at.timestamp())
