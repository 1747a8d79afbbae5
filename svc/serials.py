"""Serial numbers: compared without what ways of writing add, as ranges, and as what may have been misread. Pure."""

from __future__ import annotations

from svc.errors import T, UsageError
from svc.patterns import pattern
from svc.schema.kinds import folded_serial
from svc.typed import NamedTuple

_APART = pattern(r"\.\.|…|至|到|~|～")
_TAIL = pattern(r"(.*?)(\d*)")
_MISREAD = str.maketrans("OQDILJSBZG", "0001115826")
"""Letters that are taken for digits, and for each other, on a worn plate."""


class SerialRange(NamedTuple):
    """Serial numbers from one up to another one, both included, folded. They have one shape: the same length and
    beginning; what follows counts up, in digits or in digits and letters."""

    first: str
    last: str

    def __contains__(self, serial: object) -> bool:
        """Whether a serial number, in any way of writing, lies in it."""
        if not isinstance(serial, str):
            return False
        said = folded_serial(serial)
        if len(self.first) == len(self.last):
            return len(said) == len(self.first) and self._has_shape(said) and self.first <= said <= self.last
        (head, low), (_, high), (own, number) = (_parted(one) for one in (self.first, self.last, said))
        return own == head and bool(number) and number[0] != "0" and int(low) <= int(number) <= int(high)

    def _has_shape(self, said: str) -> bool:
        """Whether letters and digits stand where both ends have them; of ends of two shapes they may stand anywhere."""
        shape = _shape(self.first)
        return shape != _shape(self.last) or shape == _shape(said)

    def __str__(self) -> str:
        return self.first if self.first == self.last else f"{self.first}..{self.last}"


def _shape(serial: str) -> list[bool]:
    """Where a serial number has digits."""
    return [char.isdigit() for char in serial]


def _parted(serial: str) -> tuple[str, str]:
    """What a serial number begins with, and the number that it ends in."""
    found = _TAIL.fullmatch(serial)
    assert found is not None
    return found[1], found[2]


def is_range(text: str) -> bool:
    """Whether a text is two serial numbers with dots between, not one."""
    parts = _APART.split(text)
    return len(parts) == 2 and all(part.strip() for part in parts)


def serial_range(text: str) -> SerialRange:
    """The range that a text means: ``2607A00400..2607A00499``; one serial number is a range by itself.

    Raises UsageError where the ends have not one shape, or stand the wrong way round.
    """
    ends = [folded_serial(part) for part in (_APART.split(text) if is_range(text) else [text])]
    first, last = ends[0], ends[-1]
    if len(first) != len(last):
        (head, low), (other, high) = _parted(first), _parted(last)
        if head != other or not low or not high or low[0] == "0" or high[0] == "0":
            raise UsageError(T("{first} and {last} have not one shape", first=first, last=last),
                             T("both ends of a range have the same length: 2607A00400..2607A00499"))  # fmt: skip
        backward = int(low) > int(high)
    else:
        backward = first > last
    if backward:
        raise UsageError(T("{low}..{high} ends before it begins", low=first, high=last))
    return SerialRange(first, last)


def misread(serial: str) -> str:
    """What all serial numbers have in common that may be taken for one another: 0 and O, 1 and I and l, 5 and S, ..."""
    return folded_serial(serial).translate(_MISREAD)
