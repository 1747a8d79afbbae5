"""The course of a case as clocks see it: its facts over time, its waits, and when it was resolved. Folded by ``at``."""

from __future__ import annotations

from svc import dates
from svc.model import Case, Event
from svc.schema import fold
from svc.schema.loop import Workflow
from svc.schema.policy import CONDITIONS
from svc.spare import datetime
from svc.typed import Iterable, Iterator, Mapping, NamedTuple, Sequence

Order = tuple[datetime, datetime, str]
"""The place of an event among all, as clocks fold them."""
Facts = Mapping[str, str]


class Turn(NamedTuple):
    """From when on some facts hold, and the event that changed them; None at the opening."""

    at: datetime
    facts: Facts
    event: Event | None = None


class Wait(NamedTuple):
    """A wait: for what, from when to when. ``end`` is None while it goes on."""

    reason: str
    begin: datetime
    end: datetime | None
    event: str


class Stop(NamedTuple):
    """From when to when the customer's matter was behind us; ``end`` is None while it is.

    ``counts``: whether it was resolved; else it left by an exit that is no verdict. ``refused``: the customer took it
    back before it was closed.
    """

    begin: datetime
    end: datetime | None
    by: Event
    counts: bool
    back: Event | None = None
    refused: bool = False


class Course(NamedTuple):
    """What happened up to an instant, ``now``. ``events`` are those that count, by what happened first."""

    opened: datetime
    now: datetime
    events: tuple[Event, ...]
    turns: tuple[Turn, ...]
    waits: tuple[Wait, ...]
    stops: tuple[Stop, ...]
    channel: str
    owner: str
    """Who had it when it was opened."""

    @property
    def stopped(self) -> Stop | None:
        """That the matter is behind us now; None while it is open."""
        return self.stops[-1] if self.stops and self.stops[-1].end is None else None

    @property
    def is_left_out(self) -> bool:
        """Whether it left by an exit that is no verdict."""
        return self.stopped is not None and not self.stopped.counts


def course(case: Case, loop: Workflow, resolution: str, now: datetime, events: Sequence[Event] | None = None) -> Course:
    """The course of a case up to an instant; ``events`` take the place of its log, where something else is supposed."""
    valid = fold.valid(case.events if events is None else events)
    log = fold.by_todays_names(valid)
    told = sorted((e for e in log if e.at <= now), key=lambda e: e.clock_order)
    opened = dates.instant(case.text("opened_at")) or (told[0].at if told else now)
    return Course(
        opened, now, tuple(told),
        tuple(_turns(opened, _at_birth(case, log), told)),
        tuple(_waits(told, loop.answered)),
        tuple(_stops(told, loop, resolution)),
        _channel(case, log, told),
        next((e.get("from") for e in log if fold.fact(e) == "assignee"), case.text("assignee")),
    )  # fmt: skip


def is_public(event: Event, way: str) -> bool:
    """Whether an event is a word with the customer, ``in`` or ``out``, that a person wrote or said."""
    return is_contact(event, way) and event.get("auto") != "true"


def is_contact(event: Event, way: str) -> bool:
    """Whether an event is a word with the customer, a machine's too."""
    return event.kind == "contact" and event.get("way") == way and event.get("visible") != "internal"


def _at_birth(case: Case, log: Iterable[Event]) -> Facts:
    """The facts by which policies are chosen, as they were when the case was opened."""
    first: dict[str, str] = {}
    for event in log:
        first.setdefault(fold.fact(event), event.get("from"))
    return {name: first.get(name, case.text(name)) for name in CONDITIONS}


def _turns(opened: datetime, facts: Facts, told: Iterable[Event]) -> Iterator[Turn]:
    yield Turn(opened, facts)
    for event in told:
        name = fold.fact(event)
        if name in CONDITIONS and facts[name] != event.get("to"):
            facts = {**facts, name: event.get("to")}
            yield Turn(event.at, facts, event)


def _channel(case: Case, log: Iterable[Event], told: Iterable[Event]) -> str:
    """The channel by which the case came: what a correction says of it was so from the beginning."""
    right = [e.get("to") for e in told if e.kind == "correct" and e.get("field") == "channel"]
    return right[-1] if right else _at_birth(case, log)["channel"]


def _waits(told: Iterable[Event], answered: Iterable[str]) -> Iterator[Wait]:
    held: list[Wait] = []
    ends = set(answered)
    for event in told:
        over: list[Wait] = []
        if event.kind == "wait":
            held.append(Wait(event.get("for"), event.at, None, event.id))
        elif event.kind == "resume":
            name = event.get("of")
            over = [w for w in held if (w.event == name if name else w.reason == event.get("for"))]
        elif is_public(event, "in"):
            over = [w for w in held if w.reason in ends]
        for wait in over:
            held.remove(wait)
            yield wait._replace(end=event.at)
    yield from held


def _stops(told: Iterable[Event], loop: Workflow, resolution: str) -> Iterator[Stop]:
    """When a case went past the stage of resolution, and when it came back."""
    limit = loop.stages.index(resolution)
    held: Stop | None = None
    for event in told:
        if event.kind in fold.BIRTHS and _place(loop, event.get("stage")) > limit:
            held = Stop(event.at, None, event, False)  # when it was resolved nobody knows
        if not fold.is_move(event):
            continue
        goes_on = _place(loop, event.get("to")) > limit
        if goes_on and (held is None or event.get("exit")):
            way = loop.exit(event.get("exit"))
            counts = not event.get("exit") or bool(way and way.resolved)
            held = _left(held, event, counts)
        elif not goes_on and held:
            refused = event.kind == "move" and event.get("from") != loop.closed
            yield held._replace(end=event.at, back=event, refused=refused)
            held = None
    if held:
        yield held


def _left(held: Stop | None, event: Event, counts: bool) -> Stop:
    """What leaving means: a case that is resolved already stays so, unless its exit says that nothing counts."""
    if held is None:
        return Stop(event.at, None, event, counts)
    return held if counts else held._replace(counts=False)


def _place(loop: Workflow, stage: str) -> int:
    return loop.stages.index(stage) if stage in loop.stages else -1
