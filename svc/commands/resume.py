"""svc resume: end a wait."""

from __future__ import annotations

from svc import waits
from svc.commands.context import Context
from svc.errors import T
from svc.options import CaseIds, How, Opt, Told
from svc.typed import Annotated

HELP = T(
    """Ends what a case waits for: all waits of a reason, or one by its event's id.

Examples:
  svc resume @
  svc list waiting:parts --fields id | svc resume - --for parts -m 'The delivery is here.'
"""
)


def run(
    ctx: Context,
    ids: CaseIds,
    reason: Annotated[str, Opt("--for", metavar="FOR", help=T("which one: its reason, or its event"))] = "",
    words: Told = Told(),
    how: How = How(),
) -> int:
    """End a wait."""
    said = ctx.said(*words)
    return ctx.change(ids, lambda case, rules, clerk: waits.resume(rules, case, clerk, reason, said), how)
