"""Completion: what the shells are told, and bash, zsh and fish themselves with a Tab pressed."""

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
from pathlib import Path

import pytest
from running import Svc

LISTED = {
    "svc mo": ["move"],
    "svc move @ res": ["resolution"],
    "svc move @ 分": ["分析"],
    "FOO=1 svc mo": ["move"],
    "svc wait @ pa": ["parts"],
    "svc help f": ["fmt", "fields", "formats"],
    "svc list --format j": ["json"],
    "svc list stage:ana": ["stage:analysis"],
    "svc list -stage:intake,ana": ["-stage:intake,analysis"],
    "svc list sev": ["severity:"],
    "svc list @mi": ["@mine"],
    "svc list type:repair -@ho": ["-@hot"],
    "svc list 阶段:分": ["阶段:分析"],
    "svc list comp": ["complaint"],
    "svc list priority:low..hi": ["priority:low..high"],
    "svc list priority:=lo": ["priority:=low"],
    "svc list opened_at:yes": ["opened_at:yesterday"],
    "svc list --sort -ag": ["-agreement", "-age"],
    "svc list --fields id,tit": ["id,title"],
    "svc list --sort -opened_a": ["-opened_at"],
    "svc edit @ --set analysis.cau": ["analysis.cause_category=", "analysis.cause="],
    "svc edit @ --set priority=hi": ["priority=high"],
    "svc edit @ --set priority=高": ["priority=高"],
    "svc edit @ --set opened": [],
    "svc log --since yes": ["yesterday"],
    "svc assign @ li": ["li.wei", "li.wei@desk.example"],
    "svc assign @ 李": ["李伟"],
    "svc new rep": ["repair"],
    "svc new --severity=sa": ["--severity=safety"],
    "svc attach @ ph": [":file"],
    "svc new 'not clo": [],
    "svc nothing ": [],
    "svc init --time-zone Asia/Shang": ["Asia/Shanghai"],
}


@pytest.fixture
def manned(svc: Svc) -> Svc:
    """A desk with a person, an open case and a closed one."""
    (svc.desk / "people").mkdir()
    svc.write("id: li.wei\nname: 李伟\n", "people/li.wei.yaml")
    svc.write("id: 'o; rm x'\n", "people/odd.yaml")
    svc.write("id: li.wei@desk.example\n", "people/other.yaml")
    svc("new", "repair", "Pump: leaks $(date)", "--serial", "1")
    return svc


def following(svc: Svc, shell: str, line: str) -> list[str]:
    return svc("completion", shell, "--", line).out.splitlines()


def test_the_words_that_may_follow(manned: Svc) -> None:
    assert {line: following(manned, "bash", line) for line in LISTED} == LISTED


def test_what_needs_quotes_has_them(manned: Svc) -> None:
    assert following(manned, "bash", "svc assign @ o") == ["'o; rm x'"]


def test_cases_have_their_titles_and_are_begun_at_either_end(manned: Svc) -> None:
    name = manned("list", "--fields", "id").out.strip()
    body = name.rpartition("-")[2]
    (told,) = manned("completion", "fish", "--", "show", "").out.splitlines()
    assert told.split("\t") == [name, "intake  Pump: leaks $(date)"]
    assert following(manned, "bash", f"svc show {body[:3].lower()}") == [body]
    assert following(manned, "bash", f"svc show {name[:-3]}") == [name]
    manned("close", "@", "--as", "spam", "-m", "spam")
    assert following(manned, "bash", "svc show ") == [name]
    manned("new", "repair", "Door squeaks", "--serial", "2")
    assert name not in following(manned, "bash", "svc show ")
    assert following(manned, "bash", "svc reopen ") == [name]


