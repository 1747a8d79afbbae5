"""The open cases, told from closed ones by a line of their files before anything is parsed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from svc.errors import SvcError
from svc.model import Case, Problem
from svc.store.desk import Store, unreadable
from svc.store.reading import to_case
from svc.store.source import decode


class Glance(NamedTuple):
    """The file of a case that may be open, read and not parsed."""

    path: str
    data: bytes

    def line(self, name: str) -> str:
        """The value of a key at the top of the file as it is written there, quotes and all; ``""`` for none."""
        at = self.data.find(b"\n%s: " % name.encode())
        if at < 0:
            return ""
        start = at + len(name) + 3
        return self.data[start : self.data.find(b"\n", start)].decode(errors="replace").strip()

    def case(self) -> Case:
        """The case. Raises InvalidFileError."""
        return to_case(decode(self.data, self.path), self.path)


def glances(store: Store, closed: str) -> Iterator[Glance | list[Problem]]:
    """Every case file but those that say of themselves that they are in the stage ``closed``.

    What is wrong with one takes the place of a file that cannot be opened.
    """
    for path in store.case_files():
        try:
            glance = Glance(path, store.read(path) or b"")
        except SvcError as error:
            yield unreadable(error, path)
            continue
        if glance.line("stage") != closed:
            yield glance


def open_cases(store: Store, closed: str) -> tuple[list[Case], list[Problem]]:
    """Every open case that can be read, and what is wrong with every file that cannot and may be one."""
    found: list[Case] = []
    problems: list[Problem] = []
    for glance in glances(store, closed):
        if isinstance(glance, list):
            problems += glance
            continue
        try:
            case = glance.case()
        except SvcError as error:
            problems += unreadable(error, glance.path)
        else:
            found += [case] if case.stage != closed else []
    return found, problems
