"""Every command wherever it may be run: on screens of all sorts, in pipes that close, in desks in odd places."""

from __future__ import annotations

import io
import os
import pty
import re
import shlex
import subprocess
import sys
import termios
from collections.abc import Callable
from pathlib import Path
from typing import IO

import pytest
from console import run as on_a_terminal
from running import Svc

from svc.__main__ import main
from svc.commands import COMMANDS
from svc.render.cells import width

# Each line, and the exit status that it has everywhere. They go round with a repair and an enquiry.
DAY = [
    ("new enquiry 'Which filter?' --category usage -s 9", 0),
    ("split @ 'Second question' -m 'another matter'", 0),
    ("new repair 'Pumpe leckt 水泵漏水 ✓' -c northmill -s 2607A1 -m 'It drips.'", 0),
    ("list", 0),
    ("list --all --format md", 0),
    ("next", 0),
    ("show @", 0),
    ("assign @ me", 0),
    ("triage @ remote --told", 0),
    ("note @ -m '已经联系客户。'", 0),
    ("propose @ --of resolution.plan --set resolution.plan.cost_limit='80 元'", 0),
    ("list --proposed", 0),
    ("approve @", 1),
    ("reject @ -m why", 1),
    ("contact @ in -m 'Still drips.'", 0),
    ("attach @ note.txt", 0),
    ("promise @ --until tomorrow -m 'Call back'", 0),
    ("promise @ --kept", 0),
    ("wait @ parts --until 'in 2 working days'", 0),
    ("resume @", 0),
    ("handover @ --to workshop -m 'Measure it.'", 0),
    ("escalate @ --to li.wei -m 'Third time.'", 0),
    ("contain @ -m 'Batch held back'", 0),
    ("restore @ -m 'Loan unit'", 0),
    ("sla --late", 0),
    ("why @", 0),
    ("warranty @", 0),
    ("customer add nm --name '诺思米尔 Joinery'", 0),
    ("product add KM-3 --name 泵", 0),
    ("asset add KM-3 2607A1", 0),
    ("asset show 2607A1", 0),
    ("edit @ --set priority=high", 0),
    ("correct @ --set serial=2607A2 -m 'Swapped.'", 0),
    ("retype @ return -m 'Comes back.'", 0),
    ("undo @ -m 'A slip.'", 0),
    ("lesson @ -m 'Check the seal first.'", 0),
    ("move @ analysis", 1),
    ("link @ @", 2),
    ("close @ --as spam -m 'spam'", 0),
    ("reopen @ -m 'No spam.'", 0),
    ("log @", 0),
    ("log --full", 0),
    ("lessons", 0),
    ("commit", 0),
    ("check", 0),
    ("audit", 0),
    ("conflicts", 0),
    ("sync", 3),
    ("propose @ --update", 3),
    ("merge-driver note.txt note.txt note.txt note.txt", 0),
    ("textconv note.txt", 0),
    ("search 水泵", 0),
    ("report sla", 0),
    ("fmt --check", 0),
    ("fields cause", 0),
    ("workflow --type repair", 0),
    ("schema", 0),
    ("calendar show 2026-10", 0),
    ("completion bash", 0),
    ("doctor", 0),
    ("import rows.csv --propose", 0),
    ("migrate stage:intake=analysis --dry-run", 1),
    ("help dates", 0),
    ("move --help", 0),
    ("init note.txt", 3),
    ("demo note.txt", 3),
]


class Stream(io.TextIOWrapper):
    """A stream of an encoding, that may be a terminal."""

    def __init__(self, buffer: IO[bytes], encoding: str = "utf-8", screen: int = -1) -> None:
        super().__init__(buffer, encoding=encoding, newline="\n", write_through=True)
        self.screen = screen

    def isatty(self) -> bool:
        return self.screen >= 0

    def fileno(self) -> int:
        if self.screen < 0:
            raise io.UnsupportedOperation
        return self.screen


class Untouched(io.StringIO):
    """What nobody may read from: whoever does would wait for a person."""

    def read(self, _: int | None = None, /) -> str:
        raise AssertionError("stdin was read")

    readline = read  # type: ignore[assignment]


