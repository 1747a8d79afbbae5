"""svc conflicts: what a merge could not decide, and how to settle it."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence

from svc import terminal
from svc.commands import withheld
from svc.commands.choosing import chosen
from svc.commands.context import Context
from svc.commands.disagreement import called, record, told
from svc.errors import NotFoundError, RefusedError, Several, T, Text, UsageError, counted
from svc.i18n import tr
from svc.model import InvalidFileError
from svc.options import Arg, Json, Opt
from svc.store.merge import gone
from svc.store.merge.origins import Origins
from svc.store.merge.unmerged import Unmerged, is_untouched, resolve, unmerged
from svc.typed import TYPE_CHECKING, Annotated

if TYPE_CHECKING:
    from svc.schema.settings import Settings
    from svc.store.merge import Merged
    from svc.store.merge.verdict import Choice, Conflict, Why

HELP = T(
    """Lists the files that a merge left in conflict, whoever merged, with both values of each field, who gave them and
when. With an ID it settles that case: it asks for each field on a terminal, or takes what --take and --set say.
The value that was not taken is kept in the log. Files that Git merged by lines are merged by fields first, so that
often nothing is left to decide. Then it says how to go on. Exit status 1 while anything is in conflict.

Examples:
  svc conflicts
  svc conflicts 7K3M --take title=theirs --take description=both
  svc conflicts 7K3M --set priority=high
"""
)

def run(
    ctx: Context,
    ids: Annotated[Sequence[str], Arg(metavar="ID", help=T("cases, or files, to settle"))] = (),
    take: Annotated[
        Sequence[str],
        Opt("--take", metavar="FIELD=SIDE", help=T("ours, theirs or both; a side alone for all that is left")),
    ] = (),
    set: Annotated[Sequence[str], Opt("--set", metavar="FIELD=VALUE", help=T("neither: this value"))] = (),
    json: Json = False,
) -> int:
    """List or settle conflicts."""
    withheld.refuse_personal(ctx, set)
    found = unmerged(ctx.store)
    if not ids:
        if take or set:
            raise UsageError(T("--take and --set need the case that they are for"), T("svc conflicts lists the cases"))
        return _listed(ctx, found, json)
    wanted = [_named(ctx, found, word) for word in dict.fromkeys(ids)]
    done = [_settled(ctx, one, take, set) for one in wanted]
    _go_on(ctx, [one for one in found if one not in wanted or not done[wanted.index(one)]])
    return 0 if all(done) else 1


def _named(ctx: Context, found: Sequence[Unmerged], word: str) -> Unmerged:
    path = word if any(one.path == word for one in found) else ctx.store.find(word)
    one = next((one for one in found if one.path == path), None)
    if one is None:
        raise NotFoundError(T("{name} is not in conflict", name=path), T("svc conflicts lists what is"))
    return one


def _rules(ctx: Context) -> Settings | None:
    """The rules in force: the committed ones, since a merge may be at work on svc.yaml itself."""
    return ctx.store.committed_settings()


def _merged(ctx: Context, one: Unmerged) -> tuple[Merged | None, Mapping[str, Why], Text | None]:
    """The merge of a file by fields, or why it cannot be made."""
    try:
        return *one.merged(_rules(ctx)), None
    except InvalidFileError as error:
        said = {"where": error.where, "message": error.message}
        return None, {}, T("it cannot be read on one side, {where}: {message}", **said)


def _listed(ctx: Context, found: Sequence[Unmerged], json: bool) -> int:
    rows: list[dict[str, object]] = []
    for one in found:
        merged, _, trouble = _merged(ctx, one)
        conflicts = merged.conflicts if merged else ()
        origins = Origins(ctx.store, one) if conflicts else None
        fields = [record(each, origins) for each in conflicts if origins]
        rows.append({"id": called(one), "path": one.path, "fields": fields, "trouble": tr(trouble) if trouble else ""})
        if not json:
            terminal.out(told(ctx, one, conflicts, origins, trouble))
    if json:
        from svc.render.table import to_json

        terminal.out(to_json(rows))
    elif not found:
        terminal.say(T("nothing is in conflict"))
    return 1 if found else 0


def _settled(ctx: Context, one: Unmerged, take: Sequence[str], set: Sequence[str]) -> bool:
    """Whether a file is settled, and written."""
    merged, contested, trouble = _merged(ctx, one)
    if merged is None:
        raise RefusedError(trouble or T("it cannot be merged"), where=one.path)
    if not is_untouched(ctx.store, one, merged.text):
        raise RefusedError(
            T("{path} was resolved by hand", path=one.path),
            T("git add {path} keeps that; git checkout -m -- {path} begins anew", path=one.path),
        )
    choices = chosen(ctx, merged.conflicts, take, set, lambda: Origins(ctx.store, one))
    left, text = _decided(ctx, one, merged, contested, choices)
    if left:
        terminal.out(told(ctx, one, left, Origins(ctx.store, one), None))
        given = [*(f"--take {word}" for word in take), *(f"--set {shlex.quote(word)}" for word in set)]
        given += [f"--take {each.field}=ours" for each in left]
        terminal.complain(T("svc conflicts {id} {options}   (or theirs)", id=called(one), options=" ".join(given)))
        return False
    resolve(ctx.store, one, text)
    terminal.out(f"{one.path}\n")
    return True


def _decided(
    ctx: Context, one: Unmerged, merged: Merged, contested: Mapping[str, Why], choices: Mapping[str, Choice]
) -> tuple[Sequence[Conflict], str | None]:
    """What is in conflict still with these choices, and the text, None where the file goes. Raises RefusedError."""
    from svc.store.merge.holding import broken
    from svc.store.merge.settling import settle

    if one.ours is None or one.theirs is None:
        choice = choices.get(gone.FILE)
        return ((), gone.survivor(one.ours, one.theirs, choice)) if choice else (merged.conflicts, merged.text)
    if not merged.conflicts:
        return (), merged.text
    sides = (one.base or None, one.ours, one.theirs)
    made = settle(*sides, one.path, choices, ctx.me, ctx.now, contested)
    rules = _rules(ctx)
    against = broken(made.text, *sides, one.path, rules) if rules and not made.conflicts else {}
    if against:
        raise RefusedError(
            T("with these choices {id} breaks a rule: {fields}", id=called(one), fields=Several(against)),
            T("take the other side of one of them"),
        )
    return made.conflicts, made.text


def _go_on(ctx: Context, left: Sequence[Unmerged]) -> None:
    """Say what is left, or how to go on."""
    if left:
        one, many = T("{count} file is still in conflict"), T("{count} files are still in conflict")
        terminal.say(counted(len(left), one, many))
        return
    busy = ctx.store.repo.in_progress
    if busy:
        terminal.say(T("nothing is in conflict any more; go on with: git {name} --continue", name=busy))
    else:
        terminal.say(T("nothing is in conflict any more; svc commit takes the result in"))
