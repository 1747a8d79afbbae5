"""The files of a work tree that are not what HEAD has, found by the folders that differ."""

from __future__ import annotations

from svc.store.folders import folder
from svc.store.git import Git
from svc.store.index.index import Folders, Index
from svc.typed import TYPE_CHECKING, Callable, Iterable, NamedTuple, Sequence

if TYPE_CHECKING:
    from svc.store.desk import Store

_SHA1 = 40


class Differing(NamedTuple):
    """A file that is not the blob that HEAD has, ``""`` for none. ``is_here``: whether it is in the work tree."""

    committed: str
    is_here: bool


def edited(store: Store, index: Index | None, tops: Sequence[str], files: Callable[[], Iterable[str]]) -> set[str]:
    """The YAML files below some folders whose content is not HEAD's, deleted ones too. Runs nothing of the user's.

    ``index``: that of these files, where there is one; ``files`` lists them all.
    """
    found = differing(Git(store.root), index, tops) if index else None
    if found is None:
        here, committed = {*files()}, store.committed_ids(f"{top}/" for top in tops)
        changed = {path for path in here if store.differs(path, committed.get(path, ""))}
        return changed | (committed.keys() - here)
    return {path for path, one in found.items() if not one.is_here or store.differs(path, one.committed)}


def differing(git: Git, index: Index, tops: Iterable[str]) -> dict[str, Differing] | None:
    """The files below some folders whose bytes are not those of HEAD. ``git``: in the desk's folder.

    None where the index does not tell, or Git names its objects in another way.
    """
    known = index.folders()
    if known is None:
        return None
    look = _Look(git, known)
    with git.reading():
        for top in tops:
            look.at(top, f"HEAD:./{top}")
    if any(len(tree) > _SHA1 for tree in look.trees.values()):
        return None
    here = index.blobs_in(look.committed, known.generation) if look.committed else {}
    if here is None:
        return None
    found = {}
    for name, committed in look.committed.items():
        for path in committed.keys() | here[name].keys():
            blob = here[name].get(path)
            if not blob or blob != committed.get(path):
                found[path] = Differing(committed.get(path, ""), blob is not None)
    same = {name: tree for name, tree in look.trees.items() if not any(path.startswith(f"{name}/") for path in found)}
    if same:
        index.agree(same, known.generation)
    return found


class _Look:
    """Walks through the folders that are not known to be as HEAD has them.

    ``committed``: the files of each; ``trees``: those that HEAD has.
    """

    def __init__(self, git: Git, known: Folders) -> None:
        self.git = git
        self.known = known
        self.committed: dict[str, dict[str, str]] = {}
        self.trees: dict[str, str] = {}

    def at(self, name: str, tree: str) -> None:
        """Look at a folder by its tree, which HEAD may have."""
        if self.known.agreed.get(name) == tree:
            return
        inside = folder(self.git, name, tree)
        if inside.tree and self.known.agreed.get(name) == inside.tree:
            return
        self.committed[name] = {path: entry.blob for path, entry in inside.files.items()}
        if inside.tree:
            self.trees[name] = inside.tree
        for below, held in inside.folders.items():
            self.at(below, held)
        for path in self.known.names:
            if path not in self.committed and path.startswith(f"{name}/"):
                self._new(path, name, inside.folders)

    def _new(self, path: str, name: str, known: dict[str, str]) -> None:
        """A folder below another one, where HEAD has none."""
        first = path[len(name) + 1 :].partition("/")[0]
        if f"{name}/{first}" not in known:
            self.committed[path] = {}
