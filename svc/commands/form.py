"""A new case as a form in the user's editor, judged when it is saved; the draft is kept until a case comes of it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from shlex import quote

from svc import terminal
from svc.commands import doubles
from svc.commands.context import Context
from svc.commands.given import read_text
from svc.errors import RefusedError, StateError, SvcError, T, UsageError
from svc.model import Case, InvalidFileError
from svc.paths import Path
from svc.store.changes import Done
from svc.store.reading import to_case
from svc.store.vault import drafts_folder

_MENDED = (InvalidFileError, RefusedError, UsageError)
"""What the person can mend in the form."""
Open = Callable[[str, Case], Done]
"""Opens a case from the text of its form and what that says."""


def fill_in(ctx: Context, kind: str, start: str, draft: str, open_from: Open) -> Done:
    """Have a form filled in and open a case from it: a fresh one that holds ``start``, or the one kept as ``draft``.

    Raises RefusedError when nothing came of it; then what was written is kept.
    """
    if not terminal.may_prompt():
        raise UsageError(T("an editor needs a terminal"), T("give what is known with --set and -m"))
    if draft and not Path(draft).is_file():
        raise UsageError(T("no form is kept as {file}", file=draft))
    file = Path(draft) if draft else _fresh(ctx, start)
    try:
        return _filled_in(ctx, file, start, open_from)
    finally:
        if file.exists():
            terminal.complain(T("your form is kept: svc new {type} --draft {file} goes on with it",
                                type=kind, file=quote(str(file))))  # fmt: skip


def _fresh(ctx: Context, start: str) -> Path:
    """A draft of its own for a form."""
    folder = drafts_folder(ctx.store)
    with tempfile.NamedTemporaryFile(
        "w", prefix="new-", suffix=".yaml", dir=folder, encoding="utf-8", newline="\n", delete=False
    ) as held:
        held.write(start)
    return Path(held.name)


def _filled_in(ctx: Context, file: Path, start: str, open_from: Open) -> Done:
    is_blank = bool(start) and not to_case(start, file.name).text("title")
    is_told = False
    while True:
        _edit(file, start)
        if is_blank and file.read_bytes() == start.encode():
            file.unlink()
            raise RefusedError(T("nothing was filled in, nothing was opened"))
        try:
            text = read_text(str(file)).replace("\r\n", "\n")
            form = to_case(text, file.name)
        except _MENDED as error:
            _again(error, file)
            continue
        if not is_told:
            doubles.warn(ctx, form)
            is_told = True
        try:
            done = open_from(text, form)
        except _MENDED as error:
            _again(error, file)
            continue
        file.unlink()
        return done


def _edit(file: Path, start: str) -> None:
    """Open the editor; where it fails, a form in which nothing was written goes."""
    try:
        terminal.edit(str(file))
    except StateError:
        if file.read_bytes() == start.encode():
            file.unlink()
        raise


def _again(error: SvcError, file: Path) -> None:
    """Show what is wrong and where in the form; go on in the editor, or stop. Raises RefusedError."""
    if isinstance(error, InvalidFileError):
        error = InvalidFileError([problem._replace(path=file.name) for problem in error.problems], error.hint)
    terminal.report(error)
    if not terminal.confirm(T("edit again?")):
        raise RefusedError(T("nothing was opened"))
