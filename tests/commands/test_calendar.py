"""``svc calendar`` on a desk: what it prints, what it commits, what it refuses."""

from __future__ import annotations

import io
import json
import sys
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from hours import CHINA, WEEK, year
from running import Svc

SERVICE = f"""
calendars:
  service:
    time_zone: Asia/Shanghai
    {WEEK}
    holidays: [CN]
    day_hours: 8h
  night:
    time_zone: Europe/Berlin
    hours: {{sat: ["22:30-28:00"]}}
"""
FRIDAY = "2026-11-20T16:30+08:00"
WEEKEND = "2026-11-20T17:00+08:00/2026-11-23T10:00+08:00"


@pytest.fixture
def calendar(svc: Svc, monkeypatch: pytest.MonkeyPatch) -> Svc:
    """A desk with two calendars and China's days of 2025 and 2026; no library is installed."""
    for name in ("chinese_calendar", "holidays"):
        monkeypatch.setitem(sys.modules, name, None)
    with_calendars(svc, SERVICE)
    svc("calendar", "update", "CN", "2026", "2025")
    return svc


def with_calendars(svc: Svc, calendars: str) -> None:
    """Put calendars in the place of those that ship."""
    text = (svc.desk / "svc.yaml").read_text("utf-8")
    head, _, tail = text.partition("calendars:\n")
    svc.write(head + tail[tail.index("    day_hours: 8h\n") + len("    day_hours: 8h\n") :] + calendars, "svc.yaml")


def answers(svc: Svc, monkeypatch: pytest.MonkeyPatch, text: str, *words: str, status: int = 0) -> str:
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))
    told = svc("calendar", *words, status=status)
    return told.err if status else told.out


def test_due_elapsed_and_next(calendar: Svc, monkeypatch: pytest.MonkeyPatch) -> None:
    for line, out in {
        ("due", FRIDAY, "4h"): "2026-11-23T11:30:00+08:00\n",
        ("due", FRIDAY, "4h", "--calendar", "night"): "2026-11-22T02:30:00+01:00\n",
        ("due", FRIDAY, "4h", "--calendar", "always"): "2026-11-20T12:30:00+00:00\n",
        ("due", "2026-11-20 08:30", "2wd"): "2026-11-24T16:30:00+08:00\n",
        ("due", FRIDAY, "1h", "--pause", WEEKEND): "2026-11-23T10:30:00+08:00\n",
        ("elapsed", FRIDAY, "2026-11-23T10:30:05+08:00"): "3h5s\n",
        ("elapsed", FRIDAY, FRIDAY): "0s\n",
        ("next", "2026-11-20T18:00+08:00"): "2026-11-23T09:00:00+08:00\n",
        ("due", "2026-12-31T17:00+08:00", "2h"): "2027-01-04T10:00:00+08:00\testimated\n",
    }.items():
        assert calendar("calendar", *line).out == out, line
    told = calendar("calendar", "due", "2026-12-31T17:00+08:00", "2h", "--json", "-q")
    assert json.loads(told.out) == {
        "calendar": "service", "start": "2026-12-31T09:00:00Z", "seconds": 7200, "due": "2027-01-04T02:00:00Z",
        "estimated": True,
    }  # fmt: skip
    assert told.err == "estimated: the days of CN in 2027 are not here yet; svc calendar update CN 2027\n"
    assert json.loads(calendar("calendar", "elapsed", FRIDAY, "2026-11-23T10:30+08:00", "--json").out) == {
        "calendar": "service", "start": "2026-11-20T08:30:00Z", "end": "2026-11-23T02:30:00Z", "seconds": 10800,
        "estimated": False,
    }  # fmt: skip
    assert json.loads(calendar("calendar", "next", FRIDAY, "--json").out) == {
        "calendar": "service", "start": "2026-11-20T08:30:00Z", "next": "2026-11-20T08:30:00Z", "open": True,
        "estimated": False,
    }  # fmt: skip

    lines = f"{FRIDAY} 4h\n\n{FRIDAY} 1h {WEEKEND}  2026-11-20T17:30+08:00/now\n"
    assert answers(calendar, monkeypatch, lines, "due", "-") == (
        "2026-11-23T11:30:00+08:00\n2026-11-23T10:30:00+08:00\n"
    )
    found = answers(calendar, monkeypatch, f"{FRIDAY} 2026-11-23T09:00+08:00\n" * 2, "elapsed", "-", "--json")
    assert [json.loads(line)["seconds"] for line in found.splitlines()] == [5400, 5400]
    night = answers(calendar, monkeypatch, f"{FRIDAY}\n", "next", "-", "--calendar", "night")
    assert night == "2026-11-21T22:30:00+01:00\n"
    assert answers(calendar, monkeypatch, "", "due", "-") == ""


