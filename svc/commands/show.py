"""svc show: show one case."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from svc import terminal, workflow
from svc.commands import wording
from svc.commands.context import Context
from svc.commands.reading import record
from svc.errors import T
from svc.model import Case, mapping, stamp
from svc.options import CaseIds, Json
from svc.render import page
from svc.render.paint import Label
from svc.schema.fields import FIELDS, Field

HELP = T(
    """Shows a case as a page: its fields, what it still needs to leave its stage, and its log.

Examples:
  svc show @
  svc show 7K3M --json
"""
)

_SECTIONS = ("intake", "analysis", "resolution", "feedback", "summary")
_SKIPPED = ("id", "title", "reviews", "log", "notes", "more")


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
    heading = T("still needed to leave {stage}", stage=ctx.label("stage", case.stage))
    parts = (
        page.page(list(_sections(ctx, case)), width, colour),
        page.listing(heading, workflow.described(ctx.settings, case), width, colour),
        page.timeline(list(_moments(ctx, case)), width, colour, heading=T("log")),
    )
    return "\n".join(p for p in parts if p)


def _sections(ctx: Context, case: Case) -> Iterator[page.Section]:
    mark = " *" if case.path in ctx.store.edited([case.path]) else ""
    top = [f for f in FIELDS if "." not in f.path and f.kind != "section" and f.path not in _SKIPPED]
    yield page.Section(f"{case.id}  {case.text('title')}{mark}", _told(ctx, case, top))
    for name in _SECTIONS:
        inner = [f for f in FIELDS if f.path.startswith(name + ".") and f.kind != "section"]
        yield page.Section(ctx.label("stage", name), _told(ctx, case, inner))
    yield page.Section(T("more"), [(k, wording.plain(v)) for k, v in mapping(case.get("more")).items()])


def _told(ctx: Context, case: Case, fields: Sequence[Field]) -> list[tuple[Label, object]]:
    return [(f.label, wording.value(ctx, f.path, case.get(f.path))) for f in fields]


def _moments(ctx: Context, case: Case) -> Iterator[page.Moment]:
    notes = mapping(case.get("notes"))
    for event in case.events:
        body = notes.get(event.id, "")
        at = stamp(event.at)[:16].replace("T", " ")
        body = body if isinstance(body, str) else ""
        # The subject is the first line of the body: said once.
        short = event._replace(data={k: v for k, v in event.data.items() if k != "text"}) if body else event
        yield page.Moment(at, event.by, wording.told(ctx, short), body)
