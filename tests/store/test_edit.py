"""Changes to a file's text: what is changed, and that nothing else is."""

from __future__ import annotations

import difflib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svc.model import Data, InvalidFileError, Value, mapping
from svc.store import codec, edit
from svc.store.comments import within
from svc.store.entry import settled
from tests.store import samples

EVENT: Data = {"id": "F7BP5", "at": "2027-02-02T09:00:00Z", "by": "li.na", "kind": "note", "text": "a: b, c"}
EVENT_LINE = '{id: F7BP5, at: "2027-02-02T09:00:00Z", by: li.na, kind: note, text: "a: b, c"}'


def data(text: str) -> Value:
    return codec.plain(codec.read(text, "x"))


def changed(before: str, after: str) -> str:
    """The lines that differ, with their signs."""
    lines = list(difflib.unified_diff(before.split("\n"), after.split("\n"), n=0, lineterm=""))[2:]
    return "\n".join(line for line in lines if not line.startswith("@@"))


SETS: list[tuple[str, str, str, Value, str]] = [
    ("empty to words", "a: b\ntitle:\n\nz: y\n", "title", "new", "a: b\ntitle: new\n\nz: y\n"),
    ("empty with blanks", "title:   \nz: y\n", "title", "new", "title: new   \nz: y\n"),
    ("trap", "title: x\n", "title", "NO", 'title: "NO"\n'),
    ("comment stays", "title: x   # kept\n", "title", "w", "title: w   # kept\n"),
    ("comment stays by empty", "title: x   # kept\n", "title", "", "title:   # kept\n"),
    ("comment of an empty one", "title: # why\nz: y\n", "title", "new", "title: new # why\nz: y\n"),
    ("quoted", "title: 'it''s'  # c\n", "title", 'say "x"', 'title: say "x"  # c\n'),
    ("to empty", "title: x\nz: y\n", "title", "", "title:\nz: y\n"),
    ("value on the next line", "title:\n  x\nz: y\n", "title", "w", "title: w\nz: y\n"),
    (
        "comment between key and value",
        "title:\n  # why\n  x\nz: y\n",
        "title",
        "w",
        "# why\ntitle: w\nz: y\n",
    ),
    (
        "folded",
        "description: >\n  a\n  b\n\nz: y\n",
        "description",
        "c\nd",
        "description: |\n  c\n  d\n\nz: y\n",
    ),
    (
        "block of four blanks",
        "description: |\n    a\nz: y\n",
        "description",
        "c",
        "description: |\n  c\nz: y\n",
    ),
    ("block emptied", "description: |\n  a\n\nz: y\n", "description", "", "description: |\n\nz: y\n"),
    (
        "block from plain",
        "description: old  # c\nz: y\n",
        "description",
        "n",
        "description: | # c\n  n\nz: y\n",
    ),
    ("block from nothing", "description:\nz: y\n", "description", "n\n", "description: |\n  n\nz: y\n"),
    (
        "head comment of a block",
        "description: | # c\n  a\nz: y\n",
        "description",
        "n",
        "description: | # c\n  n\nz: y\n",
    ),
    (
        "block that must be quoted",
        "description: | # c\n  a\n",
        "description",
        "b \nc",
        'description: "b \\n\\\n  c\\n" # c\n',
    ),
    (
        "block from quotes",
        'description: "b \\n\\\n  c\\n" # c\n',
        "description",
        "d",
        "description: | # c\n  d\n",
    ),
    (
        "blank lines do not join",
        "description: |\n\n   \n     \nz: y\n",
        "description",
        "n",
        "description: |\n  n\n\n\n\nz: y\n",
    ),
    (
        "comments do not join",
        "notes:\n    # c\n\nz: y\n",
        "notes.A1234",
        "n",
        "# c\nnotes:\n  A1234: |\n    n\n\nz: y\n",
    ),
    ("no line end", "a: b\ntitle: x", "title", "w", "a: b\ntitle: w"),
    ("no line end behind a block", "description: |\n  x", "description", "y", "description: |\n  y"),
    ("codes", "waiting:\n\nz: y\n", "waiting", ["parts", "customer"], "waiting: [parts, customer]\n\nz: y\n"),
    ("codes from lines", "waiting:\n- a\n- b\nz: y\n", "waiting", ["a", "c"], "waiting:\n- a\n- c\nz: y\n"),
    ("codes emptied", "waiting: [a]\nz: y\n", "waiting", [], "waiting:\nz: y\n"),
    ("pairs", "refs:\nz: y\n", "refs", {"order": "K-1"}, "refs: {order: K-1}\nz: y\n"),
    (
        "one of the pairs",
        "refs: {order: a, claim: b} # c\n",
        "refs.claim",
        "7",
        "refs: {order: a, claim: 7} # c\n",
    ),
    (
        "section by hand",
        "analysis: {cause: x}\nz: y\n",
        "analysis.triage",
        "b",
        "analysis:\n  triage: b\n\n  cause: |-\n    x\nz: y\n",
    ),
    (
        "section by hand with comments",
        "analysis: {cause: x, # c\n  a: b} # d\n",
        "analysis.a",
        "c",
        "analysis: # c # d\n  cause: |-\n    x\n\n  a: c\n",
    ),
    (
        "empty section",
        "analysis: # c\n\nlog:\n",
        "analysis.triage",
        "b",
        "analysis: # c\n  triage: b\n\nlog:\n",
    ),
    ("empty brackets", "analysis: {}\n\nlog:\n", "analysis.triage", "b", "analysis:\n  triage: b\n\nlog:\n"),
    (
        "four blanks",
        "analysis:\n    triage: a\nlog:\n",
        "analysis.triage",
        "b",
        "analysis:\n    triage: b\nlog:\n",
    ),
    (
        "four blanks, new key",
        "analysis:\n    triage: a\nlog:\n",
        "analysis.cause",
        "b",
        "analysis:\n    triage: a\n\n    cause: |\n      b\nlog:\n",
    ),
    (
        "item of a list",
        "log:\n- {id: A, by: b} # c\n- {id: B}\n",
        "log.0.by",
        "d",
        "log:\n- {id: A, by: d} # c\n- {id: B}\n",
    ),
    (
        "item of lines",
        "log:\n- id: A\n  # c\n  by: b\n- {id: B}\n",
        "log.0.by",
        "d",
        "log:\n# c\n- {id: A, by: d}\n- {id: B}\n",
    ),
    ("empty item", "log:\n-\n- {id: B}\n", "log.0", {"id": "A"}, "log:\n- {id: A}\n- {id: B}\n"),
    (
        "own field",
        "id: x\nmore:\n  colour: red\n",
        "more.shelf",
        "4",
        "id: x\nmore:\n  colour: red\n\n  shelf: 4\n",
    ),
    (
        "own words",
        "id: x\n\nmore:\n\nlog:\n",
        "more.words",
        "a\nb\n",
        "id: x\n\nmore:\n  words: |\n    a\n    b\n\nlog:\n",
    ),
    ("own map", "more:\n  a: {b: c}\n", "more.a.d", "e", "more:\n  a: {b: c, d: e}\n"),
    ("dotted key", "more:\n  a.b: c\n", "more.a.b", "d", "more:\n  a.b: d\n"),
    ("quoted key", '"title" : x # c\n', "title", "w", '"title" : w # c\n'),
    ("a file in braces", "{id: x, stage: w}\n", "title", "t", "id: x\nstage: w\n\ntitle: t\n"),
    ("markers of a document", "---\nid: x\n...\n", "stage", "w", "---\nid: x\nstage: w\n...\n"),
]


