"""A changed workflow brings its cases along: who stands nowhere is named, and moved in one commit."""

from __future__ import annotations

import json
import re

import pytest
from running import Golden, Svc

from svc.store import Store

FILLED = (
    "customer=northmill", "channel=phone", "category=noise", "description=It is loud.", "severity=minor",
)  # fmt: skip


def change_rules(svc: Svc, *swaps: tuple[str, str]) -> None:
    path = svc.desk / "svc.yaml"
    text = path.read_text(encoding="utf-8")
    for old, new in swaps:
        assert re.search(old, text, re.M), old
        text = re.sub(old, new, text, flags=re.M)
    path.write_text(text, encoding="utf-8")


def opened(svc: Svc, kind: str, *sets: str) -> str:
    return svc("new", kind, "Plug gets hot", *(word for each in sets for word in ("--set", each))).id


NO_ANALYSIS = (
    (r"stages: \[intake, analysis, ", "stages: [intake, "),
    (r"^ +- \{(from|leave)[^\n]*: analysis[,}][^\n]*\n", ""),
    (r"^( +)(- \{from: resolution, to: feedback\})", r"\1- {from: intake, to: resolution}\n\1\2"),
    (r"^( +)(- \{from: summary, to: closed\})", r"\1\2\n\1- {from: closed, to: resolution, reason: true}"),
)  # fmt: skip
NO_LIGHT = (
    (r"    light:\n(?:      .*\n)+?(?=    full:)", ""),
    (r"^ .*path: \[light\].*\n", ""),
    (r"    light: \{en.*\n", ""),
)
SERVICE = (
    (r"(?<=[\[ ])repair(?=, return\]|\][,}])", "service"),
    (r"^    repair: \{en: repair, zh: 报修\}", "    service: {en: service, zh: 维修单}"),
)
DONE_AND_JUNK = (
    (r"\bclosed\b(?=[\]}:,])", "done"),
    (r"^    spam: \{from", "    junk: {from"),
    (r"^    spam: \{en", "    junk: {en"),
)


@pytest.fixture
def analysed(svc: Svc) -> list[str]:
    """Two complaints in analysis, one in intake."""
    found = [opened(svc, "complaint", *FILLED) for _ in range(3)]
    svc("move", *found[:2], "analysis")
    return found[:2]


def commits(svc: Svc) -> int:
    return int(svc.git("rev-list", "--count", "HEAD"))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_stage_is_taken_out(
    svc: Svc, analysed: list[str], golden: Golden, environment: pytest.MonkeyPatch, language: str
) -> None:
    environment.setenv("SVC_LANG", language)
    change_rules(svc, *NO_ANALYSIS)
    said = ["$ svc check", *svc("check", status=1)]
    said += ["$ svc commit svc.yaml", *svc("commit", "svc.yaml")]
    said += ["$ svc check", *svc("check", status=1)]
    said += ["$ svc move", svc("move", analysed[0], "feedback", status=1).err]
    before = commits(svc)
    said += ["$ svc migrate --dry-run", *svc("migrate", "stage:analysis=resolution", "--dry-run")]
    assert commits(svc) == before
    said += ["$ svc migrate", *svc("migrate", "阶段：analysis＝处理", "-m", "Too long.")]
    assert commits(svc) == before + 1
    assert svc("check").out == ""
    golden(f"migrate/{language}-stage.txt", "\n".join(line.rstrip("\n") for line in said) + "\n")
    assert svc.git("log", "-1", "--format=%s").strip() == "2 cases: migrate stage analysis -> resolution"
    for name in analysed:
        text = svc.text(name)
        assert "\nstage: resolution\n" in text
        assert "kind: migrate, field: stage, from: analysis, to: resolution, text: Too long.}" in text
    assert svc("migrate", "stage:analysis=resolution").err.strip() in ("no case stands there", "那里没有工单")
    svc("move", analysed[0], "feedback", "--set", "resolution.remedy=replace", "--set", "resolution.agreed_at=now",
        "--set", "resolution.done_at=now")  # fmt: skip


def test_commands_live_with_homeless_cases(svc: Svc, analysed: list[str]) -> None:
    change_rules(svc, *NO_ANALYSIS)
    svc("commit", "svc.yaml")
    one = analysed[0]
    assert len(svc("list").out.splitlines()) == 3
    assert "analysis" in svc("show", one).out
    assert json.loads(svc("list", "--json").out)
    svc("log", one)
    svc("note", one, "-m", "still here")
    svc("edit", one, "--set", "priority=high")
    svc("wait", one, "parts", "--until", "2026-12-01")
    assert "svc check" in svc("move", one, "resolution", status=1).err
    assert "svc check" in svc("close", one, status=1).err
    told = svc("check", one, status=1).out
    assert "svc.yaml knows no stage 'analysis'" in told
    assert "svc migrate stage:analysis=" in svc("check", status=1).out


