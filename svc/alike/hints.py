"""Which files of customers are worth reading when a new one is held against them all. Pure.

A look at the bytes for what would have to stand in them: the end of a telephone number, a mail address, half of the
words of a name. It lets some through that are not alike, and passes over few that are: a name with slips in all its
words, and nothing else in common.
"""

from __future__ import annotations

from svc.alike.folding import Name, pairs, plain
from svc.alike.hanzi import SIMPLER
from svc.alike.judging import folded
from svc.model import Record
from svc.patterns import pattern

_NO_DIGITS = bytes(code for code in range(256) if not 0x30 <= code <= 0x39)
_WIDE = pattern(r"[\uff01-\uff5e\u0300-\u036f\u00c0-\u024f]")
"""Characters that only a full folding makes comparable."""
_SHORT = 3
"""Letters of a word from which on it is looked for."""


class Hints:
    """What of a new customer would stand in the file of the same one."""

    def __init__(self, record: Record) -> None:
        new = folded(record)
        self._digits = [one.key.encode() for one in new.phones]
        self._said = [*new.mails, *(ref.partition(" ")[2].lower() for ref in new.refs)]
        self._names = [parts for one in new.names if (parts := _parts(one))]
        self._streets = [{f"{word}" for word in one.words if len(word) > _SHORT} for one in new.addresses]

    def may_be(self, data: bytes) -> bool:
        """Whether a file is worth reading."""
        text = data.decode(errors="replace")
        if not text.isascii():
            text = plain(text) if _WIDE.search(text) else text.translate(SIMPLER)
            data = text.encode(errors="replace")
        text = text.lower()
        digits = data.translate(None, _NO_DIGITS) if self._digits else b""
        return (
            any(end in digits for end in self._digits)
            or any(said in text for said in self._said)
            or any(2 * sum(part in text for part in parts) >= len(parts) for parts in self._names)
            or any(words and all(word in text for word in words) for words in self._streets)
        )


def _parts(name: Name) -> set[str]:
    """The words of a name, of Chinese the pairs of characters."""
    return pairs(name.text) if name.is_han else {word for word in name.words if len(word) >= _SHORT}
