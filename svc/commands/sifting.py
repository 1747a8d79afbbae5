"""What ``svc log --only`` asks for: entries of a field, of a kind, past the rules, or made late."""

from __future__ import annotations

from svc.commands import wording
from svc.commands.context import Context
from svc.errors import T, Text, UsageError
from svc.i18n import in_every_language
from svc.schema.events import KINDS
from svc.schema.fields import EVENT_KINDS
from svc.schema.near import near
from svc.typed import TYPE_CHECKING, Mapping, NamedTuple
from svc.words import listed

if TYPE_CHECKING:
    from svc.store.steps import Step

_SORTS = {"override": T("overrides"), "late": T("made late")}
"""What an entry may be beside its kind, with what people call it."""


class Sieve(NamedTuple):
    """What is asked for; a step that has one of these is let through, every step where nothing is asked for."""

    fields: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    sorts: frozenset[str] = frozenset()

    def holds(self, step: Step) -> bool:
        """Whether a step is asked for."""
        if not any(self):
            return True
        if "late" in self.sorts and any(event.recorded for event in step.events):
            return True
        if "override" in self.sorts and any(event.get("override") for event in step.events):
            return True
        told = {name for event in step.events for name in wording.tells(event)}
        changed = {change.field for change in step.changes} | told
        is_of_kind = any(event.kind in self.kinds for event in step.events)
        return is_of_kind or any(self._is_of(name) for name in changed)

    def narrowed(self, step: Step) -> Step:
        """A step with no more than the fields asked for, where nothing but fields was."""
        told_by = {EVENT_KINDS[field] for field in self.fields if field in EVENT_KINDS}
        if not self.fields or self.sorts or self.kinds - told_by:
            return step
        events = tuple(event for event in step.events if any(map(self._is_of, wording.tells(event))))
        changes = tuple(change for change in step.changes if self._is_of(change.field))
        return step._replace(events=events or step.events, changes=changes)

    def _is_of(self, name: str) -> bool:
        return any(name == field or name.startswith(f"{field}.") for field in self.fields)

    def __bool__(self) -> bool:
        return any((self.fields, self.kinds, self.sorts))


def sieve(ctx: Context, words: str) -> Sieve:
    """What some words between commas ask for: names and labels in either language. Raises UsageError."""
    fields, kinds, sorts = set(), set(), set()
    for word in listed(words):
        sort, kind = _of(word, _SORTS), _of(word, {name: kind.label for name, kind in KINDS.items()})
        path = "" if sort else _field(ctx, word)
        if not (sort or kind or path):
            raise _unknown(word)
        sorts |= {sort} - {""}
        kinds |= {kind} - {""}
        fields |= {path} - {""}
    return Sieve(frozenset(fields), frozenset(kinds), frozenset(sorts))


def _of(word: str, known: Mapping[str, Text]) -> str:
    low = word.casefold()
    names = ((name, (name, *map(str.casefold, in_every_language(label)))) for name, label in known.items())
    return next((name for name, called in names if low in called), "")


def _field(ctx: Context, word: str) -> str:
    from svc.commands.queried import field

    try:
        return field(ctx, word).path
    except UsageError:
        return ""


def _unknown(word: str) -> UsageError:
    meant = near(word.casefold(), [*_SORTS, *KINDS])
    every = T("a field, a kind of entry such as move or contact, override, late")
    hint = T("did you mean {near}?", near=meant) if meant else every
    return UsageError(T("{what} is nothing that a log tells", what=word), hint)