def test_a_path_is_dropped(svc: Svc) -> None:
    closed = opened(svc, "enquiry", *FILLED)
    for name in ("feedback.decision=Yes.", "feedback.told_at=now", "summary.lesson=Ask."):
        svc("edit", closed, "--set", name)
    svc("close", closed)
    waiting = opened(svc, "enquiry", *FILLED)
    change_rules(svc, *NO_LIGHT)
    told = svc("commit", "svc.yaml").err
    ids = ", ".join(sorted([closed, waiting]))
    assert f"svc.yaml knows no path 'light': 2 cases ({ids}); svc migrate path:light=full" in told
    svc("migrate", "path:light=full")
    assert svc("check").out == ""
    assert "\npath: full\n" in svc.text(closed)
    assert "\nstage: closed\n" in svc.text(closed)
    assert "\n  cause_category:\n" not in svc.text(closed).split("\nlog:")[1]
    svc("move", waiting, "analysis")
    svc("reopen", closed, "-m", "again")


def test_a_type_is_renamed(svc: Svc) -> None:
    one = opened(svc, "repair", *FILLED)
    change_rules(svc, *SERVICE)
    (svc.desk / "templates" / "service.full.yaml").write_bytes(
        (svc.desk / "templates" / "repair.full.yaml").read_bytes().replace(b"repair", b"service")
    )
    told = svc("commit", "svc.yaml").err
    assert f"1 case ({one}); svc migrate type:repair=service" in told
    svc("migrate", "type:repair=维修单")
    assert "kind: migrate, field: type, from: repair, to: service}" in svc.text(one)
    assert svc("check").out == ""
    svc("move", one, "analysis")


def test_an_exit_and_the_last_stage_are_renamed(svc: Svc) -> None:
    one = opened(svc, "repair", *FILLED)
    svc("close", one, "--as", "spam", "-m", "Not a customer.")
    change_rules(svc, *DONE_AND_JUNK)
    told = svc("commit", "svc.yaml").err
    assert "svc migrate stage:closed=done" in told
    assert "svc migrate exit:spam=junk" in told
    assert "would still stand nowhere" in svc("migrate", "stage:closed=done", status=1).err
    svc("migrate", "stage:closed=done", "exit:spam=junk")
    assert svc("check").out == ""
    assert "\nexit: junk\n" in svc.text(one)
    assert svc("list").out == ""
    svc("reopen", one, "-m", "It was one.")
    assert "\nstage: intake\n" in svc.text(one)


@pytest.mark.parametrize(
    ("given", "status", "says"),
    [
        ("stage:analysis", 2, "write FIELD:OLD=NEW"),
        ("severity:minor=major", 2, "write FIELD:OLD=NEW"),
        ("stage:analysis=nowhere", 2, "is not a known stage"),
        ("stage:analysis=resolution", 1, "svc.yaml knows the stage analysis"),
        ("path:full=light", 1, "svc.yaml knows the path full"),
        ("type:complaint=enquiry", 1, "svc retype"),
        ("stage:summary=feedback", 0, "no case stands there"),
    ],
)
def test_what_is_no_migration(svc: Svc, analysed: list[str], given: str, status: int, says: str) -> None:
    before = commits(svc)
    assert says in svc("migrate", given, status=status).err
    assert commits(svc) == before


RENAMED = ((r"\bresolution(?=[,\]}])", "repairing"), (r"^    resolution: \{en", "    repairing: {en"))


def test_who_left_a_stage_is_known_under_its_new_name(svc: Svc) -> None:
    change_rules(svc, (r"\[major, safety\]\}, not_by: resolution", "[minor]}, not_by: resolution"))
    svc("commit", "svc.yaml")
    case = opened(svc, "complaint", *FILLED)
    for stage, given in (
        ("analysis", ()), ("resolution", ("analysis.cause_category=use", "analysis.responsible=us")),
        ("feedback", ("resolution.remedy=repair", "resolution.agreed_at=now", "resolution.done_at=now")),
    ):  # fmt: skip
        svc("move", case, stage, *(word for each in given for word in ("--set", each)))
    change_rules(svc, *RENAMED)
    svc("commit", "svc.yaml")
    assert svc("migrate", "stage:resolution=repairing").id == case
    assert "been through before" in svc("log", case).out
    told = ("feedback.decision=x", "feedback.told_at=now", "feedback.reply=accepted", "feedback.internal+={team: lab}")
    sets = [word for each in told for word in ("--set", each)]
    assert "somebody other than zhao.min" in svc("move", case, "summary", *sets, status=1).err
    assert "no case stands there" in svc("migrate", "stage:resolution=repairing").err
    assert svc("check").out == ""


def test_rules_that_are_not_committed_do_not_count(svc: Svc, analysed: list[str]) -> None:
    change_rules(svc, *NO_ANALYSIS)
    assert "svc.yaml knows the stage analysis" in svc("migrate", "stage:analysis=resolution", status=1).err


def test_a_case_written_by_hand_keeps_its_own_line(svc: Svc, analysed: list[str]) -> None:
    text = svc.text(analysed[0]).replace("\ntype: complaint\n", "\ntype: complant\n")
    svc.write(text, Store.open(svc.desk).find(analysed[0]))
    told = svc("check", status=1).out
    assert "did you mean complaint" in told
    assert "svc migrate" not in told


def test_many_cases_are_named_by_five(svc: Svc) -> None:
    found = [opened(svc, "repair") for _ in range(6)]
    change_rules(svc, *SERVICE)
    [line] = [line for line in svc("check", status=1).out.splitlines() if "migrate" in line]
    assert "6 cases" in line
    assert sum(name in line for name in found) == 5
