"""The rows of a table, and what its columns are called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from svc.errors import Text
from svc.model import InvalidFileError, Problem
from svc.typed import NamedTuple


class Row(NamedTuple):
    """One row: the line of the file where it begins, and its cells by column."""

    line: int
    cells: Mapping[str, str]


class Remark(NamedTuple):
    """Something to know about one line of a table."""

    line: int
    said: Text


class Broken(NamedTuple):
    """A row that does not fit the columns: its line, why, and the cells that it does have."""

    line: int
    said: Text
    cells: tuple[str, ...] = ()


class Table(NamedTuple):
    """The columns and rows of a file, and those that are broken."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    broken: tuple[Broken, ...] = ()


def named_apart(names: Iterable[str]) -> tuple[str, ...]:
    """The names of columns, each once: the second ``Comment`` is ``Comment (2)``, one without a name its place."""
    found: list[str] = []
    for place, name in enumerate(names, 1):
        bare = " ".join(name.split()) or f"({place})"
        number, unlike = 2, bare
        while unlike in found:
            number, unlike = number + 1, f"{bare} ({number})"
        found.append(unlike)
    return tuple(found)


def repeats(rows: Sequence[Row]) -> dict[int, int]:
    """The lines of rows that say what a row before them said, and the line of that one."""
    first: dict[tuple[str, ...], int] = {}
    found: dict[int, int] = {}
    for row in rows:
        line = first.setdefault(tuple(row.cells.values()), row.line)
        if line != row.line:
            found[row.line] = line
    return found


def unreadable(path: str, line: int, said: Text, hint: Text | None = None) -> InvalidFileError:
    """The error of a file that is no table."""
    return InvalidFileError([Problem(path, line, "", said)], hint)
