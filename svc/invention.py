"""Values, events and people invented for a rehearsal, each such as a command would take it."""

from __future__ import annotations

from collections.abc import Iterable

from svc import asking, entry, relations, verbs, waits
from svc.clerk import Clerk
from svc.errors import RefusedError, T
from svc.model import Case, Change, Data, Event, Value
from svc.schema.events import KINDS
from svc.schema.fields import BY_PATH, EVENT_KINDS, Field, item_field
from svc.schema.loop import Needs
from svc.schema.settings import Settings

WORDS = "..."
"""What somebody would write, whatever it is."""
_SPOKEN = {"instant": "now", "when": "now", "date": "today", "number": "1", "person": "me"}
_OTHER = "C-0000-11111111P"
_LISTS = {"wait": "wait", "resume": "wait", "triage": "triage"} | {
    kind: BY_PATH[name].codes for name, kind in EVENT_KINDS.items()
}
"""The list of codes that an event's word is from."""
UNWRITTEN = ("imported", "visit", "check", "acknowledged", "undo", "migrate")
"""Kinds of event that no command writes into the log of a case when somebody wants it."""


def people(settings: Settings) -> list[str]:
    """Two who have no role, then everybody who has one, those with the fewest first."""
    held = [person for members in settings.roles.values() for person in members]
    return ["one", "two", *sorted(dict.fromkeys(held), key=held.count)]


def staffed(settings: Settings) -> Settings:
    """The settings with somebody in every role that has to approve something and that nobody has yet."""
    wanted = {role for rule in settings.workflow.reviews for role in rule.roles}
    vacant = {role: (role,) for role in sorted(wanted) if not settings.roles.get(role)}
    return settings._replace(roles={**settings.roles, **vacant})


def change(settings: Settings, case: Case, name: str, needs: Iterable[Needs], clerk: Clerk) -> Change:
    """What fills a field. Raises SvcError when no command does."""
    if name == "waiting" and settings.workflow.waits:
        return waits.wait(settings, case, clerk, settings.workflow.waits[0], "tomorrow", "")
    if name == "links":
        return relations.linked(case, clerk, _OTHER, "related")
    known = asking.field(name)
    needs = list(needs)
    given = [entry.Assignment(name, _value(settings, known, _allowed(name, needs), _barred(name, needs)))]
    return verbs.edit(case, entry.wanted(settings, case, given, clerk), clerk)


def _allowed(name: str, needs: Iterable[Needs]) -> list[str]:
    """The values that gates ask for in an item of a list: those that are good for all of them, if any are."""
    items, _, key = name.rpartition(".")
    field = items.rpartition(".")[0]
    asked = [each.values for need in needs for each in need.each if (each.field, each.key) == (field, key)]
    named = [values for values in asked if values]
    every = [word for word in (named[0] if named else ()) if all(word in values for values in named)]
    return every or [word for values in named for word in values]


def _barred(name: str, needs: Iterable[Needs]) -> set[str]:
    """The words of a field with which no case goes on."""
    return {word for need in needs for field, words in need.bars if field == name for word in words}


def _value(settings: Settings, known: Field, allowed: list[str], barred: Iterable[str] = ()) -> Value:
    if allowed:
        return allowed[0]
    if known.kind in ("code", "codes"):
        return next((code for code in settings.codes.get(known.codes, {}) if code not in barred), WORDS)
    if known.kind in ("items", "pairs"):
        keys = known.keys or ("what",)
        return {key: _value(settings, item_field(known.path, key), []) for key in keys}
    if known.kind == "records":
        return {"first": {key: _value(settings, item_field(known.path, key), []) for key in known.keys or ("what",)}}
    return _SPOKEN.get(known.kind, WORDS)


def shown(made: Change, name: str) -> str:
    """The value that a field got, where it says more than that there is one."""
    value = made.sets.get(name, "")
    return value.strip() if isinstance(value, str) and value.strip() != WORDS else ""


def event(settings: Settings, case: Case, wanted: str, clerk: Clerk) -> Event:
    """The event that a gate asks for (``contact out``). Raises RefusedError when nobody can bring it about."""
    kind, _, word = wanted.partition(" ")
    if kind in UNWRITTEN:
        raise RefusedError(T("no command writes an event of the kind {kind}", kind=kind))
    group = _LISTS.get(kind, "")
    if word and settings.code(group, word) != word and settings.codes.get(group):
        raise RefusedError(T("{word} is not in codes.{group}", word=word, group=group))
    known = KINDS[kind]
    data: Data = {key: next(iter(known.words.get(key, ())), WORDS) for key in known.needs}
    if word:
        holder = next((key for key, words in known.words.items() if word in words), "for" if group == "wait" else "to")
        data[holder] = word
    return clerk.event(case, kind, data)
