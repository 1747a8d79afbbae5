"""Mutated tables through the whole of ``svc import``: a named problem and nothing done, or whole cases.

Run as ``python tests/campaigns/mutants.py [COUNT] [SEED]``; the commands run in this process, on one desk that
is put back after each.
"""

from __future__ import annotations

import csv
import io
import json
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from svc.words import one_line
from tests.campaigns import imports
from tests.campaigns.desk import environment
from tests.running import Svc

_ROWS_MAP = """\
source: oldrows
format: {form}
encoding: {encoding}
time_zone: Asia/Shanghai
dates: ["%d.%m.%Y %H:%M", "%d.%m.%Y", iso]
number: No
by: {{column: Agent, key: "true", otherwise: nobody}}
type: {{column: Kind, values: {{Fault: repair, Question: enquiry}}, otherwise: complaint}}
stage: {{column: State, values: {{open: intake, tried: resolution, done: closed}}}}
opened_at: Came
closed_at: Went
fields:
  title: What
  customer: {{column: Who, key: "true"}}
  severity: {{constant: minor}}
  refs.order: Order
  wish_by: Wish
  description: {{columns: [Text, Note], labelled: "true"}}
"""
_HEAD = ("No", "Kind", "State", "Came", "Went", "Agent", "Who", "What", "Order", "Wish", "Text", "Note")
_ROWS = (
    ("7", "Fault", "done", "03.02.2025 09:30", "05.02.2025", "Li Wei", "Müller & Söhne", "Pump leaks", "A-1",
     "04.02.2025", "Two\nlines", ""),
    ("8", "Question", "open", "01.07.2025", "", "", "水务公司", "=1+1", "", "", "阀门", 'x "y", z'),
    ("9", "Fault", "tried", "2025-07-02T10:00:00+02:00", "", "Li Wei", "Müller & Söhne", "Noise", "007", "", "", "#"),
    ("10", "Other", "done", "04.07.2025 23:59", "04.07.2025 23:59", "-", "", "- {a: b}", "", "", "!!x &y *z", "%"),
)  # fmt: skip
_PUT = (b"", b'"', b",", b"\n", b"\r", b"\0", b"\xff", b"\t", b"9", b"- ", b"#", b"{", "\u202e".encode(), b"\x1b[31m",
        "\u2028".encode(), "水".encode(), b"2025-02-30", b"01.01.1900", b"1.23E+15", b"'", b"\xef\xbb\xbf")  # fmt: skip


@dataclass
class Figures:
    """What a run came to."""

    seed: int
    ends: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def __str__(self) -> str:
        ends = ", ".join(f"{count} {name}" for name, count in sorted(self.ends.items()))
        return f"{self.ends.total()} files: {ends}; {len(self.wrong)} wrong; {self.seconds:.0f} s, seed {self.seed}"


def tables() -> dict[str, tuple[str, bytes]]:
    """By the name of its mapping: the mapping, and a file that fits it."""
    found = {}
    held = [dict(zip(_HEAD, row, strict=True)) for row in _ROWS]
    lines = io.StringIO()
    csv.writer(lines).writerows([_HEAD, *_ROWS])
    for name, form, encoding, text in (
        ("rows", "csv", "utf-8", lines.getvalue()),
        ("chinese", "csv", "gb18030", lines.getvalue()),
        ("array", "json", "utf-8", json.dumps(held, ensure_ascii=False)),
        ("objects", "ndjson", "utf-8", "\n".join(json.dumps(row) for row in held)),
    ):
        found[name] = (_ROWS_MAP.format(form=form, encoding=encoding), text.encode(encoding))
    return found | {"log": (imports.MAP, imports.log_of(4, 1).encode())}


