"""How far the work kept to the process, and drawing cases for a review."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from running import Svc

from svc.dates import instant
from svc.model import Case, Data, Value
from svc.report import process
from svc.report.period import Period
from svc.report.process import Frame
from svc.report.sample import drawn
from svc.schema import reviews
from svc.schema.events import read_log
from svc.store.layout import shipped
from svc.store.reading import settings_of

RULES = settings_of((shipped("templates") / "svc.yaml").read_bytes(), "svc.yaml")
YEAR = Period("2026", datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))


def case(*log: str, **fields: Value) -> Case:
    """A case of the field team with a log of lines such as ``move from=intake to=analysis at=11-02``."""
    rows: list[Value] = [_row(number, line) for number, line in enumerate(("open stage=intake", *log))]
    data: Data = {"id": "C-2611-000000000", "stage": "intake", "type": "repair", "path": "full", "team": "field",
                  **fields, "log": rows}  # fmt: skip
    return Case(data, "cases/2026/11/C-2611-000000000.yaml", read_log(data))


def _row(number: int, line: str) -> Data:
    kind, *rest = line.split()
    held = {"at": "11-01", **dict(word.split("=", 1) for word in rest)}
    when = {key: f"2026-{held[key]}T09:00:00+00:00" for key in ("at", "recorded") if key in held}
    return {"id": f"E{number:04}", "by": "ann", "kind": kind, **held, **when}


@pytest.mark.parametrize(
    ("log", "found"),
    [
        (["move from=intake to=analysis"], []),
        (["move from=intake to=analysis override=severity"], ["overridden severity"]),
        (["move from=intake to=feedback"], ["skipped analysis, resolution"]),
        (["move from=intake to=closed exit=spam"], ["exit spam"]),
        (["move from=feedback to=resolution"], []),
        (["note at=11-01 recorded=11-03"], []),
        (["note at=11-01 recorded=11-05"], ["late "]),
        (["note recorded_by=bob"], ["on_behalf bob"]),
        (["note recorded_by=bob imported=true"], ["on_behalf bob"]),
        (["move from=intake to=feedback", "undo of=E0001 commit=x"], []),
        (["move from=intake to=feedback void=true"], []),
        (["path from=light to=full override=x"], ["overridden x"]),
    ],
)
def test_what_goes_otherwise_is_told(log: list[str], found: list[str]) -> None:
    told = process.told(RULES, [case(*log)], Frame(YEAR, YEAR.end, UTC), ["team"])
    assert [f"{one.kind} {one.what}" for one in told.deviations] == found


def _decision(kind: str, by: str, digest: str) -> Data:
    at = "2026-11-01T09:00:00+00:00"
    return {"id": kind, "at": at, "by": by, "kind": kind, "of": "resolution.plan", "hash": digest}


@pytest.mark.parametrize(
    ("said", "override", "found"),
    [
        ("", "", ["unapproved"]),
        ("now", "", []),
        ("then", "", ["voided"]),
        ("", "approval resolution.plan", ["overridden"]),
    ],
)
def test_an_approval_that_does_not_hold_is_told_with_the_move(said: str, override: str, found: list[str]) -> None:
    log = ["move from=intake to=analysis", "move from=analysis to=resolution",
           "move from=resolution to=feedback at=11-02"]  # fmt: skip
    plan: Data = {"plan": {"measures": "New guard"}}
    bare = case(*log, type="complaint", severity="major", stage="feedback", resolution=plan, opened_at="2026-11-01")
    digest = reviews.digest(bare, ["resolution.plan"]) if said == "now" else "sha256:0"
    bare.data["reviews"] = [_decision("propose", "ann", digest), _decision("approve", "bob", digest)] if said else []
    if override:
        events = [e if e.id != "E0003" else e._replace(data={**e.data, "override": override}) for e in bare.events]
        bare = bare._replace(events=tuple(events))
    rules = RULES._replace(roles={**RULES.roles, "quality": ("bob",)})
    told = process.told(rules, [bare], Frame(YEAR, YEAR.end, UTC), ["team"])
    assert [one.kind for one in told.deviations] == found
    assert all(one.event.get("from") == "resolution" for one in told.deviations)


def test_what_an_import_brought_along_is_not_counted() -> None:
    log = ["imported stage=intake", "move from=intake to=feedback imported=true at=11-02", "note at=11-03"]
    brought = case(*log)
    brought = brought._replace(events=brought.events[1:])
    assert process.told(RULES, [brought], Frame(YEAR, YEAR.end, UTC), ["team"]).total.moves == 0


def test_groups_go_by_the_team_of_then_and_the_month_of_the_entry() -> None:
    one = case("move from=intake to=analysis at=10-02 override=x", "team from=field to=depot at=10-05",
               "move from=analysis to=closed at=11-02", team="depot")  # fmt: skip
    told = process.told(RULES, [one], Frame(YEAR, YEAR.end, UTC), ["team", "month"])
    assert [(row.key, row.moves, row.counts) for row in told.rows] == [
        (("depot", "2026-11"), 1, {"skipped": 1}), (("field", "2026-10"), 1, {"overridden": 1}),
    ]  # fmt: skip
    assert (told.irregular, told.tenths, told.total.cases) == (2, 0, 1)
    early = process.told(RULES, [one], Frame(YEAR, instant("2026-10-03T00:00:00+00:00") or YEAR.end, UTC), ["team"])
    assert (early.total.moves, early.tenths) == (1, 0)


def test_the_report_says_the_same_in_every_format(played: Path, environment: pytest.MonkeyPatch) -> None:
    svc, line = Svc(played), ("report", "process", "--period", "2026", "--as-of", "2026-11-20")
    told = json.loads(svc(*line, "--format", "json").out)
    assert told["total"]["moves"] == sum(row["moves"] for row in told["rows"]) > 100
    entries = list(csv.DictReader(io.StringIO(svc(*line, "--format", "csv").out)))
    assert len(entries) == len(told["entries"]) == sum(told["total"][kind] for kind in process.KINDS) > 5
    for form in ("md", "html", "junit", "github", "gitlab", "badge"):
        text = svc(*line, "--format", form).out
        assert text == svc(*line, "--format", form).out != ""
    environment.setenv("SVC_LANG", "zh")
    assert "流程" in svc(*line, "--format", "md", "--by", "person").out
    environment.setenv("SVC_LANG", "en")
    assert "100.0% is less" not in svc(*line, "--fail-under", "50%").err
    assert "is less than 100%" in svc(*line, "--fail-under", "100%", status=1).err
    assert "are for svc report sla" in svc(*line, "--fail-on", "breach", status=2).err
    assert "cannot group by nothing" in svc(*line, "--by", "nothing", status=2).err


def test_a_draw_hangs_on_the_seed_alone() -> None:
    cases = [Case({"id": f"C-{number}"}, f"cases/{number}") for number in range(100)]
    first = drawn(cases, 10, "Q4")
    assert first == drawn(reversed(cases), 10, "Q4") != drawn(cases, 10, "Q3")
    left = [one for one in cases if one is not first[0]]
    assert {one.id for one in first[1:]} < {one.id for one in drawn(left, 10, "Q4")}
    assert drawn(cases[:3], 10, "Q4") == cases[:3]


def test_a_sheet_to_score_closed_cases_on(played: Path, environment: pytest.MonkeyPatch) -> None:
    svc, line = Svc(played), ("audit", "--sample", "5", "--format", "csv")
    told = svc(*line, "--seed", "Q4")
    rows = list(csv.DictReader(io.StringIO(told.out)))
    assert told == svc(*line, "--seed", "Q4") != svc(*line, "--seed", "Q3")
    closed = {one["id"] for one in json.loads(svc("list", "stage:closed", "--json").out)}
    assert {row["id"] for row in rows} < closed
    assert [row["cause"] for row in rows] == [""] * 5
    assert f"drawn by Q4 from {len(closed)} closed cases at" in told.err
    assert "--sample needs --seed" in svc(*line, status=2).err
    assert "svc audit --sample 10 --seed" in svc("audit", "sample", "10", status=1).err
    assert "--seed goes with --sample" in svc("audit", "--seed", "x", status=2).err
