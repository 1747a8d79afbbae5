"""Acts made of several: what ``--set`` changes, then the verb itself, as one change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from svc import entry, verbs, workflow
from svc.clerk import Clerk
from svc.model import Case, Change
from svc.schema.settings import Settings


def edit(rules: Settings, case: Case, given: Sequence[entry.Assignment], clerk: Clerk, reason: str = "") -> Change:
    """Set what was given on the command line. Raises UsageError, RefusedError."""
    change = verbs.edit(case, entry.wanted(rules, case, given, clerk), clerk, reason)
    if "path" in change.sets:
        workflow.check_path(rules, verbs.after(case, change))
    return change


def edit_then(
    rules: Settings, case: Case, given: Sequence[entry.Assignment], clerk: Clerk, then: Callable[[Case], Change]
) -> Change:
    """Set what was given, then do the verb to the case as it is by then."""
    first = edit(rules, case, given, clerk)
    return verbs.joined(first, then(verbs.after(case, first)))


def in_turn(case: Case, steps: Iterable[Callable[[Case], Change]]) -> Change:
    """Several acts on one case, each on the case as the one before left it."""
    whole, now = Change(), case
    for step in steps:
        change = step(now)
        whole, now = verbs.joined(whole, change), verbs.after(now, change)
    return whole
