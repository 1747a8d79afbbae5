"""Edits made by hand, judged by the same rules as the verbs, and the events that they call for."""

from __future__ import annotations

from svc import exits, lowering, workflow
from svc.clerk import Clerk
from svc.errors import RefusedError, T
from svc.model import Case, Change, Event, Value, flatten, is_empty, mapping, rows
from svc.schema import fold
from svc.schema.fields import EVENT_KINDS, LASTING
from svc.schema.settings import Settings
from svc.spare import contextmanager
from svc.typed import Callable, Iterable, Iterator, Mapping
from svc.words import words

_LOG = ("log", "notes", "reviews")
_WORDS_OF_OTHERS = ("contact", "imported")


def take_in(settings: Settings, before: Case, after: Case, clerk: Clerk, reason: str = "") -> Change:
    """What a hand edit comes to: the fields it changed, and the events it owes.

    Raises RefusedError when it touched what never changes, took from the log, or made a move that the
    workflow does not know or a gate forbids. A file that is new (``before`` holds nothing) opens a case.
    """
    if not before.data:
        return _opened(settings, after, clerk)
    _refuse_fixed(before, after)
    added = _grown(before, after)
    _refuse_changed_words(before, after)
    _refuse_taken_reviews(before, after)
    _refuse_new_reviews(before, after)
    _refuse_label(settings, after)
    sets = changed(before, after)
    _refuse_less(settings, before, sets, added, clerk, reason)
    if "path" in sets:
        workflow.check_path(settings, after)
    facts = [e for name in sets if name in EVENT_KINDS for e in _fact(before, after, name, added, clerk, reason)]
    waits = _waits(before, after, added, clerk)
    moved = _moves(settings, before, after, added, clerk, reason)
    what = "edit " + (", ".join(sets) or ("log" if added else "comments and layout"))
    notes = {**moved.notes, **(words(reason).note(facts[0]) if facts else {})}
    owed = {name: value for name, value in moved.sets.items() if moved.events}
    events = (*facts, *waits, *moved.events)
    why = "" if facts or moved.events else words(reason).subject
    return Change(sets | owed, events, notes, moved.what or what, clerk.doer, why)


def rewritten(before: Case, after: Case) -> Iterator[RefusedError]:
    """What an edit touched that nothing may touch: fixed facts, the log so far, words of the customer, reviews."""
    yield from _broken(before, after, (_refuse_fixed, _grown, _refuse_changed_words, _refuse_taken_reviews))


def reworded(before: Case, after: Case) -> Iterator[RefusedError]:
    """Of that what is not the log: fixed facts, words of the customer, reviews."""
    yield from _broken(before, after, (_refuse_fixed, _refuse_changed_words, _refuse_taken_reviews))


def _broken(before: Case, after: Case, rules: Iterable[Callable[[Case, Case], object]]) -> Iterator[RefusedError]:
    for rule in rules:
        try:
            rule(before, after)
        except RefusedError as error:
            yield error


def _opened(settings: Settings, case: Case, clerk: Clerk) -> Change:
    """A case written by hand starts where every case starts; the verbs take it on from there."""
    first = settings.workflow.stages[0]
    if case.stage != first:
        raise RefusedError(
            T("{id} was never opened: a case written by hand begins in {stage}", id=case.id, stage=first),
            T("set stage: {stage}, commit it, then svc move", stage=first),
        )
    return Change(_lesson(case), (), {}, "new by hand", clerk.doer)


def _lesson(case: Case) -> dict[str, Value]:
    """A lesson that a case is born with: its commit tells it."""
    told = case.text("summary.lesson")
    return {"summary.lesson": told} if told.strip() else {}


def changed(before: Case, after: Case) -> dict[str, Value]:
    """The fields whose value is another one, the log left out."""
    old = {k: v for k, v in flatten(before.data) if k.split(".")[0] not in _LOG and not is_empty(v)}
    new = {k: v for k, v in flatten(after.data) if k.split(".")[0] not in _LOG and not is_empty(v)}
    gone: dict[str, Value] = {k: "" for k in old if k not in new}
    return {k: v for k, v in new.items() if old.get(k) != v} | gone


def _refuse_fixed(before: Case, after: Case) -> None:
    for name in sorted(LASTING):
        is_set = not is_empty(before.get(name)) or name == "origin"  # which no case is given later
        if is_set and before.get(name) != after.get(name):
            raise RefusedError(
                T("{id}: {field} never changes after a case was opened", id=before.id, field=name),
                T("set it back to {value}", value=before.text(name) or str(before.get(name)) or T("empty")),
            )


def _grown(before: Case, after: Case) -> list[Event]:
    """The events that the edit added. The others must be as they were."""
    now = {e.id: e for e in after.events}
    for event in before.events:
        if now.get(event.id) != event:
            raise RefusedError(
                T("{id}: event {event} was changed or taken out; the log only grows", id=before.id, event=event.id),
                T("git restore {path} brings the file back", path=before.path),
            )
    known = {e.id for e in before.events}
    return [e for e in after.events if e.id not in known]


def _refuse_taken_reviews(before: Case, after: Case) -> None:
    """Who approved what stands as it was written."""
    kept = rows(after.get("reviews"))
    for review in rows(before.get("reviews")):
        if review not in kept:
            name = str(review.get("id", ""))
            raise RefusedError(
                T("{id}: review {review} was changed or taken out; reviews only grow", id=before.id, review=name),
                T("git restore {path} brings the file back", path=before.path),
            )


