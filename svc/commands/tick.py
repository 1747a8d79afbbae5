"""svc sla tick: the steps of escalations that fell due since an instant, once each, for CI to send."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from svc import terminal
from svc.commands import verdicts
from svc.commands.context import Context
from svc.errors import T
from svc.model import Case
from svc.options import FOR_PEOPLE
from svc.render.columns import Column, Record
from svc.render.table import rows, to_json
from svc.schema.durations import written
from svc.schema.policy import Step
from svc.sla.clocks import fallen_due, standing
from svc.sla.naming import target_named

ASSIGNEE = "assignee"
"""Whoever has the case, among those that a step tells; other words are roles, or people."""
_HEADS = (
    Column("at", T("fell due")),
    Column("id", T("case")),
    Column("target", T("time target")),
    Column("step", T("step")),
    Column("tell", T("tell")),
    Column("due", T("due")),
    Column("title", T("title"), flexible=True),
)


def run(ctx: Context, cases: Sequence[Case], since: datetime, until: datetime, fmt: str) -> None:
    """Print the steps that fell due after an instant, up to another and with it."""
    found = sorted(_steps(ctx, cases, since, until), key=lambda one: [str(one[key]) for key in ("at", "id", "target")])
    fmt = fmt or ("table" if terminal.is_terminal() else "tsv")
    if fmt == "json":
        terminal.out(to_json(found))
    elif found or fmt != "table":
        shown = [_spoken(ctx, one) for one in found] if fmt in FOR_PEOPLE else found
        terminal.out(rows(_HEADS, shown, fmt, terminal.width(), terminal.colours()))
    if not found:
        terminal.say(T("no step of an escalation fell due"))


def _steps(ctx: Context, cases: Sequence[Case], since: datetime, until: datetime) -> Iterator[Record]:
    terms = ctx.terms
    for case in cases:
        found = standing(case, terms, until)
        for clock in found.clocks:
            for at, place in fallen_due(clock, terms, found.course) if clock.is_open else ():
                if since < at <= until:
                    step = terms.policies.steps[place]
                    yield {
                        "at": verdicts.utc(at), "id": case.id, "target": clock.name, "step": _named(step),
                        "tell": _told(ctx, case, step), "due": verdicts.utc(clock.due) or "", "state": clock.state,
                        "title": case.text("title"),
                    }  # fmt: skip


def _spoken(ctx: Context, one: Record) -> Record:
    """A step for people: by the clocks of the desk, its target in words."""
    times = {key: ctx.minute(str(one[key])) for key in ("at", "due")}
    return {**one, **times, "target": target_named(str(one["target"]))}


def _named(step: Step) -> str:
    return f"{step.share}%" if step.share else f"-{written(step.before)}"


def _told(ctx: Context, case: Case, step: Step) -> list[str]:
    """The people that a step tells."""
    people: list[str] = []
    for word in step.tell:
        people += [case.text("assignee")] if word == ASSIGNEE else ctx.settings.roles.get(word, (word,))
    return [person for person in dict.fromkeys(people) if person]

