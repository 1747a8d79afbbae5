"""One case in two revisions: whether what came between was done as the rules of the first one ask.

What the two files say is all that is looked at, so that a merge, a rebase and a squash of the same work are judged
alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from svc import exits, hand, ids, lowering, workflow
from svc.clerk import Clerk
from svc.errors import SvcError, T, Text
from svc.model import Case, Event, Problem, Value
from svc.review.former import before as former
from svc.schema import fold, redrawn, reviews
from svc.schema.fields import EVENT_KINDS
from svc.schema.redrawn import called
from svc.schema.settings import Settings

Line = Callable[[str], int]
"""The line of a dotted field in the file as it is now."""


def judge(settings: Settings, before: Case, after: Case, line_of: Line) -> Iterator[Problem]:
    """All that the change of a case did against the rules; ``before`` holds no data for a case that is new.

    Of the case itself, whether its fields and its log are well formed, ``svc.schema.check`` judges.
    """
    found = _Change(settings, before, after)
    for where, message in found.faults():
        yield Problem(after.path, line_of(where), where, message)


Fault = tuple[str, Text]
"""What is wrong, and with which field or line of the log."""


class _Change:
    """What became of a case between two revisions."""

    def __init__(self, settings: Settings, before: Case, after: Case) -> None:
        self.settings = settings
        before = called(before, redrawn.events(before, after))
        self.before = before
        self.after = after
        known = {event.id for event in before.events}
        self.added = [event for event in after.events if event.id not in known]
        self.sets: dict[str, Value] = hand.changed(before, after) if before.data else {}
        self._places = {event.id: f"log.{place}" for place, event in enumerate(after.events)}

    def faults(self) -> Iterator[Fault]:
        if self.before.data:
            yield from (("", error.message) for error in hand.reworded(self.before, self.after))
            yield from self._log()
            yield from self._facts()
            yield from self._less()
            yield from self._path()
        yield from self._migrations()
        yield from self._moves()

    def _log(self) -> Iterator[Fault]:
        """The log so far is as it was, in its order; of two of a kind a merge may have made the older one void."""
        now = {event.id: event for event in self.after.events}
        for old in self.before.events:
            new = now.get(old.id)
            if new is None:
                yield "log", T("event {event} was taken out; the log only grows", event=old.id)
            elif new != old and not (_voided(old) == new and old.kind in {event.kind for event in self.added}):
                yield self._places[old.id], T("event {event} was changed; the log only grows", event=old.id)
        kept = [event.id for event in self.before.events if event.id in now]
        if kept != [event.id for event in self.after.events if event.id in set(kept)]:
            yield "log", T("the events of the log stand in another order than before")

    def _decided(self, name: str) -> bool:
        return any(event.kind == "merge" and event.get("field") == name for event in self.added)

    def _facts(self) -> Iterator[Fault]:
        """A fact that changed has its event: of its own, or one that took another back."""
        told = {fold.fact(event) for event in self.added}
        gone = {fold.fact(event) for event in self.before.events if event.id in fold.undone(self.added)}
        for name in self.sets:
            if name in EVENT_KINDS and name not in told | gone and not self._decided(name):
                yield name, T("{field} was changed without an event", field=name)

    def _less(self) -> Iterator[Fault]:
        """Facts made less, and another type: by somebody who may, with a reason, or taken back by who made them."""
        for event in fold.valid(self.added):
            name = fold.fact(event)
            if not name:
                continue
            case = former(self.after, self._from(event))
            sets, reason = {name: event.get("to")}, event.get("text") or event.get("reason")
            rules = (
                partial(lowering.refuse, self.settings, case, sets, _clerk(event), reason),
                partial(lowering.refuse_retype, case, sets, reason),
            )
            for rule in rules:
                yield from self._refused(rule, event)

    def _path(self) -> Iterator[Fault]:
        if "path" in self.sets:
            try:
                workflow.check_path(self.settings, self.after)
            except SvcError as error:
                yield "path", error.message

    def _migrations(self) -> Iterator[Fault]:
        """Only a word that the rules know no more is given another name."""
        for event in self.added:
            if event.kind == "migrate" and self._knows(event.get("field"), event.get("from")):
                said = T("{word} was migrated, but the rules know it", word=event.get("from"))
                yield self._places[event.id], said

    def _knows(self, name: str, word: str) -> bool:
        loop = self.settings.workflow
        known = {
            "stage": loop.stages,
            "path": [route.name for route in loop.routes],
            "exit": [way.name for way in loop.exits],
        }
        return word in known.get(name, self.settings.codes.get(name, ()))

    def _moves(self) -> Iterator[Fault]:
        """Each move is one that the loop knows, and passes its gates."""
        own = {event.id for event in fold.since_import(self.after.events)}
        for event in fold.valid(self.added):
            if fold.is_move(event) and event.kind != "migrate" and event.id in own:
                yield from self._refused(partial(self._again, event), event)
                yield from self._too_early(event)

    def _too_early(self, event: Event) -> Iterator[Fault]:
        """A move before anybody had approved what is to be before it; what was approved then is judged elsewhere."""
        loop, let_pass = self.settings.workflow, event.get("override").split(", ")
        if event.get("exit") or not loop.is_forward(event.get("from"), event.get("to")):
            return
        for one in reviews.asked(self.settings, self.after):
            if one.name in event.get("emergency").split(", "):
                if not one.rule.emergency:
                    said = T("event {event}: that may not be approved afterwards", event=event.id)
                    yield self._places[event.id], said
            elif one.rule.leave == event.get("from") and one.name not in let_pass:
                given = {e.by for e in reviews.events(self.after) if e.kind == "approve"
                         and set(one.rule.of) <= set(reviews.fields_of(e)) and e.entered <= event.entered}  # fmt: skip
                if one.holds and len(given) < one.rule.people:
                    yield self._places[event.id], T("event {event}: it was not approved yet", event=event.id)

    def _again(self, event: Event) -> None:
        """Make a move of the log once more. Raises RefusedError."""
        case, clerk = former(self.after, self._from(event)), _clerk(event)
        if event.get("exit"):
            exits.leave(self.settings, case, event.get("exit"), clerk, event.get("text"), event.get("case") or "-")
        elif event.kind == "reopen" and fold.left_through_exit(case.events):
            workflow.reopen(self.settings, case, clerk, event.get("text"))
        else:
            override, emergency = bool(event.get("override")), self._is_owed(event)
            workflow.move(self.settings, case, event.get("to"), clerk, event.get("text"), override, (), emergency)

    def _is_owed(self, event: Event) -> bool:
        """Whether an approval that a move left for later is still to be given."""
        later = event.get("emergency").split(", ")
        return any(one.name in later and not one.holds for one in reviews.asked(self.settings, self.after))

    def _from(self, event: Event) -> list[Event]:
        """An event and those behind it, without what was taken back among them."""
        behind = list(self.after.events[self.after.events.index(event) :])
        undone = fold.undone(behind)
        return [each for each in behind if each.id not in undone]

    def _refused(self, rule: Callable[[], object], event: Event) -> Iterator[Fault]:
        try:
            rule()
        except SvcError as error:
            said = error.message
            for detail in error.details:
                said = T("{said} {more};", said=said, more=detail)
            yield self._places[event.id], T("event {event}: {said}", event=event.id, said=said)


def _clerk(event: Event) -> Clerk:
    """Who entered an event, and when."""
    entered_by = event.recorded_by or event.by
    by = event.by if event.recorded_by else ""
    return Clerk(event.entered, entered_by, ids.hashed(event.id), by=by)


def _voided(event: Event) -> Event:
    return event._replace(data={**event.data, "void": "true"})
