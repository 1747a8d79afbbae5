"""svc audit: whether the history tells what the files tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from svc import terminal
from svc.audit import acts, signing, whole
from svc.audit.evidence import Finding, Limits
from svc.commands.context import Context
from svc.errors import T, Text, counted
from svc.i18n import tr
from svc.model import Case
from svc.options import Arg, Format, Json, Opt
from svc.render.columns import Column, Record
from svc.schema import fold
from svc.schema.witness import Act, Witness
from svc.store import evidence
from svc.store.desk import Store
from svc.store.git import tip
from svc.store.layout import case_id_of
from svc.store.trust import Trust
from svc.typed import Annotated

HELP = T(
    """Compares the history with the files: every event of a log has a commit that says so, by who entered it, at that
time; every fact that changed has its event; no event was taken out or changed, no case taken away; dates run forward;
nothing stands in two cases word for word; the history still holds what the last audit in this clone ended with.

Each finding has a grade: error is what honest work never leaves behind; warning is what somebody must explain, such as
an entry made long after it happened, or steps of others squashed into one commit; info is allowed and told with --all:
late entries, entries on behalf, overrides, edits by hand. How long is long stands in svc.yaml, audit: {late_entry: 72h,
skew: 5m}. Where .svc/allowed_signers holds keys, signatures are judged by them; audit: {signed: required} wants one on
every commit. Rules, people and keys are those of the base, not of a branch under review. Named ids narrow it down to
these cases.

Exit status 1 where an error is found. A shallow clone is refused: what is not there cannot speak.

Examples:
  svc audit
  svc audit 7K3M --all
  svc audit --format md
"""
)
_HEADS = (
    Column("grade", T("grade")),
    Column("rule", T("rule")),
    Column("case", T("case")),
    Column("commit", T("commit")),
    Column("event", T("event")),
    Column("what", T("what"), flexible=True),
)
_GRADES = {"error": T("error"), "warning": T("warning"), "info": T("info")}


def run(
    ctx: Context,
    ids: Annotated[Sequence[str], Arg(metavar="ID", help=T("cases; every one when none is named"))] = (),
    all: Annotated[bool, Opt("--all", "-a", help=T("what is allowed as well"))] = False,
    base: Annotated[str, Opt("--base", metavar="REV", help=T("take rules, people and keys from there"))] = "",
    format: Format = "",
    json: Json = False,
) -> int:
    """Compare the history with the files."""
    evidence.whole(ctx.store)
    found = Audit(ctx, Trust(ctx.store, base), ctx.paths(ids) if ids else ()).findings()
    shown = [one for one in found if all or one.grade != "info"]
    if json or format == "json":
        from svc.render.table import to_json

        terminal.out(to_json([_record(one) for one in found]))
    elif shown or format:
        terminal.out(_table([_row(one) for one in shown], format), paged=True)
    terminal.say(_sum(found))
    return 1 if any(one.grade == "error" for one in found) else 0


def _table(records: list[Record], format: str) -> str:
    from svc.render.narrow import fitted
    from svc.render.table import rows

    fmt = format or ("table" if terminal.is_terminal() else "tsv")
    heads: Sequence[Column] = _HEADS
    if fmt == "table":
        heads, records = fitted(heads, records, terminal.width(), ("event", "commit", "rule"))
    return rows(heads, records, fmt, terminal.width(), terminal.colours())


class Audit:
    """The audit of a desk, or of some of its cases."""

    def __init__(self, ctx: Context, trust: Trust, paths: Sequence[str]) -> None:
        self.ctx = ctx
        self.trust = trust
        self.paths = set(paths)
        self.rules = trust.settings.audit
        self.limits = Limits(timedelta(seconds=self.rules.late_entry), timedelta(seconds=self.rules.skew))
        self.people = trust.people
        self.seen: dict[str, set[str]] = {}
        self.entered: list[tuple[str, str, str]] = []
        self.witnesses: list[Witness] = []

    def findings(self) -> list[Finding]:
        """All of them, the gravest first, the newest commit first within a grade."""
        found = [*self._acts(), *self._whole()]
        return sorted(found, key=lambda one: list(_GRADES).index(one.grade))

    def _acts(self) -> Iterator[Finding]:
        kept = evidence.kept(self.ctx.store, self.trust).keys()
        only = next(iter(self.paths)) if len(self.paths) == 1 else ""
        for witness, done in evidence.Evidence(self.ctx.store, self.trust, only).acts():
            self.witnesses.append(witness)
            if self._is_looked_at(done) and not (done and all(acts.is_vouched(act, kept) for act in done)):
                yield from signing.signature(witness)
            for act in done:
                self.seen.setdefault(act.path, set()).update(e.id for e in (act.after.events if act.after else ()))
                if self.paths and act.path not in self.paths:
                    continue
                yield from acts.audit(act, self.limits, lambda mail: self.people.get(mail, ""), kept)
                self._note(witness, act.befores, act.after)

    def _is_looked_at(self, done: Sequence[Act]) -> bool:
        return not self.paths or any(act.path in self.paths for act in done)

    def _note(self, witness: Witness, befores: Sequence[Case], after: Case | None) -> None:
        """Who is said to have entered what came with a commit of svc's."""
        known = {event.id for case in befores for event in case.events}
        own = {event.id for event in fold.since_import(after.events)} if after else set()
        for event in after.events if after and witness.trailers else ():
            if event.id not in known and event.id in own:
                self.entered.append((witness.commit, witness.mail, event.recorded_by or event.by))

    def _whole(self) -> Iterator[Finding]:
        yield from whole.clocks(self.witnesses, self.limits, self.ctx.now)
        yield from whole.names(self.entered, self.people)
        cases = [case for case in self._committed().cases()[0] if not self.paths or case.path in self.paths]
        yield from whole.unseen(cases, self.seen)
        yield from whole.copies(cases)
        if not self.paths:
            yield from self._rewritten()
            yield from self._keys()

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


def _row(one: Finding) -> Record:
    return {"grade": tr(_GRADES[one.grade]), "rule": one.rule, "case": case_id_of(one.path) if one.path else "",
            "commit": one.commit[:10], "event": one.event, "what": one.message}  # fmt: skip


def _record(one: Finding) -> dict[str, object]:
    return {"grade": one.grade, "rule": one.rule, "path": one.path, "commit": one.commit, "event": one.event,
            "message": str(one.message)}  # fmt: skip


def _sum(found: Sequence[Finding]) -> Text:
    count = {grade: sum(one.grade == grade for one in found) for grade in _GRADES}
    if not found:
        return T("the history tells what the files tell")
    said = {
        "errors": counted(count["error"], T("{count} error"), T("{count} errors")),
        "warnings": counted(count["warning"], T("{count} warning"), T("{count} warnings")),
        "infos": counted(count["info"], T("{count} remark"), T("{count} remarks")),
    }
    return T("{errors}, {warnings}, {infos}", **said)


