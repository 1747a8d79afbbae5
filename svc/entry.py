"""What somebody typed for a field, turned into what the file keeps, or a refusal that names the nearest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches

from svc.clerk import Clerk
from svc.dates import spoken, when
from svc.errors import RefusedError, T, UsageError
from svc.model import Case, Value, mapping, stamp
from svc.schema.fields import BY_PATH, FIXED, FOLDED, Field
from svc.schema.settings import Settings
from svc.words import one_line, tidy


@dataclass(frozen=True, slots=True)
class Assignment:
    """``field=value`` or, with ``add``, ``field+=value`` of a command line; a list or map was written as ``{...}``."""

    name: str
    value: Value
    add: bool = False


def wanted(settings: Settings, case: Case, given: Sequence[Assignment], clerk: Clerk) -> dict[str, Value]:
    """The values that fields shall have. Raises UsageError, RefusedError."""
    found: dict[str, Value] = {}
    for one in given:
        settable(one.name)
        known, name = BY_PATH.get(one.name), one.name
        parent = BY_PATH.get(name.rpartition(".")[0])
        if parent is not None and parent.kind == "pairs" and isinstance(one.value, str):
            known, name = parent, parent.path
            value: Value = mapping(found.get(name, case.get(name))) | {one.name.rpartition(".")[2]: one_line(one.value)}
        elif isinstance(one.value, str):
            value = typed(settings, name, one.value, clerk.now)
        else:
            value = _structured(known, one, case, clerk)
        found[name] = _added(found.get(name, case.get(name)), value) if one.add else value
    return found


def _added(old: Value, new: Value) -> Value:
    if isinstance(new, list):
        return [*(old if isinstance(old, list) else []), *new]
    if isinstance(new, dict):
        return mapping(old) | new
    return f"{old}{new}" if old and isinstance(old, str) else new


def _structured(known: Field | None, one: Assignment, case: Case, clerk: Clerk) -> Value:
    """A value written as a list or map: items get an id of their own where they have none."""
    value = one.value
    if known is None:
        return value
    if known.kind == "items":
        items = value if isinstance(value, list) else [value]
        return [_item(item, known, case, clerk) for item in items]
    wants_list = known.kind in ("codes", "words")
    if isinstance(value, list) != wants_list or (not wants_list and known.kind not in ("pairs", "records", "free")):
        raise UsageError(T("{field} does not take such a value", field=one.name), T("write {field}=text", field=one.name))
    return value


def _item(item: Value, known: Field, case: Case, clerk: Clerk) -> Value:
    if not isinstance(item, dict):
        raise UsageError(
            T("{field} is a list of small maps", field=known.path), T("write {field}+='{{what: ..., due: ...}}'", field=known.path)
        )
    return item if item.get("id") else {"id": clerk.fresh_id(case)} | item


def settable(name: str) -> None:
    """Raises RefusedError for a field that never changes, UsageError for an unknown one or one with a verb."""
    top = name.split(".")[0]
    if top in FIXED:
        raise RefusedError(T("{field} never changes after a case was opened", field=name))
    if top in FOLDED:
        verbs = {"stage": "svc move", "waiting": "svc wait", "notes": "svc note", "links": "svc link"}
        raise UsageError(
            T("{field} is not set by hand", field=name), T("use {verb}", verb=verbs.get(top, "the verb for it"))
        )
    if name in BY_PATH or top == "more" or _inside(name):
        return
    near = get_close_matches(name, list(BY_PATH), 1)
    raise UsageError(
        T("{field} is not a field", field=name),
        T("did you mean {near}?", near=near[0]) if near else T("a desk's own fields stand under more."),
    )


def _inside(name: str) -> bool:
    parent = BY_PATH.get(name.rpartition(".")[0])
    return parent is not None and parent.kind in ("pairs", "records")


def typed(settings: Settings, name: str, text: str, now: datetime) -> Value:
    """What a field keeps of what somebody typed: codes from labels, instants from dates, words tidied.

    Raises UsageError when it cannot be that field's value.
    """
    known = BY_PATH.get(name)
    kind = known.kind if known else "line"
    if not text.strip():
        return ""
    if kind == "block" or (known is None and "\n" in text.strip()):
        return tidy(text)
    if kind in ("instant", "when"):
        return when(text, now) if kind == "when" else stamp(spoken(text, now))
    if kind == "code" and known:
        return code(settings, known.codes, name, one_line(text))
    if kind == "codes":
        return [*sorted({one_line(w) for w in text.replace("，", ",").split(",") if w.strip()})]
    if kind == "words":
        return [one_line(w) for w in text.replace("，", ",").split(",") if w.strip()]
    return one_line(text)


def code(settings: Settings, group: str, name: str, word: str) -> str:
    """The code that a word means in a list of the desk. Raises UsageError with the nearest ones."""
    found = settings.code(group, word)
    if found is not None:
        return found
    listed = list(settings.codes.get(group, {}))
    near = get_close_matches(word, listed, 1)
    hint = T("did you mean {near}?", near=near[0]) if near else T("known are {names}", names=", ".join(listed))
    raise UsageError(T("{value} is not a {field}", value=repr(word), field=name), hint)
