"""Merging by fields: the hardest cases, each by hand, and what a person's choice leaves behind."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import pytest

from store.three import BASE, PATH, Edit, adds, both, event, fact, move, note, puts, sets
from svc.model import Value, mapping
from svc.schema import fold
from svc.store.canonical import fmt
from svc.store.merge import Choice, Merged, merge
from svc.store.merge.markers import sides
from svc.store.merge.settling import settle
from svc.store.reading import to_case

NOON = datetime.fromisoformat("2026-11-04T12:00:00+08:00")


class Hard(NamedTuple):
    """Two edits: the fields in conflict, or what the merged text holds. ``order``: what stands above what."""

    name: str
    ours: Edit
    theirs: Edit
    conflicts: str = ""
    holds: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    order: tuple[str, ...] = ()


T3, T8 = "{id: T3EBD, what: Two hours on step two}", "{id: T8KQ2, what: Leak test}"
DESCRIPTION = "The pump is loud.\nIt stops after a minute.\nShe descaled it in May.\n"


def nothing(text: str) -> str:
    return text


HARDEST = (
    Hard("neighbours of one section", sets("analysis.fault_code", "p1"), sets("analysis.reason", "worn"),
         holds=("fault_code: p1", "reason: worn")),
    Hard("lines that are one fact", sets("product", "KM-4"), sets("serial", "X1"),
         holds=("product: KM-4\nserial: X1",)),
    Hard("one field, two values", sets("title", "Loud"), sets("title", "Pump"), "title"),
    Hard("one field, one value", sets("title", "Loud"), sets("title", "Loud"), holds=("title: Loud",)),
    Hard("cleared here, changed there", sets("customer", ""), sets("customer", "cus-1111"), "customer"),
    Hard("first and last line of a text", puts("is loud", "is very loud"), puts("in May", "in June"),
         holds=("  The pump is very loud.\n  It stops after a minute.\n  She descaled it in June.\n",)),
    Hard("one line of a text", puts("is loud", "is very loud"), puts("is loud", "hums"), "description"),
    Hard("neighbouring lines of a text", puts("is loud", "hums"), puts("a minute", "an hour"), "description"),
    Hard("both write at the end of a text", sets("description", DESCRIPTION + "One.\n"),
         sets("description", DESCRIPTION + "Two.\n"), "description"),
    Hard("both fill an empty text", sets("analysis.cause", "One.\n"), sets("analysis.cause", "Two.\n"),
         "analysis.cause"),
    Hard("events stand in the order of recording", both(event("QQQQQ", "05", "note"), event("HHHHH", "25", "note")),
         event("MMMMM", "15", "note"), order=("id: QQQQQ", "id: MMMMM", "id: HHHHH")),
    Hard("what is told late stands where it was recorded",
         adds("log", {"id": "QQQQQ", "at": "2026-11-03T08:00:00+08:00", "recorded": "2026-11-03T11:00:00+08:00",
                      "by": "li.wei", "kind": "note"}),
         event("MMMMM", "15", "note"), order=("id: MMMMM", "id: QQQQQ")),
    Hard("two events that drew one id",
         both(event("QQQQQ", "15", "promise", state="made", until="2026-11-09", text="mine"),
         note("QQQQQ", "My words.\n"),
              event("RRRRR", "16", "promise", state="kept", of="QQQQQ")),
         both(event("QQQQQ", "05", "note", text="yours"), note("QQQQQ", "Your words.\n")),
         holds=('id: QQQQQ, at: "2026-11-03T10:05:00+08:00"', "  QQQQQ: |\n    Your words.", "My words."),
         lacks=("of: QQQQQ",), order=("text: yours", "text: mine")),
    Hard("two moves", move("QQQQQ", "05", "resolution"), move("MMMMM", "06", "intake"), "stage"),
    Hard("two equal moves", move("QQQQQ", "05", "resolution"), move("MMMMM", "06", "resolution"), "stage"),
    Hard("moved on here, out by an exit there", move("QQQQQ", "05", "resolution"),
         both(sets("exit", "spam"), move("MMMMM", "06", "closed", exit="spam")), "stage"),
    Hard("a move here, a word with the customer there", move("QQQQQ", "05", "resolution"),
         event("MMMMM", "06", "contact", way="out", text="told"), holds=("stage: resolution", "text: told")),
    Hard("two priorities", fact("priority", "QQQQQ", "05", "high"), fact("priority", "MMMMM", "06", "low"), "priority"),
    Hard("one priority, told twice", fact("priority", "QQQQQ", "05", "high"), fact("priority", "MMMMM", "06", "high"),
         holds=("priority: high", "id: QQQQQ", "id: MMMMM")),
    Hard("raised and lowered again here, raised there",
         both(fact("priority", "QQQQQ", "05", "high"), fact("priority", "RRRRR", "25", "normal")),
         fact("priority", "MMMMM", "15", "urgent"), "priority"),
    Hard("undone here, changed there",
         both(event("QQQQQ", "05", "undo", of="C1ASS", commit="1a2b"), sets("assignee", "")),
         fact("assignee", "MMMMM", "15", "chen.jie", "li.wei"), "assignee"),
    Hard("assigned here, taken away there", fact("assignee", "QQQQQ", "05", "chen.jie"),
         fact("assignee", "MMMMM", "06", ""), "assignee"),
    Hard("waits for parts here, has the customer's answer there",
         both(event("QQQQQ", "05", "wait", for_="parts"), sets("waiting", ["customer", "parts"])),
         both(event("MMMMM", "06", "resume", for_="customer"), sets("waiting", "")), holds=("waiting: [parts]",)),
    Hard("a workflow renamed a stage on both sides",
         both(event("QQQQQ", "05", "migrate", field="stage", from_="analysis", to="diagnosis"),
         sets("stage", "diagnosis")),
         both(event("MMMMM", "06", "migrate", field="stage", from_="analysis", to="diagnosis"),
         sets("stage", "diagnosis")),
         holds=('kind: migrate, void: "true"',), order=("id: QQQQQ", "id: MMMMM", "void: ")),
    Hard("tags are a set", sets("tags", ["cold", "loud", "wet"]), sets("tags", ["wet", "zeal"]),
         holds=("tags: [cold, wet, zeal]",)),
    Hard("people are a set in their order", sets("analysis.team", ["li.wei", "wang.fang", "chen.jie"]),
         sets("analysis.team", ["li.wei", "chen.jie", "sun.tao"]),
         holds=("team: [li.wei, wang.fang, chen.jie, sun.tao]",)),
    Hard("numbers of a small map", sets("refs", {"order": "2026-118", "claim": "K-7"}),
         sets("refs", {"order": "2026-119"}),
         holds=('order: "2026-119"', "claim: K-7")),
    Hard("one number of a small map", sets("refs", {"order": "1"}), sets("refs", {"order": "2"}), "refs.order"),
    Hard("two keys of one item", sets("resolution.tests.0.result", "pass"), puts("Two hours", "Three hours"),
         holds=("{id: T3EBD, what: Three hours on step two, result: pass}",)),
    Hard("one key of one item", sets("resolution.tests.0.result", "pass"), sets("resolution.tests.0.result", "fail"),
         "resolution.tests.T3EBD.result"),
    Hard("an item taken away here, changed there", puts(f"    - {T3}\n", ""), sets("resolution.tests.0.result", "pass"),
         "resolution.tests.T3EBD"),
    Hard("an item taken away here, another changed there", puts(f"    - {T3}\n", ""),
         puts("Leak test", "Cold leak test"), holds=("what: Cold leak test",), lacks=("T3EBD",)),
    Hard("items added on both sides", adds("resolution.tests", {"id": "W2AAA", "what": "w"}),
         adds("resolution.tests", {"id": "H9AAA", "what": "h"}), order=("T3EBD", "T8KQ2", "H9AAA", "W2AAA")),
    Hard("items put in another order here, changed there", puts(f"- {T3}\n    - {T8}", f"- {T8}\n    - {T3}"),
         sets("resolution.tests.0.result", "pass"),
         order=("T8KQ2", "T3EBD, what: Two hours on step two, result: pass")),
    Hard("ties without an id", adds("links", {"case": "C-2611-000000000", "what": "related"}),
         adds("links", {"case": "C-2611-111111111", "what": "related"}),
         order=("C-2611-000000000", "C-2611-111111111")),
    Hard("two measures done", sets("resolution.done", {"M1AAA": {"by": "li.wei"}}),
         sets("resolution.done", {"M2AAA": {"by": "sun.tao"}}), holds=("M1AAA: {by: li.wei}", "M2AAA: {by: sun.tao}")),
    Hard("one measure done by two", sets("resolution.done", {"M1AAA": {"by": "li.wei"}}),
         sets("resolution.done", {"M1AAA": {"by": "sun.tao"}}), "resolution.done.M1AAA.by"),
    Hard("keys of a newer form here, filled there", puts("intake:\n", "wish_by:\n\nintake:\n  safety:\n\n"),
         sets("intake.safety", "none"), holds=("wish_by:\n", "safety: none")),
    Hard("a comment here, a value there", puts("customer: cus", "# called twice\ncustomer: cus"),
         sets("customer", "cus-1"),
         holds=("# called twice\ncustomer: cus-1\n",)),
    Hard("comments on one field", puts("title:", "# one\ntitle:"), puts("title:", "# two\ntitle:"),
         holds=("# one\n# two\ntitle:",)),
    Hard("a comment behind a value here, the value there", puts("cus-8h2k", "cus-8h2k  # the mother"),
         sets("customer", "cus-1"), holds=("customer: cus-1  # the mother\n",)),
    Hard("a comment on what is taken away", puts(f"    - {T3}\n", f"    # noisy\n    - {T3}\n"),
         puts(f"    - {T3}\n", ""),
         "resolution.tests.T3EBD"),
    Hard("own keys", sets("more.shelf", "B2"), sets("more.bin", "7"), holds=("shelf: B2", "bin: 7")),
    Hard("keys that nobody knows", puts("tags:", "shoe: 44\n\ntags:"), puts("tags:", "hat: 7\n\ntags:"),
         holds=("shoe: 44", "hat: 7")),
    Hard("words of an event", puts("Since Monday", "Since Sunday"), puts("neighbours complain", "neighbours called"),
         holds=("Since Sunday", "neighbours called")),
    Hard("what never changes", sets("opened_by", "li.wei"), nothing, "opened_by"),
    Hard("a layout of one's own here, a value there", lambda t: t.replace("\n\n", "\n").replace("\n", "\r\n"),
         sets("customer", "cus-1"), holds=("\n\ncustomer: cus-1\n\n",)),
)  # fmt: skip


@pytest.mark.parametrize("case", HARDEST, ids=lambda case: case.name)
def test_hardest(case: Hard) -> None:
    ours, theirs = case.ours(BASE), case.theirs(BASE)
    merged = merge(BASE, ours, theirs, PATH)
    assert " ".join(each.field for each in merged.conflicts) == case.conflicts
    swapped = merge(BASE, theirs, ours, PATH)
    assert sorted(each.field for each in swapped.conflicts) == sorted(case.conflicts.split())
    if case.conflicts:
        assert merged.text.count("<<<<<<< ours\n") == merged.text.count(">>>>>>> theirs\n") > 0
        return
    assert swapped.text == merged.text == fmt(merged.text, PATH)
    for part in case.holds:
        assert part in merged.text
    for part in case.lacks:
        assert part not in merged.text
    places = [merged.text.index(part) for part in case.order]
    assert places == sorted(places)
    told = fold.state(to_case(merged.text, PATH).events)
    assert {n: v for n, v in told.items() if to_case(merged.text, PATH).get(n) != v and v} == {}


def test_nothing_is_marked_but_what_is_in_conflict() -> None:
    ours = both(move("QQQQQ", "05", "resolution"), sets("title", "Loud"), event("RRRRR", "07", "note"))(BASE)
    theirs = both(move("MMMMM", "06", "intake"), sets("customer", "cus-1"))(BASE)
    lines = merge(BASE, ours, theirs, PATH).text.split("\n")
    marked, inside = [], False
    for line in lines:
        inside = (inside or line.startswith("<<<<<<<")) and not line.startswith(">>>>>>>")
        marked += [line] if inside and line[0] not in "<|=>" else []
    ids = [line.split(",")[0] for line in marked if "id:" in line]
    assert ids == ["  - {id: QQQQQ", "  - {id: MMMMM"]
    assert [line for line in marked if "id:" not in line] == ["stage: resolution", "stage: analysis", "stage: intake"]


def test_without_a_base_what_differs_is_in_conflict() -> None:
    one, two = sets("category", "motor")(BASE), both(sets("title", "Pump"), event("QQQQQ", "05", "note"))(BASE)
    merged = merge(None, one, two, PATH)
    assert [each.field for each in merged.conflicts] == ["title", "category"]
    assert merge(None, BASE, event("QQQQQ", "05", "note")(BASE), PATH).text == event("QQQQQ", "05", "note")(BASE)


def settled(ours: Edit, theirs: Edit, **choices: Choice) -> Merged:
    chosen = {name.replace("__", "."): choice for name, choice in choices.items()}
    return settle(BASE, ours(BASE), theirs(BASE), PATH, chosen, "chen.jie", NOON)


def log_of(text: str) -> dict[str, dict[str, Value]]:
    return {e.id: {"kind": e.kind, **e.data} for e in to_case(text, PATH).events}


OURS, THEIRS = Choice("ours"), Choice("theirs")


def test_the_move_that_lost_is_void_and_gives_back_what_it_had_emptied() -> None:
    back = both(move("QQQQQ", "05", "intake", was={"channel": "phone"}), sets("channel", ""))
    on = move("MMMMM", "06", "resolution")
    text = settled(back, on, stage=THEIRS).text
    case = to_case(text, PATH)
    assert (case.stage, case.text("channel")) == ("resolution", "phone")
    assert [e.id for e in case.events if e.get("void") == "true"] == ["QQQQQ"]
    assert not list(fold.broken_moves(case.events))


def test_of_two_equal_moves_one_stays_void() -> None:
    text = settled(move("QQQQQ", "05", "resolution"), move("MMMMM", "06", "resolution"), stage=OURS).text
    assert log_of(text)["MMMMM"]["void"] == "true"
    assert "void" not in log_of(text)["QQQQQ"]


def test_a_close_that_lost_takes_with_it_what_it_had_ended() -> None:
    close = both(
        sets("exit", "spam"), move("MMMMM", "06", "closed", exit="spam"),
        event("NNNNN", "06", "resume", for_="customer", of="G5WAT"), sets("waiting", ""),
    )  # fmt: skip
    case = to_case(settled(close, move("QQQQQ", "05", "resolution"), stage=THEIRS).text, PATH)
    assert (case.stage, case.text("exit"), case.get("waiting")) == ("resolution", "", ["customer"])
    case = to_case(settled(close, move("QQQQQ", "05", "resolution"), stage=OURS).text, PATH)
    assert (case.stage, case.text("exit"), case.get("waiting")) == ("closed", "spam", "")


def test_an_event_whose_value_lost_is_void() -> None:
    one, two = fact("priority", "QQQQQ", "05", "high"), fact("priority", "MMMMM", "06", "low")
    text = settled(one, two, priority=OURS).text
    assert "\npriority: high\n" in text
    assert log_of(text)["MMMMM"]["void"] == "true"
    assert fold.state(to_case(text, PATH).events)["priority"] == "high"


def test_a_third_value_is_an_event_of_its_own() -> None:
    one, two = fact("priority", "QQQQQ", "05", "high"), fact("priority", "MMMMM", "06", "low")
    text = settled(one, two, priority=Choice("set", "urgent")).text
    last = to_case(text, PATH).events[-1]
    assert (last.kind, last.get("from"), last.get("to"), last.by, last.at) == ("priority", "low", "urgent", "chen.jie",
    NOON)


def test_a_value_that_lost_is_kept_in_the_log() -> None:
    text = settled(sets("title", "Loud"), sets("title", "Pump"), title=THEIRS).text
    assert list(log_of(text).values())[-1] == {"kind": "merge", "field": "title", "kept": "Pump", "lost": "Loud"}
    words = settled(puts("is loud", "hums"), puts("is loud", "roars"), description=OURS).text
    name, said = list(log_of(words).items())[-1]
    assert said == {"kind": "merge", "field": "description"}
    notes = mapping(to_case(words, PATH).get("notes"))
    assert notes[name] == DESCRIPTION.replace("is loud", "roars")


def test_both_stand_where_they_can() -> None:
    one, two = sets("description", DESCRIPTION + "One.\n"), sets("description", DESCRIPTION + "Two.\n")
    text = settled(one, two, description=Choice("both")).text
    assert to_case(text, PATH).text("description") == DESCRIPTION + "One.\nTwo.\n"
    assert "kind: merge" not in text


def test_what_has_no_choice_stays_in_conflict() -> None:
    ours, theirs = both(sets("title", "a"), sets("category", "b")), both(sets("title", "c"), sets("category", "d"))
    left = settled(ours, theirs, title=OURS)
    assert [each.field for each in left.conflicts] == ["category"]
    assert "title: a\n" in left.text


RECORD = """\
# who to ring first
id: cus-8h2k
name: Northmill  # the dairy

