"""How a change is told: ids for scripts, one line a case for people."""

from __future__ import annotations

from svc import terminal
from svc.commands import wording
from svc.errors import T
from svc.i18n import tr
from svc.render.cells import wrap
from svc.render.columns import GAP
from svc.render.safe import one_line
from svc.store.changes import Done
from svc.typed import TYPE_CHECKING, Sequence

if TYPE_CHECKING:
    from svc.commands.context import Context

_COMMIT = 10
"""Digits of a commit that are shown."""
_LEAST = 20
"""Cells of a line below which nothing is broken any more."""


def tell(ctx: Context, done: Sequence[Done], json: bool) -> None:
    """Print what was done to some cases."""
    if json:
        _as_json(done)
    elif terminal.is_terminal() and not ctx.options.quiet:
        terminal.out("".join(_line(ctx, d) for d in done))
    else:
        terminal.out("".join(f"{d.case.id}\n" for d in done))
    for one in done:
        if one.receipt is None:
            terminal.say(T("{id}: nothing to change", id=one.case.id))
    for warning in dict.fromkeys(str(w) for d in done if d.receipt for w in d.receipt.warnings):
        terminal.complain(warning)
    _tell_branch(ctx)


def _line(ctx: Context, done: Done) -> str:
    """What was done to a case, in the language in force: a line, and as many below it as the screen takes."""
    indent = len(done.case.id) + len(GAP)
    room = terminal.width() - indent - _COMMIT - len(GAP)
    first, *more = wrap(one_line(_what(ctx, done)), max(room, _LEAST))
    lines = [f"{done.case.id}{GAP}{first}{GAP}{done.commit[:_COMMIT]}".rstrip()]
    lines += [" " * indent + line for line in more]
    return "".join(line + "\n" for line in lines)


def _what(ctx: Context, done: Done) -> str:
    if not done.before:
        return tr(T("new {type}", type=ctx.label("type", done.case.type)))
    if not done.change and done.after == done.before:
        return tr(T("nothing changed"))
    late = dict.fromkeys(ctx.minute(event.at) for event in done.change.events if event.recorded)
    return GAP.join([wording.happened(ctx, done.change) or tr(T("edited by hand")), *late])


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
