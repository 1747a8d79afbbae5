"""What a customer may see of a case. What is not named here is internal. Pure."""

from __future__ import annotations

from svc.model import Case, Data, Event, Value, is_empty, mapping
from svc.schema import fold, pending
from svc.typed import NamedTuple, Sequence

SEEN = "customer"
"""The value of ``visible`` that opens an event to the customer; anything else, nothing too, is internal."""


class Open(NamedTuple):
    """One field that a customer may see; ``once``: not before that field says that they were told."""

    path: str
    why: str
    once: str = ""


_AGREED, _TOLD = "resolution.agreed_at", "feedback.told_at"

OPEN: tuple[Open, ...] = (
    Open("id", "they quote it when they call"),
    Open("stage", "how far it has come"),
    Open("opened_at", "when they came to us"),
    Open("type", "what they asked of us"),
    Open("channel", "the way they came"),
    Open("title", "what it is about"),
    Open("product", "theirs"),
    Open("serial", "theirs"),
    Open("occurred_at", "they told us"),
    Open("wish_by", "they told us"),
    Open("remedy_wanted", "they told us"),
    Open("intake.acknowledged_at", "a receipt goes to them"),
    Open("resolution.remedy", "agreed with them", _AGREED),
    Open(_AGREED, "agreed with them"),
    Open("resolution.authorised_at", "they sent the goods on it"),
    Open("resolution.received_at", "a receipt goes to them"),
    Open("resolution.done_at", "done for them", _AGREED),
    Open("resolution.refund", "paid to them", _TOLD),
    Open("resolution.exchange", "sent to them", _TOLD),
    Open(_TOLD, "they were there"),
    Open("feedback.told_how", "they were there"),
    Open("feedback.decision", "our answer; before it is told it is a draft", _TOLD),
    Open("feedback.reply", "they said it"),
    Open("feedback.comment", "they said it"),
)
"""Not here, for one: the description (in our words, with what we think of it), who works on it, waits (they name
suppliers), severity and priority, reference numbers of ours, tags, analysis, costs, plans, lessons, ``more``."""


def seen(case: Case) -> dict[str, Value]:
    """The filled fields that the customer may see, by their dotted names."""
    held = {one.path: case.get(one.path) for one in OPEN if not one.once or not is_empty(case.get(one.once))}
    return {name: value for name, value in held.items() if not is_empty(value)}


def heard(case: Case) -> list[Event]:
    """The contacts and notes that the customer may see."""
    return [event for event in spoken(case.events) if event.get("visible") == SEEN]


def shared(case: Case) -> list[Event]:
    """The events that attached files which the customer may see."""
    return [e for e in fold.valid(case.events) if e.kind == "attach" and e.get("visible") == SEEN]


def spoken(events: Sequence[Event]) -> list[Event]:
    """Contacts and the notes meant for the customer as they happened, those that count."""
    return [
        event
        for event in sorted(fold.valid(events), key=lambda e: e.clock_order)
        if event.kind == "contact" or (event.kind == "note" and event.get("visible") == SEEN)
    ]


def whole_words(case: Case, event: Event) -> str:
    """All that was said in an event: its note, else its one line."""
    note = mapping(case.get("notes")).get(event.id, "")
    return note if isinstance(note, str) and note.strip() else event.get("text")


def as_data(case: Case) -> dict[str, object]:
    """The case as the customer may have it, for programs: fields, what was said, the files; no names of ours."""
    files = [{"file": e.get("file"), "sha256": e.get("sha256"), "what": e.get("text")} for e in shared(case)]
    return {
        **_nested(seen(case)),
        "conversation": [
            {"at": e.as_data()["at"], "way": e.get("way"), "via": e.get("via"), "text": whole_words(case, e)}
            for e in heard(case)
        ],
        "promises": [{"until": e.get("until"), "text": e.get("text")} for e in pending.promises(case.events)],
        "attachments": files,
    }


def _nested(values: dict[str, Value]) -> Data:
    found: Data = {}
    for name, value in values.items():
        section, _, key = name.rpartition(".")
        if section:
            found[section] = mapping(found.get(section, "")) | {key: value}
        else:
            found[key] = value
    return found
