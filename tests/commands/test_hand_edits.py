"""Edits by hand: never overwritten, taken in by svc commit under the rules of the verbs; check, fmt, edit -e."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from running import Svc


def git(svc: Svc, *args: str) -> str:
    return subprocess.run(["git", *args], cwd=svc.desk, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def file(svc: Svc) -> Path:
    """The file of a fresh repair."""
    svc("new", "repair", "Pump leaks", "-m", "Drips.")
    svc("contact", "@", "in", "-m", "It is loud.\nVery.")
    return next((svc.desk / "cases").rglob("*.yaml"))


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))


def test_a_verb_does_not_touch_a_case_that_was_edited_by_hand(svc: Svc, file: Path) -> None:
    change(file, "title: Pump leaks", "title: Pump leaks badly")
    told = svc("note", "@", "-m", "x", status=1)
    assert "svc commit" in told.err
    assert "Pump leaks badly" in file.read_text()


def test_a_hand_edit_is_taken_in_with_the_events_it_owes(svc: Svc, file: Path) -> None:
    change(file, "priority: normal", "priority: urgent  # the boss said so")
    change(file, "title: Pump leaks", "title: Pump leaks badly")
    svc("commit", "-m", "boss")
    held = json.loads(svc("show", "@", "--json").out)
    assert held["title"] == "Pump leaks badly"
    event = held["log"][-1]
    assert (event["kind"], event["from"], event["to"], event["text"]) == ("priority", "normal", "urgent", "boss")
    assert "# the boss said so" in file.read_text()
    assert git(svc, "status", "--porcelain") == ""
    assert svc("check").out == ""


def test_each_edited_case_is_a_commit_of_its_own(svc: Svc, file: Path) -> None:
    svc("new", "repair", "Other")
    for one in (svc.desk / "cases").rglob("*.yaml"):
        one.write_text(one.read_text().replace("customer:\n", "customer: northmill\n"))
    before = int(git(svc, "rev-list", "--count", "HEAD"))
    svc("commit")
    assert int(git(svc, "rev-list", "--count", "HEAD")) == before + 2


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("opened_by: zhao.min", "opened_by: boss", "opened_by"),
        ("stage: intake\n", "stage: analysis\n", "category"),
        ("stage: intake\n", "stage: nowhere\n", "nowhere"),
        ("kind: open, ", "kind: open, text: no, ", "log"),
        ("    It is loud.\n", "    It is quiet.\n", "customer"),
        ("priority: normal", "priority: sometimes", "sometimes"),
        ("title: Pump leaks", "title: Pump leaks\ntitle: twice", "title"),
        ("title: Pump leaks", "titel: Pump leaks", "title"),
    ],
)
def test_a_hand_edit_against_the_rules_is_refused_and_left_alone(
    svc: Svc, file: Path, old: str, new: str, said: str
) -> None:
    change(file, old, new)
    text, head = file.read_text(), git(svc, "rev-parse", "HEAD")
    told = svc("commit", status=1)
    assert said in told.err
    assert file.read_text() == text
    assert git(svc, "rev-parse", "HEAD") == head


def test_a_deleted_case_is_missed(svc: Svc, file: Path) -> None:
    file.unlink()
    assert "git restore" in svc("commit", status=1).err


def test_a_stage_moved_by_hand_passes_its_gate(svc: Svc, file: Path) -> None:
    known = ("customer=c", "channel=phone", "category=leak", "severity=minor")
    svc("edit", "@", *(word for setting in known for word in ("--set", setting)))
    change(file, "stage: intake\n", "stage: analysis\n")
    svc("commit")
    event = json.loads(svc("show", "@", "--json").out)["log"][-1]
    assert (event["kind"], event["from"], event["to"]) == ("move", "intake", "analysis")


def test_settings_are_committed_when_valid_and_refused_with_their_line(svc: Svc) -> None:
    settings = svc.desk / "svc.yaml"
    change(settings, "time_zone: UTC", "time_zone: Mars/Olympus")
    assert "svc.yaml:6:" in svc("commit", status=1).err
    change(settings, "time_zone: Mars/Olympus", "time_zone: Asia/Shanghai")
    svc("commit")
    assert git(svc, "log", "-1", "--format=%s").strip() == "svc.yaml: edit"


def test_check_names_file_line_and_what_to_do(svc: Svc, file: Path) -> None:
    change(file, "priority: normal", "priority: nromal")
    told = svc("check", status=1)
    line = file.read_text().splitlines().index("priority: nromal") + 1
    assert f"{file.relative_to(svc.desk)}:{line}: priority: " in told.out
    assert "did you mean normal?" in told.out
    held = json.loads(svc("check", "--json", status=1).out)
    assert held[0]["line"] == line
    assert held[0]["severity"] == "error"
    assert set(held[0]) == {"path", "line", "field", "message", "severity"}


def test_a_newer_format_is_refused_with_the_words_to_upgrade(svc: Svc, file: Path) -> None:
    change(svc.desk / "svc.yaml", "format: 1", "format: 2")
    for words in (["list"], ["show", "@"], ["check"]):
        told = svc(*words, status=1)
        assert "upgrade" in told.err + told.out


def test_fmt_lays_out_and_says_what_it_would(svc: Svc, file: Path) -> None:
    change(file, "title: Pump leaks", "title:    'Pump leaks'   # as told")
    assert svc("fmt", "--check", status=1).out.strip() == str(file.relative_to(svc.desk))
    svc("fmt")
    assert "\ntitle: Pump leaks   # as told\n" in file.read_text()
    assert svc("fmt", "--check").out == ""


def test_crlf_is_no_edit(svc: Svc, file: Path) -> None:
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    svc("note", "@", "-m", "still works")
    assert svc("check").out == ""


def test_a_list_marks_what_is_not_committed(svc: Svc, file: Path) -> None:
    assert " *" not in svc("list", "--format", "table").out
    change(file, "title: Pump leaks", "title: Pump leaks badly")
    assert f"{file.stem} *" in svc("list", "--format", "table").out


def copied(file: Path, stage: str) -> Path:
    """A case written by hand: another id, the log of one that was just opened."""
    from svc.ids import case_id

    name = case_id("C", "2611", lambda n: n - 2)
    text = file.read_text().replace(file.stem, name).replace("stage: intake\n", f"stage: {stage}\n", 1)
    other = file.with_name(f"{name}.yaml")
    other.write_text(text)
    return other


def test_a_case_written_by_hand_is_opened(svc: Svc, file: Path) -> None:
    other = copied(file, "intake")
    svc("commit")
    assert git(svc, "log", "-1", "--format=%s").strip() == f"{other.stem}: new by hand"


def test_a_case_written_by_hand_does_not_begin_closed(svc: Svc, file: Path) -> None:
    copied(file, "closed")
    assert "begins in intake" in svc("commit", status=1).err


def test_check_misses_a_case_that_is_gone(svc: Svc, file: Path) -> None:
    file.unlink()
    assert "git restore" in svc("check", status=1).out


def test_a_case_is_known_by_its_file(svc: Svc, file: Path) -> None:
    path = str(file.relative_to(svc.desk))
    assert svc("show", path, "--json").out == svc("show", file.stem, "--json").out
    change(file, "title: Pump leaks", "title:   Pump leaks")
    svc("fmt", path)
    head = git(svc, "rev-parse", "HEAD")
    assert "nothing to change" in svc("commit", path).err
    assert git(svc, "rev-parse", "HEAD") == head


def test_one_of_a_thing_is_one(svc: Svc, file: Path, environment: pytest.MonkeyPatch) -> None:
    assert svc("check").err == "2 files, no problems\n"
    assert svc("fmt").err == "1 file is laid out as it should be\n"
    file.write_text("id: [broken\n")
    assert svc("check", status=1).err == "1 problem in 1 of 2 files\n"
    environment.setenv("SVC_LANG", "zh")
    assert svc("check", status=1).err == "1 处问题（2 个文件中的 1 个）\n"
    file.unlink()
    git(svc, "rm", "-q", "--cached", str(file))
    git(svc, "commit", "-q", "-m", "gone")
    environment.setenv("SVC_LANG", "en")
    assert svc("check").err == "1 file, no problems\n"


def test_the_log_tells_of_a_layout_in_the_language_in_force(
    svc: Svc, file: Path, environment: pytest.MonkeyPatch
) -> None:
    file.write_text(file.read_text() + "# a remark\n")
    svc("commit")
    assert git(svc, "log", "-1", "--format=%s").strip().endswith(": edit comments and layout")
    file.write_text(file.read_text() + "# another\n")
    git(svc, "commit", "-q", "-a", "-m", "Our own words")
    environment.setenv("SVC_LANG", "zh")
    told = [line.split("\t")[-1] for line in svc("log", "@").out.splitlines()]
    assert told[:2] == ["Our own words", "手工修改"]
