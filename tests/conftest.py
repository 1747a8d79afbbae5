"""What many tests use: a real desk in a folder of its own, ``svc`` run on it in this process, golden files."""

from __future__ import annotations

import atexit
import functools
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from running import Golden, Play, Svc

from svc import i18n

# A busy machine is no failure.
settings.register_profile("svc", deadline=None)
settings.load_profile("svc")

NOW = "2026-11-21T09:00:00+00:00"

_SPEAKS = {"LANG", "LANGUAGE", "VISUAL", "EDITOR", "PAGER", "CI", "COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR"}
"""What svc or Git would take from the machine that runs the tests."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew; review them like code")


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Nothing of the machine: no Git settings but ours, one person, one moment, one language."""
    clean(monkeypatch, tmp_path)
    yield monkeypatch
    i18n.set_language("en")


def clean(patch: pytest.MonkeyPatch, home: Path) -> None:
    """Set the environment of a fresh machine."""
    for name in list(os.environ):
        if name.startswith(("GIT_", "SVC_", "LC_", "XDG_")) or name in _SPEAKS:
            patch.delenv(name)
    config = home / "gitconfig"
    config.write_text("[user]\n\tname = Zhao Min\n\temail = zhao.min@desk.example\n[svc]\n\tme = zhao.min\n", "utf-8")
    held = {"GIT_CONFIG_GLOBAL": str(config), "GIT_CONFIG_NOSYSTEM": "1", "HOME": str(home), "TZ": "UTC"}
    held |= {"SVC_NOW": NOW, "SVC_SEED": "tests", "SVC_LANG": "en"}
    for name, value in held.items():
        patch.setenv(name, value)


def made_desk(home: Path) -> Path:
    """A desk as ``svc init`` makes it: copied from one that it made."""
    made = _pattern(os.environ["SVC_LANG"], os.environ["SVC_NOW"])
    return Path(shutil.copytree(made, home / "desk", symlinks=True))


@functools.cache
def _pattern(*_what_it_hangs_on: str) -> str:
    home = Path(tempfile.mkdtemp(prefix="svc-tests-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    Svc(home)("init", str(home / "desk"), "--time-zone", "UTC")
    return str(home / "desk")


@pytest.fixture
def desk(environment: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A desk as ``svc init`` makes it."""
    return made_desk(tmp_path)


@pytest.fixture
def svc(desk: Path) -> Svc:
    """Runs ``svc`` on the desk."""
    return Svc(desk)


@pytest.fixture
def play(svc: Svc) -> Play:
    """Writes down what is typed on the desk and what comes of it."""
    return Play(svc)


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The desk of ``svc demo``, played once for all tests and all processes that run them; nobody changes it."""
    shared = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        shared = shared.parent
    folder = shared / "played"
    try:
        folder.mkdir()
    except FileExistsError:
        while not (folder / "done").exists():
            time.sleep(0.1)
        return folder / "desk"
    try:
        with pytest.MonkeyPatch.context() as patch:
            clean(patch, folder)
            Svc(folder)("demo", "desk")
    finally:
        (folder / "done").touch()
    return folder / "desk"


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compares texts with golden files."""
    return Golden(bool(request.config.getoption("--update-golden")))
