"""Cases as they stand on branches of proposals, as far as these are known here; told quickly where there are none."""

from __future__ import annotations

from svc.model import Case
from svc.spare import suppress
from svc.store import layout
from svc.store.desk import Store

_FOLDER = "proposals"


def proposed_apart(store: Store) -> list[tuple[str, Case]]:
    """The branches that hold proposals or decisions which HEAD does not have, each with its case as it stands there."""
    if not _are_there(store):
        return []
    from svc.store.sync import branching
    from svc.store.witnesses import case_at

    found = []
    for name, commit in branching.all_known(store):
        path = layout.case_path(name.removeprefix(branching.PREFIX))
        if branching.is_open(store, commit, "HEAD", path):
            found.append((name, case_at(store, commit, path)))
    return found


def _are_there(store: Store) -> bool:
    """Whether a file of Git's names a branch of a proposal, here or at a remote; no process is started for that."""
    refs = store.repo.common_dir / "refs"
    places = [refs / "heads", *((refs / "remotes").iterdir() if (refs / "remotes").is_dir() else ())]
    if any((place / _FOLDER).is_dir() for place in places):
        return True
    with suppress(OSError):
        return f"/{_FOLDER}/".encode() in (store.repo.common_dir / "packed-refs").read_bytes()
    return False
