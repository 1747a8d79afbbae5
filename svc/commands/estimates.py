"""Saying of what hangs on a year whose days are not known that it is estimated."""

from __future__ import annotations

from svc import terminal
from svc.errors import T
from svc.typed import Iterable


def tell(unknown: Iterable[tuple[str, int]], told: set[tuple[str, int]] | None = None) -> None:
    """Name the countries and years that are not known, each once; ``told`` keeps those that were named already."""
    told = set() if told is None else told
    for country, year in dict.fromkeys(unknown):
        if (country, year) in told:
            continue
        told.add((country, year))
        said = T("estimated: the days of {country} in {year} are not here yet; svc calendar update {country} {year}",
                 country=country, year=year)  # fmt: skip
        terminal.complain(said)
