"""The words that cases have in a field for which the desk keeps no list of codes."""

from __future__ import annotations

from collections import Counter

from svc.schema.fields import BY_PATH
from svc.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from svc.commands.context import Context
    from svc.model import Value
    from svc.schema.settings import Settings


def in_use(ctx: Context, path: str) -> list[str]:
    """The words in use in a field, the most frequent first."""
    counts = Counter(case.text(path) for case in ctx.store.cases()[0])
    return [word for word, _ in counts.most_common() if word]


def free_words(settings: Settings, sets: Mapping[str, Value]) -> dict[str, str]:
    """What a change sets of the fields that take codes from a list that the desk does not keep."""
    return {
        name: str(value) for name, value in sets.items()
        if value and (known := BY_PATH.get(name)) and known.kind == "code" and not settings.codes.get(known.codes)
    }  # fmt: skip
