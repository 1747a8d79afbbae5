"""Words in texts: where they stand, what is told of them, and that nothing is passed over unread."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svc.finding import Hit, Line, Words, bare, told

CASE = """\
# yaml-language-server: $schema=x
id: C-2611-7K3M
title: 净水器漏水
serial: 2607A00417
waiting:
description: |
  Pump LEAKS since Monday.
  ＤＲ-60 接口
intake:
  safety: none
log:
  - {id: R5CF1, by: zhou.kai, kind: note, text: 拔掉插头}
"""
TITLE = "净水器漏水"
ALPHABET = "aAkKiI1- 漏水，ＡａＫｋ１　éÉß\u212a\u0130：\n"


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["漏"], 3), (["漏水"], 3), (["07a004"], 4), (["leaks"], 7), (["LEAKS", "漏水"], 7), (["dr-60"], 8),
        (["ｄｒ-６０"], 8), (["拔掉"], 12), (["zhou.kai"], 12), (["none"], 10), (["C-2611"], 2),
    ],
)  # fmt: skip
def test_a_word_is_found_on_its_line(words: list[str], line: int) -> None:
    sought = Words(words)
    assert sought.may_be_in(CASE.encode())
    hit = sought.hit(told(CASE), TITLE)
    assert hit
    assert hit.lines[0].number == line


@pytest.mark.parametrize(
    "words",
    [["title"], ["zhou.kai, note"], ["a\nb"], ["description"], ["kind"], ["yaml"], ["漏水", "冷"], ["水漏"]],
)
def test_names_of_fields_and_what_is_not_there_are_not_found(words: list[str]) -> None:
    assert Words(words).hit(told(CASE), TITLE) is None


def test_all_words_in_the_title_are_told() -> None:
    assert Words(["漏水", "净水"]).hit(told(CASE), TITLE) == Hit((Line(3, "净水器漏水"),), True)
    found = Words(["漏水", "leaks"]).hit(told(CASE), TITLE)
    assert found
    assert not found.in_title


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("title: a: b", "a: b"), ("  lesson: |", ""), ("  words", "words"), ("  - {id: a, what: b}", "a, b"),
        ("customer:", ""), ("- item", "- item"), ("  - {id: a, text: 'x, y: z'}", "a, 'x, y: z'"),
    ],
)  # fmt: skip
def test_what_a_person_wrote_in_a_line(line: str, said: str) -> None:
    assert bare(line) == said


@given(st.text(ALPHABET, min_size=1, max_size=3), st.text(ALPHABET, max_size=12))
def test_no_file_with_a_hit_is_passed_over(word: str, text: str) -> None:
    sought = Words([word])
    if sought.hit(told(text), ""):
        assert sought.may_be_in(text.encode())
