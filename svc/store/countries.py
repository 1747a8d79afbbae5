"""The calendars of a desk with the days of countries under ``calendars/``: read, checked, and written anew."""

from __future__ import annotations

from svc.errors import SvcError
from svc.model import Data, InvalidFileError, Problem, mapping
from svc.paths import Path
from svc.schema.calendar import Rules, Year, Years
from svc.schema.calendar_findings import findings
from svc.schema.country_reading import as_data, country_year, file_name
from svc.schema.settings import Settings
from svc.spare import datetime
from svc.store import files, layout
from svc.store.codec import read
from svc.store.desk import Store, unreadable
from svc.store.entry import children
from svc.store.message import Message
from svc.store.reading import calendars_of
from svc.store.snapshot import Snapshot
from svc.store.source import decode
from svc.store.tree import line_of, plain
from svc.typed import TYPE_CHECKING, Iterable, Iterator, Sequence

if TYPE_CHECKING:
    from svc.store.writer import Draft, Receipt


def calendars(store: Store, settings: Settings) -> dict[str, Rules]:
    """The calendars of svc.yaml by their names. Raises InvalidFileError."""
    found, problems = calendars_of(settings, layout.SETTINGS, lambda name: _line(store, name))
    if problems:
        raise InvalidFileError(problems)
    return found


def years(store: Store) -> Years:
    """The days of countries that the desk keeps. Raises InvalidFileError, naming every file that cannot be used."""
    found, problems = _read(store)
    if problems:
        raise InvalidFileError(problems)
    return found


def check(store: Store, settings: Settings) -> list[Problem]:
    """What is wrong with the files under ``calendars/``, and where they do not go with the calendars of svc.yaml."""
    known, problems = _read(store)
    rules, wrong = calendars_of(settings, layout.SETTINGS, lambda name: 0)
    if wrong:
        return problems
    return problems + findings(rules, known, layout.SETTINGS, lambda name: _line(store, name))


def _line(store: Store, name: str) -> int:
    """The line of a field of svc.yaml."""
    text = decode(store.read(layout.SETTINGS) or b"", layout.SETTINGS)
    return line_of(read(text, layout.SETTINGS), name)


def _read(store: Store) -> tuple[dict[tuple[str, int], Year], list[Problem]]:
    found: dict[tuple[str, int], Year] = {}
    problems: list[Problem] = []
    for path in store.country_files():
        try:
            year, wrong = _year(store.read(path) or b"", path)
        except SvcError as error:
            year, wrong = None, unreadable(error, path)
        problems += wrong
        if year:
            found[year.country, year.year] = year
    return found, problems


def _year(data: bytes, path: str) -> tuple[Year | None, list[Problem]]:
    node = read(decode(data, path), path)
    return country_year(mapping(plain(node)), path, lambda name: line_of(node, name))


def shipped(country: str) -> Iterator[Year]:
    """The years of a country that come with svc."""
    folder: Path = layout.shipped(f"{layout.TEMPLATES}/{layout.CALENDARS}")
    for file in sorted(folder.glob(f"{country}-*.yaml")):
        year, _ = _year(file.read_bytes(), file.name)
        if year:
            yield year


def text(year: Year) -> str:
    """The file of a country's days."""
    return "\n".join(_lines(as_data(year))) + "\n"


def _lines(data: Data) -> Iterator[str]:
    yield f"# The days of {data['country']} in {data['year']}: svc calendar update {data['country']} {data['year']}"
    for key, value in data.items():
        if isinstance(value, dict):
            yield ""
        yield from children((), {key: value}, 0, ordered=False)


class _NothingNewError(Exception):
    """Ends a write that would change nothing."""


def write(store: Store, found: Iterable[Year], when: datetime, verify: bool = True) -> tuple[list[str], Receipt | None]:
    """Commit the days of countries; the paths of the files that changed. Raises RefusedError, StateError."""
    wanted = {f"{layout.CALENDARS}/{file_name(y.country, y.year)}": text(y).encode() for y in found}
    changed: list[str] = []

    from svc.store.writer import Draft, Writer  # what reads calendars pays for no writing

    def build(snapshot: Snapshot) -> Draft:
        snapshot.preload(list(wanted))
        changed[:] = [path for path, data in wanted.items() if files.normal(snapshot.settled(path)) != data]
        if not changed:
            raise _NothingNewError
        return Draft(Message(_subject(changed)), {path: wanted[path] for path in changed}, when)

    try:
        return changed, Writer(store.repo, store.config).commit(build, verify)
    except _NothingNewError:
        return [], None


def _subject(paths: Sequence[str]) -> str:
    return f"{', '.join(paths)}: update"