class Closed(io.BytesIO):
    """A pipe whose reader has left."""

    def write(self, _: object, /) -> int:
        raise BrokenPipeError(32, "Broken pipe")


class Surroundings:
    """Where commands are run: the streams, the folder, the variables."""

    def __init__(self, patch: pytest.MonkeyPatch, desk: Path) -> None:
        self.patch, self.desk = patch, desk
        self.encoding, self.screen, self.closed = "utf-8", -1, False

    def __call__(self, line: str) -> tuple[int, str, str]:
        """Run a line: its exit status, stdout and stderr."""
        out, err = io.BytesIO(), io.BytesIO()
        self.patch.setattr(sys, "stdout", Stream(Closed() if self.closed else out, self.encoding, self.screen))
        self.patch.setattr(sys, "stderr", Stream(err, self.encoding))
        self.patch.setattr(sys, "stdin", Untouched())
        status = main(shlex.split(line))
        return status, out.getvalue().decode(self.encoding), err.getvalue().decode(self.encoding)


def dumb_and_narrow(around: Surroundings) -> None:
    """A terminal of 60 columns without colours."""
    _, outside = pty.openpty()
    termios.tcsetwinsize(outside, (5000, 60))
    around.patch.setenv("TERM", "dumb")
    around.screen = outside


def no_colour_in_a_job(around: Surroundings) -> None:
    """A terminal with NO_COLOR, and a job of a forge, from a folder below the desk."""
    dumb_and_narrow(around)
    around.patch.setenv("TERM", "xterm-256color")
    around.patch.setenv("NO_COLOR", "1")
    around.patch.setenv("GITHUB_ACTIONS", "true")
    around.patch.setenv("CI", "true")
    around.patch.setenv("COLUMNS", "200")
    around.patch.chdir(around.desk / "templates")


def gbk_in_another_repository(around: Surroundings) -> None:
    """A pipe in GBK, in Chinese, from a desk that is a folder of a larger repository."""
    around.encoding = "gbk"
    around.patch.setenv("SVC_LANG", "zh")
    whole = around.desk.parent / "whole"
    (whole / "service").mkdir(parents=True)
    git(around.desk, "clone", "-q", ".", str(whole / "from"))
    git(whole, "init", "-q")
    for name in ("svc.yaml", "templates", ".svc", ".gitattributes"):
        (whole / "from" / name).rename(whole / "service" / name)
    subprocess.run(["rm", "-rf", str(whole / "from")], check=True)
    git(whole, "add", "service")
    for name in ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"):  # no commit of the day stands on a later one
        around.patch.setenv(name, os.environ["SVC_NOW"])
    git(whole, "commit", "-qm", "Take the desk in")
    for name in ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"):
        around.patch.delenv(name)
    around.patch.chdir(whole / "service")


def left_in_a_linked_tree(around: Surroundings) -> None:
    """A pipe whose reader left at once, in a linked work tree."""
    around.closed = True
    git(around.desk, "worktree", "add", "-q", "-b", "aside", str(around.desk.parent / "aside"))
    around.patch.chdir(around.desk.parent / "aside")


PLACES: list[Callable[[Surroundings], None]] = [
    dumb_and_narrow, no_colour_in_a_job, gbk_in_another_repository, left_in_a_linked_tree,
]  # fmt: skip


def git(folder: Path, *args: str) -> None:
    subprocess.run(["git", *args], cwd=folder, check=True, capture_output=True)


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
def test_every_command_everywhere(
    desk: Path, environment: pytest.MonkeyPatch, place: Callable[[Surroundings], None]
) -> None:
    around = Surroundings(environment, desk)
    environment.chdir(desk)
    place(around)
    (Path.cwd() / "note.txt").write_text("pressure 3 bar\n")
    (Path.cwd() / "rows.csv").write_text("number,title\n1,Pump leaks\n")
    told = {line: around(line) for line, _ in DAY}
    expected = dict(DAY)
    assert not {line: (status, err) for line, (status, _, err) in told.items() if status != expected[line]}
    for line, (_, out, err) in told.items():
        assert "\x1b" not in out + err, line
        assert "internal error" not in err, line
        assert "Traceback" not in err, line
        if around.screen >= 0 and "COLUMNS" not in os.environ and line.split()[0] in ("list", "next", "show", "log"):
            assert "md" in line or max(map(width, out.splitlines()), default=0) <= 60, (line, out)


