"""The kinds of records that stand beside the cases: what each is called, its fields, and what it names.

A further kind is a table here and a command that hands it on; reading, checking, queries, references, history and
commits know it then.
"""

from __future__ import annotations

import unicodedata

from svc.errors import T, Text
from svc.model import Data
from svc.patterns import pattern
from svc.schema.fields import ITEM_FIELDS
from svc.schema.table import Field, Table
from svc.schema.table import field as _f
from svc.typed import Iterable, NamedTuple, Sequence

_SIGNS, _LONGEST = ".+-_", 100
_NO_KEY_SIGN = pattern(r"[^\w.+-]+")
_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))})
"""Names that no file has on Windows."""


class Reference(NamedTuple):
    """A field that holds the key of another record, or the fields that together do.

    ``within``: the list whose items have these fields, ``""`` for fields at the top. ``kind``: what is named, or
    ``case``. Of a field with several words each is a key.
    """

    kind: str
    fields: tuple[str, ...]
    within: str = ""


class Kind(NamedTuple):
    """One kind of record. ``name`` is its command, ``folder`` where its files lie.

    ``made_of``: the fields that its key is made of; a key is given by a person where there are none. ``needed``: fields
    that none is without; ``shown``: those of a list; ``searched``: those in which a plain word of a query is looked
    for; ``rare``: those that are not in the file from the start.
    """

    name: str
    folder: str
    label: Text
    several: Text
    table: Table
    references: tuple[Reference, ...] = ()
    made_of: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    shown: tuple[str, ...] = ("id",)
    searched: tuple[str, ...] = ("id",)
    rare: tuple[str, ...] = ("former", "more")

    def path(self, key: str) -> str:
        """The file of a record, below the desk."""
        return f"{self.folder}/{key}.yaml"

    def key_of(self, data: Data) -> str:
        """The key that the fields of a record ask for, ``""`` where they do not."""
        parts = [str(data.get(name, "")) for name in self.made_of]
        return made_key(parts) if parts and all(parts) else ""


def _table(fields: Iterable[Field], items: Sequence[Field] = ()) -> Table:
    return Table(fields, {**ITEM_FIELDS, **{field.path: field for field in items}})


_FORMER = _f("former", "words", T("former keys"))
_NOTE = _f("note", "block", T("note"))
_MORE = _f("more", "free", T("more"))

CUSTOMER = Kind(
    "customer", "customers", T("customer"), T("customers"),
    _table(
        (
            _f("id", "line", T("key")),
            _f("kind", "code", T("kind of customer"), "customer_kind"),
            _f("name", "line", T("customer's name")),
            _f("also", "words", T("other names")),
            _f("tier", "code", T("tier"), "tier"),
            _f("owner", "person", T("account owner")),
            _f("language", "line", T("language")),
            _f("place", "line", T("place")),
            _f("contacts", "items", T("contact details"), keys="name role via value confirmed prefers language"),
            _f("addresses", "items", T("addresses"), keys="what address place confirmed"),
            _f("agreements", "items", T("agreements"), keys="what from until policy visits loan covers"),
            _f("rhythm", "line", T("contact rhythm")),
            _f("opt_outs", "codes", T("does not want"), "opt_out"),
            _f("refs", "pairs", T("reference numbers")),
            _f("distinct", "words", T("another one than")),
            _f("forgotten", "date", T("forgotten on")),
            _FORMER,
            _NOTE,
            _MORE,
        ),
        (
            _f("contacts.via", "code", T("by way of"), "channel"),
            _f("contacts.confirmed", "date", T("last confirmed")),
            _f("contacts.name", "line", T("contact person")),
            _f("contacts.value", "line", T("number or address")),
            _f("addresses.confirmed", "date", T("last confirmed")),
            _f("addresses.address", "line", T("address")),
            _f("agreements.from", "date", T("from")),
            _f("agreements.until", "date", T("until")),
            _f("agreements.loan", "line", T("loan unit")),
            _f("agreements.covers", "code", T("covers"), "covers"),
        ),
    ),
    references=(Reference("asset", ("assets",), "agreements"), Reference("customer", ("distinct",))),
    needed=("name",),
    shown=("id", "name", "kind", "tier", "place", "owner"),
    searched=("id", "name", "also", "place", "contacts", "former", "refs"),
    rare=("distinct", "forgotten", "former", "more"),
)  # fmt: skip

