"""The words that complete a command line, each with what it is: cases, codes, people and fields of the desk."""

from __future__ import annotations

from svc.completing import Want
from svc.errors import SvcError
from svc.i18n import language, tr
from svc.model import Case
from svc.options import Command
from svc.patterns import pattern
from svc.render.safe import one_line
from svc.render.topics import TOPICS
from svc.schema.fields import BY_PATH, FIELDS, FIXED, FOLDED, Field
from svc.schema.naming import field_named
from svc.schema.settings import Settings
from svc.spare import cache, cached_property
from svc.store import Store, layout
from svc.store.glance import Glance
from svc.store.reading import settings_of
from svc.typed import Callable, Iterable, Mapping

Words = dict[str, str]

MOST_CASES = 300
"""Cases that are offered at once, the newest; to offer more helps nobody choose."""

_TIMES = {"en": ("now", "today", "yesterday", "tomorrow"), "zh": ("现在", "今天", "昨天", "明天")}
_LONGEST = 60
_TERM = pattern(
    r"(?P<head>[-!(]*)(?P<name>@?[\w.]*)(?:(?P<sign>:?(?:!=|>=|<=|[<>=])|:)(?:.*,|.*[.]{2})?(?P<value>[^,]*))?"
)
"""A term of a query as far as it is typed: only the last of its values matters."""


class Candidates:
    """What a desk has to offer; outside of a desk, what svc comes with."""

    def __init__(self, directory: str, commands: Mapping[str, Command]) -> None:
        self.directory = directory
        self.commands = commands

    def words(self, want: Want) -> Words:
        """The words for a place, as they stand on the line, each with what it is."""
        offer = _OFFERS.get(want.kind)
        found = offer(self, want) if offer else {}
        return {want.before + value: one_line(about)[:_LONGEST] for value, about in found.items()}

    @cached_property
    def store(self) -> Store | None:
        try:
            return Store.open(self.directory)
        except SvcError:
            return None

    @cached_property
    def settings(self) -> Settings:
        """The rules of the desk; those that svc comes with where there is none, or none that can be read."""
        try:
            if self.store:
                return self.store.settings
        except SvcError:
            pass
        return settings_of(layout.shipped(f"{layout.TEMPLATES}/{layout.SETTINGS}").read_bytes(), layout.SETTINGS)

    def verbs(self, want: Want) -> Words:
        verbs = {name: tr(command.summary) for name, command in self.commands.items()}
        return _begun(verbs, want.typed)

    def topics(self, want: Want) -> Words:
        return self.verbs(want) | _begun({n: tr(topic.summary) for n, topic in TOPICS.items()}, want.typed)

    def options(self, want: Want) -> Words:
        named = {name: tr(p.spec.help) for p in want.options for name in p.names}
        if want.typed == "-":
            return named
        return _begun({name: about for name, about in named.items() if name.startswith("--")}, want.typed)

    def choices(self, want: Want) -> Words:
        return _begun(dict.fromkeys(want.param.choices if want.param else (), ""), want.typed)

    def codes(self, want: Want) -> Words:
        return self._codes(want.group, want.typed)

    def _codes(self, group: str, typed: str) -> Words:
        """Codes that begin so; where none does, what they are called in any language."""
        listed = self.settings.codes.get(group, {})
        found = {code: self.settings.label(group, code, language()) for code in listed if code.startswith(typed)}
        called = ((label, code) for code, labels in listed.items() for label in labels.values())
        return found or {label: code for label, code in called if typed and label.startswith(typed)}

    def people(self, want: Want) -> Words:
        """Those who have a role, those who have a record, and ``me``."""
        found = {person: role for role, members in self.settings.roles.items() for person in members}
        for person in self.store.people() if self.store else ():
            found.setdefault(str(person.get("id", "")), str(person.get("name", "")))
        begun = _begun({name: about for name, about in sorted(found.items()) if name} | {"me": ""}, want.typed)
        return begun or {name: key for key, name in self._names().items() if name.startswith(want.typed)}

    def _names(self) -> Words:
        """The names of those who have a record, by key."""
        records = self.store.people() if self.store else ()
        return {str(person.get("id", "")): str(person.get("name", "")) for person in records if person.get("name")}

    def times(self, want: Want) -> Words:
        return _begun(dict.fromkeys((*_TIMES[language()], *_TIMES["en"]), ""), want.typed)

    def zones(self, want: Want) -> Words:
        from zoneinfo import available_timezones

        return _begun(dict.fromkeys(sorted(available_timezones()), ""), want.typed)

    def fields(self, want: Want) -> Words:
        """Fields between commas, each but once."""
        head, comma, typed = want.typed.rpartition(",")
        minus = "-" if typed.startswith("-") else ""
        named = {name: tr(f.label) for name, f in _fields().items() if name not in head.split(",")}
        return {f"{head}{comma}{minus}{name}": what for name, what in _begun(named, typed.lstrip("-")).items()}

    def settings_of_fields(self, want: Want) -> Words:
        """``field=value``: the fields that may be set, then the values that one may have."""
        name, equals, typed = want.typed.partition("=")
        if equals:
            known = BY_PATH.get(name.rstrip("+"))
            found = self._values(known, want._replace(typed=typed)) if known else {}
            return {f"{name}={value}": what for value, what in found.items()}
        able = [f for f in FIELDS if f.kind != "section" and f.path.split(".")[0] not in FIXED | FOLDED]
        return {f"{value}=": what for value, what in _begun({f.path: tr(f.label) for f in able}, name).items()}

    def query(self, want: Want) -> Words:
        """``field:value`` and what may stand alone: a stage, a type, a saved query."""
        whole = _TERM.fullmatch(want.typed)
        if whole and whole["sign"]:
            known = _fields().get(whole["name"]) or _fields().get(field_named(whole["name"]))
            found = self._values(known, want._replace(typed=whole["value"])) if known else {}
            return {f"{want.typed.removesuffix(whole['value'])}{value}": what for value, what in found.items()}
        head = whole["head"] if whole else ""
        name = want.typed.removeprefix(head)
        fields = {f"{f}:": what for f, what in _begun({f.path: tr(f.label) for f in _fields().values()}, name).items()}
        if name and not name.isascii():
            fields = {f"{label}:": f.path for f in _fields().values() if (label := tr(f.label)).startswith(name)}
        words = self._codes("stage", name) | self._codes("type", name)
        saved = _begun({f"@{each}": text for each, text in self.settings.queries.items()}, name)
        return {head + word: what for word, what in (fields | words | saved).items()}

    def _values(self, field: Field, want: Want) -> Words:
        if field.codes:
            return self._codes(field.codes, want.typed)
        if field.kind == "person":
            return self.people(want)
        return self.times(want) if field.kind in ("when", "date", "instant") else {}

    def cases(self, want: Want) -> Words:
        """Cases by their ids, or by the random part where that is what was typed; open ones where there are any."""
        known = self._written() if want.verb != "reopen" else {}
        named = _named(known, want.typed.upper())
        if named:
            return {word: _about(known[path].text("stage"), known[path].text("title")) for word, path in _newest(named)}
        named = _named(self.store.names() if self.store else (), want.typed.upper())
        newest = [word for word, _ in _newest(named)]
        heads = {word: self._glance(named[word]) for word in newest}
        closed = {word for word, head in heads.items() if head.line("stage") == self.settings.workflow.closed}
        shown = closed if want.verb == "reopen" else heads.keys() - closed or closed
        return {w: _about(head.line("stage"), _bare(head.line("title"))) for w, head in heads.items() if w in shown}

    def _written(self) -> dict[str, Case]:
        """The open cases as the index has them, by path; whoever is typing waits for no look at all files."""
        index = self.store.index if self.store else None
        found = index.written_but(self.settings.workflow.closed) if index else None
        return {case.path: case for case in found or ()}

    def _glance(self, path: str) -> Glance:
        try:
            return Glance(path, (self.store.read(path) or b"") if self.store else b"")
        except SvcError:
            return Glance(path, b"")


