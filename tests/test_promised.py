"""Promises that cannot be kept: outside the hours, or later than what is due anyway."""

from __future__ import annotations

import pytest
from measuring import a, at, targets
from running import Svc

from svc.sla.promised import doubts

HELD = targets("resolve 8h service", "restore 20h service", "own 1h service")
"""Opened on Friday at four, the case is to be resolved by Monday at four, to work by Wednesday at eleven."""


@pytest.mark.parametrize(
    ("until", "now", "said"),
    [
        ("2026-11-20T17:00:00+08:00", "11-20 16:10", []),
        ("2026-11-20T18:00:00+08:00", "11-20 16:10", []),  # closing time is still time
        ("2026-11-23T09:00:00+08:00", "11-20 16:10", []),
        ("2026-11-23T12:00:00+08:00", "11-20 16:10", []),
        ("2026-11-20T18:00:01+08:00", "11-20 16:10", ["closed service 11-23 09:00"]),
        ("2026-11-20T12:30:00+00:00", "11-20 16:10", ["closed service 11-23 09:00"]),
        ("2026-11-23T12:30:00+08:00", "11-20 16:10", ["closed service 11-23 13:00"]),
        ("2026-11-20", "11-20 16:10", []),
        ("2026-11-21", "11-20 16:10", ["closed service 11-23 09:00"]),
        ("2026-12-05", "12-04 09:00", []),  # a Saturday that is worked, and everything is late by then
        ("2026-12-24", "12-04 09:00", ["closed service 12-25 09:00"]),
        ("2026-11-23T16:00:00+08:00", "11-20 16:10", []),
        ("2026-11-23T16:00:01+08:00", "11-20 16:10", ["later resolve 11-23 16:00"]),
        ("2026-11-23", "11-20 16:10", ["later resolve 11-23 16:00"]),  # to the end of that day
        ("2026-11-25T20:00:00+08:00", "11-20 16:10",
         ["closed service 11-26 09:00", "later resolve 11-23 16:00", "later restore 11-25 11:00"]),
        ("2026-11-25T17:00:00+08:00", "11-24 09:00", ["later restore 11-25 11:00"]),  # what is late is late already
        ("soon", "11-20 16:10", []),
    ],
)
def test_doubts(until: str, now: str, said: list[str]) -> None:
    case = a(f"11-20 16:00 open\n11-20 16:05 promise state=made until={until}")
    found = doubts(case.events[-1], case, HELD, at(now))
    assert [f"{one.why} {one.name} {one.at.astimezone(HELD.zone):%m-%d %H:%M}" for one in found] == said


def test_what_is_resolved_or_paused_has_no_due_to_be_late_for() -> None:
    waiting = a("11-20 16:00 open\n11-20 16:01 wait for=customer\n11-20 16:05 promise state=made until=2026-11-27")
    assert list(doubts(waiting.events[-1], waiting, HELD, at("11-20 16:10"))) == []


def test_a_promise_is_made_and_warned_of(svc: Svc, environment: pytest.MonkeyPatch) -> None:
    svc("new", "repair", "Leaks")
    said = svc("promise", "@", "--until", "2026-11-29", "-m", "Call back")
    assert said.err.splitlines()[-2:] == [
        "promised for 2026-11-29, when service is closed: it opens next 2026-11-30 09:00",
        "promised for 2026-11-29, later than the time target resolve, which falls due 2026-11-23 09:00",
    ]
    environment.setenv("SVC_LANG", "zh")
    told = svc("promise", "@", "--until", "2026-11-29 10:00", "-m", "Call back").err
    assert "承诺的时间 2026-11-29 10:00 不在日历 service 的工作时间内：下次开门是 2026-11-30 09:00" in told
    assert "晚于时限目标“解决”的到期时间 2026-11-23 09:00" in told
    assert svc("promise", "@", "--until", "2026-11-23 09:00", "-m", "In time").err == ""
    assert svc("show", "@", "--json").out.count('"state": "made"') == 3
