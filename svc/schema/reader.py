"""Reading svc.yaml: the shapes that its values have, and what is wrong with those that have another."""

from __future__ import annotations

from svc.dates import is_date
from svc.errors import T, Text
from svc.i18n import LANGUAGES
from svc.model import Data, Problem, Value, mapping
from svc.patterns import pattern
from svc.schema.fields import BY_PATH
from svc.schema.near import near
from svc.typed import Callable, Iterable, Mapping

Codes = dict[str, dict[str, dict[str, str]]]
"""List to code to label by language."""

When = Mapping[str, tuple[str, ...]]
"""A condition: each field named must have one of the values."""

CONDITIONS = ("type", "path", "severity", "priority", "category", "warranty", "charge", "tier", "channel", "product",
              "analysis.fault_code")  # fmt: skip
"""Fields that a rule may depend on."""

_CODE = pattern(r"[a-z0-9][a-z0-9._-]*")
_RESERVED = {"yes", "no", "on", "off", "true", "false", "null", "y", "n"}


def nearest(key: str, known: Iterable[str], otherwise: Text) -> Text:
    """What to say of an unknown word: the nearest one that is known, or something else."""
    found = near(key, known)
    return T("{key} is not known here; did you mean {near}?", key=key, near=found) if found else otherwise


def unknown_field(key: str, known: Iterable[str] = BY_PATH) -> Text:
    """What to say of a field that is none."""
    found, own = near(key, known), key.rpartition(".")[2]
    if found:
        return T("{key} is not a field; did you mean {near}? one of the desk's own is written more.{name}",
                 key=key, near=found, name=own)  # fmt: skip
    return T("{key} is not a field; one of the desk's own is written more.{name}", key=key, name=own)


class Reader:
    """Walks the data of svc.yaml and collects what is wrong. ``line_of`` gives the line of a dotted field."""

    def __init__(self, path: str, line_of: Callable[[str], int]) -> None:
        self.path = path
        self.line_of = line_of
        self.codes: Codes = {}
        self.roles: dict[str, tuple[str, ...]] = {}
        self.problems: list[Problem] = []

    def wrong(self, where: str, message: Text) -> None:
        """Note one problem."""
        self.problems.append(Problem(self.path, self.line_of(where), where, message))

    def known(self, keys: Iterable[str], allowed: Iterable[str], where: str) -> None:
        """Name every key that is not allowed, with the nearest one that is."""
        allowed = list(allowed)
        for key in keys:
            if key not in allowed:
                listed = T("{key} is not known here; known are {names}", key=key, names=", ".join(allowed))
                self.wrong(f"{where}.{key}" if where else key, nearest(key, allowed, listed))

    def text(self, held: Data, key: str, where: str = "") -> str:
        """One word or line."""
        value = held.get(key, "")
        if isinstance(value, str):
            return value
        self.wrong(f"{where}.{key}" if where else key, T("one word belongs here"))
        return ""

    def date(self, held: Data, key: str, where: str) -> str:
        """A date; ``""`` for none."""
        word = self.text(held, key, where)
        if not word or is_date(word):
            return word
        self.wrong(f"{where}.{key}", T("{value} is not a date: write 2026-11-21", value=word))
        return ""

    def words(self, value: Value, where: str) -> tuple[str, ...]:
        """A list of words."""
        if isinstance(value, list):
            found = tuple(v for v in value if isinstance(v, str) and v)
            if len(found) == len(value):
                return found
        if value:
            self.wrong(where, T("a list of words belongs here: [a, b]"))
        return ()

    def table(self, value: Value, where: str) -> Data:
        """A map."""
        if value and not isinstance(value, dict):
            self.wrong(where, T("a map belongs here: key: value"))
        return mapping(value)

    def maps(self, value: Value, where: str) -> list[tuple[str, Data]]:
        """A list of maps, each with its place."""
        if value and not isinstance(value, list):
            self.wrong(where, T("a list of maps belongs here: - {key: value}"))
            return []
        places = [(f"{where}.{i}", each) for i, each in enumerate(value)]
        return [(place, self.table(each or "-", place)) for place, each in places]

    def code(self, group: str, word: str, where: str) -> None:
        """One code of a list of the desk."""
        listed = self.codes.get(group)
        if listed and word not in listed:
            known = T("{code} is not in codes.{group}: {names}", code=word, group=group, names=", ".join(listed))
            self.wrong(where, known)

    def when(self, value: Value, where: str) -> When:
        """A condition; one with an empty list never holds."""
        held = self.table(value, where)
        self.known(held, CONDITIONS, where)
        found = {key: self.words(v, f"{where}.{key}") for key, v in held.items() if key in CONDITIONS}
        for key, words in found.items():
            for word in words:
                self.code(BY_PATH[key].codes, word, f"{where}.{key}")
        return found

    def field(self, name: str, where: str) -> None:
        """The path of a field."""
        known = BY_PATH.get(name)
        if known is None and not name.startswith("more."):
            self.wrong(where, unknown_field(name))
        elif known and known.kind == "section":
            self.wrong(where, T("{field} is a section: name one of its fields", field=name))

    def labels(self, held: Data, where: str) -> dict[str, dict[str, str]]:
        """A list of codes with their labels, which must tell them apart."""
        found: dict[str, dict[str, str]] = {}
        owners: dict[str, str] = {}
        for code, names in held.items():
            place = f"{where}.{code}"
            if not _CODE.fullmatch(code) or code in _RESERVED:
                said = T("a code is lower case letters, digits, . _ -, no word like yes or no: {code}", code=code)
                self.wrong(place, said)
            if names and not isinstance(names, dict):
                self.wrong(place, T("labels belong here: {en: ..., zh: ...}"))
            self.known(mapping(names), LANGUAGES, place)
            found[code] = {k: v for k, v in mapping(names).items() if isinstance(v, str) and v}
            for label in {label.casefold() for label in found[code].values()} - {code}:
                if owners.setdefault(label, code) != code or label in held:
                    other = label if label in held else owners[label]
                    self.wrong(place, T("{label} means {other} already", label=label, other=other))
        return found
