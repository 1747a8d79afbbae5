"""What an index is of, the cases or the records beside them: where they lie, what is kept of one, what it names."""

from __future__ import annotations

import zlib

from svc.errors import SvcError
from svc.model import Data, head_of, serials
from svc.store import layout
from svc.store.index.database import Row
from svc.store.plain_json import dumps, loads
from svc.typed import Any, Callable, Mapping, NamedTuple


class Holding(NamedTuple):
    """One sort of files. ``name``: of the SQLite file; ``tops``: the folders below which they lie.

    ``row``: what is written down of a file, given with its path, its blob and its bytes, None for what is no plain
    file; ``names``: what a file names, by its path and its fields.
    """

    name: str
    tops: tuple[str, ...]
    row: Callable[[str, str, bytes | None], Row]
    names: Callable[[str, Data], set[str]]


def row_of_case(path: str, blob: str, data: bytes | None) -> Row:
    """What is written down of a case; nothing but its name where it cannot be read."""
    from svc.store.reading import to_case
    from svc.store.source import decode

    try:
        case = to_case(decode(data, path), path) if data is not None else None
    except SvcError:
        case = None
    if case is None:
        return Row(path, blob, None, "")
    return Row(path, blob, case.stage, dumps(head_of(case.data), ascii=True), packed(case.data))


def row_of_record(path: str, blob: str, data: bytes | None) -> Row:
    """What is written down of a record: its folder stands in the place of a stage."""
    from svc.store.codec import load

    try:
        held = load(data, path) if data is not None else None
    except SvcError:
        held = None
    if held is None or path.count("/") != 1:
        return Row(path, blob, None, "")
    return Row(path, blob, path.partition("/")[0], "", packed(held))


def of_customer(key: str) -> str:
    """What whoever names a customer is found by."""
    return f"customer {key}"


def of_serial(serial: str) -> str:
    """What whoever names a machine is found by: its serial number as it is compared."""
    from svc.schema.kinds import folded_serial

    return f"serial {folded_serial(serial)}"


def named_by_case(path: str, data: Data) -> set[str]:
    """The customer and the serial numbers that a case names."""
    return _customer(data) | {of_serial(number) for number in serials(data)}


def named_by_record(path: str, data: Data) -> set[str]:
    """The customer that a machine names, and the signs of a customer; no other record is asked for."""
    if not path.startswith("customers/"):
        return _customer(data)
    from svc.schema.signs import signs

    return signs(data)


def _customer(data: Data) -> set[str]:
    key = data.get("customer", "")
    return {of_customer(key)} if isinstance(key, str) and key else set()


OF_CASES = Holding("index", (layout.CASES,), row_of_case, named_by_case)
OF_RECORDS = Holding("records", layout.KEYED, row_of_record, named_by_record)


def packed(data: Mapping[str, Any]) -> bytes:
    """The fields of a file in few bytes."""
    text = dumps(data)
    return zlib.compress(text.encode("utf-8", "surrogatepass"), 1)


def unpacked(data: bytes) -> dict[str, Any]:
    """The fields of a file."""
    found: dict[str, Any] = loads(zlib.decompress(data))
    return found
