"""The journal, the lock and files that are replaced whole."""

from __future__ import annotations

import errno
import os
import stat
import threading
from pathlib import Path

import pytest

from svc.errors import StateError
from svc.store import files, journal, lock
from svc.store.journal import Ahead, Intent, Touch

INTENT = Intent("refs/heads/main", "1" * 40, "2" * 40, (Touch("cases/带 空格.yaml", "", "3" * 40),))


def test_what_is_noted_is_read_and_forgotten(tmp_path: Path) -> None:
    journal.note(tmp_path, INTENT)
    (tmp_path / "tmp" / "left").touch()
    assert journal.pending(tmp_path) == INTENT
    journal.done(tmp_path)
    assert journal.pending(tmp_path) is None
    assert list((tmp_path / "tmp").iterdir()) == []


@pytest.mark.parametrize("text", ["", "{", "[]", '{"ref": 1}', '{"ref": "", "old": "", "new": "", "touched": [1]}'])
def test_what_svc_did_not_write_is_no_intent(tmp_path: Path, text: str) -> None:
    (tmp_path / "journal").write_text(text)
    assert journal.pending(tmp_path) is None


def test_files_ahead_are_abandoned_only_when_their_writer_is_gone(tmp_path: Path) -> None:
    ahead = Ahead(tmp_path, INTENT)
    assert journal.abandoned(tmp_path) == []
    assert journal.written_ahead(tmp_path) == {"cases/带 空格.yaml"}
    ahead.close(committed=False)
    assert journal.abandoned(tmp_path) == [(ahead.room, INTENT)]
    journal.forget(ahead.room)
    assert not ahead.room.exists()


def test_a_lock_is_had_by_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "WAIT", 0.1)
    file = tmp_path / "svc" / "lock"
    with lock.hold(file):
        with (
            pytest.raises(StateError, match=f"another svc is writing here \\(process {os.getpid()}\\)"),
            lock.hold(file),
        ):
            pass
        caught: list[BaseException] = []

        def elsewhere() -> None:
            try:
                with lock.hold(file):
                    pass
            except StateError as error:
                caught.append(error)

        thread = threading.Thread(target=elsewhere)
        thread.start()
        thread.join()
        assert len(caught) == 1
    with lock.hold(file):
        pass


def test_a_deleted_lock_file_keeps_nobody_out_and_is_made_anew(tmp_path: Path) -> None:
    file = tmp_path / "lock"
    with lock.hold(file):
        file.unlink()
        with lock.hold(file):
            assert file.exists()


def test_a_group_may_share_what_svc_keeps(tmp_path: Path) -> None:
    tmp_path.chmod(0o2775)
    before = os.umask(0o077)
    try:
        with lock.hold(tmp_path / "svc" / "lock"):
            journal.note(tmp_path / "svc", INTENT)
    finally:
        os.umask(before)
    for name, mode in (("svc", 0o2775), ("svc/tmp", 0o2775), ("svc/lock", 0o664), ("svc/journal", 0o664)):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == mode, name


def test_a_replaced_file_keeps_its_mode_and_a_link_is_not_followed(tmp_path: Path) -> None:
    file = tmp_path / "a" / "x"
    files.replace(file, b"1", tmp_path / "tmp")
    file.chmod(0o750)
    files.replace(file, b"2", tmp_path / "tmp")
    assert (file.read_bytes(), stat.S_IMODE(file.stat().st_mode)) == (b"2", 0o750)
    (tmp_path / "link").symlink_to(file)
    with pytest.raises(StateError, match="not a plain file"):
        files.read(tmp_path / "link")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(StateError, match="not a plain file"):
        files.read(tmp_path / "pipe")
    assert files.read(tmp_path / "nothing") is None


def test_another_file_system_for_the_scratch_is_no_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, calls = os.replace, []

    def once(source: str, target: str) -> None:
        calls.append(source)
        if len(calls) == 1:
            raise OSError(errno.EXDEV, "cross")
        real(source, target)

    monkeypatch.setattr(os, "replace", once)
    files.replace(tmp_path / "x", b"1", tmp_path / "tmp")
    assert (tmp_path / "x").read_bytes() == b"1"
    assert list((tmp_path / "tmp").iterdir()) == []
