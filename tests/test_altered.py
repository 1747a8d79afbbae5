"""Whether a change of policies or calendars alters a verdict of the past, and whether it says why."""

from __future__ import annotations

import pytest
from measuring import DESK, a, at, terms

from svc.sla.altered import altered

BEFORE = """
  policies:
    - {name: gold, when: {tier: [gold]}, targets: {resolve: {within: 4h, calendar: service}}}
    - {name: standard, targets: {resolve: {within: 8h, calendar: service}, update: {within: 8h, calendar: service}}}
"""
MET = "11-16 09:00 open\n11-16 15:00 contact way=out\n11-17 09:30 move from=resolution to=feedback"  # 8h30m: missed
NOW = "11-20 18:00"
CASES = [
    a(MET),
    a(MET.replace("11-17 09:30", "11-16 17:00")),  # 7 hours: met
    a("11-20 16:00 open"),  # runs
    a(MET.replace("11-17 09:30", "11-16 12:00"), tier="gold"),  # 3 hours: met
]


def change(old: str, new: str, desk: bool = False) -> list[str]:
    text = DESK if desk else BEFORE
    assert old in text
    changed = text.replace(old, new)
    after = terms(BEFORE, changed) if desk else terms(changed)
    found = []
    for number, case in enumerate(CASES):
        for one in altered([case], terms(BEFORE), after, at(NOW)):
            was, is_now = (clock.state if clock else "-" for clock in (one.before, one.after))
            found.append(f"{number} {one.target}: {was} -> {is_now} {one.why}".strip())
    return found


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("within: 8h, calendar: service}, update", "within: 8h, calendar: service, pauses: []}, update", []),
        ("within: 4h", "within: 3h", []),
        ("within: 4h", "within: 2h", ["3 resolve: met -> missed"]),
        ("resolve: {within: 8h", "resolve: {within: 9h", ["0 resolve: missed -> met"]),
        ("resolve: {within: 8h", "resolve: {within: 8h15m", ["0 resolve: missed -> missed"]),  # late, but later
        ("resolve: {within: 8h", "resolve: {within: 6h", ["0 resolve: missed -> missed", "1 resolve: met -> missed"]),
        ("resolve: {within: 8h", "resolve: {within: 1h",
         ["0 resolve: missed -> missed", "1 resolve: met -> missed", "2 resolve: - -> missed"]),
        ("name: standard, targets: {", "name: standard, targets: {own: {within: 80h, calendar: service}, ", []),
        ("name: standard, targets: {", "name: standard, targets: {own: {within: 1h, calendar: service}, ",
         ["0 own: - -> missed", "1 own: - -> missed", "2 own: - -> missed"]),
        ("name: standard, targets: {resolve: {within: 8h, calendar: service}, update",
         "name: standard, targets: {update", ["0 resolve: missed -> -", "1 resolve: met -> -"]),
        ('name: standard, targets', 'name: standard, from: "2026-11-18", targets', ["0 resolve: missed -> -",
                                                                                    "1 resolve: met -> -"]),
        # marked, and where the mark is on another policy
        ("name: standard, targets: {resolve: {within: 8h",
         "name: standard, retroactive: Agreed in May., targets: {resolve: {within: 9h",
         ["0 resolve: missed -> met Agreed in May."]),
        ("tier: [gold]}, targets: {resolve: {within: 4h",
         "tier: [gold]}, retroactive: Why., targets: {resolve: {within: 2h",
         ["3 resolve: met -> missed Why."]),
    ],
)  # fmt: skip
def test_a_change_of_policies(old: str, new: str, says: list[str]) -> None:
    assert change(old, new) == says


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('holidays: ["2026-12-24"]', 'holidays: ["2026-12-24", "2026-12-25"]', []),
        ('holidays: ["2026-12-24"]', 'holidays: ["2026-12-24", "2026-11-16"]', ["0 resolve: missed -> met"]),
        ('holidays: ["2026-12-24"]', 'holidays: ["2026-12-24", "2026-11-16"]\n    retroactive: A decree.',
         ["0 resolve: missed -> met A decree."]),
    ],
)  # fmt: skip
def test_a_change_of_calendars(old: str, new: str, says: list[str]) -> None:
    assert change(old, new, desk=True) == says


def test_a_mark_that_was_there_is_for_another_change() -> None:
    marked = BEFORE.replace("name: standard,", "name: standard, retroactive: Agreed in May.,")
    changed = marked.replace("resolve: {within: 8h", "resolve: {within: 9h")
    (one,) = altered(CASES, terms(marked), terms(changed), at(NOW))
    assert (one.case, one.target, one.begun, one.why) == (CASES[0].id, "resolve", "", "")
