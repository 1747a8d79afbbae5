"""svc conflicts: listing and settling what a merge left, whoever merged."""

from __future__ import annotations

import json
import subprocess

import pytest
from running import Svc


class Two:
    """A desk with one case and two branches that changed it, the driver taken out where Git shall merge by lines."""

    def __init__(self, svc: Svc, patch: pytest.MonkeyPatch, by_lines: bool = False) -> None:
        self.svc = svc
        self.patch = patch
        self.id = svc("new", "repair", "Pump leaks", "--customer", "northmill", "--priority", "normal", "-m", "Wet.").id
        self.path = f"cases/2026/11/{self.id}.yaml"
        svc.git("branch", "theirs")
        if by_lines:
            svc.git("config", "--unset", "merge.svc.driver")

    def side(self, *lines: str, who: str, hour: int) -> None:
        """Commands of one person on the branch in work."""
        self.patch.setenv("SVC_NOW", f"2026-11-21T{hour}:00:00+00:00")
        self.patch.setenv("SVC_ME", who)
        for line in lines:
            self.svc(*[self.id if word == "ID" else word for word in line.split("|")])

    def diverge(self, ours: list[str], theirs: list[str]) -> None:
        self.side(*ours, who="zhao.min", hour=10)
        self.svc.git("switch", "-q", "theirs")
        self.side(*theirs, who="li.wei", hour=11)
        self.svc.git("switch", "-q", "main")
        self.patch.setenv("SVC_NOW", "2026-11-21T12:00:00+00:00")
        self.patch.setenv("SVC_ME", "chen.jie")

    def merge(self) -> None:
        done = subprocess.run(["git", "merge", "theirs"], cwd=self.svc.desk, capture_output=True, check=False)
        assert done.returncode == 1, done.stdout

    @property
    def state(self) -> str:
        return self.svc.git("status", "--porcelain")


BOTH_TITLES = (
    ["edit|ID|--set|title=Pump wet|--set|priority=high"],
    ["edit|ID|--set|title=Pump drips|--set|priority=low"],
)

LISTED = """\
{id}
  priority: both changed it
    before  normal
    ours    high  (zhao.min, 2026-11-21 10:00)
    theirs  low  (li.wei, 2026-11-21 11:00)
  title: both changed it
    before  Pump leaks
    ours    Pump wet  (Zhao Min, 2026-11-21 10:00)
    theirs  Pump drips  (Zhao Min, 2026-11-21 11:00)
"""


def test_both_values_are_shown_and_a_choice_is_written_and_staged(svc: Svc, environment: pytest.MonkeyPatch) -> None:
    two = Two(svc, environment)
    two.diverge(*BOTH_TITLES)
    two.merge()
    assert svc("conflicts", status=1).out == LISTED.format(id=two.id)
    (told,) = json.loads(svc("conflicts", "--json", status=1).out)
    assert [(each["field"], each["ours"]["value"], each["theirs"]["by"]) for each in told["fields"]] == [
        ("priority", "high", "li.wei"), ("title", "Pump wet", "Zhao Min"),
    ]  # fmt: skip
    left = svc("conflicts", two.id, "--take", "title=theirs", status=1)
    assert "title" not in left.out
    assert "--take title=theirs --take priority=ours" in left.err
    assert two.state.startswith("UU")
    assert svc("conflicts", two.id, "--take", "title=theirs", "--take", "ours").err.endswith("git merge --continue\n")
    assert two.state == f"M  {two.path}\n"
    svc.git("commit", "-q", "--no-edit")
    assert svc("check").out == ""
    text = svc.text(two.id)
    assert "kind: priority, void: \"true\", from: normal, to: low}" in text
    assert "by: chen.jie, kind: merge, field: title, kept: Pump drips, lost: Pump wet}" in text
    shown = svc("show", two.id).out
    assert "decided in a merge  title  Pump drips, not Pump wet" in shown
    assert "normal -> low  [does not count]" in shown


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--take", "title=both"], "cannot say both"),
        (["--take", "title=mine"], "not mine"),
        (["--take", "customer=ours"], "customer is not in conflict"),
        (["--set", "priority=purple"], "purple"),
    ],
)
def test_what_cannot_be_taken_is_refused(
    svc: Svc, environment: pytest.MonkeyPatch, words: list[str], said: str
) -> None:
    two = Two(svc, environment)
    two.diverge(*BOTH_TITLES)
    two.merge()
    assert said in svc("conflicts", two.id, *words, status=2).err
    assert two.state.startswith("UU")


