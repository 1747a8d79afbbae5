"""The desk of ``svc demo``: half a year of work, played once, and what a newcomer sees of it."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from running import Golden, Svc

from svc.schema.events import KINDS, read_log
from svc.store import Store

TODAY = "2026-11-21T10:30:00+08:00"
NO_VERB_YET = {"review", "acknowledged", "visit", "check"}
NEVER = NO_VERB_YET | {"contained", "migrate", "merge", "product", "serial", "channel", "tier", "agreement"}
COMMIT = re.compile(r"\b[0-9a-f]{10}\b")
LOOKS = {
    "list": ["list", "--format", "table"],
    "next": ["next", "--all", "--format", "table"],
    "next-of-a-team": ["next", "--team", "machines", "--format", "table"],
    "lessons": ["lessons", "--format", "md"],
    "goodwill-after-a-threat": ["show", "S1PA"],
    "safety-to-the-lesson": ["show", "85WF"],
    "open-with-a-late-promise": ["show", "MBJ2"],
    "reopened-and-closed": ["show", "K2PN"],
    "imported": ["show", "W5HT"],
    "for-the-customer": ["show", "QRPN", "--customer"],
    "log": ["log", "S1PA", "--format", "table"],
}


@pytest.fixture
def filled(environment: pytest.MonkeyPatch, played: Path) -> Svc:
    """The desk as it is on the morning after."""
    environment.setenv("SVC_NOW", TODAY)
    environment.setenv("COLUMNS", "120")
    return Svc(played)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", LOOKS)
def test_what_a_newcomer_sees(
    filled: Svc, environment: pytest.MonkeyPatch, golden: Golden, name: str, language: str
) -> None:
    environment.setenv("SVC_LANG", language)
    golden(f"filled/{name}.{language}.txt", COMMIT.sub("(commit)  ", filled(*LOOKS[name]).out))


def test_the_files_are_in_order(filled: Svc) -> None:
    assert filled("check").out == ""
    assert filled("fmt", "--check").out == ""
    assert filled.git("status", "--porcelain") == ""
    assert filled("schema").out == (filled.desk / ".svc" / "case.schema.json").read_text(encoding="utf-8")


def test_git_was_told_of_many_commits_at_once(filled: Svc) -> None:
    """A command that asks Git for no need has the batch hand over its commits, each time in a pack."""
    told = dict(line.split(": ") for line in filled.git("count-objects", "-v").splitlines())
    assert int(told["in-pack"]) > 2000
    assert int(told["packs"]) < 10


def test_all_that_can_happen_to_a_case_has_happened(filled: Svc) -> None:
    store = Store.open(filled.desk)
    cases, unreadable = store.cases()
    codes = store.settings.codes
    assert not unreadable
    for name in ("type", "path", "severity", "exit", "stage", "team", "warranty"):
        assert {case.get(name) for case in cases} >= set(codes[name]) - {"unknown"}, name
    assert {case.get("analysis.triage") for case in cases} >= {"remote", "visit", "bring-in", "send-part", "no-fault"}
    assert {case.get("charge") for case in cases} >= {"warranty", "contract", "goodwill", "customer", "supplier"}
    lines = [event for case in cases for event in (*case.events, *read_log(case.data, "reviews"))]
    assert {event.kind for event in lines} >= set(KINDS) - NEVER
    assert any(event.get("override") for case in cases for event in case.events)


def test_a_third_of_the_cases_is_open_in_every_stage(filled: Svc) -> None:
    cases, _ = Store.open(filled.desk).cases()
    stages = Counter(case.stage for case in cases)
    closed = stages.pop("closed")
    assert set(stages) == {"intake", "analysis", "resolution", "feedback", "summary"}
    assert 0.25 < stages.total() / (closed + stages.total()) < 0.4
    chinese = sum(bool(re.search("[\u4e00-\u9fff]", case.text("title"))) for case in cases)
    assert 0.4 < chinese / len(cases) < 0.6


def test_each_commit_is_of_the_one_who_did_it_at_that_time(filled: Svc) -> None:
    lines = filled.git("log", "--reverse", "--format=%an|%ae|%cn|%at|%ct").splitlines()
    people = {(name, mail) for name, mail, *_ in (line.split("|") for line in lines)}
    assert len(lines) > 500
    assert len(people) == 10
    assert all(mail.endswith("@lanhai.example") for _, mail in people)
    assert all(author == committer for author, _, committer, *_ in (line.split("|") for line in lines))
    times = [int(line.split("|")[3]) for line in lines]
    assert times == [int(line.split("|")[4]) for line in lines]
    assert times == sorted(times)


def test_doctor_tells_how_a_desk_grows(filled: Svc) -> None:
    found = {each["what"]: each["found"] for each in json.loads(filled("doctor", "--json").out)}
    size = "[0-9.]+ [kM]B"
    assert re.fullmatch(f"history {size}, index {size}(; for 1,000 cases {size} and {size})?", found["size"])
