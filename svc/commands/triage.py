"""svc triage: decide how a case is handled."""

from __future__ import annotations

from svc import acts, facts
from svc.commands.context import Context
from svc.commands.given import assignments
from svc.errors import T
from svc.options import Arg, CaseIds, How, Opt, Said, SetFields
from svc.typed import Annotated

HELP = T(
    """Decides how a case is handled: fixed remotely, a visit, brought in, a part sent, returned, no fault; and
whether the customer was told.

Examples:
  svc triage @ visit --told
  svc triage 7K3M 上门 --at '2026-11-21 10:15' --by li.wei
"""
)


def run(
    ctx: Context,
    ids: CaseIds,
    outcome: Annotated[str, Arg(metavar="OUTCOME", codes="triage", help=T("how it is handled"))],
    told: Annotated[bool, Opt("--told", help=T("the customer was told"))] = False,
    set: SetFields = (),
    words: Said = Said(),
    how: How = How(),
) -> int:
    """Triage a case."""
    reason, given = ctx.said(*words), assignments(set)
    return ctx.change(
        ids,
        lambda case, rules, clerk: acts.edit_then(
            rules, case, given, clerk, reason, lambda now: facts.triage(rules, now, clerk, outcome, told, reason)
        ),
        how,
    )
