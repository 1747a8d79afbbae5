"""svc propose: proposals for the base branch; so far, keeping open ones up to date."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from svc import terminal
from svc.commands.context import Context
from svc.errors import T, UsageError
from svc.options import Arg, Json, Opt
from svc.store.sync.proposals import Updated, update
from svc.typed import Annotated

HELP = T(
    """Brings open branches of the remote up to date with the base, merged by fields, without checking them out: a forge
merges by lines, and its button turns green again. Without a BRANCH those that it could not merge. Where both sides
changed one field nothing is done to the branch, and both values are shown (exit status 1).

Examples:
  svc propose --update
  svc propose --update new-gates --base main
"""
)


def run(
    ctx: Context,
    branches: Annotated[Sequence[str], Arg(metavar="BRANCH", help=T("branches of the remote"))] = (),
    update_them: Annotated[bool, Opt("--update", help=T("bring them up to date with the base"))] = False,
    base: Annotated[str, Opt("--base", metavar="BRANCH", help=T("the base, where the remote names none"))] = "",
    json: Json = False,
) -> int:
    """Bring open branches up to date."""
    if not update_them:
        raise UsageError(T("svc propose takes --update"), T("svc propose --update {branches}",
                         branches=" ".join(map(shlex.quote, branches))))  # fmt: skip
    found = update(ctx.store, branches, base, lambda: ctx.now, terminal.may_prompt())
    if json:
        from svc.render.table import to_json

        terminal.out(to_json([_record(ctx, one) for one in found]))
    for one in found:
        _tell(ctx, one, json)
    if not found:
        terminal.say(T("no branch needs it"))
    troubles = [one.trouble.exit_code for one in found if one.trouble]
    return max([*troubles, *(1 for one in found if one.torn), 0])


def _tell(ctx: Context, one: Updated, json: bool) -> None:
    if one.trouble:
        terminal.report(one.trouble)
    elif one.commit and not json:
        terminal.out(f"{one.branch}\t{one.commit[:10]}\n")
    elif one.torn:
        from svc.commands.disagreement import called, told
        from svc.store.merge.origins import Origins

        for torn in one.torn:
            origins = Origins(ctx.store, torn.one, (one.ours, one.theirs)) if torn.conflicts else None
            trouble = None if torn.conflicts else T("it cannot be merged by fields")
            if not json:
                terminal.out(told(ctx, torn.one, torn.conflicts, origins, trouble))
            terminal.complain(T("{branch} is as it was: {id} is in conflict", branch=one.branch, id=called(torn.one)))
        terminal.complain(T("git switch {branch}; git merge {base}; svc conflicts; git merge --continue; git push",
                            branch=shlex.quote(one.branch), base=one.theirs[:10]))  # fmt: skip
    elif not one.commit:
        terminal.say(T("{branch} is up to date", branch=one.branch))


def _record(ctx: Context, one: Updated) -> dict[str, object]:
    from svc.commands.disagreement import called, record
    from svc.i18n import tr
    from svc.store.merge.origins import Origins

    sides = (one.ours, one.theirs)
    conflicts = [
        {"id": called(torn.one), "path": torn.one.path,
         "fields": [record(each, Origins(ctx.store, torn.one, sides)) for each in torn.conflicts]}
        for torn in one.torn
    ]  # fmt: skip
    trouble = tr(one.trouble.message) if one.trouble else ""
    return {"branch": one.branch, "commit": one.commit, "conflicts": conflicts, "trouble": trouble}
