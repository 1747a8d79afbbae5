"""The folders of a commit: tree objects, each read where somebody looks into it."""

from __future__ import annotations

from svc.errors import StateError, T
from svc.store.git import Git
from svc.store.objects import TREE, parse_tree
from svc.typed import NamedTuple


class Entry(NamedTuple):
    """A file of a commit."""

    mode: str
    blob: str


class Folder(NamedTuple):
    """What lies in a folder: the case files, and the folders with their trees; both by paths as the desk sees them.

    ``tree``: its own, ``""`` for none.
    """

    tree: str
    files: dict[str, Entry]
    folders: dict[str, str]


def folder(git: Git, path: str, tree: str) -> Folder:
    """What lies in a folder with a tree, or that a revision names; nothing where that one does not.

    Raises StateError where a tree is missing.
    """
    found = git.objects([tree])[0]
    if found is None and ":" not in tree:
        raise StateError(T("{path} is missing in the repository", path=path), T("git fsck says what is lost"))
    if found and found[0] == "tree":
        files: dict[str, Entry] = {}
        folders = {}
        for name, (kind, held) in parse_tree(found[2], len(found[1]) // 2).items():
            mode, blob = kind.decode(), held.hex()
            place = f"{path}/{name.decode(errors='surrogateescape')}"
            if mode == TREE:
                folders[place] = blob
            elif place.endswith((".yaml", ".yml")):
                files[place] = Entry(mode, blob)
        return Folder(found[1], files, folders)
    return Folder("", {}, {})


def is_plain(mode: str) -> bool:
    """Whether the mode of an entry is that of a file, no link and no repository within."""
    return mode.startswith("100")
