"""The query language against a filter in plain Python, and against any text at all.

A query is drawn as text and, beside it, as a function in plain Python that shares nothing with svc.query; both are
asked of the same cases. Strings are drawn from scratch, as mutations of good queries, and as long runs: each is an
answer or one clear error.
"""

from __future__ import annotations

import random
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from making import case, event, settings

from svc.errors import UsageError
from svc.model import Case
from svc.query.asker import Asker
from svc.query.compiling import compiled
from svc.query.of_cases import vocabulary

DESK = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 21, 17, 0, tzinfo=DESK)
RULES = settings(("time_zone: UTC", "time_zone: Asia/Shanghai"))
ME = "zhao.min"
MOST_SECONDS = 0.05

Data = dict[str, Any]


class Asked(NamedTuple):
    """A query as text, and as a function of a case's data."""

    text: str
    holds: Callable[[Data], bool]


# The cases


def _some(chance: random.Random, *values: Any, none: float = 0.25) -> Any:
    return "" if chance.random() < none else chance.choice(values)


def _instant(chance: random.Random) -> str:
    at = NOW - timedelta(seconds=chance.randrange((60 if chance.random() < 0.8 else 900) * 86400))
    zone = ZoneInfo(chance.choice(("UTC", "Asia/Shanghai", "Europe/Berlin")))
    if chance.random() < 0.1:
        at = at.replace(hour=0, minute=0, second=0)
    return at.astimezone(zone).isoformat(timespec="seconds")


def a_case(chance: random.Random, number: int) -> Case:
    """One case; every field may be empty."""
    opened = _instant(chance)
    log = [event("A0000", "open", opened, stage="intake")]
    log += [event(f"B000{n}", "contact", opened, way="in", via="phone") for n in range(chance.randrange(4))]
    items = [
        {"id": f"T000{n}", "product": chance.choice(("HF-20", "AC-75")), "serial": f"26{chance.randrange(20):02}"}
        for n in range(_some(chance, 1, 2, 3) or 0)
    ]
    return case(
        {
            "feedback.reply": _some(chance, "accepted", "refused", "partly"),
            "analysis.cause": _some(chance, "Crimp too loose.\n", "阀门漏水。\n", "ＰＣＢ corroded\n"),
            "analysis.cause_category": _some(chance, "design", "production", "use"),
            "more.colour": _some(chance, "red", "Blue", "绿"),
            "more.score": _some(chance, "3", "12", "7.5", "many"),
        },
        log=tuple(log),
        id=f"C-2611-{number:09}",
        opened_at=opened,
        stage=chance.choice(("intake", "analysis", "resolution", "feedback")),
        type=chance.choice(("complaint", "enquiry", "repair")),
        severity=_some(chance, "minor", "major", "safety"),
        priority=_some(chance, "low", "normal", "high", "urgent", "retired"),
        assignee=_some(chance, ME, "li.wei", "Chen.Jie@Desk.Example"),
        customer=_some(chance, "northmill", "华东电子", "North Mill"),
        product=_some(chance, "HF-20", "AC-75"),
        serial=_some(chance, "2607A00417", "2607B1", "26x"),
        title=_some(chance, "Heater plug gets HOT", "冷风机不制冷，漏水", "Ｐump leaks (badly)", none=0.1),
        tags=sorted({_some(chance, "recall", "leak", "fire") for _ in range(3)} - {""}),
        waiting=sorted({_some(chance, "customer", "parts", none=0.6) for _ in range(2)} - {""}),
        occurred_at=_some(chance, opened[:10], opened, none=0.4),
        items=items,
    )


# The queries. Every term is told twice: as text, and in plain Python.


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _get(data: Data, path: str) -> Any:
    for part in path.split("."):
        data = data.get(part) or {} if isinstance(data, dict) else {}
    return data or ""


def _words(data: Data, name: str) -> list[str]:
    """What a case holds under a name."""
    held = _get(data, name)
    found = held if isinstance(held, list) else [held] if held else []
    if name in ("serial", "product"):
        found = found + [item[name] for item in data["items"] or []]
    return found


