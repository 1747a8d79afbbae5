"""Cases that drew an id of others: under which one a merge of svc's put them, told from the commits alone."""

from __future__ import annotations

from collections.abc import Sequence

from svc.model import Case
from svc.schema.redrawn import called
from svc.store import layout
from svc.store.desk import Store
from svc.store.sync.renaming import same_case
from svc.store.witnesses import case_at
from svc.typed import NamedTuple


class Retold(NamedTuple):
    """A case of the first parent under its new id, as it was there but for what it is called."""

    old: str
    case: Case


def retold(store: Store, commit: str, parents: Sequence[str]) -> dict[str, Retold]:
    """The cases that a merge renamed, by their new files.

    Of each the first parent has a file whose place another parent's case took, one that somebody else opened or at
    another time, and the merge has it word for word under an id that nobody had. All else is no repair of svc's.
    """
    born, taken = _apart(store, parents[0], commit)
    if not born or not taken:
        return {}
    new = [case for path in born if (case := case_at(store, commit, path)).data]
    found: dict[str, Retold] = {}
    for path in taken:
        before, after = case_at(store, parents[0], path), case_at(store, commit, path)
        theirs = [case_at(store, parent, path) for parent in parents[1:]]
        if before.data and after.data and after in theirs and not same_case(before, after):
            match = next((one for one in new if one.path not in found and same_case(before, one)), None)
            found |= {match.path: Retold(before.id, before)} if match else {}
    names = {one.old: layout.case_id_of(path) for path, one in found.items()}
    held = {path: one._replace(case=called(one.case, {}, names)._replace(path=path)) for path, one in found.items()}
    return {path: one for path, one in held.items() if one.case in new}


def _apart(store: Store, old: str, new: str) -> tuple[list[str], list[str]]:
    """The case files that a commit has and the other has not, and those that it has otherwise."""
    where = f"{store.repo.prefix}{layout.CASES}/"
    out = store.git.run("diff-tree", "-r", "-z", "--no-renames", "--name-status", old, new, "--", where)
    fields = out.decode(errors="surrogateescape").split("\0")
    short = [path.removeprefix(store.repo.prefix) for path in fields[1::2]]
    pairs = [(status, path) for status, path in zip(fields[0::2], short, strict=False) if path.endswith(".yaml")]
    return [path for status, path in pairs if status == "A"], [path for status, path in pairs if status == "M"]
