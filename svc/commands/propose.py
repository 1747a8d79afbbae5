"""svc propose: put a resolution up for review; and keep open proposals up to date with their base."""

from __future__ import annotations

from collections.abc import Sequence

from svc.commands.context import Context
from svc.errors import T, UsageError
from svc.options import Arg, Json, NoVerify, Opt, SetFields, Told
from svc.typed import Annotated

HELP = T(
    """Puts what a case is to come to up for a decision: what the rules of svc.yaml ask to be approved, or what --of
names. With a remote it goes to a branch of its own, proposals/ID, which is pushed; the page for a pull request is
printed, or the request made where gh, glab or tea is installed. Without one, or with --here, it stays where you are.

--update brings open branches of the remote up to date with the base, merged by fields, without checking them out: a
forge merges by lines, and its button turns green again. Without a BRANCH those that it could not merge. Where both
sides changed one field nothing is done to the branch, and both values are shown (exit status 1).

Examples:
  svc propose @
  svc propose @ --here -m 'Please look at the risk of the spare parts.'
  svc propose 7K3M --show
  svc propose --update
"""
)


def run(
    ctx: Context,
    names: Annotated[
        Sequence[str], Arg(metavar="ID", help=T("cases: parts of their ids; with --update branches of the remote"))
    ] = (),
    here: Annotated[bool, Opt("--here", help=T("in this branch, without one of its own"))] = False,
    of: Annotated[Sequence[str], Opt("--of", metavar="FIELD", help=T("propose this field; may be repeated"))] = (),
    set: SetFields = (),
    show: Annotated[bool, Opt("--show", help=T("print what the reviewer gets to read, do nothing"))] = False,
    update_them: Annotated[bool, Opt("--update", help=T("bring them up to date with the base"))] = False,
    base: Annotated[str, Opt("--base", metavar="BRANCH", help=T("the base, where the remote names none"))] = "",
    words: Told = Told(),
    json: Json = False,
    no_verify: NoVerify = False,
) -> int:
    """Propose."""
    if update_them:
        if here or show or of or set:
            raise UsageError(T("--update takes branches, nothing else"))
        from svc.commands.updating_proposals import update

        return update(ctx, names, base, json)
    from svc.commands import proposal

    if not names:
        raise UsageError(T("missing: {names}", names="ID"), T("svc propose @, or svc propose --update"))
    if show:
        return proposal.show(ctx, names, of)
    return proposal.propose(ctx, names, proposal.Asked(ctx.said(*words), of, set, here, base, json, no_verify))
