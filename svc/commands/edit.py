"""svc edit: set fields of a case."""

from __future__ import annotations

from svc import acts, terminal
from svc.commands.context import Context
from svc.commands.given import assignments
from svc.errors import T, UsageError
from svc.options import CaseIds, Edit, How, Message, SetFields

HELP = T(
    """Sets fields. A field is named as in the file, with dots; += adds to a list; an empty value clears it.
A change of a fact that deadlines depend on (severity, priority, assignee, ...) is an event in the log, with the
message as its reason; any other is named by its commit alone. What was noted wrongly is put right by svc correct, which
keeps the old value in the log.

Examples:
  svc edit @ --set analysis.cause='Crimp too loose.' --set assignee=li.wei
  svc edit @ --set 'resolution.plan.measures+={type: corrective, owner: li.wei, due: 2026-12-01, what: Lock the press}'
  svc edit @ -e
"""
)


def run(
    ctx: Context,
    ids: CaseIds,
    set: SetFields = (),
    edit: Edit = False,
    message: Message = "",
    how: How = How(),
) -> int:
    """Set fields."""
    message = ctx.said(message)
    if edit:
        return _in_editor(ctx, ids, message, how)
    if not set:
        raise UsageError(T("missing: {names}", names="--set"))
    given = assignments(set)
    return ctx.change(ids, lambda case, rules, clerk: acts.edit(rules, case, given, clerk, message), how)


def _in_editor(ctx: Context, ids: CaseIds, message: str, how: How) -> int:
    from svc.commands.drafts import edit_case

    if not terminal.may_prompt():
        raise UsageError(T("an editor needs a terminal"), T("change the file yourself, then svc commit"))
    paths = ctx.paths(ids)
    if len(paths) > 1:
        raise UsageError(T("the editor takes one case at a time"))
    return edit_case(ctx, paths[0], message, how)
