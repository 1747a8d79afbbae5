"""What is known of a customer: promises kept, how content they are, what it cost, why they may be lost. Pure.

Nothing is scored: each reason names the cases that it stands on, so that a person can weigh it.
"""

from __future__ import annotations

from svc.errors import T, Text
from svc.model import Case, Data, Record, mapping, rows
from svc.schema import fold
from svc.schema.kinds import folded_serial
from svc.schema.money import Money, money
from svc.spare import datetime, timedelta
from svc.typed import Iterable, Mapping, NamedTuple, Sequence

REPEATS = 2
"""Cases about one machine within :data:`WITHIN` that are a repeat."""
WITHIN = timedelta(days=90)
SAFETY = "safety"
"""The severity of what may hurt somebody."""
LOW = 0.5
"""The share of a scale at which a score is low: 3 of 1 to 5, 5 of 0 to 10."""


class Promises(NamedTuple):
    """How many promises were kept and broken, and how many are open."""

    kept: int
    broken: int
    open: int


class Score(NamedTuple):
    """What a customer said of one case: ``scale`` as ``csat-5`` or ``nps-10``, whose last part is its highest mark."""

    case: str
    scale: str
    score: str

    @property
    def is_low(self) -> bool:
        """Whether it lies in the lower half of its scale."""
        top = self.scale.rpartition("-")[2]
        lowest = 0 if self.scale.startswith("nps") else 1
        if not (top.isdecimal() and self.score.isdecimal()) or int(top) <= lowest:
            return False
        return (int(self.score) - lowest) / (int(top) - lowest) <= LOW


class Detail(NamedTuple):
    """A contact detail or an address that nobody confirmed for too long. ``confirmed``: the day, ``""`` for never."""

    field: str
    what: str
    confirmed: str


def promises(cases: Iterable[Case]) -> Promises:
    """The promises made in some cases, by what became of them; an answer counts for the promise that it is of."""
    made, answered = set[str](), dict[str, str]()
    for case in cases:
        for event in fold.valid(case.events):
            if event.kind == "promise" and event.get("state") == "made":
                made.add(event.id)
            elif event.kind == "promise":
                answered[event.get("of")] = event.get("state")
    states = [answered.get(name, "") for name in made]
    return Promises(states.count("kept"), states.count("broken"), states.count(""))


def scores(cases: Iterable[Case]) -> list[Score]:
    """What the customer said of cases, where they said anything."""
    found = [(case.id, mapping(case.get("feedback.satisfaction"))) for case in cases]
    return [Score(name, str(held.get("scale", "")), str(held["score"])) for name, held in found if held.get("score")]


def costs(cases: Iterable[Case]) -> list[Money]:
    """What some cases cost, a sum for each currency; amounts that are no sums of money are left out."""
    sums: dict[str, int] = {}
    for case in cases:
        for row in rows(case.get("resolution.costs")):
            amount = money(str(row.get("amount", "")))
            if amount:
                sums[amount.currency] = sums.get(amount.currency, 0) + amount.units
    return [Money(units, currency) for currency, units in sorted(sums.items())]


def recent(cases: Iterable[Case], now: datetime) -> list[Case]:
    """Those opened within the last 90 days."""
    return [case for case in cases if case.events and case.events[0].at > now - WITHIN]


def at_risk(cases: Sequence[Case], late: Mapping[str, Sequence[str]], now: datetime) -> list[tuple[Text, str]]:
    """Why a customer may be lost, and by which cases: the same machine again, targets missed, low marks, refusals,
    promises broken.

    ``late``: the targets that were missed, by case. Of what lies more than 90 days back nothing counts.
    """
    new = recent(cases, now)
    found = [*_repeats(new)]
    missed = [case.id for case in new if late.get(case.id)]
    low = [f"{one.case} ({one.score})" for one in scores(new) if one.is_low]
    refused = [case.id for case in new if case.text("feedback.reply") == "refused"]
    broken = [case.id for case in new if promises([case]).broken]
    for said, names in (
        (T("targets missed"), missed), (T("low marks"), low), (T("our answer refused"), refused),
        (T("promises broken"), broken),
    ):  # fmt: skip
        found += [(said, ", ".join(names))] if names else []
    return found


def _repeats(cases: Iterable[Case]) -> list[tuple[Text, str]]:
    by_machine: dict[str, list[str]] = {}
    for case in cases:
        if case.text("serial"):
            by_machine.setdefault(folded_serial(case.text("serial")), []).append(case.id)
    return [
        (T("the same machine again"), f"{serial}: {', '.join(names)}")
        for serial, names in sorted(by_machine.items())
        if len(names) >= REPEATS
    ]


def stale(customer: Record, before: str) -> list[Detail]:
    """The contact details and addresses that were last confirmed before a day (``2026-11-21``), or never."""
    found = []
    for field in ("contacts", "addresses"):
        for row in rows(customer.get(field)):
            confirmed = str(row.get("confirmed", ""))
            if confirmed < before:
                found.append(Detail(field, _what(row), confirmed))
    return found


def is_unwanted(customer: Record, case: Case, via: str) -> bool:
    """Whether a customer does not want to be spoken to by a channel, and nothing makes an exception.

    Who wrote or called that way about the same case may be answered so, and of what is not safe everybody is told.
    """
    spoken = [event for event in fold.valid(case.events) if event.kind == "contact" and event.get("way") == "in"]
    asked = {event.get("via") for event in spoken}
    is_safety = case.text("severity") == SAFETY
    return via in opt_outs(customer) and not is_safety and via not in {case.text("channel"), *asked}


def opt_outs(customer: Record) -> list[str]:
    """What a customer does not want: surveys, offers, or a channel."""
    held = customer.get("opt_outs")
    return [str(code) for code in held] if isinstance(held, list) else []


def ways(customer: Record) -> list[str]:
    """The channels by which a customer may be reached, each once, as their contact details name them."""
    said = [str(row.get("via", "")) for row in rows(customer.get("contacts"))]
    return [via for via in dict.fromkeys(said) if via and via not in opt_outs(customer)]


def _what(row: Data) -> str:
    return " ".join(str(row[key]) for key in ("name", "role", "what", "via", "value", "address") if row.get(key))
