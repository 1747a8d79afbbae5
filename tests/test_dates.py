"""Instants as files hold them: read strictly. What people type is in test_date_words.py."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import tzdata
from hypothesis import given
from hypothesis import strategies as st

from svc import dates

BERLIN, LORD_HOWE = ZoneInfo("Europe/Berlin"), ZoneInfo("Australia/Lord_Howe")


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


@given(st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1), timezones=st.sampled_from([BERLIN, LORD_HOWE, UTC])))
def test_what_is_written_is_read_again(moment: datetime) -> None:
    text = moment.replace(microsecond=0).isoformat(timespec="seconds")
    found = dates.instant(text)
    assert found is not None
    assert found.isoformat() == text


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "/etc/localtime", "../UTC", "Europe", "UTC\n", "Europe/berlin\0"])
def test_what_is_no_time_zone(name: str) -> None:
    assert dates.zone(name) is None


def test_a_time_zone_has_its_name() -> None:
    assert str(dates.zone("Asia/Shanghai")) == str(dates.zone_now("Asia/Shanghai")) == "Asia/Shanghai"
    assert dates.zone_now("Mars/Olympus") is None


WALLS = [datetime(year, month, 17, 1, 30, fold=fold) for year in (1890, 1942, 1986, 2005, 2026, 2090)
         for month in (1, 5, 10) for fold in (0, 1)]  # fmt: skip


@pytest.mark.parametrize("letter", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
def test_a_time_zone_that_keeps_its_offset_is_told_without_its_rules_and_alike(letter: str) -> None:
    for name in sorted(name for name in zoneinfo.available_timezones() if name.startswith(letter)):
        quick, real = dates.zone_now(name), dates.zone(name)
        if quick is None or real is None or quick is real:
            continue
        ends = [datetime(at, 3, 25) + timedelta(hours=hours) for at in (1991, 2016) for hours in range(0, 99, 3)]
        for wall in [*WALLS, *ends]:
            here, there = wall.replace(tzinfo=quick), wall.replace(tzinfo=real)
            told = [(w.utcoffset(), w.dst(), w.tzname()) for w in (here, there)]
            assert told[0] == told[1], (name, wall)
            found = [wall.replace(tzinfo=UTC).astimezone(z) for z in (quick, real)]
            assert (found[0].isoformat(), found[0].fold) == (found[1].isoformat(), found[1].fold), (name, wall)


def test_china_is_told_without_rules_and_germany_is_not() -> None:
    assert dates.zone_now("Asia/Shanghai") is not dates.zone("Asia/Shanghai")
    assert dates.zone_now("Europe/Berlin") is dates.zone("Europe/Berlin")


def test_the_rules_of_time_zones_are_not_those_of_the_machine(tmp_path: Path) -> None:
    """A machine that takes Shanghai for UTC changes nothing; its own rules are asked where the package has none."""
    (tmp_path / "Asia").mkdir()
    utc = (Path(tzdata.__path__[0]) / "zoneinfo" / "UTC").read_bytes()
    for name in ("Asia/Shanghai", "Asia/Nowhere"):
        (tmp_path / name).write_bytes(utc)
    noon = datetime(2026, 11, 21, 12)
    try:
        zoneinfo.reset_tzpath([tmp_path])
        dates.zone.cache_clear()
        found = [noon.replace(tzinfo=dates.zone(name)).utcoffset() for name in ("Asia/Shanghai", "Asia/Nowhere")]
        assert found == [timedelta(hours=8), timedelta(0)]
        for name in ("../Asia/Shanghai", "/etc/localtime", "", "Asia", "tzdata.zi"):
            assert dates.zone(name) is None, name
    finally:
        zoneinfo.reset_tzpath()
        dates.zone.cache_clear()


def test_the_version_of_the_rules_is_named() -> None:
    assert dates.zone_rules() == tzdata.IANA_VERSION
