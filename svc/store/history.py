"""History as Git keeps it: each commit with its words, its trailers and the case files it touched.

Only calls that run nothing of a repository's own: rev-list, cat-file, diff-tree. What the commits did to the
cases stands in ``svc.store.steps``.
"""

from __future__ import annotations

from itertools import islice, pairwise

from svc.spare import UTC, datetime, timedelta, timezone
from svc.store import layout
from svc.store.desk import Store
from svc.store.git import tip
from svc.store.index.commits import Commit
from svc.store.index.history import UnusableError
from svc.store.message import Message, parse
from svc.store.tips import head_commit
from svc.typed import TYPE_CHECKING, Iterator, NamedTuple, Sequence

if TYPE_CHECKING:
    from svc.store import straight

_MOST = 1000
_EVERYTHING = [f"{layout.CASES}/", layout.SETTINGS, *(f"{folder}/" for folder in layout.RECORDS)]
"""The files whose history is told where none is named."""


class Touched(NamedTuple):
    """What one commit did to one file: its blob ids before, one a parent, and after (``""``: none)."""

    path: str
    olds: tuple[str, ...]
    new: str


class Entry(NamedTuple):
    """One commit. ``at`` is its author date: when the change was made, wherever it went since.

    A merge touches only what it holds otherwise than each of its parents.
    """

    commit: str
    at: datetime
    author: str
    mail: str
    message: Message
    touched: tuple[Touched, ...]


def entries(store: Store, path: str = "", expected: int = 0) -> Iterator[Entry]:
    """Commits that touched a case file (or any, or the settings), the newest first.

    They are told from the index where they can be; else read from Git in portions, the first of ``expected`` commits
    (0: as many as is thrifty).
    """
    told = 0
    try:
        for commit in _known(store, path):
            yield _entry(commit.id, commit.text, tuple(Touched(p, b[:-1], b[-1]) for p, b in commit.touched))
            told += 1
    except UnusableError:
        yield from islice(_walked(store, path, expected), told, None)


def _known(store: Store, path: str) -> Iterator[Commit]:
    """The commits as the index has them. Raises UnusableError."""
    if store.history is None:
        raise UnusableError
    head = head_commit(store.root) or tip(store.git, "HEAD")
    return store.history.commits(head, path, _Walk(store)) if head else iter(())


class _Walk:
    """What asks Git about the commits of a desk."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._read: dict[str, Commit] = {}

    def names(self, head: str) -> list[str]:
        """The commits of a tip, the newest first."""
        return self._store.git.run("rev-list", "--full-history", head, "--", *_where(self._store, "")).decode().split()

    def straight(self, known: str, head: str) -> list[str] | None:
        """The commits that lead from one to another without any merge, None where there is another way."""
        from svc.store import straight  # what a log without new commits does not pay for

        git = self._store.git
        with git.reading_if_asked():
            way = straight.way(git, known, head)
            if way:
                trees = straight.Trees(git, _where(self._store, ""))
                self._read = {new.id: _short(self._store, trees, old, new) for new, old in pairwise(way)}
                return list(self._read)
        done = git.call("rev-list", "--parents", head, f"^{known}")  # it fails where that one is no longer there
        rows = [line.split() for line in done.stdout.decode().splitlines()]
        found = [head, *(row[1] for row in rows if len(row) == 2)]
        return found[:-1] if found[-1] == known and [row[0] for row in rows] == found[:-1] else None

    def read(self, names: Sequence[str]) -> list[Commit]:
        """Some commits with what they touched."""
        if all(name in self._read for name in names):
            return [one for name in names if (one := self._read[name]).touched]
        return _commits(self._store, names)


def _short(store: Store, trees: straight.Trees, old: straight.Commit, new: straight.Commit) -> Commit:
    """A commit with what it touched, its parent at hand."""
    found = [change for change in trees.changes(old.tree, new.tree) if _is_file(change[0])]
    touched = tuple((path.removeprefix(store.repo.prefix), (before, after)) for path, before, after in found)
    return Commit(new.id, _essence(new.text), touched)


def _commits(store: Store, names: Sequence[str]) -> list[Commit]:
    touched = _touched(store, list(names), _where(store, ""))
    wanted = [name for name in names if name in touched]
    found = zip(wanted, store.git.objects(wanted), strict=True)
    touches = {name: tuple((one.path, (*one.olds, one.new)) for one in touched[name]) for name in wanted}
    return [Commit(name, _essence(item[2]), touches[name]) for name, item in found if item]


def _essence(text: bytes) -> bytes:
    """Of a commit's text what is told of it: its author and its words."""
    head, blank, body = text.partition(b"\n\n")
    return _author_line(head) + blank + body


