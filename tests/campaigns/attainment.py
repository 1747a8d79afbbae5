"""Real exports under a policy: the figures of ``svc report sla`` beside those worked out from the CSV in a few lines.

What is worked out here shares nothing with svc: it reads the rows, takes one time from another and counts. ``python
tests/campaigns/attainment.py`` prints both; the data is found as in ``tests/campaigns/real.py``.
"""

from __future__ import annotations

import csv
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from math import ceil
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from tests.campaigns.desk import Desk
from tests.campaigns.real import data_folder

Line = tuple[str, list[str]]
Figures = dict[str, object]
NEW_YORK, ROME = ZoneInfo("America/New_York"), ZoneInfo("Europe/Rome")
_POLICY = """\
calendars:
  service:
    hours:
      mon: ["09:00-12:00", "13:00-18:00"]
      tue: ["09:00-12:00", "13:00-18:00"]
      wed: ["09:00-12:00", "13:00-18:00"]
      thu: ["09:00-12:00", "13:00-18:00"]
      fri: ["09:00-12:00", "13:00-18:00"]
    holidays: []
    day_hours: 8h
sla:
  policies:
    - name: all
      targets:
"""
_HOURS = ((time(9), time(12)), (time(13), time(18)))


def judged(took: Sequence[float | None], budget: float, before: Sequence[float | None] = ()) -> Figures:
    """The figures of some lengths of time in seconds, None for what was never done.

    ``before``: the lengths up to the last second. Of working time that tells whether the budget was used up earlier:
    what is done in the evening after its last second is late, by no working time.
    """
    done = sorted(each for each in took if each is not None)
    late = before or [None if each is None else each - 1 for each in took]
    return {
        "met": sum(each is not None and each < budget for each in late),
        "judged": len(took),
        "median": int(done[ceil(0.5 * len(done)) - 1]) if done else None,
        "p90": int(done[ceil(0.9 * len(done)) - 1]) if done else None,
    }


def reported(figures: dict[str, Any]) -> Figures:
    """The same figures as svc tells them."""
    return {"met": figures["met"], "judged": figures["judged"], "median": figures["took_median"],
            "p90": figures["took_p90"]}  # fmt: skip


def compared(name: str, told: Figures, meant: Figures) -> Line:
    """Both in a line, and what differs."""

    def said(figures: Figures) -> str:
        met, count = figures["met"], figures["judged"]
        share = f"{100 * int(str(met)) / int(str(count)):.2f}%" if count else "-"
        return f"{met}/{count} = {share}, median {figures['median']} s, p90 {figures['p90']} s"

    wrong = [f"{name} {key}: {told[key]}, not {meant[key]}" for key in meant if told[key] != meant[key]]
    return f"{name}: svc {said(told)}; CSV {said(meant)}", wrong


def desk_of(folder: Path, zone: str, targets: str, *importing: str) -> tuple[Desk, dict[str, Any]]:
    """A desk with a policy over an import, and what the import said."""
    desk = Desk(folder)
    assert desk.svc("init", str(desk.root), "--time-zone", zone).returncode == 0
    rules = (desk.root / "svc.yaml").read_text("utf-8")
    start, end = rules.index("\n# Working hours, by name"), rules.index("\nworkflow:")
    (desk.root / "svc.yaml").write_text(rules[: start + 1] + _POLICY + targets + rules[end:], "utf-8")
    desk.git("commit", "-qam", "policy")
    done = desk.svc("import", *importing, "--json")
    assert done.returncode == 0, done.stderr
    said: dict[str, Any] = json.loads(done.stdout)
    return desk, said


def report(desk: Desk, *words: str) -> dict[str, Any]:
    """What ``svc report sla`` tells."""
    done = desk.svc("report", "sla", "--as-of", "2020-01-01", "--format", "json", *words)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def worked(start: datetime, end: datetime) -> float:
    """The seconds of working time between two instants, shift by shift."""
    total, day = 0.0, start.date()
    while day <= end.date():
        total += sum(_overlap(day, shift, start, end) for shift in _HOURS) if day.weekday() < 5 else 0
        day += timedelta(days=1)
    return total


def _overlap(day: date, shift: tuple[time, time], start: datetime, end: datetime) -> float:
    begin, over = (datetime.combine(day, at, start.tzinfo).astimezone(UTC) for at in shift)
    return max(0.0, (min(over, end.astimezone(UTC)) - max(begin, start.astimezone(UTC))).total_seconds())


def requests(folder: Path, data: Path) -> Iterator[Line]:
    """Requests to New York's 311 line: closed within 72 hours, within five working days; by agency, by verdict."""
    file = data / "requests-311" / "nyc311_2000.csv"
    targets = ("        resolve: {within: 72h, calendar: always}\n"
               "        closing: {within: 5wd, reach: closed, calendar: service, pauses: []}\n")  # fmt: skip
    desk, said = desk_of(folder / "requests", "America/New_York", targets, str(file), "--map", "nyc311")
    old = [one["said"] for one in said["left_out"]]
    yield f"requests: {len(said['new'])} of {said['rows']} rows taken; left out: {'; '.join(old)}", (
        [] if len(old) == 1 and "1900" in old[0] else [f"left out: {old}"]
    )
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if not row["Closed Date"].startswith("01/01/1900")]
    spans = [(row["Agency"], *(_moment(row[name]) for name in ("Created Date", "Closed Date"))) for row in rows]
    spans = [(team, start, end if row["Status"] == "Closed" else None)
             for row, (team, start, end) in zip(rows, spans, strict=True)]  # fmt: skip
    told = report(desk, "--period", "2011", "--dated", "start", "--by", "target")
    figures = {row["target"]: reported(row) for row in told["rows"]}
    real = [None if end is None else _seconds(start, end) for _, start, end in spans]
    yield compared("requests, resolve in 72 h", figures["resolve"], judged(real, 72 * 3600))
    hours = [None if end is None else worked(start, end) for _, start, end in spans]
    last = [None if end is None else worked(start, end - timedelta(seconds=1)) for _, start, end in spans]
    yield compared("requests, closed in 5 working days", figures["closing"], judged(hours, 40 * 3600, last))
    teams = report(desk, "--period", "2011", "--dated", "start", "--by", "team,target")["rows"]
    for team in ("NYPD", "DOT", "DOF"):
        figures = {row["target"]: reported(row) for row in teams if row["team"] == team}
        own = [took for took, (name, _, _) in zip(real, spans, strict=True) if name == team]
        yield compared(f"requests, {team} in 72 h", figures["resolve"], judged(own, 72 * 3600))
    yield _by_verdict(desk, spans)


