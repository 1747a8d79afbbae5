"""What the commits did to the cases: the events they added to a log, the fields they changed."""

from __future__ import annotations

from itertools import islice

from svc.model import Data, Event, InvalidFileError, Value, flatten, mapping
from svc.patterns import pattern
from svc.schema.events import read_log
from svc.store.desk import Store
from svc.store.history import Entry, Touched
from svc.store.notes import FieldChange, Notes
from svc.typed import Callable, Generator, Iterable, Iterator, NamedTuple, Sequence

UNREADABLE = "unreadable"
"""The field that stands for a file which cannot be read: what is wrong with it."""

_LOG = ("log", "notes", "reviews")
_LOG_BEGINS = b"\nlog:\n"
_EVENT_BEGINS, _EVENT_ENDS = b"  - {id: ", b"}"
_REVIEWS_BEGIN = b"\nreviews:\n  - {id: "
_REVIEWS = pattern(rb"\nreviews:\n((?:  - \{id: .*\}\n)+)")
_HELD = 500
_AT_ONCE = 200
"""Steps that are looked up at once."""


class Step(NamedTuple):
    """What one commit did to one case, in the case's own words. ``is_birth``: it was not there before."""

    entry: Entry
    path: str
    events: tuple[Event, ...]
    changes: tuple[FieldChange, ...]
    is_birth: bool = False
    is_death: bool = False


Wanted = Callable[[Entry, tuple[Event, ...]], bool]
"""Whether a step is asked for: the commit and the events it added to one case."""


def steps(
    store: Store, found: Iterable[Entry], only: str = "", wanted: Wanted = lambda *_: True
) -> Generator[Step, None, None]:
    """What each commit did to each case it touched, or to the one at ``only``; of the steps those ``wanted``."""
    touches = ((entry, touch) for entry in found for touch in entry.touched if not only or touch.path == only)
    files, notes = _Files(store), Notes(store)
    try:
        with store.git.reading_if_asked():
            while portion := list(islice(touches, _AT_ONCE)):
                yield from _told(files, notes, portion, wanted)
    finally:
        notes.write()


def _told(
    files: _Files, notes: Notes, portion: Sequence[tuple[Entry, Touched]], wanted: Wanted
) -> Iterator[Step]:
    known = notes.of([touch for _, touch in portion])
    for entry, touch in portion:
        note = known.get(touch)
        events = note.events if note else _added(files, touch)
        is_wanted = wanted(entry, events)
        changes = note.changes if note and note.changes is not None else None
        if is_wanted and changes is None:
            changes = tuple(_differences(files, touch))
        notes.keep(touch, note, events, changes)
        if is_wanted:
            yield Step(entry, touch.path, events, changes or (), not any(touch.olds), not touch.new)


class _File(NamedTuple):
    """A file of a past commit: its bytes, those before the log, and the lines of its reviews and log, one an event."""

    text: bytes
    head: bytes
    log: tuple[bytes, ...] | None


class _Files:
    """The files of past commits; the last ones are kept, since what a step found an earlier one left."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._files: dict[str, _File] = {}
        self._data: dict[str, Data] = {}

    def _object(self, blob: str) -> bytes:
        item = self._store.git.objects([blob])[0]
        return item[2] if item else b""

    def file(self, blob: str) -> _File:
        """A file by its blob id; an empty one for none."""
        if blob not in self._files:
            _drop_first(self._files)
            self._files[blob] = _split(self._object(blob) if blob else b"")
        return self._files[blob]

    def data(self, blob: str, path: str) -> Data:
        """A file's data, or what is wrong with it."""
        if blob not in self._data:
            _drop_first(self._data)
            self._data[blob] = _loaded(self.file(blob).text, path) if blob else {}
        return self._data[blob]


def _drop_first(held: dict[str, _File] | dict[str, Data]) -> None:
    if len(held) >= _HELD:
        del held[next(iter(held))]


