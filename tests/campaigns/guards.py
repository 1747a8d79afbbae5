"""Each guard of the writer taken out in turn: the run that is there for it must go red.

A guard is taken out in a process of its own, which replaces it in the module before it runs svc:
``python tests/campaigns/guards.py GUARD svc-arguments...``. The product has no switch for it.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from tests.campaigns.desk import ROOT, Desk

GUARDS = ("lock", "swap", "heal", "index")


def take_out(guard: str) -> None:
    """Replace a guard by nothing, in this process."""
    from svc.store import branch, journal, lock, stage, writer

    if guard == "lock":
        lock.try_lock = lambda fd: True
        stage.hold = lambda repo: contextlib.nullcontext()
    elif guard == "swap":
        from svc.store.git import tip

        def anyhow(git, repo, at, commit, message, said, ready):  # type: ignore[no-untyped-def]
            ready()
            git.run("update-ref", at.ref, commit)
            return tip(git, at.ref) == commit

        branch.move = anyhow
    elif guard == "heal":
        writer.heal = lambda git, repo: []
        journal.done = lambda folder: None
    elif guard == "index":
        stage.refresh = lambda git, repo, entries: None


class Without(Desk):
    """A desk whose commands run without a guard; ``before_swap`` slows them down between reading and moving."""

    guard = ""

    def svc_line(self, *args: str) -> list[str]:
        """The argument list of a svc process without the guard."""
        if not self.guard or args[0] in ("init", "check"):
            return super().svc_line(*args)
        return [sys.executable, str(ROOT / "tests/campaigns/guards.py"), self.guard, "-C", str(self.root), *args]


def lock_keeps_writers_apart(folder: Path, guard: str) -> list[str]:
    """Twelve contacts on one case, four at a time: each stands there once, and nobody is turned away."""
    desk = _desk(folder, guard)
    case = desk.new("Plug gets hot")
    statuses: list[int] = []

    def some(name: int) -> None:
        for number in range(3):
            done = desk.svc("contact", case, "out", "--via", "phone", "-m", f"tok-{name}-{number}")
            statuses.append(done.returncode)

    threads = [threading.Thread(target=some, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = sum(desk.words().values())
    wrong = [f"exit {s}" for s in statuses if s]
    return wrong + ([] if found == 12 and not desk.status() else [f"{found} of 12 contacts, status {desk.status()}"])


def swap_keeps_the_commit_of_another(folder: Path, guard: str) -> list[str]:
    """A person commits between svc's look at HEAD and its move: both commits stay."""
    desk = _desk(folder, guard)
    (desk.root / "mine.txt").write_text("mine\n")
    desk.git("add", "mine.txt")
    line = [sys.executable, str(ROOT / "tests/campaigns/guards.py"), f"{guard}+slow", "-C", str(desk.root)]
    racing = subprocess.Popen(
        [*line, "new", "complaint", "x", "-m", "tok-1"],
        env=desk.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    waiting = desk.root / ".git/svc/tmp/about-to-move"
    while not waiting.exists() and racing.poll() is None:
        time.sleep(0.01)
    desk.git("-c", "core.hooksPath=/dev/null", "commit", "-q", "-m", "mine")
    waiting.unlink(missing_ok=True)
    racing.wait()
    subjects = desk.git("log", "--format=%s")
    return [] if "mine" in subjects.split("\n") and desk.words()["tok-1"] == 1 else [f"a commit is gone: {subjects!r}"]


def heal_finishes_what_was_killed(folder: Path, guard: str) -> list[str]:
    """Killed right before the branch moves: the next command puts work tree and index back."""
    desk = _desk(folder, guard)
    line = [sys.executable, str(ROOT / "tests/campaigns/guards.py"), "+die", "-C", str(desk.root)]
    subprocess.run([*line, "new", "complaint", "x", "-m", "tok-1"], env=desk.env, capture_output=True, check=False)
    after = desk.svc("new", "complaint", "y", "-m", "tok-2")
    wrong = [f"exit {after.returncode}: {after.stderr}"] if after.returncode else []
    return wrong + [f"status: {line}" for line in desk.status()]


def index_does_not_revert(folder: Path, guard: str) -> list[str]:
    """After svc changed a case, a person's own git commit leaves the change where it is."""
    desk = _desk(folder, guard)
    case = desk.new("Plug gets hot")
    desk.svc("contact", case, "out", "--via", "phone", "-m", "tok-1")
    (desk.root / "mine.txt").write_text("mine\n")
    desk.git("add", "mine.txt")
    desk.git("commit", "-q", "-m", "mine")
    return [] if desk.words()["tok-1"] == 1 else ["the person's commit took svc's change back"]


NAMED: dict[str, Callable[[Path, str], list[str]]] = {
    "lock": lock_keeps_writers_apart,
    "swap": swap_keeps_the_commit_of_another,
    "heal": heal_finishes_what_was_killed,
    "index": index_does_not_revert,
}


def _desk(folder: Path, guard: str) -> Without:
    desk = Without(folder)
    desk.make()
    desk.guard = guard
    return desk


def run(folder: Path) -> Iterator[str]:
    """For each guard, a line that says whether its run is green with it and red without."""
    for guard, test in NAMED.items():
        kept, taken = test(folder / f"{guard}-kept", ""), test(folder / f"{guard}-out", guard)
        verdict = "ok" if not kept and taken else "WRONG"
        yield f"{verdict}: {guard}: {test.__name__}: with it {kept or 'green'}, without it {taken[:1] or 'green'}"


def _pause_before_the_move() -> None:
    """Wait, once everything is ready, until somebody takes the file away."""
    from svc.store import branch

    move, paused = branch.move, []

    def later(git, repo, *rest):  # type: ignore[no-untyped-def]
        mark = repo.own_dir / "tmp" / "about-to-move"
        if not paused:
            paused.append(1)
            index_lock = repo.git_dir / "index.lock"
            held = index_lock.rename(index_lock.with_name("index.put-by")) if index_lock.exists() else None
            mark.touch()
            while mark.exists():
                time.sleep(0.005)
            if held:
                held.rename(index_lock)
        return move(git, repo, *rest)

    branch.move = later


def _die_before_the_move() -> None:
    import os

    from svc.store import stage

    refresh = stage.refresh

    def last(*args):  # type: ignore[no-untyped-def]
        refresh(*args)
        os.kill(os.getpid(), 9)

    stage.refresh = last


def main(argv: list[str]) -> int:
    """Run svc without a guard."""
    guard, _, how = argv[0].partition("+")
    take_out(guard)
    {"slow": _pause_before_the_move, "die": _die_before_the_move, "": lambda: None}[how]()
    from svc.__main__ import main as svc

    return svc(argv[1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
