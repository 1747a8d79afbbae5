"""The fields of one kind of record: how each is written, what it is called, in which order they stand."""

from __future__ import annotations

from svc.errors import Text, verbatim
from svc.typed import Iterable, Literal, Mapping, NamedTuple

Kind = Literal[
    "line",      # one line of text
    "code",      # a key of a list in svc.yaml
    "person",    # a key of people/, or a mail address
    "instant",   # ISO 8601 with offset
    "when",      # a date or an instant
    "date",
    "number",    # a plain decimal integer
    "money",     # a decimal number and a currency
    "age",       # from one instant to another: computed, in no file
    "block",     # words of several lines
    "codes",     # sorted codes, on one line
    "words",     # texts in the order given, on one line
    "pairs",     # a small map on one line
    "items",     # a list of small maps, one a line
    "records",   # small maps by key, one a line
    "blocks",    # blocks by key
    "section",   # keys one level down
    "free",      # the desk's own
]  # fmt: skip

Style = Literal["line", "block", "flow", "items", "records", "blocks", "section", "free"]

_STYLES: dict[Kind, Style] = {
    "block": "block",
    "codes": "flow",
    "words": "flow",
    "pairs": "flow",
    "items": "items",
    "records": "records",
    "blocks": "blocks",
    "section": "section",
    "free": "free",
}


class Field(NamedTuple):
    """One field. ``glued``: no blank line before it, since it never changes or is one fact with the line above."""

    path: str
    kind: Kind
    label: Text
    codes: str = ""
    glued: bool = False
    keys: tuple[str, ...] = ()
    """What an item of a list usually says: shown where somebody is to write one."""

    @property
    def style(self) -> Style:
        """How its value is written."""
        return _STYLES.get(self.kind, "line")

    @property
    def toward(self) -> int:
        """Where the time that it holds lies: -1 in the past, 1 in the future, 0 in either."""
        name = self.path.rpartition(".")[2]
        if name in ("due", "wish_by", "until"):
            return 1
        return -1 if name.endswith("_at") or name in ("arrived", "left") else 0


def field(path: str, kind: Kind, label: Text, codes: str = "", glued: bool = False, keys: str = "") -> Field:
    """A field as the tables declare it; ``keys`` with blanks between them."""
    return Field(path, kind, label, codes, glued, tuple(keys.split()))


class Table:
    """The fields of one kind of record, in their order.

    ``items``: what is known of the keys in the items of lists, by ``list.key`` or, for all lists, by ``key``.
    """

    __slots__ = ("_items", "_places", "by_path", "fields")

    def __init__(self, fields: Iterable[Field], items: Mapping[str, Field]) -> None:
        self.fields = tuple(fields)
        self.by_path: dict[str, Field] = {field.path: field for field in self.fields}
        self._items = items
        self._places: dict[str, int] = {}

    def kind(self, path: str) -> str:
        """The kind of a field, ``""`` for one that is not here."""
        known = self.by_path.get(path)
        return known.kind if known else ""

    def place(self, path: str) -> int:
        """Where a field stands among its neighbours; unknown ones stand before ``more``."""
        if not self._places:
            self._places = {field.path: i for i, field in enumerate(self.fields)}
        return self._places.get(path, self._places["more"])

    def item(self, path: str, key: str) -> Field:
        """What is known of a key in the items of a list; a line of text where nothing is."""
        known = self._items.get(f"{path}.{key}") or self._items.get(key)
        return known._replace(path=f"{path}.{key}") if known else Field(f"{path}.{key}", "line", verbatim(key))
