"""How a person settles conflicts: by --take and --set, or by answering a question a field."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from svc import asking, terminal
from svc.commands.context import Context
from svc.commands.disagreement import SIDES, shown
from svc.errors import SvcError, T, UsageError
from svc.store.merge.gone import FILE
from svc.store.merge.origins import Origins
from svc.store.merge.verdict import Choice, Conflict, can_take_both


def chosen(
    ctx: Context, conflicts: Sequence[Conflict], take: Sequence[str], given: Sequence[str],
    origins: Callable[[], Origins],
) -> dict[str, Choice]:
    """What was chosen on the command line, and what a person answers who can be asked.

    ``origins`` tells who gave the values. Raises UsageError.
    """  # fmt: skip
    by_field = {conflict.field: conflict for conflict in conflicts}
    found: dict[str, Choice] = {}
    for word in take:
        field, equals, side = word.rpartition("=")
        for name in [_known(by_field, field)] if equals else [name for name in by_field if name not in found]:
            found[name] = _side(by_field[name], side)
    for word in given:
        field, equals, text = word.partition("=")
        if not equals:
            raise UsageError(T("--set takes field=value, not {given}", given=word))
        found[_known(by_field, field)] = Choice("set", _typed(ctx, by_field[_known(by_field, field)], text))
    if not take and not given and terminal.may_prompt():
        known = origins()
        for name, conflict in by_field.items():
            found |= _asked(ctx, name, conflict, known)
    return found


def _known(by_field: Mapping[str, Conflict], field: str) -> str:
    from svc.schema.naming import field_named

    name = field if field in by_field else field_named(field)
    if name not in by_field:
        raise UsageError(
            T("{field} is not in conflict", field=field), T("in conflict: {fields}", fields=", ".join(by_field) or "-")
        )
    return name


def _side(conflict: Conflict, word: str) -> Choice:
    if word == "both":
        if not can_take_both(conflict):
            raise UsageError(T("{field} cannot say both", field=conflict.field), T("take ours or theirs, or --set it"))
        return Choice("both")
    if word not in SIDES:
        raise UsageError(T("--take takes ours, theirs or both, not {word}", word=word))
    return Choice("ours" if word == "ours" else "theirs")


def _typed(ctx: Context, conflict: Conflict, text: str) -> str:
    from svc.entry import typed

    if conflict.field in ("stage", FILE) or asking.is_structured(conflict.field):
        raise UsageError(T("{field} is taken from a side", field=conflict.field), T("--take {field}=ours, or theirs",
                         field=conflict.field))  # fmt: skip
    return typed(ctx.settings, asking.field(conflict.field), text, ctx.clerk())


def _asked(ctx: Context, name: str, conflict: Conflict, origins: Origins) -> dict[str, Choice]:
    """What a person answers about one field; nothing, to leave it."""
    for line in shown(ctx, conflict, origins):
        terminal.complain(line)
    both = can_take_both(conflict)
    question = T("o ours, t theirs, b both, Enter to leave it") if both else T("o ours, t theirs, Enter to leave it")
    while True:
        word = terminal.ask(question).lower()
        if not word:
            return {}
        side = next((side for side in (*SIDES, "both") if side.startswith(word)), word)
        try:
            return {name: _side(conflict, side)}
        except SvcError as error:
            terminal.report(error)
