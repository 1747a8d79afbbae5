"""What is to be done: from which instant each target of a case runs, and the event that meets it."""

from __future__ import annotations

from svc.dates import instant
from svc.model import Event
from svc.schema import fold
from svc.schema.loop import Workflow
from svc.schema.policy import Policies, Target
from svc.sla.course import Course, is_contact, is_public
from svc.spare import datetime
from svc.typed import Callable, Iterator, NamedTuple


class Run(NamedTuple):
    """One running of a target: from when, and what ended it.

    ``begun``: the event that began it, ``""`` for the opening. ``at``: when it was done, None while it is not.
    ``by``: the event that did it. ``dropped``: when it ended with no verdict. ``is_live``: met by the opening itself.
    ``outlasts``: whether it goes on when the case is resolved.
    """

    start: datetime
    begun: str = ""
    at: datetime | None = None
    by: Event | None = None
    dropped: datetime | None = None
    is_live: bool = False
    outlasts: bool = False


def runs(target: Target, course: Course, loop: Workflow, rules: Policies) -> list[Run]:
    """Every running of a target, the first one first."""
    kind = target.stops or target.event
    if target.reach:
        return [_reached(target.reach, course, loop, rules)]
    if kind in ("handover", "handover accepted"):
        return list(_handed_over(target, course, loop))
    if kind == "next_response":
        return list(_next_responses(course, rules))
    if kind == "update":
        return list(_updates(course, rules))
    if kind == "resolve":
        return [_resolved(course)]
    if kind == "first_response":
        return [first_response(course, rules)]
    return [_WAYS[kind](course) if kind in _WAYS else _first(course, _is_a(kind))]


def _first(course: Course, fits: Callable[[Event], bool]) -> Run:
    """From the opening to the first event that fits."""
    for event in course.events:
        if fits(event):
            return Run(course.opened, at=event.at, by=event)
    return Run(course.opened)


def _is_a(words: str) -> Callable[[Event], bool]:
    kind, _, word = words.partition(" ")
    if kind == "contact":
        return lambda event: is_public(event, word)
    return lambda event: event.kind == kind and (kind != "assign" or bool(event.get("to")))


def is_live(course: Course, rules: Policies) -> bool:
    """Whether somebody answered as the customer came: the channel is one where they do, and no machine opened it."""
    return course.channel in rules.live and not (course.events and course.events[0].get("auto") == "true")


def first_response(course: Course, rules: Policies) -> Run:
    """To the first word of a person to the customer; on a live channel that is the opening."""
    if is_live(course, rules):
        return Run(course.opened, at=course.opened, is_live=True)
    return _first(course, _is_a("contact out"))


def _acknowledged(course: Course) -> Run:
    """Any word to the customer acknowledges, a machine's too."""
    return _first(course, lambda event: event.kind == "acknowledged" or is_contact(event, "out"))


def _owned(course: Course) -> Run:
    """To the first assignment to a person; a case may be opened with one."""
    if course.owner:
        return Run(course.opened, at=course.opened)
    return _first(course, _is_a("assign"))


def _triaged(course: Course) -> Run:
    """To the triage and the customer being told, with it or afterwards."""
    decided: datetime | None = None
    for event in course.events:
        if event.kind == "triage":
            decided = decided or event.at
            told = instant(event.get("told"))
            if told and told <= course.now:
                return Run(course.opened, at=max(event.at, told), by=event)
        elif decided and is_public(event, "out"):
            return Run(course.opened, at=event.at, by=event)
    return Run(course.opened)


def _resolved(course: Course) -> Run:
    stopped = course.stopped
    if stopped and stopped.counts:
        return Run(course.opened, at=stopped.begin, by=stopped.by)
    return Run(course.opened)


def _reached(stage: str, course: Course, loop: Workflow, rules: Policies) -> Run:
    """To the first time that the case was in a stage or past it; those after the resolution are ours alone."""
    outlasts = loop.stages.index(stage) > loop.stages.index(rules.resolution) + 1
    for event in course.events:
        if fold.is_move(event) and stage in (event.get("to"), *loop.before(event.get("to"))):
            return Run(course.opened, at=event.at, by=event, outlasts=outlasts)
    return Run(course.opened, outlasts=outlasts)


def _handed_over(target: Target, course: Course, loop: Workflow) -> Iterator[Run]:
    """From each offer to its acceptance; one declined, withdrawn or left when the case was closed has no verdict."""
    told = [event for event in course.events if event.kind == "handover"]
    closed = [event for event in course.events if fold.is_move(event) and event.get("to") == loop.closed]
    for event in told:
        if event.get("state") != "offered" or (target.teams and event.get("to") not in target.teams):
            continue
        run = Run(event.at, event.id, outlasts=True)
        answer = next((e for e in told if e.get("of") == event.id), None)
        if answer and answer.get("state") == "accepted":
            run = run._replace(at=answer.at, by=answer)
        elif answer or any(e.at >= event.at for e in closed):
            ended = [answer.at] if answer else [e.at for e in closed if e.at >= event.at]
            run = run._replace(dropped=ended[0])
        yield run


def _next_responses(course: Course, rules: Policies) -> Iterator[Run]:
    """From the oldest message of the customer that is not answered, after the first response.

    What they say on a live channel is answered as they say it. When the case is resolved the running ends; when it
    comes back, what they wrote in between waits for an answer from then on.
    """
    first = first_response(course, rules).at
    begins, backs = _turning(course)
    asked: tuple[datetime, str] | None = None
    is_over = False
    for event in course.events:
        if event.id in begins:
            if asked and not is_over:
                yield Run(*asked, dropped=event.at)
            asked, is_over = None, True
        elif event.id in backs:
            asked, is_over = (event.at, asked[1]) if asked else None, False
        if first is None or event.at < first:
            continue
        if is_public(event, "out"):
            if asked and not is_over:
                yield Run(*asked, event.at, event)
            asked = None
        elif is_public(event, "in") and event.get("via") not in rules.live:
            asked = asked or (event.at, event.id)
    if asked and not is_over:
        yield Run(*asked)


def _updates(course: Course, rules: Policies) -> Iterator[Run]:
    """From each word of ours to the next, the first response being the first; none while the case is resolved."""
    first = first_response(course, rules)
    if first.at is None:
        return
    begins, backs = _turning(course)
    last: tuple[datetime, str] | None = (first.at, first.by.id if first.by else "")
    for event in course.events:
        if event.id in begins:
            if last:
                yield Run(*last, dropped=event.at)
            last = None
        elif event.id in backs:
            last = (event.at, event.id)
        elif last and is_public(event, "out") and event.id != last[1] and event.at >= last[0]:
            yield Run(*last, event.at, event)
            last = (event.at, event.id)
    if last:
        yield Run(*last)


def _turning(course: Course) -> tuple[set[str], set[str]]:
    """The events by which the case was resolved, and those by which it came back."""
    return {stop.by.id for stop in course.stops}, {stop.back.id for stop in course.stops if stop.back}


_WAYS: dict[str, Callable[[Course], Run]] = {
    "acknowledge": _acknowledged,
    "own": _owned,
    "triage": _triaged,
    "contain": lambda course: _first(course, _is_a("contained")),
    "restore": lambda course: _first(course, _is_a("restored")),
}
