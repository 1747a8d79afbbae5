"""Files to import and the mappings that say how: a desk's own under ``maps/``, those that come with svc."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from svc.errors import NotFoundError, RefusedError, T, UsageError, reason
from svc.model import Data, Value, mapping
from svc.paths import Path
from svc.patterns import pattern
from svc.store import files, layout
from svc.store.codec import read
from svc.store.desk import Store
from svc.store.entry import STEP
from svc.store.scalars import flow, key
from svc.store.source import decode
from svc.store.tree import line_of, plain

_NAME = pattern(r"\w[\w.-]{0,79}")
_FEW = 4
"""A table of values with no more words than these stands on one line."""


def file_bytes(name: str) -> bytes:
    """A file to import. Raises NotFoundError."""
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise NotFoundError(T("{path} cannot be read: {why}", path=name, why=reason(error))) from None


def read_map(store: Store, word: str) -> tuple[str, Data, Callable[[str], int]]:
    """The mapping of a name or file: how it is called, what it says, and the line of each of its fields.

    Raises NotFoundError, InvalidFileError.
    """
    place = _place(store, word)
    name = _called(store, place)
    node = read(decode(file_bytes(str(place)), name), name)
    return name, mapping(plain(node)), lambda field: line_of(node, field)


def _place(store: Store, word: str) -> Path:
    name = word if word.endswith((".yaml", ".yml")) else f"{word}.yaml"
    shipped = layout.shipped(f"{layout.TEMPLATES}/{layout.MAPS}")
    for place in (Path(word), store.root / layout.MAPS / name, store.root / word, shipped / name):
        if place.is_file():
            return place
    known = sorted({file.stem for folder in (store.root / layout.MAPS, shipped) for file in folder.glob("*.yaml")})
    raise NotFoundError(
        T("no mapping {name}", name=word), T("these are there: {names}", names=", ".join(known)) if known else None
    )


def _called(store: Store, place: Path) -> str:
    try:
        return place.absolute().relative_to(store.root).as_posix()
    except ValueError:
        return place.name


def written(data: Data, remarks: Iterable[str] = ()) -> str:
    """The text of a mapping file, remarks before it; a long table of values has a line for each."""
    head = [f"# {remark}\n" for remark in remarks]
    return "".join(head) + "\n".join("\n".join([*_lines(name, each, 0), ""]) for name, each in data.items())


def _lines(name: str, value: Value, indent: int) -> list[str]:
    head = f"{' ' * indent}{key(name)}:"
    if name == "fields" or _is_long(value):
        return [head, *(line for inner, each in mapping(value).items() for line in _lines(inner, each, indent + STEP))]
    return [f"{head} {flow(value)}"]


def _is_long(value: Value) -> bool:
    return isinstance(value, dict) and (len(value) > _FEW or any(_is_long(each) for each in value.values()))


def keep(store: Store, word: str, text: str) -> str:
    """Write a new mapping of the desk; its path in the desk. Raises UsageError, RefusedError."""
    if not _NAME.fullmatch(word):
        raise UsageError(T("a mapping has a short name of letters, digits, . _ -, not {name}", name=word))
    name = f"{layout.MAPS}/{word.removesuffix('.yaml')}.yaml"
    place = store.root / name
    files.refuse_detours(store.root, name)
    if place.exists():
        raise RefusedError(T("{path} is there already", path=name), T("give it another name, or take it away first"))
    files.replace(place, text.encode(), place.parent)
    return name


def lines_of(text: str) -> Callable[[str], int]:
    """The line of each field in the text of a mapping."""
    node = read(text, "")
    return lambda field: line_of(node, field)
