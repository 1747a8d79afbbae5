"""svc contact: note a word with the customer."""

from __future__ import annotations

from svc import entry, verbs
from svc.commands.context import Context
from svc.errors import T
from svc.options import Arg, CaseId, How, Opt, Told
from svc.typed import TYPE_CHECKING, Annotated

if TYPE_CHECKING:
    from svc.clerk import Clerk
    from svc.model import Case, Change
    from svc.schema.settings import Settings

WAYS = {"in": "in", "out": "out", "来讯": "in", "来电": "in", "答复": "out", "去电": "out"}
"""What may be typed for the way that words went."""

HELP = T(
    """Notes a word with the customer: in, what they said; out, what we said. Words are kept as given.

Examples:
  svc contact @ in --via phone -m 'Smells of burning again.'
  svc contact 7K3M out --via mail -F reply.txt
"""
)


def run(
    ctx: Context,
    id: CaseId,
    way: Annotated[str, Arg(metavar="in|out", choices=tuple(WAYS), help=T("who spoke: in the customer, out we"))],
    words: Told = Told(),
    via: Annotated[str, Opt("--via", metavar="CODE", codes="channel", help=T("by which channel"))] = "",
    internal: Annotated[bool, Opt("--internal", help=T("not to be shown to the customer"))] = False,
    how: How = How(),
) -> int:
    """Note a contact."""
    said = ctx.words(*words)
    who = "internal" if internal else "customer"
    spoken_of: list[Case] = []
    by: list[str] = []

    def noted(case: Case, rules: Settings, clerk: Clerk) -> Change:
        code = entry.code(rules, "channel", "channel", via) if via else ""
        spoken_of[:], by[:] = [case], [code]
        return verbs.contact(case, clerk, WAYS[way], said, code, who, rules.workflow.answered)

    status = ctx.change([id], noted, how)
    (case,) = spoken_of
    if not internal and ctx.store.has_record(case.text("customer"), "customers"):
        from svc.commands import confirming

        confirming.ask(ctx, case.text("customer"))
        if WAYS[way] == "out" and by[0]:
            confirming.remind(ctx, case, by[0])
    return status
