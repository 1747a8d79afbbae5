"""A file that one side deleted and the other changed: which of the two holds, a person says."""

from __future__ import annotations

from svc.model import InvalidFileError
from svc.store.merge.verdict import Choice, Conflict
from svc.store.reading import to_case
from svc.store.source import decode

FILE = "file"
"""How such a conflict is named where others name a field."""


def conflict(base: str, ours: str | None, theirs: str | None, path: str) -> Conflict:
    """The conflict about a whole file; a side that deleted it is None, and has no value there."""
    before, mine, yours = (_called(side, path) for side in (base, ours, theirs))
    return Conflict(FILE, before, mine, yours, "deleted")


def survivor(ours: str | None, theirs: str | None, choice: Choice) -> str | None:
    """What a choice leaves of the file, None for nothing."""
    return ours if choice.take == "ours" else theirs


def _called(text: str | None, path: str) -> str:
    """A version in a few words: a case by its title, another file by its name."""
    if text is None:
        return ""
    name = path.rpartition("/")[2]
    try:
        return to_case(decode(text.encode(), path, mend=True), path).text("title") or name
    except InvalidFileError:
        return name
