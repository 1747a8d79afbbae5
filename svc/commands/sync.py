"""svc sync: bring this desk and the remote's together."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence

from svc import terminal
from svc.commands import withheld
from svc.commands.context import Context
from svc.commands.decisions import Decisions
from svc.errors import SvcError, T, Text, counted
from svc.i18n import tr
from svc.options import Json, Opt
from svc.render.columns import Column, Record
from svc.render.safe import one_line
from svc.store import layout
from svc.store.sync.syncing import Manner, Outcome, Work, sync
from svc.typed import TYPE_CHECKING, Annotated

if TYPE_CHECKING:
    from svc.store.sync.joining import Joined
    from svc.twins import Twins

HELP = T(
    """Fetches what others did, merges it by fields with what was done here, and sends the result. It says what came,
what went, and what is left: exit status 0 means that nothing is left. Where both sides changed one field it asks on a
terminal, or takes what --take and --set say; else nothing is merged and both values are shown (exit status 1). The
value that was not taken is kept in the log. Without a network the work stays here (exit status 3) and goes next time.

It never forces or rewrites, and takes nothing along that is not committed, nor any other branch.

Examples:
  svc sync
  svc sync --take 7K3M:title=theirs
  svc sync --set priority=high
"""
)

_MOST = 20
"""Changes of a kind that a person is shown."""
_LOOKED_AT = 50
"""Cases that came which are checked at once; svc check looks at all."""
_NEW = 500
"""New cases of a side that are looked at for twins."""
_HEADS = (
    Column("what", T("what")),
    Column("commit", T("commit")),
    Column("by", T("who")),
    Column("subject", T("change"), flexible=True),
)
_WHAT = {"came": T("came"), "went": T("went")}


def run(
    ctx: Context,
    take: Annotated[
        Sequence[str],
        Opt("--take", metavar="[ID:]FIELD=SIDE", help=T("ours, theirs or both; a side alone for all that is left")),
    ] = (),
    set: Annotated[Sequence[str], Opt("--set", metavar="[ID:]FIELD=VALUE", help=T("neither: this value"))] = (),
    json: Json = False,
) -> int:
    """Bring this desk and the remote's together."""
    withheld.refuse_personal(ctx, set)
    choosing = Decisions(ctx, take, set)
    manner = Manner(lambda: ctx.now, lambda: ctx.me, choosing.choose, terminal.may_prompt(), terminal.progress)
    try:
        found = sync(ctx.store, manner)
    finally:
        terminal.progress("")
    choosing.refuse_unused(found)
    if json:
        from svc.render.table import to_json

        terminal.out(to_json(_record(ctx, found)))
    else:
        _print_work(found)
    _tell(ctx, found, json)
    if found.trouble:
        terminal.report(found.trouble)
        return found.trouble.exit_code
    return 1 if found.torn or found.left else 0


def _print_work(found: Outcome) -> None:
    from svc.render.table import rows

    fmt = "table" if terminal.is_terminal() else "tsv"
    lines: list[Record] = []
    for what, works in (("came", found.came), ("went", found.went)):
        shown = works[:_MOST] if fmt == "table" else works
        lines += [
            {"what": _WHAT[what] if fmt == "table" else what, "commit": work.commit[:10], "by": work.by,
             "subject": work.subject} for work in shown
        ]  # fmt: skip
    if lines:
        terminal.out(rows(_HEADS, lines, fmt, terminal.width(), terminal.colours()), paged=True)


def _tell(ctx: Context, found: Outcome, json: bool) -> None:
    """What came, what went, what is left, and what else a person should know."""
    for line in (*found.warnings, *(_mended(found.made) if found.made else ())):
        terminal.complain(line)
    for twin in _twins(ctx, found):
        ways = {"ours": twin.ours, "theirs": twin.theirs, "by": one_line(twin.by)}
        terminal.say(T("maybe one matter, opened twice ({by}): {ours}, {theirs}", **ways))
        terminal.say(T("svc close {ours} --as duplicate --of {theirs}, or svc link {ours} {theirs}", **ways))
    for path, commit in found.gone:
        if path.startswith(f"{layout.CASES}/"):
            ways = {"id": layout.case_id_of(path), "commit": commit[:10], "path": shlex.quote(path)}
            said = T("{id} was deleted: git restore --source={commit} {path}; svc commit brings it back", **ways)
            terminal.complain(said)
    for path, problem in _faults(ctx, found):
        terminal.complain(T("{where}: {message}", where=path, message=problem))
    if found.torn:
        _tell_torn(ctx, found, json)
        return
    terminal.say(_summary(found))
    name = found.where.name
    if found.left:
        one, many = T("1 change is here and not at {name}", name=name), T("{count} changes are here and not at {name}",
                                                                         name=name)  # fmt: skip
        terminal.complain(counted(found.left, one, many))
    if found.behind:
        one, many = T("1 change is at {name} and not here", name=name), T("{count} changes are at {name} and not here",
                                                                         name=name)  # fmt: skip
        terminal.complain(counted(found.behind, one, many))


