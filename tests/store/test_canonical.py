"""The canonical form: whole files from data, and files that people wrote laid out anew."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from svc.model import Data, InvalidFileError, Value, mapping
from svc.schema.fields import BY_PATH, FIELDS
from svc.store import codec
from svc.store.canonical import emit, fmt
from svc.store.comments import within
from svc.store.entry import settled
from tests.store import samples
from tests.store.hostile import TRAPS

CASE: Data = {
    "log": [
        {"kind": "open", "id": "A2QWE", "text": "a, b", "at": "2027-01-04T08:12:00+08:00", "by": "qian.yu"}
    ],
    "description": "words\nmore words\n",
    "id": "C-2701-4KM8Q2XTB",
    "notes": {"A2QWE": "first\n", "B2QWE": "second\n"},
    "analysis": {"cause": "", "triage": "on-site", "own": "o"},
    "own": {"a": "b", "c": ["d"]},
    "stage": "analysis",
    "title": "no",
    "resolution": {
        "done": {"M4T2B": {"by": "l", "at": "2027-01-19"}},
        "plan": {"measures": "", "cost_limit": "120 EUR"},
    },
    "more": {"shelf": {"row": "4"}, "words": "a\nb\n"},
    "tags": ["hot", "12:30"],
    "priority": "high",
    "intake": "",
}

WRITTEN = """\
id: C-2701-4KM8Q2XTB
stage: analysis
priority: high

title: "no"

tags: [hot, "12:30"]

description: |
  words
  more words

intake:

analysis:
  triage: on-site

  cause: |

  own: o

resolution:
  plan:
    cost_limit: "120 EUR"

    measures:

  done:
    M4T2B: {at: "2027-01-19", by: l}

own: {a: b, c: [d]}

more:
  shelf: {row: 4}

  words: |
    a
    b

notes:
  A2QWE: |
    first
  B2QWE: |
    second

log:
  - {id: A2QWE, at: "2027-01-04T08:12:00+08:00", by: qian.yu, kind: open, text: "a, b"}
"""

TIDIED = """\
# kept by the workshop

id: C-2701-4KM8Q2XTB   # do not change
stage: analysis
# who has it now
assignee: l.brandt

waiting: [customer, parts]

own_key: kept   # the desk's own

title: "The fan's bearing: loud"

customer: cus-8h2k

description: |
  folded words on two lines
  and a second paragraph

analysis:
  triage: bench

  cause: |-
    worn bearing

resolution:
  # the plan as agreed
  plan:
    cost_limit: "80 EUR"

    measures:
      - id: M4T2B
        owner: l.brandt
        # by the end of the month
        what: replace the bearing
      - {id: P7N3C, what: oil the other one}

  done:
    M4T2B: {at: "2027-01-19", by: l.brandt}
  # nothing more

reviews:

notes:
  B3XK9: |-
    first
    second

log: # oldest first
  # the call
  - {id: A2QWE, at: "2027-01-04T08:12:00+08:00", by: qian.yu, kind: open}
  - {id: B3XK9, at: "2027-01-04T08:15:00+08:00", by: qian.yu, kind: note}   # later
