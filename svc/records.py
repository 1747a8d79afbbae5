"""A record as it begins, and two records made one."""

from __future__ import annotations

from svc.model import Data, Record, Value, is_empty, mapping, rows
from svc.schema.kinds import ASSET, PRODUCT, Kind, made_key
from svc.schema.references import Becomes, Name, Renames
from svc.schema.table import Field
from svc.typed import Callable, Iterable, Mapping, NamedTuple


class Combined(NamedTuple):
    """What a record takes over from another one, and the fields in which it keeps its own word against the other's."""

    sets: Mapping[str, Value]
    lost: Mapping[str, Value]


def born(kind: Kind, key: str, sets: Mapping[str, Value]) -> Data:
    """A new record: every usual field is there from the start, so that the file reads as a form."""
    blank: Data = {field.path: "" for field in kind.table.fields if field.path not in kind.rare}
    held = blank | {"id": key} | dict(sets)
    return {field.path: held[field.path] for field in kind.table.fields if field.path in held}


def combined(kind: Kind, kept: Data, gone: Data, fresh: Callable[[], str]) -> Combined:
    """What ``kept`` becomes when ``gone`` is found to be the same.

    What is empty is filled, lists are joined, each item once, with a ``fresh`` id where both have one; of two words for
    one field the kept one stays. The key
    of the other is remembered as a former one, its name among the other names where the kind has these.
    """
    sets: dict[str, Value] = {}
    lost: dict[str, Value] = {}
    for field in kind.table.fields:
        one, two = kept.get(field.path, ""), gone.get(field.path, "")
        if field.path in ("id", "former", *kind.made_of) or is_empty(two) or one == two:
            continue
        both = two if is_empty(one) else _joined(field, one, two, fresh)
        sets |= {field.path: both} if both != one else {}
        lost |= {field.path: two} if both == one and not _is_within(one, two) else {}
    if "also" in kind.table.by_path and not is_empty(lost.get("name", "")):
        sets["also"] = _words(_words([], sets.get("also", kept.get("also", ""))), lost.pop("name"))
    sets["former"] = _words(_words(_words([], kept.get("former", "")), gone["id"]), gone.get("former", ""))
    return Combined(sets, lost)


def renamed(kind: Kind, old: Data, key: str, parts: tuple[str, ...], assets: Iterable[Record]) -> Renames:
    """All that gets another key when one record does: of a product, every machine of it too.

    ``parts``: what the fields that the key is made of say then; ``assets``: all machines of the desk.
    """
    found: dict[Name, Becomes] = {(kind.name, str(old["id"])): Becomes(key, parts)}
    for asset in assets if kind is PRODUCT else ():
        if asset.text("product") == old["id"]:
            both = (key, asset.text("serial"))
            found[ASSET.name, asset.id] = Becomes(made_key(both), both)
    return found


def _joined(field: Field, one: Value, two: Value, fresh: Callable[[], str]) -> Value:
    if field.kind == "items":
        bare = [_bare(item) for item in rows(one)]
        taken = {item.get("id") for item in rows(one)}
        more = [item for item in rows(two) if _bare(item) not in bare]
        return [*rows(one), *(item | {"id": fresh()} if item.get("id") in taken else item for item in more)]
    if field.kind in ("words", "codes"):
        both = _words(_words([], one), two)
        return [*sorted(map(str, both))] if field.kind == "codes" else both
    if field.kind in ("pairs", "free"):
        return mapping(two) | mapping(one)
    if field.kind == "block":
        return one if str(two) in str(one) else f"{one}{two}"
    return one


def _is_within(one: Value, two: Value) -> bool:
    """Whether a list or map holds all that another one does."""
    if isinstance(one, dict):
        return all(one.get(key) == value for key, value in mapping(two).items())
    return not isinstance(one, str)


def _bare(item: Data) -> Data:
    return {key: value for key, value in item.items() if key != "id"}


def _words(held: list[Value], more: Value) -> list[Value]:
    """A list of words with some more of them, each once."""
    added: list[Value] = [*more] if isinstance(more, list) else [more] if more else []
    return [*held, *(word for word in added if word not in held)]
