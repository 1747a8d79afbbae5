"""What a command costs before it does anything: CPU time against ``python -c pass``, interleaved in one run.

Prints the median of the ratios, on a pipe and on a pseudo-terminal, for a desk of ten cases. Nothing is asserted:
speed is looked at, not tested. Usage: ``python bench/startup.py [RUNS]``.
"""

from __future__ import annotations

import os
import pty
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

BIN = Path(sys.executable).parent
COMMANDS = {
    "svc --version": ["--version"],
    "svc list": ["list"],
    "svc list --json": ["list", "--json"],
    "svc show ID": ["show", "{id}"],
    "svc log ID": ["log", "{id}"],
    "svc note ID": ["note", "{id}", "-m", "a remark"],
    "svc check": ["check"],
    "svc list --help": ["list", "--help"],
}


def cpu(argv: list[str], folder: Path, env: dict[str, str], terminal: bool) -> float:
    """CPU seconds of a process and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    if terminal:
        _on_terminal(argv, folder, env)
    else:
        subprocess.run(argv, cwd=folder, env=env, capture_output=True, check=True, stdin=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _on_terminal(argv: list[str], folder: Path, env: dict[str, str]) -> None:
    inside, outside = pty.openpty()
    process = subprocess.Popen(argv, cwd=folder, env=env, stdin=outside, stdout=outside, stderr=outside)
    os.close(outside)
    while True:
        try:
            if not os.read(inside, 65536):
                break
        except OSError:
            break
    process.wait()
    os.close(inside)


def desk(folder: Path, env: dict[str, str]) -> str:
    """A desk of ten cases; returns the id of one."""
    svc = str(BIN / "svc")
    subprocess.run([svc, "init", str(folder)], env=env, check=True, capture_output=True)
    for i in range(10):
        kind = ("complaint", "repair", "enquiry")[i % 3]
        done = subprocess.run(
            [svc, "-C", str(folder), "new", kind, f"Case {i} 冷风机不制冷", "-m", "Words of the customer."],
            env=env, check=True, capture_output=True, text=True,
        )  # fmt: skip
    return done.stdout.strip()


def main() -> None:
    """Measure and print."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 11
    home = Path(tempfile.mkdtemp(prefix="svc-bench-"))
    env = {k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "SVC_"))} | {
        "HOME": str(home), "GIT_CONFIG_GLOBAL": str(home / "gitconfig"), "PAGER": "cat", "SVC_LANG": "en",
    }  # fmt: skip
    (home / "gitconfig").write_text("[user]\n\tname = A\n\temail = a@desk.example\n")
    case = desk(home / "desk", env)
    python = sys.version.split()[0]
    print(f"CPU of the process and its children; median of {runs} runs; x python -c pass; Python {python}")
    print(f"{'command':<20}{'pipe ms':>10}{'ratio':>8}{'pty ms':>10}{'ratio':>8}")
    for name, words in COMMANDS.items():
        argv = [str(BIN / "svc"), *(w.replace("{id}", case) for w in words)]
        cells = [_measured(argv, home / "desk", env, terminal, runs) for terminal in (False, True)]
        print(f"{name:<20}" + "".join(f"{ms * 1000:>10.1f}{ratio:>8.2f}" for ms, ratio in cells))
    shutil.rmtree(home)


def _measured(argv: list[str], folder: Path, env: dict[str, str], terminal: bool, runs: int) -> tuple[float, float]:
    base = [str(BIN / "python"), "-c", "pass"]
    times, ratios = [], []
    for i in range(runs + 1):
        floor = cpu(base, folder, env, terminal)
        mine = cpu(argv, folder, env, terminal)
        if i:
            times.append(mine)
            ratios.append(mine / floor)
    return statistics.median(times), statistics.median(ratios)


if __name__ == "__main__":
    main()
