"""Changes of records as commits: a record alone, or one with all that names it; all of it or nothing."""

from __future__ import annotations

from svc.errors import RefusedError, T
from svc.ids import is_case_id
from svc.model import Data, InvalidFileError, Problem, Record, Value
from svc.schema.kinds import KINDS, Kind, is_key, kind_at
from svc.schema.references import Named, named
from svc.schema.settings import Settings
from svc.spare import datetime
from svc.store import edit, layout
from svc.store.canonical import emit
from svc.store.changes import NothingToDoError, commit, rules
from svc.store.codec import load
from svc.store.desk import Store
from svc.store.message import Message
from svc.store.private import Private, refuse_open
from svc.store.records import check_text
from svc.store.snapshot import Snapshot
from svc.store.source import decode
from svc.store.writer import Draft, Receipt
from svc.typed import Callable, Collection, Mapping, NamedTuple

Sets = Callable[[Record, Settings], Mapping[str, Value]]
"""What fields of a record shall hold under the rules in force."""


class Kept(NamedTuple):
    """What became of a record: what its file said and says, the cases changed with it, and the commit, if any."""

    record: Record
    before: Data
    cases: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    """The files of other records that were changed with it."""
    receipt: Receipt | None = None
    vaulted: bool = False
    """Whether something changed in the vault."""


class Files:
    """The texts of one draft, each changed any number of times; what is of people in them goes to the vault."""

    def __init__(self, snapshot: Snapshot, private: Private) -> None:
        self.snapshot = snapshot
        self.private = private
        self.texts: dict[str, str] = {}
        self.gone: set[str] = set()

    def text(self, path: str) -> str:
        """A file as it is to be. Raises RefusedError for one that was edited by hand, InvalidFileError for none."""
        if path not in self.texts:
            data = self.snapshot.settled(path)
            if data is None:
                commit = T("svc commit {path}", path=path)
                raise InvalidFileError([Problem(path, 0, "", T("this record is not committed yet"))], commit)
            self.texts[path] = decode(data, path)
        return self.texts[path]

    def data(self, path: str) -> Data:
        """What a record is to say, with what the vault has of it."""
        return self.private.opened(path, load(self.text(path).encode(), path))

    def set(self, path: str, sets: Mapping[str, Value]) -> None:
        """Give fields other values."""
        text = self.text(path)
        for name, value in self.private.sets(path, load(text.encode(), path), sets).items():
            text = edit.set_value(text, name, value)
        self.texts[path] = text

    def move(self, old: str, new: str) -> None:
        """Give a file another name. Raises RefusedError where one has it."""
        if self.snapshot.committed(new) is not None or self.snapshot.at_work(new) is not None:
            raise RefusedError(T("{path} is there already", path=new))
        self.texts[new] = self.text(old)
        self.private.move(old, new, load(self.texts[new].encode(), new))
        del self.texts[old]
        self.gone.add(old)

    def drop(self, path: str) -> None:
        """Take a file out."""
        self.private.drop(path, load(self.text(path).encode(), path))
        del self.texts[path]
        self.gone.add(path)

    def contents(self) -> dict[str, bytes | None]:
        """What changed, by path; None for a file that is to go."""
        found: dict[str, bytes | None] = dict.fromkeys(self.gone)
        for path, text in self.texts.items():
            data = text.encode()
            if path in self.gone or self.snapshot.committed(path) != data:
                found[path] = data
        return found


def draft_of(
    files: Files, when: datetime, message: Message, in_force: Settings, cases: Mapping[str, bytes | None]
) -> Draft:
    """The draft of what was changed, once every record in it was judged."""
    contents = files.contents()
    if not contents and not cases and not files.private.changes:
        raise NothingToDoError
    for path, data in contents.items():
        if data is not None:
            _refuse_wrong(path, decode(data, path), files.snapshot, in_force, contents)
    return Draft(message, contents | dict(cases), when, private=files.private)


def _refuse_wrong(
    path: str, text: str, snapshot: Snapshot, in_force: Settings, beside: Collection[str] = ()
) -> None:
    """A change of a record may leave what was wrong before, but not add to it. Raises InvalidFileError, RefusedError.

    ``beside``: files that come in the same commit.
    """
    kind = kind_at(path)
    assert kind is not None  # who asks writes records alone
    old = snapshot.committed(path)
    known = {(p.field, str(p.message)) for p in check_text(kind, decode(old, path), path, in_force)} if old else set()
    found = [p for p in check_text(kind, text, path, in_force) if p.severity == "error"]
    new = [p for p in found if (p.field, str(p.message)) not in known]
    if new:
        raise InvalidFileError(new)
    before = {one.name for one in named(load(old, path), kind.references)} if old else set()
    for one in named(load(text.encode(), path), kind.references):
        if one.name not in before and not _is_there(one, snapshot, beside):
            raise RefusedError(one.missing)


def _is_there(one: Named, snapshot: Snapshot, beside: Collection[str]) -> bool:
    if one.kind == "case":
        return is_case_id(one.key) and snapshot.committed(layout.case_path(one.key)) is not None
    path = KINDS[one.kind].path(one.key)
    return path in beside or (is_key(one.key) and snapshot.committed(path) is not None)


def name_of(kind: Kind, key: str) -> str:
    """How commits call a record."""
    return f"{kind.folder}/{key}"


