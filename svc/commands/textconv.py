"""svc textconv: what Git calls to show a case's change in words."""

from __future__ import annotations

from svc import terminal
from svc.commands.case_words import words_of
from svc.commands.context import Context
from svc.errors import NotFoundError, T, reason
from svc.options import Arg
from svc.paths import Path
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
    terminal.out(words_of(ctx, data, file) or data.decode("utf-8", "replace"))
    return 0
