"""The people of a desk: whom a key or a name means."""

from __future__ import annotations

from svc.errors import T, Text
from svc.patterns import pattern
from svc.schema.near import near
from svc.schema.settings import Settings
from svc.store import Store
from svc.typed import Iterable

_ALIKE = 0.8


class Persons:
    """Those who have a role and those who have a record in ``people/``, by key and by name."""

    def __init__(self, settings: Settings, store: Store) -> None:
        records = [(str(person.get("id", "")), str(person.get("name", ""))) for person in store.people()]
        names = [(_folded(name), key) for key, name in records if key and name]
        several = {name for name, key in names if any(name == other and key != owner for other, owner in names)}
        self.keys = frozenset({who for members in settings.roles.values() for who in members} | {k for k, _ in records})
        self._names = {name: key for name, key in names if name not in several}

    def key(self, word: str) -> str:
        """The key of the person of that name; the word itself where it is a key, or nobody's name."""
        return word if word in self.keys else self._names.get(_folded(word), word)

    def doubt(self, name: str, others: Iterable[str] = ()) -> Text | None:
        """What to say of one who is nobody's key but nearly somebody's; ``others``: keys that are in use."""
        known = sorted(self.keys.union(others))
        if name in known:
            return None
        mails = [who for who in known if who.startswith(f"{name}@")]
        meant = mails[0] if mails else near(name, known, _ALIKE) or self._nicknamed(name)
        return T("nobody is called {name}; did you mean {near}?", name=name, near=meant) if meant else None


    def _nicknamed(self, word: str) -> str:
        """The only one whose name has a part of a name in it: 小孙, 孙师傅, Amy; ``""`` for none and for several."""
        said = _folded(word)
        bare = _TITLES.sub("", said) if not said.isascii() else said
        if not bare:
            return ""
        found = {key for name, key in self._names.items() if name.startswith(bare)}
        return found.pop() if len(found) == 1 else ""


_TITLES = pattern("^[小老阿]|(?:师傅|工|姐|哥|经理|总)$")
"""What people put before or behind a name in Chinese."""


def _folded(name: str) -> str:
    return "".join(name.split()).casefold()
