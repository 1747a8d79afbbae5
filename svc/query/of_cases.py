"""Cases as queries see them: short names for their fields, and what is computed from their logs."""

from __future__ import annotations

from svc.errors import T, UsageError
from svc.model import Case, Data, Event, Value, mapping, rows, stamp
from svc.query.asker import Asker
from svc.query.compiling import Query, compiled
from svc.query.tokens import joined
from svc.query.vocabulary import Vocabulary
from svc.schema import gates, pending
from svc.schema.events import read_log
from svc.schema.fields import BY_PATH, Field
from svc.schema.fold import BIRTHS, is_move, valid
from svc.schema.loop import Workflow
from svc.schema.naming import ALSO_CALLED
from svc.schema.settings import Settings
from svc.spare import MappingProxyType, datetime
from svc.typed import Callable, Iterator, Sequence

CASES = ("parent", "child")
"""Fields that name other cases."""
SAID = ("stage", "type")
"""Fields whose codes are words of a query by themselves."""
SETTLES = frozenset({"stage", "closed_at", "closed_by", "exit", "id"})
"""Fields that say of themselves whether closed cases are asked for."""

TIMES = ("opened_at", "closed_at", "changed_at", "age", "idle", "waiting_since", "waiting_until", "waited")
"""Times and lengths of time that a list of cases shows where its query asks for them."""

COMPUTED: dict[str, Field] = {
    field.path: field
    for field in (
        Field("closed_at", "instant", T("closed at")),
        Field("closed_by", "person", T("closed by")),
        Field("changed_at", "instant", T("last entry at")),
        Field("age", "age", T("age")),
        Field("idle", "age", T("without an entry for")),
        Field("contacts", "items", T("contacts"), keys=("way", "via", "by")),
        Field("reopened", "items", T("reopenings"), keys=("from", "to", "by")),
        Field("attachments", "items", T("attachments"), keys=("file", "what")),
        Field("waiting_since", "instant", T("waiting since")),
        Field("waiting_until", "when", T("waiting until")),
        Field("waited", "age", T("waited")),
        Field("promises", "items", T("open promises"), keys=("until", "by")),
        Field("overrides", "items", T("overrides"), keys=("override", "at", "by")),
        Field("late", "items", T("late entries"), keys=("at", "recorded", "by")),
        Field("missing", "words", T("missing to go on")),
        Field("parent", "line", T("parent case")),
        Field("child", "words", T("child cases")),
        Field("text", "block", T("anything in the file")),
    )
}
"""Fields that are in no file."""

_SECTIONS = tuple(field.path for field in BY_PATH.values() if field.kind == "section" and "." not in field.path)
_ALIASES = {
    **ALSO_CALLED,
    "updated": "changed_at", "tag": "tags", "wait": "waiting", "ref": "refs", "item": "items", "link": "links",
    "fault": "analysis.fault_code", "原因": "analysis.cause", "override": "overrides", "children": "child",
    "since": "waiting_since", "until": "waiting_until",
}  # fmt: skip


