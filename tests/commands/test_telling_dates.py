"""Date words on the command line: what was understood is told on stderr, and the file keeps ISO 8601."""

from __future__ import annotations

import re

from running import Svc


def test_what_date_words_came_to_is_told(svc: Svc) -> None:
    told = svc("new", "repair", "Pump leaks", "--at", "20min ago", "--set", "wish_by=next mon")
    assert told.err.splitlines()[:2] == [
        "20min ago is Saturday 2026-11-21 08:40",
        "next mon is Monday 2026-11-23, to the end of that day",
    ]
    assert 'opened_at: "2026-11-21T08:40:00+00:00"' in svc.text()
    assert "wish_by: 2026-11-23" in svc.text().replace('"', "")
    told = svc("wait", "@", "parts", "--until", "三个工作日后", "-m", "Seal ordered")
    assert "三个工作日后 is Wednesday 2026-11-25, to the end of that day" in told.err
    assert "2026-11-21 16:00 is" not in svc("promise", "@", "--until", "2026-11-21 16:00", "-m", "Call back").err
    assert "16:00" not in svc("log", "--since", "fri", "-q").err
    assert svc("log", "--since", "fri", "--until", "today").err == (
        "fri is Friday 2026-11-20\ntoday is Saturday 2026-11-21\n"
    )


def test_words_told_once_for_several_cases(svc: Svc) -> None:
    ids = [svc("new", "repair", title, "--serial", title).id for title in ("Pump leaks", "Door squeaks")]
    told = svc("edit", *ids, "--set", "wish_by=fri")
    assert told.err.count("fri is Friday 2026-11-27, to the end of that day") == 1


def test_what_points_the_wrong_way_is_refused(svc: Svc) -> None:
    svc("new", "repair", "Pump leaks")
    for words, said in (
        (("note", "@", "-m", "x", "--at", "in 2h"), "in 2h is still to come"),
        (("promise", "@", "-m", "x", "--until", "2h ago"), "2h ago is past"),
        (("wait", "@", "parts", "--until", "next week"), "name one day of it"),
        (("note", "@", "-m", "x", "--at", "last week"), "name one day of it"),
        (("wait", "@", "parts", "--until", "sat"), "'sat' may be 2026-11-21 / 2026-11-28"),
    ):
        assert said in svc(*words, status=2).err


def test_working_days_are_those_of_the_desks_calendar(svc: Svc) -> None:
    svc("new", "repair", "Pump leaks")
    assert "Tuesday 2026-11-24" in svc("wait", "@", "parts", "--until", "in 2 working days").err
    text = (svc.desk / "svc.yaml").read_text(encoding="utf-8")
    week = ", ".join(f'{day}: ["09:00-18:00"]' for day in ("mon", "tue", "wed", "thu", "sat"))
    text = re.sub(r"\ncalendars:\n.*?\n\n", "\n", text, count=1, flags=re.DOTALL)
    svc.write(f'{text}calendars:\n  service:\n    hours: {{{week}}}\n    holidays: ["2026-11-23"]\n', "svc.yaml")
    assert "Wednesday 2026-11-25" in svc("wait", "@", "customer", "--until", "2个工作日后").err
    assert "Wednesday 2026-11-18" in svc("log", "--since", "2wd").err.splitlines()[0]


def test_a_query_tells_the_dates_that_were_typed_and_not_those_that_are_saved(svc: Svc) -> None:
    name = svc("new", "repair", "Pump leaks", "--at", "2026-11-10 09:00", "--set", "wish_by=2026-11-23").id
    text = (svc.desk / "svc.yaml").read_text(encoding="utf-8")
    svc.write(text.replace("\nqueries:\n", "\nqueries:\n  week: opened:last-week\n"), "svc.yaml")
    told = svc("list", "opened:上周", "wish_by:<=mon", "opened:2026-11", "--fields", "id")
    assert told.out == f"{name}\n"
    assert told.err == "上周 is Monday 2026-11-09 to Sunday 2026-11-15\nmon is Monday 2026-11-23\n"
    quarter = svc("log", "--since", "last quarter", "--until", "本季度", "-q").err, svc("log", "--since", "去年").err
    assert quarter == ("", "去年: from Wednesday 2025-01-01 on\n")
    told = svc("list", "age:>9wd", "--fields", "id")
    assert told == ("", "9wd: working days of the desk; the last 9 begin on Tuesday 2026-11-10\n")
    assert svc("list", "@week", "--fields", "id") == (f"{name}\n", "")
