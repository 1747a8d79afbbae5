"""One commit and one case: whether the commit says what it did, and did nothing that nobody may."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set
from datetime import timedelta

from svc import hand
from svc.audit.evidence import Finding, Limits
from svc.errors import T, Text
from svc.model import Case, Event
from svc.schema import fold
from svc.schema.durations import rounded
from svc.schema.events import read_log
from svc.schema.fields import EVENT_KINDS
from svc.schema.witness import Act

_TOLD = (*EVENT_KINDS, "stage", "waiting", "exit")
"""Fields that change with an event only."""
Person = Callable[[str], str]
"""Who has a mail address, ``""`` for nobody that is known."""


def audit(act: Act, limits: Limits, person: Person, kept: Set[str]) -> Iterator[Finding]:
    """All that speaks against what a commit did to a case.

    ``kept``: events whose own commits stand elsewhere in the repository, as proposals are kept.
    """
    found = _Act(act, limits, person, kept)
    return found.findings()


def entries(case: Case | None) -> tuple[Event, ...]:
    """The events of a case, proposals and decisions behind those of the log."""
    return (*case.events, *read_log(case.data, "reviews")) if case else ()


def own(case: Case | None) -> set[str]:
    """The ids of those that no import brought along."""
    return {event.id for event in (*fold.since_import(case.events), *read_log(case.data, "reviews"))} if case else set()


def is_vouched(act: Act, kept: Set[str]) -> bool:
    """Whether each event of a squash has a commit of its own elsewhere, which speaks for who entered it."""
    known = {event.id for case in act.befores for event in entries(case)}
    added = {event.id for event in entries(act.after)} - known
    return bool(added) and not act.witness.trailers and added <= kept


class _Act:
    def __init__(self, act: Act, limits: Limits, person: Person, kept: Set[str]) -> None:
        self.act = act
        self.witness = act.witness
        self.limits = limits
        self.kept = kept
        self.author = person(act.witness.mail)
        self.after = act.after or Case({}, act.path)
        self.is_birth = not any(case.data for case in act.befores)
        known = {event.id for case in act.befores for event in entries(case)}
        self.added = [event for event in entries(self.after) if event.id not in known]
        self.own = own(self.after)

    def findings(self) -> Iterator[Finding]:
        if self.act.unreadable:
            yield self._found("warning", "unreadable", T("a version cannot be read: {why}", why=self.act.unreadable))
        elif self.act.after is None:
            yield self._found("error", "deleted", T("the case was taken away"))
        else:
            if not self.is_birth:
                yield from self._log()
                yield from self._fixed()
                yield from self._facts()
            if self.witness.trailers:
                yield from self._words()
                yield from self._entered()
            else:
                yield from self._unsaid()
            yield from self._times()
            for old, new in self.act.redrawn:
                said = T("{old} was drawn twice, for two things: this one is {new} now", old=old, new=new)
                yield self._found("info", "redrawn", said)

    def _found(self, grade: str, rule: str, message: Text, event: Event | None = None) -> Finding:
        return Finding(grade, rule, self.act.path, self.witness.commit, event.id if event else "", message)

    def _log(self) -> Iterator[Finding]:
        """The log of no parent lost anything; of two that say the same thing a merge may have made one void."""
        now = {event.id: event for event in self.after.events}
        for case in self.act.befores:
            kinds = {event.kind for event in self.after.events if event not in case.events}
            for old in case.events:
                decided = self.witness.parents > 1 and old.kind in kinds
                new = now.get(old.id)
                if new is None:
                    yield self._found("error", "log-removed", T("event {event} was taken out", event=old.id), old)
                elif new != old and not (decided and new == old._replace(data={**old.data, "void": "true"})):
                    yield self._found("error", "log-changed", T("event {event} was changed", event=old.id), old)
            there = [event.id for event in case.events if event.id in now]
            if there != [event.id for event in self.after.events if event.id in set(there)]:
                yield self._found("error", "log-order", T("the events stand in another order"))

    def _fixed(self) -> Iterator[Finding]:
        for case in self.act.befores:
            for error in hand.reworded(case, self.after) if case.data else ():
                yield self._found("error", "fixed", error.message)

    def _facts(self) -> Iterator[Finding]:
        """A fact that is none of the parents' has its event."""
        told = {fold.fact(event) for event in self.added}
        kinds = {event.kind for event in self.added}
        if "undo" in kinds or "merge" in kinds:
            return
        moved = {"stage": ("move", "reopen", "migrate"), "exit": ("move", "reopen", "migrate"),
                 "waiting": ("wait", "resume", "contact")}  # fmt: skip
        for name in _TOLD:
            if any(case.get(name) == self.after.get(name) for case in self.act.befores):
                continue
            if name not in told and not kinds.intersection(moved.get(name, ())):
                yield self._found("error", "fact", T("{field} was changed without an event", field=name))

    def _words(self) -> Iterator[Finding]:
        """What the trailers of svc say is what was done."""
        said = self.witness.trailers
        case = self.after.id
        if "Case" in said and case not in said["Case"].split():
            yield self._found("error", "trailers", T("its commit speaks of {case} only", case=said["Case"]))
            return
        if not said.get("Event"):
            # An import of many cases counts them; it names none.
            extra = [] if "Count" in said else [event for event in self.added if event.id in self.own]
        else:
            extra = [event for event in self.added if event.id not in said["Event"].split()]
        for event in extra:
            yield self._found("error", "trailers", T("its commit does not name event {event}", event=event.id), event)
        own = [event for event in self.added if event.id in self.own]
        if " " in said.get("Case", "") or "Count" in said or not own:
            return
        first = own[0]
        told = {"By": first.by, "Kind": _kinds(said.get("Kind", ""), own)}
        moves = [event for event in own if event.kind in ("move", "reopen")]
        told |= {name: " ".join(filter(None, (event.get(name.lower()) for event in moves))) for name in ("From", "To")}
        if self.witness.parents > 1 and said.get("Kind") == "merge":
            told = {"By": first.by}  # whatever it decided, its kind is the merge
        for name, value in told.items():
            if said.get(name, value) != value:
                message = T("its commit says {name}: {said}, the log {value}", name=name, said=said[name], value=value)
                yield self._found("error", "trailers", message, first)

    def _entered(self) -> Iterator[Finding]:
        """Who committed is who entered it."""
        for event in self.added:
            who = event.recorded_by or event.by
            if event.id in self.own and self.author and who != self.author:
                message = T("{who} is said to have entered it, but {author} committed it", who=who, author=self.author)
                yield self._found("error", "author", message, event)

    def _unsaid(self) -> Iterator[Finding]:
        """A commit that svc did not write: steps squashed together, or made by hand."""
        if not self.added:
            return
        others = [e for e in self.added if (e.recorded_by or e.by) != self.author and e.id in self.own]
        unseen = [event for event in others if event.id not in self.kept]
        for event in unseen:
            who = event.recorded_by or event.by
            message = T("svc did not write its commit, and nothing shows that {who} entered it", who=who)
            yield self._found("warning", "unwitnessed", message, event)
        if not unseen:
            yield self._found("info", "squashed", T("its steps came in one commit that svc did not write"))

    def _times(self) -> Iterator[Finding]:
        witness, skew = self.witness, self.limits.skew
        for event in (e for e in self.added if e.id in self.own):
            late = event.entered - event.at
            if late < -skew:
                yield self._found("error", "time", T("it was entered before it happened"), event)
            elif late > self.limits.late_entry:
                yield self._found("warning", "late", T("it was entered {time} later", time=_span(late)), event)
            elif late > timedelta(0):
                yield self._found("info", "late", T("it was entered {time} later", time=_span(late)), event)
            if event.recorded_by:
                yield self._found("info", "on-behalf", T("{who} entered it", who=event.recorded_by), event)
            if event.get("override"):
                yield self._found("info", "override", T("rules were passed: {what}", what=event.get("override")), event)
            if witness.trailers and abs(event.entered - witness.at) > skew:
                apart = _span(abs(event.entered - witness.at))
                message = T("its commit was dated {time} apart from it", time=apart)
                yield self._found("error", "backdated", message, event)


def _kinds(said: str, events: list[Event]) -> str:
    """The kinds of some events, in the order in which they were said where they are the same."""
    kinds = dict.fromkeys(event.kind for event in events)
    return said if kinds.keys() == set(said.split()) else " ".join(kinds)


def _span(length: timedelta) -> str:
    return rounded(int(length.total_seconds()))
