"""What people type for a time: understood in English and Chinese, refused where it may mean two things."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svc.dates import instant
from svc.dates.reckoning import working_day
from svc.dates.words import EITHER, FUTURE, PAST, understood
from svc.errors import UsageError
from svc.i18n import set_language, tr

BERLIN, SHANGHAI, LORD_HOWE = (ZoneInfo(n) for n in ("Europe/Berlin", "Asia/Shanghai", "Australia/Lord_Howe"))
SATURDAY = datetime(2026, 11, 21, 9, 30, tzinfo=SHANGHAI)
MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=SHANGHAI)
MONTH_END = datetime(2026, 1, 31, 23, 30, tzinfo=SHANGHAI)
YEAR_END = datetime(2026, 12, 30, 8, 0, tzinfo=SHANGHAI)
LEAP_DAY = datetime(2028, 2, 29, 12, 0, tzinfo=SHANGHAI)

# On Saturday 2026-11-21, 09:30 in Shanghai, whichever way the time lies: what a file keeps.
ON_SATURDAY = [
    # ISO 8601
    ("now", "2026-11-21T09:30:00+08:00"),
    ("现在", "2026-11-21T09:30:00+08:00"),
    ("2026-11-20", "2026-11-20"),
    ("２０２６-１１-２０", "2026-11-20"),
    ("2026-11-20 14:05", "2026-11-20T14:05:00+08:00"),
    ("2026-11-20T14:05:09", "2026-11-20T14:05:09+08:00"),
    (" 2026-11-20   14:05 ", "2026-11-20T14:05:00+08:00"),
    ("2026-11-20T14:05+01:00", "2026-11-20T21:05:00+08:00"),
    ("2026-11-20 14:05Z", "2026-11-20T22:05:00+08:00"),
    ("08:05", "2026-11-21T08:05:00+08:00"),
    ("０８：０５", "2026-11-21T08:05:00+08:00"),
    # Exact lengths of time
    ("2h ago", "2026-11-21T07:30:00+08:00"),
    ("-2h", "2026-11-21T07:30:00+08:00"),
    ("+2h", "2026-11-21T11:30:00+08:00"),
    ("2 hours ago", "2026-11-21T07:30:00+08:00"),
    ("Two Hours Ago", "2026-11-21T07:30:00+08:00"),
    ("an hour ago", "2026-11-21T08:30:00+08:00"),
    ("half an hour ago", "2026-11-21T09:00:00+08:00"),
    ("1h30m ago", "2026-11-21T08:00:00+08:00"),
    ("1 hour and 30 minutes ago", "2026-11-21T08:00:00+08:00"),
    ("in 1.5h", "2026-11-21T11:00:00+08:00"),
    ("45min ago", "2026-11-21T08:45:00+08:00"),
    ("10 hours ago", "2026-11-20T23:30:00+08:00"),
    ("2小时前", "2026-11-21T07:30:00+08:00"),
    ("２小时前", "2026-11-21T07:30:00+08:00"),
    ("两小时后", "2026-11-21T11:30:00+08:00"),
    ("两个小时之后", "2026-11-21T11:30:00+08:00"),
    ("半小时前", "2026-11-21T09:00:00+08:00"),
    ("半个小时前", "2026-11-21T09:00:00+08:00"),
    ("一个半小时前", "2026-11-21T08:00:00+08:00"),
    ("1.5小时后", "2026-11-21T11:00:00+08:00"),
    ("1小时20分钟前", "2026-11-21T08:10:00+08:00"),
    ("十分钟前", "2026-11-21T09:20:00+08:00"),
    ("一刻钟后", "2026-11-21T09:45:00+08:00"),
    ("二十五分钟以前", "2026-11-21T09:05:00+08:00"),
    # Days
    ("today", "2026-11-21"),
    ("Yesterday", "2026-11-20"),
    ("tomorrow", "2026-11-22"),
    ("the day before yesterday", "2026-11-19"),
    ("day after tomorrow", "2026-11-23"),
    ("今天", "2026-11-21"),
    ("昨天", "2026-11-20"),
    ("明日", "2026-11-22"),
    ("前天", "2026-11-19"),
    ("后天", "2026-11-23"),
    ("大前天", "2026-11-18"),
    ("大后天", "2026-11-24"),
    ("+3d", "2026-11-24"),
    ("-3d", "2026-11-18"),
    ("in 3 days", "2026-11-24"),
    ("3 days from now", "2026-11-24"),
    ("within 3 days", "2026-11-24"),
    ("3 days ago", "2026-11-18"),
    ("a week ago", "2026-11-14"),
    ("in two weeks", "2026-12-05"),
    ("a month ago", "2026-10-21"),
    ("in 1y", "2027-11-21"),
    ("三天前", "2026-11-18"),
    ("3 天后", "2026-11-24"),
    ("两天内", "2026-11-23"),
    ("一周后", "2026-11-28"),
    ("两个星期前", "2026-11-07"),
    ("三个月后", "2027-02-21"),
    ("十天之后", "2026-12-01"),
    # Working days
    ("in 2 working days", "2026-11-24"),
    ("+2wd", "2026-11-24"),
    ("+5wd", "2026-11-27"),
    ("-1wd", "2026-11-20"),
    ("3 business days ago", "2026-11-18"),
    ("3个工作日后", "2026-11-25"),
    ("三个工作日内", "2026-11-25"),
    ("1工作日前", "2026-11-20"),
    # Days of the week
    ("next mon", "2026-11-23"),
    ("next Saturday", "2026-11-28"),
    ("this wed", "2026-11-18"),
    ("last sun", "2026-11-15"),
    ("last saturday", "2026-11-14"),
    ("下周一", "2026-11-23"),
    ("下星期天", "2026-11-29"),
    ("下个礼拜三", "2026-11-25"),
    ("上周五", "2026-11-13"),
    ("上上周五", "2026-11-06"),
    ("本周三", "2026-11-18"),
    ("这周日", "2026-11-22"),
    # Days of the calendar
    ("2026/10/3", "2026-10-03"),
    ("2026.10.3", "2026-10-03"),
    ("2026-1-2", "2026-01-02"),
    ("3 Oct 2026", "2026-10-03"),
    ("Oct 3rd, 2026", "2026-10-03"),
    ("2026年10月3日", "2026-10-03"),
    ("2026年10月3号", "2026-10-03"),
    ("今年十月三日", "2026-10-03"),
    ("明年1月5日", "2027-01-05"),
    ("本月3号", "2026-11-03"),
    ("下个月15号", "2026-12-15"),
    ("end of month", "2026-11-30"),
    ("the end of next month", "2026-12-31"),
    ("end of the year", "2026-12-31"),
    ("start of this month", "2026-11-01"),
    ("月底", "2026-11-30"),
    ("下月底", "2026-12-31"),
    ("上个月初", "2026-10-01"),
    ("明年底", "2027-12-31"),
    # A day and a time of day
    ("yesterday 16:00", "2026-11-20T16:00:00+08:00"),
    ("16:00 yesterday", "2026-11-20T16:00:00+08:00"),
    ("yesterday at 4pm", "2026-11-20T16:00:00+08:00"),
    ("yesterday, 16:00:30", "2026-11-20T16:00:30+08:00"),
    ("tomorrow 9am", "2026-11-22T09:00:00+08:00"),
    ("9:30 a.m. tomorrow", "2026-11-22T09:30:00+08:00"),
    ("tomorrow noon", "2026-11-22T12:00:00+08:00"),
    ("12am", "2026-11-21T00:00:00+08:00"),
    ("12pm", "2026-11-21T12:00:00+08:00"),
    ("8:05", "2026-11-21T08:05:00+08:00"),
    ("next mon 10:00", "2026-11-23T10:00:00+08:00"),
    ("in 2 wd 17:00", "2026-11-24T17:00:00+08:00"),
    ("Oct 3, 2026 16:00", "2026-10-03T16:00:00+08:00"),
    ("昨天 16:30", "2026-11-20T16:30:00+08:00"),
    ("昨天16:30", "2026-11-20T16:30:00+08:00"),
    ("明天１４：３０", "2026-11-22T14:30:00+08:00"),
    ("明天下午3点", "2026-11-22T15:00:00+08:00"),
    ("明天 下午 3 点", "2026-11-22T15:00:00+08:00"),
    ("明天的下午3点", "2026-11-22T15:00:00+08:00"),
    ("昨晚8点半", "2026-11-20T20:30:00+08:00"),
    ("今早9点一刻", "2026-11-21T09:15:00+08:00"),
    ("明晚七点", "2026-11-22T19:00:00+08:00"),
    ("今天上午9点05分", "2026-11-21T09:05:00+08:00"),
    ("凌晨2点", "2026-11-21T02:00:00+08:00"),
    ("中午12点半", "2026-11-21T12:30:00+08:00"),
    ("中午一点", "2026-11-21T13:00:00+08:00"),
    ("明天中午", "2026-11-22T12:00:00+08:00"),
    ("下午3:30", "2026-11-21T15:30:00+08:00"),
    ("下午15点", "2026-11-21T15:00:00+08:00"),
    ("15点三刻", "2026-11-21T15:45:00+08:00"),
    ("二十点整", "2026-11-21T20:00:00+08:00"),
    ("下周一上午十点", "2026-11-23T10:00:00+08:00"),
    ("三天后下午2点", "2026-11-24T14:00:00+08:00"),
    ("2026年10月3日 14:30", "2026-10-03T14:30:00+08:00"),
    ("2026-10-03 下午2点半", "2026-10-03T14:30:00+08:00"),
    ("明天 3pm", "2026-11-22T15:00:00+08:00"),
]

# Where the time lies settles what is meant: in the past, in the future.
TOWARD = [
    (SATURDAY, "mon", "2026-11-16", "2026-11-23"),
    (SATURDAY, "Friday", "2026-11-20", "2026-11-27"),
    (SATURDAY, "fri 10:00", "2026-11-20T10:00:00+08:00", "2026-11-27T10:00:00+08:00"),
    (SATURDAY, "周三", "2026-11-18", "2026-11-25"),
    (SATURDAY, "星期天下午3点", "2026-11-15T15:00:00+08:00", "2026-11-22T15:00:00+08:00"),
    (SATURDAY, "2h", "2026-11-21T07:30:00+08:00", "2026-11-21T11:30:00+08:00"),
    (SATURDAY, "3d", "2026-11-18", "2026-11-24"),
    (SATURDAY, "2wd", "2026-11-19", "2026-11-24"),
    (SATURDAY, "3天", "2026-11-18", "2026-11-24"),
    (SATURDAY, "2个工作日", "2026-11-19", "2026-11-24"),
    (SATURDAY, "15号", "2026-11-15", "2026-12-15"),
    (SATURDAY, "15号 9:00", "2026-11-15T09:00:00+08:00", "2026-12-15T09:00:00+08:00"),
    (YEAR_END, "3 Jan", None, "2027-01-03"),
    (YEAR_END, "1月3日", None, "2027-01-03"),
    (YEAR_END, "20 Dec", "2026-12-20", None),
    (YEAR_END, "12月30日", "2026-12-30", "2026-12-30"),
    (MONDAY, "mon", None, None),
]

# Where months, years and weeks end.
ENDS = [
    (MONTH_END, "in 1 month", "2026-02-28"),
    (MONTH_END, "1 month ago", "2025-12-31"),
    (MONTH_END, "一个月后", "2026-02-28"),
    (MONTH_END, "tomorrow", "2026-02-01"),
    (MONTH_END, "in 1h", "2026-02-01T00:30:00+08:00"),
    (MONTH_END, "end of next month", "2026-02-28"),
    (MONTH_END, "上月底", "2025-12-31"),
    (LEAP_DAY, "in 1 year", "2029-02-28"),
    (LEAP_DAY, "4 years ago", "2024-02-29"),
    (LEAP_DAY, "yesterday", "2028-02-28"),
    (LEAP_DAY, "明天", "2028-03-01"),
    (LEAP_DAY, "月底", "2028-02-29"),
    (YEAR_END, "+2d", "2027-01-01"),
    (YEAR_END, "三天后", "2027-01-02"),
    (YEAR_END, "in 3 working days", "2027-01-04"),
    (YEAR_END, "下周一", "2027-01-04"),
    (YEAR_END, "next mon", "2027-01-04"),
    (YEAR_END, "下个月5号", "2027-01-05"),
    (YEAR_END, "end of year", "2026-12-31"),
    (MONDAY, "next mon", "2026-11-30"),
    (MONDAY, "last mon", "2026-11-16"),
    (MONDAY, "last fri", "2026-11-20"),
    (MONDAY, "上周五", "2026-11-20"),
    (MONDAY, "-1wd", "2026-11-20"),
    (MONDAY, "本周日", "2026-11-29"),
]

# What may be read in two ways, with both; and what may be read in one, which is not the usual one.
DOUBTFUL = [
    ("01/02/2026", "2026-01-02 / 2026-02-01"),
    ("1.2.2026", "2026-01-02 / 2026-02-01"),
    ("1-2-26", "2026-01-02 / 2026-02-01 / 2001-02-26"),
    ("1/2", "2026-01-02 / 2026-02-01"),
    ("11/21/2026", "2026-11-21"),
    ("21.11.2026", "2026-11-21"),
    ("02/02/2026", "2026-02-02"),
    ("01/02/2026 16:00", "2026-01-02 / 2026-02-01"),
    ("mon", "2026-11-16 / 2026-11-23"),
    ("周六", "2026-11-21 / 2026-11-28"),
    ("last fri", "2026-11-13 / 2026-11-20"),
    ("next sunday", "2026-11-22 / 2026-11-29"),
    ("10月3日", "2026-10-03 / 2027-10-03"),
    ("2h", "2026-11-21T07:30+08:00 / 2026-11-21T11:30+08:00"),
    ("2wd", "2026-11-19 / 2026-11-24"),
    ("3m", "3min / 3mo"),
    ("-3m", "-3min / -3mo"),
    ("at 4", "2026-11-21 04:00 / 2026-11-21 16:00"),
    ("4 o'clock yesterday", "2026-11-20 04:00 / 2026-11-20 16:00"),
    ("明天3点", "2026-11-22 03:00 / 2026-11-22 15:00"),
    ("三点半", "2026-11-21 03:30 / 2026-11-21 15:30"),
    ("tomorrow midnight", "2026-11-22 00:00 / 2026-11-22 23:59"),
]

UNCLEAR = [
    "", " ", "soon", "asap", "最近", "noonish", "the day after", "2026-11-21 2pm sharp", "2026-11-21 25:00",
    "2026-02-30", "31 Apr 2026", "2月30日", "13月1日", "32号", "1405", "2026-11-21 14:05 CET", "today yesterday",
    "0001-01-01", "2026-11-21T14:05:00+0800", "24:00", "9:60", "13pm", "0am", "any", "ad", "d", "-", "+",
    "in 2 days ago", "-2d ago", "next week 9am", "下周三点", "昨晚12点", "晚上", "昨晚", "上午3点", "下午9点半钟",
    "一百天后", "十十天后", "9999 years ago", "99999 days ago", "in 9999y", "yesterday's", "10", "1", "two", "mon mon",
    "fri 13 Nov", "小时前", "个月后", "点", "周末", "2026年13月", "1e3h ago", "--2h", "2 h o u r s ago", "x" * 500,
    "2026-Q5", "2026-W60", "第五季度", "q0", "2026-Q4 9am",
]  # fmt: skip


@pytest.mark.parametrize(("text", "kept"), ON_SATURDAY)
def test_what_people_type_is_understood(text: str, kept: str) -> None:
    for toward in (PAST, EITHER, FUTURE):
        assert understood(text, SATURDAY, toward).kept == kept


@pytest.mark.parametrize(("now", "text", "before", "after"), TOWARD)
def test_where_a_time_lies_settles_which_is_meant(
    now: datetime, text: str, before: str | None, after: str | None
) -> None:
    for toward, kept in ((PAST, before), (FUTURE, after)):
        if kept:
            assert understood(text, now, toward).kept == kept
        else:
            with pytest.raises(UsageError, match="may be"):
                understood(text, now, toward)


@pytest.mark.parametrize(("now", "text", "kept"), ENDS)
def test_months_years_and_weeks_end(now: datetime, text: str, kept: str) -> None:
    assert understood(text, now).kept == kept


@pytest.mark.parametrize(("text", "readings"), DOUBTFUL)
def test_what_may_mean_two_things_is_refused_with_both(text: str, readings: str) -> None:
    with pytest.raises(UsageError) as error:
        understood(text, SATURDAY)
    assert str(error.value.message) == f"{text!r} may be {readings}"


@pytest.mark.parametrize("text", UNCLEAR)
def test_nothing_is_guessed(text: str) -> None:
    for toward in (PAST, EITHER, FUTURE):
        with pytest.raises(UsageError) as error:
            understood(text, SATURDAY, toward)
        assert str(error.value.message) == f"{text!r} is not a time svc understands"
        assert error.value.hint is not None


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("tomorow 9am", "tomorrow 9am"),
        ("yestreday", "yesterday"),
        ("next wendesday", "next wednesday"),
        ("2 huors ago", "2 hours ago"),
        ("3 Octobre 2026", "3 october 2026"),
    ],
)
def test_a_slip_of_the_hand_is_pointed_out(text: str, meant: str) -> None:
    with pytest.raises(UsageError) as error:
        understood(text, SATURDAY)
    assert str(error.value.hint) == f"did you mean {meant!r}?"


# Stretches of days: the first day and the last.
PERIODS = [
    ("2026-10", "2026-10-01", "2026-10-31"),
    ("2026-12", "2026-12-01", "2026-12-31"),
    ("2026", "2026-01-01", "2026-12-31"),
    ("last week", "2026-11-09", "2026-11-15"),
    ("this week", "2026-11-16", "2026-11-22"),
    ("下周", "2026-11-23", "2026-11-29"),
    ("上个月", "2026-10-01", "2026-10-31"),
    ("next year", "2027-01-01", "2027-12-31"),
    ("去年", "2025-01-01", "2025-12-31"),
    ("2026年2月", "2026-02-01", "2026-02-28"),
    ("2026-W47", "2026-11-16", "2026-11-22"),
    ("2026-Q4", "2026-10-01", "2026-12-31"),
    ("2026q1", "2026-01-01", "2026-03-31"),
    ("Q4", "2026-10-01", "2026-12-31"),
    ("q1 2027", "2027-01-01", "2027-03-31"),
    ("this quarter", "2026-10-01", "2026-12-31"),
    ("last quarter", "2026-07-01", "2026-09-30"),
    ("next quarter", "2027-01-01", "2027-03-31"),
    ("本季度", "2026-10-01", "2026-12-31"),
    ("本季", "2026-10-01", "2026-12-31"),
    ("上个季度", "2026-07-01", "2026-09-30"),
    ("上上季度", "2026-04-01", "2026-06-30"),
    ("第四季度", "2026-10-01", "2026-12-31"),
    ("去年4季度", "2025-10-01", "2025-12-31"),
    ("2026年第二季度", "2026-04-01", "2026-06-30"),
]


@pytest.mark.parametrize(("text", "first", "last"), PERIODS)
def test_a_stretch_of_days_is_no_single_time(text: str, first: str, last: str) -> None:
    meant = understood(text, SATURDAY)
    assert (meant.start.isoformat(), meant.kept) == (f"{first}T00:00:00+08:00", "")
    assert (meant.end - timedelta(seconds=1)).isoformat() == f"{last}T23:59:59+08:00"
    with pytest.raises(UsageError) as error:
        meant.single()
    assert str(error.value.hint) == "name one day of it"


def test_a_quarter_without_its_year_lies_where_the_time_does() -> None:
    assert [understood("二季度", SATURDAY, toward).start.year for toward in (PAST, FUTURE)] == [2026, 2027]
    assert [understood("第四季度", MONTH_END, toward).start.year for toward in (PAST, FUTURE)] == [2025, 2026]
    with pytest.raises(UsageError, match="'Q2' may be 2026-Q2 / 2027-Q2"):
        understood("Q2", SATURDAY)


def test_a_date_lasts_its_whole_day_and_an_instant_one_second() -> None:
    day, moment = understood("yesterday", SATURDAY), understood("16:00", SATURDAY)
    assert (day.start.isoformat(), day.end.isoformat()) == ("2026-11-20T00:00:00+08:00", "2026-11-21T00:00:00+08:00")
    assert moment.end - moment.start == timedelta(seconds=1)


def test_a_day_wanted_takes_no_time() -> None:
    assert understood("today", SATURDAY).on_a_day().kept == "2026-11-21"
    for text in ("now", "14:05", "2026-11-21T14:05:00Z", "2h ago"):
        with pytest.raises(UsageError, match="is not a date"):
            understood(text, SATURDAY).on_a_day()


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("en", "tomorrow 9am", "tomorrow 9am is Sunday 2026-11-22 09:00"),
        ("en", "三天前", "三天前 is Wednesday 2026-11-18"),
        ("en", "last week", "last week is Monday 2026-11-09 to Sunday 2026-11-15"),
        ("zh", "明天下午3点", "明天下午3点：周日 2026-11-22 15:00"),
        ("zh", "下周", "下周：周一 2026-11-23 至 周日 2026-11-29"),
    ],
)
def test_what_was_understood_is_told(environment: pytest.MonkeyPatch, language: str, text: str, said: str) -> None:
    set_language(language)
    told = understood(text, SATURDAY).told()
    assert told is not None
    assert tr(told) == said


def test_a_day_is_told_as_its_beginning_or_its_end_where_that_counts() -> None:
    meant = understood("tomorrow", SATURDAY)
    assert str(meant.told_instant()) == "tomorrow is Sunday 2026-11-22 00:00"
    assert str(meant.told_deadline()) == "tomorrow is Sunday 2026-11-22, to the end of that day"
    year = understood("去年", SATURDAY)
    assert str(year.told_start()) == "去年: from Wednesday 2025-01-01 on"
    assert str(year.told_end()) == "去年: to the end of Wednesday 2025-12-31"


@pytest.mark.parametrize("text", ["2026-11-20", "2026-11-20 14:05", "2026-11-20T14:05:00Z", "14:05", "now", "2026-10"])
def test_of_iso_there_is_nothing_to_tell(text: str) -> None:
    meant = understood(text, SATURDAY)
    assert (meant.told(), meant.told_instant(), meant.told_deadline()) == (None, None, None)


CLOCKS = [
    # In a gap the wall time moves forward by the gap.
    (BERLIN, "2026-03-29 02:30", "2026-03-29T03:30:00+02:00", "skip 2026-03-29 02:30"),
    (BERLIN, "2026-03-29 01:59", "2026-03-29T01:59:00+01:00", ""),
    (BERLIN, "2026-03-29 03:00", "2026-03-29T03:00:00+02:00", ""),
    (BERLIN, "29 March 2026 2:30am", "2026-03-29T03:30:00+02:00", "skip 2026-03-29 02:30"),
    (LORD_HOWE, "2026-10-04 02:15", "2026-10-04T02:45:00+11:00", "skip 2026-10-04 02:15"),
    (SHANGHAI, "1940-06-01 00:30", "1940-06-01T01:30:00+09:00", "skip 1940-06-01 00:30"),
    # In a fold the first is meant.
    (BERLIN, "2026-10-25 02:30", "2026-10-25T02:30:00+02:00", "the other is 2026-10-25T02:30+01:00"),
    (BERLIN, "2026年10月25日凌晨2点半", "2026-10-25T02:30:00+02:00", "the other is 2026-10-25T02:30+01:00"),
    (BERLIN, "2026-10-25T02:30+01:00", "2026-10-25T02:30:00+01:00", ""),
    (LORD_HOWE, "2026-04-05 01:45", "2026-04-05T01:45:00+11:00", "the other is 2026-04-05T01:45+10:30"),
    (SHANGHAI, "1991-09-15 01:30", "1991-09-15T01:30:00+09:00", "twice"),
    (SHANGHAI, "2026-03-29 02:30", "2026-03-29T02:30:00+08:00", ""),
]


@pytest.mark.parametrize(("zone", "wall", "kept", "said"), CLOCKS)
def test_where_clocks_change_it_is_settled_and_told(zone: ZoneInfo, wall: str, kept: str, said: str) -> None:
    meant = understood(wall, datetime(2026, 11, 21, tzinfo=zone))
    assert meant.kept == kept
    assert said in str(meant.settled or "")
    assert bool(meant.settled) == bool(said)
    assert not said or meant.told() == meant.settled


@pytest.mark.parametrize(
    ("now", "text", "kept"),
    [
        (datetime(2026, 10, 25, 4, 0, tzinfo=BERLIN), "3h ago", "2026-10-25T02:00:00+02:00"),
        (datetime(2026, 10, 25, 4, 0, tzinfo=BERLIN), "两小时前", "2026-10-25T02:00:00+01:00"),
        (datetime(2026, 3, 29, 1, 30, tzinfo=BERLIN), "in 1h", "2026-03-29T03:30:00+02:00"),
        (datetime(2026, 3, 29, 1, 30, tzinfo=BERLIN), "tomorrow", "2026-03-30"),
    ],
)
def test_hours_are_real_hours_whatever_the_clocks_do(now: datetime, text: str, kept: str) -> None:
    assert understood(text, now).kept == kept


@pytest.mark.parametrize(
    ("day", "count", "other"),
    [
        ("2026-11-20", 0, "2026-11-20"),
        ("2026-11-20", 1, "2026-11-23"),
        ("2026-11-21", 0, "2026-11-21"),
        ("2026-11-21", 1, "2026-11-23"),
        ("2026-11-22", -1, "2026-11-20"),
        ("2026-11-23", -1, "2026-11-20"),
        ("2026-11-23", 10, "2026-12-07"),
    ],
)
def test_working_days_are_monday_to_friday(day: str, count: int, other: str) -> None:
    assert working_day(date.fromisoformat(day), count).isoformat() == other


WALLS = st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1))
NOWS = st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1), timezones=st.sampled_from([BERLIN, SHANGHAI, UTC]))
WORDS = (
    "today yesterday next last this mon fri week month ago in from now of end at noon am pm 2 10 3rd oct 2026 16:00 "
    "- + / . : , h d wd mo y 昨天 今 晚 上 下 周 月 年 日 号 点 半 三 十 两 个 小时 天 前 后 工作日 刻 下午 １"
)
PIECES = st.sampled_from(WORDS.split())


@given(WALLS, st.sampled_from([BERLIN, SHANGHAI, LORD_HOWE]))
def test_a_wall_time_that_exists_stays(wall: datetime, zone: ZoneInfo) -> None:
    wall = wall.replace(microsecond=0)
    found = understood(wall.isoformat(" "), datetime(2026, 1, 1, tzinfo=zone)).start
    known = wall.replace(tzinfo=zone)
    if known.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == wall:
        assert found == known
    moved = found.astimezone(UTC).astimezone(zone).replace(tzinfo=None) - wall
    assert moved in (timedelta(0), timedelta(minutes=30), timedelta(hours=1))


@given(NOWS, NOWS)
def test_what_is_kept_is_understood_again(moment: datetime, now: datetime) -> None:
    text = moment.replace(microsecond=0).isoformat(timespec="seconds")
    meant = understood(text, now)
    assert meant.is_plain
    # By the second: no time of a zone inside a doubled hour equals the same instant written with its offset.
    assert instant(meant.kept).timestamp() == meant.start.timestamp() == instant(text).timestamp()
    assert understood(meant.kept, now).kept == meant.kept
    assert understood(text[:10], now).kept == text[:10]


@given(st.one_of(st.text(), st.lists(PIECES, max_size=6).map("".join), st.lists(PIECES, max_size=6).map(" ".join)),
       NOWS, st.sampled_from([PAST, EITHER, FUTURE]))  # fmt: skip
def test_any_text_is_a_time_or_refused(text: str, now: datetime, toward: int) -> None:
    try:
        meant = understood(text, now, toward)
    except UsageError as error:
        refused = str(error.message)
    else:
        refused = ""
    if refused:
        assert repr(text) in refused
        return
    assert meant.start < meant.end
    if meant.kept:
        assert understood(meant.kept, now).kept == meant.kept