PRODUCT = Kind(
    "product", "products", T("product"), T("products"),
    _table(
        (
            _f("id", "line", T("key")),
            _f("name", "line", T("product's name")),
            _f("models", "words", T("models")),
            _f("serial_pattern", "line", T("pattern of serial numbers")),
            _f("manuals", "items", T("manuals"), keys="what file"),
            _f("known_faults", "words", T("known faults")),
            _f("components", "items", T("components"), keys="what part"),
            _f("warranty", "items", T("warranty"), keys="from months starts covers component"),
            _f("skills", "codes", T("skills required"), "skill"),
            _f("parts", "words", T("parts")),
            _f("checks", "words", T("checks after a repair")),
            _f("country", "line", T("country")),
            _FORMER,
            _NOTE,
            _MORE,
        ),
        (
            _f("warranty.from", "date", T("from")),
            _f("warranty.until", "date", T("until")),
            _f("warranty.months", "number", T("months")),
            _f("warranty.days", "number", T("days")),
            _f("warranty.years", "number", T("years")),
            _f("warranty.covers", "code", T("covers"), "covers"),
        ),
    ),
    needed=("name",),
    shown=("id", "name", "models"),
    searched=("id", "name", "models", "former"),
)  # fmt: skip

ASSET = Kind(
    "asset", "assets", T("asset"), T("assets"),
    _table(
        (
            _f("id", "line", T("key")),
            _f("product", "line", T("product")),
            _f("serial", "line", T("serial number")),
            _f("customer", "line", T("customer")),
            _f("state", "code", T("state"), "asset_state"),
            _f("place", "line", T("place")),
            _f("country", "line", T("country")),
            _f("batch", "line", T("batch")),
            _f("made", "line", T("made")),
            _f("invoiced", "date", T("invoiced")),
            _f("delivered", "date", T("delivered")),
            _f("installed", "date", T("installed")),
            _f("commissioned", "date", T("commissioned")),
            _f("invoice", "line", T("invoice")),
            _f("sold_by", "line", T("sold by")),
            _f("configuration", "items", T("configuration"), keys="what value from confirmed"),
            _f("fitted", "items", T("parts fitted"), keys="component part serial at case"),
            _f("extensions", "items", T("extensions of the warranty"), keys="days months why case by at"),
            _f("replaces", "line", T("came in exchange for")),
            _f("replaced_by", "line", T("exchanged for")),
            _f("confirmed", "date", T("last confirmed")),
            _FORMER,
            _NOTE,
            _MORE,
        ),
        (
            _f("configuration.from", "date", T("from")),
            _f("configuration.confirmed", "date", T("last confirmed")),
            _f("fitted.at", "date", T("at")),
            _f("extensions.at", "date", T("at")),
            _f("extensions.days", "number", T("days")),
            _f("extensions.months", "number", T("months")),
        ),
    ),
    references=(
        Reference("product", ("product",)),
        Reference("customer", ("customer",)),
        Reference("asset", ("replaces",)),
        Reference("asset", ("replaced_by",)),
        Reference("case", ("case",), "configuration"),
        Reference("case", ("case",), "fitted"),
        Reference("case", ("case",), "extensions"),
    ),
    made_of=("product", "serial"),
    needed=("product", "serial"),
    shown=("id", "product", "serial", "customer", "state", "place"),
    searched=("id", "serial", "customer", "product", "place", "batch", "former"),
    rare=("replaces", "replaced_by", "former", "more"),
)  # fmt: skip

KINDS: dict[str, Kind] = {kind.name: kind for kind in (CUSTOMER, PRODUCT, ASSET)}
"""The kinds of records by name."""

OF_CASES: tuple[Reference, ...] = (
    Reference("customer", ("customer",)),
    Reference("product", ("product",)),
    Reference("product", ("product",), "items"),
    Reference("asset", ("product", "serial")),
    Reference("asset", ("product", "serial"), "items"),
)
"""What a case names."""


def kind_at(path: str) -> Kind | None:
    """The kind of record that a file of the desk holds; None for a file of another sort."""
    folder, _, name = path.partition("/")
    if not name.endswith(".yaml") or "/" in name:
        return None
    return next((kind for kind in KINDS.values() if kind.folder == folder), None)


def is_key(word: str) -> bool:
    """Whether a word may be the key of a record: the name of a file on every system, in any writing."""
    return (
        0 < len(word) <= _LONGEST
        and _is_plain(word)
        and (word[0].isalnum() or word[0] == "_")
        and not word.endswith(".")
        and unicodedata.normalize("NFC", word) == word
        and word.partition(".")[0].casefold() not in _DEVICES
    )


def _is_plain(word: str) -> bool:
    """Whether a word has nothing in it but the signs of keys: letters and digits of any writing, and some more."""
    return all(sign.isalnum() or sign in _SIGNS for sign in word)


def folded_serial(serial: str) -> str:
    """A serial number as it is compared: without case, blanks and the widths of an input method."""
    return "".join(unicodedata.normalize("NFKC", serial).split()).upper()


def made_key(parts: Sequence[str]) -> str:
    """The key that a product and a serial number come to: ``HF-20.2607A00417``."""
    *heads, serial = parts
    # What has no other signs, as most have, pays for no pattern.
    words = (*heads, folded_serial(serial))
    return ".".join(word if _is_plain(word) else _NO_KEY_SIGN.sub("_", word) for word in words)