contacts:
  - {id: K1, name: Ms Ode, phone: "0161"}
mail: a@northmill.example
hours:
- mon
-   tue
"""


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        (puts("Northmill ", "Northmill Ltd "), puts("a@", "b@"), ("name: Northmill Ltd  # the dairy", "mail: b@")),
        (puts("Ms Ode", "Mrs Ode"), puts('"0161"', '"0162"'), ('{id: K1, name: Mrs Ode, phone: "0162"}',)),
        (puts("- mon\n", "- sun\n- mon\n"), puts("tue", "tue\n- wed"), ("\n- sun\n- mon\n-   tue\n- wed\n",)),
        (puts("mail: a@northmill.example\n", ""), puts("first\n", "first\n# then the mill\n"),
        ("# then the mill\nid:",)),
        (puts("Northmill ", "Southmill "), puts("Northmill ", "Westmill "), "name"),
        (puts("mail: a@northmill.example\n", ""), puts("a@", "b@"), "mail"),
        (puts("- mon\n", "- sun\n"), puts("- mon\n", "- sat\n"), ("  - sat\n  - sun\n  - tue",)),
    ],
)
def test_records_keep_their_layout(ours: Edit, theirs: Edit, expected: tuple[str, ...] | str) -> None:
    merged = merge(RECORD, ours(RECORD), theirs(RECORD), "customers/cus-8h2k.yaml")
    assert [each.field for each in merged.conflicts] == ([expected] if isinstance(expected, str) else [])
    for part in expected if isinstance(expected, tuple) else ():
        assert part in merged.text
    assert merge(RECORD, theirs(RECORD), ours(RECORD), "x").text == merged.text or merged.conflicts


POLICIES = """policies:
  - name: urgent
    within: 1h
    calendar: always
  - name: gold
    within: 2h
    calendar: service
  - name: rest
    within: 8h
    calendar: service
