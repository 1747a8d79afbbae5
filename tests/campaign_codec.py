"""The long run against the reader, the writer and the edits: mutated case files by the thousand.

``python tests/campaign_codec.py --count 100000 --parser c --seed 1`` prints counts and figures; with
``--parser pure`` each text is read by both parsers, which must agree. ``--only N`` replays one text.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from svc.model import Data, InvalidFileError
from svc.store import canonical, codec, edit
from svc.store.tree import Node
from tests.store import samples

LIMIT_SECONDS = 1.0
SYNTAX = (
    "- ",
    "? ",
    ": ",
    ":",
    ",",
    "[",
    "]",
    "{",
    "}",
    "{}",
    "[]",
    "#",
    " #",
    "# ",
    "&a ",
    "*a",
    "!",
    "!!str ",
    "|",
    "|-",
    "|+",
    ">",
    ">-",
    "|2",
    ">1",
    "'",
    '"',
    "''",
    '\\"',
    "%YAML 1.1\n",
    "---\n",
    "--- ",
    "...\n",
    "@",
    "`",
    "<<: ",
    "\t",
    "\\",
    "\\x41",
    "\\ud800",
    "\\U00110000",
    "\\/",
    "~",
    "=",
    "\n",
    "\n\n",
    "  \n",
    "\r\n",
    "\r",
    "-",
    "?",
    "a",
    "a: b",
    "- a\n",
    "key: v\n",
    "[[[[",
    "{{{{",
    "- - - ",
    "\x00",
    "\x1b",
    "\u2028",
    "\u202e",
    "\ufeff",
    "\u00a0",
    "\u3000",
    "\U0001f600",
    "<<<<<<< x\n",
    "=======\n",
)
WORDS = (
    "NO",
    "12:30",
    "0123",
    "1.10",
    "1e5",
    "=",
    "~",
    "2027-01-21",
    "+86 138",
    "- x",
    "a: b",
    "a #b",
    "null",
    "[x]",
    "it's",
    'say "x"',
    "x y",
    "中文，词",
    "$5",
    "50 %",
    "a,b",
    "*",
    "&",
    "why?",
    "http://x.example/a?b=c#d",
    "a:b",
    "x:",
    "?x",
    "a - b",
    "{x",
    "#x",
)


@dataclass
class Tally:
    """What a run has seen."""

    texts: int = 0
    accepted: int = 0
    formatted: int = 0
    unformatted: int = 0
    unedited: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    worst: float = 0.0
    worst_at: int = -1


def flip(text: str, rng: random.Random) -> str:
    """One character becomes another one of the first 256 or so."""
    at = rng.randrange(len(text) + 1)
    return text[:at] + chr(rng.choice((rng.randrange(32, 127), rng.randrange(256)))) + text[at + 1 :]


def splice(text: str, rng: random.Random) -> str:
    """A piece of YAML syntax lands anywhere."""
    at = rng.randrange(len(text) + 1)
    return text[:at] + rng.choice(SYNTAX) + text[at:]


def truncate(text: str, rng: random.Random) -> str:
    """The end is lost."""
    return text[: rng.randrange(len(text) + 1)]


def _by_line(change: Callable[[list[str], int, random.Random], None]) -> Callable[[str, random.Random], str]:
    def changed(text: str, rng: random.Random) -> str:
        lines = text.split("\n")
        change(lines, rng.randrange(len(lines)), rng)
        return "\n".join(lines)

    return changed


@_by_line
def drop_line(lines: list[str], at: int, rng: random.Random) -> None:
    """A line is deleted."""
    del lines[at]


@_by_line
def double_line(lines: list[str], at: int, rng: random.Random) -> None:
    """A line is there twice."""
    lines.insert(rng.randrange(len(lines)), lines[at])


@_by_line
def swap_lines(lines: list[str], at: int, rng: random.Random) -> None:
    """Two lines change places."""
    other = rng.randrange(len(lines))
    lines[at], lines[other] = lines[other], lines[at]


@_by_line
def indent(lines: list[str], at: int, rng: random.Random) -> None:
    """A run of lines moves left or right."""
    by = rng.choice((-2, -1, 1, 2, 4))
    for n in range(at, min(len(lines), at + rng.choice((1, 1, 2, 5)))):
        lines[n] = " " * by + lines[n] if by > 0 else lines[n].removeprefix(" " * -by)


@_by_line
def blank(lines: list[str], at: int, rng: random.Random) -> None:
    """Blanks where they should not matter."""
    lines.insert(at, " " * rng.randrange(4)) if rng.random() < 0.5 else lines.__setitem__(
        at, lines[at] + "  "
    )


@_by_line
def remark(lines: list[str], at: int, rng: random.Random) -> None:
    """A comment above or behind a line."""
    if rng.random() < 0.5:
        lines.insert(at, " " * rng.choice((0, 2, 4, 6)) + "# a remark: [x")
    else:
        lines[at] += "  # 'behind"


@_by_line
def reword(lines: list[str], at: int, rng: random.Random) -> None:
    """A value becomes another one, or words get into a text."""
    line = lines[at]
    if ": " in line and rng.random() < 0.7:
        lines[at] = line[: line.index(": ") + 2] + rng.choice(WORDS)
    else:
        cut = rng.randrange(len(line) + 1)
        lines[at] = line[:cut] + rng.choice(WORDS) + line[cut:]


MUTATIONS: tuple[Callable[[str, random.Random], str], ...] = (
    flip,
    splice,
    splice,
    truncate,
    drop_line,
    double_line,
    swap_lines,
    indent,
    indent,
    blank,
    blank,
    remark,
    remark,
    reword,
    reword,
)


def mutant(seed: int, number: int) -> bytes:
    """The text with this number: one to three mutations of a sample, then perhaps a broken byte."""
    rng = random.Random(f"{seed}/{number}")
    text = rng.choice(list(samples.ALL.values()))
    for _ in range(rng.choice((1, 1, 2, 3))):
        text = rng.choice(MUTATIONS)(text, rng)
    data = bytearray(text.encode("utf-8", "surrogatepass"))
    if data and rng.random() < 0.05:
        data[rng.randrange(len(data))] = rng.randrange(256)
    return bytes(data)


def shape(node: Node) -> object:
    """All that a node says, for comparison."""
    return (
        node.kind,
        node.start,
        node.end,
        node.line,
        node.column,
        node.style,
        node.text,
        [shape(item) for item in node.items],
        [(name, shape(entry.key), shape(entry.value)) for name, entry in node.entries.items()],
    )


def attempt(text: str, pure: bool) -> object:
    """The shape of what is read, or None when it is refused."""
    try:
        return shape(codec.read(text, "x", pure))
    except InvalidFileError:
        return None


def survive(text: str, tally: Tally, short: bool) -> None:
    """An accepted text takes an event, a field and, unless ``short``, more words and the canonical form."""
    event: Data = {"id": "ZZZZZ", "at": "2027-03-01T00:00:00Z", "by": "t.est", "kind": "note", "text": "a: b"}
    changes: dict[str, Callable[[], str]] = {
        "append": lambda: edit.append(text, "log", event),
        "set": lambda: edit.set_value(text, "title", "new: words"),
        "block": lambda: edit.set_value(text, "analysis.cause", "new\nwords"),
        "note": lambda: edit.put_note(text, "ZZZZZ", "new\nwords"),
    }
    for name in list(changes)[: 2 if short else None]:
        try:
            codec.load(changes[name]().encode(), "x")
        except InvalidFileError as error:
            tally.unedited[f"{name}: {error.message.template}"] += 1
            if "in its place" not in error.message.template:
                raise
    if short:
        return
    once = canonical.fmt(text, "x")
    if canonical.fmt(once, "x") != once:
        raise AssertionError("fmt is not idempotent")
    tally.formatted += 1


def run_one(data: bytes, both: bool, tally: Tally, short: bool = False) -> None:
    """Read one text; raises what should not happen."""
    tally.texts += 1
    try:
        text = codec.decode(data, "x")
        node = codec.read(text, "x")
    except InvalidFileError as error:
        tally.refused[error.message.template] += 1
        if both and "text" in locals() and attempt(text, pure=True) is not None:
            raise AssertionError("refused by the C parser alone") from None
        return
    tally.accepted += 1
    if both and attempt(text, pure=True) != shape(node):
        raise AssertionError("the parsers do not agree")
    survive(text, tally, short)


def run(count: int, both: bool, seed: int, every: int = 1) -> Tally:
    """Read ``count`` mutants, one in ``every`` with all that there is to try."""
    tally = Tally()
    for number in range(count):
        data = mutant(seed, number)
        begun = time.process_time()
        try:
            run_one(data, both, tally, number % every > 0)
        except Exception as error:  # the campaign's whole point is that none of these happens
            tally.failures.append(f"{number}: {type(error).__name__}: {error}")
        spent = time.process_time() - begun
        if spent > tally.worst:
            tally.worst, tally.worst_at = spent, number
    return tally


def main() -> int:
    """Run from the command line; 1 when anything failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--parser", choices=("c", "pure"), default="c")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int)
    options = parser.parse_args()
    if options.only is not None:
        sys.stdout.buffer.write(mutant(options.seed, options.only))
        run_one(mutant(options.seed, options.only), options.parser == "pure", Tally())
        return 0
    begun = time.perf_counter()
    tally = run(options.count, options.parser == "pure", options.seed)
    print(f"texts {tally.texts}, accepted {tally.accepted} ({tally.accepted / tally.texts:.0%}),", end=" ")
    print(f"formatted {tally.formatted}, seconds {time.perf_counter() - begun:.0f},", end=" ")
    print(f"worst {tally.worst:.3f} s (text {tally.worst_at})")
    for title, counts in (("refused", tally.refused), ("not edited", tally.unedited)):
        print(f"{title}:")
        for message, times in counts.most_common(40):
            print(f"  {times:6} {message}")
    print(f"failures: {len(tally.failures)}")
    print("\n".join(tally.failures[:40]))
    return 1 if tally.failures or tally.worst > LIMIT_SECONDS else 0


if __name__ == "__main__":
    sys.exit(main())