# the end
"""

FORMATTED: list[tuple[str, str, str]] = [
    ("line ends", "id: x\r\nstage: s\r\n", "id: x\nstage: s\n"),
    ("lone carriage returns", "id: x\rstage: s\r", "id: x\nstage: s\n"),
    ("byte order mark", "\ufeffid: x\nstage: s\n", "id: x\nstage: s\n"),
    ("no line end", "id: x\nstage: s", "id: x\nstage: s\n"),
    ("no line end behind a block", "stage: s\nnotes:\n  A: |\n    w", "stage: s\n\nnotes:\n  A: |\n    w\n"),
    (
        "trailing blanks",
        "stage: s  \ntitle:   \n   \nlog:  \n- {id: x}  \n",
        "stage: s\n\ntitle:\n\nlog:\n  - {id: x}\n",
    ),
    ("document markers", "---\nstage: s\n...\n", "stage: s\n"),
    ("order", "stage: s\nlog:\nid: x\n", "id: x\nstage: s\n\nlog:\n"),
    (
        "comments move with their entries",
        "# l\nlog: # m\n# i\nid: x # j\nstage: s\n",
        "# i\nid: x # j\nstage: s\n\n# l\nlog: # m\n",
    ),
    (
        "the editor's line stays on top",
        "# yaml-language-server: $schema=x\nstage: s\nid: x\n",
        "# yaml-language-server: $schema=x\nid: x\nstage: s\n",
    ),
    ("a head stays on top", "# head\n# more\n\nstage: s\nid: x\n", "# head\n# more\n\nid: x\nstage: s\n"),
    (
        "quotes",
        "stage: 's'\ntitle: NO\nserial: 0123\n",
        'stage: s\n\ntitle: "NO"\n\nserial: "0123"\n'.replace("\n\nserial", "\nserial"),
    ),
    ("folded", "stage: s\ndescription: >-\n   a\n   b\n", "stage: s\n\ndescription: |-\n  a b\n"),
    ("block indicators", "stage: s\ndescription: |2-\n   a\n", 'stage: s\n\ndescription: " a"\n'),
    (
        "head comment of a block",
        "stage: s\ndescription: |   # c\n    a\n",
        "stage: s\n\ndescription: |   # c\n  a\n",
    ),
    (
        "comment behind a text that becomes a block",
        'stage: s\ndescription: "a\\n"  # c\n',
        "stage: s\n\ndescription: |  # c\n  a\n",
    ),
    ("empty lists", "stage: s\ntags: []\nlog: []\n", "stage: s\n\ntags:\n\nlog:\n"),
    ("empty text field", "stage: s\ndescription:\n", "stage: s\n\ndescription: |\n"),
    ("flow section", "stage: s\nintake: {safety: a, b: c}\n", "stage: s\n\nintake:\n  safety: a\n\n  b: c\n"),
    (
        "flow with a comment is left",
        "stage: s\nrefs: {a: b, # c\n   d: e}\n",
        "stage: s\n\nrefs: {a: b, # c\n   d: e}\n",
    ),
    ("event of lines", "stage: s\nlog:\n- id: A\n  by: b\n", "stage: s\n\nlog:\n  - {id: A, by: b}\n"),
    (
        "event with a comment is left",
        "stage: s\nlog:\n- id: A\n  # c\n  by: b\n",
        "stage: s\n\nlog:\n  - id: A\n    # c\n    by: b\n",
    ),
    (
        "event over two lines",
        "stage: s\nlog:\n- {id: A,\n   by: b} # c\n",
        "stage: s\n\nlog:\n  - {id: A, by: b} # c\n",
    ),
    ("comment at a dash", "stage: s\nlog:\n- # c\n  id: A\n", "stage: s\n\nlog:\n  # c\n  - {id: A}\n"),
    (
        "blank lines in a list",
        "stage: s\nlog:\n\n\n- {id: A}\n\n- {id: B}\n",
        "stage: s\n\nlog:\n  - {id: A}\n  - {id: B}\n",
    ),
    (
        "own keys keep their look",
        "stage: s\nmore:\n    a:\n        b: 1\n        c: 2\n    d: {e: f}\n",
        "stage: s\n\nmore:\n  a:\n    b: 1\n    c: 2\n\n  d: {e: f}\n",
    ),
    ("own key stays by its neighbour", "stage: s\nown: o\nid: x\n", "id: x\nstage: s\n\nown: o\n"),
    ("a file in braces", "{stage: s, id: x, title: t} # c\n", "# c\nid: x\nstage: s\n\ntitle: t\n"),
    ("value below its key", "stage: s\ntitle:\n    a\n    b\n", "stage: s\n\ntitle: a b\n"),
    (
        "value below a comment is left",
        "stage: s\ntitle:\n    # c\n    a\n",
        "stage: s\n\ntitle:\n    # c\n    a\n",
    ),
    (
        "comments at the end",
        "stage: s\nintake:\n    safety: a\n    # in\n# out\n",
        "stage: s\n\nintake:\n  safety: a\n  # in\n# out\n",
    ),
    ("head comment of an empty block elsewhere", "a: |  # c\n\nb:\n", "a: |  # c\n\nb:\n"),
    (
        "head comment of an empty block",
        "stage: s\ndescription: |  # c\n",
        "stage: s\n\ndescription: |  # c\n",
    ),
    (
        "another record keeps words, order and blank lines",
        "b: 'x'   # c\n\n\na:\n    - yes\n    - {c: d,\n       e: f}\n    -   g: 1\n        h: 2\n",
        "b: 'x'   # c\n\na:\n  - yes\n  - {c: d,\n     e: f}\n  - g: 1\n    h: 2\n",
    ),
]


def comments(text: str) -> list[str]:
    return sorted(c.text for c in within(text, 0, len(text), codec.read(text, "x")))


def data(text: str) -> Data:
    return codec.load(text.encode(), "x")


def test_emit_writes_the_canonical_form() -> None:
    assert emit(CASE) == WRITTEN


def test_emitted_file_is_its_own_canonical_form() -> None:
    assert fmt(WRITTEN, "x") == WRITTEN
    assert emit(data(WRITTEN)) == WRITTEN


def test_hand_written_file_is_laid_out_anew() -> None:
    assert fmt(samples.BY_HAND, "x") == TIDIED


@pytest.mark.parametrize(
    ("text", "result"), [row[1:] for row in FORMATTED], ids=[row[0] for row in FORMATTED]
)
def test_fmt(text: str, result: str) -> None:
    assert fmt(text, "x") == result
    assert fmt(result, "x") == result


@pytest.mark.parametrize("name", samples.ALL)
def test_fmt_is_idempotent_and_loses_nothing(name: str) -> None:
    once = fmt(samples.ALL[name], name)
    assert fmt(once, name) == once
    assert comments(once) == comments(samples.ALL[name])
    assert settled(data(once)) == settled(data(samples.ALL[name]))


@pytest.mark.parametrize("name", ["canonical", "other"])
def test_canonical_sample_stays_as_it_is(name: str) -> None:
    assert fmt(samples.ALL[name], name) == samples.ALL[name]


@pytest.mark.parametrize("text", ["a: [\n", "stage: \x1b\n", "a: 1\na: 2\n", "<<<<<<< a\n", "- a\n"])
def test_fmt_refuses_what_cannot_be_read(text: str) -> None:
    with pytest.raises(InvalidFileError) as caught:
        fmt(text, "c.yaml")
    assert caught.value.problems[0].path == "c.yaml"


@pytest.mark.parametrize(
    "values", [{"": "x"}, {"<<": "x"}, {"a": "\ud800"}, {"a": {"b": "\udfff"}}, {"k" * 200: "x"}, {}]
)
def test_emit_refuses_what_cannot_be_read_back(values: Data) -> None:
    with pytest.raises(InvalidFileError):
        emit(values)


def test_a_line_of_the_log_without_an_id_keeps_what_it_says() -> None:
    text = "stage: closed\n\nlog:\n  - {idE A2QWE, at: a, kind: open}\n  - {id: B3XK9, at: b, kind: note}\n"
    assert data(fmt(text, "x")) == data(text)


def test_other_records_keep_their_order() -> None:
    assert emit(
        {"id": "c", "kind": "k", "contacts": [{"via": "mail", "id": "A"}], "name": {"zh": "北", "en": "Nor"}}
    ) == ("id: c\n\nkind: k\n\ncontacts:\n  - {id: A, via: mail}\n\nname: {zh: 北, en: Nor}\n")


WORDS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.text(st.sampled_from("ab :#-'\"\n[]{},|>\\\t中0"), max_size=12),
    st.sampled_from([trap for trap in TRAPS if len(trap) < 100]),
)
KEYS = st.one_of(
    st.sampled_from(["a", "b c", "no", "12", "x: y", "#", "中", "id", "text", "-", "?"]),
    st.text("abc#:- ", min_size=1),
)
SMALL: st.SearchStrategy[Value] = st.recursive(
    WORDS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=6,
)
ITEMS: st.SearchStrategy[Value] = st.lists(st.dictionaries(KEYS, SMALL, min_size=1, max_size=4), max_size=4)
OF_STYLE: dict[str, st.SearchStrategy[Value]] = {
    "line": WORDS,
    "block": WORDS.map(codec.clip),
    "flow": SMALL,
    "items": ITEMS,
    "records": st.dictionaries(KEYS, st.dictionaries(KEYS, WORDS, min_size=1, max_size=3), max_size=3),
    "blocks": st.dictionaries(KEYS, WORDS.map(codec.clip), max_size=3),
    "free": SMALL,
}


@st.composite
def cases(draw: st.DrawFn) -> Data:
    """A case with fields drawn from the table, of the right style now and then of a wrong one."""
    values: Data = {"stage": draw(WORDS)}
    for path in draw(
        st.lists(st.sampled_from([f.path for f in FIELDS if f.style != "section"]), max_size=10)
    ):
        *sections, last = path.split(".")
        here = values
        for section in sections:
            here = mapping(here.setdefault(section, {}))
        style = BY_PATH[path].style if draw(st.integers(0, 9)) else "free"
        here[last] = draw(OF_STYLE[style])
    return values | draw(st.dictionaries(st.sampled_from(["own", "x_1", "不"]), SMALL, max_size=2))


def test_words_that_would_end_the_document_keep_a_blank_before_them() -> None:
    text = 'name: x\nplan:\n        items:\n          - {id: A, what: "one\n  --- two"}\n'
    assert "\n --- two" in fmt(text, "products/x.yaml")



@settings(max_examples=120, deadline=None)
@given(cases())
def test_any_case_is_written_and_read_back(values: Data) -> None:
    text = emit(values)
    assert settled(data(text)) == settled(values)
    assert emit(data(text)) == text
    assert fmt(text, "x") == text


@settings(max_examples=60, deadline=None)
@given(cases())
def test_other_readers_take_it_for_the_same(values: Data) -> None:
    def as_text(value: object) -> Value:
        if isinstance(value, dict):
            return {str(name): as_text(each) for name, each in value.items()}
        if isinstance(value, list):
            return [as_text(each) for each in value]
        return "" if value is None else str(value)

    loaded = YAML(typ="safe", pure=True).load(emit(values))
    assert settled(as_text(loaded)) == settled(values)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(KEYS, SMALL, min_size=1, max_size=5))
def test_any_record_is_written_and_read_back(values: Data) -> None:
    text = emit(values)
    assert settled(data(text)) == settled(values)
    assert emit(data(text)) == text
    assert fmt(text, "x") == text
