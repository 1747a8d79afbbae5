"""Files that belong to a case: named in it by content, kept beside it. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from svc.clerk import Clerk
from svc.errors import RefusedError, T
from svc.model import Case, Change, Data, Value, rows
from svc.schema.attachments import LIST, SECTIONS
from svc.schema.settings import Settings
from svc.schema.sizes import size
from svc.typed import NamedTuple
from svc.words import one_line


class Attachment(NamedTuple):
    """A file to attach: its name without folders, its SHA-256 as 64 hex digits, its length in bytes."""

    name: str
    sha256: str
    length: int


def attach(
    rules: Settings, case: Case, clerk: Clerk, files: Sequence[Attachment], section: str, what: str, visible: str
) -> Change:
    """Name files in a section (``""`` for that of the stage) and in the log; one that it names already stays as it is.

    Raises RefusedError for a file larger than the desk takes.
    """
    name = f"{section or _section(case)}.{LIST}"
    held = case.get(name)
    items: list[Value] = [*held] if isinstance(held, list) else []
    known = {(item.get("file"), item.get("sha256")) for item in rows(held)}
    new = [f for f in dict.fromkeys(files) if (f.name, f.sha256) not in known]
    for file in new:
        refuse_large(rules, file.name, file.length)
    if not new:
        return Change()
    said = one_line(what)
    items += [_item(clerk.fresh_id(case), file, said) for file in new]
    events = tuple(
        clerk.event(case, "attach", {"visible": visible, "file": f.name, "sha256": f.sha256, "text": said}) for f in new
    )
    return Change({name: items}, events, {}, "attach " + " ".join(f.sha256[:12] for f in new))


def refuse_large(rules: Settings, name: str, length: int) -> None:
    """Raises RefusedError for a file larger than the desk takes."""
    limit = rules.attachment_limit
    if length > limit:
        raise RefusedError(
            T("{file} has {size}; an attachment may have {limit}", file=name, size=size(length), limit=size(limit)),
            T("make it smaller, or keep it elsewhere and note where; attachments.limit in svc.yaml sets how much"),
        )


def _section(case: Case) -> str:
    return case.stage if case.stage in SECTIONS else SECTIONS[0]


def _item(name: str, file: Attachment, what: str) -> Data:
    item: Data = {"id": name, "file": file.name, "sha256": file.sha256}
    return item | {"what": what} if what else item
