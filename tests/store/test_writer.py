"""The promise of the writer: kept before it is told, each in a short form of ``make campaign``."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from svc.__main__ import main
from svc.store import branch, git, writer
from svc.store.git import Git, Repo
from tests.campaigns import fault, guards, kill, parallel
from tests.campaigns.desk import NEW, ROOT, Desk


def test_kills_of_any_verb_cost_nothing(tmp_path: Path) -> None:
    figures = kill.run(tmp_path, 50, seed=26, inside=15)  # as many more as it takes: a quiet machine ends sooner
    print(figures)
    assert figures.faults == []
    assert figures.inside >= 15


@pytest.mark.parametrize("verb", ["new", "move", "attach"])
@pytest.mark.skipif(bool(fault.missing()), reason=fault.missing() or "-")
def test_failing_calls_cost_nothing(tmp_path: Path, verb: str) -> None:
    figures = fault.run(tmp_path, verb, kinds=("ENOSPC",) if verb == "new" else ("EIO",), step=9)
    print(figures)
    assert figures.faults == []
    assert sum(figures.points.values()) >= 3


def test_eighty_processes_open_eighty_cases(tmp_path: Path) -> None:
    figures = parallel.news(tmp_path, 80)
    print(figures)
    assert figures.faults == []


def test_the_same_cases_and_a_person_beside(tmp_path: Path) -> None:
    figures = parallel.same_cases(tmp_path, 12)
    print(figures)
    assert figures.faults == []
    assert figures.beside


@pytest.mark.parametrize("guard", guards.GUARDS)
def test_the_run_for_a_guard_is_red_without_it(tmp_path: Path, guard: str) -> None:
    run = guards.NAMED[guard]
    assert run(tmp_path / "with", "") == []
    assert run(tmp_path / "without", guard) != []


@pytest.mark.skipif(bool(fault.missing()), reason=fault.missing() or "-")
def test_everything_is_synced_before_the_id_is_told(desk: Desk, tmp_path: Path) -> None:
    log = tmp_path / "trace"
    line = ["strace", "-f", "-y", "-o", str(log), "-e", "trace=openat,write,fsync,rename,link,exit_group,pwrite64"]
    done = subprocess.run(
        [*line, *desk.svc_line("new", "complaint", "x", *NEW)],
        env=desk.env,
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    commit = desk.git("rev-parse", "HEAD").strip()
    trace = log.read_text(errors="replace").splitlines()
    told = next(i for i, row in enumerate(trace) if re.search(r"write\(1<", row) and done.stdout.strip() in row)
    synced = {found for row in trace[:told] if (found := _synced(row))}
    made = [name[:2] + "/" + name[2:] for name in _new_objects(desk, commit)]
    assert len(made) >= 3
    for folder, _, name in (one.partition("/") for one in made):
        placed = next(
            i
            for i, row in enumerate(trace[:told])
            if f"objects/{folder}/{name}" in row and ("link" in row or "rename" in row)
        )
        temporary = re.search(r'"([^"]*tmp_obj_\w+)"', trace[placed])
        assert temporary
        assert any(_synced(row).endswith(Path(temporary[1]).name) for row in trace[:placed])
        assert any(one.endswith(f"/objects/{folder}") for one in synced)
    lock = next(i for i, row in enumerate(trace[:told]) if "refs/heads/main.lock" in row and "rename(" in row)
    assert any(_synced(row).endswith("refs/heads/main.lock") for row in trace[:lock])
    assert any(_synced(row).endswith("/refs/heads") for row in trace[lock:told])
    journal = next(i for i, row in enumerate(trace) if 'svc/journal"' in row and "rename(" in row)
    assert journal < lock
    assert any(one.endswith(f"cases/{_month(desk)}") for one in synced)
    assert sum(".svc-" in one for one in synced) >= 2, "the journal and the case file"
    assert any(one.endswith("svc/tmp/index.lock") for one in synced)


def _synced(row: str) -> str:
    found = re.search(r"fsync\(\d+<([^>]*)>", row)
    return found[1].removesuffix(" (deleted)") if found else ""


def _month(desk: Desk) -> str:
    return "/".join(desk.path(desk.case).split("/")[1:3])


def _new_objects(desk: Desk, commit: str) -> list[str]:
    return [line.split()[0] for line in desk.git("rev-list", "--objects", commit, f"^{commit}~1").splitlines()]


def test_few_processes_make_a_commit(desk: Desk, tmp_path: Path) -> None:
    wrapper = tmp_path / "bin" / "git"
    wrapper.parent.mkdir()
    wrapper.write_text(f'#!/bin/sh\necho "$*" >> {tmp_path}/calls\nexec /usr/bin/git "$@"\n')
    wrapper.chmod(0o755)
    desk.svc("new", "complaint", "x", PATH=f"{wrapper.parent}:{os.environ['PATH']}")
    calls = (tmp_path / "calls").read_text().splitlines()
    assert len(calls) <= 6, calls


def test_an_index_that_cannot_be_set_is_no_commit(desk: Desk) -> None:
    head = desk.git("rev-parse", "HEAD")
    (desk.root / ".git/svc/tmp/index").mkdir()
    (desk.root / ".git/svc/tmp/index/x").touch()
    done = desk.svc("note", desk.case, "-m", "tok-1-x")
    assert (done.returncode, desk.git("rev-parse", "HEAD"), desk.status()) == (3, head, [])
    (desk.root / ".git/svc/tmp/index/x").unlink()
    (desk.root / ".git/svc/tmp/index").rmdir()
    assert desk.svc("note", desk.case, "-m", "tok-2-x").returncode == 0
    assert (desk.words(), desk.status()) == ({"tok-2-x": 1}, [])


def test_the_index_has_the_change_before_the_branch_has_it(
    desk: Desk, own_environment: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or a git commit that read the branch after the move and the index from before it would undo the change."""
    seen: list[tuple[str, int]] = []
    bring = writer.bring

    def look(git: Git, repo: Repo, plan: writer.Plan) -> None:
        bring(git, repo, plan)
        path = desk.path(desk.case)
        seen.append((desk.git("grep", "--cached", "-c", "tok-1-x", "--", path).strip(), desk.words()["tok-1-x"]))

    monkeypatch.setattr(writer, "bring", look)
    assert main(["-C", str(desk.root), "note", desk.case, "-m", "tok-1-x"]) == 0
    assert seen == [(f"{desk.path(desk.case)}:1", 0)]
    assert desk.words()["tok-1-x"] == 1


