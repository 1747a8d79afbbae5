"""The records that every layer speaks of: problems, events, cases and changes to a case."""

from __future__ import annotations

from svc.errors import SvcError, T, Text
from svc.spare import MappingProxyType, datetime
from svc.typed import Iterator, Mapping, NamedTuple, TypeAlias

Value: TypeAlias = "str | list[Value] | dict[str, Value]"
"""What a YAML file holds: every scalar is text, whatever it looks like."""

Data: TypeAlias = "dict[str, Value]"

# Records are named tuples: dataclasses would cost every command the import of inspect.
_NOTHING: Mapping[str, Value] = MappingProxyType({})
_NO_NOTES: Mapping[str, str] = MappingProxyType({})


class Problem(NamedTuple):
    """One thing wrong in one file. ``line`` counts from 1; 0 means the file as a whole."""

    path: str
    line: int
    field: str
    message: Text
    severity: str = "error"

    @property
    def where(self) -> str:
        """``file:line``, or the file alone where no line is to blame."""
        return f"{self.path}:{self.line}" if self.line else self.path


class InvalidFileError(SvcError):
    """A file that cannot be used; ``problems`` holds all that is wrong, the first one is the message."""

    def __init__(self, problems: list[Problem], hint: Text | None = None) -> None:
        first = problems[0]
        super().__init__(first.message, hint, first.where)
        self.problems = problems


class Event(NamedTuple):
    """One line of the log. ``at`` is when it happened, ``recorded`` when it was entered if later.

    Instants are aware. ``recorded_by`` is who entered it when that was not ``by``.
    """

    id: str
    at: datetime
    by: str
    kind: str
    recorded: datetime | None = None
    recorded_by: str = ""
    data: Mapping[str, Value] = _NOTHING

    @property
    def entered(self) -> datetime:
        """When the event came into the log: the log is kept in this order, then by id."""
        return self.recorded or self.at

    @property
    def log_order(self) -> tuple[datetime, str]:
        """The place in the log."""
        return self.entered, self.id

    @property
    def clock_order(self) -> tuple[datetime, datetime, str]:
        """The order in which clocks fold events: by what happened first."""
        return self.at, self.entered, self.id

    def get(self, key: str) -> str:
        """A text of the event, empty when it has none."""
        value = self.data.get(key, "")
        return value if isinstance(value, str) else ""

    def as_data(self) -> Data:
        """The flow mapping of the file, keys in their fixed order."""
        head: Data = {"id": self.id, "at": stamp(self.at)}
        if self.recorded is not None:
            head["recorded"] = stamp(self.recorded)
        head["by"] = self.by
        if self.recorded_by:
            head["recorded_by"] = self.recorded_by
        head["kind"] = self.kind
        tail = {k: v for k, v in self.data.items() if k != "text" and v}
        text = {"text": self.data["text"]} if self.data.get("text") else {}
        return head | tail | text


def stamp(instant: datetime) -> str:
    """An instant as files write it: ISO 8601 to the second, with its offset."""
    return instant.isoformat(timespec="seconds")


def _at(data: Data, field_path: str) -> Value:
    """The value at a dotted path; ``""`` when it is absent, which means the same as empty."""
    if "." not in field_path:
        return data.get(field_path, "")
    value: Value = data
    for part in field_path.split("."):
        if not isinstance(value, dict):
            return ""
        value = value.get(part, "")
    return value


class Record(NamedTuple):
    """A record beside the cases as its file says: a customer, a product, a machine. Its history is that of its file."""

    data: Data
    path: str

    @property
    def events(self) -> tuple[Event, ...]:
        """None: what was done to a record, the commits say."""
        return ()

    def get(self, field_path: str) -> Value:
        """The value at a dotted path; ``""`` when it is absent, which means the same as empty."""
        return _at(self.data, field_path)

    def text(self, field_path: str) -> str:
        """The scalar at a dotted path; ``""`` when absent or not a scalar."""
        value = self.get(field_path)
        return value if isinstance(value, str) else ""

    @property
    def id(self) -> str:
        """Its key."""
        return self.text("id")


