"""svc split: make a second case of what one call was also about."""

from __future__ import annotations

from svc import births, entry, relations
from svc.commands.context import Context
from svc.commands.given import assignments
from svc.errors import T, UsageError
from svc.ids import case_id
from svc.model import Case, Change, Value
from svc.options import Arg, CaseId, How, Opt, Said, SetFields
from svc.schema.settings import Settings
from svc.store.birth import split
from svc.typed import Annotated

HELP = T(
    """Opens a second case for another fault of the same call: customer, product, serial number and the like are taken
along, the time of opening too. Both name each other.

Examples:
  svc split @ 'The remote control is missing as well' --type complaint
  svc split 7K3M 'Wants a second unit' --type enquiry --set severity=minor
"""
)


def run(
    ctx: Context,
    id: CaseId,
    title: Annotated[str, Arg(metavar="TITLE", help=T("what the second case is about"))],
    type: Annotated[str, Opt("--type", metavar="TYPE", help=T("its type, where it is another one"))] = "",
    set: SetFields = (),
    words: Said = Said(),
    how: How = How(),
) -> int:
    """Split a case."""
    if not title.strip():
        raise UsageError(T("missing: {names}", names="TITLE"))
    reason, given, clerk = ctx.said(*words), assignments(set), ctx.clerk(how.at, how.by)

    def born(rules: Settings, name: str, case: Case) -> Change:
        clerk.at = case.events[0].at if case.events else clerk.at
        taken = [entry.Assignment(key, value) for key, value in relations.inherited(case).items()]
        options = [*taken, entry.Assignment("title", title), *given]
        found = births.born(rules, name, type or case.type, options, clerk)
        tie: dict[str, Value] = {"id": clerk.fresh_id(Case({"id": name}, "")), "case": case.id, "what": "split-from"}
        return relations.explained(found._replace(sets={**found.sets, "links": [tie]}), reason)

    def name(rules: Settings, case: Case) -> str:
        return case_id(rules.prefix, case.events[0].at.astimezone(clerk.now.tzinfo).strftime("%y%m"), ctx.draw)

    def noted(case: Case, new: str) -> Change:
        clerk.at = None
        return relations.split_off(case, clerk, new, reason)

    done = split(ctx.store, ctx.store.find(id), name, born, noted, ctx.now, verify=not how.no_verify)
    ctx.tell([done], how.json)
    return 0
