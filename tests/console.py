"""The console blocks of the pages: ``$ command`` lines and what they print, run on a terminal and compared.

A block is fenced as ``console``; the commands of a page run one after another in one folder, so a later block
goes on where an earlier one stopped. ``# ...`` after two blanks at the end of a command is a remark.
"""

from __future__ import annotations

import os
import pty
import re
import select
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

BLOCK = re.compile(r"^```console\n(.*?)^```$", re.M | re.S)
COLUMNS = 110


@dataclass(frozen=True)
class Step:
    """One command of a page, as it is run and as it is written, and the output shown under it."""

    command: str
    written: str
    shown: str


_LONGEST = 600
"""Seconds that a command may take on a busy machine; one that asks a question would wait for ever."""
_NOT_EVERYWHERE = ("yq", "jq")
_COMMIT = re.compile(r"\b[0-9a-f]{10}\b")


def steps(block: str) -> list[Step]:
    """The commands of one block."""
    parts = re.split(r"^\$ ", block, flags=re.M)[1:]
    found = []
    for part in parts:
        command, _, shown = part.partition("\n")
        written = command
        while command.endswith("\\"):
            more, _, shown = shown.partition("\n")
            command, written = command[:-1] + more, f"{written}\n{more}"
        found.append(Step(command, written, shown))
    return found


def environment(home: Path) -> dict[str, str]:
    """A clean machine: one person, one clock, no settings of the tester's own."""
    kept = {k: v for k, v in os.environ.items() if k in ("PATH", "SYSTEMROOT", "TMPDIR")}
    config = home / "gitconfig"
    if not config.exists():
        config.write_text("[user]\n\tname = zhao.min\n\temail = zhao.min@desk.example\n")
    return kept | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
        "HOME": str(home), "GIT_CONFIG_GLOBAL": str(config), "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C.UTF-8",
        "TZ": "UTC", "SVC_LANG": "en", "SVC_SEED": "readme", "SVC_NOW": "2026-11-21T10:30:00+08:00",
        "COLUMNS": str(COLUMNS), "LINES": "400", "TERM": "dumb", "NO_COLOR": "1", "GIT_PAGER": "cat", "PAGER": "cat",
    }  # fmt: skip


def run(command: str, folder: Path, environ: dict[str, str]) -> str:
    """What a command prints on a terminal, stdout and stderr as they come."""
    inside, outside = pty.openpty()
    with subprocess.Popen(
        ["sh", "-c", command], cwd=folder, env=environ, stdin=subprocess.DEVNULL, stdout=outside, stderr=outside
    ) as process:
        os.close(outside)
        text = b"".join(_read(inside, process))
    os.close(inside)
    return text.decode().replace("\r\n", "\n")


def _read(inside: int, process: subprocess.Popen[bytes]) -> Iterator[bytes]:
    deadline = time.monotonic() + _LONGEST
    while time.monotonic() < deadline:
        if select.select([inside], [], [], 0.1)[0]:
            try:
                data = os.read(inside, 65536)
            except OSError:
                return
            if not data:
                return
            yield data
        elif process.poll() is not None:
            return
    process.kill()
    raise TimeoutError(process.args)


def replay(page: str, folder: Path, home: Path, played: Path, language: str = "en") -> str:
    """The page with the output of every command as it is now; of a program that is not here, as it is shown.

    ``played`` is what ``svc demo`` makes: where a page has it made quietly, it gets a copy.
    """
    environ = environment(home) | {"SVC_LANG": language}
    here = folder

    def fresh(match: re.Match[str]) -> str:
        nonlocal here
        out = "```console\n"
        for step in steps(match[1]):
            moved = re.fullmatch(r"cd (\S+)", step.command)
            printed = ""
            if moved:
                here = (here / moved[1]).resolve()
            elif step.command.startswith("export "):
                environ.update(word.split("=", 1) for word in shlex.split(step.command)[1:])
            elif step.command == "svc demo desk -q":
                printed = copied(played, folder)
            elif _lacks(step.command):
                printed = step.shown
            else:
                printed = run(step.command.partition("  # ")[0], here, environ)
            told = _told(printed, step.shown, folder)
            # The ids of commits hang on every byte of the desk: those that the page shows will do.
            out += f"$ {step.written}\n{step.shown if _masked(told) == _masked(step.shown) else told}"
        return out + "```"

    return BLOCK.sub(fresh, page)


def copied(played: Path, folder: Path) -> str:
    """A copy of the played desk, and what ``svc demo desk -q`` prints."""
    return f"{shutil.copytree(played, folder / 'desk', symlinks=True).name}\n"


def _lacks(command: str) -> bool:
    return any(re.search(rf"\b{tool} ", command) and not shutil.which(tool) for tool in _NOT_EVERYWHERE)


def _masked(text: str) -> str:
    return _COMMIT.sub("0123456789", text)


def _told(printed: str, shown: str, folder: Path) -> str:
    """The output as the page tells it: our folder left out, and cut where the page cuts it with ``...``."""
    text = printed.replace(f"{folder}/", "").replace(str(folder), ".")
    lines = shown.splitlines()
    if "..." in lines:
        at = lines.index("...")
        kept = text.splitlines()
        tail = len(lines) - at - 1
        return "\n".join([*kept[:at], "...", *(kept[-tail:] if tail else [])]) + "\n"
    return text
