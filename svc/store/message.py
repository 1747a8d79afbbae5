"""Commit messages: a subject of our own words, a body, and one block of trailers at the end."""

from __future__ import annotations

from svc.model import Change, stamp
from svc.patterns import pattern
from svc.schema.fold import BIRTHS
from svc.spare import partial
from svc.typed import Callable, Iterable, NamedTuple

KEYS = (
    "Svc-Format", "Record", "Case", "Event", "Kind", "By", "At", "From", "To", "Exit", "Override", "Emergency",
    "Fields", "Reason", "Count",
)  # fmt: skip
"""The trailers svc writes, in their order; none else is read."""

FORMAT = "1"
_CONTROL = pattern(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]+")
_NONE: dict[str, str] = {}
"""Never changed."""


class Message(NamedTuple):
    """What one commit says. ``trailers`` keys come from KEYS; ``body`` holds our own words only."""

    subject: str
    trailers: dict[str, str] = _NONE
    body: str = ""

    def __str__(self) -> str:
        return render(self)


def one_line(text: str) -> str:
    """Text without anything that could start a new line or hide: one line, no control characters."""
    return " ".join((text if text.isprintable() else _CONTROL.sub(" ", text)).split())


def render(message: Message) -> str:
    """The whole message; the trailers begin with ``Svc-Format``, so a look-alike in the body is no trailer."""
    parts = [one_line(message.subject)]
    if message.body:
        parts.append("\n".join(_body_line(line) for line in message.body.splitlines()).strip("\n"))
    held = {"Svc-Format": FORMAT} | message.trailers
    parts.append("\n".join(f"{key}: {one_line(held[key])}" for key in KEYS if held.get(key)))
    return "\n\n".join(parts) + "\n"


def _body_line(line: str) -> str:
    return "    " + _CONTROL.sub(" ", line).strip() if line.strip() else ""


def parse(text: str) -> Message:
    """Read a message back. One that svc did not write has no trailers."""
    subject, _, rest = text.strip("\n").partition("\n")
    body, _, block = ("\n" + rest).rpartition("\n\n")
    trailers = _trailers(block)
    return Message(subject, trailers, body.strip("\n") if trailers else rest.strip("\n"))


def _trailers(block: str) -> dict[str, str]:
    pairs = [line.partition(": ")[::2] for line in block.splitlines()]
    keys = [key for key, _ in pairs]
    if not pairs or pairs[0] != ("Svc-Format", FORMAT) or len(set(keys)) != len(keys) or set(keys) - set(KEYS):
        return {}
    return dict(pairs)


def of_change(case_id: str, change: Change) -> Message:
    """The message of one case's change: what was done, and the trailers that let history be read by machine."""
    events = change.events
    first = events[0] if events else None
    trailers = {
        "Case": case_id,
        "Event": " ".join(e.id for e in events),
        "Kind": " ".join(dict.fromkeys(e.kind for e in events)),
        "By": _doer(change),
        "At": stamp(first.at) if first and first.recorded else "",
        "From": " ".join(_ends(change, "from")),
        "To": " ".join(_ends(change, "to")),
        "Exit": " ".join(_ends(change, "exit")),
        "Override": ", ".join(_ends(change, "override")),
        "Emergency": ", ".join(_ends(change, "emergency")),
        "Fields": "" if first and first.kind in BIRTHS else ", ".join(sorted(change.sets)),
        "Reason": change.why,
    }
    return Message(f"{case_id}: {change.what}", trailers, _lesson(change))


def _doer(change: Change) -> str:
    return change.events[0].by if change.events else change.by


def _lesson(change: Change) -> str:
    """The lesson that a change sets: the one text of a case that goes into a message."""
    lesson = change.sets.get("summary.lesson", "")
    return lesson.strip() if isinstance(lesson, str) else ""


def _ends(change: Change, key: str) -> list[str]:
    return [e.get(key) for e in change.events if e.kind in ("move", "reopen") and e.get(key)]


def _every(changes: dict[str, Change], of: Callable[[Change], Iterable[str]], between: str = " ") -> str:
    """What is said of any of the cases, each thing once."""
    return between.join(dict.fromkeys(word for change in changes.values() for word in of(change)))


def of_many(changes: dict[str, Change]) -> Message:
    """The message of one act on several cases."""
    if len(changes) == 1:
        return of_change(*next(iter(changes.items())))
    what = next(iter(changes.values())).what
    events = " ".join(e.id for change in changes.values() for e in change.events)
    doers = {_doer(change) for change in changes.values()}
    by = doers.pop() if len(doers) == 1 else ""
    trailers = {
        "Case": " ".join(changes),
        "Event": events,
        "Kind": _every(changes, lambda change: [e.kind for e in change.events]),
        "By": by,
        **{key: _every(changes, partial(_ends, key=key.lower())) for key in ("From", "To", "Exit")},
        "Override": _every(changes, partial(_ends, key="override"), ", "),
        "Emergency": _every(changes, partial(_ends, key="emergency"), ", "),
        "Reason": _every(changes, lambda change: [change.why] if change.why else []),
        "Count": str(len(changes)),
    }
    lessons = dict.fromkeys(_lesson(change) for change in changes.values())
    return Message(f"{len(changes)} cases: {what}", trailers, "\n\n".join(lesson for lesson in lessons if lesson))
