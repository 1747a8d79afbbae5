"""What is said of a query that cannot be asked: one line, the place, what to type next, in both languages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from running import Golden
from test_query import asked

from svc import i18n
from svc.errors import UsageError
from svc.i18n import tr

MISTAKES = (
    "severty:minor", "plug type:repair severty:minor", "cause_kategory:x", "http://x", "team.x:y", "no_such:1",
    "severity:huge", "severity:minor,huge", "type:complaint severity:huge", "charge:c", "stage:s,zzz", "严重度：很严重",
    "attachment.file:x", "measures.ownr:x",
    '"plug gets', "title:'plug", '"plug"gets', "(plug or fan", "plug)", ")", "()", "plug or", "or plug",
    "plug and or fan",
    "not", "stage:(analysis or resolution)", "冷风机 （漏水 或 类型：投诉",
    "priority:", "customer:,x", "safety:",
    "opened:", "opened:>", "age:> x", "age:>5", "age:5m", "opened:3d", "opened:2026-13", "opened:01/02/2026",
    "opened:2026-11..2026-10", "priority:high..low", "opened:>2026,2027", "tags:>1", "description:>x", "items:>2",
    "customer:>north", "items.count:many", "title~", "@", "@nothing", "@hott", "@loop", "@wrong",
    "plug " * 30 + "severty:minor " + "plug " * 30, "severty:" + "x" * 300, "@" + "y" * 300, "x" * 5000, "(" * 100,
    "plug or " * 504 + "x", "plug\tgets\x1bhot severty:x", '"se\nverty":x', 'customer:>"a\nb"',
)  # fmt: skip


@pytest.fixture
def english() -> Iterator[None]:
    yield
    i18n.set_language("en")


@pytest.mark.usefixtures("english")
def test_what_is_said_of_a_mistake(golden: Golden) -> None:
    told = []
    for text in MISTAKES:
        with pytest.raises(UsageError) as raised:
            asked(text)
        error = raised.value
        for language in ("en", "zh"):
            i18n.set_language(language)
            where = f"{error.where}: " if error.where else ""
            lines = [where + tr(error.message), *(f"  {tr(line)}" for line in error.details if language == "en")]
            told += [*lines, *([tr(error.hint)] if error.hint else [])]
        told.append("")
    golden("query/mistakes.txt", "\n".join(told))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("severty:minor", 0),
        ("plug severty:minor", 5),
        ("冷风机 severty:minor", 7),
        ("ｐ severty:minor", 3),
        ("e\u0301 severty:minor", 2),
        ("plug severity:minor,huge", 20),
        ("a\u202eb severty:x", 4),
        ("(" * 39, 38),
        ("(" * 40, 39),  # as deep as they go, and then nothing
        ("(" * 41, 40),
    ],
)
def test_the_caret_stands_under_the_place(text: str, place: int) -> None:
    with pytest.raises(UsageError) as raised:
        asked(text)
    assert str(raised.value.details[1]) == " " * place + "^"
