"""Two cases that drew the same id apart: the one that is not shared yet gets another."""

from __future__ import annotations

from collections.abc import Callable

from svc import ids
from svc.model import Case, mapping
from svc.schema.redrawn import readdressed
from svc.store import layout
from svc.store.reading import to_case
from svc.typed import NamedTuple


class Renamed(NamedTuple):
    """A case under its new id."""

    old: str
    new: str
    path: str
    text: str


def renamed(path: str, ours: str, theirs: str, is_taken: Callable[[str], bool]) -> Renamed | None:
    """Our case under another id, where both sides made one of that id and they are not the same case.

    The same call gives the same id. Raises InvalidFileError.
    """
    if not path.startswith(f"{layout.CASES}/"):
        return None
    mine, yours = to_case(ours, path), to_case(theirs, path)
    if mine.id != yours.id or not ids.is_case_id(mine.id) or same_case(mine, yours):
        return None
    prefix, month, _ = mine.id.split("-")
    draw = ids.hashed("renamed", mine.id, mine.text("opened_at"), mine.text("opened_by"), mine.text("title"))
    while True:
        new = ids.case_id(prefix, month, draw)
        if not is_taken(layout.case_path(new)):
            return Renamed(mine.id, new, layout.case_path(new), readdressed(ours, {mine.id: new}))


def same_case(one: Case, two: Case) -> bool:
    """Whether two files tell of one case: opened by the same person at the same time, or imported from one place."""
    origins = [mapping(case.get("origin")) for case in (one, two)]
    if any(origins):
        return all(origins[0].get(key) == origins[1].get(key) for key in ("source", "number"))
    return all(one.text(name) == two.text(name) for name in ("opened_at", "opened_by"))
