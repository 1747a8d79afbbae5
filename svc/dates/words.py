"""What somebody typed for a time, understood by a strict grammar or refused: nothing is guessed.

ISO 8601, and words in English and Chinese. Days, weeks, months and years are whole days; hours and minutes are
exact. A date means its whole day: a start begins with it, a deadline ends with it. What may be read in two ways
is refused with both.
"""

from __future__ import annotations

import unicodedata

from svc.dates import CLOCK, DATE, instant, is_date, midnight, on_the_wall
from svc.dates.reckoning import (
    EITHER,
    FUTURE,
    PAST,
    Asked,
    Days,
    DoubtError,
    WorkingDay,
    of_month,
    of_quarter,
    of_week_number,
    of_year,
    one,
    working_day,
)
from svc.errors import T, Text, UsageError
from svc.patterns import pattern
from svc.spare import UTC, date, datetime, time, timedelta
from svc.typed import TYPE_CHECKING, Callable, Iterator, NamedTuple, Sequence, TypeAlias, TypeVar

if TYPE_CHECKING:
    import re

__all__ = ["EITHER", "FUTURE", "PAST", "Meant", "Understand", "understood"]

_WALL = pattern(f"(?:({DATE})[T ])?({CLOCK})")
_PERIOD = pattern("((?:19|2[0-9])[0-9]{2})(?:-(0[1-9]|1[0-2]))?")
_NUMBERED = pattern("(?i)((?:19|2[0-9])[0-9]{2})-?(?:W([0-9]{1,2})|Q([1-4]))")
_BESIDE_HAN = pattern("(?<=[\u4e00-\u9fff]) | (?=[\u4e00-\u9fff])")
_SHORT_DAY = pattern("([昨今明前后])([早晚])(?=[0-9一二两三四五六七八九十])")
_JOINT = pattern("[ ,].|.[ ,]|[\u4e00-\u9fff].|.[\u4e00-\u9fff]")
_DAYS = (T("Monday"), T("Tuesday"), T("Wednesday"), T("Thursday"), T("Friday"), T("Saturday"), T("Sunday"))
_LONGEST = 60


Understand = Callable[[str, int], "Meant"]
"""What reads the times that somebody types, looked for in the past or the future. Raises UsageError."""
Match: TypeAlias = "re.Match[str]"
Read = TypeVar("Read")


class Meant(NamedTuple):
    """The time that words mean: from ``start`` up to ``end`` and without it, in the zone of the desk.

    An instant lasts one second. ``kept`` is what a file keeps: a date, an instant, or ``""`` for several days.
    ``is_plain`` says that it was written in ISO 8601, so that there is nothing to tell; ``settled`` what the
    change of the clocks made of it.
    """

    words: str
    start: datetime
    end: datetime
    kept: str
    is_plain: bool = False
    settled: Text | None = None

    def told(self) -> Text | None:
        """What was understood, for whoever typed words; None where it was plain."""
        if self.settled:
            return self.settled
        return None if self.is_plain else T("{words} is {when}", words=self.words, when=self._said())

    def told_instant(self) -> Text | None:
        """What was understood, where a day is taken to be its first instant."""
        if self.is_plain or not is_date(self.kept):
            return self.told()
        return T("{words} is {when}", words=self.words, when=_moment(self.start))

    def told_deadline(self) -> Text | None:
        """What was understood, where a day counts to its end."""
        if self.is_plain or not is_date(self.kept):
            return self.told()
        return T("{words} is {when}, to the end of that day", words=self.words, when=self._said())

    def told_start(self) -> Text | None:
        """What was understood, where a time begins with it: of several days the first one counts."""
        if self.kept or self.is_plain:
            return self.told()
        return T("{words}: from {first} on", words=self.words, first=day_said(self.start.date()))

    def told_end(self) -> Text | None:
        """What was understood, where a time ends with it: of several days the last one counts."""
        if self.kept or self.is_plain:
            return self.told()
        return T("{words}: to the end of {last}", words=self.words, last=day_said(self._last()))

    def _said(self) -> Text:
        if self.kept and not is_date(self.kept):
            return _moment(self.start)
        if self.kept:
            return day_said(self._last())
        return T("{first} to {last}", first=day_said(self.start.date()), last=day_said(self._last()))

    def _last(self) -> date:
        return (self.end - timedelta(seconds=1)).date()

    def single(self) -> Meant:
        """The same, where a date or an instant is wanted. Raises UsageError for several days."""
        if not self.kept:
            what = T("{words} is {when}", words=self.words, when=self._said())
            raise UsageError(what, T("name one day of it"))
        return self

    def on_a_day(self) -> Meant:
        """The same, where a date is wanted. Raises UsageError for an instant."""
        if not is_date(self.single().kept):
            raise UsageError(T("{text} is not a date", text=repr(self.words)), T("write it like 2026-11-21"))
        return self


