"""What warranty judges by, out of the files of a desk: the machine, its product, its customer, its cases."""

from __future__ import annotations

from svc import terminal
from svc.commands.context import Context
from svc.dates import zone_now
from svc.errors import Several, SvcError, T, Text
from svc.likeness import serials
from svc.model import Case, Data, InvalidFileError, Value, rows
from svc.schema.kinds import ASSET, CUSTOMER, PRODUCT, Kind, folded_serial, is_key, made_key
from svc.schema.reader import Reader
from svc.schema.settings import Settings
from svc.schema.warranty import FACTS, Term, WarrantyRules
from svc.schema.warranty_reading import terms
from svc.spare import UTC, cached_property, date, datetime, tzinfo
from svc.store import layout, naming, reading, records
from svc.typed import Mapping, NamedTuple
from svc.warranty import judging, settling
from svc.warranty.judging import IN, UNKNOWN, Judgement
from svc.warranty.machine import Machine, Repair
from svc.warranty.reading import agreements, fault_day, machine
from svc.warranty.repairs import repairs
from svc.warranty.resting import resting
from svc.warranty.running import Asked

_MOST_EXCHANGES = 50
"""Machines that followed each other; what is more goes in a circle."""


class Matter(NamedTuple):
    """What was judged. ``judgement`` is None where nothing can be, and ``lacking`` says why.

    ``told_by``: the field that tells the day, ``""`` where it was asked for. ``final``: what is broken is known.
    ``by_fault``: the component was told by the fault code.
    """

    key: str
    asset: Data
    product: Data
    customer: Data
    day: date
    told_by: str = ""
    judgement: Judgement | None = None
    lacking: Text | None = None
    final: bool = False
    by_fault: bool = False

    @property
    def state(self) -> str:
        """What ``warranty`` of a case is to say."""
        return self.judgement.state if self.judgement else UNKNOWN

    def components(self) -> list[str]:
        """The components that the record of the product names, by itself or in a term; none where it names none."""
        listed = [row.get("id", "") for row in rows(self.product.get("components", ""))]
        listed += [row.get("component", "") for row in rows(self.product.get("warranty", ""))]
        return list(dict.fromkeys(name for name in listed if isinstance(name, str) and name))


_FEW = 10
"""Serial numbers of which cases are looked up one by one; for more all cases are looked through, once."""


