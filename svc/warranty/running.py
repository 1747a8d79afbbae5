"""How one term runs for one machine: from which day, what was added, until which day, each step told."""

from __future__ import annotations

from svc.dates.periods import NO_TIME, Period, last_day
from svc.schema.warranty import REST, Term
from svc.spare import date, timedelta
from svc.typed import Callable, Iterable, Iterator, NamedTuple
from svc.warranty.machine import Fitted, Machine

IsRest = Callable[[date], bool]
"""Whether nobody works on a day."""

_A_DAY = timedelta(days=1)
_LONGEST_REST = 60
"""Days in a row without work that are believed of a calendar."""


class Asked(NamedTuple):
    """The day of a fault, the case that tells of it, and up to when a repair that goes on has lasted."""

    day: date
    now: date
    case: str = ""
    is_rest: IsRest = lambda day: False


class Step(NamedTuple):
    """One step on the way to a last day.

    ``kind``: exchange, missing, start, made, length, at_most, extension, repaired, repair, fitted, rest_day.
    ``what``: the date, machine, case or part that it is about; ``day`` when that was, ``end`` when it was over;
    ``span`` how much it adds; ``until`` the last day so far.
    """

    kind: str
    what: str = ""
    day: date | None = None
    end: date | None = None
    span: Period = NO_TIME
    until: date | None = None
    why: str = ""


class Course(NamedTuple):
    """How a term runs for a component. ``until`` is its last day, None where that is not known.

    ``latest``: the day that it outlasts in no case. ``missing``: the facts that are not known. ``applies``: whether it
    is meant for this machine, by the day on which that was sold; where that is not known, it may be.
    """

    term: Term
    component: str
    begin: date | None
    until: date | None
    steps: tuple[Step, ...]
    missing: tuple[str, ...] = ()
    latest: date | None = None
    applies: bool = True

    def state(self, day: date) -> str:
        """``in``, ``out`` or ``unknown`` on a day. Before its first day a term holds as on it."""
        last = self.until or self.latest
        if last and day > last:
            return "out"
        return "unknown" if self.until is None or self.missing else "in"


def course(term: Term, machine: Machine, asked: Asked, component: str = "") -> Course:
    """How a term runs for a machine or one of its components."""
    chain = list(_chain(machine, term))
    steps = list(_exchanges(machine, term))
    lost = chain[-1].replaces if term.exchange == REST and chain[-1].before is None else ""
    begin, told = _begin(term, chain[-1]) if not lost else (None, [Step("missing", lost)])
    steps += told
    missing = tuple(step.what for step in told if step.kind == "missing")
    sold = chain[-1].dates.get("invoiced") or begin
    applies = sold is None or ((term.since or sold) <= sold <= (term.until or sold))
    if begin is None:
        cap = _cap(term, chain[-1], NO_TIME)
        return Course(term, component, None, None, tuple(steps), missing, cap, applies)
    running = _Running(term, chain, begin, asked.now)
    until = running.run()
    steps += running.steps
    until = _fitted(term, _parts(machine, component, asked), until, steps)
    if term.rest_days:
        until = _moved(until, asked.is_rest, steps)
    return Course(term, component, begin, until, tuple(steps), missing, None, applies)


def _chain(machine: Machine, term: Term) -> Iterator[Machine]:
    """The machine, and those before it whose term goes on in it."""
    here: Machine | None = machine
    while here:
        yield here
        here = here.before if term.exchange == REST else None


def _exchanges(machine: Machine, term: Term) -> Iterator[Step]:
    here: Machine | None = machine
    while here and here.replaces:
        yield Step("exchange", here.replaces, why=term.exchange)
        here = here.before if term.exchange == REST else None