def understood(text: str, now: datetime, toward: int = EITHER, working_day: WorkingDay = working_day) -> Meant:
    """The one function that every time goes through that somebody types.

    ``now`` is in the desk's time zone, in which wall times are meant. ``toward`` says where the time is looked
    for, :data:`PAST` or :data:`FUTURE`: it settles which Monday ``mon`` is, which year ``3 Oct``, which way
    ``2h``; where it is :data:`EITHER` they are refused with both readings. ``working_day`` counts working days,
    from Monday to Friday where no calendar comes in. Raises UsageError.
    """
    word = " ".join(unicodedata.normalize("NFKC", text).split())
    found = _plain(text, word, now)
    if found is not None:
        return found
    if not word or len(word) > _LONGEST:
        raise _unclear(text)
    try:
        return _spoken(text, word.casefold(), Asked(now, toward, working_day))
    except DoubtError as doubt:
        raise _doubtful(text, doubt.readings) if doubt.readings else _unclear(text) from None
    except (ValueError, OverflowError):
        raise _unclear(text) from None


def _plain(text: str, word: str, now: datetime) -> Meant | None:
    """What is written in ISO 8601, a month and a year too, and ``now``; None for anything else."""
    if word.casefold() in ("now", "现在"):
        return _at(text, now)
    moment = instant(word.replace(" ", "T", 1))
    if moment is not None:
        return _at(text, moment.astimezone(now.tzinfo))
    if is_date(word):
        return _whole(text, one(date.fromisoformat(word)), now)
    wall = _WALL.fullmatch(word)
    if wall and is_date(wall[1] or now.date().isoformat()):
        day = date.fromisoformat(wall[1]) if wall[1] else now.date()
        return _on_wall(text, datetime.combine(day, time.fromisoformat(wall[2])), now)
    period = _PERIOD.fullmatch(word)
    if not period:
        return _numbered(text, word, now)
    return _whole(text, of_month(int(period[1]), int(period[2])) if period[2] else of_year(int(period[1])), now)


def _numbered(text: str, word: str, now: datetime) -> Meant | None:
    """A quarter or an ISO week by its number: 2026-Q4, 2026-W47; None for anything else."""
    found = _NUMBERED.fullmatch(word)
    if not found:
        return None
    year = int(found[1])
    try:
        return _whole(text, of_quarter(year, int(found[3])) if found[3] else of_week_number(year, int(found[2])), now)
    except ValueError:
        raise _unclear(text) from None


def _spoken(text: str, word: str, asked: Asked) -> Meant:
    """What words mean. Raises DoubtError, ValueError and OverflowError for those that mean nothing, or several."""
    from svc.dates import chinese, english

    now = asked.now
    words = _SHORT_DAY.sub(r"\1天\2上", _BESIDE_HAN.sub("", word))
    found = _first((*english.INSTANTS, *chinese.INSTANTS), words)
    if found:
        return _at(text, found[0](found[1], asked), is_plain=False)
    for day_words, clock_words in _cuts(words):
        day = _first((*english.DAYS, *chinese.DAYS), day_words)
        clock = _first((*english.CLOCKS, *chinese.CLOCKS), clock_words) if day or not day_words else None
        if (day or clock) and bool(clock) == bool(clock_words):
            days = day[0](day[1], asked) if day else one(asked.today)
            return _on_wall(text, _timed(days, clock), now, False) if clock else _whole(text, days, now, False)
    raise DoubtError


def _first(rules: Sequence[tuple[re.Pattern[str], Read]], words: str) -> tuple[Read, Match] | None:
    """The first rule that fits words as a whole, and how."""
    return next(((read, found) for pattern, read in rules if (found := pattern.fullmatch(words))), None)


