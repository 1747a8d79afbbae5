"""A case called by the serial number that a customer reads out, or known by a word, where no id answers to it."""

from __future__ import annotations

from collections.abc import Sequence

from svc import terminal
from svc.errors import NotFoundError, T, Text
from svc.likeness import serials
from svc.render.safe import one_line
from svc.typed import TYPE_CHECKING
from svc.words import key

if TYPE_CHECKING:
    from svc.commands.context import Context
    from svc.model import Case

_SHOWN = 5
_TOLD = ("title", "customer")
_LEAST = 2
"""Characters that are looked for."""


def numbered(ctx: Context, word: str, missed: NotFoundError) -> str:
    """The file of the only open case of a serial number, said on stderr.

    Raises NotFoundError: one that lists the cases of that number where several are open or all are closed, one that
    names the only open case of such a title or customer, else the one that it was ``missed`` with.
    """
    wanted = key(word).casefold()
    if len(wanted) < _LEAST:
        raise missed
    cases = ctx.store.records()[0]
    found = [case for case in cases if wanted in serials(case)]
    if not found:
        raise _meant(ctx, cases, wanted, missed) or missed
    closed = ctx.settings.workflow.closed
    open_ones = [case for case in found if case.stage != closed]
    if len(open_ones) == 1:
        terminal.say(_line(ctx, open_ones[0]))
        return open_ones[0].path
    shown = sorted(open_ones or found, key=lambda case: case.text("opened_at"), reverse=True)
    said = T("{word} is the serial number of {count} open cases", word=word, count=len(open_ones))
    if not open_ones:
        said = T("no open case has the serial number {word}; closed ones have", word=word)
    raise NotFoundError(said, T("name one by its id"), details=tuple(_line(ctx, case) for case in shown[:_SHOWN]))


def _meant(ctx: Context, cases: Sequence[Case], word: str, missed: NotFoundError) -> NotFoundError | None:
    """The error that names the only open case in whose title or customer a word stands; None where there is none."""
    closed = ctx.settings.workflow.closed
    found = [case for case in cases if case.stage != closed and any(word in _folded(case, name) for name in _TOLD)]
    if len(found) != 1:
        return None
    return NotFoundError(missed.message, T("did you mean {near}?", near=_line(ctx, found[0])))


def _folded(case: Case, name: str) -> str:
    return key(case.text(name)).casefold()


def _line(ctx: Context, case: Case) -> Text:
    """A case in a line: its id, when it came, its stage, who has it, what it is about."""
    parts = (ctx.minute(case.text("opened_at")), ctx.label("stage", case.stage), case.text("assignee"))
    said = "  ".join(part for part in (*parts, one_line(case.text("title"))) if part)
    return T("{id}  {said}", id=case.id, said=said)
