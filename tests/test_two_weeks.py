"""docs/two-weeks.md against counts by hand: what its commands show is what its story says (that they print it, the test
of the pages sees)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.console import BLOCK, steps

TEXT = (Path(__file__).parent.parent / "docs/two-weeks.md").read_text(encoding="utf-8")
STEPS = [step for block in BLOCK.findall(TEXT) for step in steps(block)]


def shown(command: str, time: int = 1) -> str:
    """What the page shows under a command, the first time it is given or a later one, on single blanks."""
    found = [step.shown for step in STEPS if step.command == command]
    return " ".join(found[time - 1].split())


CASES = {
    # At the desk: WYE9 and 546A of Kinta are open, ZFAY and VT9T closed.
    ("svc customer show kinta", 1): "cases 2 open, 2 closed",
    # 90958 and NT27 of Straits are open, 8QBJ closed; the recall has opened ES5B for pump 0205 the day before.
    ("svc customer show straits", 1): "cases 3 open, 1 closed",
    # Kinta after the merge: as on Monday, with 1QSA entered for kinta-shop and W4M6 of the recall; its 3W7B is closed.
    ("svc customer show kinta", 2): "cases 4 open, 3 closed",
}
SAID = {
    # 24 months from the delivery, the day itself included.
    "svc asset show DP4-26-0207": ["state exchanged", "parts: in warranty, until 2028-03-09", "DP-40.DP4-26-0401"],
    "svc asset show DP4-26-0401": ["parts: in warranty, until 2028-11-27", "came in exchange for DP-40.DP4-26-0207"],
    # Delivered on 2024-06-10: the term was over 172 days before the fault.
    "svc warranty @": ["the fault occurred on 2026-11-29", "+ 24 months 2026-06-10", "who pays: customer"],
    "svc edit @ --set charge=goodwill": ["goodwill needs a reason"],
    "svc approve @": ["daniel.raj proposed it; somebody else decides"],
    "svc customer duplicates": ["nearly sure Kinta Bakery = Kinta Bakery Sdn Bhd?"],
    # 2025-06-02 is more than 365 days before 2026-11-26, all other details less: the earliest of them is 2026-08-18.
    "svc customer stale": ["2025-06-02 straits contact details", "2025-06-02 straits addresses"],
}


@pytest.mark.parametrize(("command", "time"), CASES, ids=str)
def test_the_page_of_a_customer_counts_its_cases(command: str, time: int) -> None:
    assert CASES[command, time] in shown(command, time)


@pytest.mark.parametrize("command", SAID)
def test_what_the_story_says_is_shown(command: str) -> None:
    for said in SAID[command]:
        assert said in shown(command)


def test_what_was_confirmed_is_stale_no_more() -> None:
    assert shown("svc customer stale").count("2025-06-02") == 2
    assert shown("svc customer stale", 2) == "nothing is to be confirmed"


def test_the_recall_has_the_machines_of_its_range_each_as_far_as_it_is() -> None:
    listed = shown("svc asset recall @")
    assert re.findall(r"DP4-26-(\d{4}) (\w+)", listed) == [
        ("0201", "kinta"), ("0205", "straits"), ("0207", "klang"), ("0212", "klang"), ("0219", "kinta"),
    ]  # fmt: skip
    assert "0301" not in listed
    assert re.findall(r"(\w+) DP-40\.DP4-26-(\d{4})", shown("svc asset recall 4VY9")) == [
        ("done", "0201"), ("informed", "0205"), ("refused", "0207"), ("informed", "0212"), ("open", "0219"),
    ]  # fmt: skip
    assert shown("svc asset recall 4VY9").endswith("5 machines: 1 open, 2 informed, 1 done, 1 refused")
    left = shown("svc list 'parent:4VY9' --fields id,serial,stage")
    assert re.findall(r"DP4-26-(\d{4})", left) == ["0205", "0212", "0219"]


def test_the_three_machines_of_the_bakery_are_on_both_of_its_pages() -> None:
    for time in (1, 2):
        page = shown("svc customer show kinta", time).partition("machines ")[2].partition("open cases")[0]
        assert re.findall(r"[\w-]+\.[\w-]+", page) == ["CH-75.CH7-23-0014", "DP-40.DP4-26-0201", "DP-40.DP4-26-0219"]


def test_who_was_forgotten_is_nowhere() -> None:
    (forget,) = (step for step in STEPS if "customer forget" in step.command)
    assert "forgotten" in forget.shown
    assert "lim -" in shown("svc customer show lim")
    looks = [step for step in STEPS if "'Siew Ling'" in step.command]
    assert [step.shown for step in looks] == ["0\n", "0\n"]
    assert any("Lim Siew Ling" in step.command for step in STEPS)


def test_the_desk_holds_what_was_written() -> None:
    # 76 cases of the filled desk; 1 recall with 5 cases of machines, the bakery's pump, the pond, the chiller.
    cases = 76 + 1 + 5 + 3
    # 5 customers and one that was merged, 2 products, 8 machines and the one that came in exchange; svc.yaml.
    records = (5 + 1 - 1) + 2 + (8 + 1)
    assert shown("svc check") == f"{cases + records + 1} files, no problems"
    assert len(STEPS[-1].shown.splitlines()) == 2 + 9
    # Both warnings are of the filled desk: what two of its people entered days later.
    assert shown("svc audit").endswith("0 errors, 2 warnings, 14 remarks")
