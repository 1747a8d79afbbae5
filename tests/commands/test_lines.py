"""svc sync over HTTP: a few cuts and refusals; make campaign has a hundred of each kind of line, and full disks."""

from __future__ import annotations

from pathlib import Path

from campaigns import lines


def test_a_line_that_is_cut_anywhere(tmp_path: Path) -> None:
    figures = lines.cut(tmp_path, "http", 4, 2)
    assert figures.wrong == []
    assert set(figures.ended) - {"went through"}


def test_remotes_that_refuse(tmp_path: Path) -> None:
    wanted = ("a protected branch", "files too large", "a wrong password")
    figures = lines.refusals(tmp_path, 1, tuple(one for one in lines.REFUSALS if one.name in wanted))
    assert figures.wrong == []
    assert figures.ended == {"exit 1": 1, "exit 3": 2}
