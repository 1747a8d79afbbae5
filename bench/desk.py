"""A desk of any size that looks like one at work, made in one stream through ``git fast-import``.

The patterns are the cases that ``svc demo`` plays: every type, both ways through the loop, Chinese and English words.
Each case made here is one of them with an id, a customer, a serial number, a place and a time of its own: shifted by
whole weeks, so that it still meets the hours of the shop. Ten thousand cases are a year; those of the last weeks are
open as they are in the demo. A case with few commits comes as often as they are few: most of what a desk hears is
answered soon. The same number and seed give the same commits.

Usage: ``python bench/desk.py COUNT DIR [--seed 1]``.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import subprocess
import sys
import tempfile
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import IO, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from svc.ids import case_id  # noqa: E402
from svc.store.layout import case_path  # noqa: E402

A_YEAR = 10_000
"""Cases that come in within a year."""
END = datetime.fromisoformat("2026-11-20T18:00:00+08:00")
"""The moment at which the demo ends."""
_OPEN_WEEKS = 4
_DESCRIPTION = "\ndescription: |\n  "
_ID = re.compile(r"C-\d{4}-[0-9A-Z]{9}")
_TIME = re.compile(r"(?<!\d)20\d\d-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?(?:[+-]\d\d:\d\d)?)?(?!\d)")
_FIELD = {name: re.compile(rf"^{name}: (.+)$", re.M) for name in ("title", "customer", "serial")}
_LAST = {
    "zh": ("陈", "李", "王", "张", "刘", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林", "何", "郭"),
    "en": ("Archer", "Bloom", "Carter", "Dale", "Ellis", "Frost", "Grant", "Hale", "Irving", "Jonas", "Kerr", "Lund"),
}
_FIRST = {
    "zh": ("建国", "秀英", "志强", "丽华", "海燕", "文博", "晓东", "桂芳", "振宇", "雪梅", "国栋", "永康"),
    "en": ("Foods", "Dairy", "Bakery", "Pharma", "Textiles", "Hotels", "Brewing", "Plastics", "Clinics", "Stores"),
}
_PLACES = {
    "zh": ("城东", "城西", "江北", "滨河", "高新区", "老城", "开发区", "南山", "东湖", "新桥", "西塘", "云岭"),
    "en": ("plant 1", "plant 2", "line 3", "line 7", "north site", "south site", "store 12", "hall B", "the annex"),
}
_WORDS = {
    "zh": ("客户说上周也有过一次。", "已经换过一次插座。", "地上有水，像是漏水。", "晚上六点以后有人在家。",
           "邻居家同型号没有这个问题。", "使用不到半年。", "搬家以后开始的。", "客户很着急，家里有老人。",
           "照片稍后发来。", "噪音很大，水压正常。"),
    "en": ("It happened last week as well.", "The shift has tried another socket.", "The line stands still meanwhile.",
           "They ask for a call before five.", "The sister machine beside it runs well.", "In use for half a year.",
           "It began after the move.", "Photos will follow.", "Noise is high, pressure is normal."),
}  # fmt: skip


Pieces = tuple[str, ...]
"""A text cut around all that another case has otherwise."""


class Step(NamedTuple):
    """One commit of a pattern: the seconds from its birth, who made it, its message and the whole file."""

    after: int
    who: bytes
    message: Pieces
    text: Pieces


class Pattern(NamedTuple):
    """A case of the demo. ``fields``: its title, customer and serial number as they are written at first."""

    id: str
    opened: datetime
    steps: tuple[Step, ...]
    is_open: bool
    fields: dict[str, str]
    times: frozenset[str]

    @property
    def language(self) -> str:
        """Whether its title is Chinese."""
        return "en" if self.fields["title"].isascii() else "zh"


class Case(NamedTuple):
    """One case to be: a pattern, the days it is shifted by, and what is its own in the place of the pattern's words."""

    pattern: Pattern
    days: int
    id: str
    words: dict[str, str]