def _split(text: bytes) -> _File:
    if not text:
        return _File(text, text, ())
    head, sign, log = text.rpartition(_LOG_BEGINS)
    if not sign or not _is_of_events(log):
        return _File(text, text, None)
    reviews = _REVIEWS.search(head) if _REVIEWS_BEGIN in head else None
    lines = (*(reviews[1].splitlines(keepends=True) if reviews else ()), *log.splitlines(keepends=True))
    return _File(text, head, lines)


def _is_of_events(log: bytes) -> bool:
    """Whether there is one event a line to the end of the file: then each line is one, whatever stands before."""
    *lines, rest = log.split(b"\n")
    return not rest and all(line.startswith(_EVENT_BEGINS) and line.endswith(_EVENT_ENDS) for line in lines)


def _added(files: _Files, touch: Touched) -> tuple[Event, ...]:
    """The events that no parent's log has, nor its reviews."""
    olds, new = [files.file(old) for old in touch.olds], files.file(touch.new)
    kept = {line for old in olds for line in old.log or ()}
    if new.log is not None and all(old.log is not None for old in olds) and kept <= set(new.log):
        fresh = b"".join(line for line in new.log if line not in kept)
        data = _loaded(b"log:\n" + fresh, touch.path) if fresh else {}
        if UNREADABLE not in data:
            return _whole(new, files, touch, read_log(data))
    before = [(old.text, files.data(blob, touch.path)) for old, blob in zip(olds, touch.olds, strict=True)]
    found = _all(files.data(touch.new, touch.path))
    return _whole(new, files, touch, [e for e in found if not any(_knows(text, data, e) for text, data in before)])


def _whole(file: _File, files: _Files, touch: Touched, events: Sequence[Event]) -> tuple[Event, ...]:
    """The events with all that was said in them: long words stand under notes, their beginning in the event."""
    if not any(f"\n  {event.id}:".encode() in file.head for event in events):
        return tuple(events)
    notes = mapping(files.data(touch.new, touch.path).get("notes", ""))
    said = [(event, notes.get(event.id, "")) for event in events]
    return tuple(
        event._replace(data={**event.data, "text": note.rstrip("\n")}) if isinstance(note, str) and note else event
        for event, note in said
    )


def _knows(text: bytes, data: Data, event: Event) -> bool:
    """Whether a file has an event; one that cannot be read has it where the id stands in it."""
    if UNREADABLE in data:
        return event.id.encode() in text
    return any(e.id == event.id for e in _all(data))


def _all(data: Data) -> tuple[Event, ...]:
    """The events of a case, those of its reviews too."""
    return (*read_log(data, "reviews"), *read_log(data))


def _loaded(text: bytes, path: str) -> Data:
    from svc.store.codec import load  # what is known already pays for no parser

    try:
        return load(text, path)
    except InvalidFileError as error:
        return {UNREADABLE: str(error)}


def _differences(files: _Files, touch: Touched) -> Iterator[FieldChange]:
    """The fields whose value is none of the parents'; ``old`` is that of the first parent."""
    olds, new = [files.file(old) for old in touch.olds], files.file(touch.new)
    if new.log is not None and any(old.log is not None and old.head == new.head for old in olds):
        return
    before = [_leaves(files.data(old, touch.path)) for old in touch.olds]
    after = _leaves(files.data(touch.new, touch.path))
    for name in _names(before, after):
        olds_value, value = [fields.get(name, "") for fields in before], after.get(name, "")
        if not any(_same(old, value) for old in olds_value):
            yield FieldChange(name, olds_value[0] if olds_value else "", value)


def _names(before: list[dict[str, Value]], after: dict[str, Value]) -> list[str]:
    """The fields that may differ; those of a file that cannot be read are not said to be gone."""
    if UNREADABLE in after or any(UNREADABLE in fields for fields in before):
        return [UNREADABLE]
    return list(dict.fromkeys([*after, *(name for fields in before for name in fields)]))


def _same(one: Value, two: Value) -> bool:
    return one == two or not (one or two)


def _leaves(data: Data) -> dict[str, Value]:
    return {name: value for name, value in flatten(data) if name.split(".")[0] not in _LOG}
