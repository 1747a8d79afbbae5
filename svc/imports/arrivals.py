"""Rows as new cases: one row a case, or the rows of a log together one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from svc import ids
from svc.errors import RefusedError, T
from svc.imports import cells, logs
from svc.imports.mapping import Cell, Map
from svc.model import Arrival, Case, Change, Data, Event, Value, is_empty, stamp
from svc.schema import gates
from svc.schema.fields import BY_PATH
from svc.schema.settings import Settings
from svc.tables.rows import Remark, Row, Table, repeats
from svc.typed import NamedTuple
from svc.words import one_line
from svc.workflow import route_for


class Arrivals(NamedTuple):
    """What a table comes to: the cases, the rows that are left out with the reason, what else to know.

    ``lines``: all the lines that tell of a case, by its first one.
    """

    cases: tuple[Arrival, ...]
    left_out: tuple[Remark, ...]
    remarks: tuple[Remark, ...]
    lines: Mapping[int, tuple[int, ...]]


def arrivals(rules: Settings, plan: Map, table: Table, now: datetime) -> Arrivals:
    """The cases that the rows of a table tell of. ``now``: the moment of the import, in the zone of the desk."""
    return _Reading(rules, plan, now).all(table)


class _Reading:
    def __init__(self, rules: Settings, plan: Map, now: datetime) -> None:
        self.rules = rules
        self.plan = plan
        self.past = cells.Past(plan, now)
        self.found: list[Arrival] = []
        self.left_out: list[Remark] = []
        self.remarks: list[Remark] = []
        self.lines: dict[int, tuple[int, ...]] = {}
        self.turned: dict[tuple[str, str], list[Remark]] = {}

    def all(self, table: Table) -> Arrivals:
        again = repeats(table.rows)
        self.left_out += [Remark(row.line, row.said) for row in table.broken]
        self.left_out += [Remark(n, T("repeats line {line}", line=m)) for n, m in again.items()]
        broken: dict[str, set[int]] = {}
        for line, word in ((row.line, cell.strip()) for row in table.broken for cell in row.cells):
            broken.setdefault(word, set()).add(line)
        for number, rows in self._by_number([row for row in table.rows if row.line not in again]).items():
            try:
                if self.plan.activities is None:
                    one = self._row(number, rows)
                else:
                    self._refuse_torn(rows[0], broken)
                    one = self._log(number, rows)
                self.found.append(one)
                self.lines[one.line] = tuple(row.line for row in rows)
            except RefusedError as error:
                self.left_out += [Remark(row.line, error.message) for row in rows]
        by_line = sorted(self.left_out, key=lambda one: one.line)
        remarks = sorted([*self.remarks, *self._turns()], key=lambda one: one.line)
        return Arrivals(tuple(self.found), tuple(by_line), tuple(remarks), self.lines)

    def _refuse_torn(self, row: Row, broken: Mapping[str, set[int]]) -> None:
        """A broken row that holds the number of a case tells of it, who knows what. ``broken``: word to lines."""
        words = [row.cells[name].strip() for name in self.plan.number.columns]
        lines = set.intersection(*(broken.get(word, set()) for word in words)) if words else set()
        if lines:
            raise RefusedError(T("line {line}, which cannot be read, may belong to its log", line=min(lines)))

    def _by_number(self, rows: list[Row]) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = {}
        for row in rows:
            try:
                found.setdefault(cells.number(self.plan, row), []).append(row)
            except RefusedError as error:
                self.left_out.append(Remark(row.line, error.message))
        return found

    def _row(self, number: str, rows: list[Row]) -> Arrival:
        row = rows[0]
        if len(rows) > 1:
            lines = ", ".join(str(row.line) for row in rows)
            raise RefusedError(T("the number {number} stands on several lines: {lines}", number=number, lines=lines))
        opened = self._moment(self.plan.opened_at, row)
        if opened is None:
            raise RefusedError(T("{column}: the date is missing", column=", ".join(self.plan.opened_at.columns)))
        sets = self._fields(row)
        events = self._life(number, row, opened, sets)
        return self._arrival(number, row, sets, events)

    def _moment(self, cell: Cell, row: Row) -> datetime | None:
        text, columns = cells.said(self.plan, cell, row), ", ".join(cell.columns)
        if not text:
            return None
        found = self.past.moment(text, columns)
        if self.past.turned:
            named = {"column": columns, "value": text, "zone": self.plan.time_zone}
            said = T("{column}: {value} never was in {zone}, the clocks went forward: read as that much later", **named)
            if self.past.turned == "twice":
                said = T("{column}: {value} was twice in {zone}, the clocks went back: the first is meant", **named)
            self.turned.setdefault((columns, self.past.turned), []).append(Remark(row.line, said))
        return found

    def _turns(self) -> Iterator[Remark]:
        """The times at which clocks were put forward or back: the first of each kind, and how many."""
        for found in self.turned.values():
            first = min(found, key=lambda one: one.line)
            if len(found) > 1:
                first = Remark(first.line, T("{said} ({count} rows)", said=first.said, count=len(found)))
            yield first

    def _life(self, number: str, row: Row, opened: datetime, sets: dict[str, Value]) -> list[Event]:
        """The case was opened, and perhaps closed: where it stood in between nobody knows."""
        loop = self.rules.workflow
        closed = self._moment(self.plan.closed_at, row)
        first = loop.stages[0]
        stage = cells.said(self.plan, self.plan.stage, row) or (loop.closed if closed else first)
        if stage not in loop.stages:
            raise RefusedError(T("{stage} is not one of the stages {names}", stage=stage, names=", ".join(loop.stages)))
        if closed and closed < opened:
            named = {"closed": self._words(self.plan.closed_at, row), "opened": self._words(self.plan.opened_at, row)}
            raise RefusedError(T("it was closed on {closed}, before it was opened on {opened}", **named))
        if closed and stage != loop.closed:
            sets["more.closed_at"] = stamp(closed)
            said = T("there is a date of closing, but it is in {stage}: taken so; the date is kept in {field}",
                     stage=stage, field="more.closed_at")  # fmt: skip
            self.remarks.append(Remark(row.line, said))
        if stage == loop.closed and not closed and self.plan.closed_at.columns:
            self.remarks.append(Remark(row.line, T("it is closed, nobody knows when")))
        told = logs.Told(self.plan.source, number, self._by(row))
        if stage != loop.closed or not closed:
            return told.begun(opened, stage)
        return [*told.begun(opened, first), told.moved(closed, first, stage, "closed")]

    def _words(self, cell: Cell, row: Row) -> str:
        return one_line(cells.said(self.plan, cell, row))

    def _by(self, row: Row) -> str:
        return self._words(self.plan.by, row) or self.plan.source

    def _fields(self, row: Row) -> dict[str, Value]:
        """The fields of a new case that the row tells."""
        kind = cells.said(self.plan, self.plan.kind, row)
        if not kind:
            raise RefusedError(T("the type is missing"))
        found: dict[str, Value] = {**self.rules.defaults, "type": kind}
        for name, cell in self.plan.fields.items():
            text = cells.said(self.plan, cell, row)
            made = cells.value(BY_PATH.get(name), text, self.past, ", ".join(cell.columns))
            if not is_empty(made):
                found[name] = made
        title = str(found.get("title", ""))
        if not title:
            raise RefusedError(T("{field} is missing", field="title"))
        short = cells.cut_title(title)
        if short != title:
            found |= {"title": short, "description": f"{title}\n\n{found.get('description', '')}".rstrip("\n") + "\n"}
        return found

    def _arrival(self, number: str, row: Row, sets: dict[str, Value], events: list[Event]) -> Arrival:
        opened = events[0]
        month = opened.at.strftime("%y%m")
        name = ids.case_id(self.rules.prefix, month, ids.hashed(self.plan.source, number))
        origin: Data = {"source": self.plan.source, "number": number}
        header: dict[str, Value] = {
            "id": name, "stage": logs.stage_after(events), "opened_at": stamp(opened.at), "opened_by": opened.by,
            "path": self._route(sets, events), "origin": origin,
        }  # fmt: skip
        what = f"import {self.plan.source}"
        return Arrival(row.line, name, Change(sets | header, tuple(events), what=what))

    def _route(self, sets: dict[str, Value], events: list[Event]) -> str:
        """The path that a new case takes, or where that one does not know a stage the case has seen, another."""
        loop, case = self.rules.workflow, Case(dict(sets), "")
        stages = {e.get("to") or e.get("stage") for e in events} - {""}
        chosen = route_for(loop, case)
        fitting = [r for r in (chosen, *loop.routes) if gates.holds(r.only, case)]
        known = (r for r in fitting if stages <= {s for move in r.moves for s in (move.source, move.target)})
        return next(known, chosen).name

    def _log(self, number: str, rows: list[Row]) -> Arrival:
        """The case of the rows of a log. One row that cannot be read leaves them all out: no log is half taken."""
        deeds = [self._deed(row) for row in rows]
        ordered = logs.in_order(deeds, list(self.plan.activities or ()))
        last = ordered[-1].row
        events = logs.events(self.rules, self.plan, number, ordered, self._born(rows, ordered[0]))
        return self._arrival(number, min(rows, key=lambda row: row.line), self._fields(last), events)

    def _born(self, rows: list[Row], first: logs.Deed) -> datetime | None:
        """When the case of a log was opened, where a column of its rows says so; before it nothing can have been."""
        found = {self._moment(self.plan.begun_at, row): row for row in rows}
        if len(found) > 1:
            lines = ", ".join(str(line) for line in sorted(row.line for row in found.values()))
            raise RefusedError(T("its rows say different times of opening: lines {lines}", lines=lines))
        born = next(iter(found))
        if born and first.at < born:
            named = {"line": first.row.line, "at": self._words(self.plan.opened_at, first.row),
                     "opened": self._words(self.plan.begun_at, first.row)}  # fmt: skip
            raise RefusedError(T("line {line}: {at} is before it was opened on {opened}", **named))
        return born

    def _deed(self, row: Row) -> logs.Deed:
        at = self._moment(self.plan.opened_at, row)
        columns = ", ".join(self.plan.opened_at.columns)
        if at is None:
            raise RefusedError(T("line {line}: {column}: the date is missing", line=row.line, column=columns))
        activity = one_line(cells.said(self.plan, self.plan.activity, row))
        if activity not in (self.plan.activities or {}):
            named = {"line": row.line, "name": repr(activity)}
            raise RefusedError(T("line {line}: the activity {name} is not in the mapping", **named))
        return logs.Deed(row, at, activity, self._by(row))