def test_the_day_has_every_command() -> None:
    assert {line.split()[0] for line, _ in DAY} >= set(COMMANDS)


def test_nothing_asks_without_a_terminal(desk: Path, environment: pytest.MonkeyPatch) -> None:
    around = Surroundings(environment, desk)
    environment.chdir(desk)
    around("new repair 'Pump leaks'")
    lines = [line for verb in COMMANDS for line in (verb, f"{verb} @") if verb not in ("demo", "init")]
    told = {line: around(line) for line in lines}
    assert {line: err for line, (_, _, err) in told.items() if "stdin was read" in err or "internal error" in err} == {}
    assert {status for status, _, _ in told.values()} == {0, 1, 2, 3}
    assert {line.split()[0] for line, (status, _, _) in told.items() if status == 3} == {"sync"}  # there is no remote


def test_at_a_terminal_only_what_is_missing_is_asked(desk: Path) -> None:
    inside, outside = pty.openpty()
    words = [sys.executable, "-m", "svc", "-C", str(desk), "new", "repair", "--severity", "minor"]
    with subprocess.Popen(words, stdin=outside, stdout=subprocess.PIPE, stderr=outside) as process:
        os.close(outside)
        seen = b""
        while b"title: " not in seen:
            seen += os.read(inside, 4096)
        os.write(inside, b"Pump leaks\n")
        out, _ = process.communicate(timeout=60)
    os.close(inside)
    assert process.returncode == 0
    assert re.fullmatch(rb"C-2611-\w{9}\n", out)


@pytest.mark.parametrize(
    ("line", "environ", "shown"),
    [
        ("svc list | cat", {"GITHUB_ACTIONS": "true", "TERM": "xterm"}, "Pump leaks"),
        ("svc list", {"TERM": "xterm", "NO_COLOR": "1"}, "Pump leaks"),
        ("svc show @ | cat", {"PYTHONIOENCODING": "gbk"}, "Pump leaks"),
        ("set -o pipefail; svc --help | head -1", {}, "Usage: svc"),
        ("set -o pipefail; svc log --full | head -1", {}, "zhao.min"),
        ("svc note @ < /dev/null", {}, "missing: --message"),
    ],
)
def test_as_a_process(desk: Path, tmp_path: Path, line: str, environ: dict[str, str], shown: str) -> None:
    """On a real terminal, run by a real shell."""
    Svc(desk)("new", "repair", "Pump leaks")
    svc = f"{shlex.quote(sys.executable)} -m svc"
    whole = f"bash -c {shlex.quote(line.replace('svc', svc, 1))} && echo ended well || echo ended badly"
    seen = on_a_terminal(whole, desk, dict(os.environ) | {"LC_ALL": "C.UTF-8", "COLUMNS": "80"} | environ)
    assert shown in seen
    assert "\x1b" not in seen
    assert ("ended well" in seen) == (shown != "missing: --message")


def test_colours_say_nothing_that_words_do_not(svc: Svc, environment: pytest.MonkeyPatch) -> None:
    svc("new", "complaint", "Plug burns", "--severity", "safety", "--priority", "urgent")
    svc("promise", "@", "--until", "10:00", "-m", "Call back")
    svc("note", "@", "-m", "x")
    environment.setenv("SVC_NOW", "2026-11-25T09:00:00+00:00")
    coloured = 0
    for line in ("list", "next", "show @", "log @", "log --full", "workflow", "fields"):
        words = [*line.split(), "--format", "table"]
        environment.setenv("FORCE_COLOR", "1")
        painted = svc(*words).out
        environment.delenv("FORCE_COLOR")
        assert re.sub(r"\x1b\[[0-9;]*m", "", painted) == svc(*words).out
        coloured += "\x1b[" in painted
    assert coloured >= 3
