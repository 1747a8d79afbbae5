"""What was given on the command line, in a file or in the editor: texts, and the fields to set."""

from __future__ import annotations

import os
import stat
import sys

from svc import terminal
from svc.asking import is_structured
from svc.entry import Assignment
from svc.errors import T, Text, UsageError, reason
from svc.model import InvalidFileError, Value, is_empty
from svc.paths import Path
from svc.schema.fields import CASE
from svc.schema.naming import field_named
from svc.schema.table import Table
from svc.typed import Callable, Sequence

_EQUALS = "=＝"


def read_text(file: str) -> str:
    """The text of a file, ``-`` for stdin; UTF-8, a byte order mark left out. Raises UsageError."""
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(T("{file} is not UTF-8", file=_called(file)), T("save it as UTF-8")) from error
    except OSError as error:
        raise UsageError(T("cannot read {file}: {reason}", file=_called(file), reason=reason(error))) from error


def _called(file: str) -> Text | str:
    """How messages call a file."""
    return T("stdin") if file == "-" else file


def file_bytes(file: str, refuse_large: Callable[[int], None]) -> bytes:
    """The bytes of a file that has any; ``refuse_large`` is asked of its length first. Raises UsageError."""
    place = Path(file)
    try:
        held = place.stat()
        if stat.S_ISDIR(held.st_mode):
            raise UsageError(T("{file} is a folder", file=file), T("name the files in it, or pack it into one"))
        if not stat.S_ISREG(held.st_mode):
            raise UsageError(T("{file} is not a plain file", file=file))
        refuse_large(held.st_size)
        data = place.read_bytes()
    except OSError as error:
        raise UsageError(T("cannot read {file}: {reason}", file=file, reason=reason(error))) from error
    if not data:
        raise UsageError(T("{file} is empty", file=file))
    return data


def edited_text(start: str = "") -> str:
    """A text written in the user's editor."""
    import tempfile

    if not terminal.may_prompt():
        raise UsageError(T("an editor needs a terminal"), T("give the text with -m or -F"))
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8", delete=False) as file:
        file.write(start)
    try:
        terminal.edit(file.name)
        return read_text(file.name)
    finally:
        os.unlink(file.name)


def assignments(given: Sequence[str], table: Table = CASE) -> list[Assignment]:
    """The ``--set`` options as fields of a table and values. Raises UsageError."""
    return [_assignment(one, table) for one in given]


def _assignment(given: str, table: Table) -> Assignment:
    equals = min((at for sign in _EQUALS if (at := given.find(sign)) >= 0), default=-1)
    name = given[:equals].strip() if equals >= 0 else ""
    field = field_named(name.rstrip("+＋"), table)
    if equals < 0 or not field:
        raise UsageError(T("--set takes field=value, not {given}", given=given), T("--set analysis.cause='...'"))
    text, add = given[equals + 1 :], name.endswith(("+", "＋"))
    if add:
        _refuse_map(field, text, table)
    return Assignment(field, _value(field, text, table), add)


def _refuse_map(name: str, text: str, table: Table) -> None:
    """Refuse a map that is to be added to a text; words that merely begin with a brace are no map."""
    if is_structured(name, table) or not (text.startswith("{") and text.rstrip().endswith("}")):
        return
    from svc.store.codec import load

    try:
        value = load(f"value: {text}\n".encode(), "--set").get("value", "")
    except InvalidFileError:
        return
    if isinstance(value, dict) and not is_empty(value):
        raise UsageError(T("{field} is a text, no map", field=name), T("write {field}+='...'", field=name))


def _value(name: str, text: str, table: Table) -> Value:
    """Plain text, or a list or map written as ``[...]`` or ``{...}`` for a field that may hold one."""
    if not text.startswith(("[", "{")) or not is_structured(name, table):
        return text
    from svc.store.codec import load

    try:
        return load(f"value: {text}\n".encode(), "--set").get("value", "")
    except InvalidFileError:
        if name.startswith("more."):
            return text
        raise
