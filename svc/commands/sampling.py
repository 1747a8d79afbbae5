"""svc audit --sample: closed cases drawn for a review, with a sheet to score them on."""

from __future__ import annotations

from collections.abc import Sequence

from svc import terminal
from svc.commands.context import Context
from svc.errors import NotFoundError, RefusedError, T, UsageError, counted
from svc.i18n import tr
from svc.model import Case
from svc.render.columns import Column, Record
from svc.render.table import rows
from svc.report.sample import drawn
from svc.schema import fold
from svc.store.revision import revision

_CRITERIA = {
    "intake": T("intake complete"), "cause": T("cause proved"), "remedy": T("remedy fits the cause"),
    "told": T("customer told"), "evidence": T("evidence there"), "lesson": T("lesson drawn"),
}  # fmt: skip
_HEADS = (
    Column("id", T("case")), Column("type", T("type")), Column("severity", T("severity")), Column("team", T("team")),
    Column("closed_at", T("closed at")), Column("closed_by", T("closed by")), Column("exit", T("exit")),
    *(Column(name, label) for name, label in _CRITERIA.items()), Column("score", T("score")),
    Column("remark", T("remark")),
)  # fmt: skip


def draw(ctx: Context, words: Sequence[str], count: int, seed: str, format: str) -> int:
    """Print a score sheet of closed cases. Raises NotFoundError, RefusedError, UsageError."""
    if not seed:
        raise UsageError(T("--sample needs --seed, so that it can be drawn again"), T("--seed 2026Q4"))
    desk = revision(ctx.store)
    cases, problems = desk.cases()
    if problems:
        raise RefusedError(T("no sample: files cannot be read"), T("svc check names them"))
    past = Context(ctx.directory, ctx.options, desk)
    closed = [case for case in _asked(past, words, cases) if case.stage == past.settings.workflow.closed]
    found = drawn(closed, count, seed)
    if not found:
        raise NotFoundError(T("no closed case to draw from"), T("svc list stage:closed lists them"))
    fmt = format or ("table" if terminal.is_terminal() else "tsv")
    terminal.out(rows(_HEADS, [_row(past, case, fmt) for case in found], fmt, terminal.width(), terminal.colours()))
    terminal.say(counted(len(closed), T("drawn by {seed} from {count} closed case at {commit}"),
                         T("drawn by {seed} from {count} closed cases at {commit}"))
                 ._replace(params={"seed": seed, "count": len(closed), "commit": desk.commit[:10]}))  # fmt: skip
    return 0


def _asked(ctx: Context, words: Sequence[str], cases: Sequence[Case]) -> list[Case]:
    if not words:
        return list(cases)
    from svc.commands.queried import asked

    holds = asked(ctx, words).holds
    return [case for case in cases if holds(case.data)]


def _row(ctx: Context, case: Case, fmt: str) -> Record:
    last = next((event for event in reversed(list(fold.valid(case.events))) if fold.is_move(event)), None)
    is_for_people = fmt in ("table", "md", "html", "excel")
    exit = last.get("exit") if last else ""

    def label(group: str, code: str) -> str:
        return ctx.label(group, code) if is_for_people else code

    return {
        "id": case.id, "type": label("type", case.type), "severity": label("severity", case.text("severity")),
        "team": label("team", case.text("team")), "closed_at": ctx.minute(last.at) if last else "",
        "closed_by": last.by if last else "", "exit": label("exit", exit) if exit else "",
        "score": tr(T("of {most}", most=len(_CRITERIA))) if is_for_people else "",
    }  # fmt: skip