@pytest.mark.parametrize(
    ("words", "stdin", "says"),
    [
        (("due", FRIDAY, "1d"), "", "1d may be a day of 24 hours or a working day\nwrite 24h or 1wd"),
        (("due", FRIDAY, "x"), "", "'x' is not a length of time\nwrite 90s, 45m"),
        (("due", FRIDAY), "", "write it as: svc calendar due START LENGTH"),
        (("due", "someday", "4h"), "", "someday"),
        (("due", FRIDAY, "4h", "--pause", "2026-11-20T17:00"), "", "'2026-11-20T17:00' is not a pause"),
        (("due", FRIDAY, "4h", "--pause", "2026-11-20T17:00/2026-11-20T16:00"), "", "ends before it begins"),
        (("due", FRIDAY, "2wd", "--calendar", "night"), "", "the calendar night does not say what 1wd is"),
        (("due", FRIDAY, "9999999h"), "", "this lies beyond the year 2999"),
        (("due", "-"), f"{FRIDAY} 4h\n{FRIDAY} 4hh\n", "stdin:2: '4hh' is not a length of time"),
        (("due", "-", "--pause", "a/b"), "", "a pause stands on its line of stdin"),
        (("elapsed", FRIDAY, "2026-11-19T00:00+08:00"), "", "2026-11-19T00:00+08:00 is before 2026-11-20"),
        (("elapsed", FRIDAY), "", "write it as: svc calendar elapsed FROM TO"),
        (("next",), "", "write it as: svc calendar next START"),
        (("show", "october"), "", "a period is one word, not 'october'\nwrite 2026, 2026-10 or 2026-10-01"),
        (("update",), "", "'' is not a country"),
        (("update", "china"), "", "'china' is not a country\nwrite svc calendar update CN 2027"),
        (("update", "CN", "27"), "", "'27' is not a year"),
        (("tomorrow",), "", "is not one of show, due, elapsed, next, update"),
    ],
)
def test_what_is_not_understood(
    questions: Svc, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], stdin: str, says: str
) -> None:
    assert says in answers(questions, monkeypatch, stdin, *words, status=2)


@pytest.fixture(scope="module")
def questions(tmp_path_factory: pytest.TempPathFactory) -> Svc:
    """A folder with a svc.yaml and no repository: asking needs none."""
    from hours import desk

    folder = tmp_path_factory.mktemp("desk")
    text = desk(WEEK + "\nday_hours: 8h") + '  night:\n    hours: {sat: ["22:30-28:00"]}\n'
    (folder / "svc.yaml").write_text(text, encoding="utf-8")
    return Svc(folder)


def test_an_unknown_calendar_is_refused_with_those_that_are_there(questions: Svc) -> None:
    assert questions("calendar", "next", "now", "--calendar", "x", status=1).err == (
        "no calendar x\nthese are there: service, night, always\n"
    )
    with (questions.desk / "svc.yaml").open("a", encoding="utf-8") as file:
        file.write("    hour: x\n")
    told = questions("calendar", "next", "now", status=1)
    assert told.err.startswith("svc.yaml:13: calendars.night.hour: hour is not known here; did you mean hours?")


def test_the_days_are_shown_with_their_reasons(calendar: Svc) -> None:
    shown = calendar("calendar", "show", "2026-10").out.splitlines()
    assert len(shown) == 31
    assert shown[6:10] == [
        "2026-10-07\twed\t\tholiday\tCN National Day\t",
        "2026-10-08\tthu\t09:00-12:00, 13:00-18:00\tweekday\t\t",
        "2026-10-09\tfri\t09:00-12:00, 13:00-18:00\tweekday\t\t",
        "2026-10-10\tsat\t09:00-12:00, 13:00-18:00\tworkday\tCN National Day\t",
    ]
    assert calendar("calendar").out.startswith("2026-11-21\tsat\t\t"), "from today on"
    assert len(calendar("calendar", "show", "2028").out.splitlines()) == 366
    [day] = json.loads(calendar("calendar", "show", "2027-01-01", "--json").out)
    assert day == {
        "date": "2027-01-01", "weekday": "fri", "hours": [], "seconds": 0, "why": "holiday", "country": "CN",
        "name": {"en": "New Year's Day", "zh": "元旦"}, "estimated": True,
    }  # fmt: skip


