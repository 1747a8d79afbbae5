"""Due, elapsed, next: questions to a calendar, one from the command line or a line each from stdin."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime

from svc import terminal
from svc.calendars.working import Pause, WorkingTime
from svc.commands import estimates
from svc.commands.context import Context
from svc.dates.words import Meant, understood
from svc.errors import SvcError, T, Text, UsageError
from svc.i18n import tr
from svc.model import stamp
from svc.render.table import to_json, to_ndjson
from svc.schema import durations
from svc.typed import NamedTuple


class Answer(NamedTuple):
    """What a question comes to: as people read it, as programs do, and the instants that it lies between.

    ``told``: what words for times were taken to mean.
    """

    text: str
    data: dict[str, object]
    first: datetime
    last: datetime
    estimated: bool
    told: tuple[Text, ...] = ()


Question = Callable[[WorkingTime, Sequence[str], Sequence[str], datetime], Answer]
"""Answers the words of a line with their pauses; wall times are in the zone of the last argument."""


def run(ctx: Context, what: str, words: Sequence[str], name: str, pauses: Sequence[str], json: bool) -> int:
    """Answer one question, or those on stdin."""
    hours = ctx.calendars[name] if name else ctx.calendars.default
    ask = _QUESTIONS[what]
    if list(words) != ["-"]:
        answers = [ask(hours, words, pauses, ctx.now)]
        terminal.out(to_json(answers[0].data) if json else _line(answers[0]))
    else:
        if pauses:
            raise UsageError(T("a pause stands on its line of stdin, behind the rest"))
        answers = list(_listed(ask, hours, ctx.now))
        terminal.out("".join(to_ndjson(each.data) if json else _line(each) for each in answers))
    for said in dict.fromkeys(said for each in answers for said in map(tr, each.told)):
        terminal.say(said)
    _tell_estimated(hours, answers)
    return 0


def _listed(ask: Question, hours: WorkingTime, now: datetime) -> Iterator[Answer]:
    """The answers to the lines of stdin, empty ones left out. Raises UsageError, naming the line."""
    for number, line in enumerate(sys.stdin, start=1):
        words = line.split()
        if words:
            split = next((i for i, word in enumerate(words) if "/" in word), len(words))
            try:
                yield ask(hours, words[:split], words[split:], now)
            except SvcError as error:
                error.where = error.where or f"stdin:{number}"
                raise


def _line(answer: Answer) -> str:
    return answer.text + ("\testimated" if answer.estimated else "") + "\n"


def _tell_estimated(hours: WorkingTime, answers: Sequence[Answer]) -> None:
    """Name the years that are not known, each once."""
    guessed = [each for each in answers if each.estimated]
    estimates.tell(pair for each in guessed for pair in hours.unknown(each.first, each.last))


def _due(hours: WorkingTime, words: Sequence[str], pauses: Sequence[str], now: datetime) -> Answer:
    start, length = _two(words, "svc calendar due START LENGTH")
    begin, budget = _instant(start, now), hours.budget(_length(length))
    found = hours.due(begin.start, budget, _pauses(pauses, now))
    data = {"start": _utc(begin.start), "seconds": budget, "due": _utc(found.at)}
    return _answer(hours, stamp(found.at), data, (begin.start, found.at), found.estimated, [begin])


def _elapsed(hours: WorkingTime, words: Sequence[str], pauses: Sequence[str], now: datetime) -> Answer:
    begin, end = (_instant(word, now) for word in _two(words, "svc calendar elapsed FROM TO"))
    if end.start < begin.start:
        raise UsageError(T("{end} is before {start}", start=words[0], end=words[1]))
    found = hours.elapsed(begin.start, end.start, _pauses(pauses, now))
    data = {"start": _utc(begin.start), "end": _utc(end.start), "seconds": found.seconds}
    ends = begin.start, end.start
    return _answer(hours, durations.written(found.seconds), data, ends, found.estimated, [begin, end])


def _next(hours: WorkingTime, words: Sequence[str], pauses: Sequence[str], now: datetime) -> Answer:
    if len(words) != 1 or pauses:
        raise UsageError(T("write it as: {line}", line="svc calendar next START"))
    begin = _instant(words[0], now)
    found = hours.next_opening(begin.start)
    data: dict[str, object] = {"start": _utc(begin.start), "next": _utc(found.at), "open": found.at == begin.start}
    return _answer(hours, stamp(found.at), data, (begin.start, found.at), found.estimated, [begin])


_QUESTIONS: dict[str, Question] = {"due": _due, "elapsed": _elapsed, "next": _next}


def _answer(
    hours: WorkingTime, text: str, data: dict[str, object], ends: tuple[datetime, datetime], estimated: bool,
    meant: Sequence[Meant],
) -> Answer:  # fmt: skip
    told = tuple(said for each in meant if (said := each.told_instant()))
    return Answer(text, {"calendar": hours.rules.name, **data, "estimated": estimated}, *ends, estimated, told)


def _instant(word: str, now: datetime) -> Meant:
    """The instant that a word means, the first one of a date. Raises UsageError."""
    return understood(word, now).single()


def _two(words: Sequence[str], line: str) -> tuple[str, str]:
    if len(words) != 2:
        raise UsageError(T("write it as: {line}", line=line))
    return words[0], words[1]


def _length(word: str) -> durations.Duration:
    found = durations.duration(word)
    if found is None:
        raise UsageError(*durations.unclear(word))
    return found


def _pauses(words: Sequence[str], now: datetime) -> list[Pause]:
    """``FROM/TO``, each an instant. Raises UsageError."""
    found = []
    for word in words:
        begin, slash, end = word.partition("/")
        if not (slash and begin and end):
            hint = T("write 2026-11-20T17:00+08:00/2026-11-23T10:00+08:00")
            raise UsageError(T("{word} is not a pause", word=repr(word)), hint)
        pause = _instant(begin, now).start, _instant(end, now).start
        if pause[1] < pause[0]:
            raise UsageError(T("{word} ends before it begins", word=word))
        found.append(pause)
    return found


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
