"""svc check: check every file of the desk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from svc import terminal
from svc.commands.context import Context
from svc.errors import T, counted
from svc.model import Problem
from svc.options import Arg, Json
from svc.schema.homes import NAMES
from svc.schema.settings import Settings
from svc.store import editors, layout
from svc.store.reading import check_settings

HELP = T(
    """Checks svc.yaml, calendars/ and every case, as the work tree has them: readable, valid, state and log in
agreement. Exit status 1 when something of grade error is found.

Examples:
  svc check
  svc check 7K3M
  svc check --json
"""
)


def run(
    ctx: Context,
    ids: Annotated[Sequence[str], Arg(metavar="ID", help=T("cases; every one when none is named"))] = (),
    json: Json = False,
) -> int:
    """Check files."""
    settings, problems = check_settings(ctx.store.read(layout.SETTINGS) or b"", layout.SETTINGS)
    if settings and settings.queries:
        from svc.commands.queried import mistaken

        problems += mistaken(ctx.store, settings)
    paths = ctx.paths(ids) if ids else ctx.store.case_files()
    if not ids:
        problems += [_gone(path) for path in sorted(set(ctx.store.committed_ids()) - set(paths))]
    if settings:
        found = [problem for path in paths for problem in ctx.store.check(path, settings)]
        problems += found if ids else [*_homeless(ctx, settings, found), *_beside(ctx, settings)]
    if json:
        from svc.render.table import to_json

        terminal.out(to_json([_record(p) for p in problems]))
    else:
        for problem in problems:
            terminal.out(_line(problem))
    _sum_up(problems, len(paths) + 1 + (0 if ids else len(ctx.store.country_files())))
    return 1 if any(p.severity == "error" for p in problems) else 0


def _beside(ctx: Context, settings: Settings) -> list[Problem]:
    """What is wrong with the files that stand beside svc.yaml and the cases."""
    found = editors.stale(ctx.store, settings)
    if settings.calendars or ctx.store.country_files():
        from svc.store import countries

        found += countries.check(ctx.store, settings)
    return found


def _homeless(ctx: Context, settings: Settings, found: list[Problem]) -> list[Problem]:
    """The problems, those of committed cases that a changed workflow leaves nowhere as one for each lost word."""
    named = {p.path for p in found if p.field in NAMES and p.severity == "error"}
    if not named:
        return found
    from svc.commands import homeless

    before = ctx.store.committed_settings()
    cases = [ctx.store.load(path) for path in sorted(named - ctx.store.edited(named))]
    told, sums = set(), []
    for one, paths, line in homeless.summed_up(settings, before, cases):
        told |= {(path, one.field) for path in paths}
        sums.append(Problem(layout.SETTINGS, 0, "workflow", line))
    return [*sums, *(p for p in found if (p.path, p.field) not in told)]


def _gone(path: str) -> Problem:
    return Problem(path, 0, "", T("the case is gone from the work tree; git restore {path}", path=path))


def _record(problem: Problem) -> dict[str, object]:
    return {"path": problem.path, "line": problem.line, "field": problem.field,
            "message": str(problem.message), "severity": problem.severity}  # fmt: skip


def _line(problem: Problem) -> str:
    from svc.i18n import tr
    from svc.render.safe import one_line

    field = f"{problem.field}: " if problem.field else ""
    grade = (
        "" if problem.severity == "error" else f" [{tr(T('warning') if problem.severity == 'warning' else T('info'))}]"
    )
    return f"{one_line(problem.where)}: {one_line(field + tr(problem.message))}{grade}\n"


def _sum_up(problems: Sequence[Problem], count: int) -> None:
    files = counted(count, T("{count} file"), T("{count} files"))
    if problems:
        bad = len({p.path for p in problems})
        found = counted(len(problems), T("{count} problem"), T("{count} problems"))
        terminal.say(T("{problems} in {bad} of {files}", problems=found, bad=bad, files=files))
    else:
        terminal.say(T("{files}, no problems", files=files))
