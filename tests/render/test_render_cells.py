"""Widths, cuts and wraps in terminal cells."""

from __future__ import annotations

import random
import unicodedata

import pytest
import wcwidth

from svc.render.cells import cut, pad, width, wrap
from svc.render.safe import safe_text

MIXED = "空压机 AC-75 异响，主轴承（6205-2RS）高温停机。Restarted twice, e\u0301tat normal ＡＢ 한국 かな"


# Wider since Unicode 16 (hexagrams), or invisible letters that nobody writes (fillers, tone marks).
DIFFERENT = {*range(0x4DC0, 0x4E00), 0x302E, 0x302F, 0x3164, 0xFFA0}


def test_widths_are_those_of_wcwidth() -> None:
    """Over Latin, Greek, Cyrillic, punctuation, symbols, CJK, kana, Hangul syllables and full-width forms."""
    ranges = (
        (0x20, 0x530),
        (0x1E00, 0x2600),
        (0x2E80, 0xA000),
        (0xAC00, 0xD7A4),
        (0xF900, 0xFB00),
        (0xFE30, 0xFFF0),
    )
    chars = [chr(code) for first, end in ranges for code in range(first, end) if code not in DIFFERENT]
    assigned = [c for c in chars if unicodedata.category(c) != "Cn" and safe_text(c) == c]
    assert [f"{ord(c):04X}" for c in assigned if width(c) != wcwidth.wcwidth(c)] == []
    assert len(assigned) > 40_000


@pytest.mark.parametrize(
    ("text", "cells"), [("", 0), ("abc", 3), ("空压机", 6), ("e\u0301", 1), ("ＡＢ", 4), ("“①”", 3)]
)
def test_some_widths(text: str, cells: int) -> None:
    assert width(text) == cells


def test_padding_counts_cells() -> None:
    assert pad("空", 4) == "空  "
    assert pad("空", 4, ">") == "  空"
    assert pad("空压机", 2) == "空压机"


@pytest.mark.parametrize("cells", range(40))
def test_a_cut_text_fits(cells: int) -> None:
    short = cut(MIXED, cells)
    assert width(short) <= cells
    assert MIXED.startswith(short[:-2])
    assert short.endswith(".."[:cells])


def test_what_fits_is_not_cut() -> None:
    assert cut("空压机", 6) == "空压机"
    assert cut("空压机", 5) == cut("空压机", 4) == "空.."


@pytest.mark.parametrize("cells", range(12, 60))
def test_wrapped_lines_fit_and_lose_nothing(cells: int) -> None:
    lines = wrap(MIXED, cells)
    assert all(width(line) <= cells for line in lines)
    assert "".join(lines).replace(" ", "") == MIXED.replace(" ", "")
    assert not any(line[:1] in "，。）" for line in lines)


@pytest.mark.parametrize("seed", range(30))
def test_any_text_wraps(seed: int) -> None:
    rng = random.Random(seed)
    text = "".join(rng.choices("ab 空，\n。é ", k=200))
    for cells in (1, 2, 3, 10):
        lines = wrap(text, cells)
        assert "".join("".join(lines).split()) == "".join(text.split())
        if cells >= 10:
            assert all(width(line) <= cells for line in lines)


def test_words_stay_whole() -> None:
    assert wrap("write the text in your editor", 12) == ["write the", "text in your", "editor"]
    assert wrap("a\n\nb", 5) == ["a", "", "b"]
    assert wrap("  indented line that is long", 14) == ["  indented", "line that is", "long"]
    assert wrap("unbroken" * 3, 10) == ["unbrokenun", "brokenunbr", "oken"]
    assert wrap("long", 0) == ["long"]
