"""Fields by the names that people see for them, in either language."""

from __future__ import annotations

import unicodedata
from functools import cache

from svc.i18n import in_every_language
from svc.schema.fields import BY_PATH, FIELDS


def field_named(word: str) -> str:
    """The field that a word means: its key, or its label in any language; the word itself where none answers.

    The widths and the full stop of an input method say nothing.
    """
    bare = word.strip()
    if not bare.isascii():
        bare = unicodedata.normalize("NFKC", bare).replace("。", ".")
    return bare if bare in BY_PATH else _labels().get(bare.casefold(), bare)


@cache
def _labels() -> dict[str, str]:
    """Label to field; of fields that share one, the first."""
    found: dict[str, str] = {}
    for field in FIELDS:
        if field.kind != "section":
            for name in in_every_language(field.label):
                found.setdefault(unicodedata.normalize("NFKC", name).casefold(), field.path)
    return found
