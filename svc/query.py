"""Which cases a list is asked for: ``field:value`` words, a minus in front for not, other words as text.

``stage:analysis,resolution`` means one of them; ``assignee:me`` is who asks; ``waiting:`` means empty,
``serial:2607*`` begins so, and ``opened_at:2026-11-22`` is that day (``2026-11`` the month) where the desk is.
A word alone that is a stage or a type (``closed``, ``投诉``) means that; any other is looked for in the title
and in what the case is about: id, customer, product, serial number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from fnmatch import fnmatchcase
from typing import NamedTuple

from svc.dates import instant, is_date, zone
from svc.errors import T, UsageError
from svc.ids import is_case_id, normal
from svc.model import Case, Value, is_empty
from svc.schema.fields import BY_PATH
from svc.schema.naming import field_named
from svc.schema.near import near
from svc.schema.settings import Settings

SEARCHED = ("id", "title", "customer", "product", "serial")
"""Fields in which a word alone is looked for."""

_PLAIN_WORDS = ("stage", "type")
_PARTS = ("id", "title")
_TIMES = ("instant", "when", "date")
_NOT = "-－"
_DAYS = re.compile("[0-9]{4}(-[0-9]{2}){0,2}")
"""A day, a month or a year."""


class Term(NamedTuple):
    """One word of a query: a field (``""``: those that are searched) and the values that will do."""

    field: str
    values: tuple[str, ...]
    negated: bool = False
    time_zone: str = "UTC"
    searched: tuple[str, ...] = SEARCHED

    def holds(self, case: Case) -> bool:
        """Whether the case answers to it."""
        return self._found(case) != self.negated

    def _found(self, case: Case) -> bool:
        if not self.field:
            text = "\n".join(case.text(name) for name in self.searched).casefold()
            return all(word in text for word in self.values)
        value = case.get(self.field)
        said = _words(value)
        return any(is_empty(value) if not word else any(self._fits(one, word) for one in said) for word in self.values)

    def _fits(self, said: str, word: str) -> bool:
        if "*" in word:
            return fnmatchcase(said, word.replace("[", "[[]"))
        kind = BY_PATH[self.field].kind if self.field in BY_PATH else ""
        if self.field in _PARTS or kind == "block":
            return word in said
        if kind in _TIMES and _DAYS.fullmatch(word):
            return f"{_day(said, self.time_zone)}-".startswith(f"{word}-")
        return said == word

    def wants(self, stage: str) -> bool:
        """Whether it asks for a stage by name."""
        return self.field == "stage" and not self.negated and stage in self.values


def _day(said: str, time_zone: str) -> str:
    """The day of a date or an instant, in the time zone."""
    moment = instant(said.upper())
    return moment.astimezone(zone(time_zone)).date().isoformat() if moment else said


def _words(value: Value) -> list[str]:
    if isinstance(value, list):
        return [word for item in value for word in _words(item)]
    if isinstance(value, dict):
        return [word for item in value.values() for word in _words(item)]
    return [value.casefold()] if value else []


def parse(words: Iterable[str], settings: Settings, me: Callable[[], str]) -> list[Term]:
    """The terms of a query. Raises UsageError for a field or a code that is not known."""
    return [_term(word, settings, me) for word in words if word.strip("-－ ")]


def _term(word: str, settings: Settings, me: Callable[[], str]) -> Term:
    bare = word[1:] if word[0] in _NOT else word
    name, colon, rest = bare.replace("：", ":", 1).partition(":")
    if colon and not name.isascii():
        name = field_named(name)
    if not colon or not name.replace(".", "").replace("_", "").isascii() or " " in name:
        return _plain(bare, bare != word, settings)
    _known(name)
    values = tuple(_value(name, v.strip(), settings, me) for v in rest.replace("，", ",").split(","))
    return Term(name, values, bare != word, settings.time_zone)


def _plain(word: str, negated: bool, settings: Settings) -> Term:
    """A word without a field: the name of a stage or a type, else something to look for."""
    for group in _PLAIN_WORDS:
        for code, labels in settings.codes.get(group, {}).items():
            if word.casefold() in (code, *(label.casefold() for label in labels.values())):
                return Term(group, (code,), negated)
    return Term("", (word.casefold(),), negated)


def _value(name: str, text: str, settings: Settings, me: Callable[[], str]) -> str:
    field = BY_PATH.get(name)
    if field and field.kind == "person" and text in ("me", "我"):
        return me().casefold()
    if name == "id":
        return normal(text).casefold()
    if not field or not field.codes or not text or "*" in text:
        return text.casefold()
    from svc.entry import code

    return code(settings, field.codes, name, text).casefold()


def _known(name: str) -> None:
    if name in BY_PATH or name.startswith("more.") or BY_PATH.get(name.rpartition(".")[0]):
        return
    nearest = near(name, BY_PATH)
    every = T("svc fields lists them; a word that holds a colon: title:'...'")
    hint = T("did you mean {near}?", near=nearest) if nearest else every
    raise UsageError(T("{field} is not a field", field=name), hint)


def select(cases: Iterable[Case], terms: Sequence[Term], closed: str, everything: bool) -> list[Case]:
    """The cases that answer to all terms; closed ones only when asked for by stage or id, or ``everything``."""
    wants_closed = everything or any(term.wants(closed) or _names_case(term) for term in terms)
    return [c for c in cases if (wants_closed or c.stage != closed) and all(t.holds(c) for t in terms)]


def _names_case(term: Term) -> bool:
    return not term.negated and (term.field == "id" or (not term.field and is_case_id(term.values[0].upper())))


def ordered(cases: Iterable[Case], keys: Sequence[str], settings: Settings) -> list[Case]:
    """The cases sorted by several fields, ``-field`` downward; codes in the desk's own order, empty ones last."""
    found = sorted(cases, key=lambda c: (_rank(c, "opened_at", settings), c.id))
    for key in reversed(keys):
        name = field_named(key.strip().lstrip(_NOT))
        _known(name)
        filled = [case for case in found if not is_empty(case.get(name))]
        empty = [case for case in found if is_empty(case.get(name))]
        ranks = {id(case): _rank(case, name, settings) for case in filled}
        filled.sort(key=lambda case, ranks=ranks: ranks[id(case)], reverse=key.strip()[0] in _NOT)  # type: ignore[misc]
        found = filled + empty
    return found


def _rank(case: Case, name: str, settings: Settings) -> tuple[float, str]:
    """The place of a case in an order: codes as listed, instants by time, the rest as text."""
    value = case.get(name)
    text = value if isinstance(value, str) else ",".join(_words(value))
    field = BY_PATH.get(name)
    codes = list(settings.codes.get(field.codes, {})) if field and field.codes else []
    if text in codes:
        return codes.index(text), ""
    moment = instant(f"{text}T00:00:00Z" if is_date(text) else text) if field and field.kind in _TIMES else None
    return (moment.timestamp(), "") if moment else (float("inf"), text.casefold())
