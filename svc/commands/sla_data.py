"""The figures of service levels for programs: counts, shares in percent, lengths in seconds, instants in UTC."""

from __future__ import annotations

from svc.commands import verdicts
from svc.render.columns import Column, Record
from svc.report.facts import FACTS
from svc.report.figures import Listed, Report
from svc.report.sums import Key
from svc.report.tally import Figures, Quantiles
from svc.typed import Sequence


def _spread(name: str, held: Quantiles) -> dict[str, object]:
    return {f"{name}_count": held.of, f"{name}_median": held.median, f"{name}_p90": held.p90, f"{name}_max": held.most}


def _record(figures: Figures) -> dict[str, object]:
    """Figures for programs: counts, shares in percent, lengths in seconds; nothing where there is none."""
    found: dict[str, object] = {}
    for view, share in (("", figures.contract), ("customer_", figures.customer)):
        found |= {f"{view}judged": share.judged, f"{view}met": share.met, f"{view}missed": share.missed,
                  f"{view}attainment": None if share.tenths is None else share.tenths / 10}  # fmt: skip
    found |= {state: figures.open.get(state, 0) for state in ("running", "at_risk", "paused")}
    found |= {"live": figures.live, "no_verdict": figures.unjudged, "late_entries": figures.late_entries,
              "estimated": figures.estimated}  # fmt: skip
    for name, held in (("took", figures.took), ("customer_took", figures.took_all), ("took_wall", figures.wall),
                       ("late", figures.late), ("late_wall", figures.late_wall)):  # fmt: skip
        found |= _spread(name, held)
    return found


def data(report: Report) -> dict[str, object]:
    """The report for programs."""
    return {
        "targets": report.clocks,
        "total": _record(report.total),
        "by": list(report.dimensions),
        "rows": [_named(report.dimensions, row.key) | _record(row.figures) for row in report.rows],
        "left_out": dict(report.left_out),
        "missed": [_item(one) for one in report.missed],
        "at_risk": [_item(one) for one in report.at_risk],
        "not_believed": [_item(one) | {"why": one.clock.odd} for one in report.odd],
    }


def _named(names: Sequence[str], key: Key) -> dict[str, object]:
    """The values of the dimensions by their names."""
    return dict(zip(names, key, strict=True))


def _item(one: Listed) -> dict[str, object]:
    clock, held = one.clock, dict(zip(FACTS, one.clock.facts, strict=True))
    return {
        "id": one.case.id, "path": one.case.path, "target": clock.target, "policy": clock.policy,
        "start": _utc(clock.start), "due": _utc(clock.due), "ended": _utc(clock.ended), "done": clock.done,
        "used": clock.contract.used, "late": clock.contract.late, "late_wall": clock.contract.late_wall,
        **{name: found for name, found in held.items() if found}, "title": one.case.title,
    }  # fmt: skip


def _utc(second: int | None) -> str | None:
    return verdicts.utc(verdicts.moment_of(second))


def table(report: Report) -> tuple[list[Column], list[Record]]:
    """The figures as a table, a row a group and one for all, whose dimensions are empty."""
    records: list[Record] = [_named(report.dimensions, row.key) | _record(row.figures) for row in report.rows]
    records.append(_named(report.dimensions, ("",) * len(report.dimensions)) | _record(report.total))
    return [Column(name, name) for name in records[-1]], records
