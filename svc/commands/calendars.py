"""svc calendar: the working calendars of the desk, and the arithmetic of working time."""

from __future__ import annotations

from collections.abc import Sequence

from svc.commands.context import Context
from svc.errors import T
from svc.options import Arg, Json, NoVerify, Opt
from svc.typed import Annotated

HELP = T(
    """Works out with the calendars of svc.yaml when a length of working time is used up (due START LENGTH), how much
lies between two instants (elapsed FROM TO) and when it is open next (next START). - reads such lines from stdin and
answers a line each. A length is 90s, 45m, 4h, 1h30m or 2wd, which are working days of the calendar's day_hours.
show [2026 | 2026-10 | 2026-10-01] prints the days of a calendar, from today on where nothing is said; update COUNTRY
[YEAR]... commits a country's holidays and make-up days under calendars/. The days of a year that is not there are
estimated, and whatever hangs on one says so.

Examples:
  svc calendar due 2026-11-20T16:30+08:00 4h --calendar service
  svc calendar due '2026-11-20 16:30' 2wd --pause '2026-11-23T10:00/2026-11-23T15:00'
  svc calendar elapsed 2026-11-20T16:30+08:00 2026-11-24T09:00+08:00 --json
  svc calendar next 2026-11-21T12:00+08:00
  svc calendar due - --calendar service < lines.txt
  svc calendar show 2026-10
  svc calendar update CN 2026
"""
)


def run(
    ctx: Context,
    what: Annotated[
        str, Arg(choices=("show", "due", "elapsed", "next", "update"), help=T("what to work out or do"))
    ] = "show",
    words: Annotated[Sequence[str], Arg(metavar="WHEN", help=T("instants, lengths, a country and years"))] = (),
    calendar: Annotated[
        str, Opt("--calendar", metavar="NAME", help=T("the calendar; the first one of svc.yaml if none is named"))
    ] = "",
    pause: Annotated[
        Sequence[str], Opt("--pause", metavar="FROM/TO", help=T("when the clock stands still; may be repeated"))
    ] = (),
    json: Json = False,
    no_verify: NoVerify = False,
) -> int:
    """Work out working time."""
    if what == "update":
        from svc.commands import updating

        return updating.run(ctx, words, json, not no_verify)
    if what == "show":
        from svc.commands import calendar_days

        return calendar_days.run(ctx, words, calendar, json)
    from svc.commands import working

    return working.run(ctx, what, words, calendar, pause, json)
