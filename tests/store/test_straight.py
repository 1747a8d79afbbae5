"""The commits straight on top of a known one: what they touched is what Git says."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from svc.paths import Path as Place
from svc.store import straight
from svc.store.git import Git

WANTED = ["cases/", "svc.yaml", "people/"]
ONE, TWO = "cases/2026/01/C-1.yaml", "cases/2026/01/C-2.yaml"


def folder_instead(root: Path) -> None:
    (root / ONE).unlink()
    (root / ONE).mkdir()
    (root / ONE / "inner.yaml").write_text("a\n")


def file_instead(root: Path) -> None:
    shutil.rmtree(root / ONE)
    (root / ONE).write_text("back\n")


def written(root: Path, *names: str, text: str = "x\n") -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)


DEEDS: list[Callable[[Path], object]] = [
    lambda root: written(root, ONE, TWO, "svc.yaml", "words.txt", "case", "cases.yaml", "casesx/a.yaml"),
    lambda root: written(root, TWO, "people/王.yaml", "people.txt", "cases/2026/01.yaml", text="y\n"),
    lambda root: (root / TWO).chmod(0o755),
    folder_instead,
    lambda root: written(root, "words.txt", text="z\n"),
    file_instead,
    lambda root: (root / "cases/2026/02").symlink_to("01"),
    lambda root: shutil.rmtree(root / "cases/2026/01"),
    lambda root: shutil.rmtree(root / "cases"),
]


def said(told: str) -> Iterator[straight.Change]:
    """What Git says, as pairs of a line and a path."""
    fields = iter(told.split("\0")[:-1])
    for line, path in zip(fields, fields, strict=True):
        old, new = (blob if blob.strip("0") else "" for blob in line.split(" ")[2:4])
        yield path, old, new


def test_what_commits_touched_is_what_git_says(tmp_path: Path) -> None:
    def git(*args: str) -> str:
        return subprocess.run(["git", *args], cwd=tmp_path, capture_output=True, text=True, check=True).stdout

    git("init", "-q")
    git("commit", "-q", "--allow-empty", "-m", "empty")
    first = git("rev-parse", "HEAD").strip()
    for deed in DEEDS:
        deed(tmp_path)
        git("add", "-A")
        git("commit", "-q", "-m", "next")
    asked = Git(Place(str(tmp_path)))
    with asked.reading_if_asked():
        way = straight.way(asked, first, git("rev-parse", "HEAD").strip())
        assert way
        assert len(way) == len(DEEDS) + 1
        trees = straight.Trees(asked, WANTED)
        for new, old in pairwise(way):
            told = git("diff-tree", "-r", "-z", "--no-renames", "--no-abbrev", old.id, new.id, "--", *WANTED)
            assert trees.changes(old.tree, new.tree) == [*said(told)]
    assert straight.way(asked, "0" * 40, first) is None


def test_a_merge_and_a_long_way_are_for_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(straight, "MOST", 4)

    def git(*args: str) -> str:
        return subprocess.run(["git", *args], cwd=tmp_path, capture_output=True, text=True, check=True).stdout.strip()

    git("init", "-q", "-b", "main")
    git("commit", "-q", "--allow-empty", "-m", "one")
    first = git("rev-parse", "HEAD")
    git("checkout", "-q", "-b", "other")
    git("commit", "-q", "--allow-empty", "-m", "two")
    git("checkout", "-q", "main")
    git("commit", "-q", "--allow-empty", "-m", "three")
    git("merge", "-q", "--no-ff", "-m", "both", "other")
    asked = Git(Place(str(tmp_path)))
    merge = git("rev-parse", "HEAD")
    assert straight.way(asked, first, merge) is None
    tree, head = git("rev-parse", "HEAD^{tree}"), merge
    for _ in range(straight.MOST + 1):
        head = git("commit-tree", tree, "-p", head, "-m", "on")
    assert straight.way(asked, merge, head) is None
    assert len(straight.way(asked, merge, git("rev-parse", f"{head}~1")) or ()) == straight.MOST + 1