def _author_line(head: bytes) -> bytes:
    return next((line for line in head.split(b"\n") if line.startswith(b"author ")), b"")


def _where(store: Store, path: str) -> list[str]:
    return [store.repo.prefix + name for name in ([path] if path else _EVERYTHING)]


def _walked(store: Store, path: str, expected: int) -> Iterator[Entry]:
    start, where = tip(store.git, "HEAD"), _where(store, path)
    size, done = min(expected or _MOST, _MOST), 0
    while start:
        most = (f"--max-count={size}", f"--skip={done}")
        commits = store.git.run("rev-list", "--full-history", *most, start, "--", *where).decode().split()
        objects = store.git.objects(commits)
        touched = _touched(store, commits, where)
        for commit, found in zip(commits, objects, strict=True):
            if found and commit in touched:
                yield _entry(commit, found[2], touched[commit])
        if len(commits) < size:
            return
        done, size = done + size, _MOST


def _entry(commit: str, data: bytes, touched: tuple[Touched, ...]) -> Entry:
    head, _, body = data.partition(b"\n\n")
    name, mail, at = _person(_author_line(head))
    return Entry(commit, at, name, mail, parse(body.decode(errors="replace")), touched)


def _person(line: bytes) -> tuple[str, str, datetime]:
    """Name, mail and time in ``author NAME <MAIL> SECONDS +HHMM``; nobody, at the beginning, for another line."""
    who, _, when = line.removeprefix(b"author ").rpartition(b"> ")
    name, _, mail = who.rpartition(b" <")
    seconds, _, offset = when.decode(errors="replace").partition(" ")
    try:
        minutes = int(offset[1:3]) * 60 + int(offset[3:5])
        zone = timezone(timedelta(minutes=-minutes if offset[0] == "-" else minutes))
        return name.decode(errors="replace"), mail.decode(errors="replace"), datetime.fromtimestamp(int(seconds), zone)
    except (ValueError, IndexError, OverflowError, OSError):
        return "", "", datetime.fromtimestamp(0, UTC)


def _touched(store: Store, commits: list[str], where: list[str]) -> dict[str, tuple[Touched, ...]]:
    """The case files and settings that each commit changed; of a merge, what no parent holds so."""
    if not commits:
        return {}
    args = ("diff-tree", "--stdin", "-r", "-z", "--no-renames", "--root", "--no-abbrev", "-c")
    out = store.git.run(*args, "--", *where, data="".join(f"{c}\n" for c in commits).encode())
    found: dict[str, tuple[Touched, ...]] = {}
    commit = ""
    fields = iter(out.decode(errors="surrogateescape").split("\0"))
    for field in fields:
        if field.startswith(":"):
            parents = len(field) - len(field.lstrip(":"))
            blobs = [_blob(name) for name in field.split(" ")[parents + 1 : 2 * parents + 2]]
            path = next(fields).removeprefix(store.repo.prefix)
            if _is_file(path):
                found[commit] = (*found.get(commit, ()), Touched(path, tuple(blobs[:-1]), blobs[-1]))
        elif field:
            commit = field.strip()
    return found


def _is_file(path: str) -> bool:
    return path.endswith((".yaml", ".yml"))


def _blob(name: str) -> str:
    return name if name.strip("0") else ""
