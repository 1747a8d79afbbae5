"""Whether the log and the notes of a case are well formed, line by line."""

from __future__ import annotations

from svc import ids
from svc.errors import T, Text
from svc.model import Data, Event, Value, mapping
from svc.schema import fold
from svc.schema.events import KINDS, REVIEWS, event
from svc.schema.findings import Findings
from svc.schema.text import is_plain
from svc.typed import Iterator


def check_log(found: Findings, data: Data) -> list[Event]:
    """The events of the log; what is wrong with it goes to the findings."""
    log = data.get("log", "")
    read = [(f"log.{i}", _event(found, f"log.{i}", row)) for i, row in enumerate(log if isinstance(log, list) else [])]
    held = [(where, e) for where, e in read if e]
    seen: set[str] = set()
    for where, one in held:
        for said in _problems(one, seen):
            found.wrong(where, said)
        if one.kind not in KINDS:
            found.wrong(where, T("{kind} is not a kind of event that svc knows", kind=one.kind), "warning")
        seen.add(one.id)
        if one.kind in REVIEWS:
            found.wrong(where, T("a line of kind {kind} stands under reviews:", kind=one.kind))
    _order(found, held)
    _reviews(found, data, seen)
    for key in mapping(data.get("notes", "")):
        if key not in seen:
            found.wrong(f"notes.{key}", T("no event has the id {id} of this note", id=key))
    return [e for _, e in held]


def _reviews(found: Findings, data: Data, seen: set[str]) -> None:
    """Proposals and decisions: what they are about, and the hash of it."""
    listed = data.get("reviews", "")
    for place, row in enumerate(listed if isinstance(listed, list) else []):
        where = f"reviews.{place}"
        one = _event(found, where, row)
        if one is None:
            continue
        for said in _problems(one, seen):
            found.wrong(where, said)
        if one.kind not in REVIEWS:
            found.wrong(where, T("{kind} does not stand under reviews:", kind=one.kind))
        elif not one.get("of"):
            found.wrong(where, T("event {id} of kind {kind} needs {key}", id=one.id, kind=one.kind, key="of"))
        seen.add(one.id)


def _event(found: Findings, where: str, row: Value) -> Event | None:
    read = event(row) if isinstance(row, dict) else None
    if read is None:
        found.wrong(where, T("an event needs id, at (an instant), by and kind"))
    return read


def _problems(one: Event, seen: set[str]) -> Iterator[Text]:
    if not ids.is_event_id(one.id):
        yield T("{id} is not an event id: a letter and four characters", id=one.id)
    if one.id in seen:
        yield T("the event id {id} is there twice", id=one.id)
    if one.recorded is not None and one.recorded < one.at:
        yield T("event {id} was recorded before it happened", id=one.id)
    known = KINDS.get(one.kind)
    for key in known.needs if known else ():
        if not one.get(key):
            yield T("event {id} of kind {kind} needs {key}", id=one.id, kind=one.kind, key=key)
    for key, words in known.words.items() if known else ():
        if one.get(key) and one.get(key) not in words:
            yield T("{key} is {words}, not {value}", key=key, words=" | ".join(words), value=one.get(key))
    for key, value in one.data.items():
        if isinstance(value, str) and not is_plain(value):
            yield T("{field} holds control characters or line breaks", field=key)


def _order(found: Findings, held: list[tuple[str, Event]]) -> None:
    """The log begins with the birth of the case and stays in the order of recording; moves form a chain."""
    for number, (where, one) in enumerate(held):
        if number == 0 and one.kind not in fold.BIRTHS:
            found.wrong(where, T("the log must begin with an event open"))
        if number and one.kind == "open":
            found.wrong(where, T("a case is opened once"))
        if number and one.log_order < held[number - 1][1].log_order:
            said = T("event {id} was recorded before the one above it; svc fmt puts the log in order", id=one.id)
            found.wrong(where, said, "warning")
    places = {one.id: where for where, one in held}
    for one, stage in fold.broken_moves(e for _, e in held):
        said = T(
            "event {id} moves from {source}, but the case was in {stage}",
            id=one.id, source=one.get("from"), stage=stage,
        )  # fmt: skip
        found.wrong(places[one.id], said)
