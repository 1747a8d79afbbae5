"""What is wrong with a query, pointed at: the query, and a caret under the column."""

from __future__ import annotations

import unicodedata

from svc.errors import T, Text, UsageError

LONGEST = 60
"""Characters of a name, a code or a time that svc looks at; none has more."""
_MOST = 72
"""Characters of a query that are shown round a mistake."""


def brief(text: str) -> str:
    """A word of a query for a message: on one line, and no longer."""
    line = " ".join(text[: LONGEST + 1].split())
    return line if len(text) <= LONGEST else f"{line[:LONGEST]}.."


def mistake(message: Text, hint: Text | None = None, text: str = "", column: int = 0) -> UsageError:
    """The error that says what is wrong, and where in the text."""
    return pointed(UsageError(message, hint), text, column)


def pointed(error: UsageError, text: str, column: int) -> UsageError:
    """The error with the place in the text that it is about, unless it has one already or there is no text."""
    if text.strip() and not error.details:
        error.details = _lines(text, column)
    error.hint = error.hint or T("see: {command}", command="svc help query")
    return error


def _lines(text: str, column: int) -> tuple[Text, Text]:
    shown = "".join(char if char.isprintable() else " " if char.isspace() else "?" for char in text)
    first = max(0, column - _MOST // 2) if len(shown) > _MOST else 0
    before = "..." if first else ""
    after = "..." if first + _MOST < len(shown) else ""
    caret = " " * (len(before) + sum(_cells(char) for char in shown[first:column])) + "^"
    line = f"{before}{shown[first : first + _MOST]}{after}"
    return T("{line}", line=line), T("{line}", line=caret)


def _cells(char: str) -> int:
    """The columns of a terminal that a character takes."""
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
