"""The real exports imported whole, where they are at hand: counted, compared row by row, imported again, worked on.

What a case should say is worked out here from the row anew, in a few plain lines a source.
"""

from __future__ import annotations

import csv
import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from tests.campaigns.desk import Desk

Row = dict[str, str]
Line = tuple[str, list[str]]
_NEW_YORK, _ZURICH = ZoneInfo("America/New_York"), ZoneInfo("Europe/Zurich")
HELPDESK = "helpdesk-log/helpdesk_full.csv"


class Source(NamedTuple):
    """A file: its mapping, how many rows it has and how many of them are left out, what each case says."""

    map: str
    file: str
    rows: int
    out: int
    says: Callable[[Row], dict[str, str]]


def _stamp(text: str, pattern: str, zone: ZoneInfo) -> str:
    found = datetime.strptime(text, pattern).replace(tzinfo=zone) if text else None
    return found.astimezone(UTC).isoformat(timespec="seconds") if found else ""


def _complaint(row: Row) -> dict[str, str]:
    return {
        "number": row["Complaint ID"], "title": row["Issue"], "stage": "closed",
        "team": " ".join(row["Company"].split()),
        "opened": _stamp(row["Date received"], "%m/%d/%y", _NEW_YORK),
        "words": " ".join(row["Consumer complaint narrative"].split()),
    }  # fmt: skip


def _request(row: Row) -> dict[str, str]:
    pattern = "%m/%d/%Y %I:%M:%S %p"
    is_closed = row["Status"] == "Closed"
    return {
        "number": row["Unique Key"], "title": row["Complaint Type"], "stage": "closed" if is_closed else "intake",
        "team": row["Agency"], "opened": _stamp(row["Created Date"], pattern, _NEW_YORK),
        "closed": _stamp(row["Closed Date"], pattern, _NEW_YORK) if is_closed else "",
    }  # fmt: skip


def _issue(row: Row) -> dict[str, str]:
    return {
        "number": f"{row['package']}#{row['number']}", "title": f"{row['package']} #{row['number']}",
        "stage": "closed" if row["closed"] else "intake", "opened": row["created"].replace("Z", "+00:00"),
        "closed": row["closed"].replace("Z", "+00:00"),
    }  # fmt: skip


def _ticket(row: Row) -> dict[str, str]:
    pattern = "%d/%b/%y %I:%M %p"
    stage = {"To Do": "intake", "In Progress": "analysis", "Done": "closed"}[row["Status"]]
    return {
        "number": row["Issue key"], "title": row["Summary"], "stage": stage,
        "opened": _stamp(row["Created"], pattern, _NEW_YORK), "closed": _stamp(row["Resolved"], pattern, _NEW_YORK),
    }  # fmt: skip


def _task(row: Row) -> dict[str, str]:
    return {
        "number": row["id"], "title": f"project: {row['project']}, task: {row['task']}", "stage": "closed",
        "opened": _stamp(row["created_date"], "%Y-%m-%d", _ZURICH),
        "closed": _stamp(row["finished_date"], "%Y-%m-%d", _ZURICH),
    }  # fmt: skip


SOURCES = (
    Source("cfpb", "complaints-cfpb/complaints.csv", 619, 0, _complaint),
    Source("nyc311", "requests-311/nyc311_2000.csv", 2000, 1, _request),
    Source("github-issues", "ticket-exports/github_issues_ncar.csv", 324, 0, _issue),
    Source("jira", "ticket-exports/jira_cloud_ericmedlock.csv", 22, 0, _ticket),
    Source("cycle-times", "ticket-exports/jira_cycletime_rueedlinger.csv", 4123, 1662, _task),
)


def said(case: dict[str, Any]) -> dict[str, str]:
    """What a case says, in the words of ``Source.says``."""
    closed = [event["at"] for event in case["log"] if event.get("to") == "closed"]
    return {
        "number": case["origin"]["number"], "title": case["title"], "stage": case["stage"],
        "team": case.get("team", ""), "opened": case["opened_at"], "closed": closed[-1] if closed else "",
        "words": " ".join(case.get("description", "").split()),
    }  # fmt: skip


def differing(source: Source, file: Path, cases: list[dict[str, Any]]) -> list[str]:
    """The cases that do not say what their row says."""
    csv.field_size_limit(10**9)
    with file.open(encoding="utf-8-sig", newline="") as lines:
        meant = {one["number"]: one for one in map(source.says, csv.DictReader(lines))}
    found = []
    for case in map(said, cases):
        row = meant.get(case["number"], {})
        wrong = [f"{key}: {case[key]!r}, not {row[key]!r}" for key in row if case[key] != row[key]]
        found += [f"{source.map} {case['number']}: {', '.join(wrong)}"] if wrong or not row else []
    return found


