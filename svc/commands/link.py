"""svc link: tie cases together."""

from __future__ import annotations

from functools import partial

from svc import acts, entry, relations
from svc.clerk import Clerk
from svc.commands.context import Context
from svc.commands.counterpart import counterpart
from svc.errors import Several, T, UsageError
from svc.model import Case, Change
from svc.options import Arg, CaseIds, How, Opt, Said
from svc.schema.settings import Settings
from svc.store.layout import case_id_of
from svc.typed import Annotated, Sequence

HELP = T(
    """Ties cases to another one; both sides name each other, in one commit. --as says what the last one
named is to the others.
To close a duplicate: svc close ID --as duplicate --of OTHER.
--campaign makes a case the parent of a recall: the machines that answer to the query (serial numbers from one up to
another one, a batch, whatever svc asset list takes) are put on its list; --open TYPE opens a case for each that has
none, all in one commit. svc asset recall ID shows how far each machine is.

Examples:
  svc link @ 9QT4 --as parent
  svc link 7K3M 2MXR 9QT4 --as parent
  svc link 7K3M 9QT4 --as parent --remove
  svc link @ --campaign 'product:HF-20 serial:2607A00400..2607A00499' --open repair
"""
)


def run(
    ctx: Context,
    ids: CaseIds,
    other: Annotated[str, Arg(metavar="OTHER", help=T("the case that they are tied to"))] = "",
    what: Annotated[str, Opt("--as", metavar="WHAT", help=T("parent, child, related, duplicate-of"))] = "related",
    remove: Annotated[bool, Opt("--remove", help=T("untie them"))] = False,
    campaign: Annotated[str, Opt("--campaign", metavar="QUERY", help=T("the machines that the case recalls"))] = "",
    open: Annotated[str, Opt("--open", metavar="TYPE", codes="type", help=T("with it: a case for each machine"))] = "",
    words: Said = Said(),
    how: How = How(),
) -> int:
    """Tie cases together."""
    if campaign or open:
        return _recall(ctx, ids, other, campaign, open, words, how)
    if not other:
        raise UsageError(T("missing: {names}", names="OTHER"), T("svc link ID OTHER --as parent"))
    if set(ctx.settings.codes_like("link", what)) == {"duplicate-of", "duplicated-by"}:
        ways = {"other": other, "ids": " ".join(ids)}
        raise UsageError(
            T("{what} may be both: which case is the copy?", what=what),
            T("--as duplicate-of: {ids} is a copy of {other}; --as duplicated-by: {other} is a copy of {ids}", **ways),
        )
    kind = entry.code(ctx.settings, "link", "links", what)
    if kind not in relations.INVERSE:
        known = Several(relations.INVERSE)
        raise UsageError(T("{what} is no way to tie cases: {names}", what=what, names=known))
    if kind == "child" and len(ids) > 1 and not remove:
        line = " ".join([*ids[1:], other, ids[0]])
        raise UsageError(
            T("{other} cannot be the child of several cases", other=other),
            T("the parent stands last: svc link {line} --as parent", line=line),
        )
    paths = ctx.paths(ids)
    target = counterpart(ctx, other, paths)
    reason, tied = ctx.said(*words), case_id_of(target)
    act = relations.unlinked if remove else relations.linked

    def verb(case: Case, _: Settings, clerk: Clerk) -> Change:
        if case.id != tied:
            return act(case, clerk, tied, kind, reason)
        others = [case_id_of(path) for path in paths]
        sides = [partial(act, clerk=clerk, other=name, what=relations.INVERSE[kind], reason=reason) for name in others]
        return acts.in_turn(case, sides)

    if target in paths:
        raise UsageError(T("{id} cannot be tied to itself", id=tied))
    last = tied if len(paths) > 1 else case_id_of(paths[0])  # the one that they are all about
    return ctx.change([*paths, target], verb, how, last=last)


def _recall(
    ctx: Context, ids: Sequence[str], other: str, query: str, kind: str, words: Said, how: How
) -> int:
    from svc.commands import campaign

    if len(ids) != 1 or other:
        raise UsageError(T("one case is the parent of a recall"), T("svc link ID --campaign QUERY"))
    return campaign.attach(ctx, ids[0], query, kind, ctx.said(*words), how)