_CODED = {
    "stage": ("stage", "阶段", "Stage"), "type": ("type", "类型"), "severity": ("severity", "严重度"),
    "priority": ("priority", "优先级", "ＰＲＩＯＲＩＴＹ"), "waiting": ("waiting", "wait", "等待"),
    "feedback.reply": ("feedback.reply", "reply", "客户答复"), "analysis.cause_category": ("cause_category",),
}  # fmt: skip
_LISTS = {name: {"waiting": "wait", "feedback.reply": "reply", "analysis.cause_category": "cause"}.get(name, name)
          for name in _CODED}  # fmt: skip


def _sign(chance: random.Random, sign: str) -> str:
    """A sign, sometimes as an input method writes it."""
    if chance.random() < 0.15:
        wide = {":": "：", ">": "＞", "<": "＜", "=": "＝", "~": "～", "!": "！"}
        return "".join(wide.get(char, char) for char in sign)
    return sign


def _codes(chance: random.Random) -> Asked:
    name = chance.choice(list(_CODED))
    listed = RULES.codes[_LISTS[name]]
    asked = set(chance.sample(sorted(listed), chance.randint(1, 2)))
    written = []
    for code in sorted(asked):
        label = chance.choice([code, listed[code]["zh"], listed[code]["en"], code.upper()])
        written.append(f'"{label}"' if " " in label else label)
    called = chance.choice(_CODED[name])
    if chance.random() < 0.2:
        return Asked(f"{called}{_sign(chance, ':!=')}{','.join(written)}",
                     lambda data: bool(_words(data, name)) and not asked & set(_words(data, name)))  # fmt: skip
    values = chance.choice(",，、").join(written)
    return Asked(f"{called}{_sign(chance, ':')}{values}", lambda data: bool(asked & set(_words(data, name))))


def _compare(sign: str, left: Any, right: Any) -> bool:
    return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[sign]


def _code_order(chance: random.Random) -> Asked:
    name = chance.choice(("priority", "severity", "stage"))
    order = list(RULES.codes[name])
    if chance.random() < 0.3:
        low, high = sorted(chance.sample(range(len(order)), 2))
        return Asked(f"{name}:{order[low]}..{order[high]}",
                     lambda data: data[name] in order and low <= order.index(data[name]) <= high)  # fmt: skip
    sign, code = chance.choice(("<", "<=", ">", ">=")), chance.choice(order)
    place = order.index(code)
    return Asked(f"{name}{_sign(chance, ':' + sign)}{code}",
                 lambda data: data[name] in order and _compare(sign, order.index(data[name]), place))  # fmt: skip


def _empty(chance: random.Random) -> Asked:
    name = chance.choice(("severity", "assignee", "customer", "waiting", "tags", "items", "serial", "occurred_at",
                          "more.colour", "feedback.reply", "analysis.cause"))  # fmt: skip
    if chance.random() < 0.5:
        word = chance.choice(("none", "无", '""', "NONE"))
        return Asked(f"{name}:{word}", lambda data: not _words(data, name))
    return Asked(f"{name}:{chance.choice(('any', '有', 'Any'))}", lambda data: bool(_words(data, name)))


_TEXTS = ("title", "customer", "analysis.cause", "more.colour", "assignee")
_PARTS = ("hot", "HOT", "漏水", "north", "pcb", "ＰＣＢ", "pump", "e", "zzz", "li.", "，")


def _holds(chance: random.Random) -> Asked:
    name, part = chance.choice(_TEXTS), chance.choice(_PARTS)
    called = chance.choice((name, name.rpartition(".")[2])) if name != "more.colour" else name
    return Asked(f'{called}{_sign(chance, "~")}"{part}"',
                 lambda data: any(_plain(part) in _plain(word) for word in _words(data, name)))  # fmt: skip


def _free(chance: random.Random) -> Asked:
    word = chance.choice((*_PARTS, "plug gets", "leaks (badly)", "2607"))
    return Asked(f'"{word}"' if " " in word or word == "，" else word, lambda data: any(
        _plain(word) in _plain(held) for name in ("id", "title", "customer", "product", "serial")
        for held in _words(data, name)))  # fmt: skip


