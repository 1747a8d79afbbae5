"""git diff and git log -p in words."""

from __future__ import annotations

import sys

from running import Svc

SHOWN = """\
-stage: intake
+stage: closed
+way out: spam
+  2026-11-21 09:00  zhao.min  moved  intake -> closed  spam  advertising
"""


def _changed(shown: str) -> str:
    rows = shown.partition("\n@@")[2].split("\n")
    return "".join(f"{row}\n" for row in rows if row.startswith(("+", "-")))


def test_a_change_is_shown_in_words(svc: Svc) -> None:
    svc("new", "enquiry", "Cheap watches", "-m", "Buy\x1b[2J now.")
    svc("close", "@", "--as", "spam", "-m", "advertising")
    plain = svc.git("show", "--format=")
    assert "\n+stage: closed\n" in plain, "not asked for"
    svc.git("config", "diff.svc.textconv", f"{sys.executable} -m svc textconv")
    assert _changed(svc.git("show", "--format=")) == SHOWN
    assert svc.git("show", "--format=", "--no-textconv") == plain
    first = svc.git("show", "--format=", "HEAD~")
    assert "+title: Cheap watches\n" in first
    assert "\x1b" not in first


def test_what_is_no_case_is_shown_as_it_is(svc: Svc) -> None:
    broken = "stage: [\nid: x\n"
    svc.write(broken, "x.yaml")
    assert svc("textconv", str(svc.desk / "x.yaml")).out == broken
