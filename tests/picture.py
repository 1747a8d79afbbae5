"""The picture of the README: a terminal session as SVG, with the colours that a person sees.

``python tests/picture.py`` plays it and writes ``docs/terminal.svg``.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import NamedTuple

from wcwidth import wcwidth

if __name__ == "__main__":
    import sys

    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests import console

FILE = Path(__file__).resolve().parent.parent / "docs" / "terminal.svg"
SESSION = (
    "svc demo desk -q",
    "cd desk",
    "svc next --all --limit 5",
    "svc list 'type:repair waiting:any or 焦味' --fields id,stage,waiting,title",
    "svc move 3T9Y resolution",
)
COLUMNS = 100
CELL, LINE, EDGE = 8.4, 19, 16
COLOURS = {2: "#8b949e", 31: "#ff7b72", 32: "#7ee787", 33: "#e3b341"}
_STYLE = re.compile("\x1b\\[([0-9;]*)m")


class Run(NamedTuple):
    """Neighbours on one line that look alike: where they begin and end, in cells, and how they look."""

    at: int
    end: int
    text: str
    look: str


def shown(folder: Path, desk: Path | None = None) -> str:
    """What the session shows on a terminal with colours; with ``desk``, on a copy of that one."""
    environ = console.environment(folder) | {"TERM": "xterm-256color", "COLUMNS": str(COLUMNS)}
    del environ["NO_COLOR"]
    said, here = "", folder
    for command in SESSION:
        said += f"\x1b[32m$\x1b[0m \x1b[1m{command}\x1b[0m\n"
        if command.startswith("cd "):
            here = here / command[3:]
        elif desk and command.startswith("svc demo"):
            said += console.copied(desk, folder)
        else:
            said += console.run(command, here, environ).replace(f"{folder}/", "")
    return said


def runs(line: str) -> Iterator[Run]:
    """The runs of a line; every wide letter is one of its own, as no font holds it to two cells."""
    marks = [*_STYLE.finditer(line)]
    pieces = [(0, "")] + [(m.end(), m[1]) for m in marks]
    ends = [m.start() for m in marks] + [len(line)]
    at, style = 0, ""
    for (start, codes), end in zip(pieces, ends, strict=True):
        style = codes if codes.strip("0") else ""
        for text in re.findall("[\x20-\x7e]+|.", line[start:end]):
            cells = sum(max(0, wcwidth(char)) for char in text)
            if text.strip():
                yield Run(at, at + cells, text, _look(style))
            at += cells


def _look(style: str) -> str:
    codes = [int(code or 0) for code in style.split(";")]
    look = [f'fill="{COLOURS[code]}"' for code in codes if code in COLOURS]
    return "".join(f" {one}" for one in [*look, *(['font-weight="bold"'] if 1 in codes else [])])


def svg(said: str) -> str:
    """The picture."""
    lines = [part for line in said.rstrip("\n").split("\n") for part in _folded(line)]
    wide, high = COLUMNS * CELL + 2 * EDGE, len(lines) * LINE + 2 * EDGE
    body = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:g} {high:g}" font-size="14" xml:space="preserve"',
        '  font-family="ui-monospace, Menlo, Consolas, DejaVu Sans Mono, Noto Sans Mono CJK SC, monospace">',
        f'<rect width="{wide:g}" height="{high:g}" rx="8" fill="#0d1117"/>',
    ]
    for number, line in enumerate(lines):
        y = EDGE + number * LINE + 14
        body += [_text(one, y) for one in runs(line)]
    return "\n".join([*body, "</svg>"]) + "\n"


def _folded(line: str) -> Iterator[str]:
    """The lines that a terminal makes of a plain one that is too long for it."""
    part, cells = "", 0
    for char in line:
        wide = max(0, wcwidth(char))
        if "\x1b" not in line and cells + wide > COLUMNS:
            yield part
            part, cells = "", 0
        part, cells = part + char, cells + wide
    yield part


def _text(one: Run, y: int) -> str:
    x, long = EDGE + one.at * CELL, (one.end - one.at) * CELL
    look = one.look if "fill" in one.look else f' fill="#e6edf3"{one.look}'
    fit = f' textLength="{long:g}" lengthAdjust="spacingAndGlyphs"' if len(one.text) > 1 else ""
    return f'<text x="{x:g}" y="{y}"{fit}{look}>{escape(one.text)}</text>'


def words(picture: str) -> list[str]:
    """The texts of a picture, line by line; commits, which hang on every byte of a desk, masked."""
    found = re.findall(r'<text x="[^"]*" y="(\d+)".*?>(.*?)</text>', picture)
    return [re.sub(r"\b[0-9a-f]{10}\b", "0123456789", f"{y} {text}") for y, text in found]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as room:
        FILE.write_text(svg(shown(Path(room))), encoding="utf-8")
