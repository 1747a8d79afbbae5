"""What svc says when something is amiss: it names what is wrong, and its hints lead out."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from running import Svc

from svc import terminal

KNOWN = ("customer=c", "channel=phone", "category=leak", "severity=minor")


@pytest.fixture
def file(svc: Svc) -> Path:
    """The file of a case just opened."""
    svc("new", "repair", "Pump leaks", *(word for setting in KNOWN for word in ("--set", setting)), "-m", "d")
    return next(svc.desk.glob("cases/*/*/*.yaml"))


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def git(svc: Svc, *args: str) -> str:
    return subprocess.run(["git", *args], cwd=svc.desk, check=True, capture_output=True, text=True).stdout


def editor(patch: pytest.MonkeyPatch, tmp_path: Path, *sed: str) -> None:
    """An editor that does one replacement, and a person before it who gives up when it fails."""
    script = tmp_path / "editor"
    script.write_text(f"#!/bin/sh\nsed -i '{sed[0]}' \"$1\"\n" if sed else "#!/bin/sh\n")
    script.chmod(0o755)
    patch.setenv("SVC_EDITOR", str(script))
    patch.setattr(terminal, "may_prompt", lambda: True)
    patch.setattr(terminal, "confirm", lambda _: False)


def closed(svc: Svc) -> None:
    svc("new", "enquiry", "Q", "-c", "c", "--channel", "mail", "--category", "usage", "--severity", "minor", "-m", "d")
    svc("close", "@", "--set", "feedback.decision=Yes.", "--set", "feedback.told_at=now", "--set", "summary.lesson=No.")


# -- words missing


def test_the_word_that_is_missing_is_named(svc: Svc) -> None:
    assert "missing: STAGE" in svc("move", "@", status=2).err
    assert "missing: ID, STAGE" in svc("move", status=2).err


# -- a closed case


@pytest.mark.parametrize(
    "words", [("note", "@", "-m", "x"), ("contact", "@", "in", "-m", "x"), ("edit", "@", "--set", "tags=late")]
)
def test_a_closed_case_is_written_to_and_said_to_be_closed(svc: Svc, words: tuple[str, ...]) -> None:
    closed(svc)
    told = svc(*words)
    assert told.err == f"{told.id} is closed; svc reopen {told.id} opens it again\n"


def test_closing_and_reopening_say_nothing_of_it(svc: Svc) -> None:
    closed(svc)
    assert "opens it again" not in svc("reopen", "@", "-m", "wrong answer").err


# -- files that cannot be read


def test_a_broken_file_is_opened_by_the_editor(
    svc: Svc, file: Path, environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    change(file, "title: Pump leaks", "title: [Pump leaks badly")
    assert f"svc edit {file.stem} -e" in svc("commit", status=1).err
    editor(environment, tmp_path)
    told = svc("edit", "@", "-e", status=1)
    assert f"your edits are in {file.relative_to(svc.desk)}" in told.err
    editor(environment, tmp_path, "s/ \\[/ /")
    svc("edit", "@", "-e")
    assert json.loads(svc("show", "@", "--json").out)["title"] == "Pump leaks badly"
    assert git(svc, "status", "--porcelain") == ""


def test_a_file_broken_by_a_git_commit_is_judged_by_its_last_good_version(
    svc: Svc, file: Path, environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    change(file, "title: Pump leaks", "title: [Pump leaks badly")
    git(svc, "commit", "-qam", "by hand")
    editor(environment, tmp_path, "s/ \\[/ /; s/opened_by: zhao.min/opened_by: li.wei/")
    assert "opened_by never changes" in svc("edit", "@", "-e", status=1).err
    editor(environment, tmp_path, "s/ \\[/ /; s/opened_by: li.wei/opened_by: zhao.min/")
    svc("edit", "@", "-e")
    assert git(svc, "log", "-1", "--format=%s").strip() == f"{file.stem}: edit title"
    assert svc("check").out == ""


def test_without_a_terminal_the_file_is_edited_by_any_means(svc: Svc, file: Path) -> None:
    assert "change the file yourself, then svc commit" in svc("edit", file.stem, "-e", status=2).err


def test_a_stage_set_by_hand_that_its_gate_refuses_leads_back_into_the_file(svc: Svc, file: Path) -> None:
    change(file, "customer: c\n", "customer:\n")
    change(file, "stage: intake\n", "stage: analysis\n")
    told = svc("commit", status=1).err
    assert "cannot leave intake yet" in told
    assert told.splitlines()[-1].startswith(f"put it into {file.relative_to(svc.desk)}, then svc commit; git restore")
    assert "svc move" not in told
    change(file, "customer:\n", "customer: c\n")
    svc("commit")
    assert json.loads(svc("show", "@", "--json").out)["stage"] == "analysis"


# -- svc.yaml


@pytest.mark.parametrize("words", [("edit", "@", "--set", "severity=odd"), ("new", "repair", "T", "--severity", "odd")])
def test_a_code_that_is_not_committed_is_refused_for_that(svc: Svc, file: Path, words: tuple[str, ...]) -> None:
    change(svc.desk / "svc.yaml", "    major: {", "    odd: {en: odd, zh: 怪}\n    major: {")
    told = svc(*words, status=2)
    assert told.err.splitlines()[-1] == "svc.yaml has edits that are not committed: svc commit svc.yaml"
    svc("commit", "svc.yaml")
    svc(*words)


def test_a_code_that_nobody_knows_is_not_blamed_on_svc_yaml(svc: Svc, file: Path) -> None:
    change(svc.desk / "svc.yaml", "    minor: {", "    odd: {en: odd, zh: 怪}\n    minor: {")
    assert "not committed" not in svc("edit", "@", "--set", "severity=zzz", status=2).err


@pytest.mark.parametrize("words", [("list",), ("show", "@"), ("log", "@"), ("note", "@", "-m", "x")])
def test_while_svc_yaml_is_broken_the_committed_one_holds(svc: Svc, file: Path, words: tuple[str, ...]) -> None:
    good = svc(*words)
    change(svc.desk / "svc.yaml", "time_zone: UTC", "time_zone: Mars/Olympus")
    told = svc(*words)
    assert told.out.split("\t")[0] == good.out.split("\t")[0]
    assert "svc.yaml:6: " in told.err
    assert told.err.count("the committed one holds") == 1


def test_an_svc_yaml_that_was_never_good_stops_everything(svc: Svc, file: Path) -> None:
    change(svc.desk / "svc.yaml", "time_zone: UTC", "time_zone: Mars/Olympus")
    git(svc, "commit", "-qam", "by hand")
    assert "svc.yaml:6: " in svc("list", status=1).err


# -- hand edits


def test_a_key_that_svc_does_not_know_is_told_when_it_is_committed(svc: Svc, file: Path) -> None:
    change(file, "title: Pump leaks", "title: Pump leaks\ncolour: blue")
    told = svc("commit")
    line = file.read_text().splitlines().index("colour: blue") + 1
    assert f"{file.relative_to(svc.desk)}:{line}: colour is not a field" in told.err
    change(file, "colour: blue", "colour: red")
    assert "colour" not in svc("commit").err


def test_closed_cases_are_not_measured_by_new_gates(svc: Svc) -> None:
    closed(svc)
    svc("new", "enquiry", "R", "-c", "c", "--channel", "mail", "--category", "usage", "--severity", "minor", "-m", "d")
    change(svc.desk / "svc.yaml", "- {leave: intake, need: [", "- {leave: intake, need: [product, ")
    svc("commit")
    assert svc("check").out == ""


def test_the_last_case_touched_may_be_on_another_branch(svc: Svc, file: Path) -> None:
    git(svc, "checkout", "-qb", "side")
    there = svc("new", "repair", "T").id
    git(svc, "checkout", "-q", "-")
    told = svc("show", "@", status=1).err
    assert told == f"@ is {there}, the last case changed, and it is not on this branch\nsvc list shows the cases\n"


# -- a log after a merge of plain text


def test_fmt_puts_a_merged_log_into_order(svc: Svc, file: Path, environment: pytest.MonkeyPatch) -> None:
    for minute in ("01", "02"):
        environment.setenv("SVC_NOW", f"2026-11-21T09:{minute}:00+00:00")
        svc("note", "@", "-m", minute)
    *head, first, second = file.read_text().splitlines()
    file.write_text("\n".join([*head, f"{second}   # later", "  # told by telephone", first, ""]))
    assert "svc fmt puts the log in order" in svc("check").out
    svc("fmt")
    assert file.read_text().splitlines()[-3:] == ["  # told by telephone", first, f"{second}   # later"]
    assert svc("check").out == ""
    assert svc("fmt", "--check").out == ""
    svc("commit")
    assert git(svc, "log", "-1", "--format=%s").strip() == f"{file.stem}: edit comments and layout"


def test_a_move_set_by_hand_that_the_path_does_not_know_is_to_be_changed(svc: Svc, file: Path) -> None:
    change(file, "type: repair", "type: enquiry")
    change(file, "stage: intake\n", "stage: closed\n")
    said = svc("commit", "-m", "A question.", status=1).err.splitlines()
    assert "cannot go from intake to closed" in said[0]
    assert said[-1].startswith("change it in cases/")
