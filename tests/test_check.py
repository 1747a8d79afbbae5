"""Every mistake in a case file is found, at its line."""

from __future__ import annotations

import pytest
from making import settings
from merging import FORMS, ID, PATH, filled

from svc.model import Problem
from svc.schema.events import KINDS
from svc.store.reading import problems_of

RULES = settings()
GOOD = filled("complaint.full")
ZERO = "A" if ID[-1] != "A" else "B"


def found(text: str, path: str = PATH) -> list[Problem]:
    return problems_of(text, path, RULES)


def told(text: str, path: str = PATH) -> list[tuple[str, str]]:
    """What is wrong, each with the text of the line that is blamed."""
    lines = ["", *text.splitlines()]
    return [(lines[p.line].strip(), str(p.message)) for p in found(text, path)]


OPEN = '  - {id: ZE3KH, at: "2026-11-02T09:42:00+08:00", by: zhao.min, kind: open, stage: intake}'
CONTACT = (
    '  - {id: B5PSY, at: "2026-11-02T09:43:00+08:00", by: zhao.min, kind: contact, way: in, via: phone, '
    "text: 插头发烫变黑}"
)
WAIT = '  - {id: HS50A, at: "2026-11-02T09:55:00+08:00", by: li.wei, kind: wait, for: customer}'
MOVE = '  - {id: J0000, at: "2026-11-03T09:00:00+08:00", by: li.wei, kind: move, from: intake, to: analysis}'
HIGH = '  - {id: K0000, at: "2026-11-03T09:00:00+08:00", by: li.wei, kind: priority, from: normal, to: urgent}'

PLANNED = '      - {id: PN9W4, owner: sun.tao, due: "2026-11-18", what: 上门更换电源线并做温升测试}'
HIDDEN = '"Plug\\u202e hot"'


