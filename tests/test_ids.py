"""Identifiers: found wrong when misread, unlike one another, in order within a second."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svc import ids

SYMBOLS = st.text(alphabet=ids.ALPHABET, min_size=8, max_size=8)
MONTHS = st.from_regex(r"[0-9]{4}", fullmatch=True)


def test_the_example_of_the_format_is_valid() -> None:
    assert ids.is_case_id("C-2608-7K3M9QT4T")
    assert ids.is_case_id("C-2611-B5W2HN8RA")


@given(MONTHS, SYMBOLS)
def test_a_made_id_is_valid(month: str, body: str) -> None:
    draws = iter(ids.ALPHABET.index(c) for c in body)
    made = ids.case_id("SD", month, lambda n: next(draws))
    assert made.startswith(f"SD-{month}-{body}")
    assert ids.is_case_id(made)


@pytest.mark.parametrize("number", range(20))
def test_every_single_error_and_swap_is_found(number: int) -> None:
    draw = Random(number).randrange
    good = ids.case_id("C", f"{draw(100):02}{draw(12) + 1:02}", draw)
    places = [i for i, c in enumerate(good) if c in ids.ALPHABET and i > 1]
    wrong = {good[:i] + c + good[i + 1 :] for i in places for c in (ids.ALPHABET if i > 6 else "0123456789")}
    for i in range(len(places)):
        for j in range(i + 1, len(places)):
            chars = list(good)
            chars[places[i]], chars[places[j]] = chars[places[j]], chars[places[i]]
            wrong.add("".join(chars))
    wrong.discard(good)
    assert len(wrong) > 300
    assert [w for w in wrong if ids.is_case_id(w)] == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "C",
        "C-2608-7K3M9QT4",
        "c-2608-7k3m9qt4t",
        "C-2608-7K3M9QT4TX",
        "C-260-87K3M9QT4T",
        "TOOLONG-2608-7K3M9QT4T",
        "C-2608-7K3M9QT4U",
        "C-2608-7K3M9QT4I",
        "C2608-7K3M9QT4T",
        "C-2608-7K3M9QT4T\n",
        "C-２608-7K3M9QT4T",
    ],
)
def test_what_is_no_case_id(text: str) -> None:
    assert not ids.is_case_id(text)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("c-2608-7k3m9qt4t", "C-2608-7K3M9QT4T"),
        (" 7k3m ", "7K3M"),
        ("oil", "011"),
        ("C-2608-7K3M9QT4t", "C-2608-7K3M9QT4T"),
        ("sold-2608-oi", "SOLD-2608-01"),
    ],
)
def test_what_was_read_out_is_put_right(typed: str, meant: str) -> None:
    assert ids.normal(typed) == meant


@given(st.integers(0, 2**32))
def test_an_event_id_is_text_to_every_reader(seed: int) -> None:
    made = ids.event_id((), Random(seed).randrange)
    assert ids.EVENT_ID.fullmatch(made)
    assert made[0].isalpha()


def test_ids_of_one_second_follow_one_another() -> None:
    draw = Random(7).randrange
    made = [""]
    while ids.has_room(made[-1]) and len(made) < 100:
        made.append(ids.event_id(made, draw, made[-1]))
    assert all(one < two for one, two in pairwise(made))
    assert len(made) > 20, "there must be room for what one command writes"


def test_there_is_no_room_at_the_end() -> None:
    assert ids.has_room("")
    assert ids.has_room("A0000")
    assert not ids.has_room("ZZZZZ")
    assert not ids.has_room("ZZZY0")


def test_a_taken_id_is_not_given_again() -> None:
    draws = iter([5, 5, 5, 6])
    assert ids.event_id({"A0005"}, lambda n: next(draws)) == "A0006"
