"""What people do to a case besides moving it. Pure: a case and words in, a :class:`Change` out."""

from __future__ import annotations

from svc import waits
from svc.clerk import Clerk
from svc.model import Case, Change, Data, Event, Value, is_empty, rows, stamp
from svc.schema.events import home
from svc.schema.fields import EVENT_KINDS
from svc.typed import Iterable, Mapping
from svc.words import words


def opened(case_id: str, clerk: Clerk, kind: str, route: str, stage: str, values: dict[str, Value]) -> Change:
    """A new case: its header and the event that opens it."""
    event = clerk.event(Case({"id": case_id}, ""), "open", {"stage": stage})
    header: dict[str, Value] = {
        "id": case_id, "stage": stage, "opened_at": stamp(event.at), "opened_by": event.by, "type": kind, "path": route
    }  # fmt: skip
    return Change({k: v for k, v in values.items() if not is_empty(v)} | header, (event,), {}, f"new {kind}")


def contact(
    case: Case, clerk: Clerk, way: str, said: str, via: str = "", visible: str = "customer", ends: Iterable[str] = ()
) -> Change:
    """A word with the customer, ``in`` or ``out``, kept as given. Theirs ends the waits of the reasons in ``ends``."""
    spoken = words(said)
    event = clerk.event(case, "contact", {"way": way, "via": via, "visible": visible, "text": spoken.subject})
    resumed = waits.end(case, clerk, ends) if way == "in" and visible == "customer" else Change()
    what = f"contact {way} {via}".rstrip()
    return Change(resumed.sets, (event, *resumed.events), spoken.note(event), what)


def note(case: Case, clerk: Clerk, said: str, visible: str = "internal") -> Change:
    """A remark in the log, internal unless said otherwise."""
    spoken = words(said)
    event = clerk.event(case, "note", {"visible": visible, "text": spoken.subject})
    return Change({}, (event,), spoken.note(event), "note")


def edit(case: Case, wanted: dict[str, Value], clerk: Clerk, reason: str = "") -> Change:
    """Set fields; a change of a fact that clocks and policies use brings its event.

    ``svc.entry`` makes the values. A reason longer than a line is noted once, with the first event.
    """
    sets: dict[str, Value] = {}
    events: list[Event] = []
    said = words(reason)
    for name, value in wanted.items():
        old = case.get(name)
        if old == value or (is_empty(old) and is_empty(value)):
            continue
        sets[name] = value
        if name in EVENT_KINDS:
            events.append(_fact(case, clerk, name, old, value, said.subject))
    notes = said.note(events[0]) if events else {}
    why = "" if events else said.subject
    return Change(sets, tuple(events), notes, "edit " + ", ".join(sets), clerk.doer, why)


def _fact(case: Case, clerk: Clerk, name: str, old: Value, new: Value, said: str) -> Event:
    data: Data = {"from": old, "to": new, "text": said}
    return clerk.event(case, EVENT_KINDS[name], data)


def after(case: Case, change: Change) -> Case:
    """The case as it will be, for judging what comes next in the same command."""
    data = _merged(case.data, change.sets)
    reviews: list[Value] = [event.as_data() for event in change.events if home(event) == "reviews"]
    if reviews:
        data["reviews"] = [*rows(case.get("reviews")), *reviews]
    return case._replace(data=data, events=(*case.events, *(e for e in change.events if home(e) == "log")))


def _merged(data: Data, sets: Mapping[str, Value]) -> Data:
    new = dict(data)
    for name, value in sets.items():
        head, _, rest = name.partition(".")
        if rest:
            inner = new.get(head, "")
            new[head] = _merged(inner if isinstance(inner, dict) else {}, {rest: value})
        else:
            new[head] = value
    return new


def joined(first: Change, then: Change) -> Change:
    """Two changes as one."""
    what = then.what or first.what
    events, by = first.events + then.events, first.by or then.by
    return Change({**first.sets, **then.sets}, events, {**first.notes, **then.notes}, what, by, first.why or then.why)
