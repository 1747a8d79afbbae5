"""Which cases and machines name a customer or a serial number: from the index, or from all files where none is."""

from __future__ import annotations

from svc.model import Case, Record, serials
from svc.schema.kinds import ASSET, folded_serial, kind_at
from svc.spare import suppress
from svc.store import records
from svc.store.desk import BROKEN, Store, with_log
from svc.store.index.holding import of_customer, of_serial
from svc.store.objects import object_id
from svc.typed import Iterable, Iterator


def cases_of_customer(store: Store, key: str) -> list[Case]:
    """The cases of a customer. On a desk of 20,000 files and more see :meth:`Index.naming` for what may not show."""
    return [case for case in _cases(store, of_customer(key)) if case.text("customer") == key]


def cases_of_serial(store: Store, serial: str) -> list[Case]:
    """The cases about machines with a serial number, of whatever product."""
    wanted = folded_serial(serial)
    return [case for case in _cases(store, of_serial(wanted)) if wanted in map(folded_serial, serials(case.data))]


def machines_of(store: Store, key: str) -> list[Record]:
    """The machines of a customer."""
    index = records.index_of(store)
    paths = index.naming(of_customer(key), near=True) if index else None
    if paths is None:
        machines = records.every(store, ASSET)[0]
    else:
        machines = [one for path in paths if kind_at(path) is ASSET for one in _machine(store, path)]
    return [one for one in machines if one.text("customer") == key]


def customers_with(store: Store, signs: Iterable[str]) -> list[str] | None:
    """The keys of the customers that share signs with one; None where no index tells."""
    index = records.index_of(store)
    found: set[str] = set()
    for sign in signs:
        paths = index.naming(sign, near=True) if index else None
        if paths is None:
            return None
        found.update(map(records.key_at, paths))
    return sorted(found)


def _machine(store: Store, path: str) -> Iterator[Record]:
    with suppress(*BROKEN):
        one = records.load_one(store, ASSET, records.key_at(path))
        yield from [one] if one else []


def _cases(store: Store, name: str) -> list[Case]:
    """The cases that may name something: each as its file is now."""
    paths = store.index.naming(name, near=True) if store.index else None
    return store.cases()[0] if paths is None else [*_loaded(store, paths)]


def _loaded(store: Store, paths: Iterable[str]) -> Iterator[Case]:
    """The cases in some files that can be read, parsed where the index does not hold them."""
    texts = {}
    for path in paths:
        with suppress(*BROKEN):
            texts[path] = store.read(path)
    blobs = {path: object_id("blob", text) for path, text in texts.items() if text is not None}
    held = {case.path: case for case in store.index.same(blobs)} if store.index else {}
    for path in blobs:
        with suppress(*BROKEN):
            yield with_log(held[path]) if path in held else store.load(path)
