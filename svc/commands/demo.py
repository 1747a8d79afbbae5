"""svc demo: make a desk with cases to try."""

from __future__ import annotations

import shlex

from svc import i18n, terminal
from svc.commands.context import Context
from svc.commands.script import Scripts, acting, become, play
from svc.errors import T, counted
from svc.options import Arg, GlobalOptions, Opt
from svc.paths import Path
from svc.store.batch import Batch
from svc.store.layout import shipped
from svc.store.setup import make_desk
from svc.typed import Annotated

HELP = T(
    """Makes a desk in DIR and plays half a year of work on it, from the scripts that come with svc in examples/: the
service of a maker of appliances and of a builder of machines, ten people in three teams, some seventy cases of every
type, each change a commit of its own with its own author and date. --small plays three cases.

Examples:
  svc demo try-out
  svc demo try-out --small
"""
)


def run(
    ctx: Context,
    directory: Annotated[str, Arg(metavar="DIR", help=T("the folder for it; it must not hold a desk yet"))],
    small: Annotated[bool, Opt("--small", help=T("a complaint, an enquiry and a repair alone"))] = False,
) -> int:
    """Make a demo desk."""
    here = shipped("examples/small-desk" if small else "examples/desk")
    target = Path(ctx.directory, directory).absolute()
    scripts = Scripts.of(here)
    make(scripts, target)
    with acting(), Batch(target) as batch:

        def context(options: GlobalOptions) -> Context:
            return Context(options.directory, options, batch.store())

        steps = scripts.steps
        count = play(terminal.counting(steps, len(steps), T("playing")), target, context, here)
    terminal.out(f"{directory}\n")
    played = counted(count, T("{count} command played"), T("{count} commands played"))
    terminal.say(T("{played}; try these next:", played=played))
    for line in ("list", "next --all", "log @"):
        terminal.say(f"  svc -C {shlex.quote(directory)} {line}")
    return 0


def make(scripts: Scripts, target: Path) -> None:
    """Make the desk that the scripts are played on, by the one whose work comes first."""
    first = scripts.steps[0]
    with acting():
        become(*first.who)
        values = {"language": i18n.language(), "prefix": "C", **scripts.desk}
        make_desk(target, values, first.at, apart=True, comment=i18n.into(i18n.language()),
                  people=scripts.people)  # fmt: skip
