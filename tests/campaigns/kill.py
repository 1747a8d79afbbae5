"""``kill -9`` at random moments: nothing acknowledged is lost, nothing stands twice, nothing is torn.

The commands run in forks of one interpreter that has svc loaded, so that most kills hit the write and not the
start of Python. A kill counts as inside the operation when the process had written its number into
``.git/svc/lock``, its first write under ``.git``, and had not ended.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.campaigns.desk import Desk
from tests.campaigns.verbs import VERBS, Verbs


@dataclass
class Figures:
    """What a run came to."""

    seed: int
    kills: int = 0
    inside: int = 0
    groups: int = 0
    ended: int = 0
    acknowledged: int = 0
    landed_unacknowledged: int = 0
    refused: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    verbs: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    def __str__(self) -> str:
        return (
            f"{self.kills} kills ({self.groups} of the group, {self.kills - self.groups} of the parent only) "
            f"of {len(self.verbs)} forms of verbs, "
            f"{self.inside} inside the operation, {self.ended} commands had ended; {self.acknowledged} acknowledged, "
            f"{self.landed_unacknowledged} landed without; {len(self.lost)} lost, {len(self.doubled)} doubled, "
            f"{len(self.refused)} repairs needed, {len(self.wrong)} other faults; "
            f"{self.seconds:.0f} s, seed {self.seed}"
        )

    @property
    def faults(self) -> list[str]:
        """All that must not be."""
        return self.refused + self.lost + self.doubled + self.wrong


class Fork:
    """One command in a fork of this interpreter, in a process group of its own."""

    def __init__(self, desk: Desk, args: tuple[str, ...], scratch: Path) -> None:
        self.out, self.err = scratch / "out", scratch / "err"
        self.pid = os.fork()
        if self.pid == 0:
            self._be(desk, args)

    def _be(self, desk: Desk, args: tuple[str, ...]) -> None:
        status = 70
        try:
            os.setsid()
            os.environ.clear()
            os.environ.update(desk.env)
            for number, file in ((1, self.out), (2, self.err)):
                os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.chdir(desk.root)
            import sys

            sys.stdin, sys.stdout, sys.stderr = (os.fdopen(os.dup(n), m) for n, m in ((0, "r"), (1, "w"), (2, "w")))
            from svc.__main__ import main

            status = main(list(args))
            sys.stdout.flush()
            sys.stderr.flush()
        finally:
            os._exit(status)

    def wait(self) -> int:
        """The exit status, negative for a signal."""
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def run(folder: Path, kills: int, seed: int, inside: int = 0) -> Figures:
    """Kill that often, and on until so many kills were inside the operation, and look at what is left."""
    _load()
    chance = random.Random(seed)
    desk = Desk(folder).make()
    desk.leave_work_lying_about()
    play = _Play(desk, folder, chance, Figures(seed))
    began = time.monotonic()
    while play.figures.kills < kills or (play.figures.inside < inside and play.figures.kills < 2 * kills):
        play.turn()
    play.ordinary()
    play.look()
    play.figures.seconds = time.monotonic() - began
    return play.figures


def _load() -> None:
    """Import once, for all forks, what the verbs need."""
    import importlib

    import svc.commands
    import svc.render.table
    import svc.store.changes
    import svc.store.past  # noqa: F401

    for line in VERBS:
        importlib.import_module(f"svc.commands.{line.split()[0]}".replace(".notes", ".note"))


class _Play:
    def __init__(self, desk: Desk, scratch: Path, chance: random.Random, figures: Figures) -> None:
        self.desk, self.scratch, self.chance, self.figures = desk, scratch, chance, figures
        self.verbs = Verbs(desk, chance)
        self.acked: dict[str, str] = {}
        self.unsure: list[str] = []
        self.times: dict[str, int] = {}
        self.typical = 0.08
        for _ in range(4):
            self.ordinary("new")

    def _command(self, verb: str = "") -> tuple[str, tuple[str, ...]]:
        name, token, line = self.verbs.next(verb)
        self.figures.verbs[name] += 1
        self.times[token] = line.times
        return token, (*line.args, "--json")

    def ordinary(self, verb: str = "contact") -> None:
        """A command that nobody kills must work: whatever the kills left may not need a person."""
        token, args = self._command(verb)
        began = time.monotonic()
        fork = Fork(self.desk, args, self.scratch)
        status = fork.wait()
        self.typical = 0.7 * self.typical + 0.3 * min(time.monotonic() - began, 1)
        self._ended(token, args, status, fork)

    def _ended(self, token: str, args: tuple[str, ...], status: int, fork: Fork) -> None:
        if status:
            self.figures.refused.append(f"{args[:3]}: exit {status}: {fork.err.read_text()}")
            self.unsure.append(token)
            return
        import json

        told = json.loads(fork.out.read_text())
        first = told[0] if isinstance(told, list) else told
        self.acked[token] = first["commit"]
        if args[0] in ("new", "split"):
            self.verbs.cases.append(first["id"])

    def turn(self) -> None:
        """Start a command, kill it at some moment, and now and then run an ordinary one."""
        token, args = self._command()
        fork = Fork(self.desk, args, self.scratch)
        time.sleep(self.chance.uniform(0.2, 1.0) * self.typical)
        whole = self.chance.random() < 0.5
        try:
            (os.killpg if whole else os.kill)(fork.pid, signal.SIGKILL)
        except ProcessLookupError:  # before setsid there is no group
            os.kill(fork.pid, signal.SIGKILL)
        status = fork.wait()
        self.figures.kills += 1
        self.figures.groups += whole
        if status == -signal.SIGKILL:
            lock = self.desk.root / ".git/svc/lock"
            self.figures.inside += lock.read_text().strip() == str(fork.pid)
            self.unsure.append(token)
        else:
            self.figures.ended += 1
            self._ended(token, args, status, fork)
        if self.chance.random() < 0.4:
            self.ordinary(self.chance.choice(("contact", "")))
        if self.figures.kills % 40 == 0:
            self.ordinary("new")

    def look(self) -> None:
        """What must hold at the end."""
        figures, desk = self.figures, self.desk
        words, commits = desk.words(), desk.commits()
        figures.acknowledged = len(self.acked)
        figures.lost += [t for t, c in self.acked.items() if words[t] == 0 or c not in commits]
        figures.doubled += [f"{t} stands {n} times" for t, n in words.items() if n != self.times[t]]
        figures.landed_unacknowledged = sum(words[t] > 0 for t in self.unsure)
        figures.wrong += desk.torn()
        if desk.status() != [" M notes.md", "A  staged.txt"]:
            figures.wrong.append(f"status: {desk.status()[:5]}")
        if not (desk.root / "notes.md").read_text().endswith("an edit nobody committed\n"):
            figures.wrong.append("the unsaved edit is gone")
        figures.wrong += desk.broken()
        left = [str(p) for p in (desk.root / ".git").rglob("*.lock")] + [
            str(p) for p in (desk.root / ".git/svc/tmp").iterdir()
        ]
        figures.wrong += [f"left behind: {p}" for p in left]
