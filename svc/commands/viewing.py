"""The desk at another revision, and at another moment: what ``--rev`` and ``--as-of`` mean to commands that list."""

from __future__ import annotations

from svc.commands import verdicts
from svc.commands.context import Context
from svc.model import Case, Problem
from svc.past import all_as_of


def viewed(ctx: Context, rev: str, as_of: str) -> Context:
    """This call on the desk as a revision has it, at the moment of ``--as-of``: its end where a day is meant.

    Raises UsageError, NotFoundError, StateError.
    """
    here = ctx.at_revision(rev)
    if as_of:
        here.now = verdicts.moment(here, as_of)
    return here


def cases_then(ctx: Context, as_of: str) -> tuple[list[Case], list[Problem]]:
    """Every case as it stood at the moment of ``--as-of``, closed ones too; as it is where no moment is named.

    And what is wrong with every file that cannot be read.
    """
    cases, problems = ctx.store.cases()
    return all_as_of(cases, ctx.now) if as_of else cases, problems


def open_then(ctx: Context, as_of: str) -> tuple[list[Case], list[Problem]]:
    """The cases that were open then, and what is wrong with every file that cannot be read and may be one of them."""
    closed = ctx.settings.workflow.closed
    if not as_of:
        return ctx.store.open_cases(closed)
    cases, problems = cases_then(ctx, as_of)
    return [case for case in cases if case.stage != closed], problems