def test_without_a_desk_what_ships_is_offered_and_nothing_complains(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    nowhere = Svc(tmp_path)
    assert nowhere("completion", "bash", "--", "svc new comp") == ("complaint\n", "")
    assert nowhere("completion", "bash", "--", "svc show ") == ("", "")


def test_no_typer_is_loaded(manned: Svc) -> None:
    script = (
        "import sys; from svc.__main__ import main; main(sys.argv[1:]); "
        "print(sorted({'typer', 'tabulate', 'git'} & set(sys.modules)), file=sys.stderr)"
    )
    words = ["-C", str(manned.desk), "completion", "fish", "--", "show", ""]
    done = subprocess.run([sys.executable, "-c", script, *words], capture_output=True, text=True, check=True)
    assert done.stderr == "[]\n"


class Screen:
    """A shell on a terminal of its own."""

    def __init__(self, command: list[str], folder: Path, environ: dict[str, str]) -> None:
        self.inside, outside = pty.openpty()
        self.process = subprocess.Popen(
            command, cwd=folder, env=environ, stdin=outside, stdout=outside, stderr=outside, start_new_session=True
        )
        os.close(outside)
        self.seen = ""

    def type(self, text: str, until: str) -> str:
        """Type something, wait until something is shown, and return what was, without bells and what was erased."""
        os.write(self.inside, text.encode())
        self.seen = ""
        deadline = time.monotonic() + 60
        while until not in self.seen and time.monotonic() < deadline:
            if select.select([self.inside], [], [], 0.2)[0]:
                self.seen += os.read(self.inside, 65536).replace(b"\a", b"").decode(errors="replace")
                self.seen = re.sub(".\b", "", self.seen)
        assert until in self.seen, f"typed {text!r}, saw {self.seen!r}"
        return self.seen

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self.inside)


SHELLS = {
    "bash": (["bash", "--norc", "--noprofile", "-i"], "PS1='> '; source <(svc completion bash)"),
    "zsh": (["zsh", "-f", "-i"], "PS1='> '; autoload -U compinit; compinit -u -D; source <(svc completion zsh)"),
}
"""How a shell is started without anybody's settings, and what is typed into it first."""


@pytest.fixture
def shell(request: pytest.FixtureRequest, manned: Svc, tmp_path: Path) -> Iterator[Screen]:
    """A shell at the desk, with ``svc`` to be found and completed."""
    command, begin = SHELLS[request.param]
    found = shutil.which(command[0])
    if not found:
        pytest.skip(f"{command[0]} is not installed")
    screen = Screen([found, *command[1:]], manned.desk, dict(os.environ) | path_with_svc(tmp_path))
    try:
        screen.type(f"{begin}; echo read''y\n", "ready")
        yield screen
    finally:
        screen.close()


def path_with_svc(folder: Path) -> dict[str, str]:
    place = folder / "bin"
    place.mkdir()
    (place / "svc").write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m svc "$@"\n')
    (place / "svc").chmod(0o755)
    return {"PATH": f"{place}{os.pathsep}{os.environ['PATH']}", "LC_ALL": "C.UTF-8", "TERM": "dumb"}


@pytest.mark.parametrize("shell", SHELLS, indirect=True)
def test_a_tab_completes(shell: Screen) -> None:
    for line, shown in (
        ("svc esca\t", "svc escalate "),
        ("svc list stage:ana\t", "svc list stage:analysis"),
        ("svc list @mi\t", "svc list @mine "),
        ("svc assign @ li.wei@\t", "svc assign @ li.wei@desk.example "),
        ("svc edit @ --set priority=hi\t", "priority=high"),
        ("svc edit @ --set custom\t'x", "customer='x"),
        ("svc move @ resol\t", "svc move @ resolution"),
        ("svc list --form\tjs\t", "svc list --format json"),
        ("svc attach @ svc.y\t", "svc attach @ svc.yaml"),
    ):
        shell.type(line, shown)
        shell.type("\x15echo next''one\n", "nextone")


def test_fish_completes(manned: Svc, tmp_path: Path) -> None:
    fish = shutil.which("fish")
    if not fish:
        pytest.skip("fish is not installed")
    name = manned("list", "--fields", "id").out.strip()
    lines = ("svc esca", "svc list stage:ana", "svc list @mi", "svc show ", "svc edit @ --set priority=hi",
             "svc attach @ svc.y")  # fmt: skip
    script = "svc completion fish | source; " + "; ".join(f"complete -C {shlex.quote(line)}" for line in lines)
    environ = dict(os.environ) | path_with_svc(tmp_path)
    done = subprocess.run(
        [fish, "--no-config", "-c", script], cwd=manned.desk, env=environ, capture_output=True, text=True, check=False
    )
    assert done.stdout.splitlines() == [
        "escalate\tcall in somebody above",
        "stage:analysis\tanalysis",
        "@mine\tassignee:me",
        f"{name}\tintake  Pump: leaks $(date)",
        "priority=high\thigh",
        "svc.yaml",
    ]
