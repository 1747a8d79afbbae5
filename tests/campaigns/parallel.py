"""Many svc processes at once, and a person's Git beside them."""

from __future__ import annotations

import os
import random
import subprocess
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tests.campaigns.desk import Desk
from tests.campaigns.verbs import Verbs

_WORDS = ("Plug", "Belt", "Drum", "Pump", "Cord", "Lid", "Seal", "Fan", "Door", "Hose")


@dataclass
class Figures:
    """What a run came to."""

    what: str
    times: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    seconds: float = 0.0
    beside: int = 0
    refused: int = 0
    overtaken: int = 0

    def __str__(self) -> str:
        times = sorted(self.times)
        p99 = times[min(len(times) - 1, int(len(times) * 0.99))]
        also = f", {self.beside} commits of a person beside them" if self.beside else ""
        also += f", {self.overtaken} overtaken by another and refused" if self.overtaken else ""
        return (
            f"{len(times)} {self.what}{also}: {self.seconds:.0f} s, p99 of one {p99:.2f} s, median "
            f"{times[len(times) // 2]:.2f} s; {len(self.faults)} faults"
        )


def news(folder: Path, count: int, jobs: int = 8) -> Figures:
    """Open that many cases, no two alike, each by a process of its own."""
    desk = Desk(folder).make()
    desk.leave_work_lying_about()
    figures = Figures(f"separate svc new, {jobs} at a time")

    def one(number: int) -> None:
        began = time.monotonic()
        done = desk.svc("new", "complaint", f"{_WORDS[number % 10]} {_WORDS[number // 10 % 10]} {number}", "--customer",
                        f"cus-{number}", "--serial", f"26{number:05}A", "-m", f"tok-{number}-x")  # fmt: skip
        figures.times.append(time.monotonic() - began)
        if done.returncode:
            figures.faults.append(f"{number}: exit {done.returncode}: {done.stderr}")

    _spread(figures, one, count, jobs)
    files = [p for p in desk.git("ls-tree", "-r", "--name-only", "HEAD").split("\n") if p.startswith("cases/")]
    made = list(desk.commits().items())[:-2]
    if len(files) != count or len(made) != count or {len(p) for _, p in made} != {1}:
        odd = [p for _, p in made if len(p) != 1][:3]
        figures.faults.append(f"{len(files)} files, {len(made)} commits, paths {odd}")
    if sorted(desk.words().values()) != [1] * count:
        figures.faults.append("a case is missing or doubled")
    _clean(desk, figures, [" M notes.md", "A  staged.txt"])
    return figures


def same_cases(folder: Path, count: int, jobs: int = 8, cases: int = 10) -> Figures:
    """Every verb on the same few cases, while a person adds and commits a file of their own.

    What another process does first may make a verb be refused; then nothing of it is there.
    """
    desk = Desk(folder).make()
    verbs = Verbs(desk, random.Random(count))
    verbs.cases += [desk.new("Plug gets hot") for _ in range(cases)]
    figures = Figures(f"verbs on {cases} cases, {jobs} at a time")
    choosing, stop = threading.Lock(), threading.Event()
    person = threading.Thread(target=_person, args=(desk, stop, figures))
    person.start()
    expected: Counter[str] = Counter()
    undone: set[str] = set()  # what was tied meanwhile is undone on both cases

    def one(number: int) -> None:
        with choosing:
            _, token, line = verbs.next()
            undone.update([token] if line.args[0] == "undo" else [])
        began = time.monotonic()
        done = desk.svc(*line.args)
        figures.times.append(time.monotonic() - began)
        if done.returncode == 0:
            expected[token] = line.times
        elif line.contested and done.returncode == 1:
            figures.overtaken += 1
        else:
            figures.faults.append(f"{line.args}: exit {done.returncode}: {done.stderr}")

    _spread(figures, one, count, jobs)
    stop.set()
    person.join()
    words = desk.words()
    for token in expected | words:
        if words[token] != expected[token] and not (token in undone and words[token] == 2 * expected[token]):
            figures.faults.append(f"{token} stands {words[token]} times, not {expected[token]}")
    figures.faults += desk.torn()
    _clean(desk, figures, [])
    return figures


def _person(desk: Desk, stop: threading.Event, figures: Figures) -> None:
    """Somebody who uses Git by hand; its refusals (a lock is held, HEAD moved) are tried again."""
    number = 0
    while not stop.is_set():
        number += 1
        (desk.root / "mine.txt").write_text(f"{number}\n")
        for line in (["add", "mine.txt"], ["commit", "-q", "-m", f"mine {number}"]):
            for _ in range(400):
                done = subprocess.run(
                    ["git", "-C", str(desk.root), *line], env=desk.env, capture_output=True, text=True, check=False
                )
                if done.returncode == 0:
                    break
                figures.refused += 1
                time.sleep(0.005)
            else:
                figures.faults.append(f"the person's git {line[0]}: {done.stderr}")
        figures.beside += 1
        time.sleep(0.1)


def _spread(figures: Figures, one: object, count: int, jobs: int) -> None:
    began = time.monotonic()
    with ThreadPoolExecutor(jobs) as pool:
        list(pool.map(one, range(count)))  # type: ignore[arg-type]
    figures.seconds = time.monotonic() - began


def _clean(desk: Desk, figures: Figures, status: list[str]) -> None:
    deadline = time.monotonic() + 60  # a detached git maintenance may still be packing
    while (desk.root / ".git/gc.pid").exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    if desk.status() != status:
        figures.faults.append(f"status: {desk.status()[:5]}")
    figures.faults += desk.broken()
    figures.faults += [f"left behind: {p}" for p in (desk.root / ".git").rglob("*.lock") if os.path.exists(p)]
