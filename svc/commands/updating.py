"""A country's days of some years, committed under ``calendars/``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from svc import terminal
from svc.calendars import sources
from svc.commands.context import Context
from svc.errors import NotFoundError, T, UsageError
from svc.patterns import pattern
from svc.render.table import to_json
from svc.schema.calendar import Year, same_days
from svc.schema.calendar_reading import COUNTRY
from svc.store import countries

_COUNTRY = pattern(COUNTRY)
_YEAR = pattern(r"(?a)(?:19|2[0-9])[0-9]{2}")


def run(ctx: Context, words: Sequence[str], json: bool, verify: bool) -> int:
    """Take over a country's days; this year's where none is named."""
    country, asked = _understood(words, ctx.now.year)
    found = {year: _known(country, year) for year in asked}
    found = {**{each.year: each for each in _completed(ctx, country, asked)}, **found}
    paths, receipt = countries.write(ctx.store, [found[year] for year in sorted(found)], ctx.now, verify)
    if json:
        terminal.out(to_json({"paths": paths, "commit": receipt.commit if receipt else ""}))
    else:
        terminal.out("".join(f"{path}\n" for path in paths))
    if not paths:
        terminal.say(T("it was up to date"))
    for warning in receipt.warnings if receipt else ():
        terminal.complain(warning)
    return 0


def _understood(words: Sequence[str], this_year: int) -> tuple[str, list[int]]:
    country, *years = words or [""]
    if not _COUNTRY.fullmatch(country):
        raise UsageError(T("{word} is not a country", word=repr(country)), T("write svc calendar update CN 2027"))
    for year in years:
        if not _YEAR.fullmatch(year):
            raise UsageError(T("{word} is not a year", word=repr(year)), T("write svc calendar update CN 2027"))
    return country, sorted(set(map(int, years))) or [this_year]


def _known(country: str, year: int) -> Year:
    """A year as it came with svc, unless a library here knows it otherwise. Raises NotFoundError."""
    shipped = next((each for each in countries.shipped(country) if each.year == year), None)
    try:
        found = sources.year_of(country, year)
    except NotFoundError:
        if shipped is None:
            raise
        return shipped
    return shipped if shipped and same_days(shipped, found) else found


def _completed(ctx: Context, country: str, asked: Sequence[int]) -> Iterator[Year]:
    """Years that the desk keeps and whose last days came with the notice for the year after, which is asked for."""
    kept = countries.years(ctx.store)
    for year in asked:
        before = kept.get((country, year - 1))
        if before and year - 1 not in asked:
            now = _known(country, year - 1)
            if not same_days(now, before):
                yield now
