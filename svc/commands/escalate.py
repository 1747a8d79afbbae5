"""svc escalate: call in somebody above."""

from __future__ import annotations

from svc import handing
from svc.commands.context import Context
from svc.errors import T
from svc.options import CaseIds, How, Opt, Told
from svc.typed import Annotated

HELP = T(
    """Calls in somebody above, or notes that the customer threatens with an authority, the press, a lawyer. It is open
until accepted.

Examples:
  svc escalate @ --to wu.hao -m 'Third failure of the same part.'
  svc escalate @ --threat press -m 'Will post the video tonight.'
  svc escalate @ --accept
"""
)


def run(
    ctx: Context,
    ids: CaseIds,
    to: Annotated[str, Opt("--to", metavar="WHO", help=T("who is called in"))] = "",
    threat: Annotated[
        str, Opt("--threat", metavar="CODE", codes="threat", help=T("what the customer threatens with"))
    ] = "",
    accept: Annotated[bool, Opt("--accept", help=T("take it up"))] = False,
    words: Told = Told(),
    how: How = How(),
) -> int:
    """Escalate a case."""
    reason = ctx.said(*words)
    if accept:
        return ctx.change(ids, lambda case, _, clerk: handing.take_up(case, clerk, reason), how)
    return ctx.change(ids, lambda case, rules, clerk: handing.escalate(rules, case, clerk, to, threat, reason), how)
