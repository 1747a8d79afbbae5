"""The days of a country read from a file of ``calendars/``, every mistake named with its line."""

from __future__ import annotations

from svc.dates import is_date
from svc.errors import T
from svc.i18n import LANGUAGES
from svc.model import Data, Problem, Value, mapping
from svc.patterns import pattern
from svc.schema.calendar import Year
from svc.schema.calendar_reading import COUNTRY
from svc.schema.reader import Reader
from svc.spare import date
from svc.typed import Callable, Mapping

_KEYS = ("country", "year", "source", "holidays", "workdays")
_FILE = pattern(rf"({COUNTRY})-((?:19|2[0-9])[0-9]{{2}})\.yaml")


def file_name(country: str, year: int) -> str:
    """The file that keeps a country's days of a year: ``CN-2027.yaml``."""
    return f"{country}-{year}.yaml"


def country_year(data: Data, path: str, line_of: Callable[[str], int]) -> tuple[Year | None, list[Problem]]:
    """The days, and all that is wrong with them; None when they cannot be used."""
    reader = Reader(path, line_of)
    reader.known(data, _KEYS, "")
    named = _FILE.fullmatch(path.rpartition("/")[2])
    if not named:
        reader.wrong("", T("a file of calendars is named by country and year: CN-2027.yaml"))
        return None, reader.problems
    for key, wanted in zip(("country", "year"), named.groups(), strict=True):
        if reader.text(data, key) != wanted:
            reader.wrong(key, T("the file says {key}: {wanted} by its name", key=key, wanted=wanted))
    if not reader.text(data, "source"):
        reader.wrong("source", T("the source is missing: who says so, with its version"))
    year = int(named[2])
    holidays, workdays = (_days(reader, data.get(key, ""), key, year) for key in ("holidays", "workdays"))
    for day in sorted(holidays.keys() & workdays.keys()):
        reader.wrong(f"workdays.{day.isoformat()}", T("{date} is a holiday too", date=day.isoformat()))
    found = Year(named[1], year, reader.text(data, "source"), holidays, workdays)
    return (None if reader.problems else found), sorted(reader.problems, key=lambda p: p.line)


def _days(reader: Reader, value: Value, key: str, year: int) -> dict[date, Mapping[str, str]]:
    found: dict[date, Mapping[str, str]] = {}
    for word, names in reader.table(value, key).items():
        where = f"{key}.{word}"
        if not is_date(word) or int(word[:4]) != year:
            reader.wrong(where, T("{value} is not a date of {year}", value=word, year=year))
            continue
        if names and not isinstance(names, dict):
            reader.wrong(where, T("names belong here: {en: ..., zh: ...}"))
        reader.known(mapping(names), LANGUAGES, where)
        found[date.fromisoformat(word)] = {k: v for k, v in mapping(names).items() if isinstance(v, str) and v}
    return found


def as_data(year: Year) -> Data:
    """The days as the file has them."""
    return {
        "country": year.country,
        "year": str(year.year),
        "source": year.source,
        "holidays": {day.isoformat(): dict(names) for day, names in sorted(year.holidays.items())},
        "workdays": {day.isoformat(): dict(names) for day, names in sorted(year.workdays.items())},
    }
