"""svc attach: attach files to a case."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from svc import attaching, terminal
from svc.commands.context import Context
from svc.commands.given import file_bytes
from svc.commands.sheet import short_path
from svc.errors import T
from svc.options import Arg, CaseId, How, Opt
from svc.schema.attachments import SECTIONS
from svc.store import attachments
from svc.store.layout import attachment_path
from svc.typed import Annotated
from svc.words import one_line

HELP = T(
    """Keeps files under attachments/, each under its SHA-256 and with its ending, and names them in the case and in
its log; svc show says where they lie. They are internal unless --visible is given. How large they may be stands under
attachments.limit in svc.yaml. On a desk that keeps personal data in a vault they lie there.

Examples:
  svc attach @ plug.jpg -m 'Photo of the plug' --visible
  svc attach 7K3M report.pdf measured.csv --to analysis
"""
)


def run(
    ctx: Context,
    id: CaseId,
    files: Annotated[Sequence[str], Arg(metavar="FILE", help=T("files to attach"))],
    what: Annotated[str, Opt("--message", "-m", metavar="WHAT", help=T("what they show, on one line"))] = "",
    visible: Annotated[bool, Opt("--visible", help=T("the customer may see it"))] = False,
    to: Annotated[
        str, Opt("--to", choices=SECTIONS, help=T("the section that names them; that of the stage, else intake"))
    ] = "",
    how: How = How(),
) -> int:
    """Attach files."""
    attached: list[attaching.Attachment] = []
    beside: dict[str, bytes] = {}
    for file in files:
        name, data = _taken(ctx, file)
        digest = hashlib.sha256(data).hexdigest()
        attached.append(attaching.Attachment(name, digest, len(data)))
        beside[attachment_path(digest, name)] = data
    who = "customer" if visible else "internal"
    status = ctx.change(
        [id], lambda case, rules, clerk: attaching.attach(rules, case, clerk, attached, to, what, who), how, beside
    )
    if terminal.is_terminal():
        for one in attached:
            path = attachment_path(one.sha256, one.name)
            place = attachments.place_of(ctx.store, path)
            here = place == ctx.store.root / path
            terminal.say(T("{file} is {path}", file=one.name, path=short_path(path, one.sha256) if here else place))
    return status


def _taken(ctx: Context, file: str) -> tuple[str, bytes]:
    """The name that a file goes by, and its bytes."""
    name = one_line(file.replace("\\", "/").rstrip("/").rpartition("/")[2])
    data = file_bytes(file, lambda length: attaching.refuse_large(ctx.settings, name, length))
    return name or "-", data