def _cuts(words: str) -> Iterator[tuple[str, str]]:
    """Every way to take words apart into those for the day and those for the time of day."""
    yield words, ""
    yield "", words
    for at in range(1, len(words)):
        if not _JOINT.fullmatch(words[at - 1 : at + 1]):
            continue
        yield words[:at].rstrip(" ,"), words[at:].lstrip(" ,").removeprefix("的")
        yield words[at:].lstrip(" ,"), words[:at].rstrip(" ,")


def _timed(days: Days, clock: tuple[Callable[[Match], time], Match]) -> datetime:
    """A time of day on a day. Raises DoubtError where there are several, of either."""
    if days.first != days.last:
        raise DoubtError
    try:
        return datetime.combine(days.first, clock[0](clock[1]))
    except DoubtError as doubt:
        raise DoubtError(*(f"{days.first.isoformat()} {reading}" for reading in doubt.readings)) from None


def _at(text: str, moment: datetime, is_plain: bool = True) -> Meant:
    kept = moment.isoformat(timespec="seconds")
    if not is_date(kept[:10]):
        raise DoubtError
    return Meant(text.strip(), moment, moment + timedelta(seconds=1), kept, is_plain)


def _whole(text: str, days: Days, now: datetime, is_plain: bool = True) -> Meant:
    """Whole days, in the zone of ``now``."""
    first, last = days.first.isoformat(), days.last.isoformat()
    if now.tzinfo is None or not (is_date(first) and is_date(last)):
        raise DoubtError
    start, end = midnight(first, now.tzinfo), midnight(last, now.tzinfo, 1)
    return Meant(text.strip(), start, end, first if first == last else "", is_plain)


def _on_wall(text: str, wall: datetime, now: datetime, is_plain: bool = True) -> Meant:
    """A wall time in the zone of ``now``, with what the change of the clocks makes of it."""
    if now.tzinfo is None:
        raise DoubtError
    moment = on_the_wall(wall, now.tzinfo)
    second = moment.replace(fold=1)
    shown = f"{wall:%Y-%m-%d %H:%M}"
    settled = None
    if moment.replace(tzinfo=None) != wall:
        settled = T("the clocks skip {wall}: taken as {when}", wall=shown, when=_exact(moment))
    elif second.utcoffset() != moment.utcoffset():
        settled = T("the clocks show {wall} twice: taken as {when}; the other is {other}",
                    wall=shown, when=_exact(moment), other=second.isoformat(timespec="minutes"))  # fmt: skip
    return _at(text, moment, is_plain)._replace(settled=settled)


def _moment(moment: datetime) -> Text:
    """An instant for people: with its weekday, by the clocks of the desk."""
    clock = moment.time().isoformat("seconds" if moment.second else "minutes")
    return T("{day} {time}", day=day_said(moment.date()), time=clock)


def _exact(moment: datetime) -> Text:
    """An instant with its offset too, where the clocks change."""
    clock = moment.isoformat(timespec="minutes")[len("2026-11-21T") :]
    return T("{day} {time}", day=day_said(moment.date()), time=clock)


def day_said(day: date) -> Text:
    """A day for people, with its weekday."""
    return T("{weekday} {date}", weekday=_DAYS[day.weekday()], date=day.isoformat())


def _unclear(text: str) -> UsageError:
    meant = _respelt(text)
    examples = T("write 2026-11-21, '2026-11-21 14:05', 14:05, 'yesterday 16:00', '2h ago', +3d, 'next mon', 2wd, "
                 "'明天下午3点'; svc help dates has them all")  # fmt: skip
    hint = T("did you mean {near}?", near=repr(meant)) if meant else examples
    return UsageError(T("{text} is not a time svc understands", text=repr(text)), hint)


def _respelt(text: str) -> str:
    """The words with slips of the hand put right, ``""`` where that makes no date words of them."""
    from difflib import get_close_matches

    from svc.dates.english import VOCABULARY

    words = text.casefold().split() if len(text) <= _LONGEST else []
    respelt = " ".join(next(iter(get_close_matches(w, VOCABULARY, 1, 0.75)), w) if w.isalpha() else w for w in words)
    if respelt == " ".join(words):
        return ""
    try:
        _spoken(respelt, respelt, Asked(datetime(2026, 11, 21, tzinfo=UTC), FUTURE, working_day))
    except (DoubtError, ValueError):
        return ""
    return respelt


def _doubtful(text: str, readings: Sequence[str]) -> UsageError:
    message = T("{text} may be {readings}", text=repr(text), readings=" / ".join(readings))
    return UsageError(message, T("write the one that you mean"))
