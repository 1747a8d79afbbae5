"""svc list on a desk: queries as a shell hands them over, saved ones, counts, computed columns."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest
from running import Svc, Told

SAVED = """  我的: "经办人:我"
  urgent-mine: "@mine priority:>=high"
"""


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk with four cases, one of them closed, made once: the tests only read it."""
    from conftest import clean, made_desk

    home = tmp_path_factory.mktemp("filled")
    with pytest.MonkeyPatch.context() as patch:
        clean(patch, home)
        svc = Svc(made_desk(home))
        patch.setenv("SVC_NOW", "2026-11-12T08:00:00+00:00")
        svc("new", "repair", "Pump leaks", "--assignee", "me", "--priority", "high", "--set", "tags=leak, recall")
        svc("contact", "@", "in", "--via", "phone", "-m", "It drips.")
        patch.setenv("SVC_NOW", "2026-11-20T08:00:00+00:00")
        svc("new", "repair", "Fan is loud", "--assignee", "li.wei", "--set", "items+={product: HF-20, serial: 26X1}")
        patch.setenv("SVC_NOW", "2026-11-20T08:10:00+00:00")
        svc("new", "enquiry", "Which filter fits?", "--priority", "urgent")
        patch.setenv("SVC_NOW", "2026-11-20T08:20:00+00:00")
        svc("new", "enquiry", "Buy our oil")
        svc("close", "@", "--as", "spam", "-m", "An advertisement.")
        svc.write((svc.desk / "svc.yaml").read_text("utf-8") + SAVED, "svc.yaml")
        svc("commit", "svc.yaml")
    return svc.desk


@pytest.fixture
def lists(filled: Path, environment: pytest.MonkeyPatch) -> Svc:
    """Runs ``svc list`` on that desk."""
    return Svc(filled)


def titles(lists: Svc, *words: str) -> list[str]:
    return lists("list", *words, "--fields", "title").out.splitlines()


PUMP, FAN, FILTER, OIL = "Pump leaks", "Fan is loud", "Which filter fits?", "Buy our oil"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ([], [PUMP, FAN, FILTER]),
        (["--all"], [PUMP, FAN, FILTER, OIL]),
        (["(priority:>=high", "or", "age:>5wd)", "-type:enquiry"], [PUMP]),
        (["(priority:>=high or age:>5wd) -type:enquiry"], [PUMP]),
        (["(type:repair or 类型：咨询) 且 非 @mine"], [FAN, FILTER]),
        (["-(type:repair plug)", "-n", "2"], [PUMP, FAN]),
        (["-@mine"], [FAN, FILTER]),
        (["-assignee:any"], [FILTER]),
        (["-notes:any"], [PUMP, FAN, FILTER]),
        (["-title~leaks"], [FAN, FILTER]),
        (["-priority>=high"], [FAN]),
        (["-标题~leaks"], [FAN, FILTER]),
        (['-"Pump leaks"'], [FAN, FILTER]),
        (["age:>5wd"], [PUMP]),
        (["opened:..2026-11-13"], [PUMP]),
        (["opened:last week"], [PUMP]),
        (["opened:this-week"], [FAN, FILTER]),
        (["contacts.count:1"], [PUMP]),
        (["serial:26X1"], [FAN]),
        (["closed:any"], [OIL]),
        (["closed"], [OIL]),
        (["exit:spam"], [OIL]),
        (["stage:any", "oil"], [OIL]),
        (["oil"], []),
        (["@mine"], [PUMP]),
        (["@我的"], [PUMP]),
        (["@urgent-mine"], [PUMP]),
        (["--sort", "-priority,opened"], [FILTER, PUMP, FAN]),
        (["--sort", "-age", "-n", "1"], [PUMP]),
    ],
)
def test_what_is_listed(lists: Svc, words: list[str], found: list[str]) -> None:
    assert titles(lists, *words) == found


def test_what_begins_with_a_minus_is_still_an_option(lists: Svc) -> None:
    for words in (["-x"], ["--type:enquiry"], ["-repair"], ["-n", "x"]):
        assert "svc list --help" in lists("list", *words, status=2).err
    assert titles(lists, "-n1") == [PUMP]
    assert titles(lists, "-aqn1") == [PUMP]


def test_a_mistake_is_pointed_at(lists: Svc) -> None:
    told = lists("list", "Pump", "severty:minor", status=2)
    assert told == Told("", "severty is not a field\n  Pump severty:minor\n       ^\ndid you mean severity?\n")
    for words in (["next", "@non"], ["lessons", "severty:x"], ["list", "--sort", "agge"], ["list", "--fields", "agge"]):
        assert "did you mean" in lists(*words, status=2).err or words[0] == "next"


def test_next_and_lessons_take_the_same_queries(lists: Svc) -> None:
    assert len(lists("next", "--all", "type:repair or priority:urgent").out.splitlines()) == 3
    assert len(lists("next", "--all", "@mine").out.splitlines()) == 1
    assert lists("lessons", "(type:repair or crimp) age:>1h").out == ""


