"""The history in the index: told from it is what Git tells, whatever happens to the branches or to it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from running import Svc

from svc.store import Store
from svc.store.history import _walked, entries
from tests.campaigns import past

OPTIONS = [
    ("--json",), ("--full", "--format", "table", "--limit", "60"), ("--by", "zhao.min", "--since", "2026-11-01"),
    ("--only", "severity,late,override"),
]  # fmt: skip


@pytest.mark.parametrize("seed", [3, 10])
def test_told_is_what_git_tells(tmp_path: Path, seed: int) -> None:
    figures = past.run(tmp_path, 12, seed)
    assert not figures.faults, figures.faults
    assert len(figures.kinds) > 3


def test_the_log_is_the_same_with_and_without_it(played: Path, svc: Svc, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(svc.desk)
    shutil.copytree(played, svc.desk, symlinks=True)
    shutil.rmtree(svc.desk / ".git" / "svc", ignore_errors=True)
    names = Store(svc.desk).names()
    asked = [*((Path(name).stem, "--full") for name in names[::15]), *OPTIONS]
    told = [svc("log", *words) for words in asked]
    monkeypatch.setattr(Store, "history", None)
    assert [svc("log", *words) for words in asked] == told


def test_what_was_read_is_not_read_again(played: Path, svc: Svc, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(svc.desk)
    shutil.copytree(played, svc.desk, symlinks=True)
    name = Path(Store(svc.desk).names()[-1]).stem
    told = svc("log", name, "--full")
    for name_of in ("history._commits", "steps._added", "steps._differences"):
        monkeypatch.setattr(f"svc.store.{name_of}", lambda *_: pytest.fail("read again"))
    assert svc("log", name, "--full") == told


def test_a_clone_without_its_whole_history_has_none(svc: Svc, tmp_path: Path) -> None:
    svc("new", "repair", "Pump leaks")
    svc.git("clone", "-q", "--depth", "1", svc.desk.as_uri(), str(tmp_path / "shallow"))
    store = Store(tmp_path / "shallow")
    assert store.history is None
    assert len([*entries(store)]) == 1


def test_where_it_cannot_be_kept_git_is_asked(svc: Svc) -> None:
    name = svc("new", "repair", "Pump leaks").id
    store = Store(svc.desk)
    assert store.history
    store.history.file.mkdir(parents=True)
    assert [*entries(store)] == [*_walked(store, "", 0)]
    assert name in svc("log", name).out
