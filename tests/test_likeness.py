"""Which titles say the same, and what two cases have in common."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svc.likeness import Likeness, Title, likeness
from svc.model import Case, Value


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Pump leaks", "pump  LEAKS!", True),
        ("Pump leaks", "Leaks: pump", True),
        ("Pump leaks", "Pump squeaks", False),
        ("Pump leaks", "Pump leaks at the shaft of the second machine", False),
        ("Pump", "Pump leaks", False),
        ("Leak", "Leaks", True),
        ("Heater plug gets hot", "Heater plug hot", True),
        ("Heater plug gets hot", "Plug of the heater gets hot", True),
        ("Heater plug gets hot", "Heater plug gets warm", False),
        ("Washing machine leaks water", "Washing machine leaking water", True),
        ("Device does not start", "Device does not charge", False),
        ("Display broken", "Display is broken", True),
        ("ＡＣ－７５ filter", "AC-75 filter", True),
        ("Filter for AC-75", "Filter for AC-57", False),
        ("Order 4711 late", "Order 4712 late", False),
        ("Order late", "Order 4712 late", True),
        ("空调 不制冷！", "空调不制冷", True),
        ("空调不制冷", "空调不制冷了", True),
        ("空调不制冷", "冷风机不制冷", False),
        ("冷风机不制冷", "冷风机不制冷，外机有异响", True),
        ("冷风机不制冷", "冷风机不制热", False),
        ("能开机", "不能开机", False),
        ("插头发烫", "插头发烫冒烟", True),
        ("漏水", "漏电", False),
        ("电机异响", "外机异响", False),
        ("", "", False),
        ("!?", "。", False),
        ("Pump leaks", "", False),
    ],
)
def test_titles(one: str, other: str, alike: bool) -> None:
    assert Title(one).is_like(other) == alike
    assert Title(other).is_like(one) == alike, "either way round"


@given(st.text(max_size=40), st.text(max_size=40))
def test_it_is_the_same_either_way_round(one: str, other: str) -> None:
    assert Title(one).is_like(other) == Title(other).is_like(one)


def a(title: str = "", customer: str = "", serial: str = "", *items: str) -> Case:
    held: list[Value] = [{"product": "P", "serial": number} for number in items]
    return Case({"title": title, "customer": customer, "serial": serial, "items": held}, "")


@pytest.mark.parametrize(
    ("new", "other", "common"),
    [
        (a(), a(), Likeness()),
        (a("Pump leaks"), a("Pump leaks."), Likeness(title=True)),
        (a("Pump leaks", "k"), a("Pump leaks", "K"), Likeness(title=True, customer=True)),
        (a("Pump leaks", "k"), a("Pump leaks", "other"), Likeness()),
        (a("Pump leaks", "k"), a("Pump leaks"), Likeness(title=True)),
        (a("Pump leaks", "k", "1"), a("Pump leaks", "k", "2"), Likeness(customer=True)),
        (a("Pump leaks", "", "2607a1"), a("Noise", "", "2607A1"), Likeness(serial=True)),
        (a("Pump leaks", "", "1"), a("Pump leaks", "", "", "2", "1"), Likeness(serial=True, title=True)),
        (a("Pump leaks", "k", "1"), a("Noise", "other", "1"), Likeness(serial=True)),
    ],
)
def test_what_two_cases_have_in_common(new: Case, other: Case, common: Likeness) -> None:
    assert likeness(new, Title(new.text("title")), other) == common
