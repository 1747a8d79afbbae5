"""Stages that were left without what had to be approved before, and approvals that became void behind them. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from svc import approvals, asking
from svc.audit.acts import entries
from svc.audit.evidence import Finding
from svc.errors import Several, T
from svc.model import Case
from svc.schema import fold, reviews
from svc.schema.reviews import Standing
from svc.schema.settings import Settings
from svc.schema.witness import Act


def is_forward(settings: Settings, act: Act) -> bool:
    """Whether a commit of svc's took a case on to a later stage; of steps squashed together nobody can tell the case
    as it was then."""
    if not act.after or not act.witness.trailers or act.witness.parents > 1:
        return False
    known = {event.id for case in act.befores for event in entries(case)}
    return any(fold.is_move(event) and event.kind != "migrate" and not event.get("exit")
               and settings.workflow.is_forward(event.get("from"), event.get("to"))
               for event in fold.since_import(act.after.events) if event.id not in known)  # fmt: skip


def left(settings: Settings, act: Act) -> Iterator[Finding]:
    """What was not approved, or not any more, when a case went on. ``settings``: the rules that there were then."""
    for one in reviews.behind(settings, act.after or Case({}, act.path)):
        said = T("it went on without approval of {fields}: {standing}", fields=_fields(one), standing=_why(one))
        yield Finding("error", "approval", act.path, act.witness.commit, "", said)


def voided(settings: Settings, case: Case) -> Iterator[Finding]:
    """What was approved and gone back into once its stage was left, and not approved anew."""
    if fold.left_through_exit(case.events):
        return
    for one in reviews.behind(settings, case):
        if one.excess or one.outdated:
            said = T("the approval of {fields} is void: {standing}", fields=_fields(one), standing=_why(one))
            yield Finding("warning", "voided", case.path, "", one.outdated.id if one.outdated else "", said)


def _fields(one: Standing) -> Several:
    return Several(map(asking.label, one.rule.of))


def _why(one: Standing) -> object:
    """Why it does not hold; what was approved counts for more than that something else is proposed."""
    return approvals.told(one._replace(proposed=None) if one.outdated else one)
