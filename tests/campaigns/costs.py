"""What writing costs in CPU time, as a ratio to plain Git doing the same in the same run."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

from tests.campaigns.desk import Desk

_STREAM = """
import sys
from datetime import datetime, timezone
from svc.store.git import Git, configuration, find
from svc.store.message import Message
from svc.store.stream import stream
from svc.store.writer import Draft
from pathlib import Path
git = Git(Path(sys.argv[1]))
text = Path(sys.argv[3]).read_text()
when = datetime(2026, 11, 21, tzinfo=timezone.utc)
count = int(sys.argv[2])
def draft(n):
    path = f"cases/2026/11/S-{n % (count // 4)}.yaml"
    return Draft(Message(f"change {n}"), {path: f"n: {n}\\n{text}".encode()}, when)
stream(find(git), configuration(git), map(draft, range(count)))
"""


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def new(folder: Path, times: int) -> str:
    """``svc new`` against ``git add f; git commit``."""
    desk = Desk(folder).make()
    desk.new("warm")
    began = _cpu()
    for _ in range(times):
        desk.new("Plug gets hot")
    ours = _cpu() - began
    text = (desk.root / "templates/complaint.full.yaml").read_text()
    began = _cpu()
    for number in range(times):
        (desk.root / f"f{number}.yaml").write_text(f"{number}\n{text}")
        desk.git("add", f"f{number}.yaml")
        desk.git("commit", "-q", "-m", "x")
    theirs = _cpu() - began
    began = _cpu()
    for _ in range(times):
        subprocess.run(
            [sys.executable, "-m", "svc", "--version"], env=desk.env, cwd=desk.root, capture_output=True, check=True
        )
    start = _cpu() - began
    return (
        f"svc new {1000 * ours / times:.0f} ms of CPU, git add + git commit {1000 * theirs / times:.0f} ms: ratio "
        f"{ours / theirs:.1f} (starting Python alone {1000 * start / times:.0f} ms)"
    )


def stream(folder: Path, changes: int) -> str:
    """A stream of changes on a quarter as many cases against ``git fast-import`` and ``git reset --hard``."""
    desk = Desk(folder).make()
    case = desk.new("Plug gets hot")
    text = desk.root / desk.path(case)
    base = desk.git("rev-parse", "HEAD").strip()
    began = _cpu()
    subprocess.run([sys.executable, "-c", _STREAM, str(desk.root), str(changes), str(text)], env=desk.env, check=True)
    ours = _cpu() - began
    exported = subprocess.run(
        ["git", "-C", str(desk.root), "fast-export", f"{base}..HEAD"], env=desk.env, capture_output=True, check=True
    )
    desk.git("reset", "-q", "--hard", base)
    desk.git("reflog", "expire", "--expire=now", "--all")
    desk.git("gc", "-q", "--prune=now")
    began = _cpu()
    subprocess.run(
        ["git", "-C", str(desk.root), "fast-import", "--quiet", "--force"],
        env=desk.env,
        input=exported.stdout,
        check=True,
    )
    subprocess.run(["git", "-C", str(desk.root), "reset", "-q", "--hard"], env=desk.env, check=True)
    theirs = _cpu() - began
    return (
        f"a stream of {changes} changes {ours:.2f} s of CPU, git fast-import + git reset --hard {theirs:.2f} s: "
        f"ratio {ours / theirs:.2f}"
    )
