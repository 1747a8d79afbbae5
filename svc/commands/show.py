"""svc show: show one case."""

from __future__ import annotations

from collections.abc import Iterator

from svc import terminal, workflow
from svc.commands.context import Context
from svc.commands.reading import record
from svc.errors import T
from svc.i18n import tr
from svc.model import Case, Value, mapping, stamp
from svc.options import CaseIds, Json
from svc.render import page
from svc.render.paint import Label
from svc.schema.events import KINDS
from svc.schema.fields import FIELDS, Field

HELP = T(
    """Shows a case as a page: its fields, what it still needs to leave its stage, and its log.

Examples:
  svc show @
  svc show 7K3M --json
"""
)

_HEADER = ("intake", "analysis", "resolution", "feedback", "summary")
_WAYS = {"in": T("from the customer"), "out": T("to the customer")}
_SKIPPED = ("log", "notes", "more")


def run(ctx: Context, ids: CaseIds, json: Json = False) -> int:
    """Show one case."""
    cases = [ctx.store.load(path) for path in ctx.paths(ids)]
    if json:
        from svc.render.table import to_json

        found = [record(c) for c in cases]
        terminal.out(to_json(found[0] if len(found) == 1 else found))
    else:
        terminal.out("\n".join(_page(ctx, case) for case in cases), paged=True)
    ctx.store.touched(cases[-1].id)
    return 0


def _page(ctx: Context, case: Case) -> str:
    width, colour = terminal.width(), terminal.colours()
    parts = [page.page(list(_sections(ctx, case)), width, colour)]
    parts.append(page.timeline(list(_moments(ctx, case)), width, colour, heading=T("log")))
    return "\n".join(p for p in parts if p)


def _sections(ctx: Context, case: Case) -> Iterator[page.Section]:
    title = f"{case.id}  {case.text('title')}"
    if case.path in ctx.store.edited([case.path]):
        title += " *"
    top = [
        f
        for f in FIELDS
        if "." not in f.path and f.kind != "section" and f.path not in (*_SKIPPED, "id", "title", "reviews")
    ]
    yield page.Section(title, [(f.label, _value(ctx, case, f)) for f in top])
    for name in _HEADER:
        inner = [f for f in FIELDS if f.path.startswith(name + ".") and f.kind != "section"]
        yield page.Section(ctx.label("stage", name), [(f.label, _value(ctx, case, f)) for f in inner])
    yield page.Section(T("more"), [(k, _plain(v)) for k, v in mapping(case.get("more")).items()])
    yield page.Section(
        T("still needed to leave {stage}", stage=ctx.label("stage", case.stage)), list(_needs(ctx, case))
    )


def _needs(ctx: Context, case: Case) -> Iterator[tuple[Label, object]]:
    for need in workflow.described(ctx.settings, case):
        yield "-", need


def _value(ctx: Context, case: Case, field: Field) -> object:
    value = case.get(field.path)
    if field.codes and value:
        words = value if isinstance(value, list) else [value]
        return ", ".join(ctx.label(field.codes, str(w)) for w in words)
    if field.kind in ("instant", "when"):
        return str(value)[:16].replace("T", " ")
    return _plain(value)


def _plain(value: Value) -> object:
    if isinstance(value, list):
        return (
            "\n".join(str(_plain(v)) for v in value)
            if any(isinstance(v, dict) for v in value)
            else ", ".join(map(str, value))
        )
    if isinstance(value, dict):
        return ", ".join(f"{k}: {_plain(v)}" for k, v in value.items() if v)
    return value


def _moments(ctx: Context, case: Case) -> Iterator[page.Moment]:
    notes = mapping(case.get("notes"))
    for event in case.events:
        kind = KINDS[event.kind].label if event.kind in KINDS else event.kind
        words = T("{kind} {rest}", kind=kind, rest=_rest(ctx, event.data))
        body = notes.get(event.id, "")
        at = stamp(event.at)[:16].replace("T", " ")
        yield page.Moment(at, event.by, words, body if isinstance(body, str) else "")


def _rest(ctx: Context, data: object) -> str:
    held = data if isinstance(data, dict) else {}
    said = [ctx.label("stage", str(held["stage"]))] if "stage" in held else []
    if "from" in held or "to" in held:
        said.append(f"{_named(ctx, held.get('from', ''))} -> {_named(ctx, held.get('to', ''))}")
    said += [tr(_WAYS.get(str(held["way"]), str(held["way"])))] if "way" in held else []
    said += [ctx.label("channel", str(held["via"]))] if "via" in held else []
    said += [ctx.label("wait", str(held["for"]))] if "for" in held else []
    if held.get("text"):
        said.append(str(held["text"]))
    return "  ".join(said)


def _named(ctx: Context, code: object) -> str:
    for group in ("stage", "severity", "priority", "type", "path", "warranty", "charge", "channel"):
        if code in ctx.settings.codes.get(group, {}):
            return ctx.label(group, str(code))
    return str(code) or "-"
