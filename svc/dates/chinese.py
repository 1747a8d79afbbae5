"""Date words in Chinese, as tables of rules. A pattern is held against words without blanks."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from svc.dates import reckoning, rules
from svc.dates.reckoning import FUTURE, PAST, Asked, Days, DoubtError, one
from svc.dates.rules import ClockRule, DayRule, InstantRule, Match, clock, either_half
from svc.patterns import pattern

_DIGITS = "零一二三四五六七八九"
_NEAR = {"大前天": -3, "前天": -2, "前日": -2, "昨天": -1, "昨日": -1, "今天": 0, "今日": 0,
         "明天": 1, "明日": 1, "后天": 2, "大后天": 3}  # fmt: skip
_SIDES = {"上上": -2, "上": -1, "": 0, "本": 0, "这": 0, "下": 1, "下下": 2}
_YEARS = {"前": -2, "去": -1, "今": 0, "本": 0, "明": 1, "后": 2}
_POINTS = {"前": PAST, "后": FUTURE, "内": FUTURE}
_UNITS = {"工作日": "working", "天": "days", "日": "days", "星期": "weeks", "礼拜": "weeks", "周": "weeks",
          "月": "months", "年": "years"}  # fmt: skip
_PARTS = {
    "凌晨": range(6), "清晨": range(4, 9), "清早": range(4, 9), "早上": range(4, 12), "早晨": range(4, 12),
    "上午": range(5, 12), "中午": range(11, 15), "正午": range(12, 13), "下午": range(12, 20),
    "午后": range(12, 18), "傍晚": range(16, 20), "晚上": range(17, 24), "夜里": range(19, 24),
}  # fmt: skip
"""The hours that a part of the day has."""
_QUARTERS = {"半": "30", "一刻": "15", "三刻": "45"}

_N = "([0-9]{1,4}|[一二两三四五六七八九十]{1,3})"
_SIDE = "(上上|下下|上|下|本|这)个?"
_WEEK = "(?:周|星期|礼拜)"
_UNIT = "(个?工作日|天|日|个?星期|个?礼拜|周|个?月|年)"
_AFTER = "(?:(?:以|之)?(前|后|内))"
_PART = f"({'|'.join(_PARTS)})?"


def number(word: str) -> int:
    """A number in digits, or in characters up to 99. Raises DoubtError for what is none."""
    if word.isascii():
        return int(word)
    tens, ten, ones = word.replace("两", "二").rpartition("十")
    if len(tens) > 1 or len(ones) > 1:
        raise DoubtError
    return 10 * (_digit(tens or "一") if ten else 0) + (_digit(ones) if ones else 0)


def _digit(character: str) -> int:
    return _DIGITS.index(character)


def _weekday(character: str) -> int:
    return 6 if character in "日天" else number(character) - 1


def _away(m: Match, asked: Asked) -> Days:
    return reckoning.away(asked, number(m[1]), _UNITS[m[2].lstrip("个")], _POINTS[m[3]] if m[3] else 0)


def _in_week(m: Match, asked: Asked) -> Days:
    day = _weekday(m[2])
    return reckoning.weekday_of_week(asked, day, _SIDES[m[1]]) if m[1] else reckoning.weekday(asked, day)


def _dated(m: Match, asked: Asked) -> Days:
    month, day = number(m[3]), number(m[4])
    year = int(m[1]) if m[1] else asked.today.year + _YEARS[m[2]] if m[2] else 0
    if not year:
        return reckoning.in_some_year(asked, month, day)
    return _existing(year, month, day)


def _in_month(m: Match, asked: Asked) -> Days:
    days = reckoning.month_from(asked, _SIDES[m[1]])
    return _existing(days.first.year, days.first.month, number(m[2]))


def _existing(year: int, month: int, day: int) -> Days:
    try:
        return one(date(year, month, day))
    except ValueError:
        raise DoubtError from None


def _month(m: Match, _: Asked) -> Days:
    if not 1 <= number(m[2]) <= 12:
        raise DoubtError
    return reckoning.of_month(int(m[1]), number(m[2]))


def _quarter(m: Match, asked: Asked) -> Days:
    if not (m[1] or m[2]):
        return reckoning.in_some_quarter(asked, number(m[3]))
    return reckoning.of_quarter(int(m[1]) if m[1] else asked.today.year + _YEARS[m[2]], number(m[3]))


def _edge(days: Days, edge: str) -> Days:
    return one(days.last if edge in "底末" else days.first)


DAYS: tuple[DayRule, ...] = tuple(
    (pattern(source), read)
    for source, read in (
        (f"({'|'.join(_NEAR)})", lambda m, asked: one(asked.today + timedelta(days=_NEAR[m[1]]))),
        (f"{_N}{_UNIT}{_AFTER}", _away),
        (f"{_N}(个?工作日|天|个?星期|个?礼拜|周|个月)()", _away),
        (f"(?:{_SIDE})?{_WEEK}([一二三四五六日天1-6])", _in_week),
        (f"{_SIDE}{_WEEK}", lambda m, asked: reckoning.of_week(asked, _SIDES[m[1]])),
        (f"{_SIDE}月", lambda m, asked: reckoning.month_from(asked, _SIDES[m[1]])),
        (f"{_SIDE}季度?", lambda m, asked: reckoning.quarter_from(asked, _SIDES[m[1]])),
        ("(?:((?:19|2[0-9])[0-9]{2})年|([去今本明后前])年)?第?([一二三四1-4])季度", _quarter),
        ("([去今本明后前])年", lambda m, asked: reckoning.of_year(asked.today.year + _YEARS[m[1]])),
        (f"(?:{_SIDE})?月([底末初])", lambda m, asked: _edge(reckoning.month_from(asked, _SIDES[m[1] or ""]), m[2])),
        ("([去今本明])?年([底末初])",
         lambda m, asked: _edge(reckoning.of_year(asked.today.year + _YEARS[m[1] or "今"]), m[2])),
        (f"(?:((?:19|2[0-9])[0-9]{{2}})年|([去今本明])年)?{_N}月{_N}[日号]", _dated),
        (f"((?:19|2[0-9])[0-9]{{2}})年{_N}月", _month),
        ("((?:19|2[0-9])[0-9]{2})年", lambda m, _: reckoning.of_year(int(m[1]))),
        (f"{_SIDE}月{_N}[日号]", _in_month),
        (f"{_N}[日号]", lambda m, asked: reckoning.in_some_month(asked, number(m[1]))),
    )
)


def _clock(m: Match) -> time:
    hour = number(m[2])
    minute = _QUARTERS.get(m[3] or "") or (str(number(m[3])) if m[3] else None)
    if not m[1]:
        return either_half(hour, minute)
    return _of_part(m[1], hour, minute)


def _of_part(part: str, hour: int, minute: str | None, second: str | None = None) -> time:
    fits = [each for each in (hour, (hour + 12) % 24 if hour <= 12 else -1) if each in _PARTS[part]]
    if len(fits) != 1:
        raise DoubtError
    return clock(fits[0], minute, second)


CLOCKS: tuple[ClockRule, ...] = (
    (pattern(f"{_PART}{_N}[点时](?:钟|整|(半|一刻|三刻|{_N[1:-1]})分?)?"), _clock),
    (pattern(f"({'|'.join(_PARTS)})([0-9]{{1,2}}):([0-9]{{2}})(?::([0-9]{{2}}))?"),
     lambda m: _of_part(m[1], int(m[2]), m[3], m[4])),
    (pattern("中午|正午"), lambda _: time(12)),
)  # fmt: skip


def _span(m: Match, asked: Asked) -> datetime:
    if not m[0]:
        raise DoubtError
    hours = (float(m[1]) if "." in m[1] else number(m[1])) if m[1] else 0
    hours += 0.5 if m[2] or m[3] else 0
    minutes = (number(m[4]) if m[4] else 0) + (15 * number(m[5]) if m[5] else 0)
    return rules.away(asked, hours, minutes, _POINTS[m[6]] if m[6] else 0)


INSTANTS: tuple[InstantRule, ...] = (
    (pattern(f"(?:(?!个?小时|个?钟头)([0-9]{{1,3}}\\.[0-9]|{_N[1:-1]})?(个?半)?个?(?:小时|钟头)(半)?)?"
                f"(?:{_N}分钟?)?(?:([一三])刻钟)?{_AFTER}?"), _span),
)  # fmt: skip