class Case(NamedTuple):
    """A case as its file says; ``data`` is the whole file with every scalar as text."""

    data: Data
    path: str
    events: tuple[Event, ...] = ()

    def get(self, field_path: str) -> Value:
        """The value at a dotted path; ``""`` when it is absent, which means the same as empty."""
        return self.data.get(field_path, "") if "." not in field_path else _at(self.data, field_path)

    def text(self, field_path: str) -> str:
        """The scalar at a dotted path; ``""`` when absent or not a scalar."""
        value = self.get(field_path)
        return value if isinstance(value, str) else ""

    @property
    def id(self) -> str:
        return self.text("id")

    @property
    def stage(self) -> str:
        return self.text("stage")

    @property
    def type(self) -> str:
        return self.text("type")

    @property
    def route(self) -> str:
        """The value of ``path:``, light or full (``path`` is where the file lies)."""
        return self.text("path")


Held: TypeAlias = "Case | Record"
"""What a file holds: a case, or a record beside the cases."""


class Change(NamedTuple):
    """What a verb does to one case: fields set, events added, notes written.

    ``what`` says it in our own words for the commit's subject; ``by`` is who did it, ``why`` for what reason, where no
    event says so.
    """

    sets: Mapping[str, Value] = _NOTHING
    events: tuple[Event, ...] = ()
    notes: Mapping[str, str] = _NO_NOTES
    what: str = ""
    by: str = ""
    why: str = ""

    def __bool__(self) -> bool:
        return bool(self.sets or self.events or self.notes)


class Arrival(NamedTuple):
    """A case that comes from elsewhere: the first line that tells of it, its id, all its fields and events."""

    line: int
    id: str
    change: Change


def is_empty(value: Value) -> bool:
    """Whether a value says nothing: empty text, list or map, all the way down."""
    if isinstance(value, dict):
        return all(is_empty(v) for v in value.values())
    if isinstance(value, list):
        return all(is_empty(v) for v in value)
    return not value.strip()


def prune(value: Value) -> Value:
    """The value without what is empty; the form's unfilled keys do not count."""
    if isinstance(value, dict):
        return {k: prune(v) for k, v in value.items() if not is_empty(v)}
    if isinstance(value, list):
        return [prune(v) for v in value]
    return value


def serials(data: Data) -> list[str]:
    """The serial numbers that a case is about, as they are written."""
    items = data.get("items", "")
    if not items:
        number = str(data.get("serial", ""))
        return [number] if number.strip() else []
    bare = [item for item in items if isinstance(item, str)] if isinstance(items, list) else []  # in the head of a case
    held = [data.get("serial", ""), *bare, *(item.get("serial", "") for item in rows(items))]
    return [number for word in held if (number := str(word)).strip()]


def head_of(data: Data) -> Data:
    """The fields at the top of a file that are one line of text, or several short ones; of items the serial numbers."""
    found = {key: value for key, value in data.items() if _is_short(value)}
    numbers: list[Value] = [item.get("serial", "") for item in rows(data.get("items", ""))]
    return found | {"items": [number for number in numbers if _is_short(number)]} if numbers else found


def _is_short(value: Value) -> bool:
    if isinstance(value, list):
        return all(isinstance(each, str) and _is_short(each) for each in value)
    return isinstance(value, str) and "\n" not in value


def flatten(data: Data, prefix: str = "") -> Iterator[tuple[str, Value]]:
    """Dotted paths and leaves; lists are leaves."""
    for key, value in data.items():
        path = f"{prefix}{key}"
        if isinstance(value, dict) and value:
            yield from flatten(value, path + ".")
        else:
            yield path, value


def mapping(value: Value) -> Data:
    """The value as a map; an empty one when it is not a map."""
    return value if isinstance(value, dict) else {}


def rows(value: Value) -> list[Data]:
    """The maps of a list; empty when it is not a list."""
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []


__all__ = [
    "Arrival",
    "Case",
    "Change",
    "Data",
    "Event",
    "Held",
    "InvalidFileError",
    "Problem",
    "Record",
    "T",
    "Value",
    "flatten",
    "head_of",
    "is_empty",
    "mapping",
    "prune",
    "rows",
    "stamp",
]
