"""svc.yaml: every mistake is named with its line and what belongs there."""

from __future__ import annotations

import pytest
from making import SHIPPED, settings

from svc.i18n import set_language
from svc.schema.settings import Settings
from svc.store.reading import check_settings


def problems(text: str) -> list[tuple[str, str]]:
    """What is wrong, each with the text of the line that is blamed."""
    lines = ["", *text.splitlines()]
    _, found = check_settings(text.encode(), "svc.yaml")
    assert all(p.path == "svc.yaml" and p.where == f"svc.yaml:{p.line}" for p in found)
    return [(lines[p.line].strip(), str(p.message)) for p in found]


def test_the_shipped_settings_are_right() -> None:
    assert problems(SHIPPED) == []
    rules = settings()
    assert rules.workflow.stages == ("intake", "analysis", "resolution", "feedback", "summary", "closed")
    assert rules.workflow.closed == "closed"
    assert rules.workflow.waits == ("customer", "parts", "supplier", "appointment")
    assert rules.label("wait", "parts", "zh") == "备件"
    assert set(rules.codes["type"]) == {"complaint", "enquiry", "suggestion", "repair", "return"}
    for group, listed in rules.codes.items():
        for code, labels in listed.items():
            assert set(labels) == {"en", "zh"}, f"codes.{group}.{code} lacks a label"


