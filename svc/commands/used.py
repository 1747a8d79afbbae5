"""The words that open cases have in a field for which the desk keeps no list of codes."""

from __future__ import annotations

from svc.schema.fields import BY_PATH
from svc.spare import cached_property
from svc.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from svc.commands.context import Context
    from svc.model import Case, Value
    from svc.schema.settings import Settings
    from svc.typed import Mapping


class InUse:
    """The words in use in the open cases; what closed ones had would take long to read, and may be out of use."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx

    @cached_property
    def _cases(self) -> list[Case]:
        store, closed = self._ctx.store, self._ctx.settings.workflow.closed
        written = store.index.written_but(closed, heads=False) if store.index else None
        return store.open_records(closed)[0] if written is None else written

    def words(self, path: str) -> list[str]:
        """Those in a field, the most frequent first."""
        counts = self.counts(path)
        return sorted(filter(None, counts), key=lambda word: -counts[word])

    def counts(self, path: str) -> dict[str, int]:
        """How many cases have each word in a field."""
        found: dict[str, int] = {}
        for case in self._cases:
            word = case.text(path)
            found[word] = found.get(word, 0) + 1
        return found


def free_words(settings: Settings, sets: Mapping[str, Value]) -> dict[str, str]:
    """What a change sets of the fields that take codes from a list that the desk does not keep."""
    return {
        name: str(value) for name, value in sets.items()
        if value and (known := BY_PATH.get(name)) and known.kind == "code" and not settings.codes.get(known.codes)
    }  # fmt: skip
