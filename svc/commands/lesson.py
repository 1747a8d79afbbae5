"""svc lesson: what a case taught."""

from __future__ import annotations

from svc import lessons, terminal
from svc.commands.context import Context
from svc.errors import T, UsageError
from svc.options import By, CaseIds, How, Json, NoVerify, Opt, Told
from svc.typed import TYPE_CHECKING, Annotated

if TYPE_CHECKING:
    from svc.model import Case

HELP = T(
    """Records the lesson of a case, or prints it when no text is given. A lesson is for all: what to do otherwise
next time, without the customer's words. Its text stands in its commit as well, so git log --grep finds it.
One that is there already is not lost: --replace says so, and -e opens it in your editor.

Examples:
  svc lesson @ -m 'Measure the crimp after each change of tool.'
  svc lesson 7K3M -e
  svc lesson 7K3M
"""
)


def run(
    ctx: Context,
    ids: CaseIds,
    words: Told = Told(),
    replace: Annotated[bool, Opt("--replace", help=T("put it in the place of the one that is there"))] = False,
    by: By = "",
    json: Json = False,
    no_verify: NoVerify = False,
) -> int:
    """Record or print a lesson."""
    if not (words.message or words.file or words.edit):
        return _show(ctx, [ctx.store.load(path) for path in ctx.paths(ids)], json)
    text = _edited(ctx, ids) if words.edit and not (words.message or words.file) else ctx.said(*words)
    if not text.strip():
        raise UsageError(T("missing: {names}", names="--message, --file, --edit"))
    how = How("", by, json, no_verify)
    instead = replace or words.edit
    return ctx.change(ids, lambda case, rules, clerk: lessons.record(rules, case, text, clerk, instead), how)


def _edited(ctx: Context, ids: CaseIds) -> str:
    """The lesson of one case as the editor leaves it."""
    from svc.commands.given import edited_text

    paths = ctx.paths(ids)
    if len(paths) > 1:
        raise UsageError(T("the editor takes one case at a time"))
    return edited_text(ctx.store.load(paths[0]).text(lessons.FIELD))


def _show(ctx: Context, cases: list[Case], json: bool) -> int:
    if json:
        from svc.render.table import to_json

        told = [{"id": case.id, "lesson": case.text(lessons.FIELD)} for case in cases]
        terminal.out(to_json(told[0] if len(told) == 1 else told))
        return 0
    for case in cases:
        text = lessons.lesson(case)
        if not text.strip():
            terminal.say(T("{id} has no lesson yet; svc lesson {id} -m '...' records one", id=case.id))
        elif len(cases) == 1:
            terminal.out(text + "\n")
        else:
            from svc.render.page import indented

            terminal.out(f"{case.id}\n{indented(text, 1)}")
    return 0
