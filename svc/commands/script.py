"""Scripts of svc commands, as in ``examples/``: one command a line, played in this process with its own dates.

A line is empty, a ``# comment``, ``at INSTANT`` (what the clock says from here on), ``as NAME <MAIL>`` (who is
at work), ``name = svc ...`` (keeps the id that the command prints) or ``svc ...``; ``$name`` stands for an id
kept before. A line that ends in ``\\`` goes on in the next one.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

from svc.errors import SvcError, T

_KEPT = re.compile(r"(\w+) = (svc .*)", re.S)
_PERSON = re.compile(r"as (.+) <([^<>]+)>")


def play(script: str, directory: Path) -> int:
    """Play a script on a desk; returns the number of commands. Raises SvcError where one fails."""
    kept: dict[str, str] = {}
    count = 0
    with acting():
        os.environ["SVC_SEED"] = "demo"
        for number, line in _lines(script):
            count += _step(line, number, directory, kept)
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


def _step(line: str, number: int, directory: Path, kept: dict[str, str]) -> int:
    person = _PERSON.fullmatch(line)
    if person:
        become(person[1], person[2])
        return 0
    if line.startswith("at "):
        os.environ["SVC_NOW"] = line[3:].strip()
        return 0
    named = _KEPT.fullmatch(line)
    printed = _run(named[2] if named else line, number, directory, kept)
    if named:
        kept[named[1]] = printed.split()[0]
    return 1


def become(name: str, mail: str) -> None:
    """Be at work as somebody else from here on."""
    for role in ("AUTHOR", "COMMITTER"):
        os.environ[f"GIT_{role}_NAME"], os.environ[f"GIT_{role}_EMAIL"] = name, mail
    os.environ["SVC_ME"] = mail.partition("@")[0]


def _run(line: str, number: int, directory: Path, kept: dict[str, str]) -> str:
    from svc import boundary

    words = [re.sub(r"\$(\w+)", lambda m: kept.get(m[1], m[0]), w) for w in shlex.split(line)]
    if not words or words[0] != "svc":
        raise SvcError(T("a script's line begins with svc, at or as: {line}", line=line), where=f"script:{number}")
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = boundary.run(["-C", str(directory), "--quiet", "--no-input", *words[1:]])
    if status:
        raise SvcError(T("{line}: {said}", line=line, said=err.getvalue().strip()), where=f"script:{number}")
    return out.getvalue()
