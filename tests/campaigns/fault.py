"""Every write, fsync, rename, link and mkdir of a command fails once: by ENOSPC, by EIO, by a kill.

``strace -e inject`` fails the N-th call of one process: svc itself, or one of the gits it starts. Each N is
tried until the process makes fewer calls than that. Acknowledged means in HEAD; what was not acknowledged
succeeds when it is tried again, and stands there once.
"""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

from tests.campaigns.desk import GATE, NEW, Desk, attached

CALLS = ("write", "pwrite64", "fsync", "rename", "link", "mkdir")
HOW = {"ENOSPC": "error=ENOSPC", "EIO": "error=EIO", "KILL": "signal=SIGKILL"}
MOST = 25
"""Calls of one kind in one process, at the most; only the answers of cat-file are more."""
PROCESSES = ("svc", "unpack-objects", "update-ref", "update-index", "cat-file")
OF_SYNC = ("svc", "fetch", "merge-tree", "commit-tree", "push", "update-ref", "update-index")


@dataclass
class Figures:
    """What a run came to."""

    verb: str
    points: Counter[str] = field(default_factory=Counter)
    acknowledged: int = 0
    warned: int = 0
    faults: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def __str__(self) -> str:
        counts = ", ".join(f"{name} {n}" for name, n in sorted(self.points.items()))
        return (
            f"{self.verb}: {sum(self.points.values())} faults injected ({counts}); {self.acknowledged} acknowledged "
            f"all the same ({self.warned} with a warning), {len(self.faults)} wrong; {self.seconds:.0f} s"
        )


def missing() -> str:
    """Why this cannot run here, ``""`` when it can."""
    if not shutil.which("strace"):
        return "strace is not installed"
    done = subprocess.run(["strace", "-o", os.devnull, "true"], capture_output=True, check=False)
    return "strace may not trace here" if done.returncode else ""


def run(folder: Path, verb: str, kinds: tuple[str, ...] = tuple(HOW), step: int = 1) -> Figures:
    """Fail every call (every ``step``-th, from a different start for each process) of one verb."""
    began = time.monotonic()
    sweep = (_Sync if verb == "sync" else _Sweep)(Desk(folder).make(), folder, verb)
    for place, (kind, process, call) in enumerate(product(kinds, sweep.processes, CALLS)):
        if process == "cat-file" and kind != "KILL":
            continue  # it writes to a pipe of ours only, and that has no disk
        number = 1 + place % step
        while number <= MOST and sweep.point(process, call, kind, number):
            number += step
    sweep.end()
    sweep.figures.seconds = time.monotonic() - began
    return sweep.figures


