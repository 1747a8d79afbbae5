"""``svc import --history`` killed at random moments and started again: the desk of an import nobody disturbed.

Every commit of a history has the time of its event as author date; the clock stands still here for the committer
dates, so the same rows make the same commits. What is compared is the commit that HEAD is in the end, then each file of
the work tree byte by byte, the index and what is left in ``.git``. The log is an invented one, or a real one where the
data is at hand.
"""

from __future__ import annotations

import importlib
import json
import os
import random
import shutil
import signal
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from tests.campaigns.desk import Desk
from tests.campaigns.kill import Fork

MAP = """\
source: oldlog
time_zone: Europe/Berlin
dates: ["%Y-%m-%d %H:%M:%S"]
number: No
by: {column: Who, key: agent}
type: {constant: repair}
at: When
activity: Did
activities: {Opened: "", Taken: analysis, Asked: "", Planned: resolution, Solved: feedback, Closed: closed}
fields:
  title: {columns: [No, What], between: ": "}
  customer: {column: For, key: customer}
  severity: {constant: minor}
  description: What
"""
_WALK = ("Opened", "Taken", "Asked", "Planned", "Asked", "Solved", "Closed", "Asked", "Solved", "Closed")
_WORDS = ("Pump leaks", "Valve, stuck", 'Says "E4"', "漏水", "Müller: noise", "=1+1", "two\nlines")


def log_of(cases: int, seed: int) -> str:
    """An invented log as CSV: cases of one to ten activities, some whole rows twice, the rows in no order."""
    chance = random.Random(seed)
    rows = []
    for number in range(1, cases + 1):
        at = datetime(2025, 1, 1, 8) + timedelta(minutes=chance.randrange(400_000))
        what = chance.choice(_WORDS).replace('"', '""')
        for deed in _WALK[: chance.randint(1, len(_WALK))]:
            at += timedelta(seconds=chance.choice((0, 1, 60, 86_400)))
            who = chance.randint(1, 9)
            rows.append(f'{number},{deed},{at:%Y-%m-%d %H:%M:%S},{who},"{what}",{chance.randint(1, 40)}\n')
    rows += chance.sample(rows, len(rows) // 50)
    chance.shuffle(rows)
    return "No,Did,When,Who,What,For\n" + "".join(rows)


@dataclass
class Figures:
    """What a run came to."""

    seed: int
    kills: int = 0
    inside: int = 0
    groups: int = 0
    ended: int = 0
    compared: int = 0
    cases: int = 0
    events: int = 0
    wrong: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def __str__(self) -> str:
        return (
            f"{self.cases} cases, {self.events} events: {self.kills} kills ({self.groups} of the group), "
            f"{self.inside} inside the write, {self.ended} others had ended; {self.compared} desks compared, "
            f"{len(self.wrong)} differ; {self.seconds:.0f} s, seed {self.seed}"
        )


def kill_run(folder: Path, table: Path, mapping: str, kills: int, seed: int) -> Figures:
    """Kill that many imports of a table. ``mapping``: the name of a mapping, or the text of one."""
    for name in ("commands.bring", "imports.newer", "store.bringing", "tables.damage", "tables.objects"):
        importlib.import_module(f"svc.{name}")
    began = time.monotonic()
    play = _Play(folder, table, mapping, Figures(seed), random.Random(seed))
    while play.figures.kills < kills:
        play.turn()
    play.end()
    play.figures.seconds = time.monotonic() - began
    return play.figures


class _Play:
    def __init__(self, folder: Path, table: Path, mapping: str, figures: Figures, chance: random.Random) -> None:
        self.folder, self.figures, self.chance = folder, figures, chance
        self.blank = Desk(folder / "blank").make()
        self.blank.env |= {"SVC_NOW": "2026-11-21T09:00:00+00:00"}
        if "\n" in mapping:
            (self.blank.root / "maps").mkdir()
            (self.blank.root / "maps/own.yaml").write_text(mapping, encoding="utf-8")
            mapping = "own"
        self.blank.leave_work_lying_about()
        self.args = ("-C", ".", "import", str(table), "--map", mapping, "--history", "--json")
        whole = self._fresh("whole")
        started = time.monotonic()
        figures.cases, _ = self._finished(whole)
        self.typical = time.monotonic() - started
        self.meant = _state(whole)
        figures.events = len(whole.git("rev-list", f"{self.blank.git('rev-parse', 'HEAD').strip()}..").split())
        figures.wrong += whole.broken()
        self.desk = self._fresh("killed")

    def _fresh(self, name: str) -> Desk:
        desk = Desk(self.folder / name)
        shutil.rmtree(desk.root, ignore_errors=True)
        shutil.copytree(self.blank.root, desk.root, symlinks=True)
        desk.env = self.blank.env
        return desk

    def _finished(self, desk: Desk) -> tuple[int, int]:
        """An import that nobody kills must work, whatever the kills before it left: cases new and there already."""
        fork = Fork(desk, self.args, self.folder)
        status = fork.wait()
        said = fork.err.read_text()
        if status or "Traceback" in said:
            self.figures.wrong.append(f"exit {status}: {said[-300:]}")
            return 0, 0
        told = json.loads(fork.out.read_text())
        return len(told["new"]), told["there"]

    def turn(self) -> None:
        """Start the import and kill it at some moment, the whole group of its processes or itself alone."""
        fork = Fork(self.desk, self.args, self.folder)
        time.sleep(self.chance.uniform(0.02, 1.02) * self.typical)
        whole = self.chance.random() < 0.5
        try:
            (os.killpg if whole else os.kill)(fork.pid, signal.SIGKILL)
        except ProcessLookupError:  # before setsid there is no group
            os.kill(fork.pid, signal.SIGKILL)
        status = fork.wait()
        if status == -signal.SIGKILL:
            self.figures.kills += 1
            self.figures.groups += whole
            lock = self.desk.root / ".git/svc/lock"
            self.figures.inside += lock.is_file() and lock.read_text().strip() == str(fork.pid)
        else:
            self.figures.ended += 1
        head = self.desk.git("rev-parse", "HEAD").strip()
        if head == self.meant["HEAD"] or self.chance.random() < 0.1:
            self.end()
            self.desk = self._fresh("killed")

    def end(self) -> None:
        """Let it run to its end and compare."""
        new, there = self._finished(self.desk)
        if new + there != self.figures.cases:
            self.figures.wrong.append(f"{new} new, {there} there")
        state = _state(self.desk)
        names = sorted(key for key in {*state, *self.meant} if state.get(key) != self.meant.get(key))
        self.figures.wrong += [f"differs: {name}" for name in names[:5]]
        self.figures.compared += 1


def _state(desk: Desk) -> dict[str, str]:
    """What two desks are compared by: HEAD, refs, status, what lies about in ``.git``, every file."""
    git = desk.root / ".git"
    left = [p.name for p in git.rglob("*.lock")] + [p.name for p in git.glob("fast_import_crash_*")]
    left += [p.name for p in (git / "svc/tmp").glob("*")] + [p.name for p in (git / "svc").glob("journal")]
    state = {
        "HEAD": desk.git("rev-parse", "HEAD").strip(),
        "refs": desk.git("for-each-ref"),
        "status": "\n".join(desk.status()),
        "left behind": " ".join(left),
    }
    files = (p for p in desk.root.rglob("*") if p.is_file() and git not in p.parents)
    return state | {p.relative_to(desk.root).as_posix(): p.read_bytes().hex() for p in files}