def test_where_nothing_is_found_closed_ones_are_told(lists: Svc) -> None:
    def said(*words: str) -> str:
        return lists("list", *words, "--format", "table").err

    assert said("oil") == "no open case answers to that; 1 closed one does: --all\n"
    assert said("oil", "--by", "type") == "no open case answers to that; 1 closed one does: --all\n"
    assert said("oil", "type:repair").startswith("no case answers to that\nin the whole")
    assert said("oil", "--all", "--json") == ""


COUNTS = {
    "tsv": "enquiry\turgent\t1\nrepair\tnormal\t1\nrepair\thigh\t1\n",
    "table": "type     normal  high  urgent  total\n-------  ------  ----  ------  -----\n"
    "enquiry                     1      1\nrepair        1     1              2\n"
    "total         1     1       1      3\n",
    "md": "| type    |   normal |   high |   urgent |   total |\n|:--------|---------:|-------:|---------:|--------:|\n"
    "| enquiry |          |        |        1 |       1 |\n| repair  |        1 |      1 |          |       2 |\n"
    "| total   |        1 |      1 |        1 |       3 |\n",
}


@pytest.mark.parametrize("fmt", [*COUNTS, "json", "ndjson", "csv", "html"])
def test_counts_in_every_format(lists: Svc, fmt: str) -> None:
    told = lists("list", "--by", "type,priority", "--format", fmt).out
    if fmt in COUNTS:
        assert told == COUNTS[fmt]
        return
    rows = [("enquiry", "urgent", 1), ("repair", "normal", 1), ("repair", "high", 1)]
    records = [{"type": a, "priority": b, "count": n} for a, b, n in rows]
    if fmt == "json":
        assert json.loads(told) == records
    elif fmt == "ndjson":
        assert [json.loads(line) for line in told.splitlines()] == records
    elif fmt == "csv":
        assert [*csv.DictReader(io.StringIO(told))] == [{**r, "count": str(r["count"])} for r in records]
    else:
        assert told.count("<tr>") == 4, "a line a type, with heads and totals"


@pytest.mark.parametrize(
    ("words", "out"),
    [
        (["--by", "stage", "--all"], "intake\t3\nclosed\t1\n"),
        (["--by", "tags"], "leak\t1\nrecall\t1\n\t2\n"),
        (["--by", "受理时间.日", "--sort", "-count"], "2026-11-20\t2\n2026-11-12\t1\n"),
        (["--by", "opened.month,team", "type:repair"], "2026-11\t\t2\n"),
        (["--by", "assignee", "-n", "1"], "li.wei\t1\n"),
        (["--by", "stage", "type:complaint"], ""),
    ],
)
def test_what_is_counted(lists: Svc, words: list[str], out: str) -> None:
    assert lists("list", *words).out == out


def test_people_see_labels_in_counts(lists: Svc, environment: pytest.MonkeyPatch) -> None:
    environment.setenv("SVC_LANG", "zh")
    told = lists("list", "--by", "type,opened.month,assignee", "--format", "table").out
    assert told.splitlines()[0].split() == ["类型", "受理时间（月）", "经办人", "数量"]
    assert told.splitlines()[2].split() == ["咨询", "2026-11", "无", "1"]
    told = lists("list", "--by", "type,assignee", "--format", "excel").out.splitlines()
    assert told[0].startswith('\ufeff"')
    assert told[0].endswith('"类型","li.wei","zhao.min","无","合计"')
    assert lists("list", "--by", "type,assignee", "-n1", "--format", "excel").out.count('"') == 12


def test_counts_have_no_columns_of_cases(lists: Svc) -> None:
    assert "exclude each other" in lists("list", "--by", "stage", "--fields", "id", status=2).err
    assert "--sort -count" in lists("list", "--by", "stage", "--sort", "title", status=2).err
    assert "opened_at.month" in lists("list", "--by", "opened", status=2).err


def test_what_is_computed_is_a_column_as_well(lists: Svc) -> None:
    told = lists("list", "--all", "--fields", "age,closed,contacts.count,items.serial,tag").out
    first, fan, _, last = [line.split("\t") for line in told.splitlines()]
    assert first == [str(9 * 86400 + 3600), "", "1", "", "leak, recall"]
    assert fan == [str(86400 + 3600), "", "0", "26X1", ""]
    assert last[:3] == ["0", "2026-11-20T08:20:00+00:00", "0"]
    table = lists("list", "--fields", "title,age", "--format", "table").out
    assert table.splitlines()[2].split("  ")[-1] == "9d 1h (7.0wd)"
    assert [row["age"] for row in json.loads(lists("list", "--fields", "age", "--json").out)] == [781200, 90000, 89400]


def test_people_see_times_by_the_clocks_of_the_desk(lists: Svc) -> None:
    told = lists("list", "--all", "--sort", "-closed", "-n", "1", "--fields", "closed,opened", "--format", "excel").out
    assert told.split("\r\n")[1].split(",")[0] == '"2026-11-20 08:20"'
    lists("new", "repair", "Far away", "--set", "occurred_at=2026-11-20 09:00")
    lists.write(lists.text().replace("2026-11-20T09:00:00+00:00", "2026-11-20T01:30:00+08:00"))
    for fmt, shown in (("table", "2026-11-19 17:30"), ("csv", '"2026-11-20T01:30:00+08:00"')):
        assert lists("list", "far", "--fields", "occurred_at", "--format", fmt).out.splitlines()[-1] == shown
    assert "  2026-11-19 17:30\n" in lists("show", "@").out


