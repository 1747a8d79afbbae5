"""Proposing what a case is to come to, and deciding on it. Pure: a case and words in, a :class:`Change` out.

What must be approved by whom stands in svc.yaml; ``svc.schema.reviews`` tells whether it was.
"""

from __future__ import annotations

from svc import asking, obstacles
from svc.clerk import Clerk
from svc.errors import RefusedError, Several, T, Text
from svc.model import Case, Change, Event, is_empty
from svc.schema import reviews
from svc.schema.reviews import Standing
from svc.schema.settings import Settings
from svc.typed import Iterable, Sequence
from svc.words import words


def propose(settings: Settings, case: Case, clerk: Clerk, said: str = "", of: Sequence[str] = ()) -> Change:
    """Put what the rules ask for, or the fields ``of``, up for a decision.

    Raises RefusedError where nothing is asked for, nothing stands there yet, or just that is proposed already.
    """
    _refuse_closed(settings, case)
    wanted = _wanted(settings, case, of)
    for names in wanted:
        empty = [name for name in names if is_empty(case.get(name))]
        if len(empty) == len(names):
            raise RefusedError(
                T("{id}: nothing to propose, {fields} is empty", id=case.id, fields=_named(names)),
                T("svc edit {id} {option}", id=case.id, option=asking.option(_first(names[0]))),
            )
    live = {event.get("of") for event in proposed(case)}
    fresh = [names for names in wanted if " ".join(names) not in live]
    if not fresh:
        raise RefusedError(T("{id}: just that is proposed already", id=case.id),
                           T("somebody else decides: svc approve {id}", id=case.id))  # fmt: skip
    return _written(case, clerk, "propose", fresh, said)


def _wanted(settings: Settings, case: Case, of: Sequence[str]) -> list[tuple[str, ...]]:
    """What is to be decided on, each thing once."""
    if of:
        return [tuple(dict.fromkeys(of))]
    asked = [one for one in reviews.asked(settings, case) if not one.holds]
    if not asked:
        if any(reviews.asked(settings, case)):
            raise RefusedError(T("{id}: all that the rules ask for is approved", id=case.id))
        raise RefusedError(T("{id}: no rule asks for an approval", id=case.id),
                           T("--of {field} proposes it all the same", field=reviews.PLAN))  # fmt: skip
    for one in asked:
        if one.excess:
            raise RefusedError(T("{id}: more was spent than the plan allows", id=case.id),
                               T("svc edit {id} --set {field}=...", id=case.id, field=reviews.LIMIT))  # fmt: skip
    return list(dict.fromkeys(one.rule.of for one in asked))


def _first(name: str) -> str:
    """The field that fills a section."""
    return "resolution.plan.measures" if name == reviews.PLAN else name


def proposed(case: Case) -> list[Event]:
    """The proposals of what the case says now, the last one of each."""
    live = {event.get("of"): event for event in reviews.events(case)
            if event.kind == "propose" and _is_of_now(case, event)}  # fmt: skip
    return list(live.values())


def waiting(settings: Settings, case: Case) -> list[Event]:
    """The proposals on which nobody decided yet, or not as many people as the rules ask for."""
    if case.stage == settings.workflow.closed:
        return []
    decided = {event.get("of") for event in reviews.events(case) if event.kind != "propose" and _is_of_now(case, event)}
    open_rules = {name for one in reviews.asked(settings, case) if not (one.holds or one.rejected)
                  for name in one.rule.of}  # fmt: skip
    return [event for event in proposed(case)
            if open_rules.intersection(reviews.fields_of(event)) or event.get("of") not in decided]  # fmt: skip


def _is_of_now(case: Case, event: Event) -> bool:
    return event.get("hash") == reviews.digest(case, reviews.fields_of(event))


def decide(
    settings: Settings, case: Case, clerk: Clerk, kind: str, said: str = "", of: Sequence[str] = (), via: str = ""
) -> Change:
    """Approve or reject (``kind``) what is proposed, or of that the fields ``of``.

    ``via``: ``forge`` for what was decided on a forge's page and is written down for somebody.
    Raises RefusedError for who proposed it, who may not, and where nothing is proposed.
    """
    _refuse_closed(settings, case)
    live = [event for event in proposed(case) if not of or set(of) <= set(reviews.fields_of(event))]
    if not live:
        raise _nothing_proposed(case)
    if kind == "reject" and not said.strip():
        raise RefusedError(T("a rejection needs a reason"), T("add -m 'why'"))
    against = {event.id: _against(settings, case, event, clerk.doer, clerk.me, via) for event in live}
    may = [event for event in live if not against[event.id]]
    if not may:
        raise next(error for error in against.values() if error)
    fresh = [event for event in may if not _decided(case, event, clerk.doer, kind)]
    if not fresh:
        done = T("approved") if kind == "approve" else T("rejected")
        raise RefusedError(T("{id}: {who} {done} just that already", id=case.id, who=clerk.doer, done=done))
    return _written(case, clerk, kind, [reviews.fields_of(event) for event in fresh], said, via)


