"""svc log: who did what when."""

from __future__ import annotations

from typing import Annotated

from svc import terminal
from svc.commands import wording
from svc.commands.context import Context
from svc.errors import T
from svc.model import stamp
from svc.options import Arg, Json, Limit
from svc.render.columns import Column
from svc.render.table import rows, to_json
from svc.schema.fields import EVENT_KINDS
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
    Column("commit", T("commit")),
    Column("what", T("what"), flexible=True),
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
    heads = [h for h in _HEADS if not (path and fmt == "table" and h.key == "id")]
    terminal.out(rows(heads, lines, fmt, terminal.width(), terminal.colours()), paged=True)
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
    return {
        "at": _at(step)[:16].replace("T", " "),
        "by": _by(ctx, step),
        "id": step.path.rpartition("/")[2].removesuffix(".yaml"),
        "commit": step.entry.commit[:10],
        "what": "; ".join(_what(ctx, step)) or step.entry.message.subject,
    }


def _what(ctx: Context, step: Step) -> list[str]:
    """The events of the commit, then the fields it changed without one."""
    said = [wording.told(ctx, event) for event in step.events]
    if step.is_birth:
        return said
    silent = [c for c in step.changes if c.field not in EVENT_KINDS and c.field not in ("stage", "waiting")]
    return said + [wording.changed(ctx, c.field, c.new) for c in silent]
