"""svc workflow: the rules of the desk, printed and played."""

from __future__ import annotations

from typing import Annotated

from svc import entry, terminal
from svc.chart import View
from svc.commands import charting
from svc.commands.charting import FORMATS
from svc.commands.context import Context
from svc.errors import T
from svc.options import Json, Opt

HELP = T(
    """Prints the workflow of the desk as svc.yaml tells it: for each path its moves, and what must be there to leave
each stage; the ways out, the reasons to wait, who may override. --format mermaid makes a chart that forges draw in
a Markdown page.

Examples:
  svc workflow
  svc workflow --type complaint --path full
  svc workflow --format mermaid > workflow.mmd
"""
)


def run(
    ctx: Context,
    type: Annotated[str, Opt("--type", metavar="TYPE", codes="type", help=T("only what concerns this type"))] = "",
    path: Annotated[str, Opt("--path", metavar="PATH", codes="path", help=T("only this path"))] = "",
    format: Annotated[str, Opt("--format", choices=FORMATS, help=T("how to print; tables on a terminal"))] = "",
    json: Json = False,
) -> int:
    """Print the workflow."""
    settings = ctx.settings
    view = View(*(word and entry.code(settings, name, name, word) for name, word in (("type", type), ("path", path))))
    fmt = "json" if json else format or ("table" if terminal.is_terminal() else "tsv")
    terminal.out(charting.text(settings, view, fmt), paged=True)
    return 0
