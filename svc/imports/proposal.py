"""A first mapping for a table nobody has mapped yet: what its columns look like, to be read and put right."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import combinations

from svc.imports.cells import made_key
from svc.model import Data, Value, mapping
from svc.schema.settings import Settings
from svc.tables.rows import Table

_PATTERNS = (
    "iso", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d", "%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y",
    "%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M", "%m/%d/%Y", "%m/%d/%y", "%d/%m/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M", "%d/%m/%Y", "%d/%m/%y", "%d/%b/%y %I:%M %p", "%d-%b-%Y", "%Y/%m/%d %H:%M:%S.%f",
    "%Y年%m月%d日 %H:%M", "%Y年%m月%d日",
)  # fmt: skip
_NAMES = {
    "number": r"\b(id|key|number|no|nr|ticket|case)\b|编号|单号",
    "opened": r"creat|open|receiv|report|start|begin|timestamp|\bdate\b|受理|创建|登记",
    "closed": r"clos|resol|finish|end\b|complet|关闭|完成|结束",
    "activity": r"activit|action|event|活动|操作",
    "stage": r"status|state|stage|状态|阶段",
    "by": r"resource|agent|creator|author|user|处理人|受理人",
    "title": r"title|summary|subject|issue$|type|标题|主题",
    "customer": r"customer|client|reporter|^consumer(?!.*(consent|disputed))|客户|用户",
    "product": r"product|package|model|产品|型号",
    "assignee": r"assign|负责",
    "description": r"descri|narrative|text|comment|\bnotes?\b|remark|detail|描述|内容|备注",
}
_FEW = 20
"""A column with no more words than these is a list of codes."""
_SAMPLE = 500
_PAIRED = 6
"""Columns among which two are sought that tell the rows apart."""
_SHORT = 80
"""A name has no more characters."""


def proposed(table: Table, name: str, form: str, encoding: str, separator: str, rules: Settings, zone: str) -> Data:
    """A mapping for a table, as the data of its file."""
    return _Guess(table, rules).mapping(
        {"source": made_key(name)[:40] or "table", "format": form, "encoding": encoding,
         "separator": {"\t": "tab"}.get(separator, separator), "time_zone": zone}
    )  # fmt: skip


def unused(table: Table, made: Data) -> tuple[str, ...]:
    """The columns of a table that a mapping makes nothing of."""
    cells = [*made.values(), *mapping(made.get("fields", "")).values()]
    named = {name for cell in cells for name in _columns(cell) if isinstance(name, str)}
    return tuple(name for name in table.columns if name not in named)


def _columns(cell: Value) -> list[Value]:
    if not isinstance(cell, dict):
        return [cell]
    several = cell.get("columns", "")
    return [cell.get("column", ""), *(several if isinstance(several, list) else [])]


def separator_of(line: str) -> str:
    """The separator that a line of column names holds most often."""
    return max(",;\t|", key=line.count)


class _Guess:
    def __init__(self, table: Table, rules: Settings) -> None:
        self.table = table
        self.rules = rules
        self.free = list(table.columns)
        self.words = {name: [row.cells[name].strip() for row in table.rows[:_SAMPLE]] for name in table.columns}

    def mapping(self, head: Data) -> Data:
        dated = {name: seen for name in self.free if (seen := pattern(self.words[name]))}
        activity = self.take("activity", [name for name in self.free if name not in dated and self.is_listed(name)])
        closed = "" if activity else self.take("closed", dated)
        opened = self.take("opened", dated) or next((name for name in dated if name != closed), "")
        number = self.number(bool(activity))
        patterns: list[Value] = [*dict.fromkeys(dated[name] for name in (opened, closed) if name)]
        found: Data = {**head, "dates": patterns or ["iso"], "number": number, "type": {"constant": self.kind()}}
        by = self.take("by", self.free)
        if by:
            found["by"] = {"column": by, "key": "true"}
        if activity:
            found |= {"at": opened, "activity": activity, "activities": self.activities(activity)}
            return found | {"fields": self.fields(number)}
        found["opened_at"] = opened
        if closed:
            found["closed_at"] = closed
        stage = self.take("stage", [name for name in self.free if self.is_listed(name)])
        if stage:
            found["stage"] = {"column": stage, "values": self.stages(stage)}
        return found | {"fields": self.fields(number)}

    def activities(self, column: str) -> Data:
        """Where each activity leads: of one that closes, that much is plain."""
        ends = re.compile(r"^clos|关闭", re.IGNORECASE)
        words = dict.fromkeys(row.cells[column].strip() for row in self.table.rows)
        return {word: self.rules.workflow.closed if ends.search(word) else "" for word in words if word}

    def is_listed(self, name: str) -> bool:
        """Whether a column holds a few words again and again."""
        return len({row.cells[name] for row in self.table.rows}) <= _FEW

    def is_worn(self, name: str) -> bool:
        """Whether the words of a column come so often that none of them names a row."""
        return self.is_listed(name) and 2 * len({row.cells[name] for row in self.table.rows}) < len(self.table.rows)

    def take(self, what: str, among: Iterable[str]) -> str:
        """The first column whose name fits and that nothing was made of yet."""
        fits = re.compile(_NAMES[what], re.IGNORECASE)
        found = next((name for name in among if name in self.free and fits.search(name) and any(self.words[name])), "")
        if found:
            self.free.remove(found)
        return found

    def number(self, is_log: bool) -> Value:
        """The column or two that tell the rows apart; of a log, the first one that is called like a number."""
        whole = [name for name in self.free if all(self.words[name])]
        apart = [name for name in whole if is_log or self.differ(name)]
        found = self.take("number", apart) or next(iter(apart), "")
        if found:
            return found
        pairs = ([one, two] for one, two in combinations(whole[:_PAIRED], 2) if self.differ(one, two))
        pair: list[Value] = [*next(pairs, [])]
        return {"columns": pair, "between": "/"} if pair else next(iter(self.table.columns), "")

    def differ(self, *names: str) -> bool:
        """Whether no two rows hold the same in these columns."""
        rows = self.table.rows
        return len({tuple(row.cells[name] for name in names) for row in rows}) == len(rows)

    def kind(self) -> str:
        return next(iter(self.rules.codes.get("type", {})), "complaint")

    def stages(self, column: str) -> Data:
        """Where a word of a status probably leads; what is not understood is to be looked at as open."""
        first, closed = self.rules.workflow.stages[0], self.rules.workflow.closed
        done = re.compile(r"clos|done|resolv|complet|finish|关闭|完成|已解决", re.IGNORECASE)
        words = dict.fromkeys(row.cells[column].strip() for row in self.table.rows)
        return {word: closed if done.search(word) else first for word in words if word}

    def fields(self, number: Value) -> Data:
        found: Data = {"title": self.take("title", [n for n in self.free if not self.is_worn(n)]) or number}
        for name in ("customer", "product", "assignee"):
            column = self.take(name, [n for n in self.free if max(map(len, self.words[n]), default=0) <= _SHORT])
            if column:
                found[name] = {"column": column, "key": "true"}
        text = self.take("description", self.free)
        if text:
            found["description"] = text
        for name in ("severity", "channel", "category"):
            codes = list(self.rules.codes.get(name, {}))
            if codes:
                found[name] = {"constant": "other" if "other" in codes else codes[0]}
        return found


def pattern(words: Sequence[str]) -> str:
    """The pattern that all dates of a column fit, ``""`` when they are no dates."""
    held = [word for word in words if word]
    return next((p for p in _PATTERNS if held and all(_fits(word, p) for word in held)), "")


def _fits(word: str, pattern: str) -> bool:
    try:
        if pattern == "iso":
            datetime.fromisoformat(word)
            return "-" in word
        datetime.strptime(word, pattern)  # noqa: DTZ007 - only its look is asked
    except ValueError:
        return False
    return True