def test_a_file_made_and_a_file_changed_are_both_taken_back(desk: Desk) -> None:
    guard = [sys.executable, str(ROOT / "tests/campaigns/guards.py"), "+die", "-C", str(desk.root)]
    line = [*guard, "attach", desk.case, str(desk.photo("tok-1-x"))]
    assert subprocess.run(line, env=desk.env, capture_output=True, check=False).returncode == -9
    assert len(desk.status()) == 2
    assert desk.svc("note", desk.case, "-m", "tok-2-x").returncode == 0
    assert (desk.words(), desk.status()) == ({"tok-2-x": 1}, [])


def test_a_git_that_never_says_that_it_holds_the_branch_moves_nothing(
    desk: Desk, own_environment: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = tmp_path / "bin" / "git"
    silent.parent.mkdir()
    silent.write_text('#!/bin/sh\ncase "$*" in *update-ref*--stdin) exec >/dev/null;; esac\nexec /usr/bin/git "$@"\n')
    silent.chmod(0o755)
    head = desk.git("rev-parse", "HEAD")
    monkeypatch.setattr(branch, "WAIT", 0.3)
    monkeypatch.setattr(git, "executable", lambda: str(silent))
    assert main(["-C", str(desk.root), "note", desk.case, "-m", "tok-1-x"]) == 3
    assert (desk.git("rev-parse", "HEAD"), desk.status()) == (head, [])


def test_auto_maintenance_does_not_keep_the_command_waiting(desk: Desk) -> None:
    desk.git("config", "gc.auto", "1")
    folder = desk.root / ".git/objects/17"
    folder.mkdir(exist_ok=True)
    for number in range(30):
        (folder / f"{number:038x}").touch()
    done = desk.svc("note", desk.case, "-m", "x")
    assert (done.returncode, done.stderr) == (0, "")