def awaits(settings: Settings, case: Case, who: str) -> list[Event]:
    """The proposals that wait for a decision of somebody's: they may, and have not said yet."""
    return [event for event in waiting(settings, case)
            if not _against(settings, case, event, who, who) and not _decided(case, event, who, "approve")]  # fmt: skip


def _against(
    settings: Settings, case: Case, event: Event, who: str, me: str, via: str = ""
) -> RefusedError | None:
    """Why somebody may not decide on a proposal, as ``me`` enters it; None where they may."""
    proposers = {each.by for each in reviews.events(case) if each.kind == "propose" and _is_same(each, event)}
    if who in proposers:
        return RefusedError(T("{id}: {who} proposed it; somebody else decides", id=case.id, who=who))
    if me in proposers:
        return RefusedError(T("{id}: {who} proposed it; somebody else enters the decision", id=case.id, who=me))
    rules = [one.rule for one in reviews.asked(settings, case) if set(one.rule.of) <= set(reviews.fields_of(event))]
    if via and not any(me in rule.forge for rule in rules):
        return RefusedError(T("no rule lets {who} write down what was decided on a forge", who=me),
                            T("name them in forge: of the rule, under workflow.reviews"))  # fmt: skip
    if rules and not any(settings.holds(who, rule.roles) for rule in rules):
        roles = tuple(dict.fromkeys(role for rule in rules for role in rule.roles))
        return RefusedError(T("{who} may not decide on {fields}", who=who, fields=_named(reviews.fields_of(event))),
                            obstacles.who_may(settings, roles, who))  # fmt: skip
    return None


def _decided(case: Case, proposal: Event, who: str, kind: str) -> bool:
    """Whether somebody's last word on a proposal is that."""
    own = [event for event in reviews.events(case)
           if event.by == who and event.kind != "propose" and _is_same(event, proposal)]  # fmt: skip
    return bool(own) and own[-1].kind == kind


def _is_same(one: Event, other: Event) -> bool:
    """Whether two are about the same content."""
    return one.get("of") == other.get("of") and one.get("hash") == other.get("hash")


def _nothing_proposed(case: Case) -> RefusedError:
    changed = [event for event in reviews.events(case) if event.kind == "propose"]
    if changed:
        what = _named(reviews.fields_of(changed[-1]))
        return RefusedError(T("{id}: {fields} was changed since it was proposed", id=case.id, fields=what),
                            T("svc propose {id}", id=case.id))  # fmt: skip
    return RefusedError(T("{id}: nothing is proposed", id=case.id), T("svc propose {id}", id=case.id))


def _refuse_closed(settings: Settings, case: Case) -> None:
    if case.stage == settings.workflow.closed:
        stage = settings.named("stage", case.stage)
        raise RefusedError(T("{id} is {stage}; svc reopen {id} opens it again", id=case.id, stage=stage))


def _written(
    case: Case, clerk: Clerk, kind: str, wanted: Sequence[Sequence[str]], said: str, via: str = ""
) -> Change:
    spoken = words(said)
    events = tuple(
        clerk.event(case, kind, {"of": " ".join(names), "hash": reviews.digest(case, names), "via": via,
                                 "text": spoken.subject})
        for names in wanted
    )  # fmt: skip
    what = ", ".join(dict.fromkeys(name for names in wanted for name in names))
    return Change({}, events, spoken.note(events[0]), f"{kind} {what}")


def _named(names: Iterable[str]) -> Several:
    return Several(map(asking.label, names))


def told(one: Standing) -> Text:
    """How it stands with an approval, in a few words."""
    if one.holds:
        return T("approved by {who}", who=Several(dict.fromkeys(event.by for event in one.approved)))
    if one.rejected:
        return T("rejected by {who}", who=Several(dict.fromkeys(event.by for event in one.rejected)))
    if one.excess:
        return T("more was spent than is approved")
    if one.proposed:
        return T("proposed by {who}", who=one.proposed.by)
    return T("changed since it was approved") if one.outdated else T("not proposed yet")
