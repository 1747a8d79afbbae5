"""svc report: figures of a period, for people and for CI."""

from __future__ import annotations

from svc import i18n, terminal
from svc.commands import outputs, sla_data, verdicts
from svc.commands.context import Context
from svc.commands.sla_figures import dimension
from svc.commands.sla_report import SlaReport
from svc.dates import zone
from svc.errors import Several, T, UsageError, counted
from svc.options import Arg, AsOf, Json, Opt, Partial, Rev
from svc.patterns import pattern
from svc.render.document import percent
from svc.report.figures import DATED, DIMENSIONS, Population, Report
from svc.report.period import Period
from svc.report.period import period as in_words
from svc.spare import UTC, cache, datetime
from svc.store.revision import revision
from svc.typed import TYPE_CHECKING, Annotated, Sequence
from svc.words import listed

if TYPE_CHECKING:
    from svc.commands.process_report import ProcessReport

HELP = T(
    """svc report sla tells how service levels were kept in a period: met and missed as agreed, and in the customer's
view, in which every wait counts; what is at risk; how long it took, how late it was; each case that missed. A QUERY
as for svc list narrows it down; closed cases are in it.

It reads a commit, HEAD where --rev names no other, and gives the same bytes on any machine for the same revision,
period and --as-of. Without --as-of it tells how things stood at the end of the period, or now where that is earlier.
--by: policy, target, month, person, team, type, severity, priority, product, channel, tier, warranty, customer.
svc report process tells how far the work kept to the rules: rules that an override passed, stages left out, exits
taken, entries made late or for others, approvals missing or void, each one listed; by team and month, or --by person,
type, severity, stage.

Each --format has its --output: md for summaries, html one page, json and csv for programs, junit, github for
annotations, gitlab for Code Quality, badge an SVG. Exit status 1 where --fail-under or --fail-on found something.

Examples:
  svc report sla --period 2026-10
  svc report sla --period last-month --by team,person 'priority:high..'
  svc report sla --period 2026-Q3 --format html --output q3.html --format csv --output q3.csv
  svc report process --period 2026-Q3 --format html --output process.html
  svc report sla --period 2026-W43 --as-of 2026-10-25 --fail-under 95% --fail-on breach
"""
)
KINDS = ("sla", "process")
_FAIL_ON = ("breach", "risk")
_SHARE = pattern(r"([0-9]{1,3})(?:\.([0-9]{1,3}))?%")
_FIGURES = ("tsv", "csv", "badge")
"""Formats that list no single target."""
_ONE = 1000
"""What one percent is, where shares are compared."""
_ENOUGH = 950
"""Tenths of a percent: what a badge shows in green where --fail-under says nothing."""


def run(
    ctx: Context,
    what: Annotated[str, Arg(metavar="REPORT", choices=KINDS, help=T("which report"))],
    words: Annotated[Sequence[str], Arg(metavar="QUERY", help=T("field:value, or words of the title"))] = (),
    period: Annotated[str, Opt("--period", "-p", metavar="WHEN",
                               help=T("2026-10, 2026-W43, 2026-Q4, 2026, last-month, FROM..TO; this month"))] = "",
    by: Annotated[str, Opt("--by", metavar="A,B", help=T("group by these; policy,target"))] = "",
    dated: Annotated[str, Opt("--dated", choices=DATED, help=T("what puts a target into the period"))] = DATED[0],
    as_of: AsOf = "",
    rev: Rev = "",
    format: Annotated[Sequence[str], Opt("--format", choices=outputs.FORMATS, help=T("may be repeated"))] = (),
    output: Annotated[Sequence[str], Opt("--output", "-o", metavar="FILE", help=T("where the format goes"))] = (),
    fail_under: Annotated[str, Opt("--fail-under", metavar="95%", help=T("exit status 1 where fewer were met"))] = "",
    fail_on: Annotated[str, Opt("--fail-on", choices=_FAIL_ON, help=T("exit status 1 where one was missed"))] = "",
    partial: Partial = False,
    json: Json = False,
) -> int:  # fmt: skip
    """Tell the figures of a period."""
    pairs = outputs.paired(["json", *format] if json else format, output)
    wanted = _share(fail_under) if fail_under else None
    store = revision(ctx.store, rev or "HEAD")
    past = Context(ctx.directory, ctx.options, store)
    i18n.set_language(i18n.of_environment() or past.settings.language)
    population = _population(past, period, dated, as_of)
    if what == "process":
        from svc.commands.process_report import ProcessReport

        if fail_on or dated != DATED[0]:
            raise UsageError(T("--fail-on and --dated are for svc report sla"))
        return _process(ctx, ProcessReport(past, store, words, population, by, partial), pairs, wanted)
    made = SlaReport(past, store, words, population, _dimensions(by), partial)
    report = made.report(bool(fail_on) or any(name not in _FIGURES for name, _ in pairs))
    outputs.write(outputs.Made(
        cache(lambda: made.document(report)), lambda: made.data(report), sla_data.table(report), T("SLA"),
        report.total.contract.tenths, _ENOUGH if wanted is None else 10 * wanted // _ONE,
    ), pairs)  # fmt: skip
    if not rev:
        _tell_edits(ctx)
    return _status(report, wanted, fail_on)


