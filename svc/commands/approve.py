"""svc approve: agree to what was proposed."""

from __future__ import annotations

from collections.abc import Sequence

from svc.commands.context import Context
from svc.commands.deciding import Decision, decide
from svc.errors import T
from svc.options import CaseIds, Json, NoVerify, Opt, Told
from svc.typed import Annotated

HELP = T(
    """Approves what was proposed of a case, just as it stands now: a later change of it voids the approval, work on the
case does not. Who proposed it cannot approve it. Who may stands in svc.yaml, under workflow.reviews.

Examples:
  svc approve @
  svc approve 7K3M -m 'Agreed; please go there soon.'
  svc list --proposed
"""
)


def run(
    ctx: Context,
    ids: CaseIds,
    of: Annotated[Sequence[str], Opt("--of", metavar="FIELD", help=T("only this of it; may be repeated"))] = (),
    forge: Annotated[
        str, Opt("--forge", metavar="WHO", help=T("WHO approved it on the forge's page; for a rule's forge:"))
    ] = "",
    words: Told = Told(),
    json: Json = False,
    no_verify: NoVerify = False,
) -> int:
    """Approve a proposal."""
    return decide(ctx, ids, Decision("approve", ctx.said(*words), of, forge, json, no_verify))
