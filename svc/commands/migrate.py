"""svc migrate: bring cases along when the workflow changed."""

from __future__ import annotations

from collections.abc import Sequence

from svc import migration, terminal
from svc.commands import wording
from svc.commands.context import Context
from svc.commands.reading import name_problems
from svc.errors import T
from svc.model import Case, Change
from svc.options import Arg, DryRun, How, Said
from svc.schema.settings import Settings
from svc.store import changes
from svc.typed import Annotated

HELP = T(
    """Moves every case that stands in a stage, on a path, in a type or a way out that svc.yaml knows no more to
another one, all in one commit: no gate is asked, the log of each case keeps it. svc check names such cases.
An open case that has been through a renamed stage is told so in its log: who left it may not leave a later one.
Change svc.yaml, svc commit svc.yaml, then this. With --dry-run it prints what it would do.

Examples:
  svc migrate stage:feedback=summary
  svc migrate path:express=full type:suggestion=enquiry -m 'Two forms less.' --dry-run
  svc migrate 阶段:feedback=总结
"""
)


def run(
    ctx: Context,
    what: Annotated[Sequence[str], Arg(metavar="FIELD:OLD=NEW", help=T("stage, path, type or exit; several at once"))],
    dry_run: DryRun = False,
    words: Said = Said(),
    how: How = How(),
) -> int:
    """Bring cases along."""
    reason = ctx.said(*words)
    cases, problems = ctx.store.cases()
    rules = ctx.store.committed_settings() or ctx.settings
    with ctx.rules_at_hand():
        wanted = migration.parsed(rules, what, cases)
    migration.refuse_known(rules, cases, wanted)
    paths = [c.path for c in cases if migration.concerned(rules, c, wanted) or migration.passed(rules, c, wanted)]
    if not paths:
        terminal.say(T("no case stands there"))
    else:
        _migrate(ctx, paths, wanted, reason, dry_run, how)
    name_problems(problems, len(cases))
    return 1 if problems else 0


def _migrate(
    ctx: Context, paths: list[str], wanted: Sequence[migration.Renaming], reason: str, dry_run: bool, how: How
) -> None:
    clerk = ctx.clerk(how.at, how.by)

    def act(case: Case, rules: Settings) -> Change:
        return migration.migrate(rules, case, wanted, clerk, reason)

    done = changes.change(ctx.store, paths, act, ctx.now, not how.no_verify, dry_run)
    if dry_run:
        terminal.out("".join(f"{one.case.id}  {wording.happened(ctx, one.change)}\n" for one in done))
        terminal.say(T("nothing was done: --dry-run"))
    else:
        ctx.tell(done, how.json)
