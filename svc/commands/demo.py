"""svc demo: make a desk with cases to try."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Annotated

from svc import i18n, terminal
from svc.commands.context import Context
from svc.commands.script import acting, become, play
from svc.errors import T, counted
from svc.options import Arg
from svc.store.layout import shipped
from svc.store.setup import make_desk

HELP = T(
    """Makes a desk in DIR and plays a complaint and an enquiry round the loop on it, from the script that
comes with svc in examples/.

Example:
  svc demo try-out
"""
)

_STARTS = datetime(2026, 11, 16, 8, 0, tzinfo=timezone(timedelta(hours=8)))


def run(
    ctx: Context,
    directory: Annotated[str, Arg(metavar="DIR", help=T("the folder for it; it must not hold a desk yet"))],
) -> int:
    """Make a demo desk."""
    script = shipped("examples/first-desk.svc")
    target = Path(ctx.directory, directory)
    values = {"language": i18n.language(), "time_zone": "Asia/Shanghai", "prefix": "C"}
    with acting():
        become("chen.jie", "chen.jie@desk.example")
        make_desk(target.absolute(), values, _STARTS, apart=True, comment=i18n.into(i18n.language()))
    count = play(script.read_text(encoding="utf-8"), target)
    terminal.out(f"{target}\n")
    played = counted(count, T("{count} command played"), T("{count} commands played"))
    terminal.say(T("{played}; try these next:", played=played))
    for line in (
        f"svc -C {directory} list --all",
        f"svc -C {directory} show @",
        f"svc -C {directory} new complaint '...'",
    ):
        terminal.say(f"  {line}")
    return 0
