"""Working time in tables: shifts, holidays, make-up days, closures, pauses, and days on which clocks change."""

from __future__ import annotations

from datetime import date

import pytest
from hours import CHINA, WEEK, at, hours, round_the_clock

from svc.calendars.working import Calendars
from svc.errors import RefusedError, UsageError
from svc.schema.calendar import WEEKDAYS
from svc.schema.durations import Duration, duration, unclear, written

H = 3600
BERLIN, PAULO = "time_zone: Europe/Berlin", "time_zone: America/Sao_Paulo"
CN = f"{WEEK}\nholidays: [CN]\nday_hours: 8h"
SHIFT = 'hours: {sat: ["22:30-28:00"], sun: ["06:00-09:00"]}'
EVERY_NIGHT = "hours: {" + ", ".join(f'{d}: ["22:00-30:00"]' for d in WEEKDAYS) + "}"


@pytest.mark.parametrize(
    ("calendar", "start", "budget", "due"),
    [
        # 2026-11-20 is a Friday.
        (WEEK, "2026-11-20T09:00+08:00", 3 * H, "2026-11-20T12:00+08:00"),  # at closing, not at the next opening
        (WEEK, "2026-11-20T09:00+08:00", 3 * H + 1, "2026-11-20T13:00:01+08:00"),
        (WEEK, "2026-11-20T16:30+08:00", 4 * H, "2026-11-23T11:30+08:00"),
        (WEEK, "2026-11-20T12:30+08:00", 1, "2026-11-20T13:00:01+08:00"),
        (WEEK, "2026-11-21T12:00+08:00", 0, "2026-11-21T12:00+08:00"),  # nothing to do is done at once
        (WEEK, "2026-11-21T12:00+08:00", 40 * H, "2026-11-27T18:00+08:00"),
        (WEEK, "2026-11-20T08:30+00:00", 90 * 60, "2026-11-20T18:00+08:00"),  # asked in another time zone
        # One part of a day closed, a day with hours of its own, a day off.
        (f'{WEEK}\nclosures: ["2026-11-20T17:00/2026-11-23T10:00"]', "2026-11-20T16:30+08:00", H,
         "2026-11-23T10:30+08:00"),
        (f'{WEEK}\nclosures: ["2026-11-20T01:00Z/2026-11-20T02:00Z", "2026-11-20T01:30Z/2026-11-20T01:40Z"]',
         "2026-11-20T08:00+08:00", H, "2026-11-20T11:00+08:00"),
        (f'{WEEK}\noverrides: {{"2026-11-21": ["10:00-11:00"], "2026-11-20": []}}', "2026-11-20T09:00+08:00", H,
         "2026-11-21T11:00+08:00"),
        (f'{WEEK}\nholidays: ["2026-11-20"]', "2026-11-20T09:00+08:00", H, "2026-11-23T10:00+08:00"),
        # China: National Day until the 7th; Saturday 10 October made up for it, Sunday 20 September too.
        (CN, "2026-09-30T17:00+08:00", 2 * H, "2026-10-08T10:00+08:00"),
        (CN, "2026-10-09T17:00+08:00", 2 * H, "2026-10-10T10:00+08:00"),
        (CN, "2026-09-19T12:00+08:00", H, "2026-09-20T10:00+08:00"),
        # A make-up day has Monday's shifts unless another day is named; svc.yaml goes before the country.
        (CN.replace('mon: ["09:00-12:00"', 'mon: ["08:00-12:00"'), "2026-10-10T00:00+08:00", H,
         "2026-10-10T09:00+08:00"),
        (CN.replace('fri: ["09:00-12:00"', 'fri: ["07:00-12:00"') + "\nmake_up: fri", "2026-10-10T00:00+08:00", H,
         "2026-10-10T08:00+08:00"),
        (f'{CN}\nworkdays: {{"2026-11-21": fri}}', "2026-11-20T17:00+08:00", 2 * H, "2026-11-21T10:00+08:00"),
        (f'{CN}\noverrides: {{"2026-10-10": []}}', "2026-10-09T17:00+08:00", 2 * H, "2026-10-12T10:00+08:00"),
        # Over midnight: a holiday takes the shifts that start on it, the night before it goes on.
        (SHIFT, "2026-11-21T23:30+08:00", 4.5 * H, "2026-11-22T04:00+08:00"),
        (SHIFT, "2026-11-21T23:30+08:00", 4.5 * H + 1, "2026-11-22T06:00:01+08:00"),
        (f'{SHIFT}\nholidays: ["2026-11-22"]', "2026-11-21T23:30+08:00", 5 * H, "2026-11-28T23:00+08:00"),
        (f'{EVERY_NIGHT}\nholidays: ["2026-11-24"]', "2026-11-23T22:00+08:00", 9 * H, "2026-11-25T23:00+08:00"),
        # Berlin: 29 March 2026 has no 02:00 to 03:00, 25 October has it twice.
        (f"{BERLIN}\n{EVERY_NIGHT}", "2026-03-28T22:00+01:00", 7 * H, "2026-03-29T06:00+02:00"),
        (f"{BERLIN}\n{EVERY_NIGHT}", "2026-10-24T22:00+02:00", 9 * H, "2026-10-25T06:00+01:00"),
        (f"{BERLIN}\n{SHIFT}", "2026-03-28T22:30+01:00", 4.5 * H, "2026-03-29T04:00+02:00"),
        (f"{BERLIN}\n{SHIFT}", "2026-10-24T22:30+02:00", 6.5 * H, "2026-10-25T04:00+01:00"),
        # What begins in the gap begins an hour later, what ends at a doubled hour ends at the first of them.
        (f'{BERLIN}\nhours: {{sun: ["02:30-05:00"]}}', "2026-03-29T00:00+01:00", 1, "2026-03-29T03:30:01+02:00"),
        (f'{BERLIN}\nhours: {{sun: ["02:15-02:45", "08:00-09:00"]}}', "2026-03-29T00:00+01:00", 31 * 60,
         "2026-03-29T08:01+02:00"),
        (f'{BERLIN}\nhours: {{sun: ["01:00-02:30", "08:00-09:00"]}}', "2026-10-25T00:00+02:00", 1.5 * H,
         "2026-10-25T02:30+02:00"),
        (f'{BERLIN}\nhours: {{sun: ["02:30-04:00"]}}', "2026-10-25T00:00+02:00", 2.5 * H, "2026-10-25T04:00+01:00"),
        # New York: 8 March and 1 November 2026.
        (f"time_zone: America/New_York\n{SHIFT}", "2026-03-07T22:30-05:00", 4.5 * H, "2026-03-08T04:00-04:00"),
        (f"time_zone: America/New_York\n{SHIFT}", "2026-10-31T22:30-04:00", 6.5 * H, "2026-11-01T04:00-05:00"),
        # Lord Howe moves its clocks by half an hour.
        (f"time_zone: Australia/Lord_Howe\n{SHIFT}", "2026-04-04T22:30+11:00", 6 * H, "2026-04-05T04:00+10:30"),
        (f"time_zone: Australia/Lord_Howe\n{SHIFT}", "2026-10-03T22:30+10:30", 5 * H, "2026-10-04T04:00+11:00"),
        # Sao Paulo had no midnight on 4 November 2018, and none since.
        (f'{PAULO}\nhours: {{sun: ["00:00-06:00"]}}', "2018-11-03T12:00-03:00", 5 * H, "2018-11-04T06:00-02:00"),
        (f'{PAULO}\nhours: {{sun: ["00:00-06:00"]}}', "2026-11-01T00:00-03:00", 6 * H, "2026-11-01T06:00-03:00"),
    ],
)  # fmt: skip
def test_due(calendar: str, start: str, budget: float, due: str) -> None:
    found = hours(calendar).due(at(start), int(budget))
    assert found.at == at(due)
    assert found.at.isoformat() == at(due).isoformat(), "told in the time zone of the calendar"
    assert not found.estimated


