"""``svc check --base``: the verdict on a change, for people and for forges."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence

from svc import hand, terminal
from svc.commands import wording
from svc.commands.context import Context
from svc.commands.judging import Judgement
from svc.errors import T, Text, counted
from svc.i18n import tr
from svc.model import InvalidFileError, Problem
from svc.render import problems as render
from svc.render.problems import line, record
from svc.review.remedies import area, remedies
from svc.store.compared import Touch, compared


def run(ctx: Context, base: str, head: str, staged: bool, format: str) -> int:
    """Judge what came since ``base`` and say it."""
    judged = Judgement(ctx, compared(ctx.store, base, head, staged))
    found = judged.problems()
    errors = sum(one.severity == "error" for one in found)
    headline = _headline(judged, errors)
    ways = remedies(found, shlex.quote(base if base != judged.change.base.commit else base[:10]))
    terminal.out(_text(ctx, judged, found, headline, ways, format), paged=format == "plain")
    if format == "plain":
        for name, way in ways.items():
            terminal.say(_next(name, way))
        terminal.say(headline)
    return 1 if errors else 0


def _text(
    ctx: Context, judged: Judgement, found: Sequence[Problem], headline: Text, ways: Mapping[str, Text], format: str
) -> str:
    if format == "github":
        return render.workflow_commands(found)
    if format == "gitlab":
        return render.code_quality(found)
    if format == "junit":
        return render.junit(found, [touch.path for touch in judged.cases])
    if format == "md":
        told = [_told(ctx, judged, touch) for touch in judged.cases if touch.new]
        return render.comment(found, tr(headline), told, [tr(_next(name, way)) for name, way in ways.items()])
    if format == "json":
        from svc.render.table import to_json

        return to_json([record(one) | {"next": str(ways.get(area(one), ""))} for one in found])
    return "".join(map(line, found))


def _next(name: str, way: Text) -> Text:
    """What to do, behind the field that it is about."""
    return T("{rule}: {what}", rule=name, what=way) if name else way


def _headline(judged: Judgement, errors: int) -> Text:
    cases = counted(len(judged.cases), T("{count} case changed"), T("{count} cases changed"))
    if not errors:
        return T("{cases}, nothing against the rules", cases=cases)
    wrong = counted(errors, T("{count} thing is against the rules"), T("{count} things are against the rules"))
    return T("{cases}, {wrong}", cases=cases, wrong=wrong)


def _told(ctx: Context, judged: Judgement, touch: Touch) -> tuple[str, list[str]]:
    """What became of a case: its name, each event and each field in words."""
    try:
        before, after = judged.case(touch.old, touch.path), judged.case(touch.new, touch.path)
    except InvalidFileError as error:
        return touch.path, [tr(error.message)]
    known = {event.id for event in before.events}
    events = [event for event in after.events if event.id not in known]
    lines = [f"{ctx.minute(e.at)}  {wording.doer(e.by, e.recorded_by)}  {wording.told(ctx, e)}" for e in events]
    told = {name for event in events for name in wording.tells(event)}
    sets = hand.changed(before, after) if before.data else {}
    lines += [wording.changed(ctx, name, value, most=0) for name, value in sets.items() if name not in told]
    return f"{after.id}  {after.text('title')}", lines