def _by_verdict(desk: Desk, spans: Sequence[tuple[str, datetime, datetime | None]]) -> Line:
    """What was judged in four days: done in time in it, or late from some instant of it."""
    first, last = (datetime(2011, month, day, tzinfo=NEW_YORK) for month, day in ((2, 28), (3, 4)))
    budget = timedelta(hours=72)
    met = missed = 0
    for _, start, end in spans:
        due = start.astimezone(UTC) + budget
        in_time = end is not None and end.astimezone(UTC) <= due
        at = end if in_time and end else due
        met += in_time and first <= at < last
        missed += not in_time and first <= at < last
    row = report(desk, "--period", "2011-02-28..2011-03-03", "--by", "target")["rows"][0]
    told = {"target": row["target"], "met": row["met"], "missed": row["missed"]}
    meant = {"target": "resolve", "met": met, "missed": missed}
    wrong = [] if told == meant else ["they differ"]
    return f"requests, judged from 28 February to 3 March: svc {told}; CSV {meant}", wrong


def _moment(text: str) -> datetime:
    return datetime.strptime(text or "01/01/2020 12:00:00 AM", "%m/%d/%Y %I:%M:%S %p").replace(tzinfo=NEW_YORK)


def _seconds(start: datetime, end: datetime) -> float:
    return (end.astimezone(UTC) - start.astimezone(UTC)).total_seconds()


_STAGES = {"Insert ticket": 0, "Take in charge ticket": 1, "RESOLVED": 3, "Resolve ticket": 3, "Closed": 5}
"""Where an activity of the log leads; 3 and more is resolved."""


def helpdesk(folder: Path, data: Path) -> Iterator[Line]:
    """The help desk's log: resolved within 720 hours, the time left out in which it was resolved and came back."""
    file = data / "helpdesk-log" / "helpdesk_full.csv"
    targets = "        resolve: {within: 720h, calendar: always, pauses: []}\n"
    desk, said = desk_of(folder / "helpdesk", "Europe/Rome", targets, str(file), "--map", "helpdesk-log")
    logs: dict[str, list[tuple[datetime, str]]] = {}
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            at = datetime.strptime(row["Complete Timestamp"], "%Y/%m/%d %H:%M:%S.%f").replace(tzinfo=ROME)
            logs.setdefault(row["Case ID"], []).append((at.replace(microsecond=0).astimezone(UTC), row["Activity"]))
    order = list(_STAGES)
    real = []
    for log in logs.values():
        log.sort(key=lambda one: (one[0], order.index(one[1]) if one[1] in order else 0))
        real.append(_took(log))
    told = report(desk, "--period", "2000..2019", "--dated", "start", "--by", "target")
    yield f"helpdesk: {len(said['new'])} cases of {len(logs)}", [] if len(logs) == len(said["new"]) else ["cases"]
    judged_here = [took for took in real if took != -1]
    yield compared("helpdesk, resolve in 720 h", reported(told["rows"][0]), judged(judged_here, 720 * 3600))
    silent = len(real) - len(judged_here)
    yield f"helpdesk, no verdict: svc {told['total']['no_verdict']}; CSV {silent}", (
        [] if told["total"]["no_verdict"] == silent else ["no verdict"]
    )


def _took(log: Sequence[tuple[datetime, str]]) -> float | None:
    """The seconds in which a case was not resolved; None where it is open, -1 where it always was resolved."""
    stages, total = [_STAGES.get(log[0][1], 0)], 0.0
    since = log[0][0]
    for at, what in log:
        # What is done to a closed case opens it again.
        to = _STAGES.get(what, 0 if stages[-1] == _STAGES["Closed"] else stages[-1])
        if stages[-1] < 3 <= to:
            total += (at - since).total_seconds()
        elif to < 3 <= stages[-1]:
            since = at
        stages.append(to)
    if min(stages) >= 3:
        return -1
    return total if stages[-1] >= 3 else None


def run(folder: Path, data: Path) -> Iterator[Line]:
    """Both sources."""
    yield from requests(folder, data)
    yield from helpdesk(folder, data)


def main() -> None:
    data = data_folder()
    if data is None:
        print("skipped: the data is not at hand; SVC_DATA names its folder")
        return
    with tempfile.TemporaryDirectory() as folder:
        failed = False
        for line, wrong in run(Path(folder), data):
            print(line, *wrong, sep="\n  WRONG ")
            failed = failed or bool(wrong)
    sys.exit(failed)


if __name__ == "__main__":
    main()