def _refuse_new_reviews(before: Case, after: Case) -> None:
    """Nobody approves with an editor: the commit of a decision is its witness."""
    if rows(after.get("reviews")) != rows(before.get("reviews")):
        raise RefusedError(
            T("{id}: what stands under reviews: is not written by hand", id=before.id),
            T("git restore {path} drops the edits; then svc propose, svc approve or svc reject", path=before.path),
        )


def _refuse_changed_words(before: Case, after: Case) -> None:
    """What a customer said, or came from elsewhere, stands as it was."""
    others = [e for e in before.events if e.kind in _WORDS_OF_OTHERS and e.get("way") != "out"]
    old, new = mapping(before.get("notes")), mapping(after.get("notes"))
    for key in (e.id for e in others):
        if old.get(key, "") != new.get(key, ""):
            raise RefusedError(
                T("{id}: the words of the customer in note {event} were changed", id=before.id, event=key),
                T("git restore {path} brings the file back; svc note adds a remark", path=before.path),
            )


def _refuse_label(settings: Settings, after: Case) -> None:
    """A stage called by its label: the file has its code."""
    meant = settings.code("stage", after.stage)
    if meant and meant != after.stage:
        said = T("{id}: the file calls the stage {label} {code}", id=after.id, label=after.stage, code=meant)
        raise RefusedError(said, T("write stage: {stage} in {path}, then svc commit", stage=meant, path=after.path))


def _refuse_less(
    settings: Settings, before: Case, sets: Mapping[str, Value], added: Iterable[Event], clerk: Clerk, reason: str
) -> None:
    """Facts made less, and another type: the reason is that of the commit, or of the event written for it."""
    for name, value in sets.items():
        why = next((e.get("text") for e in added if fold.fact(e) == name and e.get("text")), reason)
        lowering.refuse(settings, before, {name: value}, clerk, why)
        lowering.refuse_retype(before, {name: value}, why)


def _fact(before: Case, after: Case, name: str, added: list[Event], clerk: Clerk, reason: str) -> list[Event]:
    kind = EVENT_KINDS[name]
    told = [e for e in added if fold.fact(e) == name]
    if told and told[-1].get("to") == after.text(name):
        return []
    said = words(reason).subject
    return [clerk.event(after, kind, {"from": before.get(name), "to": after.get(name), "text": said})]


def _waits(before: Case, after: Case, added: list[Event], clerk: Clerk) -> list[Event]:
    if any(e.kind in ("wait", "resume") for e in added):
        return []
    old, new = _reasons(before), _reasons(after)
    begun = [clerk.event(after, "wait", {"for": reason}) for reason in sorted(new - old)]
    return begun + [clerk.event(after, "resume", {"for": reason}) for reason in sorted(old - new)]


def _reasons(case: Case) -> set[str]:
    value = case.get("waiting")
    return {str(v) for v in value} if isinstance(value, list) else set()


def _moves(
    settings: Settings, before: Case, after: Case, added: Iterable[Event], clerk: Clerk, reason: str
) -> Change:
    """A stage changed by hand is a move, one written into the log as well: it passes the gates or is refused."""
    written = [e for e in added if fold.is_move(e)]
    now, judged = before.stage, Change()
    for event in written:
        by = clerk.writing_for(event.by)
        case = _at(after, now, written, event)
        judged = _judged(settings, case, event, by, event.get("text") or reason)
        now = event.get("to")
    if now == after.stage:
        return Change(what=judged.what)
    return _moved(settings, _at(after, now, written), after.stage, clerk, reason)


def _moved(settings: Settings, case: Case, target: str, clerk: Clerk, reason: str) -> Change:
    """The move, or a refusal that leads back into the file."""
    with _back_to_the_file(case):
        return workflow.move(settings, case, target, clerk, reason)


def _judged(settings: Settings, case: Case, event: Event, by: Clerk, reason: str) -> Change:
    """What the rules say of a move that was written into the log."""
    with _back_to_the_file(case):
        if event.get("exit"):
            return exits.leave(settings, case, event.get("exit"), by, reason, event.get("case"))
        return workflow.move(settings, case, event.get("to"), by, reason, bool(event.get("override")),
                             emergency=bool(event.get("emergency")))  # fmt: skip


@contextmanager
def _back_to_the_file(case: Case) -> Iterator[None]:
    """No verb takes a case with edits by hand: a refusal must not name one."""
    try:
        yield
    except RefusedError as error:
        if error.hint and "svc " in str(error.hint) and not error.details:
            error.hint = T("change it in {path}, then svc commit; git restore {path} drops the edits", path=case.path)
        elif error.hint and "svc " in str(error.hint):
            error.hint = T("put it into {path}, then svc commit; git restore {path} drops the edits", path=case.path)
        raise


def _at(after: Case, stage: str, written: list[Event], event: Event | None = None) -> Case:
    """The case as it stood when it was moved: in that stage, later moves not made yet."""
    late = written[written.index(event) :] if event else []
    return after._replace(data={**after.data, "stage": stage}, events=tuple(e for e in after.events if e not in late))