def git(folder: Path, *args: str) -> bytes:
    """What git says."""
    return subprocess.run(["git", *args], cwd=folder, check=True, capture_output=True).stdout


def patterns(demo: Path) -> list[Pattern]:
    """The cases of a demo that speak of no other case, with all their commits."""
    out = git(demo, "log", "--reverse", "--no-renames", "--raw", "--no-abbrev", "-z",
              "--format=%x01%at %an <%ae>%x02%B%x02", "--", "cases")  # fmt: skip
    steps: dict[str, list[tuple[int, bytes, str, str]]] = {}
    for chunk in out.split(b"\x01")[1:]:
        head, message, raw = chunk.split(b"\x02")
        at, _, who = head.partition(b" ")
        fields = raw.strip(b"\0\n").split(b"\0")
        for meta, path in zip(fields[::2], fields[1::2], strict=True):
            blob = meta.split(b" ")[3].decode()
            steps.setdefault(path.decode(), []).append((int(at), who, message.decode().strip() + "\n", blob))
    found = []
    for place, made in sorted(steps.items()):
        name = Path(place).stem
        texts = [git(demo, "cat-file", "blob", blob).decode() for *_, blob in made]
        if set(_ID.findall("".join(texts) + "".join(m for *_, m, _ in made))) != {name}:
            continue
        found.append(_pattern(name, made, texts))
    return found


def _pattern(name: str, made: list[tuple[int, bytes, str, str]], texts: list[str]) -> Pattern:
    fields = {key: said[1] for key, told in _FIELD.items() if (said := told.search(texts[0]))}
    own = [name, *filter(None, (fields.get("customer"), fields.get("serial", "").strip("'\""))),
           f"title: {fields['title']}", _DESCRIPTION]  # fmt: skip
    cut = re.compile(f"({'|'.join(map(re.escape, own))}|{_TIME.pattern})")
    begun = made[0][0]
    steps = tuple(Step(at - begun, who, tuple(cut.split(message)), tuple(cut.split(text)))
                  for (at, who, message, _), text in zip(made, texts, strict=True))  # fmt: skip
    times = frozenset(_TIME.findall("".join(texts)))
    opened = datetime.fromtimestamp(begun, END.tzinfo)
    return Pattern(name, opened, steps, "\nstage: closed\n" not in texts[-1], fields, times)


