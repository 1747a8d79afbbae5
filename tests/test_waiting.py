"""Waiting for somebody else at work: the person is told once, and what was waited for is done then."""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from running import Svc

from svc import terminal
from svc.errors import StateError, T, Text
from svc.store import lock, waiting


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is told of a wait that lasts at all."""
    found: list[str] = []
    monkeypatch.setattr(waiting, "PATIENCE", 0.01)
    return found


def listener(found: list[str], then: Callable[[], object]) -> Callable[[Text], None]:
    def hear(what: Text) -> None:
        found.append(str(what))
        then()

    return hear


def test_another_svc_is_waited_for_and_named(
    svc: Svc, told: list[str], environment: pytest.MonkeyPatch
) -> None:
    svc("new", "repair", "T")
    with (svc.desk / ".git/svc/lock").open("r+") as file:
        file.write(f"{4242:<20}")
        file.flush()
        fcntl.flock(file, fcntl.LOCK_EX)
        let_go = lambda: fcntl.flock(file, fcntl.LOCK_UN)  # noqa: E731
        environment.setattr(terminal, "say", listener(told, let_go))
        svc("note", "@", "-m", "x")
    assert told == ["waiting for another svc that is writing here (process 4242)"]


def test_a_git_of_the_users_is_waited_for(svc: Svc, told: list[str], environment: pytest.MonkeyPatch) -> None:
    svc("new", "repair", "T")
    held = svc.desk / ".git/index.lock"
    held.touch()
    environment.setattr(terminal, "say", listener(told, held.unlink))
    svc("note", "@", "-m", "x")
    assert told == [f"waiting for a git command: {held} is there"]


def test_where_no_alarm_rings_it_is_told_too(tmp_path: Path, told: list[str]) -> None:
    file = tmp_path / "lock"
    done: list[bool] = []

    def write() -> None:
        with lock.hold(file):
            done.append(True)

    with lock.hold(file) as fd:
        waiting.tell_with(listener(told, lambda: fcntl.flock(fd, fcntl.LOCK_UN)))
        other = threading.Thread(target=write)
        other.start()
        other.join()
    assert done == [True]
    assert len(told) == 1


def test_a_short_wait_is_not_told(told: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "PATIENCE", 5.0)
    waiting.tell_with(listener(told, lambda: None))
    assert not waiting.Wait(10, T("note")).is_over()
    assert told == []


def test_who_waits_too_long_is_told_so_and_no_more(
    tmp_path: Path, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "WAIT", 0.005)
    waiting.tell_with(listener(told, lambda: None))
    with lock.hold(tmp_path / "lock"), pytest.raises(StateError, match="another svc is writing"):
        lock._taken(tmp_path / "lock")
    assert told == []


def test_a_line_that_moves_is_waited_for_however_long_it_is(
    tmp_path: Path, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "WAIT", 1.0)
    holders: list[int] = []
    with lock.hold(tmp_path / "lock") as fd:

        def next_writer(_what: Text) -> None:
            threading.Thread(target=take_turns).start()

        def take_turns() -> None:
            for pid in range(100, 110):
                os.pwrite(fd, f"{pid:<20}".encode(), 0)
                holders.append(pid)
                time.sleep(0.15)
            fcntl.flock(fd, fcntl.LOCK_UN)

        waiting.tell_with(next_writer)
        os.close(lock._taken(tmp_path / "lock"))
    assert len(holders) == 10