WRONG = '  hott: "severty:safety"\n  all-hot: "@hott or priority:urgent"\n'


def test_a_saved_query_that_cannot_be_asked_is_named_with_its_line(svc: Svc) -> None:
    whole = (svc.desk / "svc.yaml").read_text("utf-8")
    line = (whole + WRONG).splitlines().index('  hott: "severty:safety"') + 1
    svc.write(whole + WRONG, "svc.yaml")
    said = f"svc.yaml:{line}: queries.hott: severty is not a field"
    assert svc("check", status=1).out == f"{said}: did you mean severity?\n"
    assert said in svc("commit", "svc.yaml", status=1).err
    for name in ("@hott", "@all-hot"):
        assert svc("list", name, status=2).err.startswith(f"{said}\n  severty:safety\n  ^\n")
    assert svc("list").out == ""


@pytest.mark.parametrize(
    ("saved", "says"),
    [
        ("queries: {mine: [a]}", "a query belongs here"),
        ("queries: {mine: ''}", "a query belongs here"),
        ("queries: {'a b': x}", "is named in letters"),
        ("queries: x", "a map belongs here"),
    ],
)
def test_what_is_no_saved_query_is_refused(svc: Svc, saved: str, says: str) -> None:
    whole = (svc.desk / "svc.yaml").read_text("utf-8")
    svc.write(f"{whole[: whole.index('queries:')]}{saved}\n", "svc.yaml")
    told = svc("check", status=1).out
    assert says in told
    assert told.startswith("svc.yaml:")


def test_a_plain_list_needs_nothing_of_the_query_language(svc: Svc) -> None:
    import subprocess
    import sys

    svc("new", "repair", "Pump leaks")
    code = (
        "import sys; from svc.__main__ import main; main(['-C', sys.argv[1], 'list']); "
        "print(*sorted(name for name in sys.modules if name.startswith(('svc.query', 'svc.dates.words', 'dateutil'))))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(svc.desk)], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == ""


CALENDAR = """
calendars:
  service:
    hours: {mon: ["09:00-17:00"], tue: ["09:00-17:00"], wed: ["09:00-17:00"], thu: ["09:00-17:00"]}
    holidays: ["2026-11-19"]
"""


def test_working_days_are_those_of_the_calendar(svc: Svc, environment: pytest.MonkeyPatch) -> None:
    svc("new", "repair", PUMP, "--at", "2026-11-16 09:00")
    assert titles(svc, "age:>4wd") == [PUMP]
    shipped = (svc.desk / "svc.yaml").read_text("utf-8")
    whole = re.sub(r"\ncalendars:\n.*?\n\n", "\n", shipped, count=1, flags=re.DOTALL)
    svc.write(f"{whole}{CALENDAR}", "svc.yaml")
    told = svc("list", "age:>2wd", status=2).err
    assert told.startswith("the calendar service does not say what 1wd is\n  age:>2wd\n       ^\n")
    svc.write(f"{whole}{CALENDAR}    day_hours: 8h\n", "svc.yaml")
    assert svc("list", "opened:3wd ago").err == "3wd ago is Monday 2026-11-16\n"
    found = {word: bool(titles(svc, word)) for word in ("age:3wd", "age:>3wd", "age:5d", "opened:3wd ago")}
    assert found == {"age:3wd": True, "age:>3wd": False, "age:5d": True, "opened:3wd ago": True}


def test_what_is_computed_is_listed_with_the_fields(lists: Svc, environment: pytest.MonkeyPatch) -> None:
    assert lists("fields", "idle").out == "idle\tlength of time, computed\twithout an entry for\t\n"
    told = {row["field"]: row["computed"] for row in json.loads(lists("fields", "--json").out)}
    assert (told["age"], told["contacts"], told["title"]) == (True, True, False)
    environment.setenv("SVC_LANG", "zh")
    assert lists("fields", "历时").out == "age\t时长，计算得出\t历时\t\n"


def test_the_oldest_comes_first_whatever_the_clock_it_was_told_by(svc: Svc, environment: pytest.MonkeyPatch) -> None:
    times = ("2026-11-20T23:30:00-05:00", "2026-11-21T10:00:00+08:00", "2026-11-21T03:00:00+00:00")
    for number, opened in enumerate(times):
        environment.setenv("SVC_NOW", opened)
        name = svc("new", "repair", f"Pump {number}").id
        told = next(line for line in svc.text(name).splitlines() if line.startswith("opened_at"))
        (path,) = svc.desk.glob(f"cases/**/{name}.yaml")
        path.write_text(svc.text(name).replace(told, f'opened_at: "{opened}"'), "utf-8")
    environment.setenv("SVC_NOW", "2026-11-22T09:00:00+00:00")
    assert svc("list", "--fields", "title").out.split("\n")[:-1] == ["Pump 1", "Pump 2", "Pump 0"]
