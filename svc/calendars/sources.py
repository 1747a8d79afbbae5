"""What libraries know of the days of countries: asked when a desk takes them over, never after that.

Both libraries are of the MIT licence; they are an extra, ``svc-desk[holidays]``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from svc.errors import NotFoundError, T
from svc.schema.calendar import Year
from svc.typed import Any

_CHINA = "CN"
_TONGUES = {"en": "en_US", "zh": "zh_CN"}


def year_of(country: str, year: int) -> Year:
    """A country's days of a year. Raises NotFoundError where no library here knows them."""
    try:
        found = _of_china(year) if country == _CHINA else _of_others(country, year)
    except ImportError:
        raise NotFoundError(
            T("no library that knows the days of {country} in {year} is installed here", country=country, year=year),
            T("pip install 'svc-desk[holidays]'"),
        ) from None
    return found


def _of_china(year: int) -> Year:
    """China's, the make-up days of the yearly notice included, which no rule foretells."""
    import chinese_calendar as known

    source = f"chinesecalendar {known.__version__}"
    names = {each.value: {"en": each.value, "zh": each.chinese} for each in known.Holiday}
    last = max(day.year for day in known.holidays)
    if not min(known.holidays).year <= year <= last:
        raise NotFoundError(
            T("{source} knows the days of {country} up to {last}: each year's notice comes in the autumn before",
              source=source, country=_CHINA, last=last),
            T("pip install --upgrade chinesecalendar; until then {year} is estimated", year=year),
        )  # fmt: skip
    return Year(_CHINA, year, source, _named(known.holidays, names, year), _named(known.workdays, names, year))


def _named(
    days: Mapping[date, str], names: Mapping[str, Mapping[str, str]], year: int
) -> dict[date, Mapping[str, str]]:
    return {day: names[name] for day, name in days.items() if day.year == year}


def _of_others(country: str, year: int) -> Year:
    import holidays as known

    name, _, part = country.partition("-")
    try:
        spoken = known.country_holidays(name, part or None).supported_languages
        chosen: dict[str, str | None] = {ours: theirs for ours, theirs in _TONGUES.items() if theirs in spoken}
        chosen = chosen or {"en": None}  # the country's own
        listed = {ours: _days(known, name, part, year, theirs) for ours, theirs in chosen.items()}
    except NotImplementedError:
        raise NotFoundError(
            T("holidays {version} does not know {country}", version=known.__version__, country=country),
            T("write it as CN, DE or DE-BY: country and part by their ISO codes"),
        ) from None
    days, moved = next(iter(listed.values()))
    names: dict[date, Mapping[str, str]] = {day: {k: held[0][day] for k, held in listed.items()} for day in days}
    return Year(country, year, f"holidays {known.__version__}", names, {day: {} for day in moved})


def _days(
    known: Any, country: str, part: str, year: int, language: str | None
) -> tuple[dict[date, str], list[date]]:
    """The holidays with their names, and the make-up days."""
    found = known.country_holidays(country, part or None, years=year, language=language)
    moved = sorted(day for day in found.weekend_workdays if day.year == year)
    return {day: name for day, name in sorted(found.items()) if day.year == year}, moved
