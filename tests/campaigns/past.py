"""Everything that can happen to a branch, drawn by chance, and the history in the index compared with what Git says.

Commits are made in any order of time, most within one second; branches are merged, cut back, amended and left.
"""

from __future__ import annotations

import os
import random
import subprocess
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from svc.store import Store
from svc.store.history import entries
from svc.store.steps import steps

_GIT = ("-c", "user.name=A", "-c", "user.email=a@desk.example", "-c", "commit.gpgsign=false", "-c", "gc.auto=0")
_BEGIN = 1_767_225_600
_PAGE = 4096
_NAMES = [f"cases/2026/{month:02}/C-{month}.yaml" for month in range(1, 6)]


class Figures(NamedTuple):
    """What a run came to."""

    kinds: Counter[str]
    faults: list[str]

    def __str__(self) -> str:
        told = ", ".join(f"{name} {count}" for name, count in self.kinds.most_common())
        steps = sum(self.kinds.values())
        return f"{steps} steps on the history under an index, {len(self.faults)} differences ({told})"


class Branches:
    """The branches of one desk, and what may happen to them."""

    def __init__(self, root: Path, chance: random.Random) -> None:
        self.root = root
        self.chance = chance
        self.number = 0
        root.mkdir(parents=True)
        self.git("init", "-q", "-b", "main")
        (root / "svc.yaml").write_text("format: 1\n")
        self.commit()
        self.git("branch", "other")

    def git(self, *args: str) -> None:
        """Run git; what it refuses changes nothing."""
        slip = self.chance.choice((0, 0, 0, 0, 5, -500_000, 86_400))
        when = f"{_BEGIN + self.number // 4 + slip} +0800"
        environment = os.environ | {"GIT_COMMITTER_DATE": when, "GIT_AUTHOR_DATE": when}
        subprocess.run(["git", *_GIT, *args], cwd=self.root, env=environment, capture_output=True, check=False)

    def change(self) -> None:
        """Some files that are other ones, or gone."""
        self.number += 1
        for name in self.chance.sample([*_NAMES, "svc.yaml", "words.txt"], self.chance.choice((1, 1, 2, 4))):
            place = self.root / name
            if name in _NAMES and place.exists() and self.chance.random() < 0.2:
                place.unlink()
                continue
            place.parent.mkdir(parents=True, exist_ok=True)
            event = f"  - {{id: E{self.number}, at: '2026-11-20T10:00:00+08:00', by: a, kind: note}}\n"
            place.write_text(f"id: {place.stem}\nstage: intake\ntitle: '{self.number}'\nlog:\n{event}", "utf-8")

    def commit(self) -> None:
        """One commit."""
        self.change()
        self.git("add", "-A", ".")
        self.git("commit", "-qm", f"Step {self.number}\n\nSvc-Format: 1\nBy: a\n")

    def several(self) -> None:
        """A few commits."""
        for _ in range(self.chance.randrange(2, 5)):
            self.commit()

    def amend(self) -> None:
        """The last commit made anew."""
        self.change()
        self.git("commit", "-qa", "--amend", "-m", f"Again {self.number}")

    def switch(self) -> None:
        """The other branch."""
        self.git("checkout", "-qf", self.chance.choice(("main", "other")))

    def merge(self) -> None:
        """What the other branch has."""
        self.commit()
        self.git("merge", "-q", "--no-ff", "-X", self.chance.choice(("ours", "theirs")), "--no-edit", "other")
        self.git("merge", "--abort")

    def back(self) -> None:
        """Some commits fewer."""
        self.git("reset", "-q", "--hard", self.chance.choice(("HEAD~1", "HEAD~3", "HEAD@{2}")))

    def pack(self) -> None:
        """Branches and objects in packs, with a commit graph."""
        self.git("pack-refs", "--all")
        self.git("commit-graph", "write", "--reachable", "--changed-paths")

    def leave(self) -> None:
        """HEAD on no branch."""
        self.git("checkout", "-qf", "--detach")

    def damage(self) -> None:
        """The file of the history is hurt."""
        held = Store(self.root).history
        if held and held.file.exists():
            data = held.file.read_bytes()
            at = _PAGE * self.chance.randrange(len(data) // _PAGE)
            torn = data[:at] + b"\xff" * _PAGE + data[at + _PAGE :]
            held.file.write_bytes(self.chance.choice((torn, data[: len(data) // 2], b"", b"no history")))


KINDS = {
    "commit": 8, "several": 3, "amend": 1, "switch": 3, "merge": 3, "back": 2, "pack": 1, "leave": 0.5, "damage": 1,
}  # fmt: skip


def differences(root: Path) -> list[str]:
    """What the index tells otherwise than Git does."""
    plain, told = Store(root, indexed=False), Store(root)
    found = [path for path in ("", _NAMES[0], "svc.yaml") if [*entries(plain, path)] != [*entries(told, path)]]
    if [*steps(plain, entries(plain))] != [*steps(told, entries(told))]:
        found.append("steps")
    return found if told.history else [*found, "there is no index"]


def run(folder: Path, count: int, seed: int) -> Figures:
    """As many steps as asked for, looked at one by one."""
    chance = random.Random(seed)
    branches = Branches(folder / "desk", chance)
    kinds: Counter[str] = Counter()
    for _ in range(count):
        kind = chance.choices([*KINDS], [*KINDS.values()])[0]
        getattr(branches, kind)()
        kinds[kind] += 1
        if found := differences(branches.root):
            return Figures(kinds, [f"seed {seed}, step {sum(kinds.values())}, after {kind}: {', '.join(found)}"])
    return Figures(kinds, [])
