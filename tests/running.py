"""Running ``svc`` in this process on a desk, and comparing what it says with golden files."""

from __future__ import annotations

import contextlib
import io
import subprocess
from pathlib import Path
from typing import NamedTuple

GOLDEN = Path(__file__).resolve().parent / "golden"


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
        told, found = self._run(["-C", str(self.desk), *args])
        said = f"svc {' '.join(args)}: exit status {found}, expected {status}\n{told.out}{told.err}"
        assert found == status, said
        return told

    @staticmethod
    def _run(argv: list[str]) -> tuple[Told, int]:
        from svc.__main__ import main

        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = main(argv)
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

    def git(self, *args: str) -> str:
        """What git says in the desk."""
        return subprocess.run(["git", *args], cwd=self.desk, check=True, capture_output=True, text=True).stdout


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