ZH = "{en: phone, zh: 电话}"


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("format: 1", "format: 2", "format: 2", "this desk has format 2, and this svc reads up to 1; upgrade svc"),
        ("format: 1", "format: one", "format: one", "write format: 1"),
        ("format: 1\n", "", "", "write format: 1"),
        ("language: en", "language: de", "language: de", "de is not one of en, zh"),
        ("language: en", "language: en\naudit: {signed: always}", "audit:", "always is not one of optional, required"),
        ("language: en", "language: en\naudit: {signers: ../x}", "audit:", "a file of the desk belongs here"),
        ("language: en", "language: en\naudit: {signer: x}", "audit:", "did you mean signers?"),
        ("language: en", "language: [en]", "language: [en]", "one word belongs here"),
        ("time_zone: UTC", "time_zone: Europe/Berlni", "time_zone: Europe/Berlni", "Europe/Berlni is not a time zone"),
        ("prefix: C", "prefix: case", "prefix: case", "one to five capital letters"),
        ("prefix: C", "prefixx: C", "prefixx: C", "did you mean prefix?"),
        ("prefix: C", "prefix: C\nzzz: 1", "zzz: 1", "known are format, language"),
        ("  priority: normal", "  priority: normale", "priority: normale", "is not in codes.priority: low, normal"),
        ("  priority: normal", "  prority: normal", "prority: normal", "is not a field that a new case"),
        ("  priority: normal", "  stage: analysis", "stage: analysis", "is not a field that a new case"),
        ("  priority: normal", "  opened_by: me", "opened_by: me", "is not a field that a new case"),
        ("  priority: normal", "  description: x", "description: x", "is not a field that a new case"),
        ("  priority: normal", "  team: [a]", "team: [a]", "one word belongs here"),
        ("defaults:\n  priority: normal", "defaults: normal", "defaults: normal", "a map belongs here"),
        ("feedback, summary, closed]", "feedback, summery, closed]", "stages: [", "summery is not in codes.stage"),
        (
            "  stages: [intake, analysis, resolution, feedback, summary, closed]",
            "  stages: [intake]",
            "stages: [intake]",
            "two stages",
        ),
        ("[intake, analysis, resol", "[intake, intake, resol", "stages: [intake, in", "each once"),
        ("  stages: [intake,", "  stages: intake #[", "stages: intake #[", "a list of words"),
        ("  stages: [", "  stagess: [", "stagess: [", "did you mean stages?"),
        ("    customer: {en: the customer, zh: 客户}", "    customer: 客户", "customer: 客户", "{en: ..., zh: ...}"),
        ("      only: {severity: [minor]}", "      onyl: {severity: [minor]}", "onyl: {severity", "did you mean only?"),
        (
            "      only: {severity: [minor]}",
            "      only: {severity: [tiny]}",
            "only: {severity",
            "tiny is not in codes.severity",
        ),
        (
            "      only: {severity: [minor]}",
            "      only: {severity: minor}",
            "only: {severity",
            "a list of words belongs here",
        ),
        ("      only: {severity: [minor]}", "      only: {serial: [x]}", "only: {serial", "serial is not known here"),
        ("    light:\n", "    lite:\n", "lite:", "lite is not in codes.path"),
        (
            "        - {from: intake, to: closed}",
            "        - {from: intake, to: clsed}",
            "- {from: intake, to: clsed}",
            "'clsed' is not one of the stages",
        ),
        (
            "        - {from: intake, to: closed}",
            "        - {from: intake}",
            "- {from: intake}",
            "'' is not one of the stages",
        ),
        ("        - {from: intake, to: closed}", "        - intake closed", "- intake closed", "a map belongs here"),
        (
            "        - {from: intake, to: closed}",
            "        - {from: intake, to: closed, why: true}",
            "- {from: intake, to: closed, why",
            "why is not known here",
        ),
        ("        - {from: summary, to: closed}\n", "", "full:", "the moves of full never reach closed"),
        (
            "to: intake, reason: true,",
            "to: intake, reason: maybe,",
            "to: intake, reason: maybe,",
            "true or false belongs here, not maybe",
        ),
        (
            "    - {leave: intake, need",
            "    - {leave: intke, need",
            "- {leave: intke",
            "'intke' is not one of the stages",
        ),
        ("need: [feedback.told_at]}", "need: [feedback.told]}", "need: [feedback.told]}", "did you mean feedback.told"),
        (
            "need: [feedback.told_at]}",
            "need: feedback.told_at}",
            "need: feedback.told_at}",
            "a list of fields belongs here",
        ),
        (
            "need: [feedback.told_at]}",
            "need: [[feedback.told_at, [title]]]}",
            "need: [[",
            "a list of words belongs here",
        ),
        ("need: [feedback.told_at]}", "need: [feedback]}", "need: [feedback]}", "feedback is a section"),
        ("need: [feedback.told_at]}", "needs: [feedback.told_at]}", "needs: [", "did you mean need?"),
        ("not_by: resolution}", "not_by: resolver}", "not_by: resolver}", "'resolver' is not one of the stages"),
        (
            "each: {resolution.tests: {result: [pass]}}",
            "each: {resolution.tests: {result: [ok]}}",
            "each: {",
            "ok is not in codes.result: pass, fail",
        ),
        (
            "each: {resolution.tests: {result: [pass]}}",
            "each: {resolution.remedy: [what]}",
            "each: {",
            "is not a list of small maps",
        ),
        ("each: {resolution.tests: {result: [pass]}}", "each: [resolution.tests]", "each: [", "a map belongs here"),
        ("  gates:\n", "  gates:\n    - just words\n", "- just words", "a map belongs here"),
        ("  agent: []", "  agent: li.wei", "agent: li.wei", "a list of words belongs here"),
        ("codes:\n", "codes:\n  wait: {parts: {}}\n", "wait: {parts: {}}", "under workflow.waits"),
        (
            "    phone: {en: telephone, zh: 电话}",
            "    Phone: {en: telephone, zh: 电话}",
            "Phone: {",
            "lower case letters",
        ),
        (
            "    phone: {en: telephone, zh: 电话}",
            "    no: {en: telephone, zh: 电话}",
            "no: {",
            "no word like yes or no",
        ),
        (
            "    phone: {en: telephone, zh: 电话}",
            "    phone: telephone",
            "phone: telephone",
            "labels belong here: {en: ..., zh: ...}",
        ),
        (
            "    phone: {en: telephone, zh: 电话}",
            "    phone: {en: telephone, cn: 电话}",
            "phone: {",
            "cn is not known here",
        ),
        (
            "    phone: {en: telephone, zh: 电话}",
            "    phone: {en: mail, zh: 电话}",
            "phone: {",
            "mail means mail already",
        ),
        (
            "    phone: {en: telephone, zh: 电话}",
            "    phone: {en: telephone, zh: 邮件}",
            "mail: {en: mail, zh: 邮件}",
            "邮件 means phone already",
        ),
    ],
)
def test_a_mistake_is_named_with_its_line(old: str, new: str, line: str, says: str) -> None:
    assert old in SHIPPED
    found = problems(SHIPPED.replace(old, new, 1))
    assert any(blamed.startswith(line) or line in blamed for blamed, message in found if says in message), found


