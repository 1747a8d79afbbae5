"""svc new: open a case."""

from __future__ import annotations

from typing import Annotated

from svc import births, entry, terminal, workflow
from svc.commands import doubles
from svc.commands.context import Context
from svc.commands.given import assignments
from svc.errors import T, UsageError
from svc.ids import case_id
from svc.options import Arg, How, Opt, SetFields, Told
from svc.store.birth import open_case
from svc.store.changes import Done

HELP = T(
    """Opens a case. Only its title has to be known; the rest is asked when it leaves a stage.
Open cases of the same serial number, of a like title or of the customer are named first. At a terminal a serial
number or a title that is there already is asked about (--yes answers); without one it is only told.

Examples:
  svc new complaint --title 'Plug gets hot' --customer northmill --severity safety
  svc new repair 'Pump leaks' -s 2607A00417 -m 'Drips since Monday.'
  svc new enquiry 'Which filter fits?' --severity minor --set tags=filter
"""
)

_FIELDS = ("title", "customer", "product", "serial", "severity", "priority", "channel", "category", "assignee")


def run(
    ctx: Context,
    type: Annotated[str, Arg(metavar="TYPE", help=T("what kind of case it is"), codes="type")],
    words: Annotated[str, Arg(metavar="TITLE", help=T("one line that says what it is about"))] = "",
    title: Annotated[str, Opt("--title", "-t", help=T("the title, as an option"))] = "",
    customer: Annotated[str, Opt("--customer", "-c", metavar="KEY", help=T("who it is for"))] = "",
    product: Annotated[str, Opt("--product", "-p", metavar="KEY", help=T("the product"))] = "",
    serial: Annotated[str, Opt("--serial", "-s", metavar="NUMBER", help=T("its serial number"))] = "",
    severity: Annotated[str, Opt("--severity", metavar="CODE", codes="severity", help=T("how much harm it does"))] = "",
    priority: Annotated[str, Opt("--priority", metavar="CODE", codes="priority", help=T("the order of work"))] = "",
    channel: Annotated[str, Opt("--channel", metavar="CODE", codes="channel", help=T("how it came in"))] = "",
    category: Annotated[str, Opt("--category", metavar="CODE", codes="category", help=T("the kind of problem"))] = "",
    assignee: Annotated[str, Opt("--assignee", metavar="WHO", help=T("who takes it"))] = "",
    set: SetFields = (),
    text: Told = Told(),
    how: How = How(),
) -> int:
    """Open a case."""
    values = (title or words, customer, product, serial, severity, priority, channel, category, assignee)
    given = dict(zip(_FIELDS, values, strict=True))
    if title and words:
        raise UsageError(T("the title was given twice"))
    given["title"] = given["title"] or _asked_title()
    options = [entry.Assignment(k, v) for k, v in given.items() if v] + assignments(set)
    description = ctx.said(*text)
    if description:
        options.append(entry.Assignment("description", description))
    clerk = ctx.clerk(how.at, how.by)
    doubles.warn(ctx, doubles.sought(options))
    with ctx.rules_at_hand():
        done = open_case(
            ctx.store,
            lambda rules: case_id(rules.prefix, (clerk.at or clerk.now).strftime("%y%m"), ctx.draw),
            lambda rules, name: births.born(rules, name, type, options, clerk),
            ctx.now,
            verify=not how.no_verify,
        )
    ctx.tell([done], how.json)
    _suggest(ctx, done)
    return 0


def _asked_title() -> str:
    """Ask for the title where somebody can answer. Raises UsageError."""
    if not terminal.may_prompt():
        raise UsageError(T("missing: {names}", names="TITLE"), T("svc new TYPE 'what it is about'"))
    return terminal.ask(T("title"))


def _suggest(ctx: Context, done: Done) -> None:
    if terminal.is_terminal():
        stage = workflow.moves_from(ctx.settings, done.case)[0].target
        terminal.say(T("next: svc move @ {stage}, svc contact @ in -m '...', svc show @", stage=stage))
