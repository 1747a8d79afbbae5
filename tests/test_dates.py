"""Instants: strict where files are read, plain words where people type, real time where clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svc import dates
from svc.errors import UsageError

BERLIN, SHANGHAI, LORD_HOWE = (ZoneInfo(n) for n in ("Europe/Berlin", "Asia/Shanghai", "Australia/Lord_Howe"))


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-21T14:05:00+08:00",
        "2026-11-21T14:05+08:00",
        "2026-11-21T14:05:00Z",
        "2026-11-21T23:59:59-11:30",
        "1999-01-01T00:00:00+14:00",
    ],
)
def test_an_instant_has_an_offset(text: str) -> None:
    found = dates.instant(text)
    assert found is not None
    assert found.utcoffset() is not None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "now",
        "2026-11-21",
        "2026-11-21T14:05:00",
        "2026-11-21 14:05:00+08:00",
        "2026-11-21T14+08:00",
        "20261121T140500Z",
        "2026-11-21T24:00:00Z",
        "2026-11-21T14:60:00Z",
        "2026-02-29T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-11-21T14:05:00+0800",
        "2026-11-21T14:05:00+15:00",
        "2026-11-21T14:05:00+08:60",
        "2026-11-21T14:05:00.5Z",
        "2026-11-21t14:05:00z",
        "0206-11-21T14:05:00Z",
        "２026-11-21T14:05:00Z",
        "2026-11-21T14:05:00Z\n",
        "2026-W47-6T14:05:00Z",
    ],
)
def test_nothing_else_is_an_instant(text: str) -> None:
    assert dates.instant(text) is None


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("2026-11-21", True),
        ("2028-02-29", True),
        ("2026-02-29", False),
        ("2026-1-2", False),
        ("20261121", False),
        ("", False),
        ("2026-11-21 ", False),
        ("0026-11-21", False),
        ("2026-11-21T00:00", False),
        ("２０２６-11-21", False),
    ],
)
def test_a_date_exists(text: str, is_one: bool) -> None:
    assert dates.is_date(text) is is_one


NOW = datetime(2026, 11, 21, 9, 30, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("now", "2026-11-21T09:30:00+08:00"),
        ("现在", "2026-11-21T09:30:00+08:00"),
        ("2026-11-20", "2026-11-20T00:00:00+08:00"),
        ("2026-11-20 14:05", "2026-11-20T14:05:00+08:00"),
        ("2026-11-20T14:05:09", "2026-11-20T14:05:09+08:00"),
        (" 2026-11-20   14:05 ", "2026-11-20T14:05:00+08:00"),
        ("2026-11-20T14:05+01:00", "2026-11-20T21:05:00+08:00"),
        ("2026-11-20 14:05Z", "2026-11-20T22:05:00+08:00"),
        ("08:05", "2026-11-21T08:05:00+08:00"),
        ("today 08:05", "2026-11-21T08:05:00+08:00"),
        ("今天 08:05", "2026-11-21T08:05:00+08:00"),
        ("yesterday 16:30", "2026-11-20T16:30:00+08:00"),
        ("昨天 16:30", "2026-11-20T16:30:00+08:00"),
        ("昨天16:30", "2026-11-20T16:30:00+08:00"),
        ("yesterday", "2026-11-20T00:00:00+08:00"),
    ],
)
def test_what_people_type(text: str, meant: str) -> None:
    assert dates.spoken(text, NOW).isoformat() == meant


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "noon",
        "11/21/2026",
        "21.11.2026",
        "2026-11",
        "2026-11-21 2pm",
        "2026-11-21 25:00",
        "2026-02-30",
        "8:05",
        "1405",
        "the day after",
        "2026-11-21 14:05 CET",
        "-1d",
        "2026-11-21T14:05:00+0800",
        "today yesterday",
        "0001-01-01",
    ],
)
def test_nothing_is_guessed(text: str) -> None:
    with pytest.raises(UsageError) as error:
        dates.spoken(text, NOW)
    assert repr(text) in str(error.value.message)
    assert error.value.hint is not None


@pytest.mark.parametrize(
    ("zone", "wall", "meant"),
    [
        # In a gap the wall time moves forward by the gap.
        (BERLIN, "2026-03-29 02:30", "2026-03-29T03:30:00+02:00"),
        (BERLIN, "2026-03-29 01:59", "2026-03-29T01:59:00+01:00"),
        (BERLIN, "2026-03-29 03:00", "2026-03-29T03:00:00+02:00"),
        (LORD_HOWE, "2026-10-04 02:15", "2026-10-04T02:45:00+11:00"),
        (SHANGHAI, "1940-06-01 00:30", "1940-06-01T01:30:00+09:00"),
        # In a fold the first is meant.
        (BERLIN, "2026-10-25 02:30", "2026-10-25T02:30:00+02:00"),
        (LORD_HOWE, "2026-04-05 01:45", "2026-04-05T01:45:00+11:00"),
        (SHANGHAI, "1991-09-15 01:30", "1991-09-15T01:30:00+09:00"),
        (SHANGHAI, "2026-03-29 02:30", "2026-03-29T02:30:00+08:00"),
    ],
)
def test_wall_times_where_clocks_change(zone: ZoneInfo, wall: str, meant: str) -> None:
    assert dates.spoken(wall, datetime(2026, 11, 21, tzinfo=zone)).isoformat() == meant


WALLS = st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1))


@given(WALLS, st.sampled_from([BERLIN, SHANGHAI, LORD_HOWE]))
def test_a_wall_time_that_exists_stays(wall: datetime, zone: ZoneInfo) -> None:
    wall = wall.replace(microsecond=0)
    found = dates.spoken(wall.isoformat(" "), datetime(2026, 1, 1, tzinfo=zone))
    known = wall.replace(tzinfo=zone)
    if known.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == wall:
        assert found == known
    assert found.astimezone(UTC).astimezone(zone).replace(tzinfo=None) - wall in (
        timedelta(0),
        timedelta(minutes=30),
        timedelta(hours=1),
    )


@given(st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1), timezones=st.sampled_from([BERLIN, LORD_HOWE, UTC])))
def test_what_is_written_is_read_again(moment: datetime) -> None:
    text = moment.replace(microsecond=0).isoformat(timespec="seconds")
    found = dates.instant(text)
    assert found is not None
    assert found.isoformat() == text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("today", "2026-11-21"),
        ("昨天", "2026-11-20"),
        ("2026-12-01", "2026-12-01"),
        ("now", "2026-11-21T09:30:00+08:00"),
        ("14:05", "2026-11-21T14:05:00+08:00"),
        ("2026-12-01T10:00Z", "2026-12-01T18:00:00+08:00"),
    ],
)
def test_a_field_keeps_a_date_as_a_date(text: str, kept: str) -> None:
    assert dates.when(text, NOW) == kept


def test_a_date_field_takes_no_time() -> None:
    assert dates.date(" today ", NOW) == "2026-11-21"
    for text in ("now", "14:05", "2026-11-21T14:05:00Z", "soon"):
        with pytest.raises(UsageError):
            dates.date(text, NOW)


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "/etc/localtime", "../UTC", "Europe", "UTC\n", "Europe/berlin\0"])
def test_what_is_no_time_zone(name: str) -> None:
    assert dates.zone(name) is None


def test_a_time_zone_has_its_name() -> None:
    assert str(dates.zone("Asia/Shanghai")) == "Asia/Shanghai"
