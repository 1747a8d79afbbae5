"""A repository that names programs everywhere: reading it runs none; SECURITY.md says what a change may run."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from commands.hostile_desk import Planted, made
from conftest import clean, made_desk

from svc.commands import COMMANDS

READS: dict[str, tuple[str, ...]] = {
    "list": ("", "--all --json", "--by stage", "--rev HEAD~1"),
    "show": ("@", "@ --format md"),
    "next": ("--all",),
    "log": ("", "-p", "@ --json"),
    "search": ("hot",),
    "audit": ("--all", "@ --json", "--verify --from HUB"),
    "lessons": ("",),
    "sla": ("",),
    "why": ("@",),
    "calendar": ("",),
    "report": ("sla --partial",),
    "check": ("", "--base HEAD~1 --format md", "--base HEAD --staged"),
    "fmt": ("--check",),
    "fields": ("",),
    "conflicts": ("",),
    "workflow": ("",),
    "schema": ("",),
    "completion": ("bash",),
    "doctor": ("",),
    "migrate": ("stage:analysis=resolution --dry-run",),
    "textconv": ("svc.yaml",),
    "import": ("TABLE --propose",),
}
"""What only reads, or is asked only to look."""
HOOKS = {"hook pre-commit", "hook prepare-commit-msg", "hook commit-msg", "hook post-commit"}
CHANGES: dict[str, tuple[str, ...]] = {
    "new": ("complaint x",),
    "note": ("@ -m x",),
    "edit": ("@ --set priority=high",),
    "attach": ("@ TABLE",),
    "customer": ("list", "add --name x"),
    "product": ("list", "add HF-20 --name x"),
    "asset": ("list", "add HF-20 1"),
    "undo": ("@",),
    "close": ("@ --as void -m x",),
    **dict.fromkeys((
        "contact", "promise", "move", "reopen", "assign", "triage", "wait", "resume", "handover", "escalate",
        "contain", "restore", "correct", "retype", "link", "split", "lesson", "commit", "warranty",
    ), ()),
}  # fmt: skip
"""What changes cases, all by one door to the repository; some are tried."""
NETWORK = {"sync": ("",), "propose": ("--update --base main", "@ --of title --here"), "approve": ("@",),
           "reject": ("@ -m x",)}  # fmt: skip
TRANSPORT = {"remote.origin.uploadpack", "remote.origin.receivepack", "hook pre-push", "core.sshCommand",
             "credential.helper", "core.askPass", "core.gitProxy", "remote.origin.vcs"}  # fmt: skip
ELSEWHERE = ("init", "demo", "merge-driver")
"""What works on another folder, or is started by a merge of Git's own."""


@pytest.fixture(scope="module", params=["everything", "no links", "no attributes"])
def planted(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Planted]:
    home = tmp_path_factory.mktemp("planted")
    with pytest.MonkeyPatch.context() as patch:
        clean(patch, home)
        yield made(made_desk(home), request.param != "no attributes", request.param == "everything")


def _run(planted: Planted, command: str, line: str) -> set[str]:
    table = planted.room / "table.csv"
    table.write_text("title,what\nPump,leaks\n")
    words = line.replace("TABLE", str(table)).replace("HUB", str(planted.svc.desk.parent / "hub.git")).split()
    told, status = planted.svc.run(command, *words)
    assert status in (0, 1, 3), told
    assert "secret" not in told.out, "what a link leads to was read"
    return planted.ran()


def test_git_itself_runs_them(planted: Planted) -> None:
    """The canaries sing: else nothing below would prove anything."""
    for line in ("status", "log -p -1", "diff HEAD~1"):
        subprocess.run(["git", "-C", str(planted.svc.desk), *line.split()], capture_output=True, check=False)
    assert "core.fsmonitor" in planted.ran()


@pytest.mark.parametrize("command", READS)
def test_reading_runs_nothing(planted: Planted, command: str) -> None:
    for line in READS[command]:
        assert _run(planted, command, line) == set(), line


def test_changing_runs_the_commit_hooks_alone(planted: Planted) -> None:
    found = {one for command, lines in CHANGES.items() for line in lines for one in _run(planted, command, line)}
    # Whether other files were edited, which hooks would see, Git asks their filters.
    assert {one for one in found if not one.startswith("filter.")} == (set() if planted.attributes else HOOKS)


def test_the_network_is_git_s_own(planted: Planted) -> None:
    found = {one for command, lines in NETWORK.items() for line in lines for one in _run(planted, command, line)}
    assert {one for one in found if not one.startswith("filter.")} <= TRANSPORT | HOOKS


def test_sealing_signs_with_the_program_of_the_clone(planted: Planted) -> None:
    assert _run(planted, "audit", "--seal --unsigned") == set()
    assert _run(planted, "audit", "--seal") <= {"gpg.program", "gpg.openpgp.program"}


def test_every_command_is_in_one_row_of_the_table() -> None:
    """A new command belongs into READS, CHANGES, NETWORK or ELSEWHERE, and into the table of SECURITY.md."""
    text = (Path(__file__).parent.parent.parent / "SECURITY.md").read_text("utf-8")
    table = [re.findall(r"`([a-z-]+)`", line.split("|")[1]) for line in text.splitlines() if line.startswith("| `")]
    told = {row[0]: set(row) for row in table}
    only_reads = READS.keys() - CHANGES.keys() - {"migrate", "fmt", "conflicts", "import"}
    wanted = {"list": only_reads, "new": CHANGES.keys() | {"migrate", "fmt", "conflicts", "import"}, "sync": {*NETWORK},
              "init": {*ELSEWHERE}}  # fmt: skip
    assert told == wanted
    assert set().union(*wanted.values()) == COMMANDS.keys()
