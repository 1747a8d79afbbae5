"""Which cases a list is asked for: ``field:value`` words, a minus in front for not, other words as text.

``stage:analysis,resolution`` means one of them; ``assignee:me`` is who asks; ``waiting:`` means empty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from svc.errors import T, UsageError
from svc.model import Case, Value, is_empty
from svc.schema.fields import BY_PATH
from svc.schema.settings import Settings

SHORT = ("id", "path")


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a query: a field (``""``: the text of title and id) and the values that will do."""

    field: str
    values: tuple[str, ...]
    negated: bool = False

    def holds(self, case: Case) -> bool:
        """Whether the case answers to it."""
        return self._found(case) != self.negated

    def _found(self, case: Case) -> bool:
        if not self.field:
            text = f"{case.id}\n{case.text('title')}".casefold()
            return all(word in text for word in self.values)
        value = case.get(self.field)
        if not any(self.values):
            return is_empty(value)
        return any(word in _words(value) for word in self.values)


def _words(value: Value) -> list[str]:
    if isinstance(value, list):
        return [word for item in value for word in _words(item)]
    if isinstance(value, dict):
        return [word for item in value.values() for word in _words(item)]
    return [value.casefold()]


def parse(words: Iterable[str], settings: Settings, me: Callable[[], str]) -> list[Term]:
    """The terms of a query. Raises UsageError for a field that is not known."""
    return [_term(word, settings, me) for word in words]


def _term(word: str, settings: Settings, me: Callable[[], str]) -> Term:
    bare = word.removeprefix("-")
    name, colon, rest = bare.partition(":")
    if not colon or not name.replace(".", "").replace("_", "").isascii() or " " in name:
        return Term("", (bare.casefold(),), bare != word)
    _known(name)
    values = tuple(_value(name, v, settings, me) for v in rest.split(","))
    return Term(name, values, bare != word)


def _value(name: str, text: str, settings: Settings, me: Callable[[], str]) -> str:
    if text == "me" and name in ("assignee", "opened_by"):
        return me().casefold()
    field = BY_PATH.get(name)
    group = field.codes if field else ""
    return ((settings.code(group, text) if group and text else None) or text).casefold()


def _known(name: str) -> None:
    if name in BY_PATH or name.startswith("more."):
        return
    near = get_close_matches(name, list(BY_PATH), 1)
    hint = T("did you mean {near}?", near=near[0]) if near else T("put words that hold a colon in quotes after --")
    raise UsageError(T("{field} is not a field", field=name), hint)


def select(cases: Iterable[Case], terms: Sequence[Term], closed: str, everything: bool) -> list[Case]:
    """The cases that answer to all terms; closed ones only when asked for by stage or ``everything``."""
    wants_closed = everything or any(t.field in ("stage", "id") for t in terms)
    return [c for c in cases if (wants_closed or c.stage != closed) and all(t.holds(c) for t in terms)]


def ordered(cases: Iterable[Case], keys: Sequence[str], settings: Settings) -> list[Case]:
    """The cases sorted by several fields, ``-field`` downward. Codes sort in the desk's own order."""
    found = sorted(cases, key=lambda c: (c.text("opened_at"), c.id))
    for key in reversed(keys):
        name = key.removeprefix("-")
        _known(name)
        found.sort(key=lambda c, n=name: _rank(c, n, settings), reverse=key != name)  # type: ignore[misc]
    return found


def _rank(case: Case, name: str, settings: Settings) -> tuple[int, str]:
    value = case.text(name)
    field = BY_PATH.get(name)
    listed = list(settings.codes.get(field.codes, {})) if field and field.codes else []
    return (listed.index(value) if value in listed else len(listed), value)
