"""The open cases, told from closed ones by a line of their files before anything is parsed."""

from __future__ import annotations

from svc.errors import SvcError
from svc.model import Case, Problem
from svc.patterns import pattern
from svc.store.desk import Store, unreadable
from svc.store.reading import to_case
from svc.store.source import decode
from svc.typed import Iterable, Iterator, NamedTuple

_DATE = pattern(rb"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ESCAPED = b"\\"
"""Where signs are written in another way, a date may be too."""


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

    def last_day(self, closed: str) -> str:
        """The last date in it if it says that it is closed, ``""`` where that cannot be told.

        Nothing that can be counted happened to it later: what reads a period from then on need not read the file.
        """
        if self.line("stage") != closed or _ESCAPED in self.data:
            return ""
        return max(_DATE.findall(self.data), default=b"0000-00-00").decode()

    def case(self) -> Case:
        """The case. Raises InvalidFileError."""
        return to_case(decode(self.data, self.path), self.path)


class Written(NamedTuple):
    """The head of a case as the index has it; the file may say otherwise by now."""

    store: Store
    held: Case

    def line(self, name: str) -> str:
        """The value of a key at the top of the file."""
        return self.held.text(name)

    def case(self) -> Case:
        """The case as its file is now. Raises InvalidFileError."""
        return self.store.load(self.held.path)


def at_hand(store: Store, closed: str) -> Iterator[Glance | Written]:
    """The open cases as far as they are known without looking at all files, where they are."""
    known = store.index.written_but(closed) if store.index else None
    if known is not None:
        yield from (Written(store, case) for case in known)
        return
    for one in glances(store, closed, store.case_files()):
        if not isinstance(one, list):
            yield one  # svc check and the lists name what cannot be read


def glances(store: Store, closed: str, paths: Iterable[str]) -> Iterator[Glance | list[Problem]]:
    """Case files but those that say of themselves that they are in the stage ``closed``.

    What is wrong with one takes the place of a file that cannot be opened.
    """
    for path in paths:
        try:
            glance = Glance(path, store.read(path) or b"")
        except SvcError as error:
            yield unreadable(error, path)
            continue
        if glance.line("stage") != closed:
            yield glance


def open_cases(store: Store, closed: str, paths: Iterable[str]) -> tuple[list[Case], list[Problem]]:
    """Every open case that can be read, and what is wrong with every file that cannot and may be one."""
    found: list[Case] = []
    problems: list[Problem] = []
    for glance in glances(store, closed, paths):
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
