"""History as Git keeps it: each commit with its words, its trailers and what it did to case files.

Only calls that run nothing of a repository's own: rev-list, cat-file, diff-tree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from svc.model import Data, Event, InvalidFileError, Value, flatten
from svc.schema.events import read_log
from svc.store import layout
from svc.store.codec import load
from svc.store.desk import Store
from svc.store.message import Message, parse

_PERSON = re.compile(rb"^(author|committer) (.*) <([^>]*)> (-?\d+) ([+-])(\d\d)(\d\d)$", re.M)
_LOG = ("log", "notes")


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of one case, before and after."""

    field: str
    old: Value
    new: Value


@dataclass(frozen=True, slots=True)
class Touched:
    """What one commit did to one case: blob ids before and after (``""``: none), read when asked for."""

    path: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One commit. ``at`` is its author date."""

    commit: str
    at: datetime
    author: str
    mail: str
    message: Message
    touched: tuple[Touched, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """What one commit did to one case, in the case's own words."""

    entry: Entry
    path: str
    events: tuple[Event, ...]
    changes: tuple[FieldChange, ...]
    is_birth: bool = False


def entries(store: Store, path: str = "", limit: int = 0) -> list[Entry]:
    """Commits that touched a case file (or any), the newest first. ``limit`` 0 means all."""
    where = store.repo.prefix + (path or f"{layout.CASES}/")
    most = [f"--max-count={limit}"] if limit else []
    done = store.git.call("rev-list", "--full-history", *most, "HEAD", "--", where)
    commits = done.stdout.decode().split()
    objects = store.git.objects(commits)
    touched = _touched(store, commits, where)
    return [_entry(c, o[2], touched.get(c, ())) for c, o in zip(commits, objects, strict=True) if o]


def _entry(commit: str, data: bytes, touched: tuple[Touched, ...]) -> Entry:
    head, _, body = data.partition(b"\n\n")
    found = _PERSON.search(head)
    name, mail, at = b"", b"", datetime.fromtimestamp(0, UTC)
    if found:
        name, mail = found[2], found[3]
        minutes = int(found[6]) * 60 + int(found[7])
        offset = timedelta(minutes=-minutes if found[5] == b"-" else minutes)
        at = datetime.fromtimestamp(int(found[4]), timezone(offset))
    words = parse(body.decode(errors="replace"))
    return Entry(commit, at, name.decode(errors="replace"), mail.decode(errors="replace"), words, touched)


def _touched(store: Store, commits: list[str], where: str) -> dict[str, tuple[Touched, ...]]:
    if not commits:
        return {}
    args = ("diff-tree", "--stdin", "-r", "-z", "--no-renames", "--root", "--no-abbrev", "--diff-merges=first-parent")
    out = store.git.run(*args, "--", where, data="".join(f"{c}\n" for c in commits).encode())
    found: dict[str, tuple[Touched, ...]] = {}
    commit = ""
    fields = iter(out.decode(errors="surrogateescape").split("\0"))
    for field in fields:
        if field.startswith(":"):
            _, _, old, new, _ = field.split(" ")
            path = next(fields).removeprefix(store.repo.prefix)
            found[commit] = (*found.get(commit, ()), Touched(path, _blob(old), _blob(new)))
        elif field:
            commit = field.strip()
    return found


def _blob(name: str) -> str:
    return name if name.strip("0") else ""


def steps(store: Store, found: list[Entry], only: str = "") -> Iterator[Step]:
    """What each commit did to each case it touched (or to the one at ``only``), field by field."""
    wanted = [(e, t) for e in found for t in e.touched if not only or t.path == only]
    names = sorted({b for _, t in wanted for b in (t.old, t.new) if b})
    held = dict(zip(names, store.git.objects(names), strict=True))

    def data(blob: str, path: str) -> Data:
        item = held.get(blob)
        try:
            return load(item[2], path) if item else {}
        except InvalidFileError as error:
            return {"unreadable": str(error)}

    for entry, touch in wanted:
        old, new = data(touch.old, touch.path), data(touch.new, touch.path)
        known = {e.id for e in read_log(old)}
        added = tuple(e for e in read_log(new) if e.id not in known)
        yield Step(entry, touch.path, added, tuple(_differences(old, new)), not touch.old)


def _differences(old: Data, new: Data) -> Iterator[FieldChange]:
    before, after = _leaves(old), _leaves(new)
    for name in [*after, *(n for n in before if n not in after)]:
        one, two = before.get(name, ""), after.get(name, "")
        if one != two and (one or two):
            yield FieldChange(name, one, two)


def _leaves(data: Data) -> dict[str, Value]:
    return {name: value for name, value in flatten(data) if name.split(".")[0] not in _LOG}