@pytest.mark.parametrize(
    ("text", "path", "value", "result"), [row[1:] for row in SETS], ids=[row[0] for row in SETS]
)
def test_set(text: str, path: str, value: Value, result: str) -> None:
    assert edit.set_value(text, path, value) == result


PLACES: list[tuple[str, str, str, Value, str]] = [
    ("glued", "id: x\nstage: y\n\ntype: z\n", "priority", "p", "id: x\nstage: y\npriority: p\n\ntype: z\n"),
    ("apart", "id: x\n\ntitle: t\n", "type", "z", "id: x\n\ntype: z\n\ntitle: t\n"),
    (
        "before a glued one",
        "id: x\n\nproduct: p\nserial: s\n",
        "title",
        "t",
        "id: x\n\ntitle: t\n\nproduct: p\nserial: s\n",
    ),
    ("between glued ones", "id: x\nopened_at: o\n", "stage", "w", "id: x\nstage: w\nopened_at: o\n"),
    (
        "no blank lines by hand",
        "id: x\ntitle: t\ncustomer: c\n",
        "channel",
        "m",
        "id: x\n\nchannel: m\n\ntitle: t\ncustomer: c\n",
    ),
    ("at the top", "# head\nstage: y\n", "id", "x", "# head\nid: x\nstage: y\n"),
    ("at the top, apart", "title: y\n", "id", "x", "id: x\n\ntitle: y\n"),
    ("at the end", "id: x\n", "log", [EVENT], f"id: x\n\nlog:\n  - {EVENT_LINE}\n"),
    ("no line end", "id: x", "title", "t", "id: x\n\ntitle: t\n"),
    ("blank lines at the end", "id: x\n\n\n", "title", "t", "id: x\n\ntitle: t\n\n\n"),
    (
        "blanks that are words of a folded text",
        "description: >\n    a\n\n      \n\nlog:\n",
        "intake",
        "b",
        "description: >\n    a\n\n      \n\nintake: b\n\nlog:\n",
    ),
    (
        "blanks at the end that are words of a folded text",
        "description: >2\n    a\n      ",
        "intake",
        "b",
        "description: >2\n    a\n      \n\nintake: b\n",
    ),
    ("new section", "id: x\n\nlog:\n", "feedback.reply", "r", "id: x\n\nfeedback:\n  reply: r\n\nlog:\n"),
    (
        "deep section",
        "id: x\n",
        "resolution.plan.cost_limit",
        "5 EUR",
        'id: x\n\nresolution:\n  plan:\n    cost_limit: "5 EUR"\n',
    ),
    (
        "comments of the next",
        "id: x\n\n# who\ncustomer: c\n",
        "title",
        "t",
        "id: x\n\ntitle: t\n\n# who\ncustomer: c\n",
    ),
    ("comment behind", "id: x # c\n\ncustomer: c\n", "title", "t", "id: x # c\n\ntitle: t\n\ncustomer: c\n"),
    (
        "comment at a section's end",
        "intake:\n  safety: a\n  # end\n\nlog:\n",
        "analysis.triage",
        "b",
        "intake:\n  safety: a\n  # end\n\nanalysis:\n  triage: b\n\nlog:\n",
    ),
    (
        "own key stays above",
        "title: t\nown: o\n\ncustomer: c\n",
        "product",
        "p",
        "title: t\nown: o\n\ncustomer: c\n\nproduct: p\n",
    ),
    (
        "own key between",
        "title: t\nown: o\n\nproduct: p\n",
        "customer",
        "c",
        "title: t\nown: o\n\ncustomer: c\n\nproduct: p\n",
    ),
    (
        "a new own key",
        "id: x\n\nmore:\n  a: b\n\nlog:\n",
        "own",
        "o",
        "id: x\n\nown: o\n\nmore:\n  a: b\n\nlog:\n",
    ),
    (
        "out of order by hand",
        "log:\n\ntitle: t\nid: x\n",
        "customer",
        "c",
        "log:\n\ntitle: t\n\ncustomer: c\nid: x\n",
    ),
    (
        "glued pair in a section",
        "summary:\n  effectiveness:\n    criterion: c\n    due: d\n",
        "summary.effectiveness.target",
        "5",
        "summary:\n  effectiveness:\n    criterion: c\n    target: 5\n    due: d\n",
    ),
]


