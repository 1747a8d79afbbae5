"""svc textconv: what Git calls to show a case's change in words."""

from __future__ import annotations

from collections.abc import Iterator

from svc import terminal
from svc.commands import wording
from svc.commands.context import Context
from svc.errors import NotFoundError, SvcError, T, reason
from svc.i18n import tr
from svc.model import Case, Event, flatten, is_empty, mapping
from svc.options import Arg
from svc.paths import Path
from svc.render.safe import one_line, safe_text
from svc.schema.fields import BY_PATH
from svc.store.reading import to_case
from svc.store.source import decode
from svc.typed import Annotated

HELP = T(
    """Prints a case in words: each field by its name, codes by their labels, each event as a line. Git calls it for git
diff, git show and git log -p once it is told to, as below; --no-textconv shows the file itself. Any other file, and
one that cannot be read, is printed as it is.

Examples:
  git config diff.svc.textconv 'svc textconv'
  git log -p -3
"""
)


def run(ctx: Context, file: Annotated[str, Arg(metavar="FILE", help=T("a file as Git hands it over"))]) -> int:
    """Print a case in words."""
    try:
        data = Path(file).read_bytes()
    except OSError as error:
        raise NotFoundError(T("{path} cannot be read: {why}", path=file, why=reason(error))) from None
    try:
        case = to_case(decode(data, file), file)
        words = "".join(f"{line}\n" for line in _lines(ctx, case)) if case.stage and case.events else ""
    except SvcError:
        words = ""
    terminal.out(words or data.decode("utf-8", "replace"))
    return 0


def _lines(ctx: Context, case: Case) -> Iterator[str]:
    """The fields that say something, the notes and the log."""
    for name, value in flatten(case.data):
        if name.split(".")[0] in ("log", "notes") or is_empty(value):
            continue
        known = BY_PATH.get(name)
        label = one_line(wording.label(name))
        if known and known.kind == "block" and isinstance(value, str):
            yield f"{label}:"
            yield from (f"  {line}" for line in safe_text(value, multiline=True).rstrip("\n").split("\n"))
        elif known and known.kind == "items" and isinstance(value, list):
            yield f"{label}:"
            yield from (f"  - {one_line(wording.value(ctx, name, [item]))}" for item in value)
        else:
            yield f"{label}: {one_line(wording.value(ctx, name, value))}"
    yield f"{tr(BY_PATH['log'].label)}:"
    for event in case.events:
        yield from _event(ctx, case, event)


def _event(ctx: Context, case: Case, event: Event) -> Iterator[str]:
    who = wording.doer(event.by, event.recorded_by)
    yield f"  {ctx.minute(event.at)}  {one_line(who)}  {one_line(wording.told(ctx, event))}"
    note = mapping(case.get("notes")).get(event.id, "")
    if isinstance(note, str) and note:
        yield from (f"    {line}" for line in safe_text(note, multiline=True).rstrip("\n").split("\n"))
