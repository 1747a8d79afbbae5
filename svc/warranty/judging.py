"""The judgement: for the whole machine and each component with a term of its own, who pays parts, labour and travel."""

from __future__ import annotations

from svc.schema.warranty import COVERS, Term, WarrantyRules
from svc.spare import date
from svc.typed import Iterable, Iterator, Mapping, NamedTuple, Sequence
from svc.warranty.claims import Claim, claims
from svc.warranty.machine import Agreement, Machine
from svc.warranty.running import Asked, Course, course

IN, OUT, UNKNOWN = "in", "out", "unknown"
BEST = (IN, UNKNOWN, OUT)
WARRANTY, CONTRACT, CUSTOMER = "warranty", "contract", "customer"
"""Who pays, in the codes of ``charge``."""


class Verdict(NamedTuple):
    """Whether one kind of cost is covered. ``until``: the last day; ``by``: the term or rule that says so."""

    state: str
    until: date | None = None
    by: str = ""
    is_law: bool = False


class Finding(NamedTuple):
    """What holds for a component, ``""`` for the whole machine: its verdict by kind of cost, and who pays each."""

    component: str
    verdicts: Mapping[str, Verdict]
    pays: Mapping[str, str]

    @property
    def state(self) -> str:
        """In where anything is covered, else unknown where anything may be."""
        states = {verdict.state for verdict in self.verdicts.values()}
        return next(state for state in BEST if state in states)

    @property
    def charge(self) -> str:
        """Who pays all of it; ``""`` where that is not known, or not one and the same."""
        found = set(self.pays.values())
        return found.pop() if len(found) == 1 else ""


class Judgement(NamedTuple):
    """All that was found for a day. ``component``: what the diagnosis named, ``""`` before it did."""

    asked: Asked
    machine: Machine
    component: str
    findings: tuple[Finding, ...]
    courses: tuple[Course, ...]
    claims: tuple[Claim, ...]
    agreements: tuple[Agreement, ...]

    @property
    def finding(self) -> Finding:
        """What holds for the component that was named, else for the whole machine."""
        return next((each for each in self.findings if each.component == self.component), self.findings[0])

    @property
    def state(self) -> str:
        """``in``, ``out`` or ``unknown``: out of warranty is nothing of which a part may still be covered."""
        found = self.finding.state
        others = () if self.component else self.findings[1:]
        return UNKNOWN if found == OUT and any(each.state != OUT for each in others) else found

    @property
    def charge(self) -> str:
        """Who pays; ``""`` where it is not decided, or not the same for all of it."""
        return self.finding.charge if self.component or self.state != UNKNOWN else ""


def judged(
    machine: Machine,
    terms: Sequence[Term],
    rules: WarrantyRules,
    agreements: Iterable[Agreement],
    facts: Mapping[str, str],
    asked: Asked,
    component: str = "",
) -> Judgement:
    """Judge a machine for the day of a fault. ``facts`` are those that rules of law may depend on."""
    country = machine.country or rules.country
    held = tuple(each for each in agreements if each.holds(asked.day, machine.key))
    covered = {kind for each in held for kind in each.covers}
    findings, courses = [], []
    for name in _components(machine, terms, component):
        own = [course(term, machine, asked, name) for term in terms if term.component in ("", name)]
        told = claims(rules.rules, country, machine, facts, asked, name)
        courses += [each for each in own if name in ("", each.term.component) or _differs(each)]
        verdicts = {kind: _verdict(kind, name, own, told, asked.day) for kind in COVERS}
        pays = {kind: _pays(verdict.state, kind in covered) for kind, verdict in verdicts.items()}
        findings.append(Finding(name, verdicts, pays))
    law = claims(rules.rules, country, machine, facts, asked, component)
    return Judgement(asked, machine, component, tuple(findings), tuple(courses), tuple(law), held)


def _components(machine: Machine, terms: Iterable[Term], named: str) -> list[str]:
    """The whole machine, then what has a term of its own, was fitted, or was named."""
    own = (*(term.component for term in terms), *(part.component for part in machine.fitted), named)
    return ["", *dict.fromkeys(name for name in own if name)]


def _differs(found: Course) -> bool:
    """Whether a term of the whole machine runs otherwise for a component."""
    return any(step.kind == "fitted" for step in found.steps)


def _verdict(
    kind: str, component: str, courses: Sequence[Course], told: Iterable[Claim], day: date
) -> Verdict:
    """The best that any term or rule gives; a term of the component's own stands in for one of the whole machine."""
    known = [each for each in courses if each.applies]
    mine = [each for each in known if kind in each.term.covers]
    own = [each for each in mine if component and each.term.component == component]
    found = [Verdict(each.state(day), each.until or each.latest, each.term.id) for each in own or mine]
    found += _by_law(kind, component, told)
    if not known and not any(each.state == IN for each in found):
        return Verdict(UNKNOWN)
    return min(found, key=_rank, default=Verdict(OUT))


def _by_law(kind: str, component: str, told: Iterable[Claim]) -> Iterator[Verdict]:
    """What rules say of a cost that give a repair, which is free of charge, and ask for nothing but the fault."""
    states = {"yes": IN, "no": OUT, "unknown": UNKNOWN}
    for claim in told:
        term = claim.rule.term
        is_meant = kind in term.covers and term.component in ("", component)
        if is_meant and claim.rule.is_plain and "repair" in claim.rule.gives:
            yield Verdict(states[claim.state], claim.course.until, claim.rule.name, True)


def _rank(verdict: Verdict) -> tuple[int, int]:
    return BEST.index(verdict.state), -(verdict.until or date.min).toordinal()


def _pays(state: str, is_agreed: bool) -> str:
    """Who pays: the warranty, an agreement, else the customer; ``""`` while it is not known."""
    if state == IN:
        return WARRANTY
    return CONTRACT if is_agreed else CUSTOMER if state == OUT else ""
