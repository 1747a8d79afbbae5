"""Colour with a meaning, always beside words that say the same."""

from __future__ import annotations

from svc.errors import Text
from svc.typed import Literal, Mapping, NamedTuple

Tone = Literal["", "bad", "warn", "good", "dim", "strong"]

_CODES: dict[str, str] = {"bad": "31", "warn": "33", "good": "32", "dim": "2", "strong": "1"}


class Toned(NamedTuple):
    """A value and the meaning its colour has: overdue is bad, soon due is warn, met is good."""

    value: object
    tone: Tone

    def __str__(self) -> str:
        return str(self.value)


Label = Text | str


def wanted(environ: Mapping[str, str], terminal: bool) -> bool:
    """Whether to colour: NO_COLOR forbids, FORCE_COLOR orders, else on a terminal that is not dumb."""
    if environ.get("NO_COLOR"):
        return False
    if environ.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    return terminal and environ.get("TERM") != "dumb"


def painted(text: str, tone: str, on: bool) -> str:
    """The text in the colour of its tone, when colours are on."""
    code = _CODES.get(tone)
    return f"\x1b[{code}m{text}\x1b[0m" if on and code and text else text
