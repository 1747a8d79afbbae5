"""Open branches of the remote brought up to date with their base: ``svc propose --update``."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from svc import terminal
from svc.commands.context import Context
from svc.errors import T
from svc.store.sync.proposals import Updated
from svc.store.sync.proposals import update as updated


def update(ctx: Context, branches: Sequence[str], base: str, json: bool) -> int:
    """Bring branches up to date, those that need it where none is named; 1 where one is in conflict."""
    found = updated(ctx.store, branches, base, lambda: ctx.now, terminal.may_prompt())
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
