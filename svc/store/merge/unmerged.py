"""What is unmerged in a work tree: files that Git left in conflict, and files with marks in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from svc.model import InvalidFileError
from svc.schema.settings import Settings
from svc.store import files, layout
from svc.store.desk import Store
from svc.store.merge import Merged, gone
from svc.store.merge.holding import merge_held
from svc.store.merge.markers import has_marks, sides
from svc.store.merge.verdict import Why
from svc.store.source import decode
from svc.typed import NamedTuple


class Unmerged(NamedTuple):
    """A file in conflict: its three versions, "" for a base where there is none, None for one that was deleted.

    ``in_index`` where Git knows of it, not where marks stand in a file that somebody committed or left behind.
    """

    path: str
    base: str
    ours: str | None
    theirs: str | None
    in_index: bool = True

    def merged(self, settings: Settings | None) -> tuple[Merged, dict[str, Why]]:
        """The merge by fields, held to the rules. Raises InvalidFileError."""
        if self.ours is None or self.theirs is None:
            kept = self.ours if self.theirs is None else self.theirs
            return Merged(kept or "", (gone.conflict(self.base, self.ours, self.theirs, self.path),)), {}
        return merge_held(self.base or None, self.ours, self.theirs, self.path, settings)


def unmerged(store: Store) -> list[Unmerged]:
    """All files of the desk that are in conflict, by path."""
    found = {one.path: one for one in _in_index(store)}
    marked = (path for path in _marked(store) if path not in found)
    return sorted([*found.values(), *_with_marks(store, marked)])


def _in_index(store: Store) -> Iterator[Unmerged]:
    out = store.git.run("ls-files", "-u", "-z", "--", store.repo.prefix or ".").decode(errors="surrogateescape")
    blobs: dict[str, dict[str, str]] = {}
    for entry in filter(None, out.split("\0")):
        head, _, name = entry.partition("\t")
        _, blob, stage = head.split(" ")
        blobs.setdefault(name.removeprefix(store.repo.prefix), {})[stage] = blob
    held = {path: stages for path, stages in blobs.items() if layout.is_record(path)}
    names = sorted({blob for stages in held.values() for blob in stages.values()})
    texts = {n: o[2] if o else b"" for n, o in zip(names, store.git.objects(names), strict=True)}
    for path, stages in held.items():
        one, two, three = (texts[stages[n]].decode("utf-8", "replace") if n in stages else None for n in "123")
        yield Unmerged(path, one or "", two, three)


def _marked(store: Store) -> list[str]:
    """Files of the work tree with a line that begins as a mark does."""
    done = store.git.call("grep", "-l", "-z", "-I", "-e", "^<<<<<<< ", "--", store.repo.prefix or ".")
    names = done.stdout.decode(errors="surrogateescape").split("\0")
    return [name.removeprefix(store.repo.prefix) for name in names if name]


def _with_marks(store: Store, paths: Iterable[str]) -> Iterator[Unmerged]:
    for path in paths:
        text = (store.read(path) or b"").decode("utf-8", "replace")
        apart = sides(text) if layout.is_record(path) and has_marks(text) else None
        if apart:
            yield Unmerged(path, _readable(apart.base, path), apart.ours, apart.theirs, in_index=False)


def _readable(text: str, path: str) -> str:
    """The base that marks tell of, "" where it cannot be read."""
    from svc.store.codec import read

    try:
        read(decode(text.encode(), path), path)
    except InvalidFileError:
        return ""
    return text


def is_untouched(store: Store, one: Unmerged, text: str) -> bool:
    """Whether the work tree has the file as a merge left it, not as somebody resolved it by hand since."""
    held = (store.read(one.path) or b"").decode("utf-8", "replace")
    return has_marks(held) or held.replace("\r\n", "\n") in (one.base, one.ours, one.theirs, text)


def resolve(store: Store, one: Unmerged, text: str | None) -> None:
    """Write a resolved file, or delete it for None, and tell Git's index where that has it in conflict.

    Raises GitError.
    """
    if text is None:
        store.git.run("rm", "-q", "--", store.repo.prefix + one.path)
        return
    files.replace(store.root / one.path, text.encode(), store.repo.own_dir / "tmp")
    if one.in_index:
        store.git.run("add", "--", store.repo.prefix + one.path)
