"""svc log: who did what when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from svc import terminal
from svc.commands.context import Context
from svc.errors import T
from svc.model import Event, Value, stamp
from svc.options import Arg, Json, Limit
from svc.render.columns import Column
from svc.render.table import rows, to_json
from svc.store.history import Step, entries, steps

HELP = T(
    """Prints the history of a case, or of the desk: each commit, who did it, when it happened, what it
changed, the newest first.

Examples:
  svc log @
  svc log --limit 20
  svc log 7K3M --json
"""
)

_HEADS = (
    Column("at", T("when")),
    Column("by", T("who")),
    Column("id", T("case")),
    Column("what", T("what")),
    Column("commit", T("commit")),
)


def run(
    ctx: Context,
    id: Annotated[str, Arg(metavar="ID", help=T("a case; the whole desk when none is named"))] = "",
    limit: Limit = 0,
    json: Json = False,
) -> int:
    """Print the history."""
    path = ctx.store.find(id) if id else ""
    found = list(steps(ctx.store, entries(ctx.store, path, limit), path))
    if ctx.store.repo.shallow:
        terminal.complain(T("this clone is shallow: older history is not here; git fetch --unshallow brings it"))
    if json:
        terminal.out(to_json([_record(ctx, s) for s in found]))
        return 0
    fmt = "table" if terminal.is_terminal() else "tsv"
    lines = [_line(ctx, step) for step in found]
    terminal.out(rows(_HEADS, lines, fmt, terminal.width(), terminal.colours()), paged=True)
    return 0


def _by(ctx: Context, step: Step) -> str:
    return step.events[0].by if step.events else _person(ctx, step)


def _person(ctx: Context, step: Step) -> str:
    mail = step.entry.mail
    known = next((p["id"] for p in ctx.store.people() if p.get("mail") == mail), "")
    return step.entry.message.trailers.get("By") or str(known) or mail or step.entry.author


def _at(step: Step) -> str:
    return stamp(step.events[0].at if step.events else step.entry.at)


def _record(ctx: Context, step: Step) -> dict[str, object]:
    events = [e.as_data() for e in step.events]
    return {
        "commit": step.entry.commit,
        "at": _at(step),
        "by": _by(ctx, step),
        "id": step.path.rpartition("/")[2].removesuffix(".yaml"),
        "event": events[0] if events else None,
        "events": events,
        "changes": [{"field": c.field, "from": c.old, "to": c.new} for c in step.changes],
    }


def _line(ctx: Context, step: Step) -> dict[str, object]:
    subject = step.entry.message.subject
    name = step.path.rpartition("/")[2].removesuffix(".yaml")
    what = subject.removeprefix(f"{name}: ")
    return {"at": _at(step)[:16].replace("T", " "), "by": _by(ctx, step), "id": name,
            "what": what + _details(step.events, step), "commit": step.entry.commit[:10]}  # fmt: skip


def _details(events: Sequence[Event], step: Step) -> str:
    said = [e.get("text") for e in events if e.get("text")]
    short = [f"{c.field}={_short(c.new)}" for c in step.changes if "." in c.field or not events]
    return "".join(f"; {word}" for word in [*said, *(short if step.old_exists else [])])


def _short(value: Value) -> str:
    text = value.strip().replace("\n", " / ") if isinstance(value, str) else str(value)
    return text if len(text) <= 40 else text[:38] + ".."