def _summary(found: Outcome) -> Text:
    if found.left or found.behind or found.trouble:
        return T("came: {came}, went: {went}", came=len(found.came), went=len(found.went))
    if not (found.came or found.went):
        return T("nothing new: this desk and {name} are the same", name=found.where.name)
    merged = sum(f"{layout.CASES}/" in path for path in found.made.merged) if found.made else 0
    said = {"came": len(found.came), "went": len(found.went), "name": found.where.name, "merged": merged}
    if merged:
        return T("came: {came}, went: {went}, merged by fields: {merged}; this desk and {name} are the same", **said)
    return T("came: {came}, went: {went}; this desk and {name} are the same", **said)


def _mended(made: Joined) -> Iterator[Text]:
    for one in made.renamed:
        yield T("{old} was drawn twice, for two cases: yours is {new} now", old=one.old, new=one.new)
    for each in made.decided:
        name = layout.case_id_of(each.path) if each.path.startswith(f"{layout.CASES}/") else each.path
        yield T("{id}: {field} settled: {taken}", id=name, field=each.conflict.field, taken=each.choice.take)


def _twins(ctx: Context, found: Outcome) -> list[Twins]:
    """Cases opened apart that may be one matter; an import of hundreds makes none."""
    if not found.made or not all(0 < len(side) <= _NEW for side in found.made.born):
        return []
    from svc.store.sync.trees import cases
    from svc.twins import twins

    ours, theirs = (cases(ctx.store, side) for side in found.made.born)
    return twins(ours, theirs)


def _faults(ctx: Context, found: Outcome) -> Iterator[tuple[str, Text]]:
    """What is wrong with cases that came: whoever sent them did not look."""
    paths = [path for path in found.arrived if path.startswith(f"{layout.CASES}/")][:_LOOKED_AT]
    if not paths:
        return
    try:
        rules = ctx.store.settings
    except SvcError as error:
        yield error.where, error.message
        return
    for path in paths:
        for problem in ctx.store.check(path, rules):
            if problem.severity == "error":
                yield problem.where, problem.message


def _tell_torn(ctx: Context, found: Outcome, json: bool) -> None:
    """The conflicts, and how they are settled."""
    from svc.commands.disagreement import called, told
    from svc.store.merge.origins import Origins

    sides = (found.ours, found.theirs)
    options: list[str] = []
    for torn in found.torn:
        name = called(torn.one)
        if not torn.conflicts:
            ways = {"path": torn.one.path, "name": shlex.quote(found.where.name)}
            said = T("{path} cannot be merged by fields: git merge {name}, put it right, git commit, svc sync", **ways)
            terminal.complain(said)
            continue
        if not json:
            terminal.out(told(ctx, torn.one, torn.conflicts, Origins(ctx.store, torn.one, sides), None))
        if torn.against:
            fields = ", ".join(torn.against)
            terminal.complain(T("with these choices {id} breaks a rule: {fields}", id=name, fields=fields))
        options += [f"--take {name}:{conflict.field}=ours" for conflict in torn.conflicts]
    terminal.complain(T("nothing was merged: this desk is as it was, and so is {name}", name=found.where.name))
    if options:
        terminal.complain(T("svc sync {options}   (or theirs)", options=" ".join(options)))


def _record(ctx: Context, found: Outcome) -> dict[str, object]:
    """What came of it, for scripts."""
    from svc.commands.disagreement import called, record
    from svc.store.merge.origins import Origins

    made = found.made
    sides = (found.ours, found.theirs)
    return {
        "remote": found.where.remote,
        "branch": found.where.branch,
        "came": [_work(work) for work in found.came],
        "went": [_work(work) for work in found.went],
        "left": found.left,
        "behind": found.behind,
        "merged": list(made.merged) if made else [],
        "conflicts": [
            {"id": called(torn.one), "path": torn.one.path, "rules": list(torn.against),
             "fields": [record(each, Origins(ctx.store, torn.one, sides)) for each in torn.conflicts]}
            for torn in found.torn
        ],
        "decided": [
            {"path": one.path, "field": one.conflict.field, "take": one.choice.take}
            for one in (made.decided if made else ())
        ],
        "gone": [path for path, _ in found.gone],
        "renamed": [{"from": one.old, "to": one.new} for one in (made.renamed if made else ())],
        "twins": [twin._asdict() for twin in _twins(ctx, found)],
        "trouble": tr(found.trouble.message) if found.trouble else "",
    }  # fmt: skip


def _work(work: Work) -> dict[str, str]:
    return work._asdict()
