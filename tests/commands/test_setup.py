"""init, demo, doctor: making a desk in the places where people make one."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from running import Svc


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
    Svc(tmp_path)("demo", "d")
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
        Svc(tmp_path)("demo", name)
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
        Svc(code)("demo", "demo")
    assert git(code, "rev-list", "--all", "--count").strip() == "0"
    assert git(code / "demo", "rev-parse", "--show-toplevel").strip() == str(code / "demo")


def test_without_an_identity_nothing_is_left_behind(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    environment.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    assert "user.name" in Svc(tmp_path)("init", "d", status=3).err
    assert not (tmp_path / "d").exists()