def vocabulary(settings: Settings) -> Vocabulary:
    """The fields of the cases of a desk."""
    closed = settings.workflow.closed
    derived: dict[str, Callable[[Data, datetime], Value]] = {
        "closed_at": lambda data, _: _closed_at(data, closed),
        "closed_by": lambda data, _: event.by if (event := _closing(data, closed)) else "",
        "changed_at": lambda data, _: _changed_at(data),
        "age": lambda data, now: _between(data.get("opened_at", ""), _closed_at(data, closed) or stamp(now)),
        "idle": lambda data, now: _between(_changed_at(data), stamp(now)) if data.get("stage") != closed else "",
        "contacts": lambda data, _: _events(data, "contact"),
        "reopened": lambda data, _: _events(data, "reopen"),
        "attachments": lambda data, _: [item for name in _SECTIONS for item in rows(mapping(data.get(name, "")).get(
            "attachments", ""))],
        "waiting_since": lambda data, _: [stamp(event.at) for event in _waits(data)],
        "waiting_until": lambda data, _: [event.get("until") for event in _waits(data)],
        "waited": lambda data, now: [_between(stamp(event.at), stamp(now)) for event in _waits(data)],
        "promises": lambda data, _: [event.as_data() for event in pending.promises(read_log(data))],
        "overrides": lambda data, _: [event.as_data() for event in _log(data) if event.get("override")],
        "late": lambda data, _: [event.as_data() for event in read_log(data) if event.recorded],
        "missing": lambda data, _: _missing(data, settings.workflow),
        "parent": lambda data, _: _tied(data, "parent"),
        "child": lambda data, _: _tied(data, "child"),
        "text": lambda data, _: data,
    }
    return Vocabulary(
        fields=MappingProxyType(COMPUTED | BY_PATH),
        settings=settings,
        aliases=MappingProxyType(_ALIASES),
        derived=MappingProxyType(derived),
        also=MappingProxyType({"product": ("items.product",), "serial": ("items.serial",)}),
        searched=("id", "title", "customer", "product", "serial"),
        said=SAID,
        within=("id", "title", *CASES),
        cases=CASES,
    )


def _log(data: Data) -> list[Event]:
    return list(valid(read_log(data)))


def _closing(data: Data, closed: str) -> Event | None:
    """The event that closed a closed case."""
    if data.get("stage") != closed:
        return None
    steps = [event for event in _log(data) if is_move(event) or event.kind in BIRTHS]
    return max(steps, key=lambda event: event.clock_order, default=None)


def _closed_at(data: Data, closed: str) -> str:
    """When a closed case was closed, ``""`` for an open one."""
    event = _closing(data, closed)
    return stamp(event.at) if event else ""


def _missing(data: Data, workflow: Workflow) -> Value:
    """The fields that an open case lacks to leave its stage; where one of several would do, all of these."""
    if data.get("stage") == workflow.closed:
        return ""
    case = Case(data, "", read_log(data))
    asked = gates.passed(workflow, case) + gates.at_stage(workflow, case)
    return [name for choice in gates.unmet_by(workflow, case, asked) for name in choice]


def _tied(data: Data, how: str) -> Value:
    """The ids of the cases that are tied to one so."""
    return [row.get("case", "") for row in rows(data.get("links", "")) if row.get("what") == how]


def _changed_at(data: Data) -> str:
    """When the last entry was made."""
    entered = [event.entered for event in read_log(data)]
    return stamp(max(entered)) if entered else ""


def _between(start: Value, end: Value) -> Value:
    """A length of time as ``START/END``, ``""`` where it has no beginning."""
    return f"{start}/{end}" if start else ""


def _waits(data: Data) -> list[Event]:
    """The waits that go on, the one that began first before others."""
    return sorted(pending.waits(read_log(data)), key=lambda event: event.clock_order)


def _events(data: Data, kind: str) -> Value:
    return [event.as_data() for event in _log(data) if event.kind == kind]


def asked(words: Sequence[str], settings: Settings, asker: Asker, searched: Sequence[str] = ()) -> Query:
    """The query that the words of a command line are. ``searched``: where plain words are looked for, if elsewhere.

    Raises UsageError.
    """
    known = vocabulary(settings)
    if searched:
        known = known._replace(searched=searched)
    return compiled(joined(words), known, asker, settings.queries)


def settles(query: Query) -> bool:
    """Whether a query says of itself if closed cases are asked for; else the open ones are meant."""
    return not SETTLES.isdisjoint(query.names)


def mistaken(settings: Settings, now: datetime) -> Iterator[tuple[str, UsageError]]:
    """The saved queries that cannot be asked, each with what is wrong."""
    known = vocabulary(settings)
    for name, text in settings.queries.items():
        try:
            compiled(text, known, Asker(now, str), settings.queries, name)
        except UsageError as error:
            yield name, error
