"""svc fmt: lay files out in the canonical form."""

from __future__ import annotations

from collections.abc import Sequence

from svc import terminal
from svc.commands.context import Context
from svc.commands.reading import name_problems
from svc.errors import T, counted
from svc.model import InvalidFileError, Problem
from svc.options import Arg, Opt
from svc.paths import Path
from svc.store import files
from svc.store.canonical import fmt
from svc.typed import Annotated

HELP = T(
    """Rewrites case files in the canonical form: order of keys, blank lines, quotes. Words and comments
stay. It changes the work tree only; svc commit takes the result in.

Examples:
  svc fmt --check
  svc fmt 7K3M
"""
)


def run(
    ctx: Context,
    ids: Annotated[Sequence[str], Arg(metavar="ID", help=T("cases; every one when none is named"))] = (),
    check: Annotated[bool, Opt("--check", help=T("name what would change, change nothing"))] = False,
) -> int:
    """Lay files out."""
    paths = ctx.paths(ids) if ids else ctx.store.case_files()
    changed, problems = [], list[Problem]()
    for path in paths:
        try:
            if _laid_out(ctx, path, write=not check):
                changed.append(path)
        except InvalidFileError as error:
            problems += error.problems
    terminal.out("".join(f"{path}\n" for path in changed))
    if not changed and not problems:
        one, many = T("{count} file is laid out as it should be"), T("{count} files are laid out as they should be")
        terminal.say(counted(len(paths), one, many))
    name_problems(problems, len(paths) - len({p.path for p in problems}))
    return 1 if problems or (check and changed) else 0


def _laid_out(ctx: Context, path: str, write: bool) -> bool:
    """Whether the file was not canonical; then it is rewritten if asked."""
    data = ctx.store.read(path) or b""
    wanted = fmt(data.decode("utf-8", "surrogateescape"), path).encode()
    if wanted == data:
        return False
    if write:
        files.replace(Path(ctx.store.root / path), wanted, ctx.store.repo.own_dir / "tmp")
    return True
