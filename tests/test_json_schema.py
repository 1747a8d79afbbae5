"""The schema for editors, tried with a validator that is not ours, on files read as an editor reads them (YAML 1.2)."""

from __future__ import annotations

import io
from typing import Any

import pytest
from jsonschema import Draft7Validator
from making import settings
from merging import FORMS, PATH, blank, filled
from ruamel.yaml import YAML

from svc import i18n
from svc.errors import Text
from svc.schema import json_schema
from svc.schema.events import KINDS
from svc.schema.fields import FIELDS
from svc.store import edit
from svc.store.reading import problems_of
from tests.store import samples

RULES = settings()
SCHEMA: Any = json_schema.case_schema(RULES)
GOOD = filled("complaint.full")
CONTACT = "kind: contact, way: in"
WAIT = "kind: wait, for: customer"
PLANNED = 'due: "2026-11-18"'


def read(text: str) -> Any:
    """The data as an editor sees it: numbers are numbers, nothing is null."""
    return YAML(typ="safe", pure=True).load(io.StringIO(text))


def refused(text: str, schema: Any = SCHEMA) -> list[str]:
    """The places that the schema refuses, the deepest ones of each."""
    return sorted({_place(e) for e in Draft7Validator(schema).iter_errors(read(text))})


def _place(error: Any) -> str:
    while error.context:
        error = max(error.context, key=lambda inner: len(inner.absolute_path))
    return ".".join(map(str, error.absolute_path))


def field(path: str, schema: Any = SCHEMA) -> Any:
    """What the schema holds for a field."""
    for part in path.split("."):
        schema = schema.get("properties") or schema["anyOf"][0]["properties"]
        schema = schema[part]
    return schema


def test_the_schema_is_one() -> None:
    Draft7Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("form", FORMS)
def test_a_filled_form_passes(form: str) -> None:
    assert refused(filled(form)) == []


@pytest.mark.parametrize("form", FORMS)
def test_a_form_passes_as_soon_as_it_is_a_case(form: str) -> None:
    assert refused(edit.set_value(blank(form), "title", "Plug gets hot")) == []


def test_a_case_of_another_desk_is_refused_for_its_codes_and_a_letter_that_no_id_has() -> None:
    assert refused(samples.CANONICAL) == ["analysis.triage", "category", "log.2.id"]
    found = {p.field for p in problems_of(samples.CANONICAL, "C-2701-4KM8Q2XTB.yaml", RULES)}
    assert {"analysis.triage", "category", "log.2"} <= found


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("serial: 2607A00417", "serial: 26070041"),
        ("serial: 2607A00417", "serial: 12.5"),
        ("title: 暖风机插头发烫变黑，有焦味", "title: 2607"),
        ("assignee: li.wei", "assignee:"),
        ("assignee: li.wei", 'assignee: ""'),
        ("severity: major", 'severity: ""'),
        ("waiting: [customer]", "waiting: []"),
        ('    due: "2026-12-01"', "    due: 2026-12-01"),
        ('    due: "2026-12-01"', '    due: ""'),
        ('  agreed_at: "2026-11-17"', '  agreed_at: "2026-11-17T08:00Z"'),
        (PLANNED, 'due: 2026-11-18, quantity: "3"'),
        (PLANNED, "due: , quantity: 3, result: fail"),
        (CONTACT, "kind: contact, way: in, auto: true"),
        (WAIT, "kind: wait, for: customer, void: true, own: {a: [1]}"),
        ("\nreviews:", "\nmore:\n  region: north\n\n  deep: {a: b}\n\nreviews:"),
        ("\ndescription: |", "\nrefs: {order: 17}\n\ndescription: |"),
    ],
)
def test_what_is_right_passes_however_it_is_written(old: str, new: str) -> None:
    good = GOOD.replace('"2607A00417"', "2607A00417")
    assert old in good
    text = good.replace(old, new, 1)
    assert refused(text) == []


