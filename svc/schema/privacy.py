"""Which fields of a record are of a person, and the record without them: they lie in the vault, if the desk has one.

In the vault they stand by their place, ``contacts.K7M3Q.value``; in the file of the desk stands :data:`MARK`.
"""

from __future__ import annotations

from svc.model import Data, Record, Value, is_empty, rows
from svc.schema.kinds import CUSTOMER, Kind
from svc.schema.personal import masked
from svc.typed import Callable, Mapping, NamedTuple

MARK = "vault"
"""What stands in the place of a value that lies in the vault."""
NOBODY = "-"
"""The name of a person who was forgotten."""
_LISTS: Mapping[str, tuple[str, ...]] = {"contacts": ("name", "value"), "addresses": ("address",)}
"""The lists of a customer, and what of their items is of a person."""
_OF_A_PERSON = ("name", "also")
"""What is of a person where the customer is one."""
_MASKED = ("contacts.value", "addresses.address")
"""What pages that may be passed on show masked wherever it lies."""


class Parted(NamedTuple):
    """A record as its file has it, and by place what lies in the vault."""

    file: Data
    vault: Mapping[str, Value]


def parted(data: Data, fresh: Callable[[], str]) -> Parted:
    """A record without what is of a person. ``fresh`` draws an id for an item that has none."""
    file: Data = dict(data)
    vault: dict[str, Value] = {}
    for name in _own(data):
        if _is_open(data.get(name, "")):
            vault[name], file[name] = data[name], [MARK] if isinstance(data[name], list) else MARK
    for name, keys in _LISTS.items():
        items = [_item(name, keys, item, vault, fresh) for item in rows(data.get(name, ""))]
        if items:
            file[name] = [*items]
    return Parted(file, vault)


def _item(name: str, keys: tuple[str, ...], item: Data, vault: dict[str, Value], fresh: Callable[[], str]) -> Data:
    held = [key for key in keys if _is_open(item.get(key, ""))]
    if not held:
        return item
    known = str(item.get("id", "")) or fresh()
    vault |= {f"{name}.{known}.{key}": item[key] for key in held}
    return {"id": known, **item, **dict.fromkeys(held, MARK)}


def whole(data: Data, vault: Mapping[str, Value]) -> Data:
    """A record with what the vault has of it."""
    found: Data = dict(data)
    for name in _OF_A_PERSON:
        if name in vault and not _is_open(data.get(name, "")):
            found[name] = vault[name]
    for name, keys in _LISTS.items():
        if rows(data.get(name, "")):
            found[name] = [
                item | {key: said for key in keys if item.get(key) == MARK
                        for said in [vault.get(f"{name}.{item.get('id', '')}.{key}", MARK)]}
                for item in rows(data[name])
            ]  # fmt: skip
    return found


def is_parted(data: Data) -> bool:
    """Whether something of a record lies in the vault."""
    for name in _OF_A_PERSON:  # in loops: every record of a list is asked
        if data.get(name) in (MARK, [MARK]):
            return True
    for name, keys in _LISTS.items():
        held = data.get(name)
        for item in held if isinstance(held, list) else ():
            if isinstance(item, dict) and MARK in item.values() and any(item.get(key) == MARK for key in keys):
                return True
    return False


def places(data: Data) -> set[str]:
    """What of a record lies in the vault, by place."""
    listed = ((name, key, item) for name, keys in _LISTS.items() for item in rows(data.get(name, "")) for key in keys)
    return {name for name in _OF_A_PERSON if data.get(name) in (MARK, [MARK])} | {
        f"{name}.{item.get('id', '')}.{key}" for name, key, item in listed if item.get(key) == MARK
    }


def in_the_open(data: Data) -> list[str]:
    """The dotted fields in which something of a person stands."""
    found = [name for name in _own(data) if _is_open(data.get(name, ""))]
    for name, keys in _LISTS.items():
        for place, item in enumerate(rows(data.get(name, ""))):
            found += [f"{name}.{place}.{key}" for key in keys if _is_open(item.get(key, ""))]
    return found


def forgotten(data: Data, day: str) -> dict[str, Value]:
    """The fields of a customer, as they are once they are forgotten: of what was theirs nothing, and since when."""
    name = {"name": NOBODY, "also": ""} if data.get("kind") == "person" else {}
    blank = {key: "" for key in (*_LISTS, "note", "more") if not is_empty(data.get(key, ""))}
    return {**name, **blank, "forgotten": day}


def shown_masked(kind: Kind, record: Record, in_vault: bool) -> Record:
    """A record as it may be passed on: numbers and addresses masked, with a vault the names of people too."""
    if kind is not CUSTOMER:
        return record
    data: Data = dict(record.data)
    for name in _own(data) if in_vault else ():
        if _is_open(data.get(name, "")):
            held = data[name]
            data[name] = [masked(str(one)) for one in held] if isinstance(held, list) else masked(str(held))
    for name, keys in _LISTS.items():
        hidden = [key for key in keys if in_vault or f"{name}.{key}" in _MASKED]
        items: list[Value] = [item | {k: masked(str(item[k])) for k in hidden if _is_open(item.get(k, ""))}
                              for item in rows(data.get(name, ""))]  # fmt: skip
        data |= {name: items} if items else {}
    return Record(data, record.path)


def _own(data: Data) -> tuple[str, ...]:
    return _OF_A_PERSON if data.get("kind") == "person" else ()


def _is_open(value: Value) -> bool:
    return not is_empty(value) and value not in (MARK, [MARK], NOBODY)
