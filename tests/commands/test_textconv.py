"""git diff and git log -p in words."""

from __future__ import annotations

import json
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
    svc.git("config", "--unset", "diff.svc.textconv")
    told = svc("log", "@", "--patch").out.split("\n\n")
    assert told[0].partition("\n")[2] == "".join(f"  {row}\n" for row in SHOWN.splitlines())[:-1]
    assert "  +title: Cheap watches\n" in told[1]
    assert "\x1b" not in told[1]
    assert json.loads(svc("log", "@", "--patch", "--json").out)[0]["patch"] == SHOWN.splitlines()
    assert "--patch" in svc("log", "--help").out
    svc.write("# a remark\n" + (svc.desk / "svc.yaml").read_text(), "svc.yaml")
    svc("commit", "svc.yaml")
    assert "\n  +# a remark\n" in svc("log", "--patch", "--limit", "1").out


def test_what_is_no_case_is_shown_as_it_is(svc: Svc) -> None:
    broken = "stage: [\nid: x\n"
    svc.write(broken, "x.yaml")
    assert svc("textconv", str(svc.desk / "x.yaml")).out == broken
