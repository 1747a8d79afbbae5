"""The workflow of a desk printed: golden files in both languages, the formats, the choice of a type or path."""

from __future__ import annotations

import json

import pytest
from running import Golden, Svc


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(("name", "fmt"), [("table.txt", "table"), ("chart.mmd", "mermaid"), ("page.md", "md")])
def test_the_workflow_as_people_see_it(
    svc: Svc, golden: Golden, environment: pytest.MonkeyPatch, language: str, name: str, fmt: str
) -> None:
    environment.setenv("SVC_LANG", language)
    golden(f"workflow/{language}-{name}", svc("workflow", "--format", fmt).out)


def test_programs_get_the_words_of_the_file(svc: Svc, environment: pytest.MonkeyPatch) -> None:
    environment.setenv("SVC_LANG", "zh")
    rules = json.loads(svc("workflow", "--json").out)
    [back] = [r for r in rules if (r["rule"], r["path"], r["from"]) == ("move", "light", "closed")]
    assert (back["to"], back["reason"], back["clears"]) == ("intake", True, ["feedback.told_at", "feedback.reply"])
    assert {r["to"] for r in rules if r["rule"] == "wait"} == {"customer", "parts", "supplier", "appointment"}
    assert "move\tfull\tintake\tanalysis\t\tfalse\t\t\t\t\n" in svc("workflow").out


def test_one_type_and_path(svc: Svc) -> None:
    told = svc("workflow", "--type", "投诉", "--path", "full", "--format", "csv").out
    assert '"light"' not in told
    assert '"analysis.fault_code' not in told
    assert '"severity:minor"' in told
    assert svc("workflow", "--type", "nothing", status=2).err.startswith("'nothing' is not a known type")


def planted(svc: Svc, old: str, new: str) -> None:
    """Change the work tree's svc.yaml."""
    path = svc.desk / "svc.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_workflow_is_tried_out_without_a_trace(svc: Svc) -> None:
    before = svc.git("rev-parse", "HEAD")
    told = svc("workflow", "test", "--format", "table")
    assert told.err == "20 cases played, none gets stuck\n"
    assert svc.git("rev-parse", "HEAD") == before
    assert svc.git("status", "--porcelain") == ""
    assert svc("list", "--all").out == ""


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_dead_end_is_named(svc: Svc, golden: Golden, environment: pytest.MonkeyPatch, language: str) -> None:
    planted(svc, "need: [team, analysis.verdict]", "need: [team, origin]")
    environment.setenv("SVC_LANG", language)
    told = svc("workflow", "test", "--path", "full", "--format", "table", status=1)
    one = svc("workflow", "test", "建议", "--severity", "minor", "--path", "full", "--format", "table", status=1)
    golden(f"workflow/{language}-stuck.txt", told.out + told.err + one.out + one.err)


def test_programs_learn_where_a_case_gets_stuck(svc: Svc) -> None:
    planted(svc, "need: [team, analysis.verdict]", "need: [team, origin]")
    steps = json.loads(svc("workflow", "test", "suggestion", "--json", status=1).out)
    stuck = [step for step in steps if step["stuck"]]
    assert {(step["from"], step["to"], step["severity"]) for step in stuck} == {
        ("analysis", "resolution", grade) for grade in ("minor", "major", "safety")
    }
    assert svc("workflow", "test", "--format", "mermaid", status=2).err.startswith("a test makes no chart")
    told = svc("workflow", "test", "repair", "--path", "light", "--severity", "major", status=1)
    assert told.err == "no case can be so\n"
