"""What was given on the command line, in a file or in the editor: texts, and the fields to set."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from svc import terminal
from svc.asking import is_structured
from svc.entry import Assignment
from svc.errors import T, UsageError
from svc.model import InvalidFileError, Value
from svc.schema.naming import field_named


def read_text(file: str) -> str:
    """The text of a file, ``-`` for stdin; UTF-8, a byte order mark left out. Raises UsageError."""
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(T("{file} is not UTF-8", file=file), T("save it as UTF-8")) from error
    except OSError as error:
        raise UsageError(T("cannot read {file}: {reason}", file=file, reason=error.strerror)) from error


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


def assignments(given: Sequence[str]) -> list[Assignment]:
    """The ``--set`` options as fields and values. Raises UsageError."""
    return [_assignment(one) for one in given]


def _assignment(given: str) -> Assignment:
    name, equals, text = given.partition("=")
    if not equals or not name.strip("+ "):
        raise UsageError(T("--set takes field=value, not {given}", given=given), T("--set analysis.cause='...'"))
    add = name.endswith("+")
    field = field_named(name.rstrip("+"))
    return Assignment(field, _value(field, text), add)


def _value(name: str, text: str) -> Value:
    """Plain text, or a list or map written as ``[...]`` or ``{...}`` for a field that may hold one."""
    if not text.startswith(("[", "{")) or not is_structured(name):
        return text
    from svc.store.codec import load

    try:
        return load(f"value: {text}\n".encode(), "--set").get("value", "")
    except InvalidFileError:
        if name.startswith("more."):
            return text
        raise
