"""The figures of service levels as a document: tables, sentences, findings."""

from __future__ import annotations

from svc.commands import verdicts
from svc.commands.context import Context
from svc.errors import T, Text, counted
from svc.i18n import joined, tr
from svc.render.columns import Column, Record
from svc.render.document import Bar, Document, Finding, Grade, Table, percent
from svc.render.paint import Label, Tone, Toned
from svc.report.facts import BACKWARDS, FACTS, ClockFacts
from svc.report.figures import Listed, Report
from svc.report.sums import CALLED, Key
from svc.report.tally import Figures, Share
from svc.schema.durations import spoken
from svc.schema.fields import BY_PATH
from svc.sla.naming import target_named
from svc.typed import Iterator, Sequence

_NAMES: dict[str, Text] = {
    "policy": T("policy"), "target": T("time target"), "month": T("month"), "person": T("person"),
}  # fmt: skip
CONTRACT, CUSTOMER = T("as agreed"), T("the customer's view")
_HEADS = (
    Column("attainment", CONTRACT, align=">"),
    Column("customer", CUSTOMER, align=">"),
    Column("missed", T("missed"), align=">"),
    Column("at_risk", T("at risk"), align=">"),
    Column("open", T("open"), align=">"),
    Column("live", T("live"), align=">"),
    Column("median", T("median"), align=">"),
    Column("p90", T("p90"), align=">"),
    Column("late_median", T("late, median"), align=">"),
    Column("late_max", T("late, most"), align=">"),
    Column("late_wall_median", T("late on the wall, median"), align=">"),
    Column("late_wall_max", T("late on the wall, most"), align=">"),
)
_SPARE = ("late_wall_median", "late_wall_max", "late_median", "live", "open", "late_max", "p90")
_LISTED = (
    Column("id", T("case")),
    Column("target", T("time target")),
    Column("state", T("state")),
    Column("due", T("due")),
    Column("late", T("late"), align=">"),
    Column("late_wall", T("late on the wall"), align=">"),
    Column("assignee", T("assignee")),
    Column("team", T("team")),
    Column("title", T("title"), flexible=True),
)
_LISTED_SPARE = ("team", "late_wall", "assignee")


def dimension(name: str) -> Text:
    """What a dimension is called."""
    return _NAMES.get(name) or BY_PATH[name].label


def value(ctx: Context, name: str, code: str) -> str:
    """A value of a dimension for people."""
    if not code:
        return "-"
    if name == "target":
        return tr(target_named(code))
    group = BY_PATH[CALLED.get(name, name)].codes if name in FACTS else ""
    return ctx.label(group, code) if group else code


def tables(ctx: Context, report: Report) -> list[Table]:
    """The figures by group, what was missed, what is at risk, and what is not believed."""
    heads = [Column(name, dimension(name)) for name in report.dimensions]
    records: list[Record] = [_row(ctx, report.dimensions, row.key, row.figures) for row in report.rows]
    if len(records) != 1:
        records.append({report.dimensions[0]: T("all"), **_shown(report.total)})
    found = [Table(T("Attainment"), [*heads, *_HEADS], records, _SPARE)]
    for heading, listed in ((T("Missed"), report.missed), (T("At risk"), report.at_risk)):
        found.append(Table(heading, _LISTED, [_listed(ctx, one) for one in listed], _LISTED_SPARE, is_list=True))
    odd = [Column("id", T("case")), Column("target", T("time target")), Column("why", T("why"))]
    records = [{"id": o.case.id, "target": value(ctx, "target", o.clock.target), "why": _odd(ctx, o.clock)}
               for o in report.odd]  # fmt: skip
    return [*found, Table(T("Not believed, and in no figure"), odd, records, is_list=True)]


def _row(ctx: Context, names: Sequence[str], key: Key, figures: Figures) -> Record:
    return {name: value(ctx, name, code) for name, code in zip(names, key, strict=True)} | _shown(figures)


def _shown(figures: Figures) -> dict[str, object]:
    return {
        "attainment": _share(figures.contract), "customer": _share(figures.customer),
        "missed": figures.contract.missed, "at_risk": figures.open.get("at_risk", 0),
        "open": sum(figures.open.values()), "live": figures.live,
        "median": _length(figures.took.median), "p90": _length(figures.took.p90),
        "late_median": _length(figures.late.median), "late_max": _length(figures.late.most),
        "late_wall_median": _length(figures.late_wall.median), "late_wall_max": _length(figures.late_wall.most),
    }  # fmt: skip


def _share(share: Share) -> object:
    if share.tenths is None:
        return ""
    tone: Tone = "bad" if share.missed else "good"
    return Toned(f"{percent(share.tenths)} ({share.met}/{share.judged})", tone)


def _length(seconds: int | None) -> str:
    return "" if seconds is None else spoken(seconds)


def _listed(ctx: Context, one: Listed) -> Record:
    clock, held = one.clock, dict(zip(FACTS, one.clock.facts, strict=True))
    late = clock.contract.state == "missed"
    return {
        "id": one.case.id, "target": value(ctx, "target", clock.target), "state": _standing(clock),
        "due": _due(ctx, clock), "late": _length(clock.contract.late) if late else "",
        "late_wall": _length(clock.contract.late_wall) if late else "",
        "assignee": held["assignee"], "team": value(ctx, "team", held["team"]) if held["team"] else "",
        "title": one.case.title,
    }  # fmt: skip


