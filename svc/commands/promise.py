"""svc promise: note what was promised to the customer."""

from __future__ import annotations

from svc import promises
from svc.commands.context import Context
from svc.errors import T, UsageError
from svc.options import CaseIds, How, Opt, Told
from svc.typed import Annotated

HELP = T(
    """Notes a promise to the customer and when it falls due; later, whether it was kept. A case is not closed while a
promise is open.

Examples:
  svc promise @ --until '2026-11-21 16:00' -m 'Call back with the price.'
  svc promise @ --kept
  svc promise @ --broken -m 'The price list was not ready.'
"""
)


def run(
    ctx: Context,
    ids: CaseIds,
    until: Annotated[str, Opt("--until", metavar="WHEN", help=T("when it falls due"))] = "",
    kept: Annotated[bool, Opt("--kept", help=T("it was kept"))] = False,
    broken: Annotated[bool, Opt("--broken", help=T("it was not kept; say why"))] = False,
    of: Annotated[str, Opt("--of", metavar="EVENT", help=T("which promise, where several are open"))] = "",
    words: Told = Told(),
    how: How = How(),
) -> int:
    """Note a promise."""
    if bool(until) + kept + broken != 1:
        raise UsageError(T("one of {names} is needed", names="--until, --kept, --broken"))
    said = ctx.said(*words)
    if until:
        return ctx.change(ids, lambda case, rules, clerk: promises.make(rules, case, clerk, until, said), how)
    state = "kept" if kept else "broken"
    return ctx.change(ids, lambda case, _, clerk: promises.end(case, clerk, state, of, said), how)
