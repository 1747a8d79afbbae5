"""Which cases a list is asked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import case, settings
from running import Svc

from svc import query
from svc.errors import UsageError
from svc.model import Case, Value

RULES = settings()


def a(name: str, **fields: Value) -> Case:
    return case(id=f"C-2611-{name}", **fields)


CASES = [
    a(
        "HEAT",
        title="Heater plug gets hot",
        type="complaint",
        stage="analysis",
        severity="safety",
        priority="urgent",
        assignee="li.wei",
        customer="northmill",
        product="HF-20",
        serial="2607A00417",
        tags=["leak", "fire"],
        opened_at="2026-11-16T08:00:00+08:00",
        refs={"order": "R-1"},
        waiting=["customer"],
        more={"region": "North"},
    ),
    a(
        "ANSWER",
        title="Which filter fits?",
        type="enquiry",
        stage="closed",
        severity="minor",
        priority="normal",
        customer="northmill",
        product="AC-75",
        opened_at="2026-11-16T02:00:00+01:00",
        description="One filter\nfor all.\n",
    ),
    a(
        "FAN",
        title="冷风机不制冷",
        type="repair",
        stage="intake",
        priority="low",
        assignee="zhao.min",
        customer="华东电子",
        opened_at="2026-11-21T08:30:00+08:00",
        path="light",
        occurred_at="2026-11-20",
    ),
]


def found(*words: str, everything: bool = False) -> list[str]:
    terms = query.parse(words, RULES, lambda: "zhao.min")
    return [c.id[7:] for c in query.select(CASES, terms, "closed", everything)]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ((), ["HEAT", "FAN"]),
        (("type:complaint",), ["HEAT"]),
        (("type:complaint,repair",), ["HEAT", "FAN"]),
        (("type:投诉，报修",), ["HEAT", "FAN"]),
        (("类型：投诉",), ["HEAT"]),
        (("type：投诉",), ["HEAT"]),
        (("-type:complaint",), ["FAN"]),
        (("type:comp", "severity:安全"), ["HEAT"]),
        (("type:complaint", "severity:minor"), []),
        (("assignee:me",), ["FAN"]),
        (("-assignee:me",), ["HEAT"]),
        (("assignee:li.wei,me",), ["HEAT", "FAN"]),
        (("opened_by:me",), ["HEAT", "FAN"]),
        # Closed ones when a stage, or the case itself, is named.
        (("stage:closed",), ["ANSWER"]),
        (("stage:关闭,intake",), ["ANSWER", "FAN"]),
        (("-stage:intake",), ["HEAT"]),
        (("-stage:closed",), ["HEAT", "FAN"]),
        (("stage:intake",), ["FAN"]),
        (("id:answer",), ["ANSWER"]),
        (("closed",), ["ANSWER"]),
        (("关闭",), ["ANSWER"]),
        (("-closed",), ["HEAT", "FAN"]),
        (("complaint",), ["HEAT"]),
        (("报修",), ["FAN"]),
        # Empty.
        (("severity:",), ["FAN"]),
        (("-severity:",), ["HEAT"]),
        (("waiting:",), ["FAN"]),
        (("severity:,safety",), ["HEAT", "FAN"]),
        # Lists, maps, a desk's own, beginnings.
        (("tags:leak",), ["HEAT"]),
        (("waiting:客户",), ["HEAT"]),
        (("refs:r-1",), ["HEAT"]),
        (("refs.order:R-1",), ["HEAT"]),
        (("more.region:north",), ["HEAT"]),
        (("serial:2607*",), ["HEAT"]),
        (("customer:north",), []),
        (("customer:NORTHMILL",), ["HEAT"]),
        (("opened_at:2026-11-21*",), ["FAN"]),
        (("serial:[*",), []),
        # Days, months and years.
        (("opened_at:2026-11-21",), ["FAN"]),
        (("opened_at:2026-11-2",), []),
        (("opened_at:2026-11-16,2026-11-21",), ["HEAT", "FAN"]),
        (("opened_at:2026-11",), ["HEAT", "FAN"]),
        (("-opened_at:2026-11",), []),
        (("opened_at:2026",), ["HEAT", "FAN"]),
        (("opened_at:2025",), []),
        (("occurred_at:2026-11-20",), ["FAN"]),
        (("occurred_at:2026-11",), ["FAN"]),
        (("occurred_at:2026-11-21",), []),
        # Words.
        (("PLUG hot",), []),
        (("plug", "hot"), ["HEAT"]),
        (("northmill",), ["HEAT"]),
        (("制冷",), ["FAN"]),
        (("-plug",), ["FAN"]),
        (("title:plug",), ["HEAT"]),
        (("hf-20",), ["HEAT"]),
        (("",), ["HEAT", "FAN"]),
        (("-",), ["HEAT", "FAN"]),
    ],
)
def test_what_a_query_finds(words: tuple[str, ...], names: list[str]) -> None:
    assert found(*words) == names


@pytest.mark.parametrize(("zone", "day"), [("Asia/Shanghai", "2026-11-21"), ("Europe/London", "2026-11-20")])
def test_a_day_is_one_where_the_desk_is(zone: str, day: str) -> None:
    rules = settings(("time_zone: UTC", f"time_zone: {zone}"))
    opened = case(opened_at="2026-11-21T00:30:00+08:00")
    for term in query.parse([f"opened_at:{day}", f"-opened_at:{day}"], rules, str):
        assert term.holds(opened) != term.negated


def test_everything_is_everything() -> None:
    assert found(everything=True) == ["HEAT", "ANSWER", "FAN"]
    assert found("description:for all", everything=True) == ["ANSWER"]


def test_a_whole_id_finds_a_closed_case() -> None:
    closed = case(stage="closed")
    terms = query.parse([closed.id.lower()], RULES, str)
    assert query.select([closed], terms, "closed", everything=False) == [closed]


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("severty:minor", "did you mean severity"),
        ("cause:x", "did you mean analysis.cause"),
        ("http:x", "is not a field"),
        ("severity:huge", "is not a known severity"),
        ("severity:minor,huge", "is not a known severity"),
        ("stage:s,zzz", "is not a known stage"),
        ("charge:c", "may be several"),
    ],
)
def test_a_slip_is_refused(word: str, says: str) -> None:
    with pytest.raises(UsageError) as error:
        found(word)
    assert says in f"{error.value.message} {error.value.hint}"


@given(st.lists(st.text(st.characters(exclude_categories=("Cs",)), max_size=20), max_size=3))
def test_any_words_are_a_query_or_refused(words: list[str]) -> None:
    try:
        terms = query.parse(words, RULES, lambda: "zhao.min")
    except UsageError:
        return
    query.select(CASES, terms, "closed", everything=False)


@given(st.sampled_from(["type:complaint", "plug", "severity:", "tags:leak", "assignee:me", "stage:closed", "closed"]))
def test_not_is_the_rest(word: str) -> None:
    assert set(found(word, everything=True)) ^ set(found(f"-{word}", everything=True)) == {"HEAT", "ANSWER", "FAN"}


@pytest.mark.parametrize(
    ("keys", "names"),
    [
        ("", "HEAT ANSWER FAN"),
        ("opened_at", "HEAT ANSWER FAN"),
        ("-opened_at", "FAN ANSWER HEAT"),
        ("priority", "FAN ANSWER HEAT"),
        ("-priority", "HEAT ANSWER FAN"),
        ("severity", "ANSWER HEAT FAN"),
        ("-severity", "HEAT ANSWER FAN"),
        ("stage", "FAN HEAT ANSWER"),
        ("type", "HEAT ANSWER FAN"),
        ("title", "HEAT ANSWER FAN"),
        ("customer,-opened_at", "ANSWER HEAT FAN"),
        ("assignee", "HEAT FAN ANSWER"),
        ("-assignee", "FAN HEAT ANSWER"),
        ("occurred_at", "FAN HEAT ANSWER"),
        ("tags", "HEAT ANSWER FAN"),
    ],
)
def test_how_a_list_is_sorted(keys: str, names: str) -> None:
    cases = query.ordered(CASES, [k for k in keys.split(",") if k], RULES)
    assert [c.id[7:] for c in cases] == names.split()


def test_a_code_that_is_listed_no_more_comes_after_the_others() -> None:
    cases = [a("A", priority="retired"), a("B", priority="urgent"), a("C", priority="")]
    assert [c.id[7:] for c in query.ordered(cases, ["priority"], RULES)] == ["B", "A", "C"]
    assert [c.id[7:] for c in query.ordered(cases, ["-priority"], RULES)] == ["A", "B", "C"]


def test_an_unknown_field_does_not_sort() -> None:
    with pytest.raises(UsageError, match="is not a field"):
        query.ordered(CASES, ["prioritty"], RULES)


def test_a_word_with_not_before_it_is_no_option(svc: Svc) -> None:
    svc("new", "repair", "Pump leaks")
    svc("new", "enquiry", "Which filter fits?")
    for words in (["-type:enquiry"], ["-type:enquiry", "-n9"], ["--limit", "9", "-assignee:me", "-type:咨询"]):
        assert svc("list", *words, "--fields", "title").out == "Pump leaks\n"
    assert "no such option: --type" in svc("list", "--type:enquiry", status=2).err


def test_plain_words_name_stages_and_types(svc: Svc) -> None:
    svc("new", "repair", "Pump leaks")
    assert svc("list", "报修", "--fields", "title").out == "Pump leaks\n"
    assert svc("list", "closed").out == ""
    assert svc("list", "leaks", "-repair", status=2).err, "a word alone has no minus: -type:repair"
