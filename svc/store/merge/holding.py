"""Merges held to the rules of the desk: what two sides break together, each being well by itself, is a conflict."""

from __future__ import annotations

from collections.abc import Iterator

from svc.model import Case, Value, is_empty
from svc.schema import fold, gates
from svc.schema.fields import BY_PATH
from svc.schema.settings import Settings
from svc.store.canonical import fmt
from svc.store.codec import read
from svc.store.entry import is_case
from svc.store.merge import MARKS, Merged, merge
from svc.store.merge.pieces import Marks
from svc.store.merge.verdict import Why
from svc.store.reading import problems_of, to_case
from svc.store.tree import plain


def merge_held(
    base: str | None, ours: str, theirs: str, path: str, settings: Settings | None, marks: Marks = MARKS
) -> tuple[Merged, dict[str, Why]]:
    """The merge of a file, and the fields that are in conflict because of a rule: ``settle`` wants to know them.

    ``settings`` are the rules in force, None where there are none that can be read. Raises InvalidFileError.
    """
    merged = merge(base, ours, theirs, path, marks=marks)
    if merged.conflicts or settings is None:
        return merged, {}
    contested = broken(merged.text, base, ours, theirs, path, settings)
    if not contested:
        return merged, {}
    return merge(base, ours, theirs, path, contested=contested, marks=marks), contested


def broken(merged: str, base: str | None, ours: str, theirs: str, path: str, settings: Settings) -> dict[str, Why]:
    """The fields of a merged case that break a rule which neither side broke."""
    data = plain(read(merged, path))
    if not isinstance(data, dict) or not is_case(data):
        return {}
    sides = [fmt(text, path) for text in (ours, theirs)]
    before = to_case(base, path) if base is not None else Case({}, path)
    known = {said for side in sides for said in _broken(side, path, settings)}
    case, one, two = (to_case(text, path) for text in (merged, *sides))
    found: dict[str, Why] = {}
    for said in _broken(merged, path, settings):
        if said in known:
            continue
        name = _field(said[0])  # of an item, its list
        if not all(_same(side.get(name), before.get(name)) for side in (one, two)):
            found[name] = "rule"
        elif said[1] or case.stage == settings.workflow.closed:
            found["stage"] = "rule"
    return found


def _broken(text: str, path: str, settings: Settings) -> Iterator[tuple[str, str]]:
    """What a case breaks: field and words of an error, the field alone for what a gate behind it asks for."""
    for problem in problems_of(text, path, settings):
        if problem.severity == "error":
            yield _field(problem.field), str(problem.message)
    case = to_case(text, path)
    if fold.way_out(case.events):
        return
    behind = gates.passed(settings.workflow, case)
    for choice in gates.unmet_by(settings.workflow, case, behind):
        yield choice[0], ""
    for name in gates.barred_by(settings.workflow, case, behind):
        yield name, ""


def _field(name: str) -> str:
    """The field that a person decides on: the stage, for what the log says wrong."""
    name = known_field(name)
    return "stage" if name in ("log", "notes") else name


def known_field(name: str) -> str:
    """The field of the table that a name is in: of a key of an item, its list."""
    while name not in BY_PATH and "." in name:
        name = name.rpartition(".")[0]
    return name


def _same(one: Value, two: Value) -> bool:
    return one == two or (is_empty(one) and is_empty(two))
