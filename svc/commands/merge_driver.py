"""svc merge-driver: what Git calls to merge one file."""

from __future__ import annotations

from svc import terminal
from svc.commands.context import Context
from svc.errors import T
from svc.options import Arg
from svc.paths import Path
from svc.store.merge.driver import merge_files
from svc.typed import Annotated

HELP = T(
    """Merges one file by fields, in place of OURS. Git calls it in merge, rebase, cherry-pick and stash pop, once
svc init or svc doctor has told it to; nobody needs to type it. Exit status 5 when a conflict is left.

Example:
  git config merge.svc.driver
"""
)


def run(
    ctx: Context,
    base: Annotated[str, Arg(metavar="BASE", help=T("the file as both sides began with it"))],
    ours: Annotated[str, Arg(metavar="OURS", help=T("the file as we have it; the result is written there"))],
    theirs: Annotated[str, Arg(metavar="THEIRS", help=T("the file as they have it"))],
    name: Annotated[str, Arg(metavar="PATH", help=T("what it is called in the work tree"))],
) -> int:
    """Merge one file."""
    outcome = merge_files(Path(base), Path(ours), Path(theirs), name, Path(ctx.directory).absolute())
    if outcome.conflicts:
        fields = ", ".join(conflict.field for conflict in outcome.conflicts)
        terminal.say(T("{path}: {fields} in conflict; svc conflicts shows both sides", path=name, fields=fields))
    return outcome.status
