"""svc check: check every file of the desk."""

from __future__ import annotations

from svc import terminal
from svc.commands.context import Context
from svc.errors import SvcError, T, Text, UsageError, counted
from svc.hand import rewritten
from svc.model import InvalidFileError, Problem
from svc.options import Arg, Json, Opt
from svc.render.problems import line, record
from svc.schema.homes import NAMES
from svc.schema.kinds import ASSET, KINDS
from svc.schema.settings import Settings
from svc.spare import suppress
from svc.store import editors, layout
from svc.store.reading import check_settings, to_case
from svc.store.records import Book
from svc.store.source import decode
from svc.typed import Annotated, Iterator, Sequence

FORMATS = ("plain", "json", "github", "gitlab", "junit", "md")
HELP = T(
    """Checks svc.yaml, calendars/ and every case, as the work tree has them: each can be read, is valid by the rules
of svc.yaml, and says at its top what its own log says. A file that differs from HEAD is compared with it: the log has
only grown, and what never changes has not. While svc.yaml differs from HEAD, the open cases that its new rules hold up
are counted. The history before HEAD is not looked at; svc log prints it, with every commit that svc did not make.

--base REV judges a change instead: what HEAD, or --rev, holds that was not there when it was left for REV, by the
rules of REV. Moves are made again and must pass their gates, the log has only grown, facts have their events, no case
is gone, rules and cases do not change together, no verdict of the past becomes another one unmarked, nothing that
svc.yaml forbids comes in. --staged judges what the next commit would hold.

Exit status 1 when an error is found; with warnings alone it is 0, and -q tells errors alone.

Examples:
  svc check
  svc check 7K3M
  svc check --json
  svc check --base origin/main --format github
"""
)


def run(
    ctx: Context,
    ids: Annotated[Sequence[str], Arg(metavar="ID", help=T("cases; every one when none is named"))] = (),
    base: Annotated[str, Opt("--base", metavar="REV", help=T("judge the change since this revision"))] = "",
    rev: Annotated[str, Opt("--rev", metavar="REV", help=T("the end of the change; HEAD"))] = "",
    staged: Annotated[bool, Opt("--staged", help=T("the change ends with what the next commit would hold"))] = False,
    format: Annotated[str, Opt("--format", choices=FORMATS, help=T("of --base"))] = FORMATS[0],
    json: Json = False,
) -> int:
    """Check files, or a change."""
    if base:
        from svc.commands import review

        return review.run(ctx, base, rev, staged, "json" if json else format)
    if rev or staged or format != FORMATS[0]:
        raise UsageError(T("--rev, --staged and --format go with --base"))
    settings, problems = check_settings(ctx.store.read(layout.SETTINGS) or b"", layout.SETTINGS)
    if settings and settings.queries:
        from svc.commands.queried import mistaken

        problems += mistaken(ctx.store, settings)
    paths = ctx.paths(ids) if ids else ctx.store.case_files()
    if not ids:
        problems += [_gone(path) for path in sorted(set(ctx.store.committed_ids()) - set(paths))]
    if settings:
        found = [problem for path in paths for problem in ctx.store.check(path, settings)]
        found += _rewritten(ctx, paths, {p.path for p in found if not p.line and p.severity == "error"})
        found += [*_missing(ctx, settings, paths), *_personal(ctx, settings, paths)]
        problems += found if ids else [*_homeless(ctx, settings, found), *_beside(ctx, settings)]
    if json:
        from svc.render.table import to_json

        terminal.out(to_json([record(p) for p in problems]))
    else:
        for problem in problems:
            if problem.severity == "error" or not ctx.options.quiet:
                terminal.out(line(problem))
    if settings and not ids and ctx.store.edited([layout.SETTINGS]):
        _tell_held_up(ctx, settings)
    cases = counted(len(paths), T("{count} case"), T("{count} cases"))
    count = len(paths) + 1 + len(ctx.store.country_files()) + _records(ctx)
    files = counted(count, T("{count} file"), T("{count} files"))
    _sum_up(problems, T("{cases} and svc.yaml", cases=cases) if ids else files)
    return 1 if any(p.severity == "error" for p in problems) else 0


