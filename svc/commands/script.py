"""Scripts of svc commands, as in ``examples/``: one command a line, played in this process with its own dates.

A line is empty, a ``# comment``, ``at WHEN`` (what the clock says from here on), ``as NAME <MAIL>`` (who is at
work), both in one as ``at WHEN as KEY``, ``name = svc ...`` (keeps the id that the command prints) or ``svc ...``;
``$name`` stands for an id kept before, ``$here`` for the folder of the script. A line that ends in ``\\`` goes on in
the next one. ``desk KEY: VALUE`` is a setting of the desk before anything is played, ``person KEY: NAME <MAIL>``
somebody of its staff, ``write FILE: OLD => NEW`` an edit by hand. WHEN without an offset is in the desk's time zone.
Several scripts of one desk are played together, in the order of time.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from svc.boundary import MakeContext
from svc.errors import SvcError, T
from svc.model import Value
from svc.paths import Path
from svc.typed import NamedTuple

_KEPT = re.compile(r"(\w+) = (svc .*)", re.S)
_PERSON = re.compile(r"as (.+) <([^<>]+)>")
_WHEN = re.compile(r"at (\S+(?: \d\S+)?)(?: as (\S+))?")
_STAFF = re.compile(r"person (\S+): (.+) <([^<>]+)>")
_SETTING = re.compile(r"desk ([\w.-]+): (.+)")
WRITTEN = re.compile(r"write (\S+): (.+) => (.*)")
_START = datetime.fromisoformat("2026-01-01T00:00:00+00:00")

Person = tuple[str, str]
"""Name and mail."""


class Step(NamedTuple):
    """One line to be played: when, by whom, and where it stands."""

    at: datetime
    who: Person
    line: str
    where: str


class Scripts:
    """What the scripts of one desk tell: its settings, its people, and their work in the order of time."""

    def __init__(self) -> None:
        self.desk: dict[str, Value] = {}
        self.people: dict[str, Person] = {}
        self._steps: list[Step] = []

    @classmethod
    def of(cls, folder: Path) -> Scripts:
        """The scripts of a folder, in the order of their names."""
        found = cls()
        for file in sorted(folder.glob("*.svc")):
            found.read(file.read_text(encoding="utf-8"), file.name)
        return found

    @property
    def steps(self) -> list[Step]:
        """The work of all, those of one moment in the order in which they were read."""
        return sorted(self._steps, key=lambda step: step.at)

    def read(self, text: str, name: str) -> None:
        """Take in a script. Raises SvcError at a line that says nothing."""
        at, who = _START, ("", "")
        for number, line in _lines(text):
            if person := _PERSON.fullmatch(line):
                who = (person[1], person[2])
            elif when := _WHEN.fullmatch(line):
                at = self._instant(when[1])
                who = self.people[when[2]] if when[2] else who
            elif staff := _STAFF.fullmatch(line):
                self.people[staff[1]] = (staff[2], staff[3])
            elif setting := _SETTING.fullmatch(line):
                self.desk[setting[1]] = _value(setting[2])
            elif line.startswith("svc ") or _KEPT.fullmatch(line) or WRITTEN.fullmatch(line):
                self._steps.append(Step(at, who, line, f"{name}:{number}"))
            else:
                said = T("a script's line begins with svc, at or as: {line}", line=line)
                raise SvcError(said, where=f"{name}:{number}")

    def _instant(self, words: str) -> datetime:
        found = datetime.fromisoformat(words)
        return found if found.tzinfo else found.replace(tzinfo=ZoneInfo(str(self.desk.get("time_zone", "UTC"))))


def play(steps: Iterable[Step], directory: Path, make_context: MakeContext, here: Path) -> int:
    """Play steps on a desk, within :func:`acting`; returns their number. Raises SvcError where one fails."""
    kept, count = {"here": str(here)}, 0
    for step in steps:
        try:
            _step(step, directory, make_context, kept)
        except SvcError as error:
            error.where = step.where
            raise
        count += 1
    return count


@contextlib.contextmanager
def acting() -> Iterator[None]:
    """What is set inside (the clock, who is at work) holds inside alone."""
    before = dict(os.environ)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _lines(script: str) -> Iterator[tuple[int, str]]:
    held, first = "", 0
    for number, line in enumerate(script.splitlines(), 1):
        first = first if held else number
        held += line
        if held.endswith("\\"):
            held = held[:-1]
            continue
        if held.strip() and not held.lstrip().startswith("#"):
            yield first, held.strip()
        held = ""


def _value(words: str) -> Value:
    """A word, or a list of words in brackets."""
    return [*words[1:-1].split(", ")] if words.startswith("[") else words


def _step(step: Step, directory: Path, make_context: MakeContext, kept: dict[str, str]) -> None:
    become(*step.who)
    os.environ["SVC_NOW"] = step.at.isoformat()
    if written := WRITTEN.fullmatch(step.line):
        _write(directory / written[1], written[2], written[3])
        return
    named = _KEPT.fullmatch(step.line)
    # A case keeps its id, whatever else is played.
    os.environ["SVC_SEED"] = f"demo {named[1] if named else step.at.isoformat() + step.line}"
    printed = _run(named[2] if named else step.line, directory, make_context, kept)
    if named:
        kept[named[1]] = printed.split()[0]


def become(name: str, mail: str) -> None:
    """Be at work as somebody else from here on, by the clock of the desk."""
    for role in ("AUTHOR", "COMMITTER"):
        os.environ[f"GIT_{role}_NAME"], os.environ[f"GIT_{role}_EMAIL"] = name, mail
        os.environ.pop(f"GIT_{role}_DATE", None)
    os.environ["SVC_ME"] = mail.partition("@")[0]


def _write(file: Path, old: str, new: str) -> None:
    """Edit a file by hand; ``\\n`` begins a new line."""
    text = file.read_text(encoding="utf-8")
    if old not in text:
        raise SvcError(T("{path} does not say {words}", path=file.name, words=old))
    file.write_text(text.replace(old, new.replace("\\n", "\n"), 1), encoding="utf-8", newline="\n")


def _run(line: str, directory: Path, make_context: MakeContext, kept: dict[str, str]) -> str:
    """Run a command, or several of which each reads what the one before printed; what the last one prints."""
    from svc import boundary

    printed = ""
    for part in line.split(" | "):
        words = [re.sub(r"\$(\w+)", lambda m: kept.get(m[1], m[0]), w) for w in shlex.split(part)][1:]
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), _reading(printed):
            status = boundary.run(["-C", str(directory), "--quiet", "--no-input", *words], make_context=make_context)
        if status:
            raise SvcError(T("{line}: {said}", line=part, said=err.getvalue().strip()))
        printed = out.getvalue()
    return printed


@contextlib.contextmanager
def _reading(text: str) -> Iterator[None]:
    """Let stdin hold a text."""
    before, sys.stdin = sys.stdin, io.TextIOWrapper(io.BytesIO(text.encode()))
    try:
        yield
    finally:
        sys.stdin = before
