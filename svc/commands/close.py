"""svc close: close a case."""

from __future__ import annotations

from svc import acts, entry, exits, workflow
from svc.clerk import Clerk
from svc.commands.context import Context
from svc.commands.counterpart import counterpart
from svc.commands.given import assignments
from svc.errors import T, UsageError
from svc.model import Case, Change
from svc.options import CaseIds, How, Opt, Override, Said, SetFields
from svc.schema.settings import Settings
from svc.store.layout import case_id_of
from svc.typed import Annotated

HELP = T(
    """Closes a case from the last stage of its path, if all that the stage asks for is there. With --as it leaves the
loop from where it is: as a duplicate, withdrawn, spam and so on, always with a reason. What it waits for ends with
it, a handover or escalation that nobody accepted too; a promise is kept or broken first.

Examples:
  svc close @ --set summary.lesson='Check the plug after each tool change.'
  svc close 7K3M --as duplicate --of 9QT4 -m 'Same call, taken down twice.'
  svc list stage:summary --fields id | svc close -
"""
)


def run(
    ctx: Context,
    ids: CaseIds,
    way_out: Annotated[str, Opt("--as", metavar="EXIT", codes="exit", help=T("the way out of the loop"))] = "",
    of: Annotated[
        str, Opt("--of", metavar="ID", help=T("the case that it is a duplicate of: its id, or words of its title"))
    ] = "",
    set: SetFields = (),
    override: Override = False,
    words: Said = Said(),
    how: How = How(),
) -> int:
    """Close a case."""
    reason, given = ctx.said(*words), assignments(set)
    if of and not way_out:
        raise UsageError(T("--of goes with --as"), T("svc close ID --as duplicate --of OTHER -m 'why'"))
    paths = ctx.paths(ids)
    target = counterpart(ctx, of, paths) if of else ""
    if target in paths:
        raise UsageError(T("{id} cannot be tied to itself", id=case_id_of(target)))

    def last(case: Case, rules: Settings, clerk: Clerk) -> Change:
        if not way_out:
            return workflow.move(rules, case, rules.workflow.closed, clerk, reason, override, set)
        name = entry.code(rules, "exit", "exit", way_out)
        return exits.leave(rules, case, name, clerk, reason, case_id_of(target) if target else "")

    def verb(case: Case, rules: Settings, clerk: Clerk) -> Change:
        if case.path == target:
            return exits.named_by(rules, case, [case_id_of(path) for path in paths], way_out, clerk)
        return acts.edit_then(rules, case, given, clerk, reason, lambda now: last(now, rules, clerk))

    return ctx.change([*paths, *filter(None, [target])], verb, how, last=case_id_of(paths[-1]))
