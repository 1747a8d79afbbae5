"""Columns, pages and colours."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from svc import i18n
from svc.errors import T
from svc.render.cells import width
from svc.render.columns import Column, columns
from svc.render.page import Moment, Section, page, timeline
from svc.render.paint import Toned, painted, wanted

HEADS = [Column("id", "编号"), Column("title", "title", flexible=True), Column("left", "left", align=">")]
RECORDS = [
    {"id": "SVC-1", "title": "空压机异响，主轴承高温停机", "left": "2h"},
    {"id": "SVC-22", "title": "display flickers", "left": Toned("overdue 10h", "bad")},
]


@pytest.fixture
def chinese() -> Iterator[None]:
    i18n.set_language("zh")
    yield
    i18n.set_language("en")


def starts(line: str, word: str) -> int:
    return width(line[: line.index(word)])


def test_columns_line_up() -> None:
    text = columns(HEADS, RECORDS)
    assert text == (
        "编号    title                              left\n"
        "------  --------------------------  -----------\n"
        "SVC-1   空压机异响，主轴承高温停机           2h\n"
        "SVC-22  display flickers            overdue 10h\n"
    )
    assert len({width(line) for line in text.splitlines()}) == 1


def test_the_flexible_column_gives_way() -> None:
    assert columns(HEADS, RECORDS, max_width=36) == (
        "编号    title                   left\n"
        "------  ---------------  -----------\n"
        "SVC-1   空压机异响，..            2h\n"
        "SVC-22  display flick..  overdue 10h\n"
    )


def test_a_column_keeps_some_cells_however_narrow_the_screen() -> None:
    assert columns(HEADS, RECORDS, max_width=10).splitlines()[3] == "SVC-22  displa..  overdue 10h"


def test_no_trailing_blanks() -> None:
    heads = [Column("id", "id"), Column("title", "title")]
    assert all(
        line == line.rstrip() for line in columns(heads, [{"id": "a"}, {"id": "b", "title": "long"}]).split("\n")
    )


def test_colour_does_not_move_columns() -> None:
    plain, coloured = columns(HEADS, RECORDS), columns(HEADS, RECORDS, colour=True)
    assert "\x1b[31moverdue 10h\x1b[0m" in coloured
    assert coloured.replace("\x1b[31m", "").replace("\x1b[0m", "") == plain


def test_an_empty_list_has_a_header() -> None:
    assert columns(HEADS, []) == "编号  title  left\n----  -----  ----\n"


SECTIONS = [
    Section("", [("id", "SVC-1"), (T("title"), "空压机异响，主轴承高温停机"), ("none", ""), ("nothing", [])]),
    Section(
        T("analysis"),
        [(T("root cause"), "润滑脂不足\n\x1b[31m油路堵塞"), ("due", Toned("overdue 2h", "bad"))],
    ),
    Section("left out", [("empty", "  ")]),
]


def test_a_page() -> None:
    assert page(SECTIONS) == (
        "  id          SVC-1\n"
        "  title       空压机异响，主轴承高温停机\n"
        "\n"
        "analysis\n"
        "  root cause\n"
        "    润滑脂不足\n"
        "    ␛[31m油路堵塞\n"
        "  due         overdue 2h\n"
    )


def test_a_page_in_chinese_lines_up(chinese: None) -> None:
    lines = page(SECTIONS).splitlines()
    assert lines[3] == "分析"
    assert lines[4] == "  根本原因"
    assert starts(lines[0], "SVC-1") == starts(lines[1], "空压机") == starts(lines[7], "overdue")


@pytest.mark.parametrize("max_width", [30, 40, 60])
def test_a_page_keeps_to_the_width(max_width: int) -> None:
    sections = [Section("s", [("label", "空压机异响 and words " * 10), ("text", "主轴承高温停机，" * 20 + "\nx")])]
    text = page(sections, max_width)
    assert max(map(width, text.splitlines())) <= max_width
    assert "".join(text.split()).count("空压机异响andwords") == 10


def test_a_page_in_colour() -> None:
    text = page(SECTIONS, colour=True)
    assert "\x1b[1manalysis\x1b[0m\n" in text
    assert "\x1b[31moverdue 2h\x1b[0m" in text


def test_a_timeline() -> None:
    moments = [
        Moment("2026-11-21 09:30", "王师傅", T("opened")),
        Moment("2026-11-21 10:05", "li", Toned("waits", "warn"), "等客户\n回电\x07\n"),
    ]
    assert timeline(moments) == (
        "  2026-11-21 09:30  王师傅  opened\n  2026-11-21 10:05  li      waits\n      等客户\n      回电␇\n"
    )
    assert timeline([], heading="log") == ""
    assert timeline(moments, heading=T("log")).startswith("log\n  2026-11-21 09:30  王师傅  opened\n")


@pytest.mark.parametrize(
    ("environ", "terminal", "on"),
    [
        ({}, True, True),
        ({}, False, False),
        ({"NO_COLOR": "1"}, True, False),
        ({"NO_COLOR": ""}, True, True),
        ({"TERM": "dumb"}, True, False),
        ({"FORCE_COLOR": "1"}, False, True),
        ({"FORCE_COLOR": "0"}, False, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, True, False),
        ({"FORCE_COLOR": "1", "TERM": "dumb"}, False, True),
    ],
)
def test_when_to_colour(environ: dict[str, str], terminal: bool, on: bool) -> None:
    assert wanted(environ, terminal) is on


def test_painting() -> None:
    assert painted("x", "bad", True) == "\x1b[31mx\x1b[0m"
    assert painted("x", "bad", False) == painted("x", "", True) == "x"
    assert painted("", "bad", True) == ""
