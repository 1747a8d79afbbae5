"""What is looked at on every change is looked at without patterns, and says what these would say."""

from __future__ import annotations

import random
import re

import pytest

from svc import ids
from svc.dates import INSTANT, _is_usual, is_date
from svc.store import authorship, scalars, snapshot

LETTERS = "ABIO01Z9-az.:/ gGiItT\n中٣İı,[{#?'\"+@"
WORDS = (
    ids.case_id("C", "2611", lambda n: n // 3), "K1GJE", "123", "-12", "0", "a: b", "x #", "cases/2026/11/C.yaml",
    "a/.git/b", "../x", "a/./b", "1767225600 +0800", "@17 -0100", "2026-11-21", "1999-01-01", "12345678901234567",
    "2026-11-21T09:00:00+08:00",
)  # fmt: skip
CASE = ids.CASE_ID.pattern


def _is_case_id(text: str) -> bool:
    return bool(re.fullmatch(CASE, text)) and ids.check_character(text[-14:-10], text[-9:-1]) == text[-1]


LOOKS = {
    "case id": (ids.is_case_id, _is_case_id),
    "event id": (ids.is_event_id, re.compile(ids.EVENT_ID.pattern).fullmatch),
    "integer": (lambda text: bool(text) and scalars._is_integer(text), re.compile("0|-?[1-9][0-9]{0,17}").fullmatch),
    "flow": (scalars._FLOW_SYNTAX.isdisjoint, lambda text: not re.search(r"[,:\[\]{}#?'\"]", text)),
    "way out": (snapshot._leads_out, lambda text: re.search(r"(?i)/\.{0,2}/|/\.git/|[\0\n]", f"/{text}/")),
    "raw date": (authorship._is_raw, re.compile(r"@?[0-9]+ [+-][0-9]{4}").fullmatch),
}


def _texts() -> list[str]:
    chance = random.Random(5)
    found = list(WORDS)
    for _ in range(4000):
        text = list(chance.choice(WORDS))
        for _ in range(chance.choice((1, 1, 2, 3))):
            at = chance.randrange(len(text) + 1)
            text[at : at + chance.choice((0, 1))] = chance.choice((chance.choice(LETTERS), chance.choice(LETTERS), ""))
        found.append("".join(text))
    return found


@pytest.mark.parametrize("name", LOOKS)
def test_it_says_what_a_pattern_says(name: str) -> None:
    look, plainly = LOOKS[name]
    texts = _texts()
    assert [text for text in texts if bool(look(text)) != bool(plainly(text))] == []
    assert len({bool(look(text)) for text in texts}) == 2


def test_dates_and_instants() -> None:
    date, instant = re.compile(INSTANT.partition("T")[0]), re.compile(INSTANT)
    for text in _texts():
        assert not is_date(text) or date.fullmatch(text), text
        assert not _is_usual(text) or instant.fullmatch(text), text
    assert is_date("2026-02-28")
    assert not is_date("2026-02-29")