def _rewritten(ctx: Context, paths: Sequence[str], unreadable: set[str]) -> Iterator[Problem]:
    """What hand edits that are not committed did to what nothing may touch."""
    known = ctx.store.committed_ids()
    edited = [path for path in sorted(ctx.store.edited(paths)) if path in known and path not in unreadable]
    for path, item in zip(edited, ctx.store.git.objects([known[path] for path in edited]), strict=True):
        with suppress(InvalidFileError):
            before = to_case(decode(item[2] if item else b"", path), path)
            yield from (_as_problem(path, error) for error in rewritten(before, ctx.store.load(path)))


def _as_problem(path: str, error: SvcError) -> Problem:
    return Problem(path, 0, "", T("{message}; {hint}", message=error.message, hint=error.hint or ""))


def _tell_held_up(ctx: Context, settings: Settings) -> None:
    before = ctx.store.committed_settings()
    if before:
        from svc.commands import held

        for line in held.held_up(before, settings, ctx.store.cases()[0]):
            terminal.complain(line)


def _beside(ctx: Context, settings: Settings) -> list[Problem]:
    """What is wrong with the files that stand beside svc.yaml and the cases."""
    found = [*editors.stale(ctx.store, settings), *Book(ctx.store).check(settings, KINDS.values())]
    if layout.files_of(ctx.store.root, ASSET.folder):
        from svc.commands import campaign

        found += campaign.problems(ctx)
    if settings.calendars or ctx.store.country_files():
        from svc.store import countries

        found += countries.check(ctx.store, settings)
    return found


def _personal(ctx: Context, settings: Settings, paths: Sequence[str]) -> Iterator[Problem]:
    """What of people stands in the texts of cases though the desk keeps it in a vault: written before it did."""
    if not settings.privacy.in_vault:
        return
    from svc.schema.personal import KINDS as SORTS
    from svc.schema.personal import OF_PEOPLE, hits, masked
    from svc.store.watch import known_in

    for path in paths:
        data = ctx.store.read(path) or b""
        for hit in hits(data.decode(errors="replace"), OF_PEOPLE, known_in(data)):
            said = T("{what}, {words}, stands in the text: it belongs into the vault",
                     what=SORTS[hit.kind], words=masked(hit.words))  # fmt: skip
            yield Problem(path, hit.line, "", said, "warning")


def _records(ctx: Context) -> int:
    """How many records there are beside the cases."""
    return sum(len(layout.files_of(ctx.store.root, kind.folder)) for kind in KINDS.values())


def _missing(ctx: Context, settings: Settings, paths: Sequence[str]) -> Iterator[Problem]:
    """What cases name that is not there, of the kinds of records that the desk keeps."""
    if settings.records.required:
        book = Book(ctx.store)
        for path in paths:
            yield from book.check_case(path, settings)


def _homeless(ctx: Context, settings: Settings, found: list[Problem]) -> list[Problem]:
    """The problems, those of committed cases that a changed workflow leaves nowhere as one for each lost word."""
    named = {p.path for p in found if p.field in NAMES and p.severity == "error"}
    if not named:
        return found
    from svc.commands import homeless

    before = ctx.store.committed_settings()
    cases = [ctx.store.load(path) for path in sorted(named - ctx.store.edited(named))]
    told, sums = set(), []
    for one, paths, told_line in homeless.summed_up(settings, before, cases):
        told |= {(path, one.field) for path in paths}
        sums.append(Problem(layout.SETTINGS, 0, "workflow", told_line))
    return [*sums, *(p for p in found if (p.path, p.field) not in told)]


def _gone(path: str) -> Problem:
    return Problem(path, 0, "", T("the case is gone from the work tree; git restore {path}", path=path))


def _sum_up(problems: Sequence[Problem], files: Text) -> None:
    """Say how much is wrong, errors apart from what is none."""
    bad = len({p.path for p in problems})
    errors = sum(p.severity == "error" for p in problems)
    found = counted(errors, T("{count} problem"), T("{count} problems")) if errors else T("no errors")
    if errors < len(problems):
        others = counted(len(problems) - errors, T("{count} warning"), T("{count} warnings"))
        found = T("{errors}, {warnings}", errors=found, warnings=others)
    if problems:
        terminal.say(T("{problems} in {bad} of {files}", problems=found, bad=bad, files=files))
    else:
        terminal.say(T("{files}, no problems", files=files))
