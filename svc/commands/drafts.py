"""A case file in the user's editor: a copy is edited, judged like any hand edit, and kept when it fails."""

from __future__ import annotations

from svc import hand, terminal
from svc.clerk import Clerk
from svc.commands import remarks
from svc.commands.context import Context
from svc.errors import RefusedError, SvcError, T
from svc.model import InvalidFileError
from svc.options import How
from svc.store import changes
from svc.store.vault import drafts_folder as folder


def edit_case(ctx: Context, path: str, reason: str, how: How) -> int:
    """Open the case in the editor and commit what comes of it; a file that was edited already, as it is."""
    clerk = ctx.clerk(how.at, how.by)
    if path in ctx.store.edited([path]):
        return _go_on(ctx, path, _judge(clerk, reason), how)
    draft = folder(ctx.store) / path.rpartition("/")[2]
    start = ctx.store.read(path) or b""
    if not draft.exists():
        draft.write_bytes(start)
    while True:
        terminal.edit(str(draft))
        text = draft.read_bytes()
        if text == start:
            draft.unlink()
            raise RefusedError(T("nothing was changed"))
        try:
            done = changes.replace_text(ctx.store, path, text, _judge(clerk, reason), ctx.now, not how.no_verify)
        except (InvalidFileError, RefusedError) as error:
            _again(error, str(draft))
            continue
        draft.unlink()
        return _told(ctx, done, how)


def _go_on(ctx: Context, path: str, judge: changes.Judge, how: How) -> int:
    """Open the file itself, which holds edits that are not committed, and commit what comes of it."""
    while True:
        terminal.edit(str(ctx.store.root / path))
        try:
            return _told(ctx, changes.adopt(ctx.store, path, judge, ctx.now, not how.no_verify), how)
        except (InvalidFileError, RefusedError) as error:
            terminal.report(error)
        if not terminal.confirm(T("edit again?")):
            raise RefusedError(
                T("nothing was committed; your edits are in {path}", path=path),
                T("svc edit ID -e goes on; git restore {path} drops them", path=path),
            )


def _told(ctx: Context, done: changes.Done, how: How) -> int:
    ctx.tell([done], how.json)
    remarks.warn(ctx, [done])
    return 0


def _judge(clerk: Clerk, reason: str) -> changes.Judge:
    return lambda before, after, rules: hand.take_in(rules, before, after, clerk, reason)


def _again(error: SvcError, draft: str) -> None:
    """Show what is wrong; go on in the editor or stop with the draft kept."""
    terminal.report(error)
    if not terminal.confirm(T("edit again?")):
        raise RefusedError(
            T("nothing was written; your draft is kept"), T("svc edit ID -e goes on with {file}", file=draft)
        )
