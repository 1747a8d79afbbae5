"""The mapping file: which column of a table is which field, read strictly, every mistake with its line."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType

from svc.dates import is_date, zone
from svc.errors import T
from svc.model import Data, InvalidFileError, Problem, Value
from svc.schema.fields import BY_PATH, FIXED, FOLDED
from svc.schema.reader import Reader
from svc.schema.settings import Settings
from svc.tables.reading import ENCODINGS, FORMATS
from svc.tables.rows import Table
from svc.typed import NamedTuple

_KEYS = ("source", "format", "encoding", "separator", "time_zone", "dates", "earliest", "empty", "number", "by",
         "type", "stage", "opened_at", "closed_at", "at", "activity", "activities", "fields")  # fmt: skip
_CELL = ("column", "columns", "constant", "values", "otherwise", "key", "between", "labelled")
_SOURCE = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")
_SOME_DAY = datetime(2026, 11, 21, 13, 5, 7, tzinfo=UTC)
_KEPT = (*FIXED, *FOLDED, "type", "path")
_SHAPED = ("items", "records", "blocks", "section", "free", "pairs")


class Cell(NamedTuple):
    """Where a value comes from: columns, or a constant.

    ``values`` turns words of the other system into ours; a word that is not there is ``otherwise``, or refused
    where that is empty. ``key``: a key is made of the words, behind this prefix (``true``: behind none).
    ``between`` stands between the columns; ``labelled``: each is led by its name.
    """

    columns: tuple[str, ...] = ()
    constant: str = ""
    values: Mapping[str, str] | None = None
    otherwise: str = ""
    key: str = ""
    between: str = "\n\n"
    labelled: bool = False
    line: int = 0


NOTHING = Cell()


class Map(NamedTuple):
    """A mapping. ``activities``: what each activity of a log does, a stage it leads to or ``""``; None for rows
    that are cases; ``opened_at`` is when each was done, ``begun_at`` when the case was opened, where that is told.
    Dates without an offset are read in ``time_zone``; what lies before ``earliest`` is no date.
    """

    path: str
    source: str
    number: Cell
    kind: Cell
    opened_at: Cell
    form: str = "csv"
    encoding: str = "utf-8"
    separator: str = ","
    time_zone: str = "UTC"
    dates: tuple[str, ...] = ()
    earliest: str = "1970-01-02"
    empty: tuple[str, ...] = ()
    by: Cell = NOTHING
    stage: Cell = NOTHING
    closed_at: Cell = NOTHING
    begun_at: Cell = NOTHING
    activity: Cell = NOTHING
    activities: Mapping[str, str] | None = None
    fields: Mapping[str, Cell] = MappingProxyType({})

    @property
    def cells(self) -> list[Cell]:
        """Every place where a column is named."""
        own = (self.number, self.kind, self.opened_at, self.by, self.stage, self.closed_at, self.begun_at,
               self.activity)  # fmt: skip
        return [*own, *self.fields.values()]

    @property
    def single(self) -> tuple[str, ...]:
        """The columns that become one field each: what damages them matters."""
        return tuple(dict.fromkeys(cell.columns[0] for cell in self.cells if len(cell.columns) == 1))


def parse(data: Data, path: str, line_of: Callable[[str], int], rules: Settings) -> Map:
    """The mapping in a file under the rules of the desk. Raises InvalidFileError with all that is wrong."""
    reader = Reader(path, line_of)
    reader.codes.update(rules.codes)
    found = _Reading(reader, rules).map(data)
    if reader.problems:
        raise InvalidFileError(sorted(reader.problems, key=lambda p: p.line))
    return found


def fit(plan: Map, table: Table) -> None:
    """See that the table has the columns that the mapping names. Raises InvalidFileError."""
    missing = [(cell.line, name) for cell in plan.cells for name in cell.columns if name not in table.columns]
    if missing:
        said = [(line, T("the file has no column {name}", name=name)) for line, name in missing]
        listed = ", ".join(table.columns)
        problems = [Problem(plan.path, line, "", one) for line, one in said]
        raise InvalidFileError(problems, T("it has: {names}", names=listed))


def _is_pattern(text: str) -> bool:
    """Whether dates can be written by a pattern and read back."""
    try:
        datetime.strptime(_SOME_DAY.strftime(text), text)  # noqa: DTZ007 - only whether it can be read is asked
    except (ValueError, KeyError, re.error):
        return False
    return re.search(r"%[Yy]", text) is not None


class _Reading:
    def __init__(self, reader: Reader, rules: Settings) -> None:
        self.reader = reader
        self.rules = rules

    def map(self, data: Data) -> Map:
        reader = self.reader
        reader.known(data, _KEYS, "")
        is_log = any(key in data for key in ("at", "activity", "activities"))
        when = "at" if is_log else "opened_at"
        needed = ("source", "number", "type", when, *(("activity", "activities") if is_log else ()))
        for key in needed:
            if not data.get(key):
                reader.wrong(key, T("{field} is missing", field=key))
        for key in ("closed_at", "stage") if is_log else ():
            if data.get(key):
                reader.wrong(key, T("of a log, the closing and the stages follow from its activities"))
        fields = reader.table(data.get("fields", ""), "fields")
        return Map(
            path=reader.path,
            source=self.source(data),
            form=self.one_of(data, "format", FORMATS),
            encoding=self.one_of(data, "encoding", ENCODINGS),
            separator=self.separator(data),
            time_zone=self.time_zone(data),
            dates=self.dates(data),
            earliest=self.earliest(data),
            empty=reader.words(data.get("empty", ""), "empty"),
            number=self.cell(data.get("number", ""), "number"),
            by=self.cell(data.get("by", ""), "by"),
            kind=self.coded(data.get("type", ""), "type", "type"),
            stage=self.coded(data.get("stage", ""), "stage", "stage"),
            opened_at=self.cell(data.get(when, ""), when),
            closed_at=self.cell(data.get("closed_at", ""), "closed_at"),
            begun_at=self.cell(data.get("opened_at", "") if is_log else "", "opened_at"),
            activity=self.cell(data.get("activity", ""), "activity"),
            activities=self.activities(data) if is_log else None,
            fields={name: self.field(name, value) for name, value in fields.items()},
        )

    def source(self, data: Data) -> str:
        value = self.reader.text(data, "source")
        if value and not _SOURCE.fullmatch(value):
            said = T("a source is a short name of lower case letters, digits, . _ -, not {value}", value=value)
            self.reader.wrong("source", said)
        return value

    def one_of(self, data: Data, key: str, known: tuple[str, ...]) -> str:
        value = self.reader.text(data, key) or known[0]
        if value not in known:
            self.reader.wrong(key, T("{value} is not one of {names}", value=value, names=", ".join(known)))
            return known[0]
        return value

    def separator(self, data: Data) -> str:
        value = self.reader.text(data, "separator") or ","
        value = {"tab": "\t", "\\t": "\t"}.get(value, value)
        if len(value) != 1 or value in '"\r\n ':
            self.reader.wrong("separator", T("a separator is one character, or the word tab, not {value}", value=value))
            return ","
        return value

    def time_zone(self, data: Data) -> str:
        value = self.reader.text(data, "time_zone")
        if not value:
            self.reader.wrong("time_zone", T("say in which time zone the file's times are, as in Europe/Rome"))
        elif zone(value) is None:
            said = T("{zone} is not a time zone: write it like Asia/Shanghai or Europe/Berlin", zone=value)
            self.reader.wrong("time_zone", said)
        return value

    def dates(self, data: Data) -> tuple[str, ...]:
        value = data.get("dates", "")
        patterns = self.reader.words([value] if isinstance(value, str) and value else value, "dates")
        if not patterns:
            said = T("say how the file writes its dates, as in {example}", example="dates: ['%d/%m/%Y %H:%M']")
            self.reader.wrong("dates", said)
        for pattern in patterns:
            if pattern != "iso" and not _is_pattern(pattern):
                said = T("{pattern} is no pattern of a date: write iso, or one like %d/%m/%Y %H:%M", pattern=pattern)
                self.reader.wrong("dates", said)
        return patterns

    def earliest(self, data: Data) -> str:
        value = self.reader.text(data, "earliest") or "1970-01-02"
        if not is_date(value):
            self.reader.wrong("earliest", T("{value} is not a date: write 2026-11-21", value=value))
        return value

    def activities(self, data: Data) -> dict[str, str]:
        held = self.reader.table(data.get("activities", ""), "activities")
        found = {}
        for name in held:
            stage = self.reader.text(held, name, "activities")
            if stage and stage not in self.rules.workflow.stages:
                self._no_stage(stage, f"activities.{name}")
            found[name] = stage
        return found

    def _no_stage(self, stage: str, where: str) -> None:
        names = ", ".join(self.rules.workflow.stages)
        self.reader.wrong(where, T("{stage} is not one of the stages {names}", stage=repr(stage), names=names))

    def field(self, name: str, value: Value) -> Cell:
        where = f"fields.{name}"
        known = BY_PATH.get(name)
        parent = BY_PATH.get(name.partition(".")[0])
        inside = known is None and parent is not None and parent.kind in ("pairs", "free")
        if name in _KEPT or name.partition(".")[0] in FOLDED:
            self.reader.wrong(where, T("{field} is not set by a mapping of fields", field=name))
        elif known and known.kind in _SHAPED:
            self.reader.wrong(where, T("{field} is more than a text: a mapping cannot fill it", field=name))
        elif not inside:
            self.reader.field(name, where)
        return self.coded(value, where, known.codes if known else "")

    def coded(self, value: Value, where: str, group: str) -> Cell:
        """A value that is a code of the desk: those that the mapping itself names must be."""
        cell = self.cell(value, where)
        for word in (cell.constant, cell.otherwise, *(cell.values or {}).values()):
            if word and group == "stage" and word not in self.rules.workflow.stages:
                self._no_stage(word, where)
            elif word and group:
                self.reader.code(group, word, where)
        return cell

    def cell(self, value: Value, where: str) -> Cell:
        line = self.reader.line_of(where)
        if isinstance(value, str):
            return Cell((value,), line=line) if value else NOTHING
        held = self.reader.table(value, where)
        self.reader.known(held, _CELL, where)
        column, constant = (self.reader.text(held, key, where) for key in ("column", "constant"))
        columns = (column,) if column else self.reader.words(held.get("columns", ""), f"{where}.columns")
        if bool(columns) == bool(constant) or (column and held.get("columns")):
            self.reader.wrong(where, T("name a column, several columns, or a constant"))
        table = self.reader.table(held.get("values", ""), f"{where}.values")
        values = {word: self.reader.text(table, word, f"{where}.values") for word in table}
        labelled = self.one_of(held, "labelled", ("false", "true")) == "true"
        between = self.reader.text(held, "between", where) if "between" in held else ("\n" if labelled else "\n\n")
        return Cell(
            columns, constant, values if "values" in held else None, self.reader.text(held, "otherwise", where),
            self.reader.text(held, "key", where), between, labelled, line,
        )  # fmt: skip
