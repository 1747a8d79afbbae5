"""Facts that are not changed by just anybody, or without a reason: a severity or a danger made less, goodwill.

Less is an earlier code of the fact's list, or none where it was not the first. It takes a reason, and one of the
roles that svc.yaml names.
"""

from __future__ import annotations

from svc import asking, goodwill, obstacles
from svc.clerk import Clerk
from svc.errors import RefusedError, T
from svc.model import Case, Value
from svc.schema.settings import Settings
from svc.typed import Mapping


def refuse(
    settings: Settings, case: Case, sets: Mapping[str, Value], clerk: Clerk, reason: str, own: bool = False
) -> None:
    """Refuse a change that makes a fact less, or is goodwill, without saying why, or by somebody who may not.

    Who enters it must have the role, nobody judges in another's name; ``own``: it is their own slip that they take
    back. Raises RefusedError.
    """
    if not own:
        goodwill.refuse(case, sets, reason)
    for name, roles in settings.workflow.lowering.items():
        if name not in sets or not _is_less(settings, name, case.text(name), sets[name]):
            continue
        old, new = (settings.named(asking.group(name), str(word)) for word in (case.text(name), sets[name]))
        said = {"field": asking.label(name), "old": old, "new": new if sets[name] else T("empty")}
        if not reason.strip():
            raise RefusedError(T("taking {field} down from {old} to {new} needs a reason", **said), T("add -m 'why'"))
        if not own and not settings.holds(clerk.me, roles):
            raise RefusedError(
                T("{who} may not take {field} down from {old} to {new}", who=clerk.me, **said),
                obstacles.who_may(settings, roles, clerk.me),
            )


def _is_less(settings: Settings, name: str, old: str, new: Value) -> bool:
    codes = list(settings.codes.get(asking.group(name), {}))
    if old not in codes:
        return False
    return (codes.index(str(new)) if new in codes else 0) < codes.index(old)


def refuse_retype(case: Case, sets: Mapping[str, Value], reason: str) -> None:
    """Refuse to make a case one of another type without saying why: other gates hold from then on."""
    if sets.get("type", case.type) != case.type and not reason.strip():
        raise RefusedError(T("another type needs a reason"), T("add -m 'why'"))