@pytest.mark.parametrize(
    ("zone", "day", "length"),
    [
        ("Europe/Berlin", "2026-03-29", 23), ("Europe/Berlin", "2026-10-25", 25), ("Europe/Berlin", "2026-07-01", 24),
        ("America/New_York", "2026-03-08", 23), ("America/New_York", "2026-11-01", 25),
        ("Australia/Lord_Howe", "2026-10-04", 23.5), ("Australia/Lord_Howe", "2026-04-05", 24.5),
        ("America/Sao_Paulo", "2018-11-04", 23), ("America/Sao_Paulo", "2018-02-17", 25),
        ("America/Sao_Paulo", "2026-11-01", 24), ("Asia/Shanghai", "2026-03-29", 24),
        ("Asia/Shanghai", "1986-05-04", 23), ("Pacific/Apia", "2011-12-30", 0),
    ],
)  # fmt: skip
def test_a_day_round_the_clock_has_the_hours_that_it_has(zone: str, day: str, length: float) -> None:
    from svc.dates import midnight
    from svc.dates import zone as named

    local = named(zone)
    assert local is not None
    clock = round_the_clock(zone)
    assert clock.elapsed(midnight(day, local), midnight(day, local, 1)).seconds == length * H


def test_pauses_are_left_out_each_second_once() -> None:
    clock = hours()
    start, end = at("2026-11-20T09:00+08:00"), at("2026-11-23T12:00+08:00")
    morning = (at("2026-11-20T10:00+08:00"), at("2026-11-20T11:00+08:00"))
    over_noon = (at("2026-11-20T10:30+08:00"), at("2026-11-20T13:30+08:00"))
    weekend = (at("2026-11-20T18:00+08:00"), at("2026-11-23T09:00+08:00"))
    before = (at("2026-11-19T09:00+08:00"), at("2026-11-20T09:30+08:00"))
    assert clock.elapsed(start, end).seconds == 11 * H
    for pauses, left in ([morning], 10), ([morning, over_noon], 8.5), ([weekend], 11), ([before, over_noon], 8.5):
        assert clock.elapsed(start, end, pauses).seconds == left * H
        assert clock.due(start, int(left * H), pauses).at == end
    assert clock.elapsed(end, start, [morning]).seconds == -10 * H
    # Used up as the pause begins: due then, not when it ends.
    assert clock.due(start, H, [morning]).at == morning[0]


