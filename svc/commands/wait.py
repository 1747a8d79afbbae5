"""svc wait: begin to wait for somebody or something."""

from __future__ import annotations

from svc import waits, workflow
from svc.clerk import Clerk
from svc.commands.context import Context
from svc.errors import T, UsageError
from svc.model import Case, Change
from svc.options import Arg, CaseIds, How, Opt, Told
from svc.schema.settings import Settings
from svc.typed import Annotated

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
    reason: Annotated[str, Arg(metavar="FOR", codes="wait", help=T("the reason"))],
    until: Annotated[str, Opt("--until", metavar="WHEN", help=T("when to look again"))] = "",
    words: Told = Told(),
    how: How = How(),
) -> int:
    """Begin to wait."""
    if not until:
        raise UsageError(T("missing: {names}", names="--until"), T("--until says when to look again"))
    said = ctx.said(*words)

    def verb(case: Case, rules: Settings, clerk: Clerk) -> Change:
        workflow.still_open(rules, case)
        return waits.wait(rules, case, clerk, reason, until, said)

    return ctx.change(ids, verb, how)
