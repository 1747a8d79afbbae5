"""What commits did to cases, kept where it was found out once: it never changes."""

from __future__ import annotations

from svc.model import Event, Value
from svc.spare import datetime, suppress
from svc.store.index.history import UnusableError
from svc.store.plain_json import dumps, loads
from svc.typed import TYPE_CHECKING, Iterable, NamedTuple

if TYPE_CHECKING:
    from svc.store.desk import Store
    from svc.store.history import Touched


class FieldChange(NamedTuple):
    """One field of one case, before and after."""

    field: str
    old: Value
    new: Value


class Note(NamedTuple):
    """What a commit did to a file: the events it added, and the fields it changed where anybody has asked for them."""

    events: tuple[Event, ...]
    changes: tuple[FieldChange, ...] | None


class Notes:
    """The notes of one desk. A change of a file is known by the blobs before and after it."""

    def __init__(self, store: Store) -> None:
        self._held = store.history
        self._new: dict[str, bytes] = {}

    def of(self, touches: Iterable[Touched]) -> dict[Touched, Note]:
        """What is known of some."""
        names = {_name(touch): touch for touch in touches}
        with suppress(UnusableError):
            found = self._held.known([*names]) if self._held else {}
            return {names[name]: _read(data) for name, data in found.items()}
        return {}

    def keep(
        self, touch: Touched, known: Note | None, events: tuple[Event, ...], changes: tuple[FieldChange, ...] | None
    ) -> None:
        """Take note of what was found out beside what was known."""
        if self._held and (known is None or (known.changes is None and changes is not None)):
            self._new[_name(touch)] = _written(Note(events, changes))

    def write(self) -> None:
        """Write down what is new."""
        if self._held and self._new:
            with suppress(UnusableError):
                self._held.keep(self._new)


def _name(touch: Touched) -> str:
    return f"{' '.join(touch.olds)}>{touch.new} {touch.path}"


def _written(note: Note) -> bytes:
    events = [
        [e.id, e.at.isoformat(), e.by, e.kind, e.recorded and e.recorded.isoformat(), e.recorded_by, {**e.data}]
        for e in note.events
    ]
    return dumps([events, _plain(note.changes)]).encode("utf-8", "surrogatepass")


def _plain(changes: tuple[FieldChange, ...] | None) -> list[list[Value]] | None:
    return None if changes is None else [[*change] for change in changes]


def _read(data: bytes) -> Note:
    events, changes = loads(data)
    return Note(tuple(map(_event, events)), None if changes is None else tuple(FieldChange(*one) for one in changes))


def _event(held: list[object]) -> Event:
    name, at, by, kind, recorded, *rest = held
    when = datetime.fromisoformat
    return Event(name, when(at), by, kind, recorded and when(recorded), *rest)  # type: ignore[arg-type]
