"""Proposals and decisions in an audit: each judged with the case, and by the rules, that there were then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property

from svc.audit import leaving
from svc.audit.evidence import Finding
from svc.errors import SvcError
from svc.model import Case, Value, rows
from svc.review import decisions
from svc.schema import reviews
from svc.schema.events import read_log
from svc.schema.settings import Settings
from svc.schema.witness import Act, Seen
from svc.store import layout
from svc.store.desk import Store
from svc.store.reading import settings_of
from svc.store.trust import Trust
from svc.store.witnesses import seen as kept_beside


class Decisions:
    """The lines of ``reviews`` of a desk, with the commits that brought them."""

    def __init__(self, store: Store, trust: Trust) -> None:
        self.store = store
        self.trust = trust
        self._brought: dict[str, dict[str, Seen]] = {}
        self._squashed: dict[tuple[str, str], str] = {}
        self._settings: dict[str, Settings] = {}

    def note(self, act: Act) -> None:
        """Remember what a commit brought, as its witness where svc wrote it."""
        after, witness = act.after, act.witness
        known = {event.id for case in act.befores for event in read_log(case.data, "reviews")}
        for event in read_log(after.data, "reviews") if after else ():
            if event.id in known or not after:
                continue
            if witness.trailers:
                person = self.trust.people.get(witness.mail, "")
                one = Seen(witness.commit, witness.mail, person, after, witness.signature, witness.must_sign)
                self._brought.setdefault(act.path, {})[event.id] = one
            else:
                self._squashed[act.path, event.id] = witness.commit

    def left(self, act: Act) -> Iterator[Finding]:
        """Whether a case went on with what had to be approved."""
        if self.trust.settings.workflow.reviews and leaving.is_forward(self.trust.settings, act):
            yield from leaving.left(self._rules(act.witness.commit), act)

    def findings(self, cases: Sequence[Case]) -> Iterator[Finding]:
        """What speaks against the decisions of some cases."""
        decided = [case for case in cases if rows(case.get("reviews"))]
        lost = {case.id: case.path for case in decided if any(path == case.path for path, _ in self._squashed)}
        head = self.trust.head
        beside = kept_beside(self.trust, head, head, lost) if lost else {}
        for case in decided:
            yield from leaving.voided(self.trust.settings, case)
            seen = {**beside.get(case.path, {}), **self._brought.get(case.path, {})}
            for event in reviews.events(case):
                one = seen.get(event.id)
                if one:  # else it is told as unwitnessed
                    for said in decisions.otherwise(event, one):
                        yield Finding("error", "approval", case.path, one.commit, event.id, said)
                    yield from self._judged(case.path, event.id, one, seen)

    def _judged(self, path: str, event: str, one: Seen, seen: Mapping[str, Seen]) -> Iterator[Finding]:
        others: list[Value] = [row for row in rows(one.case.get("reviews")) if row.get("id") != event]
        before = one.case._replace(data={**one.case.data, "reviews": others})
        rules = self._rules(self._squashed.get((path, event), one.commit))
        for _, said in decisions.judge(rules, before, one.case, seen):
            yield Finding("error", "approval", path, one.commit, event, said)

    @cached_property
    def _protected(self) -> set[str]:
        """The commits of the base."""
        return set(self.store.git.run("rev-list", self.trust.desk.commit).decode().split())

    def _rules(self, commit: str) -> Settings:
        """The rules at a commit of the base; of one under review those of the base."""
        if commit not in self._protected:
            return self.trust.settings
        found = self.store.git.objects([f"{commit}:{self.store.repo.prefix}{layout.SETTINGS}"])[0]
        if found and found[1] not in self._settings:
            with suppress(SvcError):
                self._settings[found[1]] = settings_of(found[2], layout.SETTINGS)
        return self._settings.get(found[1], self.trust.settings) if found else self.trust.settings