def _equal(chance: random.Random) -> Asked:
    name = chance.choice(("customer", "serial", "assignee", "tags", "more.colour", "items.serial", "product"))
    if name == "assignee" and chance.random() < 0.5:
        return Asked(f"assignee:{chance.choice(('me', '我'))}", lambda data: data["assignee"] == ME)
    if name == "items.serial":
        word = f"26{chance.randrange(20):02}"
        return Asked(f"items.serial:{word}", lambda data: any(item["serial"] == word for item in data["items"]))
    if name == "serial" and chance.random() < 0.5:
        return Asked("serial:26*7", lambda data: any(word[:2] == "26" and word[-1] == "7" and len(word) > 2
                                                     for word in _words(data, "serial")))  # fmt: skip
    word = chance.choice(("northmill", "华东电子", "NORTH MILL", "2607b1", "1", "2607A00417", "li.wei", "recall", "RED",
                          "blue", "HF-20", "chen.jie@desk.example"))  # fmt: skip
    return Asked(f'{name}:"{word}"', lambda data: any(_plain(held) == _plain(word) for held in _words(data, name)))


def _local(text: str) -> datetime:
    """A time of a case as the wall clock of the desk showed it; a date is its midnight."""
    at = datetime.fromisoformat(text)
    return at.astimezone(DESK).replace(tzinfo=None) if at.tzinfo else at


def _span(chance: random.Random) -> tuple[str, datetime, datetime]:
    """A day, a month, a year, a week: its name, and its first moment and the one after its last."""
    day = (NOW - timedelta(days=chance.randrange(70))).date()
    kind = chance.choice(("day", "day", "month", "year", "near"))
    if kind == "day":
        return day.isoformat(), _midnight(day), _midnight(day + timedelta(days=1))
    if kind == "month":
        first = day.replace(day=1)
        name = chance.choice((f"{first:%Y-%m}", f"{first.year}年{first.month}月"))
        return name, _midnight(first), _midnight((first + timedelta(days=32)).replace(day=1))
    if kind == "year":
        return str(day.year), datetime(day.year, 1, 1), datetime(day.year + 1, 1, 1)
    today = NOW.date()
    monday = today - timedelta(days=today.weekday())
    names = {
        "today": (today, 1), "昨天": (today - timedelta(days=1), 1), "yesterday": (today - timedelta(days=1), 1),
        '"this week"': (monday, 7), "上周": (monday - timedelta(days=7), 7), '"last month"': (date(2026, 10, 1), 31),
        "本月": (date(2026, 11, 1), 30), "去年": (date(2025, 1, 1), 365),
    }  # fmt: skip
    name = chance.choice(list(names))
    first, days = names[name]
    return name, _midnight(first), _midnight(first + timedelta(days=days))


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)


def _times(chance: random.Random) -> Asked:
    name = chance.choice(("opened_at", "opened_at", "occurred_at"))
    called = chance.choice((name, name.removesuffix("_at"), "受理时间" if name == "opened_at" else "发生时间"))
    text, start, end = _span(chance)

    def asks(test: Callable[[datetime], bool]) -> Callable[[Data], bool]:
        return lambda data: bool(data[name]) and test(_local(data[name]))

    sign = chance.choice((":", ":>", ":>=", ":<", ":<=", "..", "a..", "..b"))
    if sign == "..":
        other, first, last = _span(chance)
        if first < start:
            (text, start, end), (other, first, last) = (other, first, last), (text, start, end)
        return Asked(f"{called}:{text}..{other}", asks(lambda at: start <= at < last))
    if sign == "a..":
        return Asked(f"{called}:{text}..", asks(lambda at: at >= start))
    if sign == "..b":
        return Asked(f"{called}:..{text}", asks(lambda at: at < end))
    tests: dict[str, Callable[[datetime], bool]] = {
        ":": lambda at: start <= at < end, ":>": lambda at: at >= end, ":>=": lambda at: at >= start,
        ":<": lambda at: at < start, ":<=": lambda at: at < end,
    }  # fmt: skip
    return Asked(f"{called}{_sign(chance, sign)}{text}", asks(tests[sign]))


def _worked(start: datetime, end: datetime) -> float:
    """Seconds of Monday to Friday, day by day."""
    total, day = 0.0, _midnight(start.date())
    while day < end:
        if day.weekday() < 5:
            total += (min(end, day + timedelta(days=1)) - max(start, day)).total_seconds()
        day += timedelta(days=1)
    return total


