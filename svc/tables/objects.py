"""JSON tables: an array of objects, or one object a line. Numbers keep their digits."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from svc.errors import T
from svc.tables.rows import Broken, Row, Table, named_apart, unreadable
from svc.typed import Any

_SPACE = " \t\r\n"
_WORDS = {None: "", True: "true", False: "false"}


class _Object(list[tuple[str, Any]]):
    """The pairs of an object in their order: a key may stand twice."""


_DECODER = json.JSONDecoder(
    object_pairs_hook=_Object, parse_float=str, parse_int=str, parse_constant=str
)  # fmt: skip


def read_array(text: str, path: str) -> Table:
    """The table in a JSON array of objects. Raises InvalidFileError."""
    return _table(_items(text, path), path)


def read_lines(text: str, path: str) -> Table:
    """The table in a text with one JSON object a line. Raises InvalidFileError."""
    held = ((number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip())
    return _table(((number, _decoded(line, 0, path, number)[0]) for number, line in held), path)


def _items(text: str, path: str) -> Iterator[tuple[int, Any]]:
    at, line = _skip(text, 0), 1
    if text[at : at + 1] != "[":
        raise unreadable(path, 1, T("a JSON array of objects begins with ["))
    at = _skip(text, at + 1)
    counted = 0
    while text[at : at + 1] != "]":
        line, counted = line + text.count("\n", counted, at), at
        value, end = _decoded(text, at, path, line)
        yield line, value
        at = _skip(text, end)
        if text[at : at + 1] == ",":
            at = _skip(text, at + 1)
        elif text[at : at + 1] != "]":
            raise unreadable(path, line + text.count("\n", counted, at), T("the JSON array is not closed with ]"))
    if text[at + 1 :].strip():
        raise unreadable(path, line, T("something stands behind the JSON array"))


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in _SPACE:
        at += 1
    return at


def _decoded(text: str, at: int, path: str, line: int) -> tuple[Any, int]:
    try:
        return _DECODER.raw_decode(text, _skip(text, at))
    except json.JSONDecodeError as error:
        where = line + text.count("\n", at, error.pos)
        raise unreadable(path, where, T("this is no JSON: {why}", why=error.msg)) from None
    except RecursionError:
        raise unreadable(path, line, T("the JSON is nested too deep")) from None


def _table(items: Iterable[tuple[int, Any]], path: str) -> Table:
    rows: list[Row] = []
    broken: list[Broken] = []
    columns: dict[str, None] = {}
    for line, item in items:
        if isinstance(item, _Object):
            cells = dict(zip(named_apart(key for key, _ in item), (_text(v) for _, v in item), strict=True))
            columns |= dict.fromkeys(cells)
            rows.append(Row(line, cells))
        else:
            broken.append(Broken(line, T("a row is an object: {example}", example='{"column": "value"}')))
    if not columns:
        raise unreadable(path, 0, T("the file holds no rows"))
    whole = [Row(row.line, {name: row.cells.get(name, "") for name in columns}) for row in rows]
    return Table(tuple(columns), tuple(whole), tuple(broken))


def _text(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return _WORDS[value]
    if isinstance(value, str):
        return value.replace("\r\n", "\n")
    if isinstance(value, list) and not isinstance(value, _Object) and not any(isinstance(v, list) for v in value):
        return ", ".join(_text(v) for v in value)
    return json.dumps(_plain(value), ensure_ascii=False)


def _plain(value: Any) -> Any:
    if isinstance(value, _Object):
        return {key: _plain(inner) for key, inner in value}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value