def add(
    store: Store, kind: Kind, data: Callable[[Settings], Data], when: datetime, why: str = "", verify: bool = True
) -> Kept:
    """A new record in one commit. Raises RefusedError where one has its key, InvalidFileError."""
    done: list[Data] = []

    def build(snapshot: Snapshot) -> Draft:
        in_force = rules(store, snapshot)
        done[:] = [data(in_force)]
        key = str(done[0]["id"])
        path = kind.path(key)
        if snapshot.committed(path) is not None or snapshot.at_work(path) is not None:
            raise RefusedError(
                T("{path} is there already", path=path), T("svc {kind} edit {key} --set ...", kind=kind.name, key=key)
            )
        private = Private(store, in_force)
        text = emit(private.parted(path, done[0]))
        _refuse_wrong(path, text, snapshot, in_force)
        message = Message(f"{name_of(kind, key)}: add", {"Record": name_of(kind, key), "Reason": why})
        return Draft(message, {path: text.encode()}, when, private=private)

    receipt = commit(store, build, verify)
    record = Record(done[0], kind.path(str(done[0]["id"])))
    return Kept(record, {}, receipt=receipt)


def change(
    store: Store, kind: Kind, key: str, wanted: Sets, when: datetime, why: str = "", verify: bool = True
) -> Kept:
    """Give fields of a record other values, in one commit. Raises RefusedError, InvalidFileError."""
    done: list[Data] = []
    kept: list[Private] = []
    path = kind.path(key)

    def build(snapshot: Snapshot) -> Draft:
        in_force = rules(store, snapshot)
        kept[:] = [Private(store, in_force)]
        files = Files(snapshot, kept[0])
        raw, before = load(files.text(path).encode(), path), files.data(path)
        asked = wanted(Record(before, path), in_force)
        sets = {name: value for name, value in asked.items() if before.get(name, "") != value}
        files.set(path, sets)
        done[:] = [before, {**before, **sets}]
        written = load(files.text(path).encode(), path)
        names = [*sets, *(name for name in written if name not in sets and written[name] != raw.get(name, ""))]
        trailers = {"Record": name_of(kind, key), "Fields": ", ".join(sorted(names)), "Reason": why}
        return draft_of(files, when, Message(f"{name_of(kind, key)}: edit {', '.join(names)}", trailers), in_force, {})

    receipt = commit(store, build, verify)
    return Kept(Record(done[1], path), done[0], receipt=receipt, vaulted=kept[0].changes)


def adopt(store: Store, kind: Kind, path: str, when: datetime, verify: bool = True, why: str = "") -> Receipt:
    """Commit the hand edit of a record. Raises RefusedError, InvalidFileError."""

    def build(snapshot: Snapshot) -> Draft:
        data = snapshot.at_work(path)
        if data is None:
            raise RefusedError(
                T("{path} was deleted by hand; records may still name it", path=path),
                T("git restore {path}; svc {kind} merge makes two one", path=path, kind=kind.name),
            )
        in_force = rules(store, snapshot)
        refuse_open(path, load(data, path), in_force)
        _refuse_wrong(path, decode(data, path), snapshot, in_force)
        name, old, private = path.removesuffix(".yaml"), snapshot.committed(path), Private(store, in_force)
        private.parted(path, load(data, path), load(old, path) if old else None)
        message = Message(f"{name}: edit", {"Record": name, "Reason": why})
        return Draft(message, {path: data}, when, frozenset([path]), private=private)

    receipt = commit(store, build, verify)
    assert receipt is not None  # a file that somebody edited is committed, or refused
    return receipt


class Added(NamedTuple):
    """What became of many new records: the keys of those that are new, and how many were there already."""

    keys: tuple[str, ...]
    known: int
    receipt: Receipt | None = None


def add_all(
    store: Store, kind: Kind, file: str, rows: Callable[[Settings], list[tuple[int, Data]]], when: datetime,
    why: str = "", verify: bool = True, dry_run: bool = False,
) -> Added:  # fmt: skip
    """New records out of the lines of a file, in one commit; one that is there and says all that is passed over.

    Raises RefusedError for one that says something else, InvalidFileError; then nothing is kept.
    """
    done: list[Added] = []

    def build(snapshot: Snapshot) -> Draft:
        in_force = rules(store, snapshot)
        private = Private(store, in_force)
        found = rows(in_force)
        texts: dict[str, bytes | None] = {}
        known = 0
        snapshot.preload([kind.path(str(data["id"])) for _, data in found])
        for line, data in found:
            path = kind.path(str(data["id"]))
            held = texts.get(path) or snapshot.settled(path)
            if held is None:
                texts[path] = emit(private.parted(path, data)).encode()
            elif _says(kind, private.opened(path, load(held, path)), data):
                known += 1
            else:
                raise RefusedError(T("{where}: {path} is there already and says something else",
                                     where=f"{file}:{line}", path=path))  # fmt: skip
        for path, text in texts.items():
            _refuse_wrong(path, decode(text or b"", path), snapshot, in_force, texts)
        done[:] = [Added(tuple(path.rpartition("/")[2].removesuffix(".yaml") for path in texts), known)]
        if not texts:
            raise NothingToDoError
        message = Message(f"{kind.folder}: add {len(texts)}", {"Count": str(len(texts)), "Reason": why})
        return Draft(message, texts, when, private=private)

    receipt = commit(store, build, verify, dry_run)
    return done[0]._replace(receipt=receipt)


def _says(kind: Kind, held: Data, wanted: Data) -> bool:
    """Whether a record says all that a new one would; what is known beside does no harm."""
    said = {name: value for name, value in wanted.items() if value and name not in kind.made_of}
    return all(held.get(name, "") == value for name, value in said.items())
