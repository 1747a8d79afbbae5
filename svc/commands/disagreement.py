"""Conflicts as people and scripts see them: both values of a field, who gave them and when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from svc import asking
from svc.commands.context import Context
from svc.errors import T, Text
from svc.i18n import tr
from svc.model import Value, is_empty
from svc.render.safe import one_line, safe_text
from svc.store import layout
from svc.store.merge.origins import Origin, Origins
from svc.store.merge.unmerged import Unmerged
from svc.store.merge.verdict import Conflict
from svc.store.scalars import flow

SIDES = ("ours", "theirs")
"""The two versions, as Git calls them."""
_WHY: dict[str, Text] = {
    "changed": T("both changed it"),
    "removed": T("one side took it away, the other changed it"),
    "moved": T("both moved the case"),
    "fixed": T("it never changes, and was changed"),
    "rule": T("each side is well, together they break a rule"),
    "deleted": T("one side deleted it, the other changed it"),
}


def called(one: Unmerged) -> str:
    """How a file is named in commands: a case by its id."""
    return layout.case_id_of(one.path) if one.path.startswith(f"{layout.CASES}/") else one.path


def record(conflict: Conflict, origins: Origins) -> dict[str, object]:
    """A field for scripts."""
    sides = {
        name: {"value": value, **origins.of(conflict.field, side)._asdict()}
        for side, (name, value) in enumerate(zip(SIDES, (conflict.ours, conflict.theirs), strict=True))
    }
    return {"field": conflict.field, "why": conflict.why, "base": conflict.base, **sides}


def told(
    ctx: Context, one: Unmerged, conflicts: Iterable[Conflict], origins: Origins | None, trouble: Text | None
) -> str:
    """A file with all that is in conflict in it, or what else is the matter."""
    lines = [one_line(called(one))]
    for conflict in conflicts:
        lines += shown(ctx, conflict, origins)
    if trouble:
        lines.append(f"  {one_line(tr(trouble))}")
    elif len(lines) == 1:
        lines.append(f"  {tr(T('by fields nothing is in conflict: svc conflicts {name}', name=called(one)))}")
    return "\n".join(lines) + "\n"


def shown(ctx: Context, conflict: Conflict, origins: Origins | None) -> Iterator[str]:
    """A field with the values of both sides, who gave them and when."""
    label = tr(asking.label(conflict.field))
    name = label if label == conflict.field else f"{label} ({conflict.field})"
    yield f"  {one_line(tr(T('{field}: {why}', field=name, why=_WHY[conflict.why])))}"
    yield from _value(tr(T("before")), conflict.base, Origin(), ctx)
    for side, value in enumerate((conflict.ours, conflict.theirs)):
        origin = origins.of(conflict.field, side) if origins else Origin()
        is_gone = conflict.why == "deleted" and not value
        yield from _value(SIDES[side], tr(T("(deleted)")) if is_gone else value, origin, ctx)


def _value(name: str, value: Value, origin: Origin, ctx: Context) -> Iterator[str]:
    when = f"  ({', '.join(filter(None, (origin.by, ctx.minute(origin.at))))})" if origin.by else ""
    text = value if isinstance(value, str) else flow(value)
    if is_empty(value):
        text = tr(T("(empty)"))
    words = safe_text(text, multiline=True).rstrip("\n").split("\n")
    if len(words) == 1:
        yield f"    {name:<8}{words[0]}{one_line(when)}"
        return
    yield f"    {name}{one_line(when)}"
    yield from (f"      {line}" for line in words)
