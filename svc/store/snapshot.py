"""What HEAD holds, and whether the work tree and the user's index say the same of a file."""

from __future__ import annotations

from svc.errors import RefusedError, StateError, T
from svc.paths import Path
from svc.patterns import pattern
from svc.store import files
from svc.store.git import Git, Repo
from svc.store.objects import TREE, Entries, Trees, folders, object_id, parse_tree

_ELSEWHERE = frozenset({"", ".", "..", ".git"})
_LEADS_OUT = pattern(r"(?i)/\.{0,2}/|/\.git/|[\0\n]")


class Snapshot:
    """The commit that a write starts from. Paths are relative to the desk."""

    def __init__(self, git: Git, repo: Repo, commit: str, ref: str = "") -> None:
        self.git = git
        self.repo = repo
        self.commit = commit
        self.ref = ref
        self._folders: dict[str, Entries] = {}
        self._blobs: dict[str, bytes | None] = {}

    def full(self, path: str) -> str:
        """The path below the top of the work tree. Raises StateError for one that leads out of the desk."""
        if _leads_out(path):
            raise StateError(T("{path} is not the path of a file in the desk", path=path))
        return self.repo.prefix + path

    def place(self, path: str) -> Path:
        """Where the file lies on disk."""
        return self.repo.top / self.full(path)

    def preload(self, paths: list[str]) -> None:
        """Fetch files, and the folders on their way, in one go."""
        wanted = [self.full(p) for p in paths if p not in self._blobs]
        parents = sorted({f for path in wanted for f in folders(path)} - set(self._folders))
        if not self.commit:
            self._folders |= {f: {} for f in parents}
            self._blobs |= dict.fromkeys(paths)
            return
        names = [*parents, *wanted]
        found = self.git.objects([f"{self.commit}:{name}" for name in names])
        for name, item in zip(parents, found[: len(parents)], strict=True):
            held = item is not None and item[0] == "tree"
            self._folders[name] = parse_tree(item[2], self.repo.id_length) if item and held else {}
        for name, item in zip(wanted, found[len(parents) :], strict=True):
            self._blobs[name.removeprefix(self.repo.prefix)] = item[2] if item and item[0] == "blob" else None

    def committed(self, path: str) -> bytes | None:
        """The file as HEAD has it, None when it has none. Raises StateError for a link or submodule."""
        if path not in self._blobs:
            self.preload([path])
        mode = self._entry(path)[0]
        if mode and not mode.startswith("100"):
            raise StateError(T("{path} is not a plain file in Git", path=path), T("replace it by a file and commit"))
        return self._blobs[path]

    def _entry(self, path: str) -> tuple[str, str]:
        folder, _, name = self.full(path).rpartition("/")
        mode, blob = self._folders.get(folder, {}).get(name.encode(), (b"", b""))
        return mode.decode(), blob.hex()

    def mode(self, path: str) -> str:
        """The mode of the file in HEAD, ``""`` when it has none."""
        return self._entry(path)[0]

    def blob(self, path: str) -> str:
        """The id of the file in HEAD, ``""`` when it has none."""
        self.committed(path)
        return self._entry(path)[1]

    def at_work(self, path: str) -> bytes | None:
        """The file as the work tree has it, lines ending in LF. Raises StateError for what is no plain file."""
        files.refuse_detours(self.repo.top, self.full(path))
        return files.kept(path, files.read(self.place(path)))

    def differs(self, path: str) -> bool:
        """Whether the work tree's file is not the one HEAD has."""
        return self.at_work(path) != files.kept(path, self.committed(path))

    def settled(self, path: str) -> bytes | None:
        """The file as HEAD has it, sure that the work tree agrees.

        Raises RefusedError when somebody edited it by hand and did not commit.
        """
        if self.differs(path):
            raise RefusedError(
                T("{path} has edits that are not committed", path=path),
                T("svc commit takes them in; git restore {path} drops them", path=path),
            )
        return self.committed(path)

    def has(self, path: str, data: bytes) -> bool:
        """Whether HEAD and the work tree both hold the file with this content already."""
        return self.blob(path) == self.id_of(data) and self.at_work(path) == data

    def trees(self, paths: list[str]) -> Trees:
        """The trees on the way to these files, ready for change."""
        self.preload(paths)
        on_the_way = {f for path in paths for f in folders(self.full(path))}
        return Trees(self.repo.algorithm, {f: dict(self._folders[f]) for f in on_the_way if self._is_folder(f)})

    def _is_folder(self, folder: str) -> bool:
        if not folder:
            return True
        parent, _, name = folder.rpartition("/")
        mode = self._folders.get(parent, {}).get(name.encode(), (TREE.encode(), b""))[0]
        if mode != TREE.encode():
            raise StateError(T("{path} is not a folder in Git", path=folder))
        return True

    def id_of(self, data: bytes | None) -> str:
        """The blob id of a content, ``""`` for none."""
        return "" if data is None else object_id("blob", data, self.repo.algorithm)

    def indexed(self, paths: list[str]) -> list[str]:
        """The blobs of these files in the user's index: ``""`` for none, ``"conflict"`` for several."""
        names = [f":{stage}:{self.full(p)}" for p in paths for stage in range(4)]
        found = [item[1] if item else "" for item in self.git.objects(names)]
        return ["conflict" if any(found[at + 1 : at + 4]) else found[at] for at in range(0, len(found), 4)]

    def staged_apart(self, paths: list[str]) -> list[str]:
        """The files whose entry in the user's index is not HEAD's (staged or in conflict)."""
        return [p for p, held in zip(paths, self.indexed(paths), strict=True) if held != self.blob(p)]


def _leads_out(path: str) -> bool:
    """Whether a path has parts that lead elsewhere; of plain letters it is seen without a pattern."""
    if path.isascii() and path.isprintable():
        return not _ELSEWHERE.isdisjoint(path.lower().split("/"))
    return _LEADS_OUT.search(f"/{path}/") is not None
