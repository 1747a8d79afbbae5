"""The strict reader and the writing of values."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from svc.model import InvalidFileError, Problem, Value, mapping
from svc.store import codec
from svc.store.scalars import flow, scalar
from tests import campaign_codec
from tests.store import samples
from tests.store.hostile import BYTES, CORPUS, TRAPS, Hostile
from tests.store.hostile import YAML as BROKEN

RUAMEL = YAML(typ="safe", pure=True)
READERS: tuple[Callable[[str], Any], ...] = (
    yaml.safe_load,
    RUAMEL.load,
    lambda words: codec.load(words.encode(), "x"),
)
HARD = st.one_of(
    st.characters(exclude_categories=["Cs"]),
    st.sampled_from(" \n\t:#-?,[]{}&*!|>'\"%@`\\~=.0123456789yn\x00\x1b\x85\u2028\u202e\ufeff\u200b中文😀"),
)
TEXTS = st.lists(st.one_of(st.text(HARD, max_size=20), st.sampled_from(TRAPS[:-1])), max_size=6).map("".join)


def refused(data: bytes, pure: bool = False) -> list[Problem]:
    with pytest.raises(InvalidFileError) as caught:
        codec.read(codec.decode(data, "c.yaml"), "c.yaml", pure)
    return caught.value.problems


def value(written: str) -> str:
    loaded = codec.load(written.encode(), "c.yaml")["k"]
    assert isinstance(loaded, str)
    return loaded


def everyone_reads(written: str, text: str) -> None:
    for load in READERS:
        got = load(written)["k"]
        assert (str(got) if type(got) is int else got) == text


@pytest.mark.parametrize("pure", [False, True], ids=["c", "pure"])
@pytest.mark.parametrize("case", CORPUS, ids=lambda case: case.name)
def test_hostile_file_is_refused_with_line(case: Hostile, pure: bool) -> None:
    begun = time.process_time()
    first = refused(case.data, pure)[0]
    assert (first.path, first.line) == ("c.yaml", case.line)
    assert case.says in str(first.message)
    assert time.process_time() - begun < (3 if pure else 1)  # 20,000 values take the Python parser long


def test_corpus_is_large_enough() -> None:
    assert len(BYTES) + len(BROKEN) >= 60
    assert len({case.name for case in CORPUS}) == len(CORPUS)


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: repr(trap[:12]))
def test_trap_is_read_alike_by_everyone(trap: str) -> None:
    everyone_reads(f"k: {scalar(trap)}\n", trap)
    everyone_reads(f"k: {codec.block(trap, 2)}\n", trap)
    for load in READERS:
        got = load(f"k: {flow({'a': trap, 'b': [trap]})}\n")["k"]
        assert str(got["a"]) == trap == str(got["b"][0])


@pytest.mark.parametrize(
    "trap",
    [
        "NO",
        "off",
        "~",
        "null",
        "=",
        "12:30",
        "0123",
        "1.10",
        "1e5",
        "+86",
        ".5",
        "2026-11-21",
        "-",
        "a: b",
        "a #b",
    ],
)
def test_lookalikes_are_quoted(trap: str) -> None:
    assert scalar(trap) == f'"{trap}"' == flow(trap)


@pytest.mark.parametrize(
    "text", ["0", "42", "-5", "999999999999999999", "no-one", "中文，词", "C-2701-4KM8Q2XTB", "why?"]
)
def test_plain_words_stay_plain(text: str) -> None:
    assert scalar(text) == text


@pytest.mark.parametrize(
    "text", ["-0", "00", "1000000000000000000", "１２x:", "a, b", "why?", "it's", "sha256:1"]
)
def test_brackets_quote_more(text: str) -> None:
    assert flow(text) == f'"{text}"'


@settings(max_examples=250, deadline=None)
@given(TEXTS, st.integers(1, 6))
def test_any_text_survives_everywhere(text: str, indent: int) -> None:
    everyone_reads(f"k: {scalar(text)}\n", text)
    everyone_reads(f"k: {codec.block(text, indent)}\n\nz: 1\n", text)
    assert codec.load(f"k: {flow([text])}\n".encode(), "x") == {"k": [text]}
    assert "\n" not in scalar(text)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("", "|"),
        ("a\nb\n", "|\n  a\n  b"),
        ("a\n\nb\n", "|\n  a\n\n  b"),
        ("a\n  b\n", "|\n  a\n    b"),
        ("\na\n", "|\n\n  a"),
        ("# a: [b]\n", "|\n  # a: [b]"),
        ("a", "|-\n  a"),
        ("a\nb ", '"a\\n\\\n  b "'),
        ("a \n b\n", '"a \\n\\\n  \\ b\\n"'),
        (" a\n", '" a\\n"'),
        ("\ta\n", '"\\ta\\n"'),
        ("a\n\n", '"a\\n\\\n  \\n"'),
        ("\n", '"\\n"'),
        ("a\x1b\n", '"a\\x1b\\n"'),
    ],
)
def test_block_has_one_line_for_each_line(text: str, written: str) -> None:
    assert codec.block(text, 2) == written
    assert value(f"k: {written}\n") == text


@pytest.mark.parametrize(
    "hidden", "\u202e\u2066\u200e\u200b\u00ad\u2060\ufeff\u0085\u2028\ufffe\x1b\x7f\U0001ffff\U000e0041"
)
def test_hidden_characters_are_written_as_escapes(hidden: str) -> None:
    for written in (scalar(f"a{hidden}b"), codec.block(f"a{hidden}b\n", 2)):
        assert hidden not in written
        assert value(f"k: {written}\n").rstrip("\n") == f"a{hidden}b"


@pytest.mark.parametrize("joiner", "\u200c\u200d\ufe0f")
def test_joiners_of_scripts_stay(joiner: str) -> None:
    assert scalar(f"a{joiner}b") == f"a{joiner}b"


@pytest.mark.parametrize("write", [scalar, flow, lambda text: codec.block(text, 2)])
def test_half_a_character_is_not_written(write: object) -> None:
    with pytest.raises(InvalidFileError, match="half a character"):
        write("a\ud800")  # type: ignore[operator]


@pytest.mark.parametrize("name", ["", "<<", "k" * 129])
def test_key_that_cannot_be_read_is_not_written(name: str) -> None:
    with pytest.raises(InvalidFileError, match="cannot be a key"):
        flow({name: "x"})


def test_flow_orders_keys_and_puts_text_last() -> None:
    event: Value = {"text": "a", "kind": "note", "own": "x", "by": "li", "id": "A1234"}
    assert flow(event) == "{id: A1234, by: li, kind: note, own: x, text: a}"


def test_clip_leaves_one_line_end() -> None:
    assert [codec.clip(words) for words in ("", "\n", "a", "a\n\n\n", "a\n\nb")] == [
        "",
        "",
        "a\n",
        "a\n",
        "a\n\nb\n",
    ]


def test_every_scalar_is_text() -> None:
    text = "a: 1\nb: true\nc:\nd: ~\ne: 2026-11-21\nf: [0x1, .5]\ng: {h: no}\ni: |\nj: ''\n"
    assert codec.load(text.encode(), "x") == {
        "a": "1",
        "b": "true",
        "c": "",
        "d": "~",
        "e": "2026-11-21",
        "f": ["0x1", ".5"],
        "g": {"h": "no"},
        "i": "",
        "j": "",
    }


def test_crlf_is_read_as_lf() -> None:
    assert codec.load(b"a: |\r\n  b\r\n  c\r\nd: e\r\n", "x") == {"a": "b\nc\n", "d": "e"}


def test_missing_line_end_changes_nothing() -> None:
    assert codec.load(b"a: |\n  b", "x") == codec.load(b"a: |\n  b\n", "x") == {"a": "b\n"}


def test_escapes_may_hold_what_files_may_not() -> None:
    assert codec.load(b'a: "\\x1b\\u202e\\0\\N"\n', "x") == {"a": "\x1b\u202e\0\x85"}


def test_one_document_may_be_marked() -> None:
    assert codec.load(b"---\na: b\n...\n", "x") == {"a": "b"}


def test_all_doubled_keys_are_named() -> None:
    problems = refused(b"a: 1\nb: {c: 1, c: 2}\na: 2\nd:\n  e: 1\n  e: 2\n")
    assert [(p.line, p.field) for p in problems] == [(2, "b.c"), (3, "a"), (6, "d.e")]


def test_many_kinds_of_fault_are_told_at_once() -> None:
    problems = refused(b"a: &x 1\nb: *x\nc: !t 2\n<<: {d: e}\na: 3\nf: [\n")
    assert [p.line for p in problems] == [1, 2, 3, 4, 5, 6]


def test_all_hidden_characters_are_told() -> None:
    assert [p.line for p in refused("a: \u202e\nb: c\nd: \x1b\n".encode())] == [1, 3]


@pytest.mark.parametrize("pure", [False, True])
def test_words_full_of_brackets_are_let_in(pure: bool) -> None:
    words = "see [1[2{3" * 200 + "\n- - - - - - - - - - - - - - - - - - - - - - - - x: y\n"
    for written in (codec.block(words, 2), scalar(words), f"'{'[' * 300}'", f"it's {'[{' * 300}"):
        text = f"id: x\nk: {written}\nz: last\n"
        assert mapping(codec.plain(codec.read(text, "x", pure)))["z"] == "last"


def test_deep_brackets_are_not_shown_to_the_c_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(yaml, "CBaseLoader")
    assert "nested" in str(refused(b"a: " + b"[" * 200_000)[0].message)
    assert "nested" in str(refused(b"a:\n" + b"- " * 100_000)[0].message)


@pytest.mark.parametrize("depth", [19, 20])
def test_depth_limit_is_exact(depth: int) -> None:
    data = ("a: " + "[" * depth + "]" * depth + "\n").encode()
    assert refused(data) if depth > 19 else codec.load(data, "x")


def test_reader_works_without_libyaml(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml, "__with_libyaml__", False)
    monkeypatch.delattr(yaml, "CBaseLoader")
    assert codec.load(b"without: libyaml\n", "x") == {"without": "libyaml"}


@pytest.mark.parametrize(
    "error", [RecursionError, ValueError, OverflowError, IndexError, AttributeError, TypeError]
)
def test_parser_errors_never_escape(error: type[Exception], monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> object:
        raise error("out of the parser")

    monkeypatch.setattr(yaml, "CBaseLoader", broken)
    assert refused(f"never read before: {error.__name__}\n".encode())[0].path == "c.yaml"


def test_a_text_read_twice_is_read_once_and_refused_each_time_under_its_own_name() -> None:
    assert codec.read("a: b\n", "one") is codec.read("a: b\n", "two")
    assert codec.read("a: b\n", "one", pure=True) is not codec.read("a: b\n", "one")
    for path in ("one", "two"):
        with pytest.raises(InvalidFileError) as caught:
            codec.read("a: b\na: c\n", path)
        assert caught.value.problems[0].path == path


@pytest.mark.parametrize("name", samples.ALL)
def test_nodes_know_their_place(name: str) -> None:
    text = samples.ALL[name]

    def look(node: codec.Node) -> None:
        assert node.line == text.count("\n", 0, node.start) + 1
        assert node.column == node.start - (text.rfind("\n", 0, node.start) + 1)
        source = text[node.start : node.end]
        if node.kind == "scalar":
            assert (
                value(f"k: {source}\n" if node.style else f"k: {source!s}\n") == node.text
                or node.style in "|>"
            )
            assert not source.endswith("\n")
        for child in [*node.items, *(each for entry in node.entries.values() for each in entry)]:
            assert node.start <= child.start <= child.end <= node.end
            look(child)

    look(codec.read(text, name))


LINES = {
    "id": "id:",
    "title": "title:",
    "tags": "tags:",
    "refs.claim": "refs:",
    "analysis.triage": "  triage:",
    "log": "log:",
    "log.0": "  - {id: A2QWE",
    "log.2.kind": "  - {id: C4YL8",
    "log.7": "log:",
    "resolution.plan.measures.1.owner": "      - {id: P7N",
    "resolution.done.M4T2B": "    M4T2B:",
    "notes.B3XK9": "  B3XK9:",
    "feedback.reply": "feedback:",
    "nothing": "id:",
    "id.x": "id:",
}


@pytest.mark.parametrize(("path", "begins"), LINES.items())
def test_line_of_a_field(path: str, begins: str) -> None:
    line = codec.line_of(codec.read(samples.CANONICAL, "x"), path)
    assert samples.CANONICAL.split("\n")[line - 1].startswith(begins)


def test_keys_may_hold_dots() -> None:
    node = codec.read("more:\n  a.b:\n    c: x\n  a: y\n", "x")
    assert codec.keys_of(node, "more.a.b.c") == ("more", "a", "b", "c")
    assert codec.keys_of(codec.read("more:\n  a.b:\n    c: x\n", "x"), "more.a.b.c") == ("more", "a.b", "c")


@pytest.mark.parametrize(
    "words", ["字" * 17_000, "a b " * 4_000, "- x: [\n" * 2_000, ("长句子。" * 100 + "\n") * 40]
)
def test_long_words_survive(words: str) -> None:
    everyone_reads(f"k: {scalar(words)}\n", words)
    everyone_reads(f"k: {codec.block(words, 2)}\n", words)


def test_mutated_files_never_escape() -> None:
    tally = campaign_codec.run(2000, both=False, seed=7, every=10)
    assert tally.failures == []
    assert tally.worst < campaign_codec.LIMIT_SECONDS
    assert tally.accepted > 400
    assert sum(tally.unedited.values()) < tally.accepted / 50


def test_both_parsers_agree_on_mutated_files() -> None:
    tally = campaign_codec.run(400, both=True, seed=8, every=4)
    assert tally.failures == []
    assert tally.accepted > 80


def test_yaml_is_imported_only_to_read() -> None:
    code = (
        "import sys; from svc.store import codec; codec.scalar('x');"
        "print('yaml' in sys.modules, 'typer' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False False\n"