class Entitlement:
    """Judges cases and assets of one desk under some settings."""

    def __init__(self, ctx: Context, settings: Settings) -> None:
        self.ctx = ctx
        self.store = ctx.store
        self.settings = settings
        self.zone: tzinfo = zone_now(settings.time_zone) or UTC
        self.now: datetime = ctx.now.astimezone(self.zone)
        self.rules = self._rules()
        self._looked_up = 0
        self._known: dict[tuple[str, str], Data] = {}
        self._known_terms: dict[str, tuple[Term, ...]] = {}

    def of_case(self, case: Case, on: date | None = None, component: str = "") -> Matter:
        """Judge the fault that a case tells of; ``component`` is what was found broken. Raises InvalidFileError.

        It is that of the machine in its head; where only its items name machines, what all of them have in common.
        """
        several = settling.by_machine(case) if not _key(case) else []
        if several:
            return _in_common([self.of_case(one, on, component) for one in several])
        told, field = fault_day(case, self.zone)
        day = on or told or self.now.date()
        found = self._matter(_key(case), case.text("product"), case.text("customer"), day, "" if on else field)
        part = component or settling.component_of(case)
        by_fault = self.rules.faults.get(case.text("analysis.fault_code"), "") if not part else ""
        final = settling.is_diagnosed(case) or bool(component)
        facts = {name: case.text(name) for name in FACTS if name != "kind"}
        found = self._judged(found, facts, part or by_fault, case)
        return found._replace(final=final, by_fault=bool(by_fault))

    def of_asset(self, key: str, on: date | None = None, component: str = "") -> Matter:
        """Judge a machine for a day, today where none is named. Raises InvalidFileError."""
        asset = self._record(ASSET, key)
        product, customer = (str(asset.get(name, "")) for name in ("product", "customer"))
        found = self._matter(key, product, customer, on or self.now.date(), "")
        return self._judged(found, {"product": product}, component, None)

    def asset(self, word: str) -> str:
        """The key of the machine that is called so, ``""`` where the desk has none: by its key, however it is typed."""
        product, _, serial = word.rpartition(".")
        named = (word, *([made_key((product, serial))] if product and serial else ()))
        return next((key for key in named if self._has(key)), "")

    def _has(self, key: str) -> bool:
        return is_key(key) and self.store.has_record(key, ASSET.folder)

    def at_birth(self, case: Case) -> str:
        """What is known of a new case; ``""`` where the desk knows nothing of its machine. Raises InvalidFileError.

        The earlier cases and the days off, which can but lengthen a term, are asked only where it would be over
        without them.
        """
        several = settling.by_machine(case) if not _key(case) else []
        if several:
            states = {self.at_birth(one) for one in several}
            return states.pop() if len(states) == 1 else UNKNOWN
        if not self._has(_key(case)):
            return ""
        told, _ = fault_day(case, self.zone)
        day = told or self.now.date()
        found = self._matter(_key(case), case.text("product"), case.text("customer"), day, "")
        facts = {name: case.text(name) for name in FACTS if name != "kind"}
        quick = self._judged(found, facts, "", case, in_full=False)
        return quick.state if quick.state == IN else self._judged(found, facts, "", case).state

    def _matter(self, key: str, product: str, customer: str, day: date, told_by: str) -> Matter:
        asset = self._record(ASSET, key) if key else {}
        owner = customer or str(asset.get("customer", ""))
        made = self._record(PRODUCT, product or str(asset.get("product", "")))
        return Matter(key, asset, made, self._record(CUSTOMER, owner), day, told_by)

    def _judged(
        self, found: Matter, facts: Data | dict[str, str], component: str, case: Case | None, in_full: bool = True
    ) -> Matter:
        if not found.asset:
            said = T("the desk has no record of the machine {key}", key=found.key)
            none = T("the case names no product and serial number")
            return found._replace(lacking=said if found.key else none)
        held = self._terms(found.product)
        known = {name: str(value) for name, value in facts.items() if value}
        known |= {"kind": kind} if (kind := str(found.customer.get("kind", ""))) else {}
        one = self._machine(found.key, found.asset, in_full and self._heeds_repairs(held))
        country = one.country or self.rules.country
        asked = Asked(found.day, self.now.date(), case.id if case else "")
        if in_full and self._rests(held):
            asked = asked._replace(is_rest=resting(self.ctx.calendars.years, country))
        agreed = agreements(found.customer, self.zone)
        return found._replace(judgement=judging.judged(one, held, self.rules, agreed, known, asked, component))

    def _heeds_repairs(self, held: tuple[Term, ...]) -> bool:
        """Whether a repair makes a difference to what is judged."""
        rules = self.rules.rules
        every = (*held, *(rule.term for rule in rules))
        return any(one.repairs or one.repaired for one in every) or any(one.repairs or one.unrepaired for one in rules)

    def _rests(self, held: tuple[Term, ...]) -> bool:
        return any(term.rest_days for term in (*held, *(rule.term for rule in self.rules.rules)))

    def _machine(self, key: str, asset: Data, in_full: bool) -> Machine:
        """The machine of a record, and those that it came in exchange for."""
        chain = [(key, asset)]
        while (before := str(chain[-1][1].get("replaces", ""))) and before not in dict(chain):
            data = self._record(ASSET, before)
            if not data or len(chain) > _MOST_EXCHANGES:
                break
            chain.append((before, data))
        found: Machine | None = None
        for name, data in reversed(chain):
            found = machine({**data, "id": name}, self.zone, self._repairs(data) if in_full else (), found)
        assert found
        return found

    def _repairs(self, asset: Data) -> list[Repair]:
        """The repairs of a machine, out of its cases."""
        product, number = asset.get("product", ""), folded_serial(str(asset.get("serial", "")))
        found = self._about(number) if number else []
        cases = [case for case in found if case.text("product") in ("", product)]
        if not cases:
            return []
        resolution = self.ctx.terms.policies.resolution
        return repairs(cases, self.settings.workflow, resolution, self.now, self.zone)

    def _about(self, number: str) -> list[Case]:
        """The cases about machines with a serial number."""
        self._looked_up += 1
        if self._looked_up <= _FEW:
            return naming.cases_of_serial(self.store, number)
        return [self.store.load(head.path) for head in self._by_serial.get(number, [])]

    @cached_property
    def _by_serial(self) -> dict[str, list[Case]]:
        """The heads of all cases by the serial numbers that they are about: looked through once for all machines."""
        found: dict[str, list[Case]] = {}
        for head in self.store.heads("")[0]:
            for number in set(map(folded_serial, serials(head))):
                found.setdefault(number, []).append(head)
        return found

    def _rules(self) -> WarrantyRules:
        found, problems = reading.warranty_of(self.settings, layout.SETTINGS, lambda name: 0)
        if problems:
            raise InvalidFileError(problems)
        return found

    def _terms(self, product: Data) -> tuple[Term, ...]:
        """The terms of a product. Raises InvalidFileError."""
        name = str(product.get("id", ""))
        if name not in self._known_terms:
            reader = Reader(PRODUCT.path(name), lambda field: self._line(PRODUCT.path(name), field))
            self._known_terms[name] = terms(reader, product.get("warranty", ""), self.rules.usual)
            if reader.problems:
                raise InvalidFileError(reader.problems)
        return self._known_terms[name]

    def _line(self, path: str, field: str) -> int:
        return reading.line_in(self.store.read(path) or b"", path, field)

    def _record(self, kind: Kind, key: str) -> Data:
        """A record by its key; empty where there is none. Raises InvalidFileError."""
        place = (kind.name, key)
        if place not in self._known:
            found = records.load_one(self.store, kind, key) if key else None
            self._known[place] = {**found.data, "id": key} if found else {}
        return self._known[place]


def provisional(ctx: Context, settings: Settings, known: Mapping[str, Value]) -> str:
    """The warranty of a case that is being opened, ``""`` where nothing is known or the desk has no such code.

    A telephone can be answered while a record cannot be read: that is said, and the case is opened without.
    """
    case = Case(dict(known), "")
    try:
        found = Entitlement(ctx, settings).at_birth(case)
    except SvcError as error:
        terminal.complain(T("{where}: {message}", where=error.where, message=error.message))
        return ""
    return found if found in settings.codes.get("warranty", {}) else ""


def _in_common(found: list[Matter]) -> Matter:
    """What holds for all machines of a case; not known where they differ."""
    states = {one.state for one in found}
    if len(states) == 1:
        return found[0]
    named = Several([T("{key}: {state}", key=one.key, state=one.state) for one in found])
    return found[0]._replace(key="", judgement=None, lacking=T("its machines differ: {named}", named=named))


def _key(case: Case) -> str:
    """The key of the machine that a case names."""
    product, serial = case.text("product"), case.text("serial")
    return made_key((product, serial)) if product and serial else ""