def _standing(clock: ClockFacts) -> Toned:
    if clock.contract.state == "at_risk":
        return Toned(T("at risk"), "warn")
    return Toned(T("missed, still open") if clock.ended is None else T("missed"), "bad")


def _due(ctx: Context, clock: ClockFacts) -> str:
    return verdicts.minute(ctx, verdicts.moment_of(clock.due))


def _odd(ctx: Context, clock: ClockFacts) -> Text:
    if clock.odd == BACKWARDS:
        done = verdicts.minute(ctx, verdicts.moment_of(clock.ended))
        return T("done {done}, before it began", done=done)
    return T("began {start}: too long ago to be true", start=verdicts.minute(ctx, verdicts.moment_of(clock.start)))


def headline(report: Report) -> Text:
    """What it comes to, in a sentence."""
    contract, customer = report.total.contract, report.total.customer
    at_risk = report.total.open.get("at_risk", 0)
    if not contract.judged and not customer.judged:
        return T("no target was judged in this period; {risk} at risk", risk=at_risk)
    return T(
        "{share} of {count} targets met as agreed, {theirs} in the customer's view; {missed} missed, {risk} at risk",
        share=percent(contract.tenths) or "-", count=contract.judged, theirs=percent(customer.tenths) or "-",
        missed=contract.missed, risk=at_risk,
    )  # fmt: skip


def notes(ctx: Context, report: Report) -> Iterator[Text]:
    """How it was counted, and what was not."""
    total = report.total
    yield T("met: done up to the due instant; missed: open from the instant after, whether done since or not")
    yield T("the customer's view has the same calendar and budget, every wait counted")
    if total.live:
        yield T("live: {count} answered as they spoke, in no share", count=total.live)
    yield T("median and p90 by the nearest rank (Hyndman and Fan 1996, definition 1), of the {count} that were done, "
            "in time of their calendar without pauses; shares are cut off, so that 100.0% is all", count=total.took.of)
    if total.open:
        states = joined(f"{tr(verdicts.STATES[s])} {n}" for s, n in total.open.items())
        yield T("open and not judged, as of the moment of the report: {states}", states=states)
    if total.unjudged:
        one, many = T("{count} target ended with no verdict"), T("{count} targets ended with no verdict")
        yield counted(total.unjudged, one, many)
    if report.left_out:
        exits = joined(f"{ctx.label('exit', name) if name else '-'} {n}" for name, n in report.left_out.items())
        yield T("cases left out by the exit that they took: {exits}", exits=exits)
    if total.late_entries:
        yield T("verdicts that hang on entries made later: {count}", count=total.late_entries)
    if total.estimated:
        yield T("estimated, as the days of a year are not known: {count}", count=total.estimated)


def bars(ctx: Context, report: Report) -> list[Bar]:
    """The shares of each group."""
    found = []
    for row in report.rows:
        names = [value(ctx, n, code) for n, code in zip(report.dimensions, row.key, strict=True)]
        found.append(Bar(" / ".join(names), row.figures.contract.tenths, row.figures.customer.tenths))
    return found


def findings(ctx: Context, report: Report, prefix: str) -> Iterator[Finding]:
    """Every clock that was judged or is at risk, the gravest first; ``prefix`` leads to the desk."""
    for one in report.missed:
        yield _finding(ctx, one, prefix, "error")
    for one in report.at_risk:
        yield _finding(ctx, one, prefix, "warning")
    for one in report.met:
        yield _finding(ctx, one, prefix, "passed")


def _finding(ctx: Context, one: Listed, prefix: str, grade: Grade) -> Finding:
    clock, case = one.clock, one.case
    due, late = _due(ctx, clock), spoken(clock.contract.late)
    name = T("{target} of {case}", target=target_named(clock.target), case=case.id)
    if grade == "passed":
        told: Label = ""
    elif grade == "warning":
        told = T("at risk: due {due}, policy {policy}", due=due, policy=clock.policy)
    else:
        wall = spoken(clock.contract.late_wall)
        told = T("missed: due {due}, late {late} of working time, {wall} on the wall, policy {policy}",
                 due=due, late=late, wall=wall, policy=clock.policy)  # fmt: skip
    held = dict(zip(FACTS, clock.facts, strict=True))
    grave = clock.ended is None or held["severity"] == "safety"
    key = "\n".join((case.id, clock.target, clock.begun))
    return Finding(grade, prefix + case.path, clock.target, key, name, told, int(grave), clock.contract.used)


def document(
    ctx: Context, title: Label, report: Report, about: Sequence[tuple[Label, object]], prefix: str
) -> Document:
    """The report as a document."""
    return Document(
        title, about, headline(report), tables(ctx, report), list(notes(ctx, report)),
        ((CONTRACT, CUSTOMER), bars(ctx, report)), list(findings(ctx, report, prefix)),
    )  # fmt: skip
