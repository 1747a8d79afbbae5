"""What stands in a case's way: fields not filled, events that did not happen, people who may not.

Each has a name, by which an override notes in the log what it let pass.
"""

from __future__ import annotations

from svc import asking
from svc.clerk import Clerk
from svc.errors import Several, T, Text
from svc.model import Case
from svc.schema import fold, gates, pending, renewal, reviews
from svc.schema.durations import written
from svc.schema.events import KINDS
from svc.schema.loop import Needs, Workflow
from svc.schema.naming import typed
from svc.schema.reviews import Standing
from svc.schema.settings import Settings
from svc.typed import Iterable, Iterator, NamedTuple, Sequence


class Obstacle(NamedTuple):
    """One thing in the way: its name, what to say of it, and the option that would supply it."""

    name: str
    said: Text
    option: str = ""


def fields(settings: Settings, case: Case, choices: Iterable[tuple[str, ...]]) -> list[Obstacle]:
    """Fields to be filled: each a choice, one of which will do."""
    old = renewal.outdated(case)
    found = []
    for choice in choices:
        said = asking.need(choice, case, settings)
        if old.intersection(choice):
            said = T("{said}  (it says what it said before the case came back)", said=said)
        found.append(Obstacle("|".join(choice), said, asking.option(choice[0])))
    return found


VERBS = {"restored": "restore", "contained": "contain"} | {
    kind: kind for kind in ("assign", "attach", "contact", "escalate", "handover", "note", "promise", "triage", "wait")
}
"""The verb that brings about an event of a kind, where one does and nothing else."""


def events(settings: Settings, case: Case, needs: Needs) -> Iterator[Obstacle]:
    """Events that must have happened, each with the verb that brings it about."""
    for wanted in needs.events:
        kind, _, word = wanted.partition(" ")
        if gates.happened(wanted, case):
            continue
        if kind in VERBS:
            verb: Text | str = f"{VERBS[kind]} {case.id} {word}".rstrip()
            if kind == "contact" and word:
                verb = T("contact {id} in", id=case.id) if word == "in" else T("contact {id} out", id=case.id)
            said = T("an event in the log: {event}  svc {verb}", event=_named(kind, word), verb=verb)
        else:
            said = T("an event in the log: {event}", event=_named(kind, word))
        yield Obstacle(wanted, said)


_WAYS = {"in": T("from the customer"), "out": T("to the customer")}


def _named(kind: str, word: str) -> Text:
    """An event that is asked for, in words."""
    known = KINDS.get(kind)
    return T("{kind} {word}", kind=known.label if known else kind, word=_WAYS.get(word, word)) if word else T(
        "{kind}", kind=known.label if known else kind)  # fmt: skip


def bars(settings: Settings, case: Case, names: Iterable[str]) -> Iterator[Obstacle]:
    """Fields with a word that takes the case another way, with the line that does: back, or onto another path."""
    for name in names:
        held = {"field": asking.label(name), "value": settings.named(asking.group(name), case.text(name))}
        said = T("{field} is {value}, with which it goes no further", **held)
        back, other = _back(settings.workflow, case), _other_path(settings.workflow, case)
        if back:
            said = T("{said}: svc move {id} {stage} -m 'why' takes it back", said=said, id=case.id,
                     stage=settings.typed("stage", back))  # fmt: skip
        elif other:
            said = T("{said}: svc edit {id} --set {name}={other} takes it on", said=said, id=case.id,
                     name=typed("path"), other=settings.typed("path", other))  # fmt: skip
        yield Obstacle(name, said)


def _back(workflow: Workflow, case: Case) -> str:
    """The stage to which the case's path leads back."""
    route = workflow.route(case.route)
    moves = route.moves if route else ()
    return next((m.target for m in moves if m.source == case.stage and m.target in workflow.before(case.stage)), "")


def _other_path(workflow: Workflow, case: Case) -> str:
    """Another path that the case fits, and that knows a way on."""
    fit = (r for r in workflow.routes if r.name != case.route and gates.holds(r.only, case))
    return next((r.name for r in fit if any(m.source == case.stage for m in r.moves)), "")


def path(settings: Settings, case: Case) -> Iterator[Obstacle]:
    """What makes the case one that its path is not for."""
    route = settings.workflow.route(case.route)
    for name, values in (route.only if route else {}).items():
        if case.text(name) and case.text(name) not in values:
            other = next((r.name for r in settings.workflow.routes if gates.holds(r.only, case)), "...")
            said = T(
                "the path {path} takes only {field} {values}: svc edit {id} --set {name}={other}",
                path=settings.named("path", case.route), field=asking.label(name), id=case.id, name=typed("path"),
                other=settings.typed("path", other),
                values=settings.listing(asking.group(name), values),
            )  # fmt: skip
            yield Obstacle(f"path {case.route}", said)


