"""svc wait: begin to wait for somebody or something."""

from __future__ import annotations

from typing import Annotated

from svc import waits
from svc.commands.context import Context
from svc.errors import T, UsageError
from svc.options import Arg, CaseIds, How, Opt, Told

HELP = T(
    """Notes that a case waits: for what, and until when somebody looks at it again. A case may wait for several
things at once. A message of the customer ends the waits for the customer.

Examples:
  svc wait @ parts --until 2026-12-01 -m 'Compressor K-12, ordered today.'
  svc list stage:intake --fields id | svc wait - customer --until tomorrow
"""
)


def run(
    ctx: Context,
    ids: CaseIds,
    reason: Annotated[str, Arg(metavar="FOR", help=T("the reason: customer, parts, supplier, appointment, ..."))],
    until: Annotated[str, Opt("--until", metavar="WHEN", help=T("when to look again"))] = "",
    words: Told = Told(),
    how: How = How(),
) -> int:
    """Begin to wait."""
    if not until:
        raise UsageError(T("missing: {names}", names="--until"), T("--until says when to look again"))
    said = ctx.said(*words)
    return ctx.change(ids, lambda case, rules, clerk: waits.wait(rules, case, clerk, reason, until, said), how)
