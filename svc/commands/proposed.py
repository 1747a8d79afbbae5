"""What waits for a decision: proposals in the desk and on branches of their own, and approvals that are owed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from svc import approvals, asking, terminal
from svc.commands.context import Context
from svc.errors import T
from svc.i18n import joined, tr
from svc.model import Case
from svc.options import FOR_PEOPLE
from svc.render.columns import Column, Record
from svc.render.narrow import fitted
from svc.render.table import rows
from svc.schema import reviews
from svc.store.proposed import proposed_apart

_HEADS = (
    Column("id", T("case")),
    Column("of", T("what")),
    Column("state", T("state")),
    Column("by", T("who")),
    Column("at", T("when")),
    Column("until", T("until")),
    Column("branch", T("branch")),
    Column("title", T("title"), flexible=True),
)
_SPARE = ("branch", "title", "at", "until", "of", "by")
"""Columns that a narrow screen can do without, the least important one first."""
PROPOSED, OWED = "proposed", "owed"
_STATES = {PROPOSED: T("proposed"), OWED: T("approval owed")}


def show(ctx: Context, cases: Sequence[Case], wanted: Sequence[str], fmt: str) -> int:
    """Print the proposals among some cases, and what branches propose for them; how many there are."""
    found = [*_here(ctx, cases), *_on_branches(ctx, {case.path for case in cases})]
    heads: Sequence[Column] = [head for name in wanted for head in _HEADS if head.key == name] or list(_HEADS)
    shown: Sequence[Record] = [_for_people(ctx, row) if fmt in FOR_PEOPLE else row for row in found]
    if fmt == "table" and not wanted:
        heads, shown = fitted(heads, shown, terminal.width(), _SPARE)
    if shown or fmt != "table":
        terminal.out(rows(heads, shown, fmt, terminal.width(), terminal.colours()), paged=True)
    else:
        terminal.say(T("nothing waits for a decision"))
    return len(found)


def _here(ctx: Context, cases: Iterable[Case]) -> Iterator[Record]:
    for case in cases:
        yield from _waiting(ctx, case, "")
        for one in reviews.owed(ctx.settings, case):
            told = {"of": " ".join(one.standing.rule.of), "state": OWED, "by": one.move.by,
                    "at": one.move.as_data()["at"], "until": one.until.isoformat()}  # fmt: skip
            yield {"id": case.id, **told, "branch": "", "title": case.text("title")}


def _waiting(ctx: Context, case: Case, branch: str) -> Iterator[Record]:
    for event in approvals.waiting(ctx.settings, case):
        told = {"of": event.get("of"), "state": PROPOSED, "by": event.by, "at": event.as_data()["at"], "until": ""}
        yield {"id": case.id, **told, "branch": branch, "title": case.text("title")}


def _on_branches(ctx: Context, paths: set[str]) -> Iterator[Record]:
    """What stands on branches, as far as it is known here, and not in the desk."""
    for name, case in proposed_apart(ctx.store):
        if case.path in paths:
            yield from _waiting(ctx, case, name)


def _for_people(ctx: Context, row: Record) -> Record:
    return {
        **row,
        "of": joined(tr(asking.label(name)) for name in str(row["of"]).split()),
        "state": tr(_STATES[str(row["state"])]),
        "at": ctx.minute(str(row["at"])),
        "until": ctx.minute(str(row["until"])) if row["until"] else "",
    }