class _Sweep:
    processes: tuple[str, ...] = PROCESSES
    most_lines = 2

    def __init__(self, desk: Desk, folder: Path, verb: str) -> None:
        self.desk, self.verb, self.figures = desk, verb, Figures(verb)
        self.log = folder / "trace"
        self.bin = folder / "bin"
        self.bin.mkdir()
        git = shutil.which("git")
        wrapper = self.bin / "git"
        wrapper.write_text(
            f'#!/bin/sh\ncase " $* " in *" $FAIL_IN "*) exec strace -qq -o "$FAIL_LOG" -e "trace=$FAIL_CALLS" '
            f'-e "inject=$FAIL_CALLS:$FAIL_HOW" {git} "$@";; esac\nexec {git} "$@"\n'
        )
        wrapper.chmod(wrapper.stat().st_mode | stat.S_IXUSR)
        self.number = 0
        self.times = 2 if verb == "attach" else 1  # an attachment is named in its section and in the log
        desk.leave_work_lying_about()

    def _line(self, token: str) -> tuple[str, ...]:
        if self.verb == "new":
            return ("new", "--quiet", "complaint", "Plug gets hot", *NEW, "-m", token)
        if self.verb == "attach":
            return ("attach", self.case, str(self.desk.photo(token)), "-m", token)
        return ("move", self.case, "analysis", *GATE, "--set", f"refs.claim={token}")

    def _prepare(self) -> str:
        self.number += 1
        if self.verb != "new":
            self.case = self.desk.new("Plug gets hot")
        return f"tok-{self.number}-x"

    def point(self, process: str, call: str, kind: str, number: int) -> bool:
        """Fail one call; False when the process makes no such call."""
        token = self._prepare()
        self.log.unlink(missing_ok=True)
        how = f"{HOW[kind]}:when={number}"
        fail = {"FAIL_IN": process, "FAIL_LOG": str(self.log), "FAIL_CALLS": call, "FAIL_HOW": how}
        env = self.desk.env | fail | {"PATH": f"{self.bin}:{self.desk.env['PATH']}"}
        line = self.desk.svc_line(*self._line(token))
        if process == "svc":
            line = ["strace", "-qq", "-o", str(self.log), "-e", f"trace={call}", "-e", f"inject={call}:{how}", *line]
        done = subprocess.run(
            line, cwd=self.desk.root, env=env, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False
        )
        traced = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        killed = traced[-2:-1] if "killed by SIGKILL" in str(traced[-1:]) else []
        hit = [row for row in traced if "INJECTED" in row] or killed
        if not hit:
            return False
        if not hit[0].startswith(("write(1,", "write(2,")):
            self.figures.points[f"{process} {kind}"] += 1
            self._judge(f"{process} {call} {kind} {number} [{hit[0][:60]}]", token, done, kind)
        return True

    def _judge(self, where: str, token: str, done: subprocess.CompletedProcess[str], kind: str) -> None:
        figures, desk = self.figures, self.desk
        lines = [line for line in done.stderr.splitlines() if line]
        if "Traceback" in done.stderr or "internal error" in done.stderr:
            figures.faults.append(f"{where}: {done.stderr[-300:]}")
        here = desk.words()[token]
        if done.returncode == 0:
            figures.acknowledged += 1
            figures.warned += bool(lines)
            if here != self.times:
                figures.faults.append(f"{where}: acknowledged, stands there {here} times")
            return
        if kind != "KILL" and (done.returncode != 3 or not 1 <= len(lines) <= self.most_lines):
            figures.faults.append(f"{where}: exit {done.returncode}, {lines}")
        if here and kind != "KILL" and self.verb != "sync":
            figures.faults.append(f"{where}: it is in HEAD, yet exit {done.returncode}: {lines}")
        if not here:
            again = desk.svc(*self._line(token))
            if again.returncode or desk.words()[token] != self.times:
                figures.faults.append(f"{where}: trying again: exit {again.returncode} {again.stderr[-300:]}")

    def end(self) -> None:
        """What must hold at the end."""
        token = self._prepare()
        last = self.desk.svc(*self._line(token))
        if last.returncode:
            self.figures.faults.append(f"the last command: {last.stderr}")
        if self.desk.status() != [" M notes.md", "A  staged.txt"]:
            self.figures.faults.append(f"status: {self.desk.status()[:5]}")
        made = list(self.desk.commits().items())[:-2]
        self.figures.faults += [f"{c[:9]} changes {p}" for c, p in made if len(p) != 1 + attached(p)]
        self.figures.faults += self.desk.broken()


class _Sync(_Sweep):
    """Syncs of two clones that both changed one case; what is in the remote counts."""

    processes = OF_SYNC
    most_lines = 6

    def __init__(self, desk: Desk, folder: Path, verb: str) -> None:
        super().__init__(desk, folder, verb)
        self.hub = folder / "hub.git"
        self.other = Desk(folder / "other")
        self.case = desk.new("Plug gets hot")
        desk.git("init", "-q", "--bare", "-b", "main", str(self.hub))
        desk.git("remote", "add", "origin", str(self.hub))
        desk.git("push", "-q", "-u", "origin", "main")
        desk.git("clone", "-q", str(self.hub), str(self.other.root))

    def _line(self, token: str) -> tuple[str, ...]:
        return ("sync",)

    def _prepare(self) -> str:
        """A change on each side; the last ones are brought together first."""
        self.number += 1
        token = f"tok-{self.number}-x"
        for desk, line in (
            (self.desk, ("sync",)), (self.other, ("sync",)),
            (self.other, ("note", self.case, "-m", f"theirs-{self.number}-x")), (self.other, ("sync",)),
            (self.desk, ("note", self.case, "-m", token)),
        ):  # fmt: skip
            done = desk.svc(*line)
            if done.returncode:
                self.figures.faults.append(f"{line}: exit {done.returncode} {done.stderr[-300:]}")
        return token

    def _judge(self, where: str, token: str, done: subprocess.CompletedProcess[str], kind: str) -> None:
        super()._judge(where, token, done, kind)
        if done.returncode:
            return
        if self.desk.git("rev-parse", "HEAD") != self.desk.git("--git-dir", str(self.hub), "rev-parse", "main"):
            self.figures.faults.append(f"{where}: acknowledged, and the sides are not the same")

    def end(self) -> None:
        """What must hold at the end."""
        self._prepare()
        last = self.desk.svc("sync")
        if last.returncode or self.desk.status() != [" M notes.md", "A  staged.txt"]:
            self.figures.faults.append(f"the last sync: {last.stderr} {self.desk.status()[:5]}")
        self.figures.faults += self.desk.broken()
        found = self.desk.words()
        self.figures.faults += [f"{token} stands {n} times" for token, n in found.items() if n != 1]
