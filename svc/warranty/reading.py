"""Records as warranty sees them: an asset's dates, a customer's agreements, the day on which a fault occurred.

What cannot be read is left out here; ``svc check`` names it.
"""

from __future__ import annotations

from svc.dates import instant, is_date
from svc.dates.periods import Period, days_of
from svc.model import Case, Data, Value, rows
from svc.schema.warranty import COVERS, STARTS
from svc.spare import date, tzinfo
from svc.typed import Iterable, Mapping
from svc.warranty.machine import Agreement, Extension, Fitted, Machine, Repair

_MONTH = len("2026-07")


def machine(
    asset: Mapping[str, Value], zone: tzinfo, repairs: Iterable[Repair] = (), before: Machine | None = None
) -> Machine:
    """The machine of an asset's record. Dates are those of the desk's time zone ``zone``."""
    held = dict(asset)
    known = {name: day(_text(held, name), zone) for name in STARTS}
    return Machine(
        _text(held, "id"),
        {name: at for name, at in known.items() if at},
        made(_text(held, "made"), zone),
        _text(held, "country"),
        tuple(_extension(row) for row in rows(held.get("extensions", ""))),
        tuple(
            Fitted(_text(row, "component"), at, _text(row, "part"), _text(row, "case"))
            for row in rows(held.get("fitted", ""))
            if (at := day(_text(row, "at"), zone))
        ),
        tuple(repairs),
        _text(held, "replaces"),
        before,
    )


def agreements(customer: Mapping[str, Value], zone: tzinfo) -> list[Agreement]:
    """The agreements of a customer's record."""
    return [
        Agreement(
            _text(row, "id"), _text(row, "what"), day(_text(row, "from"), zone), day(_text(row, "until"), zone),
            tuple(word for word in _words(row.get("covers", "")) if word in COVERS), _words(row.get("assets", "")),
        )
        for row in rows(customer.get("agreements", ""))
    ]  # fmt: skip


def fault_day(case: Case, zone: tzinfo) -> tuple[date | None, str]:
    """The day of a fault where the desk is, and the field that tells it: ``occurred_at``, else ``opened_at``."""
    for name in ("occurred_at", "opened_at"):
        found = day(case.text(name), zone)
        if found:
            return found, name
    return None, ""


def day(text: str, zone: tzinfo) -> date | None:
    """The date of a text, that of an instant where the desk is; None for none."""
    if is_date(text):
        return date.fromisoformat(text)
    at = instant(text) if text else None
    return at.astimezone(zone).date() if at else None


def made(text: str, zone: tzinfo) -> date | None:
    """The last day on which something made on a day, or in a month, can have been made."""
    if len(text) == _MONTH and is_date(f"{text}-01"):
        first = date.fromisoformat(f"{text}-01")
        return first.replace(day=days_of(first.year, first.month))
    return day(text, zone)


def _extension(row: Data) -> Extension:
    months = _count(row, "months") + 12 * _count(row, "years")
    return Extension(_text(row, "id"), Period(months, _count(row, "days")), _text(row, "why"))


def _count(row: Data, key: str) -> int:
    word = _text(row, key)
    return int(word) if word.isascii() and word.isdigit() and len(word) < 5 else 0


def _words(value: Value) -> tuple[str, ...]:
    return tuple(v for v in value if isinstance(v, str)) if isinstance(value, list) else ()


def _text(row: Data, key: str) -> str:
    value = row.get(key, "")
    return value if isinstance(value, str) else ""