def files(folder: Path, data: Path) -> Iterator[Line]:
    """Each file but the log: imported, counted, compared, imported again, checked."""
    for source in SOURCES:
        desk = Desk(folder / source.map)
        assert desk.svc("init", str(desk.root), "--time-zone", "UTC").returncode == 0
        file = data / source.file
        line = ("import", str(file), "--map", source.map, "--json")
        first, again = (json.loads(desk.svc(*line).stdout) for _ in range(2))
        cases = json.loads(desk.svc("list", "--all", "--json").stdout)
        wrong = differing(source, file, cases)
        counts = (first["rows"], len(first["left_out"]), len(first["new"]), again["new"], again["there"])
        taken = source.rows - source.out
        if counts != (source.rows, source.out, taken, [], taken) or len(cases) != taken:
            wrong.append(f"{source.map}: counted {counts}, {len(cases)} in the desk")
        wrong += desk.broken()
        yield f"{source.map}: {len(cases)} of {source.rows} rows taken, each compared, imported twice", wrong


def helpdesk(folder: Path, data: Path) -> Iterator[Line]:
    """The log with its history, twice, measured; then ten of its cases worked on until they are closed."""
    desk = Desk(folder / "helpdesk")
    assert desk.svc("init", str(desk.root), "--time-zone", "Europe/Rome").returncode == 0
    line = ("import", str(data / HELPDESK), "--map", "helpdesk-log", "--history", "--json")
    began = time.monotonic()
    first = json.loads(desk.svc(*line).stdout)
    taken, began = time.monotonic() - began, time.monotonic()
    again = json.loads(desk.svc(*line).stdout)
    twice = time.monotonic() - began
    cases = json.loads(desk.svc("list", "--all", "--json").stdout)
    told = figures(cases)
    meant = {
        "cases": 4580, "events": 21221, "end closed": 4557, "never closed": 21, "go on": ["Case 1345", "Case 2436"],
        "median": 956.62, "p90": 1272.14,
    }  # fmt: skip
    wrong = [f"{key}: {told[key]}, not {meant[key]}" for key in meant if told[key] != meant[key]]
    repeats = [one for one in first["left_out"] if one["said"].startswith("repeats line ")]
    if not len(repeats) == len(first["left_out"]) == 127 or (again["new"], again["there"]) != ([], 4580):
        wrong.append(f"{len(repeats)} repeats, {len(first['left_out'])} left out; again: {again['new']}")
    commits = len(desk.git("rev-list", "HEAD").split())
    if commits != 21221 + 1:
        wrong.append(f"{commits} commits")
    yield f"helpdesk: {told}, {taken:.0f} s; again {twice:.0f} s", wrong + desk.broken()
    yield _ten(desk)


def figures(cases: list[dict[str, Any]]) -> dict[str, Any]:
    """Counts, and the hours from the first to the last event of a case: the median and the ninth tenth."""
    told: dict[str, Any] = {"cases": len(cases), "events": sum(len(case["log"]) for case in cases)}
    ended = [case for case in cases if any(event.get("to") == "closed" for event in case["log"])]
    told["end closed"] = sum(case["stage"] == "closed" for case in cases)
    told["never closed"] = len(cases) - len(ended)
    told["go on"] = sorted(case["origin"]["number"] for case in ended if case["stage"] != "closed")
    spans = [[datetime.fromisoformat(event["at"]) for event in case["log"]] for case in cases]
    hours = sorted((max(span) - min(span)).total_seconds() / 3600 for span in spans)
    return told | {"median": round(_share(hours, 0.5), 2), "p90": round(_share(hours, 0.9), 2)}


def _share(held: list[float], share: float) -> float:
    place = (len(held) - 1) * share
    low = held[int(place)]
    return low + (held[min(int(place) + 1, len(held) - 1)] - low) * (place % 1)


_STEPS = {
    "intake": ("analysis", "description=The customer tells it again."),
    "analysis": ("resolution", "analysis.triage=remote", "analysis.fault_code=SW-1", "analysis.confirmed_at=now"),
    "resolution": ("feedback", "resolution.remedy=repair", "resolution.agreed_at=now", "charge=warranty",
                   "resolution.parts=none", "resolution.tests+={what: run, result: pass}"),
    "feedback": ("summary", "feedback.told_at=now"),
    "summary": ("closed", "summary.lesson=Ask for the version first."),
}  # fmt: skip
"""Of each stage of a repair: the next one, and what is asked for before it."""


def _ten(desk: Desk) -> Line:
    """Ten open cases: a contact, then stage by stage to the end, each first refused for what is missing."""
    held = json.loads(desk.svc("list", "--json").stdout)[:10]
    wrong, refused = [], 0
    for case in held:
        name, stage = case["id"], case["stage"]
        heard = desk.svc("contact", name, "in", "-m", "Asks when it will be done.")
        wrong += [heard.stderr] * bool(heard.returncode)
        while stage != "closed" and not wrong:
            target, *given = _STEPS[stage]
            line = ("close", name) if target == "closed" else ("move", name, target)
            refused += desk.svc(*line).returncode == 1
            done = desk.svc(*line, *(word for one in given for word in ("--set", one)))
            wrong += [f"{line}: {done.stderr}"] * bool(done.returncode)
            stage = target
        now = json.loads(desk.svc("show", name, "--json").stdout)
        if now["stage"] != "closed":
            wrong.append(f"{name} is in {now['stage']}")
    return f"helpdesk: {len(held)} open cases closed, {refused} steps refused first", wrong + desk.broken()
