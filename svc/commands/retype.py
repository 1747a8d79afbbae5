"""svc retype: make a case one of another type."""

from __future__ import annotations

from svc import acts, facts
from svc.commands.context import Context
from svc.commands.given import assignments
from svc.errors import T
from svc.options import Arg, CaseIds, How, Said, SetFields
from svc.typed import Annotated

HELP = T(
    """Makes a case one of another type: an enquiry that turns out to be a complaint. Its clocks go on, and the gates
of the new type hold. The file gets the form of the new type; nothing in it is lost. A reason is needed.

Examples:
  svc retype @ complaint -m 'The part is broken, not unknown.'
  svc retype 7K3M 报修 -m 'Asked how to use it; it is broken.'
"""
)


def run(
    ctx: Context,
    ids: CaseIds,
    type: Annotated[str, Arg(metavar="TYPE", codes="type", help=T("what kind of case it becomes"))],
    set: SetFields = (),
    words: Said = Said(),
    how: How = How(),
) -> int:
    """Change the type."""
    reason, given = ctx.said(*words), assignments(set)
    return ctx.change(
        ids,
        lambda case, rules, clerk: acts.edit_then(
            rules, case, given, clerk, reason, lambda now: facts.retype(rules, now, clerk, type, reason)
        ),
        how,
    )
