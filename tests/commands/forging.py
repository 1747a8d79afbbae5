"""A desk that somebody tampers with, by Git and an editor alone, with and without signed commits."""

from __future__ import annotations

import atexit
import functools
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from running import Svc

READY = ("--set", "customer=c", "--set", "channel=phone", "--set", "category=noise", "--set", "severity=minor",
         "--set", "description=d")  # fmt: skip
_NOW = {"GIT_AUTHOR_DATE": "2026-11-21T09:00:00+00:00", "GIT_COMMITTER_DATE": "2026-11-21T09:00:00+00:00"}
SIGNERS = ".svc/allowed_signers"


class Forger:
    """A desk with two cases, and somebody at it who means no good."""

    def __init__(self, desk: Path) -> None:
        self.svc = Svc(desk)
        self.file, self.other_file = self._case("Plug gets hot"), self._case("Belt squeals")
        self.id, self.other = self.file.stem, self.other_file.stem

    def _case(self, title: str) -> Path:
        return next(file for file in self.svc.desk.glob("cases/*/*/*.yaml") if f"title: {title}\n" in file.read_text())

    def git(self, *words: str, data: str = "", **env: str) -> str:
        """Run git at the moment of the tests."""
        done = subprocess.run(["git", "-C", str(self.svc.desk), *words], check=True, capture_output=True, text=True,
                              input=data, env=os.environ | _NOW | env)  # fmt: skip
        return done.stdout.strip()

    def edit(self, old: str, new: str, file: Path | None = None) -> Forger:
        """Edit a file by hand."""
        path = file or self.file
        text = path.read_text("utf-8")
        assert old in text, old
        path.write_text(text.replace(old, new, 1), "utf-8")
        return self

    def commit(self, message: str = "by hand", *words: str, **env: str) -> None:
        """Commit whatever is there."""
        self.git("add", "-A")
        self.git("commit", "-q", "-F", "-", *words, data=message, **env)

    def message(self, commit: str = "HEAD") -> str:
        """What a commit says."""
        return self.git("log", "-1", "--format=%B", commit)

    def again(self, message: str = "", *words: str, **env: str) -> None:
        """Make the last commit once more, with another message or other people and dates."""
        line = ("commit", "-q", "--amend", "--allow-empty", "-F", "-", *words)
        self.git(*line, data=message or self.message(), **env)

    @property
    def text(self) -> str:
        """The first case."""
        return self.file.read_text("utf-8")

    def write(self, text: str, file: str = "") -> Forger:
        """Write the first case, or another file."""
        (self.svc.desk / file if file else self.file).write_text(text, "utf-8")
        return self

    def log(self, line: str) -> Forger:
        """Write an event into the log by hand."""
        return self.write(self.text + f"  - {{{line}}}\n")

    def note(self, *words: str) -> Forger:
        """An honest remark."""
        self.svc("note", self.id, *(words or ("-m", "more")))
        return self

    def main(self) -> str:
        """The branch in work."""
        return self.git("symbolic-ref", "--short", "HEAD")

    def base(self) -> Forger:
        """From here on what there is now is the protected base, and the work goes on elsewhere."""
        main = self.main()
        self.git("switch", "-q", "-c", "work")
        self.git("config", "svc.base", main)
        return self

    def seal(self) -> None:
        """Seal the history."""
        self.svc("audit", "--seal")

    def as_li(self, *words: str) -> None:
        """A command by the other one."""
        held = {"SVC_ME": "li.wei", "GIT_AUTHOR_NAME": "Li Wei", "GIT_AUTHOR_EMAIL": "li.wei@desk.example"}
        held |= {"GIT_COMMITTER_NAME": "Li Wei", "GIT_COMMITTER_EMAIL": "li.wei@desk.example", "SVC_SEED": "li"}
        was = {name: os.environ.get(name) for name in held}
        os.environ.update(held)
        try:
            self.svc(*words)
        finally:
            for name, value in was.items():
                os.environ.pop(name) if value is None else os.environ.update({name: value})

    def approved(self) -> Forger:
        """An honest proposal, and its approval by the other one."""
        self.svc("propose", self.id, "--of", "title")
        self.as_li("approve", self.id)
        return self

    def signs(self, who: str) -> None:
        """Whose key signs from here on."""
        self.git("config", "user.signingkey", str(keys() / who))


@functools.cache
def keys() -> Path:
    """A folder with keys of some people."""
    folder = Path(tempfile.mkdtemp(prefix="svc-keys-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for who in ("zhao.min", "li.wei", "chen.jie", "stranger"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", folder / who], check=True)
    return folder


def allowed(*people: str, rest: str = "") -> str:
    """Lines of a file of signers."""
    held = {who: (keys() / f"{who}.pub").read_text().strip() for who in people}
    return "".join(f'{who}@desk.example namespaces="git"{rest} {key}\n' for who, key in held.items())


def forger(home: Path, signed: bool = False) -> Forger:
    """A copy of the desk, one a test."""
    return Forger(Path(shutil.copytree(_made(signed), home / "forged", symlinks=True)))


@functools.cache
def _made(signed: bool) -> str:
    from conftest import made_desk

    folder = Path(tempfile.mkdtemp(prefix="svc-forged-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    svc = Svc(made_desk(folder))
    (svc.desk / "people").mkdir()
    for who in ("zhao.min", "li.wei"):
        (svc.desk / "people" / f"{who}.yaml").write_text(f"id: {who}\nname: {who}\nmail: {who}@desk.example\n", "utf-8")
    svc.git("add", "-A")
    subprocess.run(["git", "-C", svc.desk, "commit", "-q", "-m", "people"], check=True, env=os.environ | _NOW)
    svc("new", "complaint", "Plug gets hot", "-m", "It is hot.", "--serial", "X1")
    svc("note", "@", "-m", "seen")
    if signed:
        _signing(svc)
    svc("new", "repair", "Belt squeals", *READY, "--at", "2026-11-21T07:00:00+00:00")
    return str(svc.desk)


def _signing(svc: Svc) -> None:
    """From here on everybody signs."""
    held = {"gpg.format": "ssh", "user.signingkey": str(keys() / "zhao.min"), "commit.gpgsign": "true"}
    for key, value in held.items():
        svc.git("config", key, value)
    (svc.desk / ".svc").mkdir(exist_ok=True)
    (svc.desk / SIGNERS).write_text(allowed("zhao.min", "li.wei"), "utf-8")
    settings = svc.desk / "svc.yaml"
    settings.write_text(settings.read_text("utf-8") + "\naudit: {signed: required}\n", "utf-8")
    svc.git("add", "-A")
    subprocess.run(["git", "-C", svc.desk, "commit", "-q", "-m", "sign"], check=True, env=os.environ | _NOW)