@pytest.mark.parametrize(
    ("text", "path", "value", "result"), [row[1:] for row in PLACES], ids=[row[0] for row in PLACES]
)
def test_absent_field_comes_to_its_place(text: str, path: str, value: Value, result: str) -> None:
    assert edit.set_value(text, path, value) == result


LISTS: list[tuple[str, str, int | None, str]] = [
    ("at the end", "log:\n  - {id: A}\n", None, "log:\n  - {id: A}\n  - {id: M}\n"),
    ("before the first", "log:\n  - {id: A}\n", 0, "log:\n  - {id: M}\n  - {id: A}\n"),
    (
        "in the middle",
        "log:\n  - {id: A} # c\n  - {id: B}\n",
        1,
        "log:\n  - {id: A} # c\n  - {id: M}\n  - {id: B}\n",
    ),
    ("beyond the end", "log:\n  - {id: A}\n", 9, "log:\n  - {id: A}\n  - {id: M}\n"),
    ("empty key", "id: x\nlog:\n", None, "id: x\nlog:\n  - {id: M}\n"),
    ("empty key, no line end", "id: x\nlog:", None, "id: x\nlog:\n  - {id: M}"),
    ("empty key with a comment", "log: # c\n\nz: y\n", None, "log: # c\n  - {id: M}\n\nz: y\n"),
    ("empty brackets", "log: []\n", None, "log:\n  - {id: M}\n"),
    ("empty brackets with a comment", "log: [] # c\n", None, "log: # c\n  - {id: M}\n"),
    ("in brackets", "log: [{id: A}]\nz: y\n", None, "log:\n  - {id: A}\n  - {id: M}\nz: y\n"),
    ("column 0", "log:\n- {id: A}\n# end\n", None, "log:\n- {id: A}\n- {id: M}\n# end\n"),
    ("four blanks", "log:\n    - {id: A}\nz: y\n", None, "log:\n    - {id: A}\n    - {id: M}\nz: y\n"),
    (
        "block events",
        "log:\n  - id: A\n    by: b\n  - id: B\n    by: c\n",
        None,
        "log:\n  - id: A\n    by: b\n  - id: B\n    by: c\n  - {id: M}\n",
    ),
    (
        "before a comment",
        "log:\n  - {id: A}\n  # b\n  - {id: B}\n",
        1,
        "log:\n  - {id: A}\n  - {id: M}\n  # b\n  - {id: B}\n",
    ),
    ("comment under the heading", "log:\n  # a\n  - {id: A}\n", 0, "log:\n  - {id: M}\n  # a\n  - {id: A}\n"),
    (
        "blank lines between",
        "log:\n  - {id: A}\n\n  - {id: B}\n\nz: y\n",
        None,
        "log:\n  - {id: A}\n\n  - {id: B}\n  - {id: M}\n\nz: y\n",
    ),
    ("no line end", "log:\n  - {id: A}", None, "log:\n  - {id: A}\n  - {id: M}\n"),
    (
        "item over two lines",
        "log:\n  - {id: A,\n     by: b}\nz: y\n",
        None,
        "log:\n  - {id: A,\n     by: b}\n  - {id: M}\nz: y\n",
    ),
    ("absent", "id: x\n", None, "id: x\n\nlog:\n  - {id: M}\n"),
    ("bare dash", "log:\n  -\n", None, "log:\n  -\n  - {id: M}\n"),
]


