"""``svc report sla``: a commit is read, every format written, thresholds kept, the same bytes wherever it runs."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from running import Svc

from svc.commands import sla_cases
from svc.render.table import to_json
from tests.campaigns import sums

OCTOBER = ("report", "sla", "--period", "2026-10")
EVERY = {"md": "a.md", "html": "a.html", "json": "a.json", "csv": "a.csv", "tsv": "a.tsv", "junit": "a.xml",
         "github": "a.txt", "gitlab": "gl.json", "badge": "a.svg", "table": "a.table"}  # fmt: skip


@pytest.fixture
def asked(played: Path, environment: pytest.MonkeyPatch) -> Svc:
    """The desk of svc demo, read and never changed."""
    return Svc(played)


def told(svc: Svc, *words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(svc(*OCTOBER, "--format", "json", *words).out)
    return found


def test_every_format_tells_the_same_figures(asked: Svc, tmp_path: Path) -> None:
    pairs = [word for fmt, name in EVERY.items() for word in ("--format", fmt, "--output", str(tmp_path / name))]
    said = asked(*OCTOBER, *pairs)
    assert said.out == ""
    assert said.err.count("written: ") == len(EVERY)
    text = {fmt: (tmp_path / name).read_text("utf-8") for fmt, name in EVERY.items()}
    whole = json.loads(text["json"])
    met, judged = whole["total"]["met"], whole["total"]["judged"]
    assert judged > 10
    assert whole["total"]["missed"] == judged - met == len(whole["missed"])
    share = f"{whole['total']['attainment']}%"
    for fmt in ("md", "html", "table", "github", "badge"):
        assert share in text[fmt].replace("%25", "%"), fmt
    *groups, everything = csv.DictReader(io.StringIO(text["csv"]))
    assert [row["target"] for row in groups] == [row["target"] for row in whole["rows"]]
    assert sum(int(row["judged"]) for row in groups) == int(everything["judged"]) == judged
    assert len(text["tsv"].splitlines()) == len(groups) + 1
    root = ElementTree.fromstring(text["junit"])
    assert int(str(root.get("failures"))) == judged - met
    assert int(str(root.get("tests"))) == judged + whole["total"]["at_risk"]
    assert len(json.loads(text["gitlab"])) == judged - met + whole["total"]["at_risk"]
    head = asked.git("rev-parse", "HEAD").strip()
    for fmt in ("md", "html", "json", "table"):
        assert [said in text[fmt] for said in (head, whole["time_zone_data"])] == [True, True], fmt


def test_the_same_bytes_wherever_it_runs(asked: Svc, tmp_path: Path) -> None:
    """Time zone, locale, order of hashes and the working folder of the machine say nothing."""
    made = []
    for number, own in enumerate((
        {"TZ": "UTC", "LC_ALL": "C", "PYTHONHASHSEED": "1", "COLUMNS": "40"},
        {"TZ": "America/Sao_Paulo", "LC_ALL": "zh_CN.UTF-8", "PYTHONHASHSEED": "2", "FORCE_COLOR": "1"},
    )):  # fmt: skip
        folder = tmp_path / str(number)
        folder.mkdir()
        pairs = [word for fmt, name in EVERY.items() for word in ("--format", fmt, "--output", name)]
        words = ("-C", str(asked.desk), "report", "sla", "--period", "2026-W43", "--as-of", "2026-11-01 08:00", *pairs)
        without = {name: value for name, value in os.environ.items() if name not in ("SVC_LANG", "SVC_NOW")}
        line = [sys.executable, "-m", "svc", *words]
        done = subprocess.run(line, cwd=folder, env=without | own, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
        made.append({name: (folder / name).read_bytes() for name in EVERY.values()})
    assert made[0] == made[1]
    assert all(b"\r" not in data for data in made[0].values())


def test_groups_add_up_to_the_whole_by_every_dimension(asked: Svc) -> None:
    whole = told(asked)["total"]
    for by in ("target,month", "person", "team,type", "severity,priority", "product", "channel,tier,warranty,customer"):
        rows = told(asked, "--by", by)["rows"]
        for name in ("judged", "met", "customer_met", "live", "no_verdict", "took_count"):
            assert sum(row[name] for row in rows) == whole[name], (by, name)


@pytest.mark.parametrize("words", [("--period", "2026-11"), ("--period", "2026-Q4", "--dated", "start"),
                                   ("--period", "2026-09", "--dated", "end", "--as-of", "2026-11-20")])  # fmt: skip
def test_what_was_over_before_the_period_changes_nothing(asked: Svc, words: tuple[str, ...]) -> None:
    """Without a query it is not parsed; one that holds for every case has all of them parsed."""
    without = json.loads(asked("report", "sla", "--format", "json", *words).out)
    parsed = json.loads(asked("report", "sla", "--format", "json", *words, "opened:2000..2026-11-30").out)
    assert without | {"selection": parsed["selection"]} == parsed


def test_a_selection_is_part_of_it(asked: Svc) -> None:
    everything, some = told(asked), told(asked, "team:machinery", "type:repair")
    assert some["selection"] == "team:machinery type:repair"
    then = ("--as-of", "2026-11-01 00:00")
    listed = json.loads(asked("list", "--all", *then, "team:machinery", "type:repair", "--json").out)
    assert some["cases"] == {"in_revision": 76, "selected": len(listed), "unreadable": []}
    known = {case["id"] for case in listed}
    assert [one for one in everything["missed"] if one["id"] in known] == some["missed"] != []


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        ((), 0, ""),
        (("--fail-under", "0%"), 0, ""),
        (("--fail-under", "23.8%"), 0, ""),
        (("--fail-under", "95%"), 1, "is less than 95%"),
        (("--fail-on", "breach"), 1, "16 targets were missed"),
        (("--period", "2020", "--as-of", "2021-01-01", "--fail-under", "95%", "--fail-on", "breach"), 0, ""),
    ],
)
def test_thresholds(asked: Svc, words: tuple[str, ...], status: int, says: str) -> None:
    found = asked("report", "sla", *(() if "--period" in words else OCTOBER[2:]), *words, status=status)
    assert says in found.err if says else "less" not in found.err and "missed" not in found.err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--period", "soon"), "soon"),
        (("--period", "2027"), "2027 has not begun at 2026-11-21 17:00"),
        (("--period", "2026-10", "--as-of", "2026-09-30"), "has not begun"),
        (("--by", "mood"), "cannot group by mood"),
        (("--fail-under", "0.95"), "is not a share"),
        (("--fail-under", "101%"), "is not a share"),
        (("--format", "md", "--format", "csv"), "each --format has its --output"),
        (("--format", "md", "--format", "csv", "--output", "x"), "each --format has its --output"),
        (("--format", "md", "--output", "x", "--format", "csv", "--output", "x"), "two formats go to one file"),
        (("--output", "x"), "each --format has its --output"),
        (("mood:good",), "mood"),
    ],
)
def test_what_is_not_understood(asked: Svc, words: tuple[str, ...], says: str, tmp_path: Path) -> None:
    os.chdir(tmp_path)
    told = asked("report", "sla", *words, status=2)
    assert says in told.err
    assert not told.out
    assert not list(tmp_path.glob("x"))


def test_a_commit_is_read_and_not_the_work_tree(svc: Svc) -> None:
    first = svc("new", "enquiry", "--title", "One", "--channel", "mail", "--at", "2026-11-02 10:00").id
    before = svc.git("rev-parse", "HEAD").strip()
    svc("new", "enquiry", "--title", "Two", "--channel", "mail", "--at", "2026-11-03 10:00")
    now = json.loads(svc("report", "sla", "--format", "json").out)
    then = json.loads(svc("report", "sla", "--format", "json", "--rev", "HEAD~1").out)
    assert (then["revision"], then["cases"]["selected"], now["cases"]["selected"]) == (before, 1, 2)
    assert {one["id"] for one in then["missed"]} == {first}
    svc.write(svc.text().replace("title: Two", "title: Three"))
    told = svc("report", "sla", "--format", "json")
    assert json.loads(told.out) == now
    assert "1 case has edits that are not committed, and not in the report" in told.err


@pytest.mark.parametrize("seed", [1, 2])
def test_what_was_added_up_before_is_what_is_counted_anew(
    played: Path, environment: pytest.MonkeyPatch, tmp_path: Path, seed: int
) -> None:
    desk = Path(shutil.copytree(played, tmp_path / "desk", symlinks=True))
    figures = sums.run(desk, 6, seed, 1)
    assert not figures.faults, figures.faults
    assert len(figures.kinds) > 3


def test_a_report_adds_up_no_case_twice(
    played: Path, environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The third report looks at the open cases alone, and at none that was closed."""
    svc = Svc(Path(shutil.copytree(played, tmp_path / "desk", symlinks=True)))
    told = [svc(*OCTOBER[:2], "--period", "2026", "--format", "csv") for _ in range(2)]
    looked: list[str] = []
    plain = sla_cases.case_facts
    environment.setattr(sla_cases, "case_facts", lambda case, *rest: looked.append(case.stage) or plain(case, *rest))
    told.append(svc(*OCTOBER[:2], "--period", "2026", "--format", "csv"))
    assert told[0] == told[1] == told[2]
    assert len(looked) < 40 < len(svc("list", "--all", "--format", "tsv").out.splitlines())


