"""svc report process: how far the work kept to the rules, for the auditor of the process."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from svc import __version__
from svc.commands import verdicts, wording
from svc.commands.context import Context
from svc.commands.reading import name_problems
from svc.commands.sla_figures import dimension
from svc.errors import RefusedError, Several, T, Text, UsageError
from svc.i18n import in_every_language, joined, tr
from svc.model import Case, Problem
from svc.render.columns import Column, Record
from svc.render.document import Document, Finding, Table, percent
from svc.render.paint import Label
from svc.report import process
from svc.report.figures import Population
from svc.report.process import DIMENSIONS, KINDS, Deviation, Frame, Process, Row
from svc.schema.durations import spoken
from svc.store.revision import Revision
from svc.words import listed

LABELS: dict[str, Text] = {
    "overridden": T("rules passed"), "skipped": T("stages left out"), "exit": T("left by an exit"),
    "late": T("entered late"), "on_behalf": T("entered for others"), "unapproved": T("not approved"),
    "voided": T("approval void"),
}  # fmt: skip
_GRAVE = ("overridden", "skipped", "late", "unapproved", "voided")
_LISTED = (
    Column("at", T("entered")), Column("id", T("case")), Column("team", T("team")), Column("by", T("by")),
    Column("kind", T("what")), Column("what", T("how"), flexible=True), Column("why", T("reason"), flexible=True),
)  # fmt: skip


class ProcessReport:
    """The report on the process of one desk at a revision."""

    def __init__(
        self, ctx: Context, store: Revision, words: Sequence[str], population: Population, by: str, partial: bool
    ) -> None:
        self.ctx = ctx
        self.store = store
        self.words = words
        self.frame = Frame(population.period, population.as_of, population.zone)
        self.dimensions = _dimensions(by)
        self.partial = partial
        self.problems: list[Problem] = []
        self.counts = (0, 0)

    def report(self) -> Process:
        """The figures. Raises RefusedError where files cannot be read and nobody said to leave them out."""
        cases, self.problems = self.store.cases()
        lost = {problem.path for problem in self.problems}
        if self.problems:
            name_problems(self.problems, len(cases))
            if not self.partial:
                raise RefusedError(T("no report: files cannot be read"), T("--partial leaves them out and says so"))
        chosen = self._chosen(cases)
        self.counts = len(chosen), len(cases) + len(lost)
        return process.told(self.ctx.settings, chosen, self.frame, self.dimensions)

    def _chosen(self, cases: Sequence[Case]) -> list[Case]:
        if not self.words:
            return list(cases)
        from svc.commands.queried import asked

        holds = asked(self.ctx, self.words).holds
        return [case for case in cases if holds(case.data)]

    def document(self, found: Process) -> Document:
        """The report for people."""
        heads = [Column(name, dimension(name)) for name in found.dimensions]
        numbers = [Column(kind, LABELS[kind], align=">") for kind in KINDS]
        counts = [Column("cases", T("cases"), align=">"), Column("moves", T("moves"), align=">")]
        records: list[Record] = [self._row(found, row) for row in found.rows]
        if len(records) != 1:
            records.append({found.dimensions[0]: T("all"), **_numbers(found.total)})
        told = [self._listed(one) for one in found.deviations if one.kind != "on_behalf"]
        tables = [Table(T("By group"), [*heads, *counts, *numbers], records),
                  Table(T("Single entries"), _LISTED, told, ("team", "why"), is_list=True)]  # fmt: skip
        title = T("Process, {period}", period=self.frame.period.name)
        return Document(title, list(self._about()), _headline(found), tables, list(self._notes()), (("", ""), ()),
                        list(self._findings(found)))  # fmt: skip

    def _row(self, found: Process, row: Row) -> Record:
        held = zip(found.dimensions, row.key, strict=True)
        return {name: self._called(name, code) for name, code in held} | _numbers(row)

    def _called(self, name: str, code: str) -> str:
        return wording.value(self.ctx, name, code) or "-" if name in ("team", "type", "severity", "stage") else code

    def _listed(self, one: Deviation) -> Record:
        by = wording.doer(one.event.by, one.event.recorded_by)
        return {"at": self.ctx.minute(one.at), "id": one.case.id, "by": by,
                "team": self._called("team", process.team_at(one.case, one.at)), "kind": LABELS[one.kind],
                "what": self._what(one), "why": one.event.get("text")}  # fmt: skip

    def _what(self, one: Deviation) -> str:
        if one.kind == "late":
            return tr(T("{time} later", time=spoken(one.seconds)))
        if one.kind == "exit":
            return self.ctx.label("exit", one.what)
        if one.kind == "skipped":
            return joined(self.ctx.label("stage", name) for name in listed(one.what))
        if one.kind == "overridden":
            return wording.told(self.ctx, one.event._replace(data={"override": one.what}))
        if one.kind in ("unapproved", "voided"):
            return joined(wording.label(name) for name in one.what.split(", "))
        return one.what

    def _about(self) -> Iterator[tuple[Label, object]]:
        period, (selected, all) = self.frame.period, self.counts
        yield T("period"), f"{period.name}: {verdicts.minute(self.ctx, period.start)} .. " + verdicts.minute(
            self.ctx, period.end) + f" ({self.ctx.settings.time_zone})"  # fmt: skip
        yield T("as of"), verdicts.minute(self.ctx, self.frame.as_of)
        yield T("cases"), T("{selected} of {all}", selected=selected, all=all)
        yield T("selection"), " ".join(self.words) or T("all cases")
        yield T("revision"), self.store.commit
        yield "svc", __version__
        if self.problems:
            yield T("left out, cannot be read"), ", ".join(sorted({problem.path for problem in self.problems}))

    def _notes(self) -> Iterator[Text]:
        yield T("counted by when it was entered; what an import brought along is not counted")
        yield T("entered late: more than {time} after it happened", time=spoken(self.ctx.settings.audit.late_entry))
        yield T("not approved, approval void: a stage was left whose approval does not hold for what the case says now")
        yield T("stages left out: a move forward past a stage that the path of the case does not foresee")

    def _findings(self, found: Process) -> Iterator[Finding]:
        for one in found.deviations:
            if one.kind in _GRAVE:
                key = "\n".join((one.case.id, one.event.id, one.kind))
                title = T("{what} in {case}", what=LABELS[one.kind], case=one.case.id)
                yield Finding("warning", self.store.repo.prefix + one.case.path, one.kind, key, title, self._what(one))

    def data(self, found: Process) -> dict[str, object]:
        """The report for programs."""
        period = self.frame.period
        return {
            "report": "process",
            "period": {"name": period.name, "from": verdicts.utc(period.start), "to": verdicts.utc(period.end)},
            "as_of": verdicts.utc(self.frame.as_of), "revision": self.store.commit, "selection": " ".join(self.words),
            "cases": {"selected": self.counts[0], "in_revision": self.counts[1]}, "svc": __version__,
            "late_entry": self.ctx.settings.audit.late_entry,
            "total": _numbers(found.total), "irregular_moves": found.irregular,
            "rows": [dict(zip(found.dimensions, row.key, strict=True)) | _numbers(row) for row in found.rows],
            "entries": [_entry(one) for one in found.deviations],
        }  # fmt: skip

    def table(self, found: Process) -> tuple[Sequence[Column], Sequence[Record]]:
        """The single entries as rows for programs."""
        heads = [Column(name, name) for name in ("kind", "id", "event", "entered", "at", "by", "recorded_by", "team",
                                                 "what", "seconds")]  # fmt: skip
        return heads, [_entry(one) for one in found.deviations]


def _numbers(row: Row) -> dict[str, object]:
    return {"cases": row.cases, "moves": row.moves, **{kind: row.counts.get(kind, 0) for kind in LABELS}}


def _entry(one: Deviation) -> dict[str, object]:
    event = one.event
    return {"kind": one.kind, "id": one.case.id, "event": event.id, "entered": verdicts.utc(one.at),
            "at": verdicts.utc(event.at), "by": event.by, "recorded_by": event.recorded_by,
            "team": process.team_at(one.case, one.at), "what": one.what, "seconds": one.seconds}  # fmt: skip


def _headline(found: Process) -> Text:
    if not found.total.moves:
        return T("no case was moved in this period")
    return T("{share} of {moves} moves kept to the rules; {count} other entries to look at", moves=found.total.moves,
             share=percent(found.tenths), count=len(found.deviations))  # fmt: skip


def _dimensions(words: str) -> list[str]:
    names = {name: name for name in DIMENSIONS}
    for name in DIMENSIONS:
        names |= {word.casefold(): name for word in in_every_language(dimension(name))}
    for name in listed(words):
        if name.casefold() not in names:
            known = Several(tr(dimension(one)) for one in DIMENSIONS)
            raise UsageError(T("cannot group by {name}", name=name), T("one of: {names}", names=known))
    return list(dict.fromkeys(names[name.casefold()] for name in listed(words))) or ["team", "month"]