def test_all_mistakes_are_named_in_their_order() -> None:
    text = (
        SHIPPED.replace("language: en", "language: de")
        .replace("prefix: C", "prefix: c")
        .replace("to: closed}", "to: close}")
    )
    found = problems(text)
    assert len(found) == 2 + 2, "two moves; what follows from them is not told"
    lines = [p.line for p in check_settings(text.encode(), "svc.yaml")[1]]
    assert lines == sorted(lines)


@pytest.mark.parametrize(
    "text", ["", "[]\n", "- a\n", "format: 1\n", "format: 1\nworkflow: {}\n", "format: 1\nworkflow: x\n", "a: [\n"]
)
def test_what_is_no_settings_file(text: str) -> None:
    found, wrong = check_settings(text.encode(), "svc.yaml")
    assert found is None
    assert wrong


def test_a_newer_desk_is_refused_before_all_else() -> None:
    _, wrong = check_settings(b"format: 3\nsomething: new\nlanguage: tlh\n", "svc.yaml")
    assert [p.field for p in wrong] == ["format"]


def test_a_small_desk_is_enough() -> None:
    text = "format: 1\nworkflow:\n  stages: [open, done]\n  paths:\n    full: {moves: [{from: open, to: done}]}\n"
    rules, wrong = check_settings(text.encode(), "svc.yaml")
    assert wrong == []
    assert rules is not None
    assert (rules.language, rules.time_zone, rules.prefix, rules.workflow.closed) == ("en", "UTC", "C", "done")
    assert rules.code("severity", "anything") == "anything", "a list that is not there takes any word"


RULES = settings()


@pytest.mark.parametrize(
    ("group", "word", "code"),
    [
        ("stage", "analysis", "analysis"),
        ("stage", "分析", "analysis"),
        ("stage", "ANA", "analysis"),
        ("stage", " 分 ", "analysis"),
        ("stage", "", None),
        ("stage", "x", None),
        ("severity", "m", None),
        ("charge", "客", "customer"),
        ("type", "re", None),
        ("type", "ret", "return"),
        ("parts", "none", "none"),
        ("parts", "不", "none"),
        ("triage", "no fault", "no-fault"),
        ("triage", "no-", "no-fault"),
        ("fault", "E-17", "E-17"),
        ("wait", "备件", "parts"),
    ],
)
def test_what_a_word_means(group: str, word: str, code: str | None) -> None:
    assert RULES.code(group, word) == code


def test_a_whole_word_goes_before_a_beginning() -> None:
    rules = settings(
        ("    low: {en: low, zh: 低}", "    low: {en: low, zh: 低}\n    lower: {en: lower still, zh: 更低}")
    )
    assert rules.code("priority", "low") == "low"
    assert rules.codes_like("priority", "lo") == ["low", "lower"]


def named(rules: Settings) -> str:
    known, unknown = rules.named("stage", "analysis"), rules.named("stage", "x")
    return f"{known} | {rules.listing('severity', ['minor', 'safety'])} | {unknown}"


def test_labels_are_told_in_the_language_in_force() -> None:
    assert named(RULES) == "analysis | minor, safety | x"
    set_language("zh")
    try:
        assert named(RULES) == "分析 | 一般、安全 | x"
    finally:
        set_language("en")


def test_a_watch_list_that_is_empty_holds_for_nothing() -> None:
    [gate] = [g for g in RULES.workflow.gates if "analysis.fault_code" in g.when]
    assert gate.when["analysis.fault_code"] == ()
