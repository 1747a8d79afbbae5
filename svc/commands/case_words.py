"""A case in words: each field by its name, codes by their labels, each event as a line."""

from __future__ import annotations

from collections.abc import Iterator

from svc.commands import wording
from svc.commands.context import Context
from svc.errors import SvcError
from svc.i18n import tr
from svc.model import Case, Event, flatten, is_empty, mapping
from svc.render.safe import one_line, safe_text
from svc.schema.fields import BY_PATH
from svc.store.reading import to_case
from svc.store.source import decode


def words_of(ctx: Context, data: bytes, file: str) -> str:
    """A case in words, ``""`` for what is none or cannot be read."""
    try:
        case = to_case(decode(data, file), file)
        return "".join(f"{line}\n" for line in _lines(ctx, case)) if case.stage and case.events else ""
    except SvcError:
        return ""


def _lines(ctx: Context, case: Case) -> Iterator[str]:
    """The fields that say something, the notes and the log."""
    for name, value in flatten(case.data):
        if name.split(".")[0] in ("log", "notes") or is_empty(value):
            continue
        known = BY_PATH.get(name)
        label = one_line(wording.label(name))
        if known and known.kind == "block" and isinstance(value, str):
            yield f"{label}:"
            yield from (f"  {line}" for line in safe_text(value, multiline=True).rstrip("\n").split("\n"))
        elif known and known.kind == "items" and isinstance(value, list):
            yield f"{label}:"
            yield from (f"  - {one_line(wording.value(ctx, name, [item]))}" for item in value)
        else:
            yield f"{label}: {one_line(wording.value(ctx, name, value))}"
    yield f"{tr(BY_PATH['log'].label)}:"
    for event in case.events:
        yield from _event(ctx, case, event)


def _event(ctx: Context, case: Case, event: Event) -> Iterator[str]:
    who = wording.doer(event.by, event.recorded_by)
    yield f"  {ctx.minute(event.at)}  {one_line(who)}  {one_line(wording.told(ctx, event))}"
    note = mapping(case.get("notes")).get(event.id, "")
    if isinstance(note, str) and note:
        yield from (f"    {line}" for line in safe_text(note, multiline=True).rstrip("\n").split("\n"))