@pytest.mark.parametrize(
    ("calendar", "start", "opens"),
    [
        (WEEK, "2026-11-20T10:00+08:00", "2026-11-20T10:00+08:00"),
        (WEEK, "2026-11-20T09:00+08:00", "2026-11-20T09:00+08:00"),
        (WEEK, "2026-11-20T12:00+08:00", "2026-11-20T13:00+08:00"),
        (WEEK, "2026-11-20T18:00+08:00", "2026-11-23T09:00+08:00"),
        (CN, "2026-09-30T18:00+08:00", "2026-10-08T09:00+08:00"),
        (SHIFT, "2026-11-22T03:59:59+08:00", "2026-11-22T03:59:59+08:00"),
        (EVERY_NIGHT, "2026-12-31T12:00+08:00", "2026-12-31T22:00+08:00"),
    ],
)
def test_next_opening(calendar: str, start: str, opens: str) -> None:
    assert hours(calendar).next_opening(at(start)).at == at(opens)


def test_what_hangs_on_a_year_that_is_not_known_is_estimated() -> None:
    clock = hours(CN)
    known = clock.due(at("2026-12-23T09:00+08:00"), 8 * H)
    assert (known.at, known.estimated) == (at("2026-12-23T18:00+08:00"), False)
    # The notice for 2027 may still move the last days of 2026, as that for 2023 moved 31 December 2022.
    assert clock.due(at("2026-12-24T18:00+08:00"), H).estimated
    far = clock.due(at("2026-12-31T17:00+08:00"), 2 * H)
    # New Year's Day is one in every year, and the day after a Saturday.
    assert (far.at, far.estimated) == (at("2027-01-04T10:00+08:00"), True)
    assert clock.unknown(at("2026-12-31T17:00+08:00"), far.at) == [("CN", 2027)]
    assert clock.elapsed(at("2026-12-01T00:00+08:00"), at("2027-06-01T00:00+08:00")).estimated
    assert not clock.elapsed(at("2019-01-01T00:00+08:00"), at("2026-12-24T00:00+08:00")).estimated
    assert clock.next_opening(at("2027-02-01T00:00+08:00")).estimated
    assert not hours(WEEK).due(at("2027-02-01T00:00+08:00"), H).estimated, "no country, nothing to know"
    # An estimate goes by what was alike in two years or more: from one year alone only the weekdays.
    one = hours(CN, {("CN", 2026): CHINA["CN", 2026]})
    assert one.next_opening(at("2027-01-01T00:00+08:00")).at == at("2027-01-01T09:00+08:00")


