"""Who has a case: assigned to a person, handed over to a team, escalated to somebody above."""

from __future__ import annotations

from svc import asking, entry, obstacles, verbs, workflow
from svc.clerk import Clerk
from svc.errors import RefusedError, T, UsageError
from svc.model import Case, Change, Data, Event, Value
from svc.schema import pending
from svc.schema.fields import BY_PATH
from svc.schema.gates import unmet
from svc.schema.loop import Needs
from svc.schema.settings import Settings
from svc.words import words


def assign(settings: Settings, case: Case, clerk: Clerk, who: str, reason: str) -> Change:
    """Give a case to a person, ``""`` for nobody; nothing where they have it. Raises RefusedError when closed."""
    workflow.still_open(settings, case)
    person = entry.typed(settings, BY_PATH["assignee"], who, clerk)
    change = verbs.edit(case, {"assignee": person}, clerk, reason)
    return change._replace(what=f"assign {person or 'nobody'}") if change else change


def offer(settings: Settings, case: Case, clerk: Clerk, team: str, reason: str) -> Change:
    """Ask a team to take a case over; it stays where it is until they accept.

    Raises RefusedError when something that the team must know is missing, or another handover is open.
    """
    workflow.still_open(settings, case)
    _refuse_second(settings, case)
    to = entry.typed(settings, BY_PATH["team"], team, clerk)
    wanted = settings.workflow.handovers
    lacking = unmet(Needs(fields=wanted.get(to, wanted.get("*", ()))), case)
    details = [each.said for each in obstacles.fields(settings, case, lacking)]
    if not reason.strip():
        details.append(T("what they are to do  -m '...'"))
    if details:
        named = settings.named("team", to)
        said = T("{id} cannot be handed over to {team} yet; missing:", id=case.id, team=named)
        line = " ".join(asking.option(choice[0]) for choice in lacking)
        hint = T("svc edit {id} {options}", id=case.id, options=line) if lacking else None
        raise RefusedError(said, hint, details=tuple(details))
    return _told(case, clerk, "handover", {"to": to, "state": "offered"}, reason, f"handover {to}")


def _refuse_second(settings: Settings, case: Case) -> None:
    for event in pending.handovers(case.events):
        team = settings.named("team", event.get("to"))
        raise RefusedError(
            T("{id} was handed over to {team} already, and they have not accepted", id=case.id, team=team),
            T("svc handover {id} --accept, --decline or --withdraw", id=case.id),
        )


def answer(settings: Settings, case: Case, clerk: Clerk, state: str, reason: str) -> Change:
    """Accept, decline or withdraw the handover that is open; who accepts has the case from then on.

    Raises RefusedError when none is open, and when a refusal has no reason.
    """
    open_ = pending.handovers(case.events)
    if state == "accepted":
        workflow.still_open(settings, case)
    if not open_:
        raise RefusedError(T("{id} was not handed over to anybody", id=case.id))
    if state == "declined" and not reason.strip():
        raise RefusedError(T("to decline needs a reason"), T("add -m 'why'"))
    offered = open_[-1]
    facts: dict[str, Value] = {"team": offered.get("to"), "assignee": clerk.doer}
    taken = verbs.edit(case, facts, clerk) if state == "accepted" else Change()
    told = _told(case, clerk, "handover", {"of": offered.id, "state": state}, reason, f"handover {state}")
    return verbs.joined(taken, told)


def escalate(settings: Settings, case: Case, clerk: Clerk, to: str, threat: str, reason: str) -> Change:
    """Call in somebody above, or note that the customer threatens to; a reason is needed. Raises RefusedError."""
    workflow.still_open(settings, case)
    if not to and not threat:
        raise UsageError(T("missing: {names}", names="WHO, --threat"))
    if not reason.strip():
        raise RefusedError(T("an escalation needs a reason"), T("add -m 'why'"))
    code = entry.code(settings, "threat", "threat", threat) if threat else ""
    person = entry.typed(settings, BY_PATH["assignee"], to, clerk)
    what = " ".join(["escalate", *filter(None, (person, code))])
    return _told(case, clerk, "escalate", {"to": person, "threat": code, "state": "raised"}, reason, what)


def take_up(case: Case, clerk: Clerk, reason: str) -> Change:
    """Accept the escalations that are open. Raises RefusedError when there is none."""
    open_ = pending.escalations(case.events)
    if not open_:
        raise RefusedError(T("nobody is called in for {id}, or they have accepted", id=case.id))
    told = [_told(case, clerk, "escalate", {"of": e.id, "state": "accepted"}, reason, "") for e in open_]
    events: tuple[Event, ...] = tuple(event for change in told for event in change.events)
    return Change({}, events, {k: v for change in told for k, v in change.notes.items()}, "escalate accepted")


def _told(case: Case, clerk: Clerk, kind: str, data: Data, reason: str, what: str) -> Change:
    said = words(reason)
    event = clerk.event(case, kind, {**data, "text": said.subject})
    return Change({}, (event,), said.note(event), what)

