"""svc check --base: a change judged by the rules of the revision that it was made from."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from running import Svc

Git = Callable[..., str]


@pytest.fixture
def git(desk: Path) -> Git:
    def run(*words: str) -> str:
        return subprocess.run(["git", "-C", str(desk), *words], check=True, capture_output=True, text=True).stdout

    return run


@pytest.fixture
def change(svc: Svc, git: Git) -> Svc:
    """A desk with two cases, and a branch for a change of them."""
    svc("new", "complaint", "Plug gets hot", "-m", "It is hot.", "--serial", "X1")
    svc("new", "repair", "Belt squeals")
    git("branch", "-M", "main")
    git("switch", "-q", "-c", "work")
    return svc


def said(svc: Svc, *words: str, status: int = 1) -> str:
    told = svc("check", "--base", "main", *words, status=status)
    return told.out + told.err


def commit(git: Git, *words: str) -> None:
    git("add", "-A")
    git("commit", "-q", "-m", "by hand", *words)


def file_of(desk: Path, title: str) -> Path:
    return next(path for path in desk.glob("cases/*/*/*.yaml") if title in path.read_text("utf-8"))


def edit(desk: Path, title: str, old: str, new: str) -> None:
    path = file_of(desk, title)
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


READY = ("--set", "customer=c", "--set", "channel=phone", "--set", "category=noise", "--set", "severity=minor",
         "--set", "description=d")  # fmt: skip


@pytest.mark.parametrize("way", ["merge", "rebase", "squash"])
def test_one_verdict_for_a_merge_a_rebase_and_a_squash(change: Svc, git: Git, way: str) -> None:
    change("move", "@", "analysis", *READY)
    change("note", "@", "-m", "seen")
    git("switch", "-q", "main")
    (change.desk / "kb").mkdir()
    (change.desk / "kb" / "belts.md").write_text("Belts.\n", "utf-8")
    commit(git)
    if way == "rebase":
        git("switch", "-q", "work")
        git("rebase", "-q", "main")
    else:
        git("switch", "-q", "-c", "both")
        git("merge", "-q", *(["--no-ff", "--no-edit"] if way == "merge" else ["--squash"]), "work")
        if way == "squash":
            git("commit", "-q", "-m", "squashed")
    assert said(change, status=0) == "1 case changed, nothing against the rules\n"
    edit(change.desk, "Belt squeals", "text: seen", "text: not seen")
    edit(change.desk, "Plug gets hot", "serial: X1", "serial: X2")
    commit(git)
    assert re.sub("C-[^ ]*yaml:[0-9]+", "FILE", said(change)) == (
        "cases/2026/11/FILE: serial: serial was changed without an event\n"
        "serial: git restore -s main FILE has what it was; svc edit, svc correct or svc move changes it with an event\n"
        "2 cases changed, 1 thing is against the rules\n"
    )


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("stage: intake", "stage: closed", "stage is closed, but the log says intake"),
        ("serial: X1", "serial: X2", "serial was changed without an event"),
        ("title: Plug gets hot", "title: Plug gets hot\npassword: sesame-open", "does not belong into the history"),
        ("title: Plug gets hot", "title: Plug gets hot\ntitle: Twice", "title stands twice"),
        ("kind: open", "kind: imported", "was changed"),
        ("opened_by: zhao.min", "opened_by: li.wei", "never changes"),
    ],
)
def test_forged_files(change: Svc, git: Git, old: str, new: str, words: str) -> None:
    edit(change.desk, "Plug gets hot", old, new)
    commit(git)
    assert words in said(change)


def test_no_case_goes_away_and_none_is_renamed(change: Svc, git: Git) -> None:
    path = file_of(change.desk, "Belt squeals")
    path.rename(path.with_name("C-2611-AAAAAAAAA.yaml"))
    commit(git)
    found = said(change)
    assert "a case is never taken away" in found
    assert "must be named" in found


def test_links_stand_nowhere(change: Svc, git: Git) -> None:
    (change.desk / "cases" / "2026" / "11" / "C-2611-AAAAAAAAA.yaml").symlink_to("/etc/passwd")
    commit(git)
    assert "it is no plain file" in said(change)


def test_the_rules_of_the_base_hold(change: Svc, git: Git) -> None:
    """A gate taken out in the same change lets nobody through, and rules change by themselves."""
    path = change.desk / "svc.yaml"
    path.write_text(re.sub(r"(?m)^    - \{leave: intake, need: .*\n", "", path.read_text("utf-8")), "utf-8")
    change("commit", "svc.yaml")
    change("move", "@", "analysis")
    found = said(change)
    assert "cannot leave intake yet" in found
    assert "svc.yaml: rules change together with cases" in found


def test_a_change_of_rules_names_the_verdicts_of_the_past(
    change: Svc, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SVC_NOW", "2026-11-29T09:00:00+00:00")
    path = change.desk / "svc.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("within: 48h", "within: 1h"), "utf-8")
    change("commit", "svc.yaml")
    assert "verdicts of the past become others" in said(change)


def test_what_was_wrong_already_is_not_held_against_a_change(change: Svc, git: Git) -> None:
    git("switch", "-q", "main")
    edit(change.desk, "Plug gets hot", "channel:", "channel: pigeon")
    commit(git)
    git("switch", "-q", "-C", "work")
    edit(change.desk, "Plug gets hot", "title: Plug gets hot", "title: Plug gets very hot")
    commit(git)
    assert said(change, status=0) == "1 case changed, nothing against the rules\n"


def test_what_the_next_commit_would_hold(change: Svc, git: Git) -> None:
    edit(change.desk, "Plug gets hot", "serial: X1", "serial: X2")
    assert said(change, "--staged", status=0) == "0 cases changed, nothing against the rules\n"
    git("add", "-A")
    assert "serial was changed without an event" in said(change, "--staged")
    assert said(change, status=0) == "0 cases changed, nothing against the rules\n"


def test_formats(change: Svc, git: Git) -> None:
    change("note", "@", "-m", "*seen* by @somebody")
    edit(change.desk, "Plug gets hot", "serial: X1", "serial: X2")
    commit(git)
    path = str(file_of(change.desk, "Plug gets hot").relative_to(change.desk))
    told = {name: change("check", "--base", "main", "--format", name, status=1).out
            for name in ("github", "gitlab", "junit", "md", "json")}  # fmt: skip
    line = json.loads(told["json"])[0]["line"]
    wrong = "serial: serial was changed without an event"
    assert told["github"] == f"::error file={path},line={line},title=svc check::{wrong}\n"
    assert json.loads(told["gitlab"])[0]["location"] == {"path": path, "lines": {"begin": line}}
    suite = ElementTree.fromstring(told["junit"])
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")
    assert "serial was changed without an event" in told["md"]
    way = "git restore -s main FILE has what it was; svc edit, svc correct or svc move changes it with an event"
    assert json.loads(told["json"])[0]["next"] == way
    assert f"serial: {way}\n" in change("check", "--base", "main", status=1).err
    assert "\nserial: git restore -s main FILE has what it was" in told["md"]
    assert r"note  \*seen\* by @&#8203;somebody" in told["md"]


def test_revisions_that_are_not_there(change: Svc, git: Git) -> None:
    assert "no revision nowhere" in change("check", "--base", "nowhere", status=1).err
    git("switch", "-q", "--orphan", "alone")
    git("checkout", "-q", "work", "--", ".")
    git("commit", "-q", "-m", "alone")
    assert "have no commit in common" in change("check", "--base", "main", status=3).err
    assert "go with --base" in change("check", "--staged", status=2).err


def test_records_are_judged_at_the_end_of_the_change(change: Svc, git: Git, desk: Path) -> None:
    git("switch", "-q", "main")
    change("product", "add", "HF-20", "--name", "Heater")
    change("customer", "add", "mill", "--name", "Mill")
    change("customer", "add", "yard", "--name", "Yard")
    change("asset", "add", "HF-20", "S1", "--set", "customer=mill")
    with (desk / "svc.yaml").open("a", encoding="utf-8") as rules:
        rules.write("\nrecords:\n  required: [customer]\n")
    change("commit", "svc.yaml")
    change("new", "repair", "Hums", "-c", "yard")
    git("switch", "-q", "-C", "work")
    change("customer", "merge", "yard", "mill")
    change("asset", "add", "HF-20", "S2", "--set", "customer=mill")
    assert said(change, status=0) == "1 case changed, nothing against the rules\n"
    path = desk / "assets/HF-20.S2.yaml"
    path.write_text(path.read_text("utf-8").replace("customer: mill", "customer: nobody"), "utf-8")
    edit(desk, "Hums", "customer: mill", "customer: no-one")
    (desk / "products/HF-20.yaml").unlink()
    commit(git)
    told = said(change)
    assert "assets/HF-20.S2.yaml:6: customer: there is no customer nobody: svc customer add nobody\n" in told
    assert "customer: there is no customer no-one" in told
    assert "assets/HF-20.S1.yaml: product: names HF-20, which the change takes away" in told
    git("switch", "-q", "-C", "main")  # what was wrong before is none of the next change
    git("switch", "-q", "-C", "work")
    path.write_text(path.read_text("utf-8").replace("place:\n", "place: Leeds\n"), "utf-8")
    commit(git)
    assert "nobody" not in said(change, status=0)
