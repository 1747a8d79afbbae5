"""svc correct: put right what was taken down wrong."""

from __future__ import annotations

from collections.abc import Sequence

from svc import entry, facts
from svc.clerk import Clerk
from svc.commands.context import Context
from svc.commands.given import assignments
from svc.errors import T, UsageError
from svc.model import Case, Change
from svc.options import CaseIds, How, Opt, Said
from svc.schema.settings import Settings
from svc.typed import Annotated

HELP = T(
    """Puts right a fact that was taken down wrong at intake. The old value stays in the log, with the reason; where
the warranty was judged from it, it is judged anew by the records, and not known where they do not say.

Examples:
  svc correct @ --set serial=2607A00471 -m 'Two digits swapped on the telephone.'
  svc correct 7K3M --set product=AC-75 --set warranty=out -m 'Read from the photograph.'
"""
)


def run(
    ctx: Context,
    ids: CaseIds,
    set: Annotated[Sequence[str], Opt("--set", metavar="FIELD=VALUE", help=T("the right value; may be repeated"))] = (),
    words: Said = Said(),
    how: How = How(),
) -> int:
    """Correct facts."""
    if not set:
        raise UsageError(T("missing: {names}", names="--set"))
    reason, given = ctx.said(*words), assignments(set)

    def verb(case: Case, rules: Settings, clerk: Clerk) -> Change:
        def judge(right: Case) -> str:
            from svc.commands.entitlement import provisional

            return provisional(ctx, rules, right.data)

        return facts.correct(rules, case, clerk, entry.wanted(rules, case, given, clerk), reason, judge)

    return ctx.change(ids, verb, how)
