"""Tables on narrow screens: what goes first, and what never goes."""

from __future__ import annotations

import pytest

from svc.render.cells import width
from svc.render.columns import Column, columns
from svc.render.narrow import READABLE, fitted, without_hosts

HEADS = [
    Column("id", "case"), Column("type", "type"), Column("waiting", "waiting for"), Column("stage", "stage"),
    Column("assignee", "assignee"), Column("title", "title", flexible=True),
]  # fmt: skip
SPARE = ("type", "waiting", "assignee", "stage")
LI, OTHER_LI = "li.wei@service.example", "li.wei@partner.example"


def record(title: str = "Heater plug gets hot and smells", assignee: str = LI, waiting: str = "") -> dict[str, object]:
    held = {"id": "C-2611-ZN622WP4X *", "type": "complaint", "stage": "analysis"}
    return held | {"waiting": waiting, "assignee": assignee, "title": title}


def names(max_width: int, *records: dict[str, object]) -> list[str]:
    return [head.key for head in fitted(HEADS, records, max_width, SPARE)[0]]


@pytest.mark.parametrize(
    ("max_width", "kept"),
    [
        (0, ["id", "type", "waiting", "stage", "assignee", "title"]),
        (200, ["id", "type", "waiting", "stage", "assignee", "title"]),
        (108, ["id", "type", "stage", "assignee", "title"]),
        (71, ["id", "type", "stage", "assignee", "title"]),
        (60, ["id", "stage", "assignee", "title"]),
        (50, ["id", "stage", "title"]),
        (40, ["id", "title"]),
        (20, ["id", "title"]),
    ],
)
def test_a_narrower_screen_shows_fewer_columns(max_width: int, kept: list[str]) -> None:
    assert names(max_width, record()) == kept


@pytest.mark.parametrize("title", ["Heater plug gets hot and smells", "空压机异响主轴承高温停机停机停机停机"])
@pytest.mark.parametrize("max_width", range(38, 120, 3))
def test_the_title_stays_readable_and_no_line_is_too_long(title: str, max_width: int) -> None:
    heads, records = fitted(HEADS, [record(title), record(title, "chen.jie", "parts")], max_width, SPARE)
    lines = columns(heads, records, max_width).splitlines()
    assert max(map(width, lines)) <= max_width
    assert width(lines[1].split()[-1]) >= READABLE
    assert lines[2].startswith("C-2611-ZN622WP4X *")


def test_an_address_loses_its_host_before_a_column_goes() -> None:
    heads, records = fitted(HEADS, [record(), record(assignee="chen.jie")], 75, SPARE)
    assert [r["assignee"] for r in records] == ["li.wei", "chen.jie"]
    assert "type" in [head.key for head in heads]


def test_two_people_never_look_the_same() -> None:
    _, records = fitted(HEADS, [record(), record(assignee=OTHER_LI), record(assignee="zhao.min@x.example")], 80, SPARE)
    assert [r["assignee"] for r in records] == [LI, OTHER_LI, "zhao.min"]
    _, records = fitted(HEADS, [record(), record(assignee="li.wei")], 75, SPARE)
    assert [r["assignee"] for r in records] == [LI, "li.wei"]


def test_a_short_title_asks_for_no_more_than_it_takes() -> None:
    assert names(65, record("Leak")) == ["id", "type", "stage", "assignee", "title"]


@pytest.mark.parametrize(
    ("names", "short"),
    [
        ((LI, "chen.jie"), ["li.wei", "chen.jie"]),
        ((f"chen.jie, entered by {LI}", LI), ["chen.jie, entered by li.wei", "li.wei"]),
        ((f"chen.jie, entered by {LI}", OTHER_LI), [f"chen.jie, entered by {LI}", OTHER_LI]),
        ((LI, "li.wei"), [LI, "li.wei"]),
    ],
)
def test_an_address_is_cut_wherever_it_stands(names: tuple[str, ...], short: list[str]) -> None:
    assert [without_hosts(names)[name] for name in names] == short
