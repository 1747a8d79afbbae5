"""What the cells of a row say in the desk's own words: texts, keys, codes, instants."""

from __future__ import annotations

import unicodedata
from datetime import datetime, time, tzinfo

from svc.dates import instant, is_date, midnight, on_the_wall, zone
from svc.errors import RefusedError, T
from svc.imports.mapping import Cell, Map
from svc.model import Value, stamp
from svc.patterns import pattern
from svc.schema.fields import LONGEST_TITLE, Field
from svc.tables.damage import is_rounded
from svc.tables.rows import Row
from svc.typed import Any
from svc.words import listed, one_line, tidy

_NO_WORD = pattern(r"[\W_]+")
_LONGEST_KEY = 80


class Past:
    """Reads the instants of another system. ``now`` is the newest that there can be; they come out in its zone.

    ``turned``: what the clocks did at the wall time that was read last, ``skipped`` it or showed it ``twice``.
    """

    def __init__(self, plan: Map, now: datetime) -> None:
        self.plan = plan
        self.now = now
        self.zone = zone(plan.time_zone) or now.tzinfo
        assert self.zone is not None
        self.earliest = midnight(plan.earliest, self.zone)
        self.turned = ""

    def moment(self, text: str, column: str) -> datetime:
        """The instant that a cell tells. Raises RefusedError for what cannot be one."""
        found = next((m for p in self.plan.dates if (m := self._read(text, p)) is not None), None)
        if found is None:
            raise RefusedError(T("{column}: {value} is not written as the mapping says", column=column, value=text))
        try:
            if found < self.earliest:
                raise RefusedError(T("{column}: {value} is too long ago to be true", column=column, value=text))
            if found > self.now:
                raise RefusedError(T("{column}: {value} is still to come", column=column, value=text))
            return found.astimezone(self.now.tzinfo)
        except OverflowError:
            raise RefusedError(T("{column}: {value} is too long ago to be true", column=column, value=text)) from None

    def _read(self, text: str, pattern: str) -> datetime | None:
        assert self.zone is not None
        try:
            if pattern == "iso":
                found = instant(text.replace(" ", "T", 1)) or datetime.fromisoformat(text)
            else:
                found = datetime.strptime(text, pattern)  # noqa: DTZ007 - its zone is stated apart
            self.turned = ""
            if found.tzinfo:
                return found
            self.turned = turn(found, self.zone)
            return on_the_wall(found, self.zone)
        except (ValueError, OverflowError):
            return None


def turn(wall: datetime, local: tzinfo) -> str:
    """Whether the clocks of a place ``skipped`` a wall time or showed it ``twice``; a date alone says no time."""
    first, second = (wall.replace(tzinfo=local, fold=fold).utcoffset() for fold in (0, 1))
    if first == second or first is None or second is None or wall.time() == time():
        return ""
    return "skipped" if first < second else "twice"


def said(plan: Map, cell: Cell, row: Row) -> str:
    """The words of a cell, turned by its table of values. Raises RefusedError for a word that is not in it."""
    if cell.constant:
        return cell.constant
    held = [(name, _bare(plan, row.cells[name])) for name in cell.columns]
    parts = [f"{name}: {text}" if cell.labelled else text for name, text in held if text]
    text = cell.between.join(parts)
    if cell.values is not None and (text or "" in cell.values):
        if text not in cell.values and not cell.otherwise:
            named = {"column": ", ".join(cell.columns), "value": text}
            raise RefusedError(T("{column}: {value} is not among the values of the mapping", **named))
        text = cell.values.get(text, cell.otherwise)
    elif not text:
        text = cell.otherwise
    return made_key(text, cell.key) if cell.key and text else text


def _bare(plan: Map, text: str) -> str:
    return "" if text.strip() in plan.empty else text.strip()


def made_key(text: str, prefix: str = "true") -> str:
    """A key of a name: lower case letters and digits of any script with - between them."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    words = _NO_WORD.sub("-", folded).strip("-")[:_LONGEST_KEY].rstrip("-")
    return words if prefix == "true" else f"{prefix}-{words}"


def value(known: Field | None, text: str, past: Past, column: str) -> Value:
    """What a field keeps of the words of a cell. Raises RefusedError."""
    kind = known.kind if known else "line"
    if not text.strip():
        return ""
    if kind == "block":
        return tidy(text)
    if kind in ("codes", "words"):
        words: list[Any] = listed(text)
        return sorted(set(words)) if kind == "codes" else words
    if kind in ("instant", "when", "date"):
        if kind != "instant" and is_date(text):
            return text
        found = stamp(past.moment(text, column))
        return found[:10] if kind == "date" else found
    return one_line(text)


def cut_title(title: str) -> str:
    """The title of a case, which has a longest length; where words were cut off, two dots say so."""
    return title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 2].rstrip() + ".."


def number(plan: Map, row: Row) -> str:
    """The number of a row in the other system. Raises RefusedError when it has none, or a rounded one."""
    found = one_line(said(plan, plan.number, row))
    columns = ", ".join(plan.number.columns)
    if not found:
        raise RefusedError(T("{column}: the number is missing", column=columns))
    if any(is_rounded(row.cells[name]) for name in plan.number.columns):
        raise RefusedError(T("{column}: a spreadsheet has rounded the number {value}", column=columns, value=found))
    return found
