"""svc workflow: the rules of the desk, printed and tried out."""

from __future__ import annotations

from svc import entry, terminal
from svc.commands.charting import FORMATS
from svc.commands.context import Context
from svc.errors import T, UsageError
from svc.options import Arg, Json, Opt
from svc.typed import Annotated

HELP = T(
    """Prints the workflow of the desk as svc.yaml tells it: for each path its moves, and what must be there to leave
each stage; the ways out, the reasons to wait, who may override. --format mermaid makes a chart that forges draw in
a Markdown page.
With test, invented cases of every type, path and severity go through the loop in memory: what a stage asks for is
filled, every move and way out is tried. Exit status 1 when one gets stuck, with the place. Nothing is written.

Examples:
  svc workflow
  svc workflow --type complaint --path full
  svc workflow --format mermaid > workflow.mmd
  svc workflow test
  svc workflow test complaint --severity major
"""
)


def run(
    ctx: Context,
    what: Annotated[str, Arg(choices=("show", "test"), help=T("print it, or try it out"))] = "show",
    kind: Annotated[str, Arg(metavar="TYPE", codes="type", help=T("only what concerns this type"))] = "",
    type: Annotated[str, Opt("--type", metavar="TYPE", codes="type", help=T("the same"))] = "",
    path: Annotated[str, Opt("--path", metavar="PATH", codes="path", help=T("only this path"))] = "",
    severity: Annotated[
        str, Opt("--severity", metavar="SEVERITY", codes="severity", help=T("only this severity, in a test"))
    ] = "",
    format: Annotated[str, Opt("--format", choices=FORMATS, help=T("how to print; tables on a terminal"))] = "",
    json: Json = False,
) -> int:
    """Print the workflow, or try it out."""
    settings = ctx.settings
    given = {"type": type or kind, "path": path, "severity": severity}
    codes = {name: word and entry.code(settings, name, name, word) for name, word in given.items()}
    fmt = "json" if json else format or ("table" if terminal.is_terminal() else "tsv")
    if what == "test":
        if fmt == "mermaid":
            raise UsageError(T("a test makes no chart"), T("svc workflow --format mermaid"))
        from svc.commands import rehearsing

        return rehearsing.run(ctx, codes["type"], codes["path"], codes["severity"], fmt)
    from svc.chart import View
    from svc.commands import charting

    terminal.out(charting.text(settings, View(codes["type"], codes["path"]), fmt), paged=True)
    return 0