def _named(paths: Iterable[str], typed: str) -> dict[str, str]:
    """The paths of cases by what names them of what was typed: the id, or its random part."""
    named: dict[str, str] = {}
    for path in paths:
        name = layout.case_id_of(path)
        word = name if name.startswith(typed) else name.rpartition("-")[2]
        if word.startswith(typed):
            named[word] = path
    return named


def _newest(named: Mapping[str, str]) -> list[tuple[str, str]]:
    """Those that are offered, with their paths."""
    return sorted(named.items(), key=lambda pair: (pair[1], pair[0]), reverse=True)[:MOST_CASES]


def _about(stage: str, title: str) -> str:
    return f"{stage}  {title}"


@cache
def _fields() -> dict[str, Field]:
    """The fields that a list may be asked by, and show."""
    from svc.query.of_cases import COMPUTED

    return {f.path: f for f in (*FIELDS, *COMPUTED.values()) if f.kind != "section"}


def _begun(words: Words, typed: str) -> Words:
    return {word: about for word, about in words.items() if word.startswith(typed)}


def _bare(value: str) -> str:
    """A title without the quotes of the file."""
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"" else value


_OFFERS: dict[str, Callable[[Candidates, Want], Words]] = {
    "verb": Candidates.verbs,
    "topic": Candidates.topics,
    "option": Candidates.options,
    "choice": Candidates.choices,
    "code": Candidates.codes,
    "person": Candidates.people,
    "time": Candidates.times,
    "zone": Candidates.zones,
    "field": Candidates.fields,
    "fields": Candidates.fields,
    "setting": Candidates.settings_of_fields,
    "query": Candidates.query,
    "case": Candidates.cases,
}
