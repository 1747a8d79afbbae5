"""Thousands of changes in one go: all of them or none, nothing of the user's touched."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from svc.errors import RefusedError, StateError
from svc.store.git import Git, configuration, find
from svc.store.message import Message
from svc.store.stream import stream
from svc.store.writer import Draft, Receipt
from tests.campaigns.desk import Desk

WHEN = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("own_environment")


def drafts(changes: int, cases: int) -> Iterator[Draft]:
    """Changes that go round some files."""
    for number in range(changes):
        path = f"cases/2026/11/C-{number % cases}.yaml"
        yield Draft(Message(f"change {number}"), {path: f"title: {number}\n".encode() * 40}, WHEN)


def send(desk: Desk, changes: object, **more: object) -> Receipt:
    repo = find(Git(desk.root))
    return stream(repo, configuration(Git(desk.root)), changes, **more)  # type: ignore[arg-type]


def test_two_thousand_changes_are_two_thousand_commits(desk: Desk) -> None:
    desk.leave_work_lying_about()
    before = len(desk.commits())
    receipt = send(desk, drafts(2000, 500))
    commits = desk.commits()
    assert receipt.warnings == ()
    assert next(iter(commits)) == receipt.commit
    assert len(commits) - before == 2000
    assert {len(paths) for paths in list(commits.values())[:2000]} == {1}
    assert (desk.root / "cases/2026/11/C-7.yaml").read_text().startswith("title: 1507\n")
    assert desk.status() == [" M notes.md", "A  staged.txt"]
    assert desk.git("for-each-ref", "refs/svc") == ""
    assert desk.git("fsck", "--no-dangling", "--no-progress") == ""
    assert not (desk.root / ".git/svc/journal").exists()


def test_a_function_sees_the_branch_as_it_stands(desk: Desk) -> None:
    def from_head(snapshot: object) -> Iterator[Draft]:
        assert snapshot.commit == desk.git("rev-parse", "HEAD").strip()  # type: ignore[attr-defined]
        return drafts(3, 3)

    send(desk, from_head)
    assert len(desk.commits()) == 5


def test_on_a_branch_without_commits_what_is_staged_stays(desk: Desk) -> None:
    desk.git("checkout", "-q", "--orphan", "fresh")
    staged = desk.git("ls-files")
    send(desk, drafts(3, 3))
    assert len(desk.commits()) == 3
    assert set(staged.split()) < set(desk.git("ls-files").split())


def test_a_hand_edit_stops_the_whole_stream(desk: Desk) -> None:
    send(desk, drafts(3, 3))
    head = desk.git("rev-parse", "HEAD")
    (desk.root / "cases/2026/11/C-2.yaml").write_text("title: by hand\n")
    with pytest.raises(RefusedError, match="not committed"):
        send(desk, drafts(3, 3))
    assert desk.git("rev-parse", "HEAD") == head
    assert desk.status() == [" M cases/2026/11/C-2.yaml"]


def test_a_base_that_is_no_longer_the_branch_is_refused(desk: Desk) -> None:
    base = desk.git("rev-parse", "HEAD").strip()
    desk.svc("note", desk.case, "-m", "x")
    with pytest.raises(StateError, match="moved"):
        send(desk, drafts(3, 3), base=base)


def test_an_error_while_drafting_keeps_nothing(desk: Desk) -> None:
    def broken() -> Iterator[Draft]:
        yield from drafts(30, 3)
        raise StateError("no more")  # type: ignore[arg-type]

    head = desk.git("rev-parse", "HEAD")
    with pytest.raises(StateError, match="no more"):
        send(desk, broken())
    assert desk.git("rev-parse", "HEAD") == head
    assert desk.status() == []
    assert desk.git("for-each-ref", "refs/svc") == ""


def test_a_stream_is_signed_where_the_user_wants_it(desk: Desk, tmp_path: Path) -> None:
    from tests.store.test_hooks import _ssh

    _ssh(desk, tmp_path)
    desk.git("config", "commit.gpgSign", "true")
    send(desk, drafts(3, 3))
    desk.git("verify-commit", "HEAD", "HEAD~1", "HEAD~2")


@pytest.mark.parametrize("part", [0.2, 0.5, 0.8, 0.95])
def test_killed_at_any_moment_it_is_the_old_state_or_the_whole_new_one(desk: Desk, part: float) -> None:
    began = time.monotonic()
    send(desk, drafts(300, 300))
    whole = time.monotonic() - began
    for share in (part, part + 0.04):
        head, count = desk.git("rev-parse", "HEAD"), len(desk.commits())
        pid = os.fork()
        if pid == 0:
            try:
                os.setsid()
                send(desk, drafts(300, 300))
            finally:
                os._exit(0)
        time.sleep(whole * share)
        os.killpg(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        done = desk.svc("note", desk.case, "-m", "next")
        assert done.returncode == 0, done.stderr
        assert len(desk.commits()) - count in (1, 301), head
        assert desk.status() == []
        assert desk.git("for-each-ref", "refs/svc") == ""
