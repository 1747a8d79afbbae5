"""svc schema: what editors check a case against."""

from __future__ import annotations

from svc import terminal
from svc.commands.context import Context
from svc.errors import T
from svc.options import NoVerify, Opt
from svc.store import editors, layout
from svc.typed import Annotated

HELP = T(
    """Prints the JSON Schema of a case file of this desk: its fields and codes, in both languages. New cases name
.svc/case.schema.json in their first line, so that an editor explains, completes and checks while you type. svc init
and svc commit svc.yaml keep that file up to date; --write makes it anew, after an upgrade or a merge.

Examples:
  svc schema
  svc schema --write
"""
)


def run(
    ctx: Context,
    write: Annotated[bool, Opt("--write", help=T("commit it as .svc/case.schema.json"))] = False,
    no_verify: NoVerify = False,
) -> int:
    """Print or write the schema."""
    if not write:
        terminal.out(editors.schema(ctx.settings).decode())
        return 0
    receipt = editors.write(ctx.store, ctx.now, not no_verify)
    terminal.out(f"{layout.CASE_SCHEMA}\n")
    if receipt is None:
        terminal.say(T("it was up to date"))
    for warning in receipt.warnings if receipt else ():
        terminal.complain(warning)
    return 0