def run(svc: Svc, count: int, seed: int) -> Figures:
    """Import that many mutated files into a desk."""
    began, chance, figures = time.monotonic(), random.Random(seed), Figures(seed)
    known = tables()
    (svc.desk / "maps").mkdir()
    for name, (mapping, _) in known.items():
        (svc.desk / f"maps/{name}.yaml").write_text(mapping, encoding="utf-8")
    svc.git("add", "maps")
    svc.git("commit", "-q", "-m", "mappings")
    base = svc.git("rev-parse", "HEAD").strip()
    for _ in range(count):
        name = chance.choice(("rows", "log", *known))
        data = _mutated(known[name][1], chance)
        history = ("--history",) * chance.randrange(2)
        found = list(_one(svc, name, data, history, base, figures))
        figures.wrong += [f"{name}: {what}: {data!r}" for what in found]
    figures.seconds = time.monotonic() - began
    return figures


def _mutated(data: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        at, length = chance.randrange(len(data)), chance.choice((0, 0, 1, 1, 5, 40))
        some = chance.randrange(len(data))
        put = chance.choice((*_PUT, data[some : some + chance.choice((3, 30))]))
        data = data[:at] + put + data[at + length :]
    return data


def _one(svc: Svc, name: str, data: bytes, options: tuple[str, ...], base: str, figures: Figures) -> Iterator[str]:
    """What is wrong with what the import of one file did."""
    file = svc.desk.parent / "mutant.csv"
    file.write_bytes(data)
    told, status = svc.run("import", str(file), "--map", name, "--json", *options)
    if "Traceback" in told.err or "internal" in told.err:
        yield told.err
    head = svc.git("rev-parse", "HEAD").strip()
    if svc.git("status", "--porcelain", "-uall"):
        yield svc.git("status", "--porcelain", "-uall")
    if status == 1:
        figures.ends["refused"] += 1
        if "mutant.csv" not in told.err and f"maps/{name}.yaml:" not in told.err:
            yield f"what is wrong with the file is not named: {told.err}"
        if head != base:
            yield "it was refused and something was written"
        return
    if status:
        yield f"exit {status}: {told.err}"
        return
    found = json.loads(told.out)
    figures.ends["partly" if found["left_out"] else "whole"] += 1
    if found["rows"] != found["rows_taken"] + len(found["left_out"]):
        yield "the rows do not add up"
    if head != base:
        yield from _cases(svc, name, data, found["new"])
        svc.git("reset", "-q", "--hard", base)


def _cases(svc: Svc, name: str, data: bytes, new: list[str]) -> Iterator[str]:
    held = json.loads(svc("list", "--all", "--json").out)
    if sorted(case["id"] for case in held) != sorted(new):
        yield "not the cases that it says"
    checked, _ = svc.run("check", "--json")
    yield from (str(problem) for problem in json.loads(checked.out) if problem["severity"] == "error")
    if name != "log":
        return
    reader = csv.reader(io.StringIO(data.decode(), newline=""))
    head = [" ".join(cell.split()) for cell in next(reader)]
    rows = {tuple(row) for row in reader if len(row) == len(head)}
    number = head.index("No")
    many = Counter(one_line(row[number]) for row in rows)  # what cannot be seen makes no other number
    for case in held:
        if len(case["log"]) != many[case["origin"]["number"]]:
            yield f"half a case: {case['origin']['number']}: {len(case['log'])} of {many[case['origin']['number']]}"


def main(count: int, seed: int) -> int:
    """Run on a desk of its own and print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        own = environment(home / "home")
        os.environ.clear()
        os.environ.update(own)
        svc = Svc(home)
        svc("init", str(home / "desk"), "--time-zone", "UTC")
        figures = run(Svc(home / "desk"), count, seed)
    print(figures)
    for what in figures.wrong[:20]:
        print(f"  {what[:600]}", file=sys.stderr)
    return 1 if figures.wrong else 0


if __name__ == "__main__":
    words = sys.argv[1:]
    sys.exit(main(int(words[0]) if words else 2000, int(words[1]) if words[1:] else random.randrange(1_000_000)))
