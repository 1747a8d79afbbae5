"""What held newcomers up in the third round."""

from __future__ import annotations

import pytest
from running import Svc


def test_why_names_the_case_in_the_lines_to_type(svc: Svc) -> None:
    first = svc("new", "complaint", "Smells of burning", "--severity", "safety").id
    svc("new", "repair", "Drips")
    told = svc("why", first).out
    assert f"what ends it: svc contain {first}\n" in told
    assert f"what ends it: svc contact {first} out" in told
    assert f"what ends it: svc move {first} feedback\n" in told
    assert "@" not in told


def test_a_case_on_a_path_without_that_stage_is_closed(svc: Svc) -> None:
    light = svc("new", "enquiry", "Opening hours", "--severity", "minor", "--channel", "mail").id
    assert f"what ends it: svc close {light}\n" in svc("why", light).out


def test_undo_tells_of_the_cases_that_the_same_command_changed(svc: Svc) -> None:
    one, two = (svc("new", "repair", title).id for title in ("Drips", "Squeals"))
    svc("assign", one, two, "li.wei")
    assert f"the same command changed 1 more case: svc undo {two}\n" in svc("undo", one).err
    assert "the same command" not in svc("undo", "@", two).err


def test_the_reason_of_an_edited_rule_is_kept(svc: Svc) -> None:
    svc.write((svc.desk / "svc.yaml").read_text("utf-8") + "\n# more\n", "svc.yaml")
    svc("commit", "svc.yaml", "-m", "Hours are wanted")
    assert "\nReason: Hours are wanted\n" in svc.git("log", "-1", "--format=%B")


def test_check_says_how_many_in_words_that_hold_together(svc: Svc, environment: pytest.MonkeyPatch) -> None:
    environment.setenv("SVC_LANG", "zh")
    svc("new", "报修", "滴水")
    svc.write(svc.text().replace("title: 滴水", "title: 滴水\nodd: 1"))
    assert "没有错误，1 处警告（2 个文件中的 1 个）" in svc("check").err
