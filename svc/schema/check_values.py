"""Whether each value of a file has the shape and the look that its field asks for."""

from __future__ import annotations

from svc.dates import instant, is_date
from svc.errors import T, Text
from svc.model import Data, Value, flatten, is_empty
from svc.schema.fields import LONGEST_TITLE, Field
from svc.schema.findings import Findings
from svc.schema.money import money
from svc.schema.near import near
from svc.schema.reader import unknown_field
from svc.schema.text import is_plain

_NAMES: dict[type, Text] = {list: T("a list"), dict: T("a map"), str: T("a text")}
_SHAPES: dict[str, type] = {
    "items": list, "codes": list, "words": list,
    "pairs": dict, "records": dict, "blocks": dict, "section": dict, "free": dict,
}  # fmt: skip


def check_values(found: Findings, data: Data) -> None:
    """Judge every value of a file by the table of its fields."""
    for name, value in flatten(data):
        _field(found, name, value)


def _field(found: Findings, name: str, value: Value) -> None:
    known = found.table.by_path.get(name)
    if known is None:
        _unlisted(found, name, value)
    elif not is_empty(value):
        _value(found, known, value)


def _unlisted(found: Findings, name: str, value: Value) -> None:
    """A path that is not in the table: a key of a map that takes any (refs.order, more.x), or a slip."""
    parent = name
    while "." in parent:
        parent = parent.rpartition(".")[0]
        known = found.table.by_path.get(parent)
        if known and _SHAPES.get(known.kind) is dict and known.kind != "section":
            if known.kind != "free" and isinstance(value, str) and known.kind != "blocks" and not is_plain(value):
                found.wrong(name, T("{field} holds control characters or line breaks", field=name))
            return
        if known:
            break
    found.wrong(name, unknown_field(name, found.table.by_path), "warning")


def _value(found: Findings, known: Field, value: Value) -> None:
    """Whether a value has the shape of its field, and its parts the look of theirs."""
    shape = _SHAPES.get(known.kind, str)
    if not isinstance(value, shape):
        found.wrong(known.path, T("{field} must be {what}", field=known.path, what=_NAMES[shape]))
    elif isinstance(value, str):
        _scalar(found, known, value)
    elif isinstance(value, list):
        _list(found, known, value)


def _list(found: Findings, known: Field, value: list[Value]) -> None:
    if known.kind == "items":
        if known.path != "log":
            _items(found, known, value)
        return
    words = [v for v in value if isinstance(v, str) and is_plain(v)]
    if len(words) < len(value):
        found.wrong(known.path, T("{field} must be a list of words", field=known.path))
    if known.kind == "codes":
        for word in words:
            _code(found, known, word)
        if words != sorted(set(words)):
            found.wrong(known.path, T("{field} must be sorted, each word once", field=known.path))


def _items(found: Findings, known: Field, items: list[Value]) -> None:
    seen: set[str] = set()
    for number, item in enumerate(items):
        where = f"{known.path}.{number}"
        if not isinstance(item, dict):
            found.wrong(where, T("{field} is a list of small maps: {{key: value}}", field=known.path))
            continue
        name = str(item.get("id", ""))
        if name in seen:
            found.wrong(where, T("the id {id} is there twice", id=name))
        seen |= {name} - {""}
        for key, value in item.items():
            if isinstance(value, str) and value:
                _scalar(found, found.table.item(known.path, key), value, where)


def _is_integer(text: str) -> bool:
    digits = text.removeprefix("-")
    return digits.isascii() and digits.isdigit() and (digits[0] != "0" or digits == "0")


def _scalar(found: Findings, known: Field, value: str, where: str = "") -> None:
    said: Text | None = None
    if known.kind == "code":
        _code(found, known, value, where)
    elif known.kind == "instant" and instant(value) is None:
        said = T("{value} is not an instant: write 2026-11-21T14:05:00+08:00", value=value)
    elif known.kind == "date" and not is_date(value):
        said = T("{value} is not a date: write 2026-11-21", value=value)
    elif known.kind == "when" and not is_date(value) and instant(value) is None:
        said = T("{value} is neither a date nor an instant: write 2026-11-21 or 2026-11-21T14:05:00+08:00", value=value)
    elif known.kind == "number" and not _is_integer(value):
        said = T("{value} is not a whole number", value=value)
    elif known.kind == "money" and money(value) is None:
        said = T("{value} is not a sum of money: write 150.00 CNY", value=value)
    elif known.kind != "block" and not is_plain(value):
        said = T("{field} holds control characters or line breaks", field=known.path)
    elif known.path == "title" and len(value) > LONGEST_TITLE:
        said = T("a title has {most} characters at most, this one has {count}", most=LONGEST_TITLE, count=len(value))
    if said:
        found.wrong(where or known.path, said)


def _code(found: Findings, known: Field, word: str, where: str = "") -> None:
    listed = list(found.settings.codes.get(known.codes, {}))
    if not listed or word in listed:
        return
    group = known.codes
    meant = found.settings.codes_like(known.codes, word)
    nearest = meant[0] if len(meant) == 1 else near(word, listed)
    if nearest:
        said = T("{value} is not one of codes.{group}; did you mean {near}?", value=word, group=group, near=nearest)
    else:
        said = T("{value} is not one of codes.{group}", value=word, group=group)
    found.wrong(where or known.path, said)
