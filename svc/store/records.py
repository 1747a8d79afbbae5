"""The records of a desk: read, found by what somebody calls one, checked, with all that names them."""

from __future__ import annotations

from svc.errors import NotFoundError, Several, SvcError, T
from svc.model import Data, InvalidFileError, Problem, Record, mapping
from svc.schema.check_record import check_record
from svc.schema.kinds import CUSTOMER, KINDS, Kind, is_key, kind_at
from svc.schema.privacy import in_the_open, is_parted
from svc.schema.references import Named, named, named_of_case
from svc.schema.settings import Settings
from svc.spare import suppress
from svc.store import layout
from svc.store.codec import load, read
from svc.store.desk import Store, unreadable
from svc.store.source import decode
from svc.store.tree import Node, line_of, plain
from svc.typed import TYPE_CHECKING, Iterable, Iterator

if TYPE_CHECKING:
    from svc.store.index.index import Index

_SOME = 5
"""Records named where a word fits more."""


def index_of(store: Store) -> Index | None:
    """The index of the records of a desk; None where there is none."""
    if not store.indexed:
        return None
    from svc.store.index.holding import OF_RECORDS
    from svc.store.index.index import Index

    return Index.of(store.root, OF_RECORDS)


def keys(store: Store, kind: Kind) -> list[str]:
    """The keys of all records of a kind, in their order."""
    return [key_at(path) for path in layout.files_of(store.root, kind.folder)]


def load_one(store: Store, kind: Kind, name: str) -> Record | None:
    """One record by its key; None where there is none. Raises InvalidFileError."""
    path = kind.path(name)
    data = store.read(path) if is_key(name) else None
    return None if data is None else _opened(store, kind, [Record(load(data, path), path)])[0]


def every(store: Store, kind: Kind) -> tuple[list[Record], list[Problem]]:
    """All records of a kind that can be read, and what is wrong with every file that cannot."""
    index = index_of(store)
    written = index.cases_in(kind.folder) if index else None
    if written is None:
        return _read(store, kind, keys(store, kind))
    broken = [path for path in written.unreadable if kind_at(path) is kind]
    read, problems = _read(store, kind, [key_at(path) for path in broken])
    found = [*(Record(case.data, case.path) for case in written.cases), *read]
    found = _opened(store, kind, sorted(found, key=lambda record: record.path) if read else found)
    return found, problems


def _read(store: Store, kind: Kind, names: Iterable[str]) -> tuple[list[Record], list[Problem]]:
    """Some records from their files."""
    found: list[Record] = []
    problems: list[Problem] = []
    for name in names:
        try:
            data = store.read(kind.path(name))
            found += [] if data is None else [Record(load(data, kind.path(name)), kind.path(name))]
        except (InvalidFileError, SvcError) as error:
            problems += unreadable(error, kind.path(name))
    return _opened(store, kind, found), problems


def _opened(store: Store, kind: Kind, found: list[Record]) -> list[Record]:
    """Records with what the vault has of them."""
    if kind is not CUSTOMER or not any(is_parted(record.data) for record in found):
        return found
    from svc.store.private import opened  # what a desk without a vault does not pay for

    return [opened(store, kind, record) for record in found]


def key_at(path: str) -> str:
    """The key of the record in a file."""
    return path.rpartition("/")[2].removesuffix(".yaml")


def edited(store: Store) -> list[str]:
    """The files of records that are not what HEAD has, those first that others name."""
    from svc.store import edits

    kinds = [kind.folder for kind in KINDS.values()]
    here = (path for folder in kinds for path in layout.files_of(store.root, folder))
    found = edits.edited(store, index_of(store), layout.KEYED, lambda: here)
    return [path for folder in kinds for path in sorted(found) if path.startswith(f"{folder}/") and kind_at(path)]