@pytest.mark.parametrize("form", FORMS)
def test_a_believable_case_has_no_mistake(form: str) -> None:
    assert told(filled(form)) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        # Who it is.
        (f"id: {ID}\n", "id:\n", "id:", "id is missing"),
        (f"id: {ID}\n", f"id: {ID[:-1]}{ZERO}\n", "id: C-", "its check character does not fit"),
        (
            f"id: {ID}\n",
            "id: C-2608-7K3M9QT4T\n",
            "id: C-2608-7K3M9QT4T",
            "the file of C-2608-7K3M9QT4T must be named 2026/08/",
        ),
        ("title: 暖风机插头发烫变黑，有焦味", "title:", "title:", "title is missing"),
        ("type: complaint", "type:", "type:", "type is missing"),
        ("\ntype: complaint\n", "\n", "id: C-", "type is missing"),
        ("type: complaint", "type: complain", "type: complain", "did you mean complaint?"),
        ("path: full", "path: fast", "path: fast", "fast is not one of codes.path"),
        # Shapes and looks.
        (
            "title: 暖风机插头发烫变黑，有焦味",
            f"title: {'x' * 201}",
            "title: xxx",
            "200 characters at most, this one has 201",
        ),
        ("title: 暖风机插头发烫变黑，有焦味", "title: [a]", "title: [a]", "title must be a text"),
        ("title: 暖风机插头发烫变黑，有焦味", f"title: {HIDDEN}", "title:", "control characters"),
        ("customer: cus-7q4m", 'customer: "a\\nb"', "customer:", "control characters or line breaks"),
        ("severity: major", "severity: mayor", "severity: mayor", "did you mean major?"),
        ("severity: major", "severity: 严重", "severity: 严重", "is not one of codes.severity"),
        ("severity: major", "severty: major", "severty: major", "did you mean severity?"),
        ("severity: major", "zzz: major", "zzz: major", "is written more.zzz"),
        ("waiting: [customer]", "waiting: customer", "waiting: customer", "waiting must be a list"),
        ("waiting: [customer]", "waiting: [weather]", "waiting: [weather]", "weather is not one of codes.wait"),
        ("waiting: [customer]", "waiting: [parts, customer]", "waiting: [parts", "must be sorted"),
        ("waiting: [customer]", "waiting: [customer, customer]", "waiting: [customer,", "each word once"),
        ("waiting: [customer]", "waiting: [[customer]]", "waiting: [[", "must be a list of words"),
        ('  agreed_at: "2026-11-17"', '  agreed_at: "2026-11-31"', "agreed_at:", "neither a date nor an instant"),
        ('    due: "2026-12-01"', "    due: December", "due: December", "December is not a date"),
        ("analysis:\n", "analysis: |\n  words\nanalysi:\n", "analysis: |", "analysis must be a map"),
        ("  satisfaction: {scale: csat-5, score: 4}", "  satisfaction: 4", "satisfaction: 4", "must be a map"),
        ("intake:\n", "intake:\n  saftey: none\n\n", "saftey: none", "did you mean intake.safety?"),
        # Lists of small maps.
        (PLANNED, "      - words", "- words", "is a list of small maps"),
        (PLANNED, PLANNED.replace("2026-11-18", "soon"), "- {id: PN9W4, owner", "soon is not a date"),
        (PLANNED, PLANNED.replace("PN9W4", "QVCV2"), "- {id: QVCV2, owner: li.wei", "the id QVCV2 is there twice"),
        (PLANNED, PLANNED.replace("sun.tao", '"a\\nb"'), "- {id: PN9W4", "control characters"),
        # The log.
        (f"{OPEN}\n", "", "- {id: B5PSY", "the log must begin with an event open"),
        (OPEN, OPEN.replace("kind: open", "kind: note"), "- {id: ZE3KH", "the log must begin with an event open"),
        (WAIT, OPEN.replace("ZE3KH", "ZZ000"), "- {id: ZZ000", "a case is opened once"),
        (CONTACT, CONTACT.replace("B5PSY", "ZE3KH"), "- {id: ZE3KH", "the event id ZE3KH is there twice"),
        (WAIT, WAIT.replace("HS50A", "12345"), "- {id:", "12345 is not an event id"),
        (WAIT, "  - words", "- words", "an event needs id, at (an instant), by and kind"),
        (WAIT, WAIT.replace("+08:00", ""), "- {id: HS50A", "an event needs id"),
        (WAIT, WAIT.replace("by: li.wei, ", ""), "- {id: HS50A", "an event needs id"),
        (WAIT, WAIT.replace("for: customer", "text: x"), "- {id: HS50A", "of kind wait needs for"),
        (WAIT, WAIT.replace("kind: wait", "kind: wate"), "- {id: HS50A", "wate is not a kind of event"),
        (CONTACT, CONTACT.replace("way: in", "way: inwards"), "- {id: B5PSY", "way is in | out, not inwards"),
        (
            CONTACT,
            CONTACT.replace("via: phone", "visible: all"),
            "- {id: B5PSY",
            "visible is customer | internal, not all",
        ),
        (CONTACT, CONTACT.replace("插头发烫变黑", '"a\\u2028b"'), "- {id: B5PSY", "control characters"),
        (
            WAIT,
            WAIT.replace('55:00+08:00"', '55:00+08:00", recorded: "2026-11-02T09:54:00+08:00"'),
            "- {id: HS50A",
            "recorded before it happened",
        ),
        (WAIT, WAIT.replace("09:55", "09:45"), "- {id: HS50A", "recorded before the one above it"),
        ("  B5PSY: |", "  B5PSZ: |", "B5PSZ: |", "no event has the id B5PSZ"),
        # Where it came from.
        ("severity: major", "severity: major\n\norigin: {source: x, number: 7}", "origin: {", "only a case that was"),
        (OPEN, OPEN.replace("kind: open", "kind: imported"), "id: C-", "origin is empty, but the log begins with"),
        # The state is the fold of the log.
        (WAIT, f"{WAIT}\n{MOVE}", "stage: intake", "stage is intake, but the log says analysis"),
        ("stage: intake\n", "stage: analysis\n", "stage: analysis", "stage is analysis, but the log says intake"),
        (WAIT, WAIT.replace("for: customer", "for: parts"), "waiting: [customer]", "the log says [parts]"),
        ("waiting: [customer]", "waiting:", "waiting:", "waiting is empty, but the log says [customer]"),
        (WAIT, f"{WAIT}\n{HIGH}", "priority: high", "priority is high, but the log says urgent"),
        (
            WAIT,
            f"{WAIT}\n{MOVE.replace('intake', 'summary')}",
            "- {id: J0000",
            "moves from summary, but the case was in intake",
        ),
        (
            'opened_at: "2026-11-02T09:42',
            'opened_at: "2026-11-02T09:41',
            "opened_at:",
            "not the time of the first event",
        ),
        ("opened_by: zhao.min", "opened_by: li.wei", "opened_by: li.wei", "not the person of the first event"),
    ],
)
def test_a_mistake_is_found_at_its_line(old: str, new: str, line: str, says: str) -> None:
    assert old in GOOD
    wrong = told(GOOD.replace(old, new, 1))
    assert any(blamed.startswith(line) for blamed, message in wrong if says in message), wrong


