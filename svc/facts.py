"""Facts of a case told or put right: triage, working again, a wrong intake fact, another type."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from svc import entry, lowering, verbs, workflow
from svc.clerk import Clerk
from svc.errors import RefusedError, T, UsageError
from svc.model import Case, Change, Data, Event, Value, is_empty, rows, stamp
from svc.schema import gates
from svc.schema.fields import BY_PATH
from svc.schema.settings import Settings
from svc.words import words

CORRECTABLE = (
    "title", "customer", "product", "serial", "category", "warranty", "channel", "tier", "agreement", "occurred_at",
    "wish_by", "remedy_wanted", "description", "severity", "intake.safety", "refs", "items",
)  # fmt: skip
"""Facts of the intake, which a correction puts right."""

JUDGED_BY = ("product", "serial", "customer", "occurred_at")
"""Facts from which the warranty was judged."""

Judge = Callable[[Case], str]
"""What the records say of the warranty of a case; ``""`` where they say nothing."""


def triage(settings: Settings, case: Case, clerk: Clerk, outcome: str, told: bool, reason: str) -> Change:
    """Decide how the case is handled; ``told``: the customer knows. Raises UsageError, RefusedError."""
    workflow.still_open(settings, case)
    code = entry.code(settings, "triage", "analysis.triage", outcome)
    said = words(reason)
    event = clerk.event(case, "triage", {"from": case.get("analysis.triage"), "to": code, "text": said.subject})
    if told:
        event = event._replace(data={**event.data, "told": stamp(event.at)})
    return Change({"analysis.triage": code}, (event,), said.note(event), f"triage {code}")


def restore(settings: Settings, case: Case, clerk: Clerk, how: str) -> Change:
    """Note that it works again for the customer, perhaps by a loan unit. Raises RefusedError when closed."""
    return _noted(settings, case, clerk, "restored", how)


def contain(settings: Settings, case: Case, clerk: Clerk, how: str) -> Change:
    """Note that the harm can spread no further. Raises RefusedError when closed."""
    return _noted(settings, case, clerk, "contained", how)


def _noted(settings: Settings, case: Case, clerk: Clerk, kind: str, how: str) -> Change:
    workflow.still_open(settings, case)
    said = words(how)
    event = clerk.event(case, kind, {"text": said.subject})
    return Change({}, (event,), said.note(event), kind)


def correct(
    settings: Settings, case: Case, clerk: Clerk, wanted: Mapping[str, Value], reason: str,
    judge: Judge = lambda case: "",
) -> Change:
    """Put right what was taken down wrong: the old value stays in the log, the warranty is judged anew.

    Raises UsageError for a field that is no fact of the intake, RefusedError without a reason.
    """
    for name in wanted:
        if name not in CORRECTABLE:
            hint = T("svc edit {id} --set {field}=...", id=case.id, field=name)
            raise UsageError(T("{field} is not a fact of the intake", field=name), hint)
    if not reason.strip():
        raise RefusedError(T("a correction needs a reason"), T("add -m 'why'"))
    lowering.refuse(settings, case, wanted, clerk, reason)
    told = [_corrected(case, clerk, name, value, reason) for name, value in wanted.items()]
    told = [change for change in told if change]
    sets = {name: value for change in told for name, value in change.sets.items()}
    if "warranty" not in wanted and (any(name in sets for name in JUDGED_BY) or _other_items(case, sets)):
        told.append(_judged_anew(settings, case, clerk, judge(verbs.after(case, Change(sets)))))
        sets |= told[-1].sets
    events: tuple[Event, ...] = tuple(event for change in told for event in change.events)
    notes = {key: text for change in told for key, text in change.notes.items()}
    for key, body in (words(reason).note(events[0]) if events else {}).items():
        notes[key] = "\n".join([body, *filter(None, [notes.get(key)])])
    return Change(sets, events, notes, "correct " + ", ".join(sets))


def _other_items(case: Case, sets: Mapping[str, Value]) -> bool:
    """Whether the products or serial numbers of the items are others than they were."""
    old, new = ([(row.get("product"), row.get("serial")) for row in rows(held)]
                for held in (case.get("items"), sets.get("items", case.get("items"))))  # fmt: skip
    return old != new


def _corrected(case: Case, clerk: Clerk, name: str, new: Value, reason: str) -> Change:
    """The event of one correction; words of several lines, which do not fit it, go to the notes."""
    old = case.get(name)
    if old == new or (is_empty(old) and is_empty(new)):
        return Change()
    fits = BY_PATH[name].kind != "block"
    data: Data = {"field": name, "text": words(reason).subject}
    event = clerk.event(case, "correct", data | ({"from": old, "to": new} if fits else {}))
    notes = {event.id: old} if isinstance(old, str) and not fits and old.strip() else {}
    return Change({name: new}, (event,), notes)


def _judged_anew(settings: Settings, case: Case, clerk: Clerk, judged: str) -> Change:
    """The warranty once the facts are others; not known where the records do not say."""
    old = case.text("warranty")
    unknown = "unknown" if "unknown" in settings.codes.get("warranty", {}) else ""
    new = judged or (unknown if old else "")
    if old == new:
        return Change()
    event = clerk.event(case, "warranty", {"from": old, "to": new})
    return Change({"warranty": new}, (event,))


def retype(settings: Settings, case: Case, clerk: Clerk, kind: str, reason: str) -> Change:
    """Make a case one of another type: its clocks go on, the gates of the new type hold.

    It comes onto the path of the new type where its own is not meant for it, never back to a lighter one.
    Raises UsageError, RefusedError.
    """
    workflow.still_open(settings, case)
    code = entry.code(settings, "type", "type", kind)
    if code == case.type:
        raise RefusedError(T("{id} is of type {type} already", id=case.id, type=settings.named("type", code)))
    facts: dict[str, Value] = {"type": code}
    retyped = verbs.after(case, Change(facts))
    route = settings.workflow.route(case.route)
    if route is None or not gates.holds(route.when, retyped):
        facts["path"] = workflow.route_for(settings.workflow, retyped).name
    lowering.refuse_retype(case, facts, reason)
    change = verbs.edit(case, facts, clerk, reason)
    workflow.check_path(settings, verbs.after(case, change))
    return change._replace(what=f"retype {case.type} -> {code}")
