"""What commands cost on desks of some sizes, beside what Git and Python cost on the same files, in one run.

CPU time of a process and all its children (what it leaves running behind it is not counted), runs interleaved: the
median decides, the minimum stands beside it. Every ratio is of medians of one run. Nothing is asserted: speed is
looked at. Desks are kept in ``--desks`` and made where they are missing, by ``bench/desk.py``.

Usage: ``python bench/run.py 1000 10000 [--runs 7] [--desks bench/desks] [--only list,search] [--peers]``.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench import peers  # noqa: E402

PYTHON, SVC = sys.executable, str(Path(sys.executable).parent / "svc")
WORD = "漏水"
"""A word of two characters that stands in many cases."""
PASS, STATUS = "python -c pass", "git status"
_YOUNG = 2.1
"""Seconds after which nobody doubts a file any more."""
_LONG, _FEW = 5000, 3
"""Milliseconds from which a peer is asked no more often than so many times."""
_WITH_C_PARSER = """
import pathlib, yaml
for file in pathlib.Path('cases').rglob('*.yaml'):
    yaml.load(file.read_bytes(), Loader=yaml.CSafeLoader)
"""


class Cost(NamedTuple):
    """CPU time in milliseconds, and the most memory in megabytes."""

    cpu: float
    memory: float


class Row(NamedTuple):
    """A line of the table: what is measured, what beside (their sum), and the ratio that is aimed at."""

    name: str
    beside: tuple[str, ...]
    aim: Callable[[int], float]


ROWS = (
    Row("svc list", (PASS, STATUS), lambda size: 1.0 if size > 30_000 else 1.5),
    Row("svc next --all", (PASS, STATUS), lambda size: 2.0),
    Row("svc show ID", (PASS,), lambda size: 4),
    Row("svc log ID", (PASS,), lambda size: 4),
    Row("completion of an id", (PASS,), lambda size: 4),
    Row("svc new", ("git add; git commit",), lambda size: 0.6 if size > 30_000 else 1.5),
    Row("svc contact", ("git add; git commit",), lambda size: 0.6 if size > 30_000 else 1.5),
    Row("svc move", ("git add; git commit",), lambda size: 0.6 if size > 30_000 else 1.5),
    Row("svc search", ("git grep -F -l",), lambda size: 0.6 if size > 30_000 else 0.8),
    Row("svc report sla, a month", (STATUS,), lambda size: 3),
    Row("svc report sla, all cases", (STATUS,), lambda size: 3),
    Row("svc fields", (PASS,), lambda size: 10),
    Row("list after a hand edit", ("svc list",), lambda size: 1.2),
)


class Bench:
    """One desk, and what is run on it."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        self.environment = environment
        self.number = os.getpid() * 1000
        self.id = self.out(SVC, "list", "--limit", "1").split("\t")[0]

    def cost(self, *argv: str, peer: peers.Peer | None = None) -> Cost:
        """Run a command and see what it took; one of a peer where that lies, whatever its exit status."""
        null = os.open(os.devnull, os.O_RDWR)
        actions = [(os.POSIX_SPAWN_DUP2, null, number) for number in (0, 1, 2)]
        before = os.getcwd()
        around = self.environment | (peer.environment if peer else {})
        os.chdir(peer.folder if peer else self.folder)
        try:
            process = os.posix_spawnp(argv[0], argv, around, file_actions=actions)
        finally:
            os.chdir(before)
            os.close(null)
        _, status, used = os.wait4(process, 0)
        if status and peer is None:
            raise SystemExit(f"{' '.join(argv)}: exit status {os.waitstatus_to_exitcode(status)}")
        return Cost((used.ru_utime + used.ru_stime) * 1000, used.ru_maxrss / 1024)

    def out(self, *argv: str) -> str:
        """What a command prints."""
        done = subprocess.run(argv, cwd=self.folder, env=self.environment, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def named(self, name: str) -> Cost:
        """Run what a name of the table means."""
        self.number += 1
        runs: dict[str, Callable[[], Cost]] = {
            PASS: lambda: self.cost(PYTHON, "-c", "pass"),
            STATUS: lambda: self.cost("git", "status"),
            "git grep -F -l": lambda: self.cost("git", "grep", "-F", "-l", WORD),
            "git add; git commit": self._commit,
            "svc list": lambda: self.cost(SVC, "list"),
            "svc next --all": lambda: self.cost(SVC, "next", "--all"),
            "svc show ID": lambda: self.cost(SVC, "show", self.id),
            "svc log ID": lambda: self.cost(SVC, "log", self.id),
            "completion of an id": lambda: self.cost(SVC, "completion", "bash", "svc show C-26"),
            "svc search": lambda: self.cost(SVC, "search", WORD),
            "svc report sla, a month": lambda: self.cost(SVC, "report", "sla", "--period", "2026-10"),
            "svc report sla, all cases": lambda: self.cost(SVC, "report", "sla", "--period", "2005..2026"),
            "svc fields": lambda: self.cost(SVC, "fields"),
            "svc new": lambda: self.cost(SVC, "new", *self._birth()),
            "svc contact": lambda: self.cost(SVC, "contact", self.id, "in", "-m", f"Call {self.number}"),
            "svc move": self._move,
            "list after a hand edit": self._edited,
        }
        return runs[name]()

    def _birth(self) -> list[str]:
        return ["repair", f"Pump {self.number} leaks", "-c", f"k{self.number}", "--channel", "phone", "--severity",
                "minor", "--set", "category=noise", "--set", f"serial=S{self.number}", "-m", "Drips."]  # fmt: skip

    def _commit(self) -> Cost:
        name = f"cases/2026/11/{self.number}.txt"
        (self.folder / name).write_text("words\n" * 80)
        one, two = self.cost("git", "add", name), self.cost("git", "commit", "-q", "-m", "words", "--", name)
        return Cost(one.cpu + two.cpu, max(one.memory, two.memory))

    def _move(self) -> Cost:
        name = self.out(SVC, "new", *self._birth()).split()[0]
        return self.cost(SVC, "move", name, "analysis")

    def _edited(self) -> Cost:
        place = next((self.folder / "cases").rglob(f"{self.id}.yaml"))
        with place.open("a", encoding="utf-8") as file:
            file.write(f"# {self.number}\n")
        found = self.cost(SVC, "list")
        subprocess.run(["git", "checkout", "-q", "--", str(place)], cwd=self.folder, check=True)
        self.cost(SVC, "list")
        return found

    def settle(self) -> None:
        """Let what the last turn changed grow old: svc and Git look again at a file that is as young as their look."""
        time.sleep(_YOUNG)
        self.cost("git", "status")
        self.cost(SVC, "list")

    def index_size(self) -> float:
        """Megabytes of the index."""
        return sum(file.stat().st_size for file in (self.folder / ".git" / "svc").glob("*.db")) / 1e6

    def first_index(self) -> tuple[Cost, Cost]:
        """The first list of all, and one process that parses the same files with the C parser."""
        for file in (self.folder / ".git" / "svc").glob("*-*.*"):
            file.unlink()
        return self.cost(SVC, "list"), self.cost(PYTHON, "-c", _WITH_C_PARSER)


def measure(bench: Bench, size: int, runs: int, only: list[str]) -> list[str]:
    """The lines of the table for one desk."""
    rows = [row for row in ROWS if not only or any(word in row.name for word in only)]
    names = list(dict.fromkeys(name for row in rows for name in (*row.beside, row.name)))
    costs: dict[str, list[Cost]] = {name: [] for name in names}
    for turn in range(runs + 1):
        bench.settle()
        for name in names:
            found = bench.named(name)
            if turn:
                costs[name].append(found)
    lines = []
    for row in rows:
        base = sum(_median(costs[name]) for name in row.beside)
        mine, least = _median(costs[row.name]), min(cost.cpu for cost in costs[row.name])
        memory = max(cost.memory for cost in costs[row.name])
        lines.append(f"| {size:,} | {row.name} | {mine:.0f} ({least:.0f}) | {' + '.join(row.beside)} | {base:.0f} | "
                     f"{mine / base:.2f} | {row.aim(size):.1f} | {memory:.0f} |")  # fmt: skip
    return lines


def beside_peers(bench: Bench, size: int, runs: int, folder: Path) -> list[str]:
    """The lines of the table of peers: what svc takes of the time of each for the same."""
    _apart("peers.py", str(bench.folder), str(folder), WORD)
    known = peers.ready(bench.folder, folder, WORD)
    lines = []
    for operation, mine in peers.OPERATIONS.items():
        costs: dict[str, list[Cost]] = {name: [] for name in (mine, *(peer.name for peer in known))}
        for turn in range(runs + 1):
            for name, peer in ((mine, None), *((peer.name, peer) for peer in known)):
                if len(costs[name]) >= _FEW and _median(costs[name]) > _LONG:
                    continue
                found = bench.cost(*peer.commands[operation], peer=peer) if peer else bench.named(mine)
                if turn:
                    costs[name].append(found)
        own = _median(costs[mine])
        for peer in known:
            theirs = _median(costs[peer.name])
            least = min(cost.cpu for cost in costs[peer.name])
            lines.append(f"| {size:,} | {mine} | {own:.0f} | {peer.name} | {theirs:.0f} ({least:.0f}) | "
                         f"{own / theirs:.2f} |")  # fmt: skip
    return lines


def _apart(script: str, *words: str) -> None:
    """Run a script in a process of its own: what this one holds would count as the memory of all that it starts."""
    subprocess.run([PYTHON, str(ROOT / "bench" / script), *words], check=True, stdout=subprocess.DEVNULL)


def _median(costs: list[Cost]) -> float:
    return statistics.median(cost.cpu for cost in costs)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", type=int, nargs="+")
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--desks", type=Path, default=ROOT / "bench" / "desks")
    parser.add_argument("--only", default="", help="rows that hold one of these words, between commas")
    parser.add_argument("--first", action="store_true", help="the first index as well; it takes its time")
    parser.add_argument("--peers", action="store_true", help="other trackers as well, as far as they are installed")
    given = parser.parse_args()
    subprocess.run([PYTHON, "-m", "compileall", "-q", str(ROOT / "svc")], check=True)
    given.desks.mkdir(parents=True, exist_ok=True)
    (given.desks / "gitconfig").write_text("[user]\n\tname = A\n\temail = a@desk.example\n[gc]\n\tauto = 0\n")
    quiet = ("GIT_", "SVC_", "PYTHON")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(quiet)} | {
        "GIT_CONFIG_GLOBAL": str(given.desks / "gitconfig"), "SVC_LANG": "en",
    }  # fmt: skip
    git = subprocess.run(["git", "version"], capture_output=True, text=True, check=True).stdout.split()[2]
    print(f"Median of {given.runs} runs (minimum), ms of CPU; Python {platform.python_version()}, Git {git}, "
          f"{os.cpu_count()} CPUs, load {os.getloadavg()[0]:.1f}\n")  # fmt: skip
    print("| cases | what | ms | beside | ms | ratio | aim | MB |\n|---:|---|---:|---|---:|---:|---:|---:|")
    for size in given.sizes:
        folder = given.desks / str(size)
        if not folder.exists():
            _apart("desk.py", str(size), str(folder))
        bench = Bench(folder, environment)
        if given.first:
            mine, base = bench.first_index()
            print(f"| {size:,} | first index | {mine.cpu:.0f} | one process, the C parser | {base.cpu:.0f} | "
                  f"{mine.cpu / base.cpu:.2f} | 1.4 | {mine.memory:.0f} |", flush=True)  # fmt: skip
        print("\n".join(measure(bench, size, given.runs, [w for w in given.only.split(",") if w])), flush=True)
        if given.peers:
            told = beside_peers(bench, size, given.runs, given.desks / f"peers-{size}")
            print("\n| cases | svc | ms | peer | ms | ratio |\n|---:|---|---:|---|---:|---:|")
            print("\n".join(told) + "\n", flush=True)
        print(f"| {size:,} | the index on disk, MB | {bench.index_size():.1f} | | | | | |", flush=True)


if __name__ == "__main__":
    main()
