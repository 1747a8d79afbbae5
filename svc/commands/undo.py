"""svc undo: take back the last act on a case."""

from __future__ import annotations

from svc import terminal, undoing
from svc.clerk import Clerk
from svc.commands.context import Context
from svc.errors import RefusedError, T, counted
from svc.model import Case, Change
from svc.options import CaseIds, How, Said
from svc.schema.settings import Settings
from svc.store.layout import case_id_of

HELP = T(
    """Takes back the last act on a case: its fields get what they held before, its events count no more. Nothing is
erased: the log says what was undone. A second undo goes further back; the undo of new closes the case as void.
What tied cases together (link, split, close as a duplicate) is taken back on all of them.

Examples:
  svc undo @
  svc undo 7K3M -m 'Wrong case.'
"""
)


def run(ctx: Context, ids: CaseIds, words: Said = Said(), how: How = How()) -> int:
    """Undo the last act."""
    reason, paths = ctx.said(*words), ctx.paths(ids)
    planned = _planned(ctx, paths)

    def verb(case: Case, rules: Settings, clerk: Clerk) -> Change:
        return undoing.undo(rules, case, _acts(ctx, case.path), clerk, reason, planned[case.path])

    acts = [undoing.newest(ctx.store.load(path), _acts(ctx, path)) for path in planned]
    status = ctx.change([*planned], verb, how, last=case_id_of(paths[-1]))
    _tell_others(ctx, {act.commit for act in acts if act}, {case_id_of(path) for path in planned})
    return status


def _tell_others(ctx: Context, commits: set[str], done: set[str]) -> None:
    """Say which cases the same commit changed that were left as they are."""
    from svc.store.past import together

    others = [name for commit in sorted(commits) for name in together(ctx.store, commit) if name not in done]
    if others:
        count = counted(len(others), T("{count} more case"), T("{count} more cases"))
        terminal.say(T("the same command changed {cases}: svc undo {ids}", cases=count, ids=" ".join(others)))


def _acts(ctx: Context, path: str) -> list[undoing.Act]:
    from svc.store.past import past

    return [undoing.Act(*done) for done in past(ctx.store, path)]


def _planned(ctx: Context, paths: list[str]) -> dict[str, str]:
    """The files of the cases that are changed, each with the commit to take back where it tied several."""
    found: dict[str, str] = {}
    for path in paths:
        act = undoing.newest(ctx.store.load(path), _acts(ctx, path))
        commit = act.commit if act and act.tied else ""
        todo = [path]
        while todo:
            place = todo.pop()
            if found.setdefault(place, commit) != commit:
                one = case_id_of(place)
                raise RefusedError(T("{id} has several acts to take back here", id=one), T("svc undo {id}", id=one))
            tied = [name for each in _acts(ctx, place) if each.commit == commit for name in each.tied]
            todo += [other for other in map(ctx.store.find, tied) if other not in found]
    return found
