"""Which cases a list is asked for."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from making import NOW, SHIPPED, case, event, settings

from svc.dates.words import Meant, understood
from svc.errors import T, UsageError
from svc.model import Case, Data, Value
from svc.query import of_cases
from svc.query.asker import Asker, Work
from svc.query.compiling import Query, compiled
from svc.query.vocabulary import Vocabulary
from svc.schema.fields import Field

SAVED = """queries:
  mine: "assignee:me -stage:closed"
  hot: "(severity:safety or priority:urgent) @mine2"
  mine2: "stage:analysis"
  loop: "@loop2"
  loop2: "plug @loop"
  wrong: "plug severty:minor"
"""
SHIPPED_QUERIES = SHIPPED[SHIPPED.index("queries:") :]
DAY = timedelta(days=1)
RULES = settings((SHIPPED_QUERIES, SAVED))


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
        links=[{"id": "L1", "case": "C-2611-FAN", "what": "child"}],
        opened_at="2026-11-16T08:00:00+08:00",
        refs={"order": "R-1"},
        waiting=["customer"],
        more={"region": "North", "score": "12", "since": "2026-03-01", "note": 'says a "b" c'},
        analysis={
            "cause": "The crimp is too loose.\n",
            "attachments": [{"id": "F1", "file": "pin.jpg"}],
        },
        resolution={
            "plan": {"measures": [{"id": "M1", "what": "Measure", "owner": "li.wei", "due": "2026-11-30"}]},
            "done": {"M1": {"at": "2026-11-18", "by": "li.wei"}},
        },
        log=(
            event("A0000", "open", "2026-11-16T00:00:00+00:00", stage="intake"),
            event("B0000", "contact", "2026-11-16T01:00:00+00:00", way="in", via="mail"),
            event("C0000", "contact", "2026-11-17T01:00:00+00:00", way="out", via="phone"),
            event("D0000", "contact", "2026-11-17T02:00:00+00:00", way="out", via="phone"),
            event("E0000", "undo", "2026-11-17T03:00:00+00:00", of="D0000"),
            event("F0000", "promise", "2026-11-17T04:00:00+00:00", state="made", until="2026-11-20"),
            event("G0000", "move", "2026-11-17T05:00:00+00:00", override="category",
                  **{"from": "intake", "to": "analysis"}),
        ),
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
        log=(
            event("A0000", "open", "2026-11-16T01:00:00+00:00", stage="intake"),
            event("B0000", "move", "2026-11-18T01:00:00+00:00", recorded="2026-11-18T03:00:00+00:00", by="li.wei",
                  **{"from": "intake", "to": "closed"}),
        ),
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
        links=[{"case": "C-2611-HEAT", "what": "parent"}, {"case": "C-2611-X", "what": "related"}],
        items=[{"id": "T1", "product": "HF-21", "serial": "2607B1"}, {"id": "T2", "serial": "2607B2"}],
        description="北风吹不动。\n",
        log=(event("A0000", "open", "2026-11-21T00:30:00+00:00", stage="intake"),),
    ),
]


def asked(*words: str) -> Query:
    return of_cases.asked(words, RULES, Asker(NOW, lambda: "zhao.min", last=lambda: "C-2611-HEAT"))


def found(*words: str, everything: bool = False) -> list[str]:
    query = asked(*words)
    everything = everything or of_cases.settles(query)
    return [c.id[7:] for c in CASES if (everything or c.stage != "closed") and query.holds(c.data)]


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
        (("-stage:intake",), ["HEAT", "ANSWER"]),
        (("-stage:closed",), ["HEAT", "FAN"]),
        (("exit:none",), ["HEAT", "ANSWER", "FAN"]),
        (("closed:2026-11-18",), ["ANSWER"]),
        (("-closed_at:any",), ["HEAT", "FAN"]),
        (("stage:intake",), ["FAN"]),
        (("id:answer",), ["ANSWER"]),
        (("closed",), ["ANSWER"]),
        (("关闭",), ["ANSWER"]),
        (("-closed",), ["HEAT", "FAN"]),
        (("complaint",), ["HEAT"]),
        (("报修",), ["FAN"]),
        # Empty.
        (("severity:none",), ["FAN"]),
        (("-severity:none",), ["HEAT"]),
        (("waiting:none",), ["FAN"]),
        (("severity:none,safety",), ["HEAT", "FAN"]),
        # Lists, maps, a desk's own, beginnings.
        (("tags:leak",), ["HEAT"]),
        (("waiting:客户",), ["HEAT"]),
        (("refs:r-1",), ["HEAT"]),
        (("refs.order:R-1",), ["HEAT"]),
        (("more.region:north",), ["HEAT"]),
        (("serial:2607*",), ["HEAT", "FAN"]),
        (("customer:north",), []),
        (("customer:NORTHMILL",), ["HEAT"]),
        (("opened_at:2026-11-21*",), ["FAN"]),
        (("serial:[*",), []),
        # Days, months and years.
        (("opened_at:2026-11-21",), ["FAN"]),
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
        # And, or, not, brackets, in both languages and as an input method writes them.
        (("type:repair", "or", "severity:safety"), ["HEAT", "FAN"]),
        (("type:repair or severity:safety",), ["HEAT", "FAN"]),
        (("type:repair severity:safety or plug",), ["HEAT"]),
        (("(type:repair or severity:safety) -plug",), ["FAN"]),
        (("（类型：报修 或 严重度：安全） 且 非 plug",), ["FAN"]),
        (("not", "type:repair"), ["HEAT"]),
        (("NOT (type:repair OR plug)",), []),
        (("-(type:repair plug)",), ["HEAT", "FAN"]),
        (("！type：报修",), ["HEAT"]),
        (("type:repair && stage:intake || plug",), ["HEAT", "FAN"]),
        # A word of the shell is one thing.
        (("severity:safety or type:repair", "stage:intake"), ["FAN"]),
        (("stage:intake", "plug or 类型：报修"), ["FAN"]),
        (("-plug", "or", "northmill"), ["HEAT", "FAN"]),
        (("(plug or", "fan)"), ["HEAT", "FAN"]),
        # Quotes: ours, and those that a shell took away.
        (('"plug gets"',), ["HEAT"]),
        (('"gets plug"',), []),
        (("gets plug",), []),
        (("plug gets",), ["HEAT"]),
        (('title:"plug gets"',), ["HEAT"]),
        (("title:plug gets",), ["HEAT"]),
        (("标题：“plug gets”",), ["HEAT"]),
        (("'plug gets' type:complaint",), ["HEAT"]),
        (('"and"',), []),
        (('more.note~"a \\"b\\" c"',), ["HEAT"]),
        (('"complaint"',), []),
        (("complaint,repair",), ["HEAT", "FAN"]),
        (("投诉，报修",), ["HEAT", "FAN"]),
        (("plug,fan",), []),
        # More and less: codes as the desk lists them, dates, ages, numbers.
        (("priority:>=normal",), ["HEAT"]),
        (("priority:<urgent",), ["FAN"]),
        (("priority<=low",), ["FAN"]),
        (("优先级：＞＝普通",), ["HEAT"]),
        (("priority≥urgent",), ["HEAT"]),
        (("priority:low..high",), ["FAN"]),
        (("priority:normal..",), ["HEAT"]),
        (("severity:>minor",), ["HEAT"]),
        (("opened:>=2026-11-17",), ["FAN"]),
        (("opened:<=2026-11-16",), ["HEAT"]),
        (("opened:>2026-11-16",), ["FAN"]),
        (("opened:<2026-11-16",), []),
        (("opened:2026-11-16..2026-11-20",), ["HEAT"]),
        (("opened:2026-10..2026-11",), ["HEAT", "FAN"]),
        (("opened:2026-11-17..",), ["FAN"]),
        (("opened:..2026-11-17",), ["HEAT"]),
        (("opened:2026年11月",), ["HEAT", "FAN"]),
        (("opened:2026-w47",), ["HEAT", "FAN"]),
        (("opened:2026-Q3",), []),
        (("opened:本季度",), ["HEAT", "FAN"]),
        (("opened:last-quarter",), []),
        (("opened:today",), ["FAN"]),
        (("opened:今天",), ["FAN"]),
        (("opened:3 days ago..yesterday",), []),
        (("opened:>=5天前",), ["HEAT", "FAN"]),
        (("opened:>=-1d",), ["FAN"]),
        (('opened:"2 days ago".."today"',), ["FAN"]),
        (("opened:this-week",), ["HEAT", "FAN"]),
        (("occurred:>=2026-11-20",), ["FAN"]),
        (("occurred:>2026-11-20",), []),
        (("受理时间:2026-11-16至2026-11-17",), ["HEAT"]),
        (("age:>5d",), ["HEAT"]),
        (("age:<1d",), ["FAN"]),
        (("age:5d",), ["HEAT"]),
        (("age:4d..6d",), ["HEAT"]),
        (("age:>=1w",), []),
        (("age:>30min",), ["HEAT", "FAN"]),
        (("age:4wd",), []),
        (("age:>4wd",), ["HEAT"]),
        (("age:>5个工作日",), []),
        (("age:>5天",), ["HEAT"]),
        (("age:>1d closed:any",), ["ANSWER"]),
        (("idle:<1h",), []),
        (("idle:>1h",), ["HEAT", "FAN"]),
        (("more.score:>7",), ["HEAT"]),
        (("more.score:<10",), []),
        (("more.score:10..20",), ["HEAT"]),
        (("more.since:>2026-01",), ["HEAT"]),
        # Missing answers to no comparison, and to not all the more.
        (("-severity:safety",), ["FAN"]),
        (("severity:!=safety",), []),
        (("severity!=minor",), ["HEAT"]),
        (("-severity:>=minor",), ["FAN"]),
        (("severity:<=safety",), ["HEAT"]),
        (("assignee:none",), []),
        (("assignee:any",), ["HEAT", "FAN"]),
        (("severity:无",), ["FAN"]),
        (("tags:有",), ["HEAT"]),
        (("feedback:any",), []),
        (("analysis:any",), ["HEAT"]),
        (("remedy:none",), []),
        (('remedy:""',), ["HEAT", "FAN"]),
        (("occurred_at:none",), ["HEAT"]),
        # Holding.
        (("customer~NORTH",), ["HEAT"]),
        (("title~ＰＬＵＧ",), ["HEAT"]),
        (("-customer~north",), ["FAN"]),
        (("customer~north,华东",), ["HEAT", "FAN"]),
        (("severity~安",), ["HEAT"]),
        (("text~R-1",), ["HEAT"]),
        (("text~北风",), ["FAN"]),
        (("log.by~zhao",), ["HEAT", "FAN"]),
        # Lists: of maps, how long they are, what plain names look for in them too.
        (("items.serial:2607B1",), ["FAN"]),
        (("serial:2607B1",), ["FAN"]),
        (("product:HF-21",), ["FAN"]),
        (("2607b1",), ["FAN"]),
        (("items.count:2",), ["FAN"]),
        (("items.count:>=1",), ["FAN"]),
        (("items.count:0",), ["HEAT"]),
        (("items.个数:2..",), ["FAN"]),
        (("tags.count:>1",), ["HEAT"]),
        (("contacts.count:>=2",), ["HEAT"]),
        (("contacts.count:0",), ["FAN"]),
        (("contacts.via:phone",), ["HEAT"]),
        (("contacts.via:电话",), ["HEAT"]),
        (("contacts.at:2026-11-17",), ["HEAT"]),
        (("promises.until:..2026-11-21",), ["HEAT"]),
        (("promises.count:1",), ["HEAT"]),
        (("reopened:any",), []),
        (("attachments.file:*.jpg",), ["HEAT"]),
        (("measures.due:..2026-12-01",), ["HEAT"]),
        (("measures.owner:li.wei",), ["HEAT"]),
        (("done.by:li.wei",), ["HEAT"]),
        # What was let pass, entered late, is missing; who closed it; what it is tied to.
        (("overrides:any",), ["HEAT"]),
        (("override:category",), ["HEAT"]),
        (("破例:有",), ["HEAT"]),
        (("overrides.at:2026-11-17 overrides.by:me",), ["HEAT"]),
        (("overrides.at:..2026-11-16",), []),
        (("late:any closed:any",), ["ANSWER"]),
        (("late:any",), []),
        (("missing:category",), ["FAN"]),
        (("missing:severity",), ["FAN"]),
        (("missing:any -missing:severity",), ["HEAT"]),
        (("closed_by:li.wei",), ["ANSWER"]),
        (("closed_by:me",), []),
        (("parent:heat",), ["FAN"]),
        (("parent:@",), ["FAN"]),
        (("child:@",), []),
        (("child:any",), ["HEAT"]),
        # Short names, labels, ends of paths.
        (("tag:leak",), ["HEAT"]),
        (("cause~crimp",), ["HEAT"]),
        (("根本原因~CRIMP",), ["HEAT"]),
        (("原因~crimp",), ["HEAT"]),
        (("STAGE:analysis",), ["HEAT"]),
        (("ｓｔａｇｅ：ａｎａｌｙｓｉｓ",), ["HEAT"]),
        (("serial_number:2607A*",), ["HEAT"]),
        (('"serial number":2607A*',), ["HEAT"]),
        (("more.Region:NORTH",), ["HEAT"]),
        # A * is any rest.
        (("serial:2607*417",), ["HEAT"]),
        (("serial:*A*4*",), ["HEAT"]),
        (("customer:*",), ["HEAT", "FAN"]),
        (('serial:"2607*"',), []),
        # Saved ones.
        (("@mine",), ["FAN"]),
        (("-@mine",), ["HEAT", "ANSWER"]),
        (("＠mine 或 plug",), ["HEAT", "FAN"]),
        (("@hot",), ["HEAT"]),
    ],
)
def test_what_a_query_finds(words: tuple[str, ...], names: list[str]) -> None:
    assert found(*words) == names


@pytest.mark.parametrize(("zone", "day"), [("Asia/Shanghai", "2026-11-21"), ("Europe/London", "2026-11-20")])
def test_a_day_is_one_where_the_desk_is(zone: str, day: str) -> None:
    rules = settings(("time_zone: UTC", f"time_zone: {zone}"))
    opened = case(opened_at="2026-11-21T00:30:00+08:00")
    now = NOW.astimezone(ZoneInfo(zone))
    for word, holds in ((f"opened_at:{day}", True), (f"-opened_at:{day}", False), (f"opened:>={day}", True)):
        assert of_cases.asked([word], rules, Asker(now, str)).holds(opened.data) is holds


def test_everything_is_everything() -> None:
    assert found(everything=True) == ["HEAT", "ANSWER", "FAN"]
    assert found("description:for all", everything=True) == ["ANSWER"]


def test_a_whole_id_finds_a_closed_case() -> None:
    closed = case(stage="closed")
    query = asked(closed.id.lower())
    assert query.holds(closed.data)
    assert of_cases.settles(query)
    assert not of_cases.settles(asked("plug", "type:repair", "assignee:me"))


def test_working_days_are_those_of_the_week() -> None:
    friday = case(opened_at="2026-11-20T16:00:00+08:00")
    rules = settings(("time_zone: UTC", "time_zone: Asia/Shanghai"))
    shanghai = ZoneInfo("Asia/Shanghai")
    for day, hour, holds in ((21, 23, "age:<8h"), (23, 15, "age:<1wd"), (23, 16, "age:1wd"), (24, 16, "age:2wd")):
        now = datetime(2026, 11, day, hour, tzinfo=shanghai)
        expected = holds != "age:<8h"
        assert of_cases.asked([holds], rules, Asker(now, str)).holds(friday.data) is expected, (day, hour)


def test_working_days_are_those_of_the_desk() -> None:
    # Of eight hours, every other day.
    work = Work(lambda: 8 * 3600, lambda start, end: (end - start).total_seconds() / 3)

    def read(words: str, toward: int) -> Meant:
        return understood(words, NOW, toward, lambda day, count: day + 2 * count * DAY)

    opened = case(opened_at="2026-11-19T09:00:00+00:00")
    for word, holds in (("age:2wd", True), ("age:<2wd", False), ("age:>=2d", True), ("opened:1wd ago", True),
                        ("opened:1d ago", False)):  # fmt: skip
        assert of_cases.asked([word], RULES, Asker(NOW, str, work, read)).holds(opened.data) is holds, word


def test_who_asks_is_asked_only_where_it_matters() -> None:
    def nobody() -> str:
        raise AssertionError

    of_cases.asked(["assignee:li.wei", "opened_by~me"], RULES, Asker(NOW, nobody))
    with pytest.raises(AssertionError):
        of_cases.asked(["assignee:me"], RULES, Asker(NOW, nobody))


def test_a_code_that_is_also_called_none_is_that_code() -> None:
    harmless, unknown = case({"intake.safety": "none"}), case({"intake.safety": ""})
    for word, answers in (("safety:none", (True, False)), ('safety:""', (False, True)), ("safety:空", (False, True))):
        query = asked(word)
        assert (query.holds(harmless.data), query.holds(unknown.data)) == answers, word


def test_other_records_need_no_more_than_their_fields() -> None:
    fields = {f.path: f for f in (Field("name", "line", T("name")), Field("tier", "code", T("tier"), "tier"),
                                  Field("since", "date", T("since")), Field("sites", "items", T("sites")))}  # fmt: skip
    words = Vocabulary(fields, RULES, searched=("name",))
    mill: Data = {"name": "Northmill", "tier": "gold", "since": "2024-03-01"}
    mill["sites"] = [{"town": "Ulm"}, {"town": "Linz"}]
    for text, holds in (
        ("north tier:gold since:2024 sites.town:linz", True),
        ("sites.count:2 -name~south", True),
        ("since:<2025-01 or x", True),
        ("since:>2024", False),
        ("tier:none", False),
    ):
        assert compiled(text, words, Asker(NOW, str)).holds(mill) is holds, text


def test_a_query_in_a_query_may_not_go_on_for_ever() -> None:
    saved = {"a": "@b @b @b @b @b @b @b @b", "b": "@c @c @c @c @c @c @c @c", "c": "@d @d @d @d @d @d @d @d", "d": "x"}
    with pytest.raises(UsageError, match="500 words"):
        compiled("@a", of_cases.vocabulary(RULES), Asker(NOW, str), saved)
    deep = {str(n): f"@{n + 1}" for n in range(9)}
    with pytest.raises(UsageError, match="5 deep"):
        compiled("@0", of_cases.vocabulary(RULES), Asker(NOW, str), deep)


def test_the_saved_queries_that_ship_can_be_asked() -> None:
    assert len(settings().queries) == 4
    assert not list(of_cases.mistaken(settings(), NOW))


def test_saved_queries_that_cannot_be_asked_are_named() -> None:
    wrong = {name: str(error.message) for name, error in of_cases.mistaken(RULES, NOW)}
    assert wrong == {
        "loop": "@loop names itself", "loop2": "@loop2 names itself", "wrong": "severty is not a field",
    }  # fmt: skip
