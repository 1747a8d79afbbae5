"""svc move: move a case to a stage."""

from __future__ import annotations

from svc import acts, entry, workflow
from svc.clerk import Clerk
from svc.commands.context import Context
from svc.commands.given import assignments
from svc.errors import T
from svc.model import Case, Change
from svc.options import Arg, CaseIds, Emergency, How, Override, Said, SetFields
from svc.schema.settings import Settings
from svc.typed import Annotated

HELP = T(
    """Moves a case to a stage, if the workflow knows the move and all that the stage asks for is there.
What is missing is named at once, with the option that supplies it.

Examples:
  svc move @ analysis
  svc move 7K3M 分析 --set category=leak --set severity=minor
  svc move @ resolution -m 'The customer refused the repair.'
  svc move @ feedback --emergency -m 'Gas leak: repaired at once.'
  svc move @ feedback --override -m 'The part is not made any more; the manager agreed.'
"""
)


def run(
    ctx: Context,
    ids: CaseIds,
    stage: Annotated[
        str, Arg(metavar="STAGE", codes="stage", help=T("the stage, in either language, or its beginning"))
    ],
    set: SetFields = (),
    override: Override = False,
    emergency: Emergency = False,
    words: Said = Said(),
    how: How = How(),
) -> int:
    """Move a case."""
    reason, given = ctx.said(*words), assignments(set)

    def verb(case: Case, rules: Settings, clerk: Clerk) -> Change:
        target = entry.code(rules, "stage", "stage", stage)
        return acts.edit_then(
            rules, case, given, clerk, reason,
            lambda now: workflow.move(rules, now, target, clerk, reason, override, set, emergency),
        )  # fmt: skip

    return ctx.change(ids, verb, how)
