"""svc handover: ask another team to take a case over."""

from __future__ import annotations

from svc import handing
from svc.commands.context import Context
from svc.errors import T, UsageError
from svc.options import CaseIds, How, Opt, Told
from svc.typed import Annotated

HELP = T(
    """Asks another team to take a case over. It is open until they accept; then it is theirs. svc next lists those
that nobody has accepted.

Examples:
  svc handover @ --to workshop -m 'Please measure the crimp.'
  svc handover @ --accept
  svc handover @ --decline -m 'The machine is not here yet.'
"""
)


def run(
    ctx: Context,
    ids: CaseIds,
    to: Annotated[str, Opt("--to", metavar="TEAM", help=T("the team that shall take it"))] = "",
    accept: Annotated[bool, Opt("--accept", help=T("take it over: it is yours"))] = False,
    decline: Annotated[bool, Opt("--decline", help=T("give it back, with a reason"))] = False,
    withdraw: Annotated[bool, Opt("--withdraw", help=T("take the request back"))] = False,
    words: Told = Told(),
    how: How = How(),
) -> int:
    """Hand a case over."""
    states = {"accepted": accept, "declined": decline, "withdrawn": withdraw}
    given = [state for state, is_given in states.items() if is_given]
    if bool(to) + len(given) != 1:
        raise UsageError(T("one of {names} is needed", names="--to, --accept, --decline, --withdraw"))
    reason = ctx.said(*words)
    if to:
        return ctx.change(ids, lambda case, rules, clerk: handing.offer(rules, case, clerk, to, reason), how)
    return ctx.change(ids, lambda case, rules, clerk: handing.answer(rules, case, clerk, given[0], reason), how)
