"""What a product, the desk and the law promise of a machine, and for how long: terms and rules, as they are told."""

from __future__ import annotations

from svc.dates.periods import Period
from svc.schema.loop import NOWHEN
from svc.schema.reader import When
from svc.spare import MappingProxyType, date
from svc.typed import Mapping, NamedTuple

COVERS = ("parts", "labour", "travel")
"""What a warranty or an agreement pays for."""

STARTS = ("invoiced", "delivered", "installed", "commissioned")
"""The dates of a machine from which a term may run, in the order in which they are asked where nothing else is said."""

RESTART, REST = "restart", "rest"
"""What becomes of a term once the machine is exchanged: it begins anew, or what is left of it goes on."""

FACTS = ("type", "category", "severity", "product", "tier", "kind")
"""What the rule of a country may depend on; ``kind`` is the customer's, organisation or person."""


class Term(NamedTuple):
    """So long, from the first date of ``starts`` that is known.

    ``else_made``: where none is, from so long after the day of production, the last of its month where only that is
    known. ``since`` and ``until``: of the machines sold from then to then. ``component``: ``""`` is the whole machine.
    ``at_most``: but no longer than this from ``at_most_from``. ``repairs``: the days in repair are added. ``repaired``:
    so much more, once, after a repair. ``exchange``: see RESTART. ``fitted``: what was fitted in service has at least
    this from then. ``rest_days``: a last day on which nobody works moves to the next on which somebody does.
    ``extends``: with what was given to one machine; what the law gives is not more by that.
    """

    id: str
    length: Period
    component: str = ""
    covers: tuple[str, ...] = COVERS
    since: date | None = None
    until: date | None = None
    starts: tuple[str, ...] = STARTS
    else_made: Period | None = None
    at_most: Period | None = None
    at_most_from: str = ""
    repairs: bool = False
    repaired: Period | None = None
    exchange: str = RESTART
    fitted: Period | None = None
    rest_days: bool = False
    extends: bool = True


USUAL = Term("", Period())
"""What a term has of which neither itself nor the desk says anything."""


class Rule(NamedTuple):
    """What the law of some countries gives within a term, in codes of the desk's list ``remedy``.

    ``law``: where that is written, by language. ``repairs``: only after so many repairs that did not last.
    ``unrepaired``: only once a repair takes longer than so many days, those left out in which it waited, unless
    ``waiting`` names that very wait. ``burden``: so long it is on the seller to show that there was no fault.
    """

    term: Term
    gives: tuple[str, ...]
    law: Mapping[str, str] = MappingProxyType({})
    countries: tuple[str, ...] = ()
    when: When = NOWHEN
    repairs: int = 0
    unrepaired: int = 0
    waiting: str = ""
    burden: Period | None = None

    @property
    def name(self) -> str:
        return self.term.id

    @property
    def is_plain(self) -> bool:
        """Whether nothing must have happened before but the fault."""
        return not self.repairs and not self.unrepaired


class WarrantyRules(NamedTuple):
    """What svc.yaml says of warranty. ``usual`` is what a term has that says nothing else; ``country`` the desk's.

    ``faults``: the component that a fault code means.
    """

    usual: Term = USUAL
    country: str = ""
    rules: tuple[Rule, ...] = ()
    faults: Mapping[str, str] = MappingProxyType({})
