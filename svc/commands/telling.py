"""How a change is told: ids for scripts, one line a case for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from svc import terminal
from svc.errors import T
from svc.store.changes import Done

if TYPE_CHECKING:
    from svc.commands.context import Context


def tell(ctx: Context, done: Sequence[Done], json: bool) -> None:
    """Print what was done to some cases."""
    if json:
        _as_json(done)
    elif terminal.is_terminal() and not ctx.options.quiet:
        terminal.out("".join(f"{d.case.id}  {d.change.what or '-'}  {d.commit[:10]}\n" for d in done))
    else:
        terminal.out("".join(f"{d.case.id}\n" for d in done))
    for one in done:
        if one.receipt is None:
            terminal.say(T("{id}: nothing to change", id=one.case.id))
    for warning in dict.fromkeys(str(w) for d in done if d.receipt for w in d.receipt.warnings):
        terminal.complain(warning)
    _tell_branch(ctx)


def _as_json(done: Sequence[Done]) -> None:
    from svc.render.table import to_json

    told = [{"id": d.case.id, "commit": d.commit} for d in done]
    terminal.out(to_json(told[0] if len(told) == 1 else told))


def _tell_branch(ctx: Context) -> None:
    """Say so when the change went to another branch than the one that holds the truth."""
    base = ctx.store.base()
    if not base:
        return
    from svc.store.git import head

    branch = head(ctx.store.git).branch
    if branch != base:
        terminal.say(T("this went to the branch {branch}, not to {base}", branch=branch, base=base))
