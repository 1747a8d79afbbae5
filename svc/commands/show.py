"""svc show: show cases."""

from __future__ import annotations

from svc import disclosure, terminal
from svc.commands import sheet
from svc.commands.context import Context
from svc.commands.reading import record
from svc.commands.sheet import Sheet
from svc.errors import T
from svc.model import Case
from svc.options import CaseIds, Json, Opt
from svc.render import page
from svc.render.narrow import without_hosts
from svc.render.page import Section
from svc.render.values import shown
from svc.typed import Annotated

HELP = T(
    """Shows a case as a page: its fields, what is outstanding (promises, waits, handovers), what it still needs to
leave its stage, what was said with the customer, the files, and its log. --customer leaves out all that is internal:
what is left may be sent to them. --unmasked puts in what lies in the vault.

Examples:
  svc show @
  svc show 7K3M --customer --format md
  svc show 7K3M --json
"""
)


def run(
    ctx: Context,
    ids: CaseIds,
    customer: Annotated[bool, Opt("--customer", help=T("only what the customer may see"))] = False,
    format: Annotated[str, Opt("--format", choices=("table", "md", "json"), help=T("how to print; a page"))] = "",
    json: Json = False,
    unmasked: Annotated[bool, Opt("--unmasked", help=T("with the words that lie in the vault"))] = False,
) -> int:
    """Show cases."""
    cases = [ctx.store.load(path) for path in ctx.paths(ids)]
    if unmasked:
        from svc.store.private import spelled_out

        cases = [spelled_out(ctx.store, case) for case in cases]
    if json or format == "json":
        from svc.render.table import to_json

        found = [disclosure.as_data(c) if customer else record(c) for c in cases]
        terminal.out(to_json(found[0] if len(found) == 1 else found))
    else:
        sheets = [sheet.for_customer(ctx, c) if customer else sheet.internal(ctx, c) for c in cases]
        if format == "md" and not customer:
            sheets = [_as_document(ctx, s, c) for s, c in zip(sheets, cases, strict=True)]
        terminal.out("\n".join(_markdown(s) if format == "md" else _page(s) for s in sheets), paged=True)
    return 0


def _as_document(ctx: Context, found: Sheet, case: Case) -> Sheet:
    """A page to be kept: how the case stands by its time targets, and no lines to be typed."""
    first, *others = found.sections
    return found._replace(sections=[first, sheet.targets(ctx, case), *others], needed=Section("", []))


def _page(found: Sheet) -> str:
    width, colour = terminal.width(), terminal.colours()
    needed = [shown(words) for _, words in found.needed.fields]
    short = without_hosts({moment.who for moment in (*found.conversation, *found.log)}) if width else {}
    talk, log = ([m._replace(who=short.get(m.who, m.who)) for m in told] for told in (found.conversation, found.log))
    parts = (
        page.page(found.sections, width, colour),
        page.listing(found.needed.heading, needed, width, colour),
        page.timeline(talk, width, colour, heading=T("conversation")),
        page.page([found.attachments], width, colour),
        page.timeline(log, width, colour, heading=T("log")),
    )
    return "\n".join(p for p in parts if p)


def _markdown(found: Sheet) -> str:
    from svc.render import page_md as md

    first, *others = found.sections
    parts = [md.heading(first.heading, 1) + "\n" + md.fields(first)]
    told = [(s.heading, md.fields(s), s.level) for s in (*others, found.needed)]
    told.append((T("conversation"), md.moments(found.conversation), 1))
    told.append((found.attachments.heading, md.fields(found.attachments), 1))
    told.append((T("log"), md.moments(found.log), 1))
    parts += [md.heading(heading, level + 1) + "\n" + text for heading, text, level in told if text]
    return "\n".join(parts)