def _ages(chance: random.Random) -> Asked:
    number = chance.randrange(40)
    units = {"h": 3600, "d": 86400, "天": 86400, "wd": 86400, "个工作日": 86400, "w": 604800}
    unit, seconds = chance.choice([*units.items()])

    def age(data: Data) -> float:
        start, end = _local(data["opened_at"]), NOW.replace(tzinfo=None)
        return _worked(start, end) if unit in ("wd", "个工作日") else (end - start).total_seconds()

    edge = number * seconds
    sign = chance.choice(("<", "<=", ">", ">=", "", ".."))
    if not sign:
        return Asked(f"age:{number}{unit}", lambda data: edge <= age(data) < edge + seconds)
    if sign == "..":
        return Asked(f"age:{number}{unit}..{number + 5}{unit}", lambda data: edge <= age(data) <= edge + 5 * seconds)
    return Asked(f"age{_sign(chance, ':' + sign)}{number}{unit}", lambda data: _compare(sign, age(data), edge))


def _counts(chance: random.Random) -> Asked:
    name = chance.choice(("tags", "items", "contacts", "waiting"))
    number = chance.randrange(4)

    def count(data: Data) -> int:
        if name == "contacts":
            return sum(line["kind"] == "contact" for line in data["log"])
        return len(data[name])

    sign = chance.choice(("<", "<=", ">", ">=", ""))
    called = chance.choice((f"{name}.count", f"{name}.个数"))
    if not sign:
        return Asked(f"{called}:{number}", lambda data: count(data) == number)
    return Asked(f"{called}:{sign}{number}", lambda data: _compare(sign, count(data), number))


def _own_numbers(chance: random.Random) -> Asked:
    sign, number = chance.choice(("<", "<=", ">", ">=")), chance.choice((3, 7, 7.5, 12))

    def holds(data: Data) -> bool:
        score = _get(data, "more.score")
        return score not in ("", "many") and _compare(sign, float(score), number)

    return Asked(f"more.score:{sign}{number}", holds)


_TERMS = (_codes, _code_order, _empty, _holds, _free, _equal, _times, _ages, _counts, _own_numbers)


def a_query(chance: random.Random, depth: int = 0) -> Asked:
    """A query of random terms."""
    kind = chance.random()
    if depth > 3 or kind < 0.4:
        return chance.choice(_TERMS)(chance)
    if kind < 0.55:
        part = a_query(chance, depth + 1)
        no = chance.choice(("-", "not ", "非 ", "！", "NOT "))
        return Asked(f"{no}({part.text})", lambda data: not part.holds(data))
    parts = [a_query(chance, depth + 1) for _ in range(chance.randint(2, 3))]
    # A bracket that is not needed is left out now and then: and binds before or.
    if kind < 0.8:
        joint = chance.choice((" ", " and ", " 且 ", " && "))
        text = joint.join(_bracketed(part.text, chance, needed=True) for part in parts)
        return Asked(text, lambda data: all(part.holds(data) for part in parts))
    joint = chance.choice((" or ", " 或 ", " OR ", " | "))
    text = joint.join(_bracketed(part.text, chance, needed=False) for part in parts)
    return Asked(text, lambda data: any(part.holds(data) for part in parts))


def _bracketed(text: str, chance: random.Random, needed: bool) -> str:
    if not needed and chance.random() < 0.5:
        return text
    return chance.choice((f"({text})", f"（{text}）", f"( {text} )"))


def compare(count: int, seed: int, cases: int = 40) -> tuple[int, list[str]]:
    """How many cases answered to that many random queries, and each query that the two sides disagree about."""
    chance = random.Random(seed)
    words, asker = vocabulary(RULES), Asker(NOW, lambda: ME)
    found, wrong = 0, []
    held: list[Case] = []
    for number in range(count):
        if number % 50 == 0:
            held = [a_case(chance, n) for n in range(cases)]
        asked = a_query(chance)
        query = compiled(asked.text, words, asker)
        mine = [one.id for one in held if query.holds(one.data)]
        theirs = [one.id for one in held if asked.holds(one.data)]
        found += len(mine)
        if mine != theirs:
            wrong.append(f"{asked.text}: {sorted(set(mine) ^ set(theirs))[:3]} ({len(mine)} against {len(theirs)})")
    return found, wrong


# Any text at all

