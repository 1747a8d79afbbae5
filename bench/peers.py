"""Other trackers that keep their data in files, filled with what a desk's cases say and asked the same.

Those are measured that ``make bench-peers`` has installed, or that are on the path. Each holds as many entries as the
desk has cases, as many of them open, with the same titles, descriptions and remarks, since a tracker that keeps less
has less to read; filled as its own import or its files allow, so that no day is spent on it.

Usage: ``python bench/peers.py DESK FOLDER WORD`` fills them.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

INSTALLED = Path(__file__).resolve().parent / "installed"
_PLACES = (INSTALLED / "python" / "bin", INSTALLED / "node" / "node_modules" / ".bin")
OPERATIONS = {"create": "svc new", "list": "svc list", "show": "svc show ID", "search": "svc search",
              "change": "svc contact"}  # fmt: skip
"""What is asked of each, and the command of svc that does it."""
_AT = "20261120T100000Z"


class Entry(NamedTuple):
    """What a peer is told of a case; each text on one line. ``remarks``: all else that people wrote in it."""

    number: int
    title: str
    is_open: bool
    description: str
    remarks: list[str]

    def paragraphs(self) -> str:
        """The description and the remarks."""
        return "\n\n".join([self.description, *self.remarks])


class Peer(NamedTuple):
    """A tracker ready to be asked: its commands by operation, where they run and what they need around them."""

    name: str
    commands: dict[str, list[str]]
    folder: Path
    environment: dict[str, str]


def entries(desk: Path) -> list[Entry]:
    """The cases of a desk."""
    import yaml

    found = []
    for number, place in enumerate(sorted((desk / "cases").rglob("*.yaml")), 1):
        case = yaml.load(place.read_bytes(), Loader=yaml.CSafeLoader)
        sections = [case[name] for name in ("intake", "analysis", "resolution", "feedback", "summary", "notes", "log")]
        remarks = [text for text in _texts(sections) if " " in text or not text.isascii()]
        description = _line(case["description"] or "")
        found.append(Entry(number, case["title"], case["stage"] != "closed", description, remarks))
    return found


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield _line(value)
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)


def _line(text: str) -> str:
    return " ".join(text.split())


def ready(desk: Path, folder: Path, word: str) -> list[Peer]:
    """The peers that are installed, each filled with what a desk has; what was filled before is used again."""
    known = {"task": _taskwarrior, "fossil": _fossil, "backlog": _backlog, "todo": _todoman, "cliit": _cliit}
    found: list[Peer] = []
    told: list[Entry] = []
    for program, make in known.items():
        where = _which(program)
        if where:
            home = folder / program
            is_new = not home.exists()
            home.mkdir(parents=True, exist_ok=True)
            told = told or entries(desk) if is_new else told
            found.append(make(where, home, told if is_new else [], word))
    return found


def _which(program: str) -> str:
    places = [str(place / program) for place in _PLACES if (place / program).exists()]
    return places[0] if places else shutil.which(program) or ""


def _run(argv: list[str], folder: Path, environment: dict[str, str], text: str = "") -> str:
    done = subprocess.run(argv, cwd=folder, env=os.environ | environment, input=text, capture_output=True, text=True,
                          check=True)  # fmt: skip
    return done.stdout


def _taskwarrior(program: str, home: Path, told: list[Entry], word: str) -> Peer:
    around = {"TASKRC": str(home / "rc"), "HOME": str(home)}
    name = "00000000-0000-4000-8000-{:012}".format
    if told:
        (home / "rc").write_text(f"data.location={home}\nconfirmation=no\nverbose=nothing\n")
        rows = [{"uuid": name(one.number), "description": one.title, "entry": _AT,
                 "annotations": [{"entry": f"20261120T10{second // 60:02}{second % 60:02}Z", "description": said}
                                 for second, said in enumerate((one.description, *one.remarks))],
                 **({"status": "pending"} if one.is_open else {"status": "completed", "end": _AT})}
                for one in told]  # fmt: skip
        _run([program, "import", "-"], home, around, json.dumps(rows))
    return Peer("taskwarrior", {
        "create": [program, "add", "Pump leaks"], "list": [program, "list"], "show": [program, name(1), "info"],
        "search": [program, f"description.contains:{word}", "all"],
        "change": [program, name(1), "annotate", "Called back"],
    }, home, around)  # fmt: skip


def _fossil(program: str, home: Path, told: list[Entry], word: str) -> Peer:
    around, place = {"USER": "bench", "HOME": str(home)}, str(home / "x.fossil")
    if told:
        _run([program, "init", place], home, around)
        for one in told[:1000]:  # no import of tickets: some milliseconds each
            status = "Open" if one.is_open else "Closed"
            _run([program, "ticket", "add", "title", one.title, "status", status, "comment", one.paragraphs(),
                  "-R", place], home, around)  # fmt: skip
    oldest = "tkt_id = (SELECT min(tkt_id) FROM ticket)"  # what is changed gets another number
    shown = _run([program, "ticket", "show", "0", oldest, "-R", place], home, around)
    name = re.findall(r"\b[0-9a-f]{40}\b", shown)[0]

    def ask(where: str) -> list[str]:
        return [program, "ticket", "show", "0", where, "-R", place]

    return Peer("fossil, at most 1,000", {
        "create": [program, "ticket", "add", "title", "Pump leaks", "status", "Open", "-R", place],
        "list": ask("status = 'Open'"), "show": ask(f"tkt_uuid = '{name}'"), "search": ask(f"title LIKE '%{word}%'"),
        "change": [program, "ticket", "change", name, "comment", "Called back", "-R", place],
    }, home, around)  # fmt: skip


def _backlog(program: str, home: Path, told: list[Entry], word: str) -> Peer:
    around = {"HOME": str(home)}
    if told:
        _run(["git", "init", "-q", "."], home, around)
        tasks = home / "backlog" / "tasks"
        tasks.mkdir(parents=True)
        (home / "backlog" / "config.yml").write_text(
            'project_name: "bench"\ndefault_status: "To Do"\nstatuses: ["To Do", "Done"]\nauto_commit: false\n'
            "remote_operations: false\ncheck_active_branches: false\n"
        )
        for one in told:
            status = "To Do" if one.is_open else "Done"
            (tasks / f"task-{one.number} - case.md").write_text(
                f"---\nid: task-{one.number}\ntitle: {json.dumps(one.title, ensure_ascii=False)}\nstatus: {status}\n"
                "assignee: []\ncreated_date: '2026-11-20'\nlabels: []\ndependencies: []\n---\n\n"
                f"## Description\n\n{one.paragraphs()}\n", "utf-8",
            )  # fmt: skip
    return Peer("Backlog.md", {
        "create": [program, "task", "create", "Pump leaks"],
        "list": [program, "task", "list", "-s", "To Do", "--plain"],
        "show": [program, "task", "1", "--plain"], "search": [program, "search", word, "--plain"],
        "change": [program, "task", "edit", "1", "--priority", "high"],
    }, home, around)  # fmt: skip


def _todoman(program: str, home: Path, told: list[Entry], word: str) -> Peer:
    around = {"HOME": str(home)}
    if told:
        (home / "lists" / "desk").mkdir(parents=True)
        (home / "conf.py").write_text(f'path = "{home}/lists/*"\ndefault_list = "desk"\ncache_path = "{home}/cache"\n')
        for one in told:
            status = "NEEDS-ACTION" if one.is_open else "COMPLETED"
            lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:bench", "BEGIN:VTODO", f"UID:u{one.number}",
                     f"SUMMARY:{_escaped(one.title)}", f"DESCRIPTION:{_escaped(one.paragraphs())}",
                     f"DTSTAMP:{_AT}", f"STATUS:{status}", "END:VTODO", "END:VCALENDAR"]  # fmt: skip
            (home / "lists" / "desk" / f"u{one.number}.ics").write_text("\r\n".join(lines) + "\r\n", "utf-8")
        _run([program, "--config", str(home / "conf.py"), "list"], home, around)
    base = [program, "--config", str(home / "conf.py")]
    return Peer("todoman", {
        "create": [*base, "new", "Pump leaks"], "list": [*base, "list"], "show": [*base, "show", "1"],
        "search": [*base, "list", "--grep", word], "change": [*base, "edit", "1", "--priority", "high"],
    }, home, around)  # fmt: skip


def _escaped(text: str) -> str:
    """As RFC 5545 has it in a text, section 3.3.11."""
    return re.sub(r"([\\\\;,])", r"\\\1", text).replace("\n", "\\n")


def _cliit(program: str, home: Path, told: list[Entry], word: str) -> Peer:
    around = {"HOME": str(home), "PYTHONUTF8": "1"}
    if told:
        _run(["git", "init", "-q", "."], home, around)
        _run([program, "init"], home, around)
        for one in told:
            (home / ".issues" / f"ISS-{one.number:03}.md").write_text(
                f"---\nid: ISS-{one.number:03}\nstatus: {'open' if one.is_open else 'closed'}\n"
                "created_at: 2026-11-20T10:00:00+00:00\nupdated_at: 2026-11-20T10:00:00+00:00\npriority: medium\n"
                f"---\n\n# {one.title}\n\n{one.paragraphs()}\n", "utf-8",
            )  # fmt: skip
    return Peer("cliit", {
        "create": [program, "create", "Pump leaks", "Drips."], "list": [program, "list"],
        "show": [program, "view", "ISS-001"], "search": [program, "search", word],
        "change": [program, "set", "ISS-001", "--priority", "high"],
    }, home, around)  # fmt: skip


if __name__ == "__main__":
    ready(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
