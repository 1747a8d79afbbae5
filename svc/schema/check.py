"""Whether one case file is valid by itself: its fields, codes, instants, and a log that tells its state."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches

from svc import ids
from svc.dates import instant, is_date
from svc.errors import T, Text
from svc.model import Data, Event, Problem, Value, flatten, is_empty, mapping, rows
from svc.schema.events import KINDS, event
from svc.schema.fields import BY_PATH, FIELDS, Field
from svc.schema.settings import Settings
from svc.schema import fold

NEEDED = ("id", "stage", "opened_at", "opened_by", "type", "path", "title")
"""Fields that no case is without."""

_HIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")


@dataclass
class _Check:
    """The findings on one file."""

    path: str
    settings: Settings
    line_of: Callable[[str], int]
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, where: str, message: Text, severity: str = "error") -> None:
        self.problems.append(Problem(self.path, self.line_of(where), where, message, severity))


def check_case(data: Data, path: str, settings: Settings, line_of: Callable[[str], int]) -> list[Problem]:
    """All that is wrong with a case, in the order of its lines. ``line_of`` gives the line of a dotted field."""
    check = _Check(path, settings, line_of)
    _identity(check, data)
    for name, value in flatten(data):
        _field(check, name, value)
    events = _log(check, data)
    _state(check, data, events)
    return sorted(check.problems, key=lambda p: p.line)


def _identity(check: _Check, data: Data) -> None:
    for name in NEEDED:
        if is_empty(data.get(name, "")):
            check.wrong(name, T("{field} is missing", field=name))
    name = str(data.get("id", ""))
    if not name:
        return
    if not ids.is_case_id(name):
        check.wrong("id", T("{id} is not a case id: its check character does not fit", id=name))
    if check.path.rpartition("/")[2] != f"{name}.yaml":
        check.wrong("id", T("the file of {id} must be named {name}", id=name, name=f"{name}.yaml"))


def _field(check: _Check, name: str, value: Value) -> None:
    known = BY_PATH.get(name) or _container(name)
    if known is None:
        near = get_close_matches(name, [f.path for f in FIELDS], 1)
        said = T("{key} is not a field; did you mean {near}?", key=name, near=near[0]) if near else T(
            "{key} is not a field; a desk's own fields stand under more.", key=name
        )  # fmt: skip
        check.wrong(name, said, "warning")
    elif known.path == name and not is_empty(value):
        _shape(check, known, value)


def _container(name: str) -> Field | None:
    """The field of maps that a deeper path lies in (refs.order, notes.K7M3Q, more.anything)."""
    while "." in name:
        name = name.rpartition(".")[0]
        found = BY_PATH.get(name)
        if found:
            return found if found.style in ("flow", "records", "blocks", "free", "items") else None
    return None


def _shape(check: _Check, known: Field, value: Value) -> None:
    wanted = {"items": list, "records": dict, "blocks": dict, "section": dict, "free": dict}.get(known.style)
    if known.style == "flow":
        wanted = dict if known.kind == "pairs" else list
    if not isinstance(value, wanted or str):
        names = {list: T("a list"), dict: T("a map"), str: T("a text")}
        check.wrong(known.path, T("{field} must be {what}", field=known.path, what=names[wanted or str]))
    elif isinstance(value, str):
        _scalar(check, known, value)
    elif known.kind == "codes" and isinstance(value, list):
        _codes(check, known, value)


def _codes(check: _Check, known: Field, value: list[Value]) -> None:
    words = [v for v in value if isinstance(v, str)]
    for word in words:
        _code(check, known, word)
    if words != sorted(set(words)):
        check.wrong(known.path, T("{field} must be sorted, each word once", field=known.path))


def _scalar(check: _Check, known: Field, value: str) -> None:
    if known.kind == "code":
        _code(check, known, value)
    elif known.kind == "instant" and instant(value) is None:
        check.wrong(known.path, T("{value} is not an instant: write 2026-11-21T14:05:00+08:00", value=value))
    elif known.kind == "date" and not is_date(value):
        check.wrong(known.path, T("{value} is not a date: write 2026-11-21", value=value))
    elif known.kind == "when" and not is_date(value) and instant(value) is None:
        check.wrong(known.path, T("{value} is neither a date nor an instant", value=value))
    elif known.kind == "number" and not _INTEGER.fullmatch(value):
        check.wrong(known.path, T("{value} is not a whole number", value=value))
    elif known.kind != "block" and _HIDDEN.search(value):
        check.wrong(known.path, T("{field} holds control characters or line breaks", field=known.path))


def _code(check: _Check, known: Field, word: str) -> None:
    listed: list[str] = list(check.settings.codes.get(known.codes, {}))
    if known.codes == "wait":
        listed = list(check.settings.workflow.waits)
    if not listed or word in listed:
        return
    near = get_close_matches(word, listed, 1)
    said = T("{value} is not one of codes.{group}; did you mean {near}?", value=word, group=known.codes, near=near[0]) \
        if near else T("{value} is not one of codes.{group}", value=word, group=known.codes)  # fmt: skip
    check.wrong(known.path, said)


def _log(check: _Check, data: Data) -> list[Event]:
    events: list[Event] = []
    seen: set[str] = set()
    for i, row in enumerate(rows(data.get("log", ""))):
        where = f"log.{i}"
        found = event(row)
        if found is None:
            check.wrong(where, T("an event needs id, at (an instant), by and kind"))
            continue
        for said in _event_problems(found, seen):
            check.wrong(where, said)
        if found.kind not in KINDS:
            check.wrong(where, T("{kind} is not a kind of event that svc knows", kind=found.kind), "warning")
        seen.add(found.id)
        events.append(found)
    for i, (one, two) in enumerate(zip(events, events[1:], strict=False), 1):
        if two.log_order < one.log_order:
            check.wrong(f"log.{i}", T("event {id} was recorded before the one above it", id=two.id), "warning")
    for key in mapping(data.get("notes", "")):
        if key not in seen:
            check.wrong(f"notes.{key}", T("no event has the id {id} of this note", id=key))
    return events


def _event_problems(found: Event, seen: set[str]) -> Iterator[Text]:
    if not ids.EVENT_ID.fullmatch(found.id):
        yield T("{id} is not an event id: a letter and four characters", id=found.id)
    if found.id in seen:
        yield T("the event id {id} is there twice", id=found.id)
    if found.recorded is not None and found.recorded < found.at:
        yield T("event {id} was recorded before it happened", id=found.id)
    for key in KINDS[found.kind].needs if found.kind in KINDS else ():
        if not found.get(key):
            yield T("event {id} of kind {kind} needs {key}", id=found.id, kind=found.kind, key=key)


def _state(check: _Check, data: Data, events: list[Event]) -> None:
    """The state at the top is the fold of the log."""
    if not events:
        check.wrong("log", T("the log is empty: a case begins with an event open"))
        return
    if events[0].kind not in ("open", "imported"):
        check.wrong("log.0", T("the log must begin with an event open"))
    for said in fold.broken_moves(events):
        check.wrong("log", said)
    state = fold.state(events)
    for name, value in state.items():
        held = data.get(name, "")
        if held != value and not (is_empty(held) and is_empty(value)):
            said = T("{field} is {held}, but the log says {folded}", field=name, held=_shown(held), folded=_shown(value))
            check.wrong(name, said)
    opened = events[0]
    if instant(str(data.get("opened_at", ""))) not in (None, opened.at):
        check.wrong("opened_at", T("opened_at is not the time of the first event"))
    if data.get("opened_by") != opened.by:
        check.wrong("opened_by", T("opened_by is not the person of the first event"))


def _shown(value: Value) -> object:
    if isinstance(value, list):
        return "[" + ", ".join(map(str, value)) + "]"
    return value or T("empty")
