"""The one who writes an event down: time, person and chance, handed in so that the domain stays pure."""

from __future__ import annotations

from svc import ids
from svc.errors import T, UsageError
from svc.model import Case, Data, Event, Held, Value, is_empty
from svc.spare import datetime, timedelta
from svc.typed import TYPE_CHECKING, Callable, Iterable, Iterator

if TYPE_CHECKING:
    from svc.dates.words import Meant, Understand


class Clerk:
    """Who does it and when. ``now`` is when it is entered; ``at`` when it happened; ``me`` enters it.
    ``understand`` reads times that somebody typed, ``called`` gives the key of a person who was named.

    A clerk may write for several cases; what it wrote for one is remembered, so that its next event there
    stands behind.
    """

    def __init__(
        self,
        now: datetime,
        me: str,
        draw: ids.Draw,
        at: datetime | None = None,
        by: str = "",
        understand: Understand | None = None,
        called: Callable[[str], str] = str,
    ) -> None:
        self.now = now
        self.me = me
        self.draw = draw
        self.at = at
        self.by = by
        self._understand = understand
        self.called = called
        self._written: dict[str, list[Event]] = {}
        self._items: set[str] = set()

    @property
    def doer(self) -> str:
        """Who did it."""
        return self.by or self.me

    def writing_for(self, by: str) -> Clerk:
        """This clerk, noting what somebody else did."""
        other = Clerk(self.now, self.me, self.draw, self.at, by, self._understand, self.called)
        other._written, other._items = self._written, self._items
        return other

    def understood(self, words: str, toward: int) -> Meant:
        """The time that words mean. Raises UsageError."""
        from svc.dates.words import understood

        return self._understand(words, toward) if self._understand else understood(words, self.now, toward)

    def deadline(self, words: str) -> str:
        """When something falls due, as a file keeps it: a date or an instant. Raises UsageError when that is past."""
        from svc.dates.words import FUTURE

        meant = self.understood(words, FUTURE).single()
        if meant.end <= self.now:
            raise UsageError(T("{when} is past", when=words), T("write a date that is still to come"))
        return meant.kept

    def event(self, case: Case, kind: str, data: Data | None = None) -> Event:
        """A new event at its place behind those that are recorded already.

        Raises UsageError for one that would have happened before the case was opened.
        """
        written = self._written.setdefault(case.id, [])
        entered, after = self._place((*case.events, *_reviews(case), *written))
        at = self.at or entered
        if case.events and at < case.events[0].at:
            opened = case.events[0].at.astimezone(self.now.tzinfo).strftime("%Y-%m-%d %H:%M")
            raise UsageError(T("{id} was opened later than that, at {opened}", id=case.id, opened=opened),
                             T("write a later time; what went before is told in words: svc note {id} -m '...'",
                               id=case.id))  # fmt: skip
        event = Event(
            id=ids.event_id(self._taken(case), self.draw, after),
            at=at,
            by=self.doer,
            kind=kind,
            recorded=entered if at != entered else None,
            recorded_by=self.me if self.doer != self.me else "",
            data={k: v for k, v in (data or {}).items() if not is_empty(v)},
        )
        written.append(event)
        return event

    def fresh_id(self, held: Held) -> str:
        """An id for a measure, a visit and the like, unlike any of the case's or record's."""
        name = ids.event_id(self._taken(held), self.draw)
        self._items.add(name)
        return name

    def _taken(self, held: Held) -> set[str]:
        known = (e.id for e in (*held.events, *self._written.get(held.id, ())))
        return {*known, *_ids(held.data), *self._items}

    def _place(self, events: Iterable[Event]) -> tuple[datetime, str]:
        """When the next event is recorded, and the id of the same second that it must follow.

        Nothing is recorded before what is recorded already, were another machine's clock ahead of this one.
        """
        events = list(events)
        entered = max([self.now.replace(microsecond=0), *(e.entered for e in events)])
        after = max((e.id for e in events if e.entered == entered), default="")
        if not ids.has_room(after):
            entered, after = entered + timedelta(seconds=1), ""
        return entered.astimezone(self.now.tzinfo), after


def _reviews(case: Case) -> tuple[Event, ...]:
    """The events that stand under ``reviews``; few cases have any."""
    if not case.data.get("reviews"):
        return ()
    from svc.schema.events import read_log

    return read_log(case.data, "reviews")


def _ids(value: Value) -> Iterator[str]:
    """Every id in a case, of events and items alike."""
    if isinstance(value, dict):
        if isinstance(value.get("id"), str):
            yield str(value["id"])
        for inner in value.values():
            yield from _ids(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _ids(inner)
