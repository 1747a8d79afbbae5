"""Records as pages, for people and programs."""

from __future__ import annotations

from svc import terminal
from svc.commands import wording
from svc.commands.context import Context
from svc.errors import T
from svc.i18n import tr
from svc.model import Record, Value, prune
from svc.render import page
from svc.render.page import Section
from svc.schema import privacy
from svc.schema.kinds import Kind
from svc.typed import Callable, Sequence

PageOf = Callable[[Context, Record], "list[Section]"]


def words(ctx: Context, kind: Kind, name: str, value: Value) -> str:
    """A field of a record for people."""
    return wording.value(ctx, name, value, kind.table)


def masked(ctx: Context, kind: Kind, found: Sequence[Record]) -> list[Record]:
    """Records as they may be passed on."""
    return [privacy.shown_masked(kind, record, ctx.settings.privacy.in_vault) for record in found]


def show(
    ctx: Context, kind: Kind, found: Sequence[Record], fmt: str, page_of: PageOf | None = None, in_full: bool = False
) -> int:
    """Print records, each as a page. ``page_of``: what stands on it, where it is more than the fields; ``in_full``:
    numbers and addresses of people are not masked."""
    found = found if in_full else masked(ctx, kind, found)
    if fmt in ("json", "ndjson"):
        from svc.render.table import to_json

        whole = [prune(record.data) for record in found]
        terminal.out(to_json(whole[0] if len(whole) == 1 else whole))
        return 0
    pages = []
    for record in found:
        told = page_of(ctx, record) if page_of else sections(ctx, kind, record)
        if fmt == "md":
            from svc.render import page_md as md

            first, *others = told
            parts = [md.heading(first.heading, 1) + "\n" + md.fields(first)]
            parts += [md.heading(one.heading, 2) + "\n" + md.fields(one) for one in others if one.fields]
            pages.append("\n".join(parts))
        else:
            pages.append(page.page(told, terminal.width(), terminal.colours()))
    terminal.out("\n".join(pages), paged=True)
    return 0


def sections(ctx: Context, kind: Kind, record: Record) -> list[Section]:
    fields = [field for field in kind.table.fields if field.path not in ("id", "name", "more")]
    told = [(field.label, words(ctx, kind, field.path, record.get(field.path))) for field in fields]
    name = wording.plain(record.get("name")) if "name" in kind.table.by_path else ""
    more = record.get("more")
    own = [(key, wording.plain(value)) for key, value in more.items()] if isinstance(more, dict) else []
    return [Section(f"{record.id}  {name}".rstrip(), told), Section(tr(T("more")), own)]