def test_hours_are_shown_as_they_are_in_the_end(svc: Svc) -> None:
    closed = '    closures: ["2026-11-20T14:00/2026-11-20T15:30"]\n'
    with_calendars(svc, SERVICE.replace("    holidays: [CN]\n", closed))
    assert "09:00-12:00, 13:00-14:00, 15:30-18:00" in svc("calendar", "show", "2026-11-20").out
    [night] = json.loads(svc("calendar", "show", "2026-10-24", "--calendar", "night", "--json").out)
    assert (night["hours"], night["seconds"]) == (["22:30-28:00"], 6.5 * 3600)


def test_the_days_of_a_country_are_committed_once(calendar: Svc) -> None:
    assert calendar.git("log", "-1", "--format=%s").strip() == "calendars/CN-2025.yaml, calendars/CN-2026.yaml: update"
    text = (calendar.desk / "calendars" / "CN-2026.yaml").read_text("utf-8")
    assert text == (Path(__file__).parents[2] / "templates/calendars/CN-2026.yaml").read_text("utf-8")
    again = calendar("calendar", "update", "CN", "2026", "--json")
    assert json.loads(again.out) == {"paths": [], "commit": ""}
    assert calendar("calendar", "update", "CN").err == "it was up to date\n", "this year's where none is named"
    unknown = calendar("calendar", "update", "CN", "2027", status=1)
    assert unknown.err == (
        "no library that knows the days of CN in 2027 is installed here\npip install 'svc-desk[holidays]'\n"
    )
    assert calendar("check").out == ""


def test_a_notice_completes_the_year_before(calendar: Svc, monkeypatch: pytest.MonkeyPatch) -> None:
    known = CHINA["CN", 2026]
    name = SimpleNamespace(value="New Year's Day", chinese="元旦")
    library = SimpleNamespace(
        __version__="1.12.0",
        Holiday=(name,),
        holidays=dict.fromkeys([*known.holidays, date(2026, 12, 31), date(2027, 1, 1)], name.value),
        workdays=dict.fromkeys([*known.workdays, date(2027, 1, 3)], name.value),
    )
    monkeypatch.setitem(sys.modules, "chinese_calendar", library)
    told = calendar("calendar", "update", "CN", "2027")
    assert told.out == "calendars/CN-2026.yaml\ncalendars/CN-2027.yaml\n"
    text = (calendar.desk / "calendars" / "CN-2027.yaml").read_text("utf-8")
    found, wrong = year(text, "CN-2027.yaml")
    assert wrong == []
    assert found is not None
    assert (found.source, list(found.workdays)) == ("chinesecalendar 1.12.0", [date(2027, 1, 3)])
    assert calendar("calendar", "due", "2026-12-30T17:00+08:00", "2h").out == "2027-01-03T10:00:00+08:00\n"
    far = calendar("calendar", "update", "CN", "2028", status=1)
    assert far.err.startswith("chinesecalendar 1.12.0 knows the days of CN up to 2027")


def holidays(svc: Svc) -> tuple[str, str, str]:
    """What doctor says of the days of countries."""
    (told,) = [one for one in json.loads(svc("doctor", "--json").out) if one["what"] == "holidays"]
    return told["state"], told["found"], told["do"]


