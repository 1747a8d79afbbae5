"""Running ``svc`` in this process on a desk, and comparing what it says with golden files."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import subprocess
from pathlib import Path
from typing import NamedTuple

GOLDEN = Path(__file__).resolve().parent / "golden"
_COMMIT = re.compile(r"\"?\b[0-9a-f]{12}\b\"?")  # quoted where it begins with a digit


class Told(NamedTuple):
    """What a command wrote."""

    out: str
    err: str

    @property
    def id(self) -> str:
        """The id that a change prints."""
        return self.out.split()[0]


class Svc:
    """Runs ``svc -C <desk> ...`` in this process."""

    def __init__(self, desk: Path) -> None:
        self.desk = desk

    def __call__(self, *args: str, status: int = 0) -> Told:
        """Run one command; another exit status than the expected one fails the test with what was said."""
        told, found = self.run(*args)
        said = f"svc {' '.join(args)}: exit status {found}, expected {status}\n{told.out}{told.err}"
        assert found == status, said
        return told

    def run(self, *args: str) -> tuple[Told, int]:
        """Run one command, whatever comes of it: what it said and its exit status."""
        from svc.__main__ import main

        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = main(["-C", str(self.desk), *args])
        return Told(out.getvalue(), err.getvalue()), status

    def text(self, word: str = "@") -> str:
        """The file of a case as it stands in the work tree."""
        from svc.store import Store

        store = Store.open(self.desk)
        return (self.desk / store.find(word)).read_text(encoding="utf-8")

    def write(self, text: str, file: str = "") -> None:
        """Write a file of the desk by hand, the last case's where none is named."""
        from svc.store import Store

        (self.desk / (file or Store.open(self.desk).find("@"))).write_text(text, encoding="utf-8")

    def approved(self, case: str = "@", by: str = "chen.jie") -> None:
        """Propose what the rules ask for, and have somebody approve it who may by then."""
        rules = (self.desk / "svc.yaml").read_text(encoding="utf-8")
        staffed = rules.replace("quality: []", f"quality: [{by}]").replace("manager: []", f"manager: [{by}]")
        if staffed != rules:
            self.write(staffed, "svc.yaml")
            self("commit", "svc.yaml")
        self("propose", case)
        was, os.environ["SVC_ME"] = os.environ.get("SVC_ME"), by
        try:
            self("approve", case)
        finally:
            os.environ.pop("SVC_ME") if was is None else os.environ.update(SVC_ME=was)

    def git(self, *args: str) -> str:
        """What git says in the desk."""
        return subprocess.run(["git", *args], cwd=self.desk, check=True, capture_output=True, text=True).stdout


class Play:
    """What is typed on a desk and what comes of it, written down for a golden file."""

    def __init__(self, svc: Svc) -> None:
        self.svc = svc
        self.lines: list[str] = []

    def refused(self, *line: str, status: int = 1) -> None:
        """A command that is refused, in both languages, and leaves everything as it was."""
        before = self._state()
        self.lines.append(f"$ svc {shlex.join(line)}")
        for language in ("en", "zh"):
            os.environ["SVC_LANG"] = language
            told = self.svc(*line, status=status)
            assert told.out == ""
            self.lines.append(told.err)
        os.environ["SVC_LANG"] = "en"
        assert self.lines[-1] != self.lines[-2], "both languages say the same"
        assert self._state() == before, line

    def done(self, *line: str) -> Told:
        """A command that is one commit: its message, and the lines of the files that it changed."""
        before = self._state()
        told = self.svc(*line)
        assert self.svc.git("rev-parse", "HEAD~").strip() == before[0], line
        shown = self.svc.git("show", "-U0", "--no-textconv", "--format=%B")
        kept = [row for row in shown.splitlines() if not row.startswith(("diff ", "index ", "--- ", "@@ "))]
        self.lines += [f"$ svc {shlex.join(line)}", told.err, _COMMIT.sub("(commit)", "\n".join(kept)), ""]
        return told

    def _state(self) -> tuple[str, str]:
        return self.svc.git("rev-parse", "HEAD").strip(), self.svc.git("status", "--porcelain")

    def __str__(self) -> str:
        return "\n".join(self.lines)


class Golden:
    """Compares texts with those that were reviewed and kept."""

    def __init__(self, update: bool) -> None:
        self.update = update

    def __call__(self, name: str, text: str) -> None:
        """Compare with ``tests/golden/<name>``; ``--update-golden`` keeps the text instead."""
        path = GOLDEN / name
        if self.update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.exists(), f"no {path.relative_to(GOLDEN.parent)} yet: pytest --update-golden writes it"
        assert text == path.read_text(encoding="utf-8"), f"{path.relative_to(GOLDEN.parent)} differs"