def cases(known: list[Pattern], count: int, chance: random.Random) -> list[Case]:
    """As many cases as asked for, each of some pattern, over the years that so many take to come in."""
    span = 365 * max(1, count // A_YEAR)
    still_open = [one for one in known if one.is_open]
    closed = [one for one in known if not one.is_open]
    weights = {is_new: [1 / len(one.steps) for one in some] for is_new, some in ((True, still_open), (False, closed))}
    made: list[Case] = []
    taken: set[str] = set()
    while len(made) < count:
        back = chance.randrange(span)
        is_new = back < 7 * _OPEN_WEEKS and chance.random() < 1 - back / (7 * _OPEN_WEEKS)
        pattern = chance.choices(still_open if is_new else closed, weights[is_new])[0]
        wanted = END - timedelta(days=back)
        weeks = round((wanted - pattern.opened).days / 7)
        if not pattern.is_open:
            done = pattern.opened + timedelta(seconds=pattern.steps[-1].after)
            weeks = min(weeks, (END - done).days // 7)
        days = 7 * min(weeks, 0)
        born = pattern.opened + timedelta(days=days)
        name = case_id("C", born.strftime("%y%m"), chance.randrange)
        if name not in taken:
            taken.add(name)
            made.append(Case(pattern, days, name, _own(pattern, name, days, chance)))
    return made


def _own(pattern: Pattern, name: str, days: int, chance: random.Random) -> dict[str, str]:
    """What is put in the place of a pattern's words."""
    fields, language = pattern.fields, pattern.language
    own = {said: _shifted(said, days) for said in pattern.times} | {pattern.id: name}
    if customer := fields.get("customer"):
        first, last = chance.choice(_FIRST[language]), chance.choice(_LAST[language])
        own[customer] = f"{last}{first}" if language == "zh" else f"{last} {first} {chance.randrange(1, 90)}"
    if serial := fields.get("serial", "").strip("'\""):
        own[serial] = "".join(chance.choice("0123456789") if char.isdigit() else char for char in serial)
    title, place = fields["title"], chance.choice(_PLACES[language])
    ending = title[-1] if title[-1] in "'\"" else ""
    where = f"（{place}）" if language == "zh" else f", {place}"
    own[f"title: {title}"] = f"title: {title.removesuffix(ending)}{where}{ending}"
    own[_DESCRIPTION] = f"{_DESCRIPTION}{chance.choice(_WORDS[language])}\n  "
    return own


@cache
def _shifted(said: str, days: int) -> str:
    return (date.fromisoformat(said[:10]) + timedelta(days=days)).isoformat() + said[10:]


def stream(made: list[Case], demo: Path, out: IO[bytes]) -> int:
    """Feed all commits in the order of time to ``git fast-import``; their number."""
    out.write(_first(demo))
    order = sorted(
        (int(one.pattern.opened.timestamp()) + one.days * 86400 + one.pattern.steps[at].after, place, at)
        for place, one in enumerate(made)
        for at in range(len(one.pattern.steps))
    )
    for when, place, at in order:
        one = made[place]
        step = one.pattern.steps[at]
        who = b"%s %d +0800" % (step.who, when)
        message, text = ("".join([one.words.get(piece, piece) for piece in told]).encode()
                         for told in (step.message, step.text))  # fmt: skip
        out.write(
            b"commit refs/heads/main\nauthor %s\ncommitter %s\ndata %d\n%s\nM 100644 inline %s\ndata %d\n%s\n"
            % (who, who, len(message), message, case_path(one.id).encode(), len(text), text)
        )
    out.write(b"done\n")
    return len(order) + 1


def _first(demo: Path) -> bytes:
    """The commit of all that is no case."""
    names = [n for n in git(demo, "ls-files", "-z").decode().split("\0") if n and not n.startswith("cases/")]
    who = b"Zhao Min <zhao.min@lanhai.example> 1262304000 +0800"
    parts = [b"commit refs/heads/main\nauthor %s\ncommitter %s\ndata 9\nsvc: init\n" % (who, who)]
    for name in names:
        data = (demo / name).read_bytes()
        parts.append(b"M 100644 inline %s\ndata %d\n%s\n" % (name.encode(), len(data), data))
    return b"".join(parts)


def make(count: int, target: Path, seed: int = 1) -> int:
    """Make the desk; the number of its commits."""
    with tempfile.TemporaryDirectory(prefix="svc-bench-") as home:
        demo = Path(home, "demo")
        subprocess.run([sys.executable, "-m", "svc", "--quiet", "demo", str(demo)], check=True, capture_output=True,
                       env=os.environ | {"PYTHONPATH": str(ROOT)})  # fmt: skip
        made = cases(patterns(demo), count, random.Random(seed))
        target.mkdir(parents=True)
        git(target, "init", "--quiet", "-b", "main")
        process = subprocess.Popen(
            ["git", "-c", "core.compression=1", "fast-import", "--quiet", "--done", "--date-format=raw"],
            cwd=target, stdin=subprocess.PIPE,
        )  # fmt: skip
        assert process.stdin is not None
        total = stream(made, demo, process.stdin)
        process.stdin.close()
        if process.wait():
            raise SystemExit("git fast-import failed")
    git(target, "reset", "--quiet", "--hard")
    git(target, "commit-graph", "write", "--reachable", "--changed-paths")
    return total


def main() -> None:
    """Make a desk, and say what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    begun = datetime.now(UTC)
    commits = make(given.count, given.folder, given.seed)
    print(f"{given.count} cases, {commits} commits in {(datetime.now(UTC) - begun).seconds} s")


if __name__ == "__main__":
    main()