@pytest.mark.parametrize(
    ("text", "index", "result"), [row[1:] for row in LISTS], ids=[row[0] for row in LISTS]
)
def test_append(text: str, index: int | None, result: str) -> None:
    assert edit.append(text, "log", {"id": "M"}, index) == result


def test_set_list_keeps_lines_of_equal_items() -> None:
    text = "log:\n  - {id:   A}   # first\n  # then\n  - {id:   B}\n  - id: C\n"
    wanted: list[Value] = [{"id": "A"}, {"id": "M"}, {"id": "X"}, {"id": "C"}]
    result = "log:\n  - {id:   A}   # first\n  # then\n  - {id: M}\n  - {id: X}\n  - id: C\n"
    assert edit.set_value(text, "log", wanted) == result


def test_shorter_list_keeps_comments_above() -> None:
    assert (
        edit.set_value("log:\n  - {id: A}\n  # b\n  - {id: B}\n", "log", [{"id": "B"}])
        == "# b\nlog:\n  - {id: B}\n"
    )


def test_same_value_changes_no_byte() -> None:
    text = "title:   'x'  # c\ndescription: >\n  a\n"
    assert edit.set_value(text, "title", "x") == text
    assert edit.set_value(text, "description", "a\n") == text


def test_note_and_record() -> None:
    text = "resolution:\n  done:\n\nnotes:\n\nlog:\n"
    text = edit.put_note(text, "A1234", "words\n\n  more  words")
    text = edit.put_note(text, "B1234", "b")
    text = edit.put_record(text, "resolution.done", "M1234", {"by": "li", "at": "2027-01-01"})
    text = edit.put_record(text, "resolution.done", "M1235", {"by": "an"})
    assert text == (
        'resolution:\n  done:\n    M1234: {at: "2027-01-01", by: li}\n    M1235: {by: an}\n\n'
        "notes:\n  A1234: |\n    words\n\n      more  words\n  B1234: |\n    b\n\nlog:\n"
    )
    assert edit.put_note(text, "A1234", "new").count("A1234") == 1


REFUSED = [
    ("a text is in the way", "analysis: words\n", "analysis.cause", "x"),
    ("a list is in the way", "analysis: [a]\n", "analysis.cause", "x"),
    ("no such item", "log:\n  - {id: A}\n", "log.3.by", "x"),
    ("no item at all", "log:\n", "log.0.by", "x"),
    ("half a character", "title: x\n", "title", "\ud800"),
    ("empty key", "more:\n", "more.", "x"),
    ("merge key", "more:\n", "more.<<", "x"),
    ("broken file", "title: [\n", "title", "x"),
    ("doubled key", "title: a\ntitle: b\n", "title", "x"),
]


