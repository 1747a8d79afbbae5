"""A change of a case carried into the text of its file, every other byte left alone."""

from __future__ import annotations

from svc.errors import SvcError, T
from svc.model import Case, Change, Data, Value, flatten, rows
from svc.schema.events import home, read_log
from svc.schema.fields import BY_PATH
from svc.store import edit
from svc.store.codec import read
from svc.store.reading import to_case
from svc.store.tree import plain


def apply(text: str, path: str, change: Change, form: str = "") -> str:
    """The file's text after a change. ``form``: the blank form whose keys the file gets when it lacks one needed."""
    before = to_case(text, path)
    if form and any(name in ("type", "path") or not _has(before.data, name) for name in change.sets if name in BY_PATH):
        text = complete(text, before.data, form, path)
    for name, value in change.sets.items():
        text = _set(text, before, name, value)
    lists = {"log": list(before.events), "reviews": list(read_log(before.data, "reviews"))}
    for event in change.events:
        name = home(event)
        events = lists[name]
        index = sum(1 for other in events if other.log_order <= event.log_order)
        text = edit.append(text, name, event.as_data(), None if index == len(events) else index)
        events.insert(index, event)
    for event_id, words in change.notes.items():
        text = edit.put_note(text, event_id, words)
    _prove(before, to_case(text, path), change)
    return text


def _set(text: str, before: Case, name: str, value: Value) -> str:
    old = before.get(name)
    if old == value and _has(before.data, name):
        return text
    parent = BY_PATH.get(name.rpartition(".")[0])
    if parent is not None and parent.kind == "records" and isinstance(value, dict):
        return edit.put_record(text, parent.path, name.rpartition(".")[2], value)
    grows = isinstance(old, list) and isinstance(value, list) and old and value[: len(old)] == old
    if grows and isinstance(value, list) and isinstance(old, list) and BY_PATH[name].style == "items":
        for item in rows(value[len(old) :]):
            text = edit.append(text, name, item)
        return text
    return edit.set_value(text, name, value)


def complete(text: str, data: Data, form: str, path: str) -> str:
    """The text with every key of the form that it lacks, empty."""
    wanted = plain(read(form, path))
    assert isinstance(wanted, dict)
    for name, _ in flatten(wanted):
        if not _has(data, name):
            text = edit.set_value(text, name, "")
    return text


def _has(data: Data, name: str) -> bool:
    held: object = data
    for part in name.split("."):
        if not isinstance(held, dict) or part not in held:
            return False
        held = held[part]
    return True


def _prove(before: Case, after: Case, change: Change) -> None:
    """The text says what was meant, and the log has only grown."""
    meant = [*before.events, *read_log(before.data, "reviews"), *change.events]
    held = [*after.events, *read_log(after.data, "reviews")]
    kept = sorted(held, key=lambda e: e.id) == sorted(meant, key=lambda e: e.id)
    if not kept or any(after.get(name) != value and (after.get(name) or value) for name, value in change.sets.items()):
        raise SvcError(
            T("{path} cannot be edited safely as it is laid out", path=before.path),
            T("svc fmt {path}", path=before.path),
        )
