"""What a stopped command left is finished or undone, and what somebody did since stays."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

import pytest

from svc.errors import StateError
from svc.store import gitlocks, journal, stage
from svc.store.git import Git, Repo, find, tip
from svc.store.heal import heal
from svc.store.journal import Intent, Touch
from svc.store.snapshot import Snapshot
from tests.campaigns.desk import Desk

pytestmark = pytest.mark.usefixtures("own_environment")


def stopped_after_the_move(desk: Desk) -> tuple[Git, Repo, str]:
    """As after a kill between the move of the branch and the work tree."""
    repo = find(Git(desk.root))
    path = desk.path(desk.case)
    old = desk.git("rev-parse", "HEAD").strip()
    before = (desk.root / path).read_bytes()
    index = (desk.root / ".git/index").read_bytes()
    assert desk.svc("note", desk.case, "-m", "tok-1-x").returncode == 0
    (desk.root / path).write_bytes(before)
    (desk.root / ".git/index").write_bytes(index)
    ids = [desk.git("rev-parse", f"{c}:{path}").strip() for c in (old, "HEAD")]
    intent = Intent("refs/heads/main", old, desk.git("rev-parse", "HEAD").strip(), (Touch(path, *ids),))
    journal.note(repo.own_dir, intent)
    return Git(repo.top), repo, path


def test_it_is_finished(desk: Desk) -> None:
    git, repo, _ = stopped_after_the_move(desk)
    assert [str(t) for t in heal(git, repo)] == [f"finished the write of a stopped command: {tip(git, 'HEAD')[:10]}"]
    assert desk.status() == []
    assert heal(git, repo) == []


def test_the_desk_that_heals_may_be_another(desk: Desk) -> None:
    git, repo, _ = stopped_after_the_move(desk)
    heal(git, repo._replace(prefix="other/desk/"))
    assert desk.status() == []


def test_an_edit_made_since_stays(desk: Desk) -> None:
    git, repo, path = stopped_after_the_move(desk)
    (desk.root / path).write_text("by hand\n")
    heal(git, repo)
    assert (desk.root / path).read_text() == "by hand\n"
    assert desk.status() == [f" M {path}"]


def _reset(desk: Desk) -> None:
    desk.git("reset", "-q", "--hard", "HEAD~1")


def _elsewhere(desk: Desk) -> None:
    desk.git("switch", "-q", "-f", "-c", "side", "HEAD~1")


def _linked(desk: Desk) -> None:
    path = desk.root / desk.path(desk.case)
    path.unlink()
    path.symlink_to("/etc/hostname")


@pytest.mark.parametrize("since", [_reset, _elsewhere])
def test_a_branch_that_went_another_way_is_left_alone(desk: Desk, since: Callable[[Desk], None]) -> None:
    git, repo, _ = stopped_after_the_move(desk)
    since(desk)
    assert heal(git, repo) == []
    assert desk.status() == []
    assert journal.pending(repo.own_dir) is None


def test_a_link_in_the_place_of_the_file_is_not_written_through(desk: Desk) -> None:
    git, repo, path = stopped_after_the_move(desk)
    _linked(desk)
    heal(git, repo)
    assert os.readlink(desk.root / path) == "/etc/hostname"


def test_a_branch_of_the_same_history_checked_out_since_is_finished_too(desk: Desk) -> None:
    git, repo, _ = stopped_after_the_move(desk)
    desk.git("symbolic-ref", "HEAD", "refs/heads/side")
    desk.git("update-ref", "refs/heads/side", "refs/heads/main")
    assert heal(git, repo)
    assert desk.status() == []


def test_a_lock_of_svcs_on_the_index_is_taken_over(desk: Desk) -> None:
    (desk.root / ".git/index.lock").write_text("svc 4242\n")
    assert desk.git("add", "-A", ok=False) == ""
    assert desk.svc("note", desk.case, "-m", "x").returncode == 0
    assert not (desk.root / ".git/index.lock").exists()


def test_a_lock_of_a_git_on_the_index_is_never_taken(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage, "WAIT", 0.1)
    repo = find(Git(desk.root))
    (desk.root / ".git/index.lock").touch()
    with pytest.raises(StateError, match="a git command is at work here"), stage.hold(repo):
        pass
    assert (desk.root / ".git/index.lock").exists()


def test_a_ref_lock_that_is_ours_or_old_is_reclaimed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gitlocks, "WAIT", 0.1)
    repo = find(Git(desk.root))
    ref, head = repo.common_dir / "refs/heads/main.lock", repo.git_dir / "HEAD.lock"
    ref.write_text("2" * 40 + "\n")
    gitlocks.reclaim(repo, "refs/heads/main", "2" * 40)
    assert not ref.exists()
    head.touch()
    with pytest.raises(StateError, match="a git command is at work here"):
        gitlocks.reclaim(repo, "refs/heads/main", "2" * 40)
    os.utime(head, (time.time() - 5,) * 2)
    gitlocks.reclaim(repo, "refs/heads/main")
    assert not head.exists()


def test_a_file_this_moment_staged_is_seen(desk: Desk) -> None:
    git = Git(desk.root)
    repo, path = find(git), desk.path(desk.case)
    snapshot = Snapshot(git, repo, tip(git, "HEAD"))
    assert snapshot.staged_apart([path]) == []
    desk.git("rm", "-q", "--cached", path)
    assert snapshot.staged_apart([path]) == [path]


@pytest.mark.parametrize("path", ["../x", "a/../../x", ".git/config", "a//b", "/x", "a\nb", ".GIT/x", ""])
def test_a_path_that_leads_out_is_refused(desk: Desk, path: str) -> None:
    git = Git(desk.root)
    with pytest.raises(StateError, match="not the path of a file in the desk"):
        Snapshot(git, find(git), "").full(path)