def test_what_git_merged_by_lines_is_merged_by_fields(svc: Svc, environment: pytest.MonkeyPatch) -> None:
    two = Two(svc, environment, by_lines=True)
    two.diverge(["note|ID|-m|ours"], ["note|ID|-m|theirs"])
    two.merge()
    assert f"by fields nothing is in conflict: svc conflicts {two.id}" in svc("conflicts", status=1).out
    svc("conflicts", two.id)
    svc.git("commit", "-q", "--no-edit")
    assert svc("check").out == ""
    assert "text: ours" in svc.text(two.id)
    assert "text: theirs" in svc.text(two.id)
    assert "nothing is in conflict" in svc("conflicts").err


def test_marks_that_somebody_committed_are_taken_apart(svc: Svc, environment: pytest.MonkeyPatch) -> None:
    two = Two(svc, environment, by_lines=True)
    two.diverge(["edit|ID|--set|title=Pump wet"], ["edit|ID|--set|title=Pump drips"])
    two.merge()
    svc.git("commit", "-q", "-a", "-m", "by a server")
    assert "unresolved merge" in svc("check", status=1).out
    assert "title: both changed it" in svc("conflicts", status=1).out
    told = svc("conflicts", two.id, "--set", "title=Pump drips, all wet")
    assert told.err.endswith("svc commit takes the result in\n")
    svc("commit")
    assert svc("check").out == ""
    assert "title: Pump drips, all wet\n" in svc.text(two.id)
    assert two.state == ""


def test_a_move_is_taken_from_a_side_and_the_other_one_stays_void(svc: Svc, environment: pytest.MonkeyPatch) -> None:
    two = Two(svc, environment)
    two.diverge(["contact|ID|in|-m|gone", "close|ID|--as|withdrawn|-m|gone"], ["close|ID|--as|spam|-m|junk"])
    two.merge()
    assert "stage: both moved the case" in svc("conflicts", status=1).out
    svc("conflicts", two.id, "--set", "stage=closed", status=2)
    svc("conflicts", two.id, "--take", "stage=theirs")
    svc.git("commit", "-q", "--no-edit")
    assert svc("check").out == ""
    assert (svc.text(two.id).count("void: \"true\""), "\nexit: spam\n" in svc.text(two.id)) == (1, True)


def test_a_file_resolved_by_hand_is_left_alone(svc: Svc, environment: pytest.MonkeyPatch) -> None:
    two = Two(svc, environment)
    two.diverge(["edit|ID|--set|title=Pump wet"], ["edit|ID|--set|title=Pump drips"])
    two.merge()
    by_hand = svc.git("show", f"HEAD:{two.path}").replace("title: Pump wet", "title: By hand")
    svc.write(by_hand, two.path)
    assert "resolved by hand" in svc("conflicts", two.id, "--take", "ours", status=1).err
    assert "title: By hand" in svc.text(two.id)


def test_in_a_rebase(svc: Svc, environment: pytest.MonkeyPatch) -> None:
    two = Two(svc, environment)
    two.diverge(["edit|ID|--set|title=Pump wet", "note|ID|-m|more"], ["edit|ID|--set|title=Pump drips"])
    subprocess.run(["git", "rebase", "-q", "theirs"], cwd=svc.desk, capture_output=True, check=False)
    assert svc("conflicts", two.id, "--take", "ours").err.endswith("git rebase --continue\n")
    svc.git("-c", "core.editor=true", "rebase", "--continue")
    assert svc("check").out == ""
    assert ("title: Pump drips" in svc.text(two.id), "text: more" in svc.text(two.id)) == (True, True)


@pytest.mark.parametrize("side", ["ours", "theirs"])
def test_a_case_that_one_side_deleted(svc: Svc, environment: pytest.MonkeyPatch, side: str) -> None:
    two = Two(svc, environment)
    two.diverge(["edit|ID|--set|title=Pump wet"], ["show|ID"])
    for branch in ("theirs", "main"):
        svc.git("switch", "-q", branch)
        if branch == "theirs":
            svc.git("rm", "-q", two.path)
            svc.git("commit", "-q", "-m", "gone")
    two.merge()
    told = svc("conflicts", status=1).out
    assert "  file: one side deleted it, the other changed it\n    before  Pump leaks\n    ours    Pump wet  (" in told
    assert "    theirs  (deleted)  (Zhao Min, " in told
    assert "--take file=ours" in svc("conflicts", two.id, status=1).err
    svc("conflicts", two.id, "--take", side)
    svc.git("commit", "-q", "--no-edit")
    assert (svc.desk / two.path).exists() is (side == "ours")
    assert two.state == ""
