"""Sums of money as files write them: ``150.00 CNY``, a decimal number and a currency (ISO 4217)."""

from __future__ import annotations

from svc.patterns import pattern
from svc.typed import NamedTuple

_SUM = pattern(r"(0|[1-9][0-9]*)(?:\.([0-9]{1,4}))? ([A-Z]{3})")
_TYPED = pattern(r"([0-9][0-9,]*(?:\.[0-9]{1,4})?) ?([A-Za-z]{3}|元)")


class Money(NamedTuple):
    """``units`` are ten-thousandths, so that sums are exact."""

    units: int
    currency: str

    def __str__(self) -> str:
        whole, part = divmod(self.units, 10_000)
        cents = f"{part:04}".rstrip("0")
        return f"{whole}.{cents:0<2} {self.currency}"


def money(text: str) -> Money | None:
    """The sum that a text means; None when it means none."""
    found = _SUM.fullmatch(text)
    return Money(int(found[1]) * 10_000 + int((found[2] or "").ljust(4, "0")), found[3]) if found else None


def meant(text: str) -> Money | None:
    """The sum that somebody typed: ``1,200 cny``, ``35 元`` too."""
    found = _TYPED.fullmatch(text)
    if not found:
        return None
    number = found[1].replace(",", "").lstrip("0")
    currency = "CNY" if found[2] == "元" else found[2].upper()
    return money(f"{number if number[:1].isdigit() else '0' + number} {currency}")
