"""svc reject: refuse what was proposed."""

from __future__ import annotations

from collections.abc import Sequence

from svc.commands.context import Context
from svc.commands.deciding import Decision, decide
from svc.errors import T
from svc.options import CaseIds, Json, NoVerify, Opt, Told
from svc.typed import Annotated

HELP = T(
    """Rejects what was proposed of a case, with a reason; who approved it before takes that back so. It is changed and
proposed anew.

Examples:
  svc reject @ -m 'The risk of the spare parts in stock is missing.'
"""
)


def run(
    ctx: Context,
    ids: CaseIds,
    of: Annotated[Sequence[str], Opt("--of", metavar="FIELD", help=T("only this of it; may be repeated"))] = (),
    words: Told = Told(),
    json: Json = False,
    no_verify: NoVerify = False,
) -> int:
    """Reject a proposal."""
    return decide(ctx, ids, Decision("reject", ctx.said(*words), of, "", json, no_verify))
