"""Fields by the names that people see for them, in either language."""

from __future__ import annotations

from svc.errors import Text
from svc.i18n import in_every_language, into, language
from svc.schema.fields import BY_PATH, CASE, FIELDS, Field
from svc.schema.near import near
from svc.schema.table import Table
from svc.spare import lru_cache
from svc.typed import Iterable

ALSO_CALLED = {
    "status": "stage", "state": "stage", "owner": "assignee", "负责人": "assignee", "处理人": "assignee",
}  # fmt: skip
"""What people call fields beside their labels."""


def field_named(word: str, table: Table = CASE) -> str:
    """The field that a word means: its key, or its label in any language; the word itself where none answers.

    One part of a map or list is meant behind its label as behind its key: ``涉及物品.4.serial``. The widths and the
    full stop of an input method say nothing.
    """
    bare = word.strip()
    if not bare.isascii():
        bare = _narrow(bare).replace("。", ".")
    if bare in table.by_path:
        return bare
    known, (head, dot, part) = labels_of(table.fields), bare.partition(".")
    low = bare.casefold()
    also = ALSO_CALLED.get(low, "") if table is CASE else ""
    whole = known.get(low) or also or (_below(table, head, part) if part else "")
    return whole or known.get(head.casefold(), head) + dot + part


def _below(table: Table, head: str, part: str) -> str:
    """The field of a section, each by its key or by its label as the page of a case has them: ``分析.故障代码``."""
    said, rest = head.casefold(), part.casefold()
    for section in (field for field in table.fields if field.kind == "section"):
        if said not in (section.path, *map(str.casefold, in_every_language(section.label))):
            continue
        below = f"{section.path}."
        inner = [field for field in table.fields if field.path.startswith(below)]
        found = labels_of(inner).get(rest) or _below(table, *_parted(rest))
        found = below + rest if below + rest in table.by_path else found
        if found.startswith(below):
            return found
    return ""


def _parted(word: str) -> tuple[str, str]:
    head, _, part = word.partition(".")
    return head, part


def typed(path: str) -> str:
    """How a field is named on a command line in the language in force: its label where that is a word for it alone."""
    field = BY_PATH.get(path)
    if field is None or language() == "en":
        return path
    said = into(language())(field.label.template)
    return said if said.isidentifier() and field_named(said) == path else path


def field_near(word: str) -> str:
    """The field whose label, in any language, begins with a word or is nearest to it; ``""`` for none."""
    said, labels = _narrow(word).casefold(), labels_of(FIELDS)
    begun = {path for name, path in labels.items() if len(said) > 1 and name.startswith(said)}
    return begun.pop() if len(begun) == 1 else labels.get(near(said, labels), "")


def fields_begun(word: str) -> list[str]:
    """The fields whose label, in any language, begins with a word."""
    said = _narrow(word).casefold()
    return [path for name, path in labels_of(FIELDS).items() if len(said) > 1 and name.startswith(said)]


def labels_of(fields: Iterable[Field]) -> dict[str, str]:
    """Label to field, in any language; of fields that share one, the first."""
    return _labels(tuple((field.label.template, field.path) for field in fields if field.kind != "section"))


@lru_cache(maxsize=8)
def _labels(names: tuple[tuple[str, str], ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for label, path in names:
        for name in in_every_language(Text(label, {})):
            found.setdefault(_narrow(name).casefold(), path)
    return found


def _narrow(text: str) -> str:
    """Text without the widths of an input method."""
    if text.isascii():
        return text
    import unicodedata

    return unicodedata.normalize("NFKC", text)
