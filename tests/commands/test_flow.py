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
    assert "move\tfull\tintake\tanalysis\t\tfalse\t\t\t\n" in svc("workflow").out


def test_one_type_and_path(svc: Svc) -> None:
    told = svc("workflow", "--type", "投诉", "--path", "full", "--format", "csv").out
    assert '"light"' not in told
    assert '"analysis.fault_code' not in told
    assert '"severity:minor"' in told
    assert svc("workflow", "--type", "nothing", status=2).err.startswith("'nothing' is not a known type")
