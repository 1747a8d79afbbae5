"""The settings of a desk: ``svc.yaml`` as a record, or what is wrong with it, line by line."""

from __future__ import annotations

from svc.dates import zone
from svc.errors import T
from svc.i18n import LANGUAGES, joined, language
from svc.model import Data, Problem, Value
from svc.patterns import pattern
from svc.schema.audit_rules import AuditRules, audit_rules
from svc.schema.fields import BY_PATH, FIXED, FOLDED
from svc.schema.loop import Workflow
from svc.schema.record_rules import PrivacyRules, RecordRules, privacy_rules, record_rules
from svc.spare import MappingProxyType
from svc.typed import TYPE_CHECKING, Callable, Iterable, Mapping, NamedTuple

if TYPE_CHECKING:
    from svc.schema.reader import Codes, Reader

# Most commands take the settings as they were kept, and read none.

FORMAT = 1
"""The newest format of a desk that this svc reads."""

KEYS = ("format", "language", "time_zone", "prefix", "defaults", "workflow", "roles", "codes", "queries", "goals",
        "sla", "forbidden", "calendars", "audit", "attachments", "warranty", "records", "privacy")  # fmt: skip
LARGEST_ATTACHMENT = 10_000_000
"""Bytes of an attachment where svc.yaml says nothing else."""
FORBIDDABLE = ("secret", "mail", "phone", "id-card")
"""What a desk may forbid in its history; ``svc.schema.personal`` knows it when it sees it."""
_QUERY_NAME = pattern(r"\w[\w.-]*")
_PREFIX = pattern(r"[A-Z]{1,5}")


class Label(NamedTuple):
    """What a code is called, told in the language that is in force where it is printed."""

    code: str
    labels: Mapping[str, str]

    def __str__(self) -> str:
        return self.labels.get(language()) or self.code


class Listing(NamedTuple):
    """Codes in a row; their labels where the language in force is not that of the codes."""

    labels: tuple[Label, ...]

    def __str__(self) -> str:
        return joined(map(self._one, self.labels))

    @staticmethod
    def _one(label: Label) -> str:
        return label.code if language() == "en" else str(label)


class Settings(NamedTuple):
    """A desk's rules. ``codes``: list to code to label by language; the reasons to wait are the list ``wait``."""

    language: str
    time_zone: str
    prefix: str
    workflow: Workflow
    codes: Codes
    defaults: Mapping[str, str] = MappingProxyType({})
    roles: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    attachment_limit: int = LARGEST_ATTACHMENT
    """Bytes of a file that a case may take."""
    queries: Mapping[str, str] = MappingProxyType({})
    """Saved queries by name, as they are written."""
    calendars: Mapping[str, Value] = MappingProxyType({})
    """The calendars as they stand, not judged yet: a telephone can be answered while a shift is written wrong."""
    sla: Mapping[str, Value] = MappingProxyType({})
    """The service levels as they stand, not judged yet either."""
    forbidden: tuple[str, ...] = FORBIDDABLE[:1]
    """What no change may write into the history."""
    audit: AuditRules = AuditRules()
    warranty: Mapping[str, Value] = MappingProxyType({})
    """What is said of warranty as it stands, not judged yet either."""
    records: RecordRules = RecordRules()
    privacy: PrivacyRules = PrivacyRules()

    def holds(self, person: str, roles: Iterable[str]) -> bool:
        """Whether somebody has one of the roles; anybody where none is named."""
        wanted = list(roles)
        return not wanted or any(person in self.roles.get(role, ()) for role in wanted)

    def label(self, group: str, code: str, language: str) -> str:
        """What a code is called; the code itself where it has no label."""
        return self.codes.get(group, {}).get(code, {}).get(language) or code

    def named(self, group: str, code: str) -> Label:
        """A code for a message."""
        return Label(code, self.codes.get(group, {}).get(code, {}))

    def typed(self, group: str, code: str) -> str:
        """How a code is given on a command line in the language in force: its label where that is one word."""
        label = self.label(group, code, language())
        fits = language() != "en" and label.isidentifier() and self.code(group, label) == code
        return label if fits else code

    def listing(self, group: str, codes: Iterable[str]) -> Listing:
        """Several codes for a message."""
        return Listing(tuple(self.named(group, code) for code in codes))

    def code(self, group: str, word: str) -> str | None:
        """The code that a word means; None when no code answers or several do.

        The word itself where the desk keeps no such list.
        """
        found = self.codes_like(group, word)
        return found[0] if len(found) == 1 else None

    def exact(self, group: str, word: str) -> str:
        """The code that is that word, or is called so in any language; ``""`` for none."""
        listed = self.codes.get(group, {})
        said = _folded(word)
        named = (c for c, labels in listed.items() if said in (_folded(c), *map(_folded, labels.values())))
        return next(named, "")

    def codes_like(self, group: str, word: str) -> list[str]:
        """The codes that a word may mean: the code or label in any language, else those that begin so."""
        listed = self.codes.get(group)
        if not listed or word in listed:
            return [word]
        said = _folded(word)
        if not said:
            return []
        names = {code: {_folded(name) for name in (code, *labels.values())} for code, labels in listed.items()}
        exact = [code for code, known in names.items() if said in known]
        return exact or [code for code, known in names.items() if any(name.startswith(said) for name in known)]


def _folded(word: str) -> str:
    """A word without case, width and blanks round it: what an input method adds says nothing."""
    import unicodedata

    return unicodedata.normalize("NFKC", word).strip().casefold()