def test_doctor_warns_of_a_year_to_come_once_its_notice_may_be_there(
    calendar: Svc, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SVC_NOW", "2026-09-30T23:00:00+08:00")
    calendar("calendar", "update", "CN", "2026")
    assert holidays(calendar) == ("ok", "CN up to 2026", None)
    monkeypatch.setenv("SVC_NOW", "2026-10-01T00:00:00+00:00")
    missing = "CN in 2027 is not here yet: what hangs on it is estimated"
    assert holidays(calendar) == ("warning", missing, "svc calendar update CN 2027")
    monkeypatch.setenv("SVC_NOW", "2028-11-01T00:00:00+08:00")
    assert holidays(calendar)[2] == "svc calendar update CN 2028 2029"
    (calendar.desk / "calendars" / "CN-2026.yaml").write_text("country: CN\nyear: x\n", encoding="utf-8")
    assert [f["state"] for f in json.loads(calendar("doctor", "--json", status=1).out)][-1] == "error"


def test_whatever_hangs_on_a_year_to_come_says_so(calendar: Svc, monkeypatch: pytest.MonkeyPatch) -> None:
    calendar("calendar", "update", "CN", "2026")
    text = (calendar.desk / "svc.yaml").read_text(encoding="utf-8")
    calendar.write(text.replace("resolve: {within: 48h, calendar: always}", "resolve: {within: 3wd}"), "svc.yaml")
    monkeypatch.setenv("SVC_NOW", "2026-12-30T16:00:00+08:00")
    calendar("new", "repair", "Leaks", "--assignee", "me")
    said = "estimated: the days of CN in 2027 are not here yet; svc calendar update CN 2027"
    for words in (["sla"], ["why", "@"], ["sla", "--json"], ["promise", "@", "--until", "2027-01-02", "-m", "Come"]):
        assert calendar(*words).err.splitlines().count(said) == 1, words
    (due,) = json.loads(calendar("sla", "--target", "resolve", "--json").out)
    assert (due["due"], due["estimated"]) == ("2027-01-05T08:00:00Z", True)
    assert calendar("sla", "--target", "resolve", "--fields", "estimated").out == "estimated\n"
    monkeypatch.setenv("SVC_NOW", "2027-01-05T14:00:00+08:00")
    assert said in calendar("next").err
    reasons = json.loads(calendar("next", "--json").out)[0]["reasons"]
    assert [one["estimated"] for one in reasons if one.get("about") == "resolve"] == [True]
    assert said in calendar("why", "@", "resolve", "--as-of", "2027-02-01").err, "late by a guess"


def test_date_words_and_ages_go_by_the_first_calendar(calendar: Svc, monkeypatch: pytest.MonkeyPatch) -> None:
    calendar("commit", "svc.yaml")
    monkeypatch.setenv("SVC_NOW", "2026-09-29T10:00:00+08:00")
    calendar("new", "enquiry", "Which filter fits?")
    told = calendar("wait", "@", "customer", "--until", "2wd")
    assert told.err.startswith("2wd is Thursday 2026-10-08"), "after seven holidays"
    monkeypatch.setenv("SVC_NOW", "2026-10-08T12:00:00+08:00")
    for age, count in (("age:>1wd", 1), ("age:>2wd", 1), ("age:>3wd", 0), ("age:>8d", 1)):
        assert len(calendar("list", age, "--fields", "id").out.splitlines()) == count, age
    monkeypatch.setenv("SVC_NOW", "2026-12-30T12:00:00+08:00")
    told = calendar("wait", "@", "parts", "--until", "3wd")
    said = "estimated: the days of CN in 2027 are not here yet; svc calendar update CN 2027\n"
    assert told.err.count(said) == 1
    assert "3wd is Tuesday 2027-01-05" in told.err


def test_check_names_what_is_wrong(calendar: Svc) -> None:
    (calendar.desk / "calendars" / "CN-2026.yaml").write_text("country: CN\nyear: 2025\nsource: me\n", "utf-8")
    (calendar.desk / "calendars" / "CN-2024.yaml").write_text("country: [\n", "utf-8")
    told = calendar("check", status=1)
    assert told.out.startswith("calendars/CN-2024.yaml:")
    assert "calendars/CN-2026.yaml:2: year: the file says year: 2026 by its name\n" in told.out
    assert told.err == "2 problems in 2 of 4 files\n"
    assert "calendars/CN-2026.yaml:2: year" in calendar("calendar", "next", "now", status=1).err
    calendar.git("checkout", "calendars")
    text = (calendar.desk / "svc.yaml").read_text("utf-8")
    calendar.write(text.replace('sat: ["22:30-28:00"]', 'sat: ["22:30-28:00"], sun: ["03:00-04:00"]'), "svc.yaml")
    (calendar.desk / "calendars" / "CN-2024.yaml").unlink()
    said = "calendars.night.hours.sun: 22:30-28:00 of the day before runs into 03:00-04:00"
    assert said in calendar("check", status=1).out
    assert "runs into" in calendar("commit", "svc.yaml", status=1).err, "such a calendar is not taken in"
    assert calendar("new", "enquiry", "A call comes in").out, "and stops nobody from taking a call"


def test_other_commands_load_nothing_of_it(calendar: Svc) -> None:
    import subprocess

    code = "import sys; from svc.__main__ import main; main(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"
    for words in (["list"], ["new", "enquiry", "x"]):
        line = [sys.executable, "-c", code, "-C", str(calendar.desk), *words]
        done = subprocess.run(line, capture_output=True, text=True, check=True)
        assert not [m for m in done.stderr.split() if m.startswith("svc.") and ("calendar" in m or "countr" in m)]
