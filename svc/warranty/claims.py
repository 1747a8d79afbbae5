"""What the law of a country gives for a fault: each rule with its term, whether it holds, and what it hangs on."""

from __future__ import annotations

from svc.dates.periods import Period, last_day
from svc.schema.warranty import Rule
from svc.spare import date
from svc.typed import Iterator, Mapping, NamedTuple, Sequence
from svc.warranty.machine import Machine, Repair
from svc.warranty.running import Asked, Course, course, worked


class Claim(NamedTuple):
    """A rule of the machine's country. ``state``: ``yes``, ``no`` or ``unknown``.

    ``counted``: the earlier repairs that did not last. ``repair``: the one that goes on or went on, ``days`` its days
    that count, ``from_day`` the day from which they are enough. ``unknown``: the facts that it hangs on and nobody
    told. ``burden``: the last day on which it is on the seller to show that there was no fault.
    """

    rule: Rule
    course: Course
    state: str
    counted: tuple[Repair, ...] = ()
    repair: Repair | None = None
    days: int = 0
    from_day: date | None = None
    unknown: tuple[str, ...] = ()
    burden: date | None = None


def claims(
    rules: Sequence[Rule], country: str, machine: Machine, facts: Mapping[str, str], asked: Asked, component: str = ""
) -> list[Claim]:
    """The rules of a country that may concern a fault, in the order of svc.yaml."""
    meant = [rule for rule in rules if _concerns(rule, country, facts)]
    found = [_claim(rule, country, machine, facts, asked, component) for rule in meant]
    return [claim for claim in found if claim.course.applies]


def _concerns(rule: Rule, country: str, facts: Mapping[str, str]) -> bool:
    """Whether nothing that is known says that a rule is meant for others."""
    if rule.countries and country and country not in rule.countries:
        return False
    return all(not facts.get(name) or facts[name] in words for name, words in rule.when.items())


def _claim(
    rule: Rule, country: str, machine: Machine, facts: Mapping[str, str], asked: Asked, component: str
) -> Claim:
    found = course(rule.term, machine, asked, component)
    unknown = [name for name in rule.when if not facts.get(name)]
    if rule.countries and not country:
        unknown.append("country")
    state = {"in": "yes", "out": "no"}.get(found.state(asked.day), "unknown")
    burden = last_day(found.begin, rule.burden) if rule.burden and found.begin else None
    if burden and rule.term.rest_days:
        burden = worked(burden, asked.is_rest)
    claim = Claim(rule, found, state, unknown=tuple(unknown), burden=burden)
    if rule.repairs:
        claim = _after_repairs(claim, machine, asked.day)
    if rule.unrepaired:
        claim = _unrepaired(claim, machine, asked)
    return claim._replace(state="unknown") if claim.state == "yes" and unknown else claim


def _after_repairs(claim: Claim, machine: Machine, day: date) -> Claim:
    """With the repairs within the term that were done, and yet it is broken."""
    counted = tuple(r for r in machine.repairs if _did_not_last(r, day) and _lies_within(r, claim.course))
    enough = len(counted) >= claim.rule.repairs
    return claim._replace(counted=counted, state=claim.state if enough else "no")


def _did_not_last(repair: Repair, day: date) -> bool:
    return repair.end is not None and (repair.end <= day or repair.failed)


def _lies_within(repair: Repair, found: Course) -> bool:
    is_after = found.begin is None or found.begin <= repair.begin
    return is_after and (found.until is None or repair.begin <= found.until)


def _unrepaired(claim: Claim, machine: Machine, asked: Asked) -> Claim:
    """With the days that the repair of this very fault takes; without a case that of the machine that goes on."""
    mine = [r for r in machine.repairs if (r.case == asked.case if asked.case else r.end is None)]
    if not mine:
        return claim._replace(state="no")
    repair, rule = max(mine, key=lambda r: r.begin), claim.rule
    spans = [(wait.begin, wait.end or asked.now) for wait in repair.waits]
    if rule.waiting:
        spans = []
    left_out = _length(spans, repair.begin)
    days = ((repair.end or asked.now) - repair.begin).days - left_out
    from_day = last_day(repair.begin, Period(days=rule.unrepaired + 1 + left_out))
    waited = not rule.waiting or any(wait.reason == rule.waiting for wait in repair.waits)
    is_enough = days > rule.unrepaired and waited
    return claim._replace(repair=repair, days=days, from_day=from_day, state=claim.state if is_enough else "no")


def _length(spans: Sequence[tuple[date, date]], begin: date) -> int:
    """The days of several spans together, each once."""
    return sum((b - a).days for a, b in _united(spans, begin))


def _united(spans: Sequence[tuple[date, date]], begin: date) -> Iterator[tuple[date, date]]:
    counted = begin
    for first, last in sorted(spans):
        if max(first, counted) < last:
            yield max(first, counted), last
            counted = last