"""


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        (puts("1h", "30m"), puts("2h", "90m"), ("within: 30m", "within: 90m", "within: 8h")),
        (puts("1h", "30m"), puts("always", "service"), ("within: 30m\n    calendar: service\n  - name: gold",)),
        (puts("gold", "silver"), puts("2h", "90m"), ("- name: silver\n    within: 90m",)),
        (puts("1h", "30m"), puts("1h", "2m"), "policies.0.within"),
        (puts("gold", "silver"), puts("gold", "bronze"), "policies.1.name"),
        (puts("  - name: gold\n    within: 2h\n    calendar: service\n", ""), puts("2h", "90m"), "policies"),
    ],
)
def test_items_without_an_id_are_known_by_their_place_while_none_comes_or_goes(
    ours: Edit, theirs: Edit, expected: tuple[str, ...] | str
) -> None:
    one, two = ours(POLICIES), theirs(POLICIES)
    merged, swapped = merge(POLICIES, one, two, "svc.yaml"), merge(POLICIES, two, one, "svc.yaml")
    if isinstance(expected, str):
        assert [c.field for c in merged.conflicts] == [c.field for c in swapped.conflicts] == [expected]
        found, other = sides(merged.text), sides(swapped.text)
        assert found is not None
        assert other is not None
        assert (found.ours, found.theirs) == (one, two) == (other.theirs, other.ours)
        return
    assert not merged.conflicts
    assert merged.text == swapped.text
    assert [words for words in expected if words not in merged.text] == []
    assert merge(POLICIES, merged.text, one, "svc.yaml").text == merged.text