def test_what_cannot_be_read_is_no_report_unless_told(svc: Svc) -> None:
    svc("new", "enquiry", "--title", "One", "--channel", "mail", "--at", "2026-11-02 10:00")
    svc("new", "enquiry", "--title", "Two", "--channel", "mail", "--at", "2026-11-03 10:00")
    svc.write("title: [")
    svc.git("commit", "-qam", "broken")
    told = svc("report", "sla", "--format", "json", status=1)
    assert told.out == ""
    assert "no report" in told.err
    assert "1 of 2 files" in told.err
    found = json.loads(svc("report", "sla", "--format", "json", "--partial").out)
    assert len(found["cases"]["unreadable"]) == 1
    assert found["cases"]["selected"] == 1
    assert found["cases"]["unreadable"][0] in svc("report", "sla", "--format", "md", "--partial").out


def test_a_case_that_was_closed_in_1900_is_reported_and_not_averaged(svc: Svc) -> None:
    name = svc("new", "repair", "--title", "Lamp", "--channel", "web", "--at", "2026-11-02 10:00").id
    text = svc.text()
    at = text.index("\nlog:")
    old = "{id: AAAAA, at: '1900-01-01T00:00:00-05:00', by: city, kind: move, from: resolution, to: closed}"
    svc.write(text[:at] + text[at:].rstrip("\n") + f"\n  - {old}\n")
    svc.git("commit", "-qam", "as the other system has it")
    found = json.loads(svc("report", "sla", "--format", "json").out)
    assert [(one["id"], one["target"], one["why"]) for one in found["not_believed"]] == [(name, "resolve", "backwards")]
    assert found["total"]["took_count"] == 0
    assert "1900-01-01" in svc("report", "sla", "--format", "table").out


def test_a_desk_without_policies_says_so(svc: Svc) -> None:
    rules = (svc.desk / "svc.yaml").read_text("utf-8")
    start, end = rules.index("\nsla:"), rules.index("\nworkflow:")
    svc.write(rules[:start] + rules[end:], "svc.yaml")
    svc.git("commit", "-qam", "no service levels")
    svc("new", "enquiry", "--title", "One", "--channel", "mail")
    assert "no target was judged in this period" in svc("report", "sla", "--format", "table").out


def test_words_of_a_case_are_words_in_every_format(svc: Svc, tmp_path: Path) -> None:
    hostile = "</td><script>x</script> ::error::y | `z`"
    svc("new", "repair", "--title", hostile, "--channel", "mail", "--product", "<b>", "--at", "2026-11-02 10:00")
    out = {fmt: svc("report", "sla", "--by", "product,target", "--format", fmt).out for fmt in EVERY}
    assert "<script>" not in out["html"]
    assert "<b>" not in out["html"]
    assert "<script>" not in out["md"]
    assert to_json(hostile).strip() in out["json"]
    assert not [line for line in out["github"].splitlines() if not line.startswith("::")]
    ElementTree.fromstring(out["junit"])
