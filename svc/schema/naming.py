"""Fields by the names that people see for them, in either language."""

from __future__ import annotations

from functools import cache

from svc.i18n import in_every_language
from svc.schema.fields import BY_PATH, FIELDS


def field_named(word: str) -> str:
    """The field that a word means: its key, or its label in any language; the word itself where none answers."""
    bare = word.strip()
    return bare if bare in BY_PATH else _labels().get(bare.casefold(), bare)


@cache
def _labels() -> dict[str, str]:
    """Label to field; of fields that share one, the first."""
    found: dict[str, str] = {}
    for field in FIELDS:
        if field.kind != "section":
            for name in in_every_language(field.label):
                found.setdefault(name.casefold(), field.path)
    return found
