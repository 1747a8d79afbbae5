"""Ids that two clones drew for two things: what svc called otherwise when it brought them together, told from cases."""

from __future__ import annotations

from svc.model import Case, Data, Value, mapping, rows
from svc.patterns import pattern
from svc.schema.events import read_log
from svc.spare import MappingProxyType
from svc.typed import Iterable, Mapping

_NAMES: Mapping[str, str] = MappingProxyType({})


def renamed(row: Value, names: Mapping[str, str]) -> Value:
    """A line of the log under its new id, and with the new ids of the events that it speaks of."""
    if not isinstance(row, dict):
        return row
    found = {**row}
    for key in ("id", "of"):
        held = found.get(key)
        if isinstance(held, str):
            found[key] = " ".join(names.get(word, word) for word in held.split(" "))
    return found


def events(before: Case, after: Case, others: Iterable[Case] | None = None) -> dict[str, str]:
    """The events of ``before`` that stand in ``after`` under another id, since an event of another side has theirs.

    They say there what they said. ``others``: the other sides that came together in ``after``, one of which must have
    drawn the id; where they are not known (None) what took it must have been entered no later, as svc chooses.
    """
    old, new = _by_id(before), _by_id(after)
    sides = None if others is None else [_by_id(case) for case in others]
    known = set(old).union(*(sides or ()))
    fresh = [name for name in new if name not in known]
    found: dict[str, str] = {}
    for name, row in old.items():
        taken = new.get(name)
        if taken is None or not fresh or _said(taken) == _said(row):
            continue
        if sides is not None and not any(name in side and _said(side[name]) == _said(taken) for side in sides):
            continue
        match = next((each for each in fresh if _said(new[each]) == _said(row)), "")
        if match and (sides is not None or _entered(taken) <= _entered(row)):
            found[name] = match
            fresh.remove(match)
    return found


def called(case: Case, names: Mapping[str, str], cases: Mapping[str, str] = _NAMES) -> Case:
    """A case with other ids for some of its events, and wherever it speaks of them for some cases."""
    if not names and not cases:
        return case
    data = {key: _readdressed(value, cases) for key, value in case.data.items()}
    if names:
        data["log"] = [renamed(row, names) for row in rows(data.get("log", ""))]
        data["notes"] = {names.get(name, name): note for name, note in mapping(data.get("notes", "")).items()}
    found = read_log(data)
    return case._replace(data=data, events=tuple(sorted(found, key=lambda e: e.log_order)) if names else found)


def _readdressed(value: Value, names: Mapping[str, str]) -> Value:
    if isinstance(value, dict):
        return {readdressed(key, names): _readdressed(each, names) for key, each in value.items()}
    if isinstance(value, list):
        return [_readdressed(each, names) for each in value]
    return readdressed(value, names)


def readdressed(text: str, names: Mapping[str, str]) -> str:
    """A text in which some cases are called by another id, wherever it speaks of them."""
    for old, new in names.items():
        if old in text:
            text = pattern(rf"(?<![0-9A-Z-]){old}(?![0-9A-Z])").sub(new, text)
    return text


def _by_id(case: Case) -> dict[str, Data]:
    return {str(row.get("id", "")): row for row in rows(case.get("log"))}


def _said(row: Data) -> Data:
    """What a line says, but for its id, the ids that it speaks of, and what a merge decided of it."""
    return {key: value for key, value in row.items() if key not in ("id", "of", "void")}


def _entered(row: Data) -> str:
    return str(row.get("recorded") or row.get("at") or "")
