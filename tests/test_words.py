"""People's words: kept as given, line by line, and unable to do harm on one line."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svc.schema.text import is_plain
from svc.words import SUBJECT, key, one_line, tidy, words

TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=200)
BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@given(TEXTS)
def test_one_line_is_one_line(text: str) -> None:
    made = one_line(text)
    assert is_plain(made)
    assert not any(unicodedata.category(c) in ("Cc", "Zl", "Zp") for c in made)
    assert not set(made) & set(BIDI)
    assert made == made.strip()
    assert one_line(made) == made


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("  Plug\tgets\nhot ", "Plug gets hot"),
        ("插头\r\n发烫", "插头 发烫"),
        ("a\u202eb\u200bc", "abc"),
        ("x\x1b[31mred", "x [31mred"),
        ("one\u2028two\x85three", "one two three"),
        ("👩\u200d🔧 میخواهم", "👩\u200d🔧 میخواهم"),
        ("\ufeffBOM", "BOM"),
        ("", ""),
    ],
)
def test_what_breaks_a_line_goes(given: str, kept: str) -> None:
    assert one_line(given) == kept


@given(TEXTS)
def test_tidy_does_it_once(text: str) -> None:
    made = tidy(text)
    assert tidy(made) == made
    assert made == "" or (made.endswith("\n") and not made.endswith("\n\n"))
    assert "\r" not in made
    assert all(line == line.rstrip() for line in made.split("\n"))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("  indented\n\n\nfar  \n\n", "  indented\n\n\nfar\n"),
        ("a\r\nb\rc", "a\nb\nc\n"),
        ("\n\n", ""),
        (" \t ", ""),
        ("# no comment: [x]", "# no comment: [x]\n"),
    ],
)
def test_words_stay_as_given(given: str, kept: str) -> None:
    assert tidy(given) == kept


@given(TEXTS)
def test_no_word_is_lost(text: str) -> None:
    made = words(text)
    assert len(made.subject) <= SUBJECT
    assert is_plain(made.subject)
    if made.body:
        assert made.body == tidy(text)
    else:
        assert made.subject == one_line(text)


@pytest.mark.parametrize(
    ("given", "subject", "has_body"),
    [
        ("short", "short", False),
        ("short\n", "short", False),
        ("x" * SUBJECT, "x" * SUBJECT, False),
        ("x" * (SUBJECT + 1), "x" * (SUBJECT - 2) + "..", True),
        ("\nfirst\nsecond", "first", True),
        ("", "", False),
        ("\u200e\n\u200e", "", True),
    ],
)
def test_long_words_go_to_the_notes(given: str, subject: str, has_body: bool) -> None:
    made = words(given)
    assert (made.subject, bool(made.body)) == (subject, has_body)


def test_a_key_has_no_widths() -> None:
    assert key(" ２６０７Ａ００４１７\n") == "2607A00417"
    assert key("华东电子") == "华东电子"
