"""init, demo, doctor: making a desk in the places where people make one."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest
from making import ROOT
from running import Svc

from svc.store.setup import commented, comments


def git(folder: Path, *args: str) -> str:
    return subprocess.run(["git", *args], cwd=folder, check=True, capture_output=True, text=True).stdout


def test_a_desk_is_one_commit_and_clean(svc: Svc) -> None:
    assert git(svc.desk, "rev-list", "--count", "HEAD").strip() == "1"
    assert git(svc.desk, "status", "--porcelain") == ""
    assert git(svc.desk, "branch", "--show-current").strip() == "main"
    assert svc("check").out == ""
    assert len(list((svc.desk / "templates").glob("*.yaml"))) == 10


def test_a_desk_is_made_once(svc: Svc) -> None:
    assert "already" in svc("init", ".", status=1).err


def test_a_desk_inside_another_repository_touches_nothing_of_it(environment: object, tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "trunk", "code")
    code = tmp_path / "code"
    (code / "staged.txt").write_text("mine")
    git(code, "add", "staged.txt")
    Svc(code)("init", "service desk")
    inner = Svc(code / "service desk")
    inner("new", "repair", "T")
    assert git(code, "status", "--porcelain").split("\n")[0] == "A  staged.txt"
    assert "service desk/cases/" in git(code, "show", "--name-only", "--format=", "HEAD")
    (code / "service desk" / "cases" / "sub").mkdir()
    assert json.loads(Svc(code / "service desk" / "cases" / "sub")("list", "--json").out)[0]["title"] == "T"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--time-zone", "Mars/Olympus"], "Mars/Olympus"),
        (["--prefix", "abc"], "capital"),
        (["--language", "fr"], "fr"),
    ],
)
def test_what_makes_no_desk_is_refused(environment: object, tmp_path: Path, words: list[str], said: str) -> None:
    assert said in Svc(tmp_path)("init", "d", *words, status=2).err
    assert not (tmp_path / "d" / "svc.yaml").exists()


def test_without_a_desk_every_verb_says_how_to_make_one(environment: object, tmp_path: Path) -> None:
    told = Svc(tmp_path)("list", status=3)
    assert "svc init" in told.err


def test_the_demo_plays_a_complaint_and_an_enquiry_round_the_loop(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    Svc(tmp_path)("demo", "d", "--small")
    demo = Svc(tmp_path / "d")
    held = json.loads(demo("list", "--all", "--json").out)
    assert sorted((c["type"], c["stage"]) for c in held) == [
        ("complaint", "closed"), ("enquiry", "closed"), ("repair", "intake")
    ]  # fmt: skip
    assert demo("check").out == ""
    assert demo("fmt", "--check").out == ""
    assert os.environ["SVC_NOW"] == "2026-11-21T09:00:00+00:00"


def test_the_demo_is_the_same_everywhere(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    heads = []
    for name, zone in (("a", "UTC"), ("b", "Asia/Shanghai")):
        environment.setenv("TZ", zone)
        Svc(tmp_path)("demo", name, "--small")
        heads.append(git(tmp_path / name, "rev-parse", "HEAD^{tree}"))
    assert heads[0] == heads[1]


def test_doctor_says_what_is_well(svc: Svc) -> None:
    held = json.loads(svc("doctor", "--json").out)
    assert {f["state"] for f in held} <= {"ok", "warning"}
    assert {"Git", "identity", "branch", "settings", "cases"} <= {f["what"] for f in held}


def test_doctor_names_planted_programs_and_runs_none(svc: Svc, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    git(svc.desk, "config", "core.fsmonitor", f"touch {mark}")
    git(svc.desk, "config", "filter.x.clean", f"touch {mark}")
    told = svc("doctor")
    assert "core.fsmonitor" in told.out
    assert not mark.exists()


def test_doctor_fails_when_svc_could_not_work(svc: Svc) -> None:
    git(svc.desk, "checkout", "-q", "--detach")
    assert "git switch main" in svc("doctor", status=1).err


def test_reading_runs_nothing_that_a_repository_names(svc: Svc, tmp_path: Path) -> None:
    svc("new", "repair", "T")
    mark = tmp_path / "mark"
    for key in ("core.fsmonitor", "core.pager", "diff.x.command", "diff.x.textconv", "filter.x.clean",
                "filter.x.smudge", "gpg.program", "core.editor", "core.sshCommand"):  # fmt: skip
        git(svc.desk, "config", key, f"touch {mark}")
    git(svc.desk, "config", "log.showSignature", "true")
    (svc.desk / ".git" / "info" / "attributes").write_text("*.yaml filter=x diff=x\n")
    for words in (["list"], ["list", "--format", "table"], ["show", "@"], ["log"], ["log", "@"], ["check"], ["doctor"]):
        svc(*words)
    assert not mark.exists()


def test_the_demo_keeps_to_itself_and_can_be_made_again(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    environment.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    git(tmp_path, "init", "-q", "-b", "trunk", "code")
    code = tmp_path / "code"
    for _ in range(2):
        subprocess.run(["rm", "-rf", "demo"], cwd=code, check=True)
        Svc(code)("demo", "demo", "--small")
    assert git(code, "rev-list", "--all", "--count").strip() == "0"
    assert git(code / "demo", "rev-parse", "--show-toplevel").strip() == str(code / "demo")


def test_without_an_identity_nothing_is_left_behind(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    environment.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    assert "user.name" in Svc(tmp_path)("init", "d", status=3).err
    assert not (tmp_path / "d").exists()


def test_doctor_knows_who_is_at_work_outside_a_desk_too(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def states() -> dict[str, str]:
        told = Svc(tmp_path / "not there")("doctor", "--json", status=1).out
        return {f["what"]: f["state"] for f in json.loads(told)}

    assert states()["identity"] == "ok"
    assert states()["desk"] == "error"
    environment.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    assert states()["identity"] == "error"


CHINESE = re.compile(r"[\u4e00-\u9fff]")


def test_a_chinese_desk_is_commented_in_chinese(environment: object, tmp_path: Path) -> None:
    Svc(tmp_path)("init", "d", "--language", "zh", "--time-zone", "UTC")
    lines = (tmp_path / "d" / "svc.yaml").read_text(encoding="utf-8").splitlines()
    notes = [line for line in lines if "#" in line]
    assert notes
    assert not [line for line in notes if not CHINESE.search(line.partition("#")[2])]
    ours = (ROOT / "templates" / "svc.yaml").read_text(encoding="utf-8").splitlines()
    rules = [line for line in lines if not line.strip().startswith("#")]
    assert rules == [line.replace("language: en", "language: zh") for line in ours if not line.strip().startswith("#")]
    assert Svc(tmp_path / "d")("check").out == ""


def test_an_english_desk_is_commented_as_shipped(svc: Svc) -> None:
    assert (svc.desk / "svc.yaml").read_bytes() == (ROOT / "templates" / "svc.yaml").read_bytes()


def test_comments_are_said_otherwise_line_by_line() -> None:
    text = "# a\n# b\nx: 1  # c\n\n  # d\n# e\n"
    assert comments(text) == ["a\nb", "d", "e"]
    said = {"a\nb": "A", "d": "D\nd", "e": "E"}
    assert commented(text, said.__getitem__) == "# A\nx: 1  # c\n\n  # D\n  # d\n# E\n"


@pytest.mark.parametrize(
    ("lang", "words", "said"),
    [
        (None, ["--language", "zh"], "接下来：cd d; svc new 投诉 '一句话说明问题'\n"),
        (None, ["--language", "en"], "next: cd d; svc new complaint 'what it is about'\n"),
        ("en", ["--language", "zh"], "next: cd d; svc new complaint 'what it is about'\n"),
        ("zh", [], "接下来：cd d; svc new 投诉 '一句话说明问题'\n"),
    ],
)
def test_what_comes_next_is_said_in_the_desks_language(
    environment: pytest.MonkeyPatch, tmp_path: Path, lang: str | None, words: list[str], said: str
) -> None:
    environment.chdir(tmp_path)
    environment.delenv("SVC_LANG")
    if lang:
        environment.setenv("SVC_LANG", lang)
    assert Svc(Path())("init", "d", "--time-zone", "UTC", *words).err == said


@pytest.mark.parametrize(
    ("start", "folder", "said"),
    [
        (".", "", "next: svc new complaint"),
        (".", ".", "next: svc new complaint"),
        (".", "my desk", "next: cd 'my desk'; svc new"),
        ("inner", "", "next: cd inner; svc new"),
        ("inner", "../other", "next: cd other; svc new"),
    ],
)
def test_what_comes_next_goes_to_the_desk(
    environment: pytest.MonkeyPatch, tmp_path: Path, start: str, folder: str, said: str
) -> None:
    environment.chdir(tmp_path)
    assert said in Svc(Path(start))("init", "--time-zone", "UTC", *([folder] if folder else [])).err


@pytest.mark.parametrize(
    ("zone", "is_told"), [("UTC", True), ("Etc/UTC", True), ("GMT", True), ("Asia/Shanghai", False)]
)
def test_a_time_zone_that_nobody_chose_is_told(
    environment: pytest.MonkeyPatch, tmp_path: Path, zone: str, is_told: bool
) -> None:
    environment.setenv("TZ", zone)
    told = Svc(tmp_path)("init", "d").err
    assert (f"time zone: {zone}" in told and "time_zone:" in told) == is_told
    assert "time zone" not in Svc(tmp_path)("init", "e", "--time-zone", zone).err
