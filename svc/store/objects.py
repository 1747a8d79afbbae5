"""Git objects as bytes: blobs, trees grafted along a path, and a pack to hand them over in one piece.

Only the trees on the way to a changed file are made anew, so a commit's cost does not grow with the desk.
"""

from __future__ import annotations

import zlib

from svc.spare import digest

TREE, BLOB, COMMIT, FILE, EXECUTABLE = "40000", "blob", "commit", "100644", "100755"
_LARGE = 100_000
_ENTRY = r"(?s)(\d+) ([^\0]+)\0(.{%d})"
_PACK_TYPES = {"commit": 1, "tree": 2, "blob": 3}


def object_id(kind: str, data: bytes, algorithm: str = "sha1") -> str:
    """The id that Git gives to an object."""
    return digest(b"%s %d\0" % (kind.encode(), len(data)) + data, algorithm).hex()


def pack(objects: list[tuple[str, bytes]], algorithm: str = "sha1") -> bytes:
    """A version 2 pack of whole objects (gitformat-pack), as ``git unpack-objects`` reads it."""
    parts = [b"PACK", (2).to_bytes(4, "big"), len(objects).to_bytes(4, "big")]
    for kind, data in objects:
        # Git takes the pack apart at once: what is large is not worth pressing.
        parts += [_entry_head(_PACK_TYPES[kind], len(data)), zlib.compress(data, 1 if len(data) < _LARGE else 0)]
    body = b"".join(parts)
    return body + digest(body, algorithm)


def _entry_head(kind: int, size: int) -> bytes:
    first, rest = (kind << 4) | (size & 15), size >> 4
    out = bytearray()
    while rest:
        out.append(first | 0x80)
        first, rest = rest & 0x7F, rest >> 7
    out.append(first)
    return bytes(out)


Entries = dict[bytes, tuple[bytes, bytes]]
"""A tree's entries as Git has them: name to mode and binary id."""


def parse_tree(data: bytes, id_length: int) -> Entries:
    """The entries of a tree object."""
    if len(data) > _LARGE:  # thrice as fast, where it is worth loading what it takes
        import re

        return {name: (mode, held) for mode, name, held in re.findall(_ENTRY.encode() % id_length, data)}
    entries: Entries = {}
    at = 0
    while at < len(data):
        space = data.index(b" ", at)
        nul = data.index(b"\0", space)
        end = nul + 1 + id_length
        entries[data[space + 1 : nul]] = (data[at:space], data[nul + 1 : end])
        at = end
    return entries


def tree_bytes(entries: Entries) -> bytes:
    """A tree object: entries in Git's order, folders sorted as if they ended in a slash."""
    tree = TREE.encode()
    if any(mode == tree for mode, _ in entries.values()):
        order = sorted(entries, key=lambda name: name + b"/" if entries[name][0] == tree else name)
    else:
        order = sorted(entries)
    return b"".join([b"%b %b\0%b" % (entries[name][0], name, entries[name][1]) for name in order])


class Trees:
    """The trees on the way to some files, ready to take new blobs. Folders are named ``""``, ``a``, ``a/b``."""

    def __init__(self, algorithm: str, entries: dict[str, Entries] | None = None) -> None:
        self.algorithm = algorithm
        self.entries = {} if entries is None else entries

    def put(self, path: str, blob: str) -> None:
        """Set the file at ``path`` to a blob, keeping the mode it has."""
        folder, _, name = path.rpartition("/")
        held = self.entries.setdefault(folder, {})
        mode = held.get(name.encode(), (FILE.encode(), b""))[0]
        held[name.encode()] = (mode, bytes.fromhex(blob))

    def drop(self, path: str) -> None:
        """Take the file at ``path`` out."""
        folder, _, name = path.rpartition("/")
        self.entries.get(folder, {}).pop(name.encode(), None)

    def write(self) -> tuple[str, list[tuple[str, bytes]]]:
        """The id of the new root and the tree objects, deepest first; a folder with nothing in it is none of them."""
        made: list[tuple[str, bytes]] = []
        root = ""
        self.entries.setdefault("", {})
        for folder in sorted(self._with_parents(), key=lambda f: (f.count("/") + bool(f)), reverse=True):
            if folder and not self.entries[folder]:
                self._leave_out(folder)
                continue
            data = tree_bytes(self.entries[folder])
            root = object_id("tree", data, self.algorithm)
            made.append(("tree", data))
            if folder:
                parent, _, name = folder.rpartition("/")
                self.entries[parent][name.encode()] = (TREE.encode(), bytes.fromhex(root))
        return root, made

    def _leave_out(self, folder: str) -> None:
        parent, _, name = folder.rpartition("/")
        self.entries[parent].pop(name.encode(), None)

    def _with_parents(self) -> list[str]:
        for folder in list(self.entries):
            while folder:
                folder = folder.rpartition("/")[0]
                self.entries.setdefault(folder, {})
        return list(self.entries)


def folders(path: str) -> list[str]:
    """The folders on the way to a file, the root first: ``""``, ``a``, ``a/b`` for ``a/b/c``."""
    found, at = [""], path.find("/")
    while at >= 0:
        found.append(path[:at])
        at = path.find("/", at + 1)
    return found