def test_an_empty_log_and_an_empty_file() -> None:
    assert "the log is empty" in str(told("id:\nlog:\n"))
    missing = [message for _, message in told("a: 1\n") if "missing" in message]
    assert len(missing) == 7


def test_the_same_instant_in_another_zone_is_the_same() -> None:
    assert told(GOOD.replace('opened_at: "2026-11-02T09:42:00+08:00"', 'opened_at: "2026-11-02T01:42:00+00:00"')) == []


@pytest.mark.parametrize(
    ("path", "is_right"),
    [
        (PATH, True),
        (f"desk/{PATH}", True),
        (f"{ID}.yaml", True),
        (f"cases/2026/12/{ID}.yaml", False),
        (f"cases/{ID}.yaml", False),
        ("cases/2026/11/other.yaml", False),
        (PATH.replace(".yaml", ".yml"), False),
    ],
)
def test_the_path_follows_from_the_id(path: str, is_right: bool) -> None:
    assert (told(GOOD, path) == []) is is_right


def test_a_field_that_an_earlier_stage_asked_for_is_missed() -> None:
    moved = GOOD.replace(WAIT, f"{WAIT}\n{MOVE}").replace("stage: intake\n", "stage: analysis\n", 1)
    assert told(moved) == []
    [problem] = found(moved.replace("customer: cus-7q4m", "customer:"))
    assert (problem.field, problem.severity) == ("customer", "warning")
    assert "an earlier stage asks for it" in str(problem.message)
    assert told(GOOD.replace("customer: cus-7q4m", "customer:")) == [], "intake has not been left yet"


def test_what_is_only_strange_is_a_warning() -> None:
    for old, new in (("severity: major", "severty: major"), (WAIT, WAIT.replace("09:55", "09:45"))):
        [problem] = found(GOOD.replace(old, new, 1))
        assert problem.severity == "warning"


def test_findings_come_in_the_order_of_their_lines() -> None:
    text = (
        GOOD.replace("severity: major", "severity: x")
        .replace("by: li.wei, kind: wait", "kind: wait")
        .replace("channel: phone", "channel: x")
    )
    lines = [p.line for p in found(text)]
    assert len(lines) > 3
    assert lines == sorted(lines)


def test_own_fields_and_free_maps_are_left_alone() -> None:
    text = GOOD.replace("\nreviews:", "\nmore:\n  region: north\n\n  deep: {a: b}\n\nreviews:", 1)
    text = text.replace("\ndescription: |", "\nrefs: {order: R-1}\n\ndescription: |", 1)
    assert told(text) == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_event_has_a_name_and_its_keys(kind: str) -> None:
    known = KINDS[kind]
    assert str(known.label)
    assert set(known.needs) & set(known.words) <= {"way", "state"}
