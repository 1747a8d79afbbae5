"""A desk to break: copied from one that is made once, with an environment of its own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.campaigns.desk import Desk, environment


@pytest.fixture(scope="session")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    desk = Desk(tmp_path_factory.mktemp("made")).make()
    desk.case = desk.new("Plug gets hot")  # type: ignore[attr-defined]
    return desk


@pytest.fixture
def desk(_made: Desk, tmp_path: Path) -> Desk:
    """A desk with one case, ``desk.case``."""
    shutil.copytree(_made.root, tmp_path / "desk", symlinks=True)
    copy = Desk(tmp_path)
    copy.case = _made.case  # type: ignore[attr-defined]
    return copy


@pytest.fixture
def own_environment(tmp_path: Path) -> Iterator[None]:
    """The cleaned environment in this process, for tests that call the store directly."""
    before = dict(os.environ)
    os.environ.clear()
    os.environ.update(environment(tmp_path / "home"))
    yield
    os.environ.clear()
    os.environ.update(before)