@pytest.mark.parametrize(
    ("day", "count", "found"),
    [
        ("2026-09-30", 1, "2026-10-08"), ("2026-10-08", -1, "2026-09-30"), ("2026-10-09", 1, "2026-10-10"),
        ("2026-10-01", 0, "2026-10-01"), ("2026-10-01", 2, "2026-10-09"), ("2026-10-01", -2, "2026-09-29"),
        ("2026-10-08", 0, "2026-10-08"), ("2026-11-22", 5, "2026-11-27"),
    ],
)  # fmt: skip
def test_working_days(day: str, count: int, found: str) -> None:
    assert hours(CN).working_day(date.fromisoformat(day), count) == date.fromisoformat(found)


def test_what_lies_too_far_is_refused() -> None:
    for far in (lambda: hours().due(at("2999-12-01T00:00+08:00"), 400 * H),
                lambda: hours().working_day(date(2999, 12, 30), 5),
                lambda: hours().next_opening(at("2999-12-31T23:00+00:00"))):  # fmt: skip
        with pytest.raises(UsageError, match="beyond the year 2999"):
            far()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("90s", (90, 0)), ("45m", (2700, 0)), ("4h", (14400, 0)), ("1h30m", (5400, 0)), ("2wd", (0, 2)),
        ("1wd4h", (14400, 1)), ("0s", (0, 0)), ("1h0m1s", (3601, 0)),
        ("", None), ("4", None), ("h", None), ("1.5h", None), ("-4h", None), ("30m1h", None), ("4 h", None),
        ("4H", None), ("1d", None), ("٤h", None), ("1h1h", None),
    ],
)  # fmt: skip
def test_a_length_of_time(text: str, found: tuple[int, int] | None) -> None:
    assert duration(text) == (Duration(*found) if found else None)


def test_a_day_is_refused_with_what_it_may_be() -> None:
    assert [str(said) for said in unclear("3d")] == [
        "3d may be a day of 24 hours or a working day", "write 72h or 3wd",
    ]  # fmt: skip
    assert [written(n) for n in (0, 59, 3600, 3660, 90061, -45)] == ["0s", "59s", "1h", "1h1m", "25h1m1s", "-45s"]


def test_working_days_need_a_length() -> None:
    assert hours(CN).budget(Duration(60, 2)) == 16 * H + 60
    with pytest.raises(UsageError, match="does not say what 1wd is"):
        hours().budget(Duration(0, 1))


def test_the_calendars_of_a_desk() -> None:
    service = hours()
    desk = Calendars({"service": service.rules}, {}, "Europe/Berlin")
    assert desk.default is desk["service"]
    always = desk["always"]
    assert always.due(at("2026-03-28T12:00+01:00"), always.budget(Duration(0, 1))).at == at("2026-03-29T13:00+02:00")
    with pytest.raises(RefusedError, match="no calendar service2"):
        desk["service2"]
    assert Calendars({}, {}, "UTC").default.rules.name == "always"
