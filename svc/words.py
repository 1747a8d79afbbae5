"""People's words as the file keeps them: as given, line by line, and unable to do harm."""

from __future__ import annotations

from dataclasses import dataclass

from svc.model import Event

SUBJECT = 80
"""Characters of an event's one-line text; longer words go to ``notes``."""


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody said: the one-line subject of an event, and the whole where one line does not hold it."""

    subject: str
    body: str = ""

    def note(self, event: Event) -> dict[str, str]:
        """The entry for ``notes``, none when the subject says it all."""
        return {event.id: self.body} if self.body else {}


def words(text: str) -> Words:
    """Split what was said into subject and body; words are kept as given, line by line."""
    whole = tidy(text)
    lines = whole.splitlines()
    if len(lines) <= 1 and len(whole.strip()) <= SUBJECT:
        return Words(one_line(whole))
    first = one_line(next(line for line in lines if line.strip()))
    return Words(first if len(first) <= SUBJECT else first[: SUBJECT - 2] + "..", whole)


def tidy(text: str) -> str:
    """Words as a text field keeps them: lines ending in LF, no blanks at line ends, one newline at the end."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    joined = "\n".join(lines).strip("\n")
    return joined + "\n" if joined else ""


def one_line(text: str) -> str:
    """Text as a one-line field keeps it: control characters, line breaks and bidi marks become blanks."""
    inert = (" " if ord(c) < 32 or 127 <= ord(c) < 160 or c in _BREAKING else c for c in text)
    return " ".join("".join(inert).split())


_BREAKING = frozenset("\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c\ufeff")
