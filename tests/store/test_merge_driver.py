"""The merge driver in real repositories: merge, rebase, cherry-pick, stash pop, with and without it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from store.three import BASE, PATH, Edit, both, event, move, sets
from svc.store.attributes import MERGE
from svc.store.git import Git
from svc.store.merge.driver import merge_files
from svc.store.merge.markers import sides
from svc.store.merge.registration import command_line, fires, register

OURS = both(event("QQQQQ", "05", "note", text="ours"), sets("category", "motor"))
THEIRS = both(event("MMMMM", "06", "note", text="theirs"), sets("tags", ["cold", "loud", "wet"]))


class Clone:
    """A repository with one case, and two branches that changed it."""

    def __init__(
        self, folder: Path, ours: Edit = OURS, theirs: Edit = THEIRS, where: str = "", base: str = BASE
    ) -> None:
        self.folder = folder
        self.where = f"{where}{PATH}"
        folder.mkdir(parents=True)
        self.git("init", "-q", "-b", "main")
        self.write(f"{where}.gitattributes", f"{MERGE}\n")
        self.write(f"{where}svc.yaml", (Path(__file__).parents[2] / "templates" / "svc.yaml").read_text("utf-8"))
        self.commit(base)
        self.git("branch", "theirs")
        self.commit(ours(base))
        self.git("switch", "-q", "theirs")
        self.commit(theirs(base))
        self.git("switch", "-q", "main")
        register(Git(folder))

    def git(self, *args: str, status: int = 0) -> str:
        done = subprocess.run(["git", *args], cwd=self.folder, capture_output=True, text=True, check=False)
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout + done.stderr

    def write(self, name: str, text: str) -> None:
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")

    def commit(self, text: str) -> None:
        self.write(self.where, text)
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "x")

    @property
    def text(self) -> str:
        return (self.folder / self.where).read_text("utf-8")

    @property
    def state(self) -> str:
        return self.git("status", "--porcelain")


@pytest.fixture
def clone(environment: pytest.MonkeyPatch, tmp_path: Path) -> Clone:
    return Clone(tmp_path / "a clone's folder")


def is_whole(text: str) -> bool:
    return "text: ours" in text and "text: theirs" in text and "motor" in text and "cold" in text


def test_merge(clone: Clone) -> None:
    clone.git("merge", "-q", "theirs", "-m", "m")
    assert is_whole(clone.text)
    assert clone.state == ""


def test_rebase(clone: Clone) -> None:
    clone.git("rebase", "-q", "theirs")
    assert is_whole(clone.text)


def test_cherry_pick(clone: Clone) -> None:
    clone.git("cherry-pick", "theirs")
    assert is_whole(clone.text)


def test_stash_pop(clone: Clone) -> None:
    clone.git("reset", "-q", "--hard", "HEAD~")
    clone.write(clone.where, OURS(BASE))
    clone.git("stash", "-q")
    clone.git("merge", "-q", "--ff-only", "theirs")
    clone.git("stash", "pop", "-q")
    assert is_whole(clone.text)
    assert clone.state.startswith(" M ")


def test_in_a_linked_work_tree(clone: Clone, tmp_path: Path) -> None:
    clone.git("worktree", "add", "-q", "-b", "other", str(tmp_path / "other"), "main")
    clone.folder = tmp_path / "other"
    clone.git("merge", "-q", "theirs", "-m", "m")
    assert is_whole(clone.text)


def test_a_desk_in_a_folder_of_a_repository(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    clone = Clone(tmp_path / "top", where="sub/desk/")
    clone.git("merge", "-q", "theirs", "-m", "m")
    assert is_whole(clone.text)


def test_a_conflict_is_marked_and_told(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    on, back = move("AAAAA", "07", "resolution"), move("BBBBB", "08", "intake")
    clone = Clone(tmp_path / "c", both(OURS, on), both(THEIRS, back))
    said = clone.git("merge", "theirs", status=1)
    assert f"{PATH}: stage in conflict; svc conflicts shows both sides" in said
    assert clone.state.startswith("UU ")
    apart = sides(clone.text)
    assert apart is not None
    assert all(is_whole(side) for side in apart)
    assert ("AAAAA" in apart.ours, "AAAAA" in apart.theirs, "AAAAA" in apart.base) == (True, False, False)


def test_what_both_sides_break_together_is_a_conflict(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    base = sets("analysis.fault_code", "pump-worn")(BASE)
    closed = both(move("AAAAA", "07", "closed"), event("CCCCC", "08", "note"))
    clone = Clone(tmp_path / "c", closed, sets("analysis.fault_code", ""), base=base)
    clone.git("merge", "theirs", status=1)
    filled = "  fault_code: pump-worn\n"
    assert f"<<<<<<< ours\n{filled}||||||| base\n{filled}=======\n  fault_code:\n>>>>>>> theirs" in clone.text


def test_criss_cross(clone: Clone) -> None:
    """Two merge bases: Git merges these first, and a conflict in that must not hide one."""
    clone.git("branch", "start", "HEAD~")
    clone.commit(sets("title", "Loud")(clone.text))
    clone.git("switch", "-q", "theirs")
    clone.commit(sets("title", "Pump")(clone.text))
    one, two = clone.git("rev-parse", "main").strip(), clone.git("rev-parse", "theirs").strip()
    for branch, other, title in (("main", two, "Loud"), ("theirs", one, "Pump")):
        clone.git("switch", "-q", branch)
        clone.git("merge", "-q", other, status=1)
        clone.commit(sets("title", title)((sides(clone.text) or ("",))[0]))
    said = clone.git("merge", "main", status=1)
    assert "title in conflict" in said
    assert is_whole(clone.text)


@pytest.mark.parametrize("command", ["sh -c 'exit 3'", "false", "sh -c 'kill -9 $$'"])
def test_without_a_python_git_merges_by_lines(clone: Clone, command: str) -> None:
    """What Git runs is a shell line that must never leave one side as if it were the merge."""
    clone.git("config", "merge.svc.driver", command_line("/gone/python").replace("svc merge-driver", command))
    clone.git("merge", "theirs", status=1)
    assert clone.text.count("<<<<<<<") == 1
    assert "text: ours" in clone.text
    assert "text: theirs" in clone.text


def test_nothing_is_taken_from_the_work_tree(clone: Clone) -> None:
    clone.write("yaml.py", "raise SystemExit('taken from the work tree')")
    clone.write("svc/__init__.py", "raise SystemExit('taken from the work tree')")
    assert "taken" not in clone.git("merge", "-q", "theirs", "-m", "m")
    assert is_whole(clone.text)


def test_a_percent_sign_in_the_path_of_python(clone: Clone, tmp_path: Path) -> None:
    odd = tmp_path / "100%A of 'it'"
    odd.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    odd.chmod(0o755)
    clone.git("config", "merge.svc.driver", command_line(str(odd)))
    clone.git("merge", "-q", "theirs", "-m", "m")
    assert is_whole(clone.text)


def test_the_trial_tells_a_driver_that_works(environment: pytest.MonkeyPatch) -> None:
    assert fires(command_line())
    assert not fires(command_line("/gone/python").replace("svc merge-driver", "false"))
    assert not fires("true")


@pytest.mark.parametrize("name", ["docs/x.yaml", PATH])
def test_what_is_no_record_is_merged_by_lines(environment: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
    files = [tmp_path / each for each in ("base", "ours", "theirs")]
    for file, a, c in zip(files, "141", "335", strict=True):
        file.write_text(f"a: &x {a}\n\nb: 2\n\nc: {c}\n")
    outcome = merge_files(*files, name, tmp_path)
    assert (outcome.by_lines, outcome.status) == (True, 0)
    assert files[1].read_text() == "a: &x 4\n\nb: 2\n\nc: 5\n"
