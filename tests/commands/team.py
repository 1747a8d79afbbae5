"""Two people with a clone each of one bare repository."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from running import Svc, Told


class Clone(Svc):
    """One person's clone."""

    def __init__(self, desk: Path, who: str, patch: pytest.MonkeyPatch) -> None:
        super().__init__(desk)
        self.who = who
        self.patch = patch

    def run(self, *args: str) -> tuple[Told, int]:
        """Run one command as this person."""
        self.patch.setenv("SVC_ME", self.who)
        self.patch.setenv("SVC_SEED", f"{self.who}{args}")
        return super().run(*args)

    @property
    def head(self) -> str:
        """The commit of the branch."""
        return self.git("rev-parse", "HEAD").strip()

    @property
    def state(self) -> tuple[str, str]:
        """Where the branch stands and what is not committed."""
        return self.head, self.git("status", "--porcelain")


class Team:
    """A bare repository with one case in it, and two clones."""

    def __init__(self, desk: Path, patch: pytest.MonkeyPatch) -> None:
        folder = desk.parent
        self.patch = patch
        self.hub = folder / "hub.git"
        first = Svc(desk)
        self.id = first("new", "repair", "Pump leaks", "--customer", "northmill", "--serial", "S1", "-m", "Wet.").id
        self.path = f"cases/2026/11/{self.id}.yaml"
        self.bare("init", "-q", "--bare", "-b", "main", str(self.hub))
        self.bare("-C", str(desk), "remote", "add", "origin", str(self.hub))
        self.bare("-C", str(desk), "push", "-q", "-u", "origin", "main")
        shutil.copytree(desk, folder / "other", symlinks=True)
        self.a, self.b = Clone(desk, "li.wei", patch), Clone(folder / "other", "chen.jie", patch)

    def bare(self, *args: str) -> str:
        """Run git."""
        return subprocess.run(["git", *args], check=True, capture_output=True, text=True).stdout.strip()

    @property
    def tip(self) -> str:
        """The commit that the remote has."""
        return self.bare("-C", str(self.hub), "rev-parse", "main")

    def script(self, name: str, *lines: str) -> Path:
        """A shell script; of a hook, its place in the remote."""
        file = self.hub / name
        file.write_text("\n".join(["#!/bin/sh", *lines, ""]))
        file.chmod(0o755)
        return file

    def edit(self, clone: Clone, *sets: str) -> None:
        """Set fields of the case."""
        clone("edit", self.id, *(word for each in sets for word in ("--set", each)))

    def meet(self) -> None:
        """Both sync until they are the same."""
        for clone in (self.a, self.b, self.a):
            clone("sync")
        assert self.a.head == self.b.head == self.tip
