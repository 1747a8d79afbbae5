"""A case as two people had it before each changed it, and the ways in which they change it."""

from __future__ import annotations

from collections.abc import Callable

from svc.ids import case_id
from svc.model import Data, Value
from svc.store import edit
from svc.store.canonical import fmt

ID = case_id("C", "2611", lambda n: n // 5)
PATH = f"cases/2026/11/{ID}.yaml"

BASE = fmt(
    f"""\
id: {ID}
stage: analysis
opened_at: "2026-11-02T09:42:00+08:00"
priority: normal
opened_by: zhao.min
assignee: li.wei

type: repair

path: full

severity:

channel: phone

waiting: [customer]

title: 水泵有异响

customer: cus-8h2k

product: KM-3
serial: "0471E22"

category: pump

tags: [loud, wet]

refs: {{order: "2026-118"}}

links:

description: |
  The pump is loud.
  It stops after a minute.
  She descaled it in May.

intake:
  warranty_evidence: |

analysis:
  fault_code:

  reason:

  team: [li.wei, chen.jie]

  cause: |

resolution:
  remedy:

  tests:
    - {{id: T3EBD, what: Two hours on step two}}
    - {{id: T8KQ2, what: Leak test}}

  done:

  verification: |

more:
  shelf: A4

notes:
  B5PSY: |
    Since Monday.
    It began after the move.
    The neighbours complain.

log:
  - {{id: ZE3KH, at: "2026-11-02T09:42:00+08:00", by: zhao.min, kind: open, stage: intake}}
  - {{id: B5PSY, at: "2026-11-02T09:43:00+08:00", by: zhao.min, kind: contact, way: in, via: phone, text: Loud pump}}
  - {{id: C1ASS, at: "2026-11-02T09:44:00+08:00", by: zhao.min, kind: assign, to: li.wei}}
  - {{id: D2PRN, at: "2026-11-02T09:45:00+08:00", by: zhao.min, kind: priority, to: normal}}
  - {{id: E3CHN, at: "2026-11-02T09:46:00+08:00", by: zhao.min, kind: channel, to: phone}}
  - {{id: F4MVE, at: "2026-11-02T09:50:00+08:00", by: zhao.min, kind: move, from: intake, to: analysis}}
  - {{id: G5WAT, at: "2026-11-02T09:55:00+08:00", by: li.wei, kind: wait, for: customer}}
""",
    PATH,
)

Edit = Callable[[str], str]


def sets(field: str, value: Value) -> Edit:
    """Set a field."""
    return lambda text: edit.set_value(text, field, value)


def adds(field: str, item: Data) -> Edit:
    """Add an item to a list."""
    return lambda text: edit.append(text, field, item)


def puts(old: str, new: str) -> Edit:
    """Change words of the text by hand."""

    def put(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return put


def note(event_id: str, words: str) -> Edit:
    """Write the words of an event."""
    return lambda text: edit.put_note(text, event_id, words)


def event(event_id: str, minute: str, kind: str, by: str = "zhao.min", **data: Value) -> Edit:
    """Add an event on the next day, at a minute of ten o'clock."""
    head: Data = {"id": event_id, "at": f"2026-11-03T10:{minute}:00+08:00", "by": by, "kind": kind}
    return adds("log", head | {key.rstrip("_"): value for key, value in data.items()})


def move(event_id: str, minute: str, to: str, source: str = "analysis", by: str = "zhao.min", **data: Value) -> Edit:
    """Move the case."""
    return both(sets("stage", to), event(event_id, minute, "move", by, **{"from": source}, to=to, **data))


def fact(field: str, event_id: str, minute: str, to: str, was: str = "", by: str = "zhao.min") -> Edit:
    """Change a field whose change is an event."""
    kind = "assign" if field == "assignee" else field
    return both(sets(field, to), event(event_id, minute, kind, by, from_=was, to=to))


def both(*edits: Edit) -> Edit:
    """One edit after the other."""

    def done(text: str) -> str:
        for one in edits:
            text = one(text)
        return text

    return done
