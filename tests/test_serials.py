"""Serial numbers: in any way of writing, in ranges, and misread."""

from __future__ import annotations

import pytest

from svc.errors import UsageError
from svc.serials import is_range, misread, serial_range


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("2607A00400..2607A00499", "2607A00400 2607a00417 2607A00499 ２６０７Ａ００４５０", "2607A00399 2607A00500"),
        ("2607A00400..2607A00499", "2607A00450", "2607A0045 2607A004500 2607B00450 2607A0045X 2607AO0450"),
        ("2607a 00400 .. 2607a 00499", "2607A00450", "2607A00500"),
        ("2607A00400～2607A00499", "2607A00450", "2607A00500"),
        ("A9Z0..B0C5", "A9Z0 A9Z9 B0C5 B0A0", "A9Y9 B0C6 B1A0 0A00"),
        ("00FA..01B3", "00FA 00FF 0100 01B3", "00F9 01B4 0FFF 02AA"),
        ("SN98..SN102", "SN98 SN99 SN100 SN102 sn101", "SN97 SN103 SN099 SM100 SN"),
        ("2607A00417", "2607A00417 2607a00417", "2607A00418 2607A0041"),
        ("0012..0019", "0012 0015", "12 15 00150 0020"),
    ],
)
def test_a_range_holds_what_has_its_shape_and_lies_between(text: str, inside: str, outside: str) -> None:
    held = serial_range(text)
    assert [one for one in inside.split() if one not in held] == []
    assert [one for one in outside.split() if one in held] == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2607A00499..2607A00400", "2607A00499..2607A00400 ends before it begins"),
        ("2607A004..2607A00499", "2607A004 and 2607A00499 have not one shape"),
        ("A1..B22", "A1 and B22 have not one shape"),
        ("SN102..SN98", "SN102..SN98 ends before it begins"),
    ],
)
def test_a_range_that_is_none_is_refused(text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        serial_range(text)


def test_a_range_has_two_ends() -> None:
    assert [is_range(text) for text in ("A1..A2", "A1至A2", "A1", "A1..", "..A2", "A-1")] == [True] * 2 + [False] * 4


@pytest.mark.parametrize(
    ("one", "other", "is_like"),
    [
        ("26O7A00417", "2607A00417", True),
        ("2607AOO4l7", "2607a 00417", True),
        ("2607A00419", "2607A00417", False),
        ("SB1", "581", True),
        ("SB1", "S8I", True),
    ],
)
def test_what_may_have_been_misread_is_known(one: str, other: str, is_like: bool) -> None:
    assert (misread(one) == misread(other)) is is_like


def test_misread_forms_come_to_one() -> None:
    assert len({misread(one) for one in ("1O5", "lo5", "I0S", "i 05", "１０５")}) == 1
