"""The log: its kinds of event with their keys, and reading it from data."""

from __future__ import annotations

from svc.dates import instant
from svc.errors import T, Text
from svc.model import Data, Event, Value, rows
from svc.spare import MappingProxyType
from svc.typed import Mapping, NamedTuple, Sequence


class Kind(NamedTuple):
    """One kind of event: what it is called, the keys it cannot do without, the words that a key may have."""

    label: Text
    needs: tuple[str, ...] = ()
    words: Mapping[str, tuple[str, ...]] = MappingProxyType({})


_CHANGE = ("to",)
_SEEN = {"visible": ("customer", "internal")}

KINDS: dict[str, Kind] = {
    "open": Kind(T("opened"), ("stage",)),
    "imported": Kind(T("imported"), ("stage",)),
    "contact": Kind(T("contact"), ("way",), {"way": ("in", "out"), **_SEEN}),
    "note": Kind(T("note"), (), _SEEN),
    "attach": Kind(T("attached"), ("file", "sha256"), _SEEN),
    "move": Kind(T("moved"), ("from", "to")),
    "reopen": Kind(T("reopened"), ("from", "to")),
    "wait": Kind(T("waits"), ("for",)),
    "resume": Kind(T("goes on"), ("for",)),
    "assign": Kind(T("assigned")),
    "retype": Kind(T("type changed"), _CHANGE),
    "path": Kind(T("path changed"), _CHANGE),
    "severity": Kind(T("severity changed")),
    "priority": Kind(T("priority changed")),
    "product": Kind(T("product changed")),
    "serial": Kind(T("serial number changed")),
    "warranty": Kind(T("warranty changed")),
    "channel": Kind(T("channel changed")),
    "tier": Kind(T("tier changed")),
    "agreement": Kind(T("agreement changed")),
    "charge": Kind(T("who pays changed")),
    "team": Kind(T("team changed")),
    "visit": Kind(T("visit")),
    "check": Kind(T("effectiveness checked"), ("to",)),
    "triage": Kind(T("triage"), _CHANGE),
    "restored": Kind(T("works again")),
    "contained": Kind(T("contained")),
    "acknowledged": Kind(T("receipt confirmed")),
    "promise": Kind(T("promise"), ("state",), {"state": ("made", "kept", "broken")}),
    "handover": Kind(T("handover"), ("state",), {"state": ("offered", "accepted", "declined", "withdrawn")}),
    "escalate": Kind(T("escalated"), ("state",), {"state": ("raised", "accepted", "withdrawn")}),
    "correct": Kind(T("corrected"), ("field",)),
    "link": Kind(T("link"), ("case", "what"), {"state": ("removed",)}),
    "split": Kind(T("split"), ("case",)),
    "undo": Kind(T("undone"), ("commit",)),
    "merge": Kind(T("decided in a merge"), ("field",)),
    "migrate": Kind(T("moved to the new workflow"), ("field", "to")),
    "propose": Kind(T("proposed"), ("hash",)),
    "approve": Kind(T("approved"), ("hash",)),
    "reject": Kind(T("rejected"), ("hash",)),
}
"""Every kind that svc writes or folds."""

REVIEWS = ("propose", "approve", "reject")
"""The kinds that stand in the list ``reviews``, not in the log."""



def home(event: Event) -> str:
    """The list of a case that an event stands in."""
    return "reviews" if event.kind in REVIEWS else "log"


_HEAD = ("id", "at", "recorded", "by", "recorded_by", "kind")


def event(row: Data) -> Event | None:
    """The event of one line of the log; None when it has no id, time, person or kind that can be read."""
    at = instant(_text(row, "at"))
    recorded = instant(_text(row, "recorded")) if row.get("recorded") else None
    if at is None or (row.get("recorded") and recorded is None):
        return None
    if not (_text(row, "id") and _text(row, "by") and _text(row, "kind")):
        return None
    rest = {k: v for k, v in row.items() if k not in _HEAD}
    return Event(
        id=_text(row, "id"), at=at, by=_text(row, "by"), kind=_text(row, "kind"),
        recorded=recorded, recorded_by=_text(row, "recorded_by"), data=rest,
    )  # fmt: skip


def _text(row: Data, key: str) -> str:
    value = row.get(key, "")
    return value if isinstance(value, str) else ""


def in_order(log: Sequence[Value]) -> list[int]:
    """The places of the lines of a log in the order of recording.

    As they are where one cannot be read, or where the log would not begin with the same event.
    """
    events = [event(row) if isinstance(row, dict) else None for row in log]
    read = [(one.log_order, place) for place, one in enumerate(events) if one]
    found = [place for _, place in sorted(read)]
    return found if len(read) == len(events) and found[:1] == [0] else list(range(len(events)))


def read_log(data: Data, name: str = "log") -> tuple[Event, ...]:
    """The events of a case in the order of the file; lines that cannot be read are left out (checks name them).

    ``name``: the list they stand in, the log or ``reviews``.
    """
    return tuple(found for row in rows(data.get(name, "")) if (found := event(row)))