def parse(data: Data, path: str, line_of: Callable[[str], int]) -> tuple[Settings | None, list[Problem]]:
    """The settings, and all that is wrong with them; None when they cannot be used.

    ``line_of`` gives the line of a dotted field.
    """
    from svc.schema.loop_reading import workflow
    from svc.schema.reader import Reader

    reader = Reader(path, line_of)
    if not _readable_format(reader, data.get("format", "")):
        return None, reader.problems
    reader.known(data, KEYS, "")
    loop = reader.table(data.get("workflow", ""), "workflow")
    reader.codes.update(_codes(reader, data, loop))
    roles = reader.table(data.get("roles", ""), "roles")
    reader.roles.update({name: reader.words(people, f"roles.{name}") for name, people in roles.items()})
    rules = workflow(reader, loop)
    settings = Settings(
        language=_language(reader, data),
        time_zone=_time_zone(reader, data),
        prefix=_prefix(reader, data),
        workflow=rules or Workflow(("intake", "closed"), ()),
        codes=reader.codes,
        defaults=_defaults(reader, data),
        roles=reader.roles,
        attachment_limit=_attachment_limit(reader, data),
        queries=_queries(reader, data),
        calendars=reader.table(data.get("calendars", ""), "calendars"),
        sla=reader.table(data.get("sla", ""), "sla"),
        forbidden=_forbidden(reader, data),
        audit=audit_rules(reader, data.get("audit", "")),
        warranty=reader.table(data.get("warranty", ""), "warranty"),
        records=record_rules(reader, data.get("records", "")),
        privacy=privacy_rules(reader, data.get("privacy", "")),
    )
    return (settings if rules else None), sorted(reader.problems, key=lambda p: p.line)


def _readable_format(reader: Reader, value: Value) -> bool:
    if value == str(FORMAT):
        return True
    if isinstance(value, str) and value.isascii() and value.isdigit() and int(value) > FORMAT:
        known = {"found": value, "known": FORMAT}
        said = T("this desk has format {found}, and this svc reads up to {known}; upgrade svc", **known)
    else:
        said = T("the format of the desk is missing or no number: write format: {known}", known=FORMAT)
    reader.wrong("format", said)
    return False


def _language(reader: Reader, data: Data) -> str:
    value = reader.text(data, "language") or LANGUAGES[0]
    if value in LANGUAGES:
        return value
    reader.wrong("language", T("{value} is not one of {names}", value=value, names=", ".join(LANGUAGES)))
    return LANGUAGES[0]


def _time_zone(reader: Reader, data: Data) -> str:
    value = reader.text(data, "time_zone") or "UTC"
    if zone(value) is not None:
        return value
    reader.wrong("time_zone", T("{zone} is not a time zone: write it like Asia/Shanghai or Europe/Berlin", zone=value))
    return "UTC"


def _prefix(reader: Reader, data: Data) -> str:
    value = reader.text(data, "prefix") or "C"
    if _PREFIX.fullmatch(value):
        return value
    reader.wrong("prefix", T("a prefix is one to five capital letters, not {value}", value=value))
    return "C"


def _attachment_limit(reader: Reader, data: Data) -> int:
    held = reader.table(data.get("attachments", ""), "attachments")
    reader.known(held, ("limit",), "attachments")
    value = reader.text(held, "limit", "attachments")
    from svc.schema.sizes import size_of

    found = size_of(value) if value else LARGEST_ATTACHMENT
    if found is None:
        reader.wrong("attachments.limit", T("{value} is not a size: write it like 10MB or 500kB", value=value))
    return found or LARGEST_ATTACHMENT


def _forbidden(reader: Reader, data: Data) -> tuple[str, ...]:
    names = reader.words(data.get("forbidden", ""), "forbidden")
    reader.known(names, FORBIDDABLE, "forbidden")
    return names if "forbidden" in data else FORBIDDABLE[:1]


def _queries(reader: Reader, data: Data) -> dict[str, str]:
    """The saved queries; whether they can be asked is for svc.query to say."""
    held = reader.table(data.get("queries", ""), "queries")
    found = {}
    for name, text in held.items():
        if not _QUERY_NAME.fullmatch(name):
            reader.wrong(f"queries.{name}", T("a saved query is named in letters, digits, . _ -: {name}", name=name))
        elif not isinstance(text, str) or not text.strip():
            reader.wrong(f"queries.{name}", T("a query belongs here, as a text: 'assignee:me -type:enquiry'"))
        else:
            found[name] = text
    return found


def _codes(reader: Reader, data: Data, loop: Data) -> Codes:
    groups = reader.table(data.get("codes", ""), "codes")
    if "wait" in groups:
        reader.wrong("codes.wait", T("the reasons to wait stand under workflow.waits"))
    found = {}
    for group, listed in groups.items():
        found[group] = reader.labels(reader.table(listed, f"codes.{group}"), f"codes.{group}")
    waits = loop.get("waits", "")
    return found | {"wait": reader.labels(waits if isinstance(waits, dict) else {}, "workflow.waits")}


def _defaults(reader: Reader, data: Data) -> dict[str, str]:
    held = reader.table(data.get("defaults", ""), "defaults")
    found = {}
    for key, value in held.items():
        where = f"defaults.{key}"
        known = BY_PATH.get(key)
        if known is None or known.kind not in ("code", "line", "person") or key in (*FIXED, *FOLDED, "type", "path"):
            reader.wrong(where, T("{key} is not a field that a new case can start with", key=key))
        elif isinstance(value, str):
            reader.code(known.codes, value, where)
            found[key] = value
        else:
            reader.wrong(where, T("one word belongs here"))
    return found
