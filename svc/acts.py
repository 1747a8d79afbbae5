"""Acts made of several: what ``--set`` changes, then the verb itself, as one change."""

from __future__ import annotations

from svc import entry, lowering, verbs, workflow
from svc.clerk import Clerk
from svc.model import Case, Change, Data, Value, rows
from svc.schema.fields import BY_PATH
from svc.schema.settings import Settings
from svc.typed import Callable, Iterable, Sequence


def edit(rules: Settings, case: Case, given: Sequence[entry.Assignment], clerk: Clerk, reason: str = "") -> Change:
    """Set what was given on the command line. Raises UsageError, RefusedError."""
    change = verbs.edit(case, entry.wanted(rules, case, given, clerk), clerk, reason)
    _refuse(rules, case, change, clerk, reason)
    return change


def _refuse(rules: Settings, case: Case, change: Change, clerk: Clerk, reason: str) -> None:
    lowering.refuse(rules, case, change.sets, clerk, reason)
    lowering.refuse_retype(case, change.sets, reason)
    if "path" in change.sets:
        workflow.check_path(rules, verbs.after(case, change))


def edit_then(
    rules: Settings, case: Case, given: Sequence[entry.Assignment], clerk: Clerk, reason: str,
    then: Callable[[Case], Change],
) -> Change:
    """Set what was given, then do the verb to the case as it is by then; ``reason`` is why all of it is done."""
    first = verbs.edit(case, entry.wanted(rules, case, given, clerk), clerk)
    _refuse(rules, case, first, clerk, reason)
    return verbs.joined(first, then(verbs.after(case, _by_place(case, first))))


def _by_place(case: Case, change: Change) -> Change:
    """A change whose new items have no id yet: what lacks in one is called by its place.

    The line typed again gives it another id, and its place is the same.
    """
    lists = [name for name in change.sets if name in BY_PATH and BY_PATH[name].kind == "items"]
    known = {name: [item.get("id") for item in rows(case.get(name))] for name in lists}
    bare: dict[str, Value] = {name: [_bare(item, known[name]) for item in rows(change.sets[name])] for name in lists}
    return change._replace(sets={**change.sets, **bare})


def _bare(item: Data, known: Sequence[object]) -> Data:
    return item if item.get("id") in known else {key: value for key, value in item.items() if key != "id"}


def in_turn(case: Case, steps: Iterable[Callable[[Case], Change]]) -> Change:
    """Several acts on one case, each on the case as the one before left it."""
    whole, now = Change(), case
    for step in steps:
        change = step(now)
        whole, now = verbs.joined(whole, change), verbs.after(now, change)
    return whole