GOOD = (
    "stage:analysis,resolution priority:high assignee:me waiting:parts",
    'age:>5wd -type:enquiry cause~漏水 "free text"',
    "opened:2026-10..2026-11 标题：热 或 优先级：＞高", "(a or b) and not (c d) items.count:>2 serial:2607*",
    'closed:"last week".."yesterday" idle:3d..5wd text~x attachments:any',
    "feedback.reply:accepted more.colour:red @mine",
    "contacts.via:phone promises.until:..today refs.order~r", "customer!=northmill severity≥major team:any log.by:me",
)  # fmt: skip
SAVED = {"mine": "assignee:me", "a": "@b @b @b", "b": "@c @c or x", "c": "@mine -@mine", "loop": "@loop", "bad": "x:y"}
_SIGNS = (
    "()\"'\\,:~<>=!-@.. \t\n*|&；且或非：，、（）“”「」＞＝～－！＠0123456789wdh至到漏水"
    "\u202e\x00\ud800é\u0301ﷺ😀\u3000"
)


def a_string(chance: random.Random) -> str:
    """A text: a good query mutated, a long run, or characters from scratch."""
    kind = chance.random()
    if kind < 0.5:
        text = chance.choice(GOOD)
        for _ in range(chance.randint(1, 6)):
            start = chance.randrange(len(text) + 1)
            put = chance.choice(("", chance.choice(_SIGNS), chance.choice(_SIGNS) * 3, chance.choice(GOOD)[:9]))
            text = text[:start] + put + text[start + chance.choice((0, 0, 1, 4)) :]
        return text
    if kind < 0.6:
        return chance.choice("(\"'-!（“@.)~*\\且") * chance.randint(1, 5000)
    if kind < 0.7:
        words = ("(", ")", "not", "or", "and", "-", "stage:a", "type:repair", "age:>1d", "opened:2026", "@a", '"x y"')
        return " ".join(chance.choices(words, k=chance.randint(1, 700)))
    if kind < 0.75:
        runs = ("x:1 ", "id:1 ", "opened:2026 ", "a.", "a.b:", '"a" ', "severity:major,", "assignee:", "@a ")
        return chance.choice(runs) * chance.randint(1, 900)
    return "".join(chance.choices(_SIGNS + "abcdefghij:stage", k=chance.randint(0, 80)))


def provoke(count: int, seed: int, timed: bool = False) -> tuple[Counter[str], list[str]]:
    """What came of that many random strings, and each that was neither an answer nor one clear error (or too slow)."""
    chance = random.Random(seed)
    words, asker = vocabulary(RULES), Asker(NOW, lambda: ME)
    held = [a_case(chance, n) for n in range(3)]
    told: Counter[str] = Counter()
    wrong = []
    for number in range(count):
        text = a_string(chance)
        start = time.process_time()
        try:
            query = compiled(text, words, asker, SAVED)
            for one in held:
                query.holds(one.data)
            told["answered"] += 1
        except UsageError as error:
            said = [str(error.message), str(error.hint or ""), *map(str, error.details)]
            told["refused"] += 1
            if any("\n" in line or len(line) > 400 for line in said[:2]) or not said[0]:
                wrong.append(f"{text[:80]!r}: {said}")
            if len(said) > 2 and text.strip() and not said[3].endswith("^"):
                wrong.append(f"{text[:80]!r}: points nowhere: {said}")
        except Exception as error:  # what else comes is a fault, whatever it is
            wrong.append(f"{text[:200]!r}: {type(error).__name__}: {error}")
        if timed and number > 50:
            spent = time.process_time() - start
            told["most microseconds"] = max(told["most microseconds"], int(spent * 1_000_000))
            if spent > MOST_SECONDS:
                wrong.append(f"{text[:80]!r}: {spent * 1000:.0f} ms")
    return told, wrong


def run(queries: int, strings: int, seed: int) -> Iterator[tuple[str, list[str]]]:
    """Both, with their figures."""
    found, wrong = compare(queries, seed)
    yield f"{queries} random queries over 40 cases (seed {seed}): {found} answers, each as plain Python says", wrong
    told, wrong = provoke(strings, seed, timed=True)
    most = told["most microseconds"] / 1000
    came = f"{told['answered']} answered, {told['refused']} refused"
    yield f"{strings} strings: {came}, at most {most:.1f} ms each", wrong
