"""svc new: a case from one line, and from everything at once."""

from __future__ import annotations

import json
import subprocess

import pytest
from running import Svc


def git(svc: Svc, *args: str) -> str:
    return subprocess.run(["git", *args], cwd=svc.desk, check=True, capture_output=True, text=True).stdout


def test_a_title_is_enough(svc: Svc) -> None:
    told = svc("new", "repair", "Pump leaks")
    held = json.loads(svc("show", "@", "--json").out)
    assert told.out.strip() == held["id"]
    assert (held["title"], held["stage"], held["path"], held["priority"]) == ("Pump leaks", "intake", "full", "normal")
    assert [e["kind"] for e in held["log"]] == ["open"]


def test_a_title_of_nothing_to_see_is_none(svc: Svc) -> None:
    said = svc("new", "complaint", "\x04 ", status=2).err
    assert said == "missing: TITLE\nsvc new TYPE 'what it is about'\n"


def test_json_gives_the_id_and_the_commit(svc: Svc) -> None:
    told = json.loads(svc("new", "complaint", "--title", "T", "--json").out)
    assert told["commit"] == git(svc, "rev-parse", "HEAD").strip()
    assert git(svc, "show", "--name-only", "--format=", "HEAD").strip().endswith(f"{told['id']}.yaml")


@pytest.mark.parametrize(
    ("words", "route"),
    [
        (["enquiry", "Q", "--severity", "minor"], "light"),
        (["suggestion", "S", "--severity", "minor"], "light"),
        (["enquiry", "Q"], "full"),
        (["enquiry", "Q", "--severity", "major"], "full"),
        (["complaint", "C", "--severity", "minor"], "full"),
        (["complaint", "C", "--set", "path=light"], "light"),
        (["咨询", "问", "--severity", "一般"], "light"),
    ],
)
def test_the_path_follows_from_the_rules(svc: Svc, words: list[str], route: str) -> None:
    svc("new", *words)
    assert json.loads(svc("show", "@", "--json").out)["path"] == route


def test_everything_at_once(svc: Svc) -> None:
    svc("new", "complaint", "T", "-c", "northmill", "-p", "HF-20", "-s", "0138002", "--channel", "phone",
        "--category", "leak", "--severity", "safety", "--priority", "urgent", "--assignee", "li.wei",
        "--set", "tags=recall, summer", "--set", "refs.order=4711", "-m", "First line\nsecond line",
        "--at", "2026-11-20 16:30", "--by", "chen.jie")  # fmt: skip
    held = json.loads(svc("show", "@", "--json").out)
    assert held["serial"] == "0138002"
    assert held["tags"] == ["recall", "summer"]
    assert held["refs"] == {"order": "4711"}
    assert held["description"] == "First line\nsecond line\n"
    assert held["opened_at"] == "2026-11-20T16:30:00+00:00"
    assert held["opened_by"] == "chen.jie"
    opened = held["log"][0]
    assert opened["recorded"] == "2026-11-21T09:00:00+00:00"
    assert opened["recorded_by"] == "zhao.min"
    assert svc("check").out == ""


def test_the_month_of_the_id_is_that_of_the_opening_in_the_desks_zone(svc: Svc) -> None:
    told = svc("new", "repair", "T", "--at", "2026-10-31T23:30:00-05:00")
    assert told.id.startswith("C-2611-")


def test_two_cases_opened_with_one_seed_have_two_ids(svc: Svc) -> None:
    assert svc("new", "repair", "T").id != svc("new", "repair", "T").id


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["repair"], 2, "TITLE"),
        (["repare", "T"], 2, "did you mean repair"),
        (["repair", "T", "--severity", "sever"], 2, "severity"),
        (["repair", "T", "--title", "U"], 2, "twice"),
        (["repair", "T", "--at", "01/02/2026"], 2, "2026-01-02 / 2026-02-01"),
        (["repair", "T", "--at", "2027-01-01"], 2, "still to come"),
        (["repair", "T", "--set", "title"], 2, "field=value"),
        (["repair", "T", "--set", "analysis.cuase=x"], 2, "analysis.cause"),
        (["repair", "T", "--set", "stage=closed"], 2, "svc move"),
        (["repair", "T", "--set", "id=C-2611-AAAAAAAAA"], 1, "never changes"),
        (["repair", "T", "-m", "a", "-F", "b"], 2, "exclude"),
        (["repair", "T", "-F", "no-such-file"], 2, "no-such-file"),
    ],
)
def test_what_cannot_be_opened_is_refused_and_nothing_is_kept(
    svc: Svc, words: list[str], status: int, said: str
) -> None:
    before = git(svc, "rev-parse", "HEAD")
    told = svc("new", *words, status=status)
    assert said in told.err
    assert "Traceback" not in told.err
    assert git(svc, "rev-parse", "HEAD") == before
    assert git(svc, "status", "--porcelain") == ""


def test_a_form_of_the_desks_own_is_used(svc: Svc) -> None:
    form = svc.desk / "templates" / "repair.full.yaml"
    form.write_text("# ask for the meter reading\n" + form.read_text() + "more:\n  meter:\n")
    svc("commit", "templates/repair.full.yaml")
    svc("new", "repair", "T", "--set", "more.meter=0042")
    assert svc.text().startswith("# ask for the meter reading\n# yaml-language-server: ")
    assert 'meter: "0042"' in svc.text()


def test_a_type_of_the_desks_own_needs_no_form_to_be_written(svc: Svc) -> None:
    settings = svc.desk / "svc.yaml"
    settings.write_text(settings.read_text().replace("    repair: {", "    visit: {en: visit}\n    repair: {"))
    svc("commit")
    svc("new", "visit", "T")
    assert "\ntype: visit\n" in svc.text()
    assert svc("check").out == ""


def test_in_chinese_from_end_to_end(svc: Svc, environment: pytest.MonkeyPatch) -> None:
    environment.setenv("SVC_LANG", "zh")
    told = svc("new", "投诉", "插头发烫", "--severity", "安全", "--channel", "电话", "-q")
    assert json.loads(svc("show", told.id[-6:], "--json").out)["severity"] == "safety"
    assert "严重度" in svc("show", "@").out