@pytest.mark.parametrize(
    ("text", "path", "value"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_impossible_change_is_refused(text: str, path: str, value: str) -> None:
    with pytest.raises(InvalidFileError):
        edit.set_value(text, path, value)


@pytest.mark.parametrize("text", ["log: words\n", "log: {a: b}\n", "log:\n  a: b\n"])
def test_append_to_something_else_is_refused(text: str) -> None:
    with pytest.raises(InvalidFileError):
        edit.append(text, "log", EVENT)


def test_wrong_result_is_never_returned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edit, "_splice", lambda text, *_: text.replace("x", "z"))
    with pytest.raises(InvalidFileError, match="without touching"):
        edit.set_value("title: x\nother: x\n", "title", "z")


@pytest.mark.parametrize("name", ["canonical", "by hand", "small", "light"])
def test_event_adds_one_line(name: str) -> None:
    text = samples.ALL[name]
    dash = "- " if name == "by hand" else "  - "
    assert changed(text, edit.append(text, "log", EVENT)) == f"+{dash}{EVENT_LINE}"


@pytest.mark.parametrize(
    ("path", "value", "lines"),
    [
        ("stage", "resolution", "-stage: analysis\n+stage: resolution"),
        ("tags", ["hot"], "-tags:\n+tags: [hot]"),
        ("analysis.evidence", "seen\nheard", "+  evidence: |\n+    seen\n+    heard\n+"),
        ("intake.warranty_evidence", "bill", "+    bill"),
        (
            "resolution.plan.measures.0.owner",
            "an",
            '-      - {id: M4T2B, owner: l.brandt, due: "2027-01-20", what: Replace the pump}\n'
            '+      - {id: M4T2B, owner: an, due: "2027-01-20", what: Replace the pump}',
        ),
        ("more.shelf.row", "5", "-  shelf: {row: 4, side: left}\n+  shelf: {row: 5, side: left}"),
        ("feedback.reply", "yes", '+  reply: "yes"\n+'),
        ("severity", "", "-severity: minor\n+severity:"),
        (
            "description",
            "",
            "-  按下出水键后水泵响，不出水。\n-  Descaled in December; the tank is full.\n-\n"
            '-    indented words, "quoted": [not a list] # not a comment',
        ),
    ],
)
def test_only_the_lines_of_the_field_change(path: str, value: Value, lines: str) -> None:
    assert changed(samples.CANONICAL, edit.set_value(samples.CANONICAL, path, value)) == lines


def test_diff_of_hand_made_file_is_small() -> None:
    text = samples.BY_HAND
    assert (
        changed(text, edit.set_value(text, "title", "new"))
        == "-title:    'The fan''s bearing: loud'\n+title: new"
    )
    assert changed(text, edit.set_value(text, "resolution.plan.cost_limit", "x")) == (
        "-        cost_limit: 80 EUR\n+        cost_limit: x"
    )
    assert changed(text, edit.put_note(text, "A1234", "n")) == "+    A1234: |\n+      n"


WORDS = st.text(st.sampled_from("ab :#-'\"\n[]{},|>\\\t中0"), max_size=12)
PATHS = st.sampled_from(
    [
        "title",
        "description",
        "tags",
        "analysis.cause",
        "analysis.triage",
        "resolution.plan.no_measure",
        "summary.lesson",
        "more.own",
        "more.a.b",
        "notes.A1234",
        "notes.B3XK9",
        "waiting",
        "customer",
        "feedback.satisfaction.score",
        "own_key",
        "resolution.remedy",
    ]
)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(sorted(samples.ALL)), st.lists(st.tuples(PATHS, WORDS), min_size=1, max_size=4))
def test_any_change_touches_nothing_else(name: str, changes: list[tuple[str, str]]) -> None:
    text = samples.ALL[name]
    for path, words in changes:
        before = mapping(data(text))
        comments = sorted(c.text for c in within(text, 0, len(text), codec.read(text, "x")))
        try:
            text = edit.set_value(text, path, words)
        except InvalidFileError:
            continue
        after = mapping(data(text))
        assert sorted(c.text for c in within(text, 0, len(text), codec.read(text, "x"))) == comments
        head = path.split(".")[0]
        assert {k: v for k, v in settled_map(before).items() if k != head} == {
            k: v for k, v in settled_map(after).items() if k != head
        }


def settled_map(values: Data) -> Data:
    return mapping(settled(values))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(samples.ALL)), st.integers(0, 5), WORDS)
def test_any_event_lands_where_asked(name: str, index: int, words: str) -> None:
    text = samples.ALL[name]
    log = mapping(data(text)).get("log", "")
    events = log if isinstance(log, list) else []
    item: Data = {"id": "N1234", "text": words}
    at = min(index, len(events))
    assert mapping(data(edit.append(text, "log", item, index)))["log"] == [*events[:at], item, *events[at:]]
