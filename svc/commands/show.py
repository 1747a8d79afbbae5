"""svc show: show one case."""

from __future__ import annotations

from collections.abc import Iterator

from svc import terminal, workflow
from svc.commands import wording
from svc.commands.context import Context
from svc.commands.reading import record
from svc.errors import T
from svc.model import Case, mapping, stamp
from svc.options import CaseIds, Json
from svc.render import page
from svc.render.paint import Label
from svc.schema.fields import FIELDS

HELP = T(
    """Shows a case as a page: its fields, what it still needs to leave its stage, and its log.

Examples:
  svc show @
  svc show 7K3M --json
"""
)

_HEADER = ("intake", "analysis", "resolution", "feedback", "summary")
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
    yield page.Section(title, [(f.label, wording.value(ctx, f.path, case.get(f.path))) for f in top])
    for name in _HEADER:
        inner = [f for f in FIELDS if f.path.startswith(name + ".") and f.kind != "section"]
        yield page.Section(
            ctx.label("stage", name), [(f.label, wording.value(ctx, f.path, case.get(f.path))) for f in inner]
        )
    yield page.Section(T("more"), [(k, wording.plain(v)) for k, v in mapping(case.get("more")).items()])
    yield page.Section(
        T("still needed to leave {stage}", stage=ctx.label("stage", case.stage)), list(_needs(ctx, case))
    )


def _needs(ctx: Context, case: Case) -> Iterator[tuple[Label, object]]:
    for need in workflow.described(ctx.settings, case):
        yield "-", need


def _moments(ctx: Context, case: Case) -> Iterator[page.Moment]:
    notes = mapping(case.get("notes"))
    for event in case.events:
        body = notes.get(event.id, "")
        at = stamp(event.at)[:16].replace("T", " ")
        yield page.Moment(at, event.by, wording.told(ctx, event), body if isinstance(body, str) else "")
