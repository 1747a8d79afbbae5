"""What was done to one case, commit by commit, as whole cases before and after."""

from __future__ import annotations

from svc.model import Case, InvalidFileError
from svc.store.desk import Store
from svc.store.history import entries
from svc.store.message import parse
from svc.store.reading import to_case
from svc.store.source import decode
from svc.typed import NamedTuple


class Past(NamedTuple):
    """One commit's work on a case; ``by`` is who did it as its message says."""

    commit: str
    before: Case
    after: Case
    by: str


def past(store: Store, path: str) -> list[Past]:
    """The commits that changed a case, the newest first; merges, which only bring others together, are left out.

    A text that cannot be read counts as nothing.
    """
    found = [(entry, touch) for entry in entries(store, path) for touch in entry.touched if touch.path == path]
    single = [(entry, "".join(touch.olds), touch.new) for entry, touch in found if len(touch.olds) < 2]
    names = sorted({blob for _, old, new in single for blob in (old, new) if blob})
    held = dict(zip(names, store.git.objects(names), strict=True))

    def case(blob: str) -> Case:
        item = held.get(blob)
        try:
            return to_case(decode(item[2], path), path) if item else Case({}, path)
        except InvalidFileError:
            return Case({}, path)

    return [Past(e.commit, case(old), case(new), e.message.trailers.get("By", "")) for e, old, new in single]


def together(store: Store, commit: str) -> list[str]:
    """The ids of the cases that one commit of svc's changed."""
    found = store.git.objects([commit])[0]
    words = found[2].partition(b"\n\n")[2].decode(errors="replace") if found else ""
    return parse(words).trailers.get("Case", "").split()