WRONG = [
    ("severity: major", "severity: mayor", "severity"),
    ("severity: major", "severty: major", ""),
    ("severity: major", "severity: [major]", "severity"),
    ("stage: intake\n", "stage: intakes\n", "stage"),
    ("stage: intake\n", "stage:\n", "stage"),
    ("type: complaint", "type:", "type"),
    ("path: full", "path: fast", "path"),
    ("id: C-2611-", "id: C-26-", "id"),
    ("id: C-2611-", "ids: C-2611-", ""),
    ("title: 暖风机插头发烫变黑，有焦味", "title:", "title"),
    ("title: 暖风机插头发烫变黑，有焦味", "title: [a]", "title"),
    ("title: 暖风机插头发烫变黑，有焦味", f"title: {'x' * 201}", "title"),
    ("customer: cus-7q4m", "customer: {key: cus-7q4m}", "customer"),
    ('opened_at: "2026-11-02T09:42:00+08:00"', 'opened_at: "2026-11-02 09:42"', "opened_at"),
    ("waiting: [customer]", "waiting: customer", "waiting"),
    ("waiting: [customer]", "waiting: [weather]", "waiting.0"),
    ("waiting: [customer]", "waiting: [customer, customer]", "waiting"),
    ('  agreed_at: "2026-11-17"', "  agreed_at: soon", "resolution.agreed_at"),
    ('    due: "2026-12-01"', '    due: "2026-12-01T08:00:00Z"', "summary.effectiveness.due"),
    ("intake:\n", "intake:\n  saftey: none\n\n", "intake"),
    ("analysis:\n", "analysis: words\nanalysi:\n", "analysis"),
    ("  satisfaction: {scale: csat-5, score: 4}", "  satisfaction: 4", "feedback.satisfaction"),
    (PLANNED, "due: soon", "resolution.plan.measures.0.due"),
    (PLANNED, "quantity: several", "resolution.plan.measures.0.quantity"),
    (PLANNED, "result: passed", "resolution.plan.measures.0.result"),
    (", kind: open, stage: intake", ", kind: open", "log.0"),
    (", kind: open, stage: intake", "", "log.0"),
    ("  - {id: ZE3KH, ", "  - {id: 12345, ", "log.0.id"),
    ("  - {id: ZE3KH, ", "  - {", "log.0"),
    (CONTACT, "kind: contact", "log.1"),
    (CONTACT, "kind: contact, way: inwards", "log.1.way"),
    (CONTACT, "kind: contact, way: in, visible: all", "log.1.visible"),
    (WAIT, "kind: wait, for: ", "log.3.for"),
    (WAIT, "kind: wate", "log.3.kind"),
    (', by: li.wei, kind: wait', ", kind: wait", "log.3"),
    ('09:55:00+08:00"', '09:55:00"', "log.3.at"),
    ('09:55:00+08:00"', '09:55:00+08:00", recorded: later', "log.3.recorded"),
    ("  B5PSY: |", "  first: |", "notes"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "place"), WRONG)
def test_what_is_wrong_is_refused_by_the_schema_and_by_the_checks(old: str, new: str, place: str) -> None:
    assert old in GOOD
    wrong = GOOD.replace(old, new, 1)
    assert place in refused(wrong)
    assert problems_of(wrong, PATH, RULES) != []


def test_without_a_log_it_is_no_case() -> None:
    wrong = GOOD[: GOOD.index("\nlog:\n")] + "\nlog:\n"
    assert refused(wrong) == ["log"]
    assert problems_of(wrong, PATH, RULES) != []


@pytest.mark.parametrize("known", FIELDS, ids=lambda f: f.path)
def test_a_field_is_told_in_both_languages(known: Any) -> None:
    for label in i18n.in_every_language(known.label):
        assert label in field(known.path)["description"].split("\n")[0]


def test_codes_are_offered_with_their_labels() -> None:
    listed = SCHEMA["definitions"]["codes.severity"]
    assert dict(zip(listed["enum"], listed["enumDescriptions"], strict=True))["safety"] == "safety / 安全"
    assert field("severity")["anyOf"][0] == {"$ref": "#/definitions/codes.severity"}


def test_nothing_stands_beside_a_reference() -> None:
    def beside(held: Any) -> list[Any]:
        if isinstance(held, list):
            return [found for each in held for found in beside(each)]
        if not isinstance(held, dict):
            return []
        return ([held] if "$ref" in held and len(held) > 1 else []) + beside([*held.values()])

    assert beside(SCHEMA) == []


def test_every_kind_of_event_asks_for_its_keys() -> None:
    event = SCHEMA["definitions"]["event"]
    assert event["properties"]["kind"]["enum"] == [*KINDS]
    asked = {each["if"]["properties"]["kind"]["const"]: each["then"]["required"] for each in event["allOf"]}
    assert asked == {name: [*kind.needs] for name, kind in KINDS.items() if kind.needs or kind.words}


def test_a_kind_that_is_added_comes_along(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(KINDS, "recall", KINDS["move"]._replace(label=Text("recalled", {}), needs=("batch",)))
    schema = json_schema.case_schema(RULES)
    recall = GOOD.replace(WAIT, "kind: recall, batch: 2026")
    assert "log.3.kind" in refused(recall)
    assert refused(recall, schema) == []
    assert "log.3" in refused(recall.replace(", batch: 2026", ""), schema)


def test_a_code_of_digits_may_stand_as_a_number() -> None:
    rules = settings(("    minor: {en: minor", "    3: {en: third}\n    minor: {en: minor"))
    schema = json_schema.case_schema(rules)
    for written in ("3", '"3"'):
        assert refused(GOOD.replace("severity: major", f"severity: {written}"), schema) == []
    assert refused(GOOD.replace("severity: major", "severity: 4"), schema) == ["severity"]


def test_a_list_that_the_desk_does_not_keep_takes_any_word() -> None:
    rules = settings(("  window:\n    inside: {en: inside the window, zh: 期限内}\n", "  windows:\n    a: {}\n"))
    text = filled("return.full").replace("window: inside", "window: nearly")
    assert refused(text) == ["analysis.window"]
    assert refused(text, json_schema.case_schema(rules)) == []


def test_the_text_is_the_same_in_every_language() -> None:
    english = json_schema.text(RULES)
    i18n.set_language("zh")
    try:
        assert json_schema.text(RULES) == english
    finally:
        i18n.set_language("en")
    assert "严重度" in english
