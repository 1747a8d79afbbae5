"""Git's commit graph: made with the paths that commits changed when a desk is, and asked for where it is missing."""

from __future__ import annotations

import shutil

import pytest
from running import Svc

from svc.store import Store, graph, health
from svc.store.graph import has_changed_paths


def test_a_new_desk_has_it_and_doctor_makes_it_where_it_is_missing(svc: Svc, monkeypatch: pytest.MonkeyPatch) -> None:
    svc("init", "new")
    assert has_changed_paths(svc.desk / ".git") or has_changed_paths(svc.desk / "new" / ".git")
    monkeypatch.setattr(health, "_LONG", 1)
    assert health._history(Store(svc.desk)).grade == "ok"
    git_folder = Store(svc.desk).repo.common_dir
    for place in (git_folder / "objects" / "info").glob("commit-graph*"):
        shutil.rmtree(place) if place.is_dir() else place.unlink()
    with monkeypatch.context() as patch:
        patch.setattr(graph, "write", lambda git: None)
        found = health._history(Store(svc.desk))
    assert found.hint
    assert found.grade == "warning"
    assert "is there now" in str(health._history(Store(svc.desk)).found)
    assert has_changed_paths(git_folder)
    assert "is there now" not in str(health._history(Store(svc.desk)).found)