def _process(
    ctx: Context, made: ProcessReport, pairs: Sequence[tuple[str, str]], wanted: int | None
) -> int:  # fmt: skip
    """How far the work kept to the process."""
    report = made.report()
    outputs.write(outputs.Made(
        cache(lambda: made.document(report)), lambda: made.data(report), made.table(report), T("process"),
        report.tenths, _ENOUGH if wanted is None else 10 * wanted // _ONE,
    ), pairs)  # fmt: skip
    _tell_edits(ctx)
    total = report.total.moves
    if wanted is None or 100 * _ONE * (total - report.irregular) >= wanted * total:
        return 0
    terminal.complain(T("{share} is less than {wanted}", share=percent(report.tenths), wanted=f"{wanted / _ONE:g}%"))
    return 1


def _share(text: str) -> int:
    """A share in thousandths of a percent. Raises UsageError."""
    found = _SHARE.fullmatch(text)
    share = int(found[1]) * _ONE + int((found[2] or "0").ljust(3, "0")) if found else -1
    if not 0 <= share <= 100 * _ONE:
        raise UsageError(T("{text} is not a share", text=repr(text)), T("write it like 95% or 99.5%"))
    return share


def _dimensions(words: str) -> list[str]:
    found = listed(words)
    names = {**{name: name for name in DIMENSIONS}, **_called(), "assignee": "person"}
    for name in found:
        if name.casefold() not in names:
            known = DIMENSIONS if i18n.language() == "en" else [i18n.tr(dimension(name)) for name in DIMENSIONS]
            raise UsageError(T("cannot group by {name}", name=name), T("one of: {names}", names=Several(known)))
    return list(dict.fromkeys(names[name.casefold()] for name in found)) or ["policy", "target"]


def _called() -> dict[str, str]:
    """What people call the dimensions, in either language."""
    labels = {name: dimension(name) for name in DIMENSIONS}
    held = {word.casefold(): name for name, label in labels.items() for word in i18n.in_every_language(label)}
    return held | {"经办人": "person", "时限": "target"}


def _population(past: Context, words: str, dated: str, as_of: str) -> Population:
    """What counts. From here on the moment of the report is now. Raises UsageError."""
    local = zone(past.settings.time_zone) or UTC
    at = verdicts.moment(past, as_of).astimezone(local) if as_of else None
    found = _period(past, words, at or past.now)
    if at is None:
        at = min(past.now, found.end)
    if at <= found.start:
        raise UsageError(T("{period} has not begun at {moment}", period=found.name, moment=verdicts.minute(past, at)))
    past.now = at
    return Population(found, dated, at, local)


def _period(past: Context, words: str, now: datetime) -> Period:
    from svc.dates.words import Meant, understood
    from svc.query.asker import Asker

    def hear(text: str, toward: int) -> Meant:
        return understood(text, now, toward)

    return in_words(words or f"{now:%Y-%m}", Asker(now, str, understand=hear))


def _tell_edits(ctx: Context) -> None:
    count = len(ctx.store.edited())
    if count:
        terminal.say(counted(count, T("{count} case has edits that are not committed, and not in the report"),
                             T("{count} cases have edits that are not committed, and not in the report")))  # fmt: skip


def _status(report: Report, wanted: int | None, fail_on: str) -> int:
    """1 where a threshold was passed, which is said."""
    share, found = report.total.contract, []
    if wanted is not None and 100 * _ONE * share.met < wanted * share.judged:
        got = percent(share.tenths)
        found.append(T("{share} is less than {wanted}", share=got, wanted=f"{wanted / _ONE:g}%"))
    if fail_on and report.missed:
        found.append(counted(len(report.missed), T("{count} target was missed"), T("{count} targets were missed")))
    if fail_on == "risk" and report.at_risk:
        found.append(counted(len(report.at_risk), T("{count} target is at risk"), T("{count} targets are at risk")))
    for said in found:
        terminal.complain(said)
    return 1 if found else 0
