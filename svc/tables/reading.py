"""From the bytes of a file to a table: its encoding and format are stated; to propose one is the only guess."""

from __future__ import annotations

from svc.errors import T
from svc.patterns import pattern
from svc.tables.objects import read_array, read_lines
from svc.tables.rows import Table, unreadable
from svc.tables.separated import read_separated

FORMATS = ("csv", "json", "ndjson")
ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "gbk", "big5", "latin-1", "cp1252", "utf-16")

_MARKS = (b"\xff\xfe", b"\xfe\xff")
_ALONE = pattern(rb"[\x80-\xff]+")
_C1 = pattern(rb"[\x80-\x9f]")


def read_table(data: bytes, path: str, form: str = "csv", encoding: str = "utf-8", separator: str = ",") -> Table:
    """The table that a file holds. Raises InvalidFileError naming the line where it cannot be read."""
    text = _decoded(data, path, encoding).removeprefix("\ufeff")
    if form == "json":
        return read_array(text, path)
    return read_lines(text, path) if form == "ndjson" else read_separated(text, path, separator)


def _decoded(data: bytes, path: str, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        byte = f"0x{data[error.start]:02x}" if error.start < len(data) else "-"
        said = T("byte {byte} is not {encoding}", byte=byte, encoding=encoding)
        raise unreadable(path, line, said, T("state the encoding of the file in the mapping")) from None


def likely_encoding(data: bytes) -> str:
    """The encoding that bytes are most probably in; whoever reads a proposal sees whether it is the right one.

    The bytes of a Chinese character stand together, that of a western letter with an accent alone.
    """
    if data.startswith(_MARKS):
        return "utf-16"
    if _can(data, "utf-8"):
        return "utf-8"
    runs = [len(run) for run in _ALONE.findall(data)]
    if 2 * sum(run > 1 for run in runs) > len(runs) and _can(data, "gb18030"):
        return "gb18030"
    return "cp1252" if _C1.search(data) and _can(data, "cp1252") else "latin-1"


def _can(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
