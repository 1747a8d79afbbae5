"""svc reopen: open a closed case again."""

from __future__ import annotations

from svc import workflow
from svc.commands.context import Context
from svc.errors import T
from svc.options import At, By, CaseIds, FromFile, Json, Message, NoVerify

HELP = T(
    """Opens a closed case again, at the stage that its path names for it. A reason is needed.

Example:
  svc reopen 7K3M -m 'The new plug gets hot as well.'
"""
)


def run(
    ctx: Context,
    ids: CaseIds,
    message: Message = "",
    file: FromFile = "",
    at: At = "",
    by: By = "",
    json: Json = False,
    no_verify: NoVerify = False,
) -> int:
    """Reopen a case."""
    reason = ctx.said(message, file)
    return ctx.change(
        ids, lambda case, rules, clerk: workflow.reopen(rules, case, clerk, reason), at, by, json, no_verify
    )
