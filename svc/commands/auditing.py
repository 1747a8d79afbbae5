"""The audit of a desk: every commit and every case looked at, and the history as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from svc import ids
from svc.audit import acts, signing, whole
from svc.audit.evidence import GRADES, Finding, Limits
from svc.commands import sealing
from svc.commands.audited_decisions import Decisions
from svc.commands.context import Context
from svc.errors import T
from svc.model import Case
from svc.render.paint import Tone, Toned
from svc.schema.witness import Act, Witness
from svc.store import evidence
from svc.store.desk import Store
from svc.store.git import tip
from svc.store.layout import case_path
from svc.store.trust import Trust

LABELS = dict(zip(GRADES, (T("error"), T("warning"), T("info")), strict=True))
_TONES: dict[str, Tone] = {"error": "bad", "warning": "warn"}


def grade(one: Finding) -> Toned:
    """How grave a finding is, for people."""
    return Toned(LABELS[one.grade], _TONES.get(one.grade, ""))


def by_gravity(found: Iterable[Finding]) -> list[Finding]:
    """The gravest first."""
    return sorted(found, key=lambda one: GRADES.index(one.grade))


class Audit:
    """The audit of a desk, or of some of its cases."""

    def __init__(self, ctx: Context, trust: Trust, paths: Sequence[str]) -> None:
        self.ctx = ctx
        self.trust = trust
        self.paths = set(paths)
        self.rules = trust.settings.audit
        self.limits = Limits(timedelta(seconds=self.rules.late_entry), timedelta(seconds=self.rules.skew))
        self.people = trust.people
        self.decisions = Decisions(ctx.store, trust)
        self.seen: dict[str, set[str]] = {}
        self.elsewhere: dict[str, set[str]] = {}
        """Events that stand in another file now, since svc gave their case another id."""
        self.entered: list[tuple[str, str, str]] = []
        self.witnesses: list[Witness] = []
        self.acts: list[Act] = []
        """What was done to the cases that are looked at by name, the newest first."""

    def findings(self) -> list[Finding]:
        """All of them, the gravest first, the newest commit first within a grade."""
        found = list(self._acts())
        return by_gravity([*found, *self._whole(found)])

    def _acts(self) -> Iterator[Finding]:
        kept = evidence.kept(self.ctx.store, self.trust).keys()
        only = next(iter(self.paths)) if len(self.paths) == 1 else ""
        for witness, done in evidence.Evidence(self.ctx.store, self.trust, only).acts():
            self.witnesses.append(witness)
            if self._is_looked_at(done) and not (done and all(acts.is_vouched(act, kept) for act in done)):
                yield from signing.signature(witness)
            for act in done:
                self.seen.setdefault(act.path, set()).update(e.id for e in acts.entries(act.after))
                self._note_renamed(act)
                self.decisions.note(act)
                if self.paths and act.path not in self.paths:
                    continue
                self.acts += [act] if self.paths else []
                yield from self.decisions.left(act)
                yield from acts.audit(act, self.limits, lambda mail: self.people.get(mail, ""), kept)
                self._note(witness, act.befores, act.after)

    def _is_looked_at(self, done: Sequence[Act]) -> bool:
        return not self.paths or any(act.path in self.paths for act in done)

    def _note(self, witness: Witness, befores: Sequence[Case], after: Case | None) -> None:
        """Who is said to have entered what came with a commit of svc's."""
        known = {event.id for case in befores for event in acts.entries(case)}
        own = acts.own(after)
        for event in acts.entries(after) if witness.trailers else ():
            if event.id not in known and event.id in own:
                self.entered.append((witness.commit, witness.mail, event.recorded_by or event.by))

    def _whole(self, told: Sequence[Finding]) -> Iterator[Finding]:
        yield from whole.clocks(self.witnesses, self.limits, self.ctx.now)
        yield from whole.names(self.entered, self.people)
        desk = self._committed()
        cases = [case for case in desk.cases()[0] if not self.paths or case.path in self.paths]
        yield from whole.unseen(cases, self.seen)
        yield from whole.lost(cases, desk.committed_ids(), self._brought(), told)
        yield from self.decisions.findings(cases)
        yield from whole.copies(cases)
        if not self.paths:
            yield from self._rewritten()
            yield from self._keys()
            yield from sealing.findings(self.ctx, self.trust)

    def _note_renamed(self, act: Act) -> None:
        for old, _ in act.redrawn:
            if ids.is_case_id(old):
                self.elsewhere.setdefault(case_path(old), set()).update(e.id for e in acts.entries(act.after))

    def _brought(self) -> dict[str, set[str]]:
        """The events that the history brought, of what is looked at, where they ought to stand now."""
        return {path: names - self.elsewhere.get(path, set()) for path, names in self.seen.items()
                if not self.paths or path in self.paths}  # fmt: skip

    def _keys(self) -> Iterator[Finding]:
        """Who may sign, and who said so."""
        trust, is_required = self.trust, self.rules.signed == "required"
        yield from signing.asked_in_vain(is_required, trust.signers is not None, trust.name, trust.file)
        for one in trust.rekeyed():
            yield from signing.keys_changed(one.commit, one.signature, one.with_cases, is_required)

    def _committed(self) -> Store:
        from svc.store.revision import revision

        return revision(self.ctx.store)

    def _rewritten(self) -> Iterator[Finding]:
        store, head = self.ctx.store, tip(self.ctx.store.git, "HEAD")
        last = evidence.remembered(store)
        if last and not evidence.is_in_history(store, last):
            said = T("the history does not hold this commit any more; the last audit here ended with it")
            yield Finding("error", "rewritten", "", last, "", said)
        else:
            evidence.remember(store, head)
