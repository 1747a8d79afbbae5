"""The repository found without Git is the one that Git finds; where it may be another, Git is asked."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from svc import paths
from svc.errors import StateError
from svc.store import discovery
from svc.store.git import Git, Repo, find

# The commands that make a repository in the folder "top", the folder of the desk, and whether Git need not be asked.
PLACES = {
    "plain": ("git init -q top", "top", True),
    "below": ("git init -q top; mkdir -p top/a/b", "top/a/b", True),
    "blank": ("git init -q 'top 空'; mkdir 'top 空/d'", "top 空/d", True),
    "shallow": ("git init -q top; touch top/.git/shallow", "top", True),
    "other branch": ("git init -q -b work top", "top", True),
    "sha256": ("git init -q --object-format=sha256 top", "top", False),
    "linked": ("git init -q one; cd one; git commit -q --allow-empty -m x; git worktree add -q ../top", "top", False),
    "apart": ("git init -q --separate-git-dir=apart top", "top", False),
    "work tree elsewhere": ("git init -q top; mkdir other; git -C top config core.worktree ../../other", "top", False),
    "include": ("git init -q top; git -C top config include.path x", "top", False),
    "bare": ("git init -q top; git -C top config core.bare true", "top", False),
    "bare in small words": ("git init -q top; printf '[core]\\nBare' >> top/.git/config", "top", False),
    "detached": ("git init -q top; cd top; git commit -q --allow-empty -m x; git checkout -q --detach", "top", False),
    "link": ("git init -q real; mkdir top; ln -s ../real/.git top/.git", "top", False),
    "empty": ("git init -q .; mkdir -p top/.git", "top", False),
    "no objects": ("git init -q top; rm -r top/.git/objects", "top", False),
    "inside": ("git init -q top; mkdir top/.git/d", "top/.git/d", False),
    "none": ("mkdir top", "top", False),
}  # fmt: skip


@pytest.mark.parametrize("name", PLACES)
def test_it_is_the_repository_that_git_finds(name: str, tmp_path: Path, environment: pytest.MonkeyPatch) -> None:
    commands, folder, is_usual = PLACES[name]
    subprocess.run(["/bin/sh", "-ec", commands], cwd=tmp_path, check=True, stderr=subprocess.DEVNULL)
    place = paths.Path(tmp_path.resolve() / folder)
    found = discovery._usual(place)
    assert (found is not None) is is_usual
    if found:
        assert found == find(Git(place))
    assert _told(lambda: discovery.repository(place)) == _told(lambda: find(Git(place)))


def _told(ask: Callable[[], Repo]) -> object:
    try:
        return ask()
    except StateError as error:
        return str(error.message)


def test_a_ceiling_is_left_to_git(tmp_path: Path, environment: pytest.MonkeyPatch) -> None:
    subprocess.run(["git", "init", "-q", "top"], cwd=tmp_path, check=True)
    environment.setenv("GIT_CEILING_DIRECTORIES", os.fspath(tmp_path))
    assert discovery._usual(paths.Path(tmp_path.resolve() / "top")) is None
