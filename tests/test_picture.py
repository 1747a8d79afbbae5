"""The picture of the README shows what the session prints."""

from __future__ import annotations

from pathlib import Path

from tests import picture


def test_the_picture_is_what_is_printed(played: Path, tmp_path: Path) -> None:
    fresh = picture.svg(picture.shown(tmp_path, played))
    assert picture.words(fresh) == picture.words(picture.FILE.read_text(encoding="utf-8"))


def test_wide_letters_take_two_cells_and_colours_are_kept() -> None:
    found = [*picture.runs("a\x1b[31mb\x1b[0m 焦味 c")]
    assert [(one.at, one.end, one.text) for one in found] == [
        (0, 1, "a"), (1, 2, "b"), (3, 5, "焦"), (5, 7, "味"), (7, 9, " c"),
    ]  # fmt: skip
    assert ["fill" in one.look for one in found] == [False, True, False, False, False]