def _begin(term: Term, machine: Machine) -> tuple[date | None, list[Step]]:
    """The day from which a term runs: the first known date of its order, else the production and so long after it."""
    for name in term.starts:
        if name in machine.dates:
            return machine.dates[name], [Step("start", name, machine.dates[name])]
    if term.else_made and machine.made:
        begin = last_day(machine.made, term.else_made)
        return begin, [Step("made", "made", machine.made, span=term.else_made, until=begin)]
    names = (*term.starts, *(("made",) if term.else_made else ()))
    return None, [Step("missing", name) for name in names]


def _cap(term: Term, machine: Machine, more: Period) -> date | None:
    """The day that the term outlasts in no case."""
    start = machine.made if term.at_most_from == "made" else machine.dates.get(term.at_most_from)
    return last_day(start, term.at_most.plus(more)) if term.at_most and start else None


class _Running:
    """Counts a term that has begun."""

    def __init__(self, term: Term, chain: list[Machine], begin: date, now: date) -> None:
        self.term = term
        self.first = chain[-1]
        told = [extension for machine in reversed(chain) for extension in machine.extensions]
        self.extensions = told if term.extends else []
        repairs = [repair for machine in chain for repair in machine.repairs]
        self.repairs = sorted(repairs, key=lambda repair: (repair.begin, repair.case))
        self.begin = begin
        self.now = now
        self.steps: list[Step] = []

    def run(self) -> date:
        """The last day, before what was fitted."""
        term, more = self.term, NO_TIME
        plain = last_day(self.begin, term.length)
        self.steps.append(Step("length", span=term.length, until=plain))
        until = self._until(more)
        if until < plain:
            start = self.first.made if term.at_most_from == "made" else self.first.dates[term.at_most_from]
            self.steps.append(Step("at_most", term.at_most_from, start, span=term.at_most or NO_TIME, until=until))
        for extension in self.extensions:
            more = more.plus(extension.length)
            until = self._until(more)
            step = Step("extension", extension.id, span=extension.length, until=until, why=extension.why)
            self.steps.append(step)
        done = [repair for repair in self.repairs if repair.end and repair.begin <= until]
        if term.repaired and done:
            until = self._until(more.plus(term.repaired))
            self.steps.append(Step("repaired", done[0].case, done[0].end, span=term.repaired, until=until))
        return self._repaired(until) if term.repairs else until

    def _until(self, more: Period) -> date:
        cap = _cap(self.term, self.first, more)
        found = last_day(self.begin, self.term.length.plus(more))
        return min(found, cap) if cap else found

    def _repaired(self, until: date) -> date:
        """The last day with those in repair added, each once. A repair that began after the last day adds none."""
        counted = self.begin
        for repair in self.repairs:
            end = repair.end or max(self.now, repair.begin)
            first = max(repair.begin, counted)
            if repair.begin <= until and first < end:
                days = Period(days=(end - first).days)
                until, counted = last_day(until, days), end
                self.steps.append(Step("repair", repair.case, first, repair.end, days, until))
        return until


def _fitted(term: Term, parts: Iterable[Fitted], until: date, steps: list[Step]) -> date:
    """The last day of what was fitted in service: of what is left, or of its own term, whichever is later."""
    own = term.fitted
    if own is None:
        return until
    for part in parts:
        until = max(until, last_day(part.at, own))
        steps.append(Step("fitted", part.part or part.component, part.at, None, own, until, part.case))
    return until


def _parts(machine: Machine, component: str, asked: Asked) -> list[Fitted]:
    """The parts that stood in for a component when the fault occurred: not those that its own repair brought."""
    found = [part for part in machine.fitted if part.component == component and component]
    return sorted((p for p in found if p.at <= asked.day and (not p.case or p.case != asked.case)), key=lambda p: p.at)


def _moved(until: date, is_rest: IsRest, steps: list[Step]) -> date:
    day = worked(until, is_rest)
    if day != until:
        steps.append(Step("rest_day", day=until, until=day))
    return day


def worked(until: date, is_rest: IsRest) -> date:
    """The last day, or the next one on which somebody works where nobody does."""
    day = until
    for _ in range(_LONGEST_REST):
        if not is_rest(day):
            break
        day += _A_DAY
    return day
