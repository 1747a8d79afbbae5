"""The commands of every hour: what they may import, and that their plain lines are understood without typer as with it.

Their start-up is what people wait for. What stands here is kept out of it by hand; one import would undo that.
"""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from running import Svc

from svc import cli, frontdoor
from svc.binding import declared, with_switches
from svc.commands import COMMANDS
from svc.errors import UsageError
from svc.options import SWITCHES, Call, Param

HOT = ("list", "show", "log", "next", "new", "contact", "move", "search", "completion", "note", "edit", "assign")
LINES = 200
"""Random lines a command."""
WORDS = (
    "@", "7K3M", "in", "analysis", "分析", "repair", "-", "--", "", "a=1", "stage:closed", "-type:enquiry", "-x", "5",
    "Plug gets hot", "插座 发热", "--set", "-m", "--nwe", "-h", "--help", "--js", "-qy", "-mx", "--json=1", "-C",
)  # fmt: skip
USUAL = (
    ["list"], ["list", "complaint", "severity:major", "-assignee:me"], ["list", "--all", "--sort", "-priority,opened"],
    ["show", "@"], ["show", "7K3M", "--json"], ["log", "7K3M"], ["next"], ["search", "漏水"],
    ["search", "a b", "-n", "5"],
    ["new", "repair", "Pump leaks", "-s", "26A", "-m", "Drips."], ["new", "complaint", "--title=x", "--set", "a=b"],
    ["contact", "@", "in", "--via", "phone", "-m", "Smells."], ["move", "7K3M", "分析", "--set", "category=leak"],
    ["-C", "desk", "-q", "move", "a", "b", "analysis"], ["completion", "bash", "svc show C-"],
)  # fmt: skip


def understood(parse: Callable[..., Call | None], line: list[str]) -> object:
    try:
        return parse(line, COMMANDS)
    except UsageError as error:
        return str(error)


def _line(verb: str, chance: random.Random) -> Iterator[str]:
    params: list[Param] = [*with_switches(declared(frontdoor.run_of(COMMANDS[verb])))]
    yield from chance.choices([name for s in SWITCHES for name in s.names], k=chance.choice((0, 0, 0, 1)))
    yield verb
    for _ in range(chance.randrange(7)):
        param = chance.choice(params)
        if chance.random() < 0.5 or not param.names:
            yield chance.choice([*param.choices, *WORDS])
            continue
        name, value = chance.choice(param.names), chance.choice([*param.choices, *WORDS])
        name = name if chance.random() < 0.9 else name[:-1]
        if param.kind == "flag" and chance.random() < 0.9:
            yield name
        elif chance.random() < 0.3:
            yield f"{name}={value}"
        else:
            yield from (name, value)


@pytest.mark.parametrize("verb", HOT)
def test_both_ways_understand_a_line_alike(verb: str) -> None:
    chance, plainly = random.Random(verb), 0
    for _ in range(LINES):
        line = [*_line(verb, chance)]
        plain = understood(frontdoor.understand, line)
        plainly += plain is not None
        assert plain is None or plain == understood(cli.parse, line), line
    assert plainly > LINES / 8


@pytest.mark.parametrize("line", USUAL, ids=" ".join)
def test_a_usual_line_needs_no_typer(line: list[str]) -> None:
    call = frontdoor.understand(line, COMMANDS)
    assert call is not None
    assert call == cli.parse(line, COMMANDS)


HEAVY = {
    "typer", "yaml", "typing", "pathlib", "json", "subprocess", "threading", "signal", "inspect", "dataclasses",
    "shutil", "tempfile", "locale", "dateutil", "urllib.parse", "importlib", "logging", "hashlib", "git",
}  # fmt: skip
PATTERNS = {"re", "enum"}
MODULES = [
    (["list"], HEAVY | PATTERNS | {"zoneinfo"}, 65),
    (["show", "{id}"], HEAVY | PATTERNS, 90),
    (["show", "{again}"], HEAVY | PATTERNS, 95),
    (["log", "{id}"], HEAVY, 95),
    (["next"], HEAVY, 130),
    (["new", "repair", "Pump leaks", "-m", "Drips."], HEAVY | PATTERNS, 127),
    (["contact", "{id}", "in", "-m", "It smells."], HEAVY | PATTERNS, 117),
    (["note", "{id}", "-m", "A remark."], HEAVY | PATTERNS, 117),
    (["search", "leaks"], HEAVY - {"pathlib", "urllib.parse"}, 85),
    (["completion", "bash", "svc show C-"], HEAVY | PATTERNS, 100),
]  # fmt: skip
TELLING = """
import sys
from svc.__main__ import main
status = main(sys.argv[1:])
print(status, *sys.modules, file=sys.stderr)
"""


def test_what_hot_commands_import(svc: Svc) -> None:
    """The first run reads what the others find in the index. ``most``: modules of svc's own."""
    case = svc("new", "repair", "Pump leaks", "-c", "northmill").id
    again = svc("new", "enquiry", "Plug?", "-c", "northmill", "--severity", "minor", "-m", "Fits?").id
    said = ("category=other", "channel=phone", "feedback.told_at=now", "feedback.decision=A ring.",
            "summary.lesson=Ask for the size.")  # fmt: skip
    svc("close", again, *(word for each in said for word in ("--set", each)))
    svc("reopen", again, "-m", "It does not fit.")
    svc("list")
    for line, never, most in MODULES:
        words = [word.replace("{id}", case).replace("{again}", again) for word in line]
        code = [sys.executable, "-c", TELLING, "-C", str(svc.desk), *words]
        told = subprocess.run(code, capture_output=True, text=True, check=True).stderr.splitlines()[-1]
        status, *modules = told.split()
        assert status == "0", told
        assert not never.intersection(modules), line
        assert sum(name.startswith("svc") for name in modules) <= most, line