def people(settings: Settings, case: Case, needs: Needs, clerk: Clerk) -> Iterator[Obstacle]:
    """Who left an earlier stage, where somebody else is wanted for this one; and who has none of the roles."""
    who = fold.left_by(case.events, needs.not_by) if needs.not_by else ""
    if who and who in (clerk.me, clerk.doer):
        left = settings.named("stage", needs.not_by)
        said = T("somebody other than {who}, who took it out of {stage}: ask a colleague", who=who, stage=left)
        if clerk.doer != clerk.me and who == clerk.me:
            said = T("{said}; --by does not count, the colleague enters it", said=said)
        yield Obstacle("not_by", said)
    # To let a case go on is a judgement: nobody enters it in another's name.
    yield from roles(settings, needs.roles, clerk.me)


def roles(settings: Settings, wanted: tuple[str, ...], who: str) -> Iterator[Obstacle]:
    """Whether somebody has one of the roles."""
    if not settings.holds(who, wanted):
        said = T("somebody with the role {roles}", roles=holders(settings, wanted))
        yield Obstacle("role", _or_given(settings, said, wanted, "WHO"))


def holders(settings: Settings, wanted: Iterable[str]) -> Text:
    """Roles with the people who have them."""
    said = Text("", {})
    for number, role in enumerate(wanted):
        named = Several(settings.roles.get(role, ())) or T("nobody yet")
        one = T("{role} ({people})", role=role, people=named)
        said = T("{one}, or {other}", one=said, other=one) if number else one
    return said


def who_may(settings: Settings, wanted: Iterable[str], who: str) -> Text:
    """Whom to ask, and where nobody has one of the roles how ``who`` is given one."""
    wanted = tuple(wanted)
    return _or_given(settings, T("who may: {roles}", roles=holders(settings, wanted)), wanted, who)


def _or_given(settings: Settings, said: Text, wanted: Sequence[str], who: str) -> Text:
    if any(settings.roles.get(role) for role in wanted):
        return said
    line = f"{wanted[-1]}: [{who}]"
    return T("{said}; to give it: {line} under roles: in svc.yaml, then svc commit svc.yaml", said=said, line=line)


def approvals(settings: Settings, case: Case, closing: bool = False) -> Iterator[Obstacle]:
    """What must still be approved; before it is closed, what an emergency left for later too."""
    workflow = settings.workflow
    if not workflow.reviews:
        return
    let_pass = gates.excused(workflow, case) | (set() if closing else set(reviews.postponed(workflow, case)))
    for one in reviews.unapproved(settings, case, reviews.here(workflow, case)):
        if one.name not in let_pass:
            yield Obstacle(one.name, _approval(settings, case, one, closing))


def _approval(settings: Settings, case: Case, one: Standing, closing: bool) -> Text:
    """What is missing of an approval, and the line that brings it about."""
    rule = one.rule
    what = Several(map(asking.label, rule.of))
    if one.excess:
        limit = case.text(reviews.LIMIT) or T("nothing")
        return T("more was spent than is approved ({limit}): raise {field}, then svc propose {id}",
                 limit=limit, field=typed(reviews.LIMIT), id=case.id)  # fmt: skip
    if one.rejected:
        who = Several(dict.fromkeys(event.by for event in one.rejected))
        return T("{who} rejected it: change {what}, then svc propose {id}", who=who, what=what, id=case.id)
    said = T("{what} approved by {roles}", what=what, roles=_approvers(settings, one))
    if rule.people > 1:
        said = T("{said}, {count} of {people} have", said=said, count=len(one.approved), people=rule.people)
    if one.proposed:
        said = T("{said}: proposed by {who}, svc approve {id}", said=said, who=one.proposed.by, id=case.id)
    elif one.outdated:
        said = T("{said}: it was changed since {who} saw it, svc propose {id}", said=said, who=one.outdated.by,
                 id=case.id)  # fmt: skip
    else:
        said = T("{said}: svc propose {id}", said=said, id=case.id)
    if rule.emergency and not closing:
        said = T("{said}; --emergency -m 'why' goes on without, to be approved within {time}", said=said,
                 time=written(rule.emergency))  # fmt: skip
    return said


def _approvers(settings: Settings, one: Standing) -> Text:
    if one.rule.roles:
        return holders(settings, one.rule.roles)
    return T("somebody else")


def promises(case: Case) -> Iterator[Obstacle]:
    """What was promised to the customer and is still open."""
    for event in pending.promises(case.events):
        said = T(
            "a promise is open ({text}): svc promise {id} --kept or --broken", text=event.get("text"), id=case.id
        )
        yield Obstacle("promise", said)


