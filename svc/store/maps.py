"""Files to import and the mappings that say how: a desk's own under ``maps/``, those that come with svc."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from svc.errors import NotFoundError, T, reason
from svc.model import Data, mapping
from svc.store import layout
from svc.store.codec import read
from svc.store.desk import Store
from svc.store.entry import children
from svc.store.source import decode
from svc.store.tree import line_of, plain


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


def written(data: Data) -> str:
    """The text of a mapping file."""
    return "\n".join(children((), data, 0, ordered=False)) + "\n"


def lines_of(text: str) -> Callable[[str], int]:
    """The line of each field in the text of a mapping."""
    node = read(text, "")
    return lambda field: line_of(node, field)
