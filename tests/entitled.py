"""Warranty for tests: terms, machines and agreements out of a line of YAML each, judged for a day."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from making import ROOT, data_of, settings

from svc.model import Value, mapping
from svc.schema.reader import Reader
from svc.schema.warranty import Term, WarrantyRules
from svc.schema.warranty_reading import terms, warranty
from svc.warranty.judging import Judgement, judged
from svc.warranty.machine import Machine, Repair, Waited
from svc.warranty.reading import agreements, machine
from svc.warranty.running import Asked

HERE = ZoneInfo("Asia/Shanghai")
CODES = settings().codes
NO_RULES = WarrantyRules()
TABLES = ROOT / "templates" / "warranty"


def table(path: Path) -> WarrantyRules:
    """A table of rules that ships."""
    return desk(path.read_text(encoding="utf-8"))


def desk(text: str) -> WarrantyRules:
    """What ``warranty:`` of a svc.yaml says. A mistake in it fails the test."""
    reader = Reader("svc.yaml", lambda name: 0)
    reader.codes.update(CODES)
    found = warranty(reader, mapping(data_of(text).get("warranty", "")))
    assert not [str(problem.message) for problem in reader.problems]
    return found


def product(rows: str, usual: Term = NO_RULES.usual) -> tuple[Term, ...]:
    """The terms of a product, as the list of its record."""
    reader = Reader("products/P.yaml", lambda name: 0)
    found = terms(reader, held(f"[{rows}]"), usual)
    assert not [str(problem.message) for problem in reader.problems]
    return found


def held(text: str) -> Value:
    """The value of a line of YAML."""
    return data_of(f"x: {text}")["x"]


def asset(line: str, repairs: tuple[Repair, ...] = (), before: Machine | None = None) -> Machine:
    """The machine of a record, whose fields stand in one line."""
    return machine({"id": "P.1", **mapping(held("{" + line + "}"))}, HERE, repairs, before)


def repaired(*told: str) -> tuple[Repair, ...]:
    """Repairs: ``A 2025-03-01..2025-03-11``, an open one without its end; ``parts 2025-03-02..`` after it is a wait."""
    return tuple(_repair(each.split()) for each in told)


def _repair(words: list[str]) -> Repair:
    name, span, *rest = words
    begin, end = _span(span)
    waits = tuple(Waited(reason, *_span(when)) for reason, when in zip(rest[::2], rest[1::2], strict=False))
    return Repair(name, begin, end, waits, "failed" in rest)


def _span(text: str) -> tuple[date, date | None]:
    begin, _, end = text.partition("..")
    return date.fromisoformat(begin), date.fromisoformat(end) if end else None


def judge(
    machine: Machine,
    terms: tuple[Term, ...],
    day: str,
    rules: WarrantyRules = NO_RULES,
    agreed: str = "",
    kind: str = "",
    component: str = "",
    case: str = "",
    now: str = "",
    rests: str = "",
) -> Judgement:
    """The judgement for a day. ``rests``: the days on which nobody works."""
    off = {date.fromisoformat(word) for word in rests.split()}
    at = date.fromisoformat(day)
    asked = Asked(at, date.fromisoformat(now) if now else at, case, lambda each: each in off)
    held_agreements = agreements({"agreements": held(f"[{agreed}]")}, HERE)
    return judged(machine, terms, rules, held_agreements, {"kind": kind} if kind else {}, asked, component)


def told(judgement: Judgement, component: str = "") -> str:
    """The verdict of a component in a line: ``in 2026-07-02``, or each kind of cost where they are not alike."""
    found = next(each for each in judgement.findings if each.component == component)
    said = {kind: f"{each.state} {each.until or '-'}" for kind, each in found.verdicts.items()}
    alike = set(said.values())
    return alike.pop() if len(alike) == 1 else ", ".join(f"{kind} {what}" for kind, what in said.items())


def lawful(judgement: Judgement) -> str:
    """What the law says, in a line: the rules that hold, and with ``?`` those of which it is not known."""
    names = [claim.rule.name + ("?" if claim.state == "unknown" else "") for claim in judgement.claims
             if claim.state != "no"]  # fmt: skip
    return " ".join(names)
