"""People's words as the file keeps them: as given, line by line, and unable to do harm."""

from __future__ import annotations

from svc.model import Event
from svc.schema.text import BREAKING, UNSEEN
from svc.typed import NamedTuple

SUBJECT = 80
"""Characters of an event's one-line text; longer words go to ``notes``."""


class Words(NamedTuple):
    """What somebody said: the one-line subject of an event, and the whole where one line does not hold it."""

    subject: str
    body: str = ""

    def note(self, event: Event) -> dict[str, str]:
        """The entry for ``notes``, none when the subject says it all."""
        return {event.id: self.body} if self.body else {}


def words(text: str) -> Words:
    """Split what was said into subject and body; words are kept as given, line by line."""
    whole = tidy(text)
    subjects = [line for line in map(one_line, whole.split("\n")) if line]
    first = subjects[0] if subjects else ""
    if whole.count("\n") <= 1 and len(first) <= SUBJECT:
        return Words(first)
    return Words(first if len(first) <= SUBJECT else first[: SUBJECT - 2] + "..", whole)


def tidy(text: str) -> str:
    """Words as a text field keeps them: lines ending in LF, no blanks at line ends, one newline at the end."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    joined = "\n".join(lines).strip("\n")
    return joined + "\n" if joined else ""


def one_line(text: str) -> str:
    """Text as a one-line field keeps it: what breaks the line becomes a blank, what hides in it goes."""
    plain = text if text.isprintable() else UNSEEN.sub("", BREAKING.sub(" ", text))
    return " ".join(plain.split())


def key(text: str) -> str:
    """A name or number by which records are found: on one line, without the widths of an input method."""
    if text.isascii():
        return one_line(text)
    import unicodedata

    return one_line(unicodedata.normalize("NFKC", text))


def listed(text: str) -> list[str]:
    """The words between commas, those of an input method too; empty ones left out."""
    return [word.strip() for word in text.replace("，", ",").replace("、", ",").split(",") if word.strip()]