def find(store: Store, kind: Kind, word: str) -> str:
    """The key of the record that a word means: its key, a former one, its name, or a part of these that no other has.

    Raises NotFoundError when none or several answer.
    """
    wanted = word.removeprefix(f"{kind.folder}/").removesuffix(".yaml")
    if is_key(wanted) and store.has_record(wanted, kind.folder):
        return wanted
    known = keys(store, kind)
    low = wanted.casefold()
    meant = [name for name in known if name.casefold() == low] or _called(store, kind, low)
    if not meant:
        meant = [name for name in known if low and low in name.casefold()]
    if len(meant) == 1:
        return meant[0]
    several = T("svc {kind} list shows them", kind=kind.name)
    if meant:
        some = [*meant[:_SOME], *(["…"] if len(meant) > _SOME else [])]
        raise NotFoundError(T("{word} may be several: {names}", word=repr(word), names=Several(some)), several)
    raise NotFoundError(T("no {kind} {word}", kind=kind.label, word=repr(word)), several)


def _called(store: Store, kind: Kind, low: str) -> list[str]:
    """The records that were or are called so."""
    found = []
    for record in every(store, kind)[0]:
        names = [record.get(name) for name in ("former", "name", "also")]
        said = [word for held in names for word in (held if isinstance(held, list) else [held])]
        if low in (word.casefold() for word in said if isinstance(word, str)):
            found.append(record.id)
    return found


def check_text(kind: Kind, text: str, path: str, settings: Settings) -> list[Problem]:
    """All that is wrong with the text of a record by itself. Raises InvalidFileError where it cannot be read."""
    node = read(text, path)
    return check_record(kind, mapping(plain(node)), path, settings, lambda name: line_of(node, name))


def _in_the_open(kind: Kind, data: Data, path: str, settings: Settings, node: Node) -> Iterator[Problem]:
    """What of people stands in a file though the desk keeps it in a vault."""
    for name in in_the_open(data) if kind is CUSTOMER and settings.privacy.in_vault else ():
        said = T("personal data belongs into the vault: svc customer vault {key} puts it there", key=key_at(path))
        yield Problem(path, line_of(node, name), name, said)


class Book:
    """All records of a desk at once: what is there, and what names what."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.keys = {kind.name: frozenset(keys(store, kind)) for kind in KINDS.values()}
        self.cases = frozenset(key_at(path) for path in store.names())

    def check(self, settings: Settings, kinds: Iterable[Kind]) -> Iterator[Problem]:
        """All that is wrong with the records of some kinds: by themselves, in what they name, and beside each other."""
        for kind in kinds:
            yield from self._twice(kind)
            for name in sorted(self.keys[kind.name]):
                yield from self._check(kind, name, settings)

    def check_case(self, path: str, settings: Settings) -> Iterator[Problem]:
        """What a case names that is not there, of the kinds that the desk keeps; of one that cannot be read nothing."""
        with suppress(InvalidFileError, SvcError):
            node = read(decode(self.store.read(path) or b"", path), path)
            for one in named_of_case(mapping(plain(node)), settings.records.required):
                if not self.has(one):
                    yield Problem(path, line_of(node, one.field), one.field, one.missing)

    def has(self, one: Named) -> bool:
        """Whether what is named is there."""
        return one.key in (self.cases if one.kind == "case" else self.keys[one.kind])

    def _check(self, kind: Kind, name: str, settings: Settings) -> Iterator[Problem]:
        path = kind.path(name)
        try:
            text = decode(self.store.read(path) or b"", path)
            yield from check_text(kind, text, path, settings)
            node = read(text, path)
            yield from _in_the_open(kind, mapping(plain(node)), path, settings, node)
        except (InvalidFileError, SvcError) as error:
            yield from unreadable(error, path)
            return
        for one in named(mapping(plain(node)), kind.references):
            if not self.has(one):
                yield Problem(path, line_of(node, one.field), one.field, one.missing)

    def _twice(self, kind: Kind) -> Iterator[Problem]:
        """Keys that a file system without capitals, or a person, takes for one."""
        seen: dict[str, str] = {}
        for name in sorted(self.keys[kind.name]):
            other = seen.setdefault(name.casefold(), name)
            if other != name:
                said = T("{key} and {other} differ in capitals alone: svc {kind} merge {key} {other}",
                         key=name, other=other, kind=kind.name)  # fmt: skip
                yield Problem(kind.path(name), 0, "id", said)
