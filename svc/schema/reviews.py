"""What was proposed and approved of a case, and whether it holds for the case as it is now.

An approval names the fields that were approved and the hash of what they said. Whether it holds is computed: the
same hash, somebody else than who proposed it, a role that may. Layout and what is done later do not void it; any
word of these fields does.
"""

from __future__ import annotations

from svc.model import Case, Event, Value, prune, rows
from svc.schema import fold
from svc.schema.events import read_log
from svc.schema.gates import excused, holds
from svc.schema.loop import Review, Workflow
from svc.schema.money import Money, money
from svc.schema.settings import Settings
from svc.spare import datetime, timedelta
from svc.spare import digest as sha256
from svc.typed import Iterable, NamedTuple

APPROVAL = "approval "
"""How the name of an approval begins where a move notes that it was let pass."""
PLAN = "resolution.plan"
LIMIT = "resolution.plan.cost_limit"


def events(case: Case) -> list[Event]:
    """Proposals and decisions that count, in order: none that a merge made void, or that who said it took back."""
    held = list(fold.valid(read_log(case.data, "reviews")))
    undone = [event for event in fold.valid(case.events) if event.kind == "undo"] if held else []
    gone = {(name, event.by) for event in undone for name in event.get("of").split()}
    return [event for event in held if (event.id, event.by) not in gone] if gone else held


def fields_of(event: Event) -> tuple[str, ...]:
    """The fields that a proposal or decision is about."""
    return tuple(event.get("of").split())


def digest(case: Case, fields: Iterable[str]) -> str:
    """The hash of what some fields of a case say, ``sha256:`` and 64 digits.

    SHA-256 (FIPS 180-4) over canonical JSON of the fields by name, with the id of the case, so that an approval
    carried into another case is void there: sorted keys, no spaces, UTF-8, every scalar a text, what is empty dropped.
    """
    import json

    told: dict[str, Value] = {"id": case.id, **{name: prune(case.get(name)) for name in fields}}
    text = json.dumps({k: v for k, v in told.items() if v}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return "sha256:" + sha256(text.encode("utf-8", "surrogatepass")).hex()


def costs(case: Case) -> list[Money | None]:
    """What the case costs, a sum a currency: what was spent, or up to what is asked for if that is more.

    None stands for what is no sum of money: nobody knows how much that is.
    """
    limit = case.text(LIMIT)
    asked = [money(limit)] if limit else []
    return _greater([*spent(case), *asked])


def spent(case: Case) -> list[Money | None]:
    """What was spent, summed by currency, with what the customer was paid back."""
    words = [str(row.get("amount", "")) for row in rows(case.get("resolution.costs"))]
    sums: dict[str, int] = {}
    unknown = False
    for one in (money(word) for word in words if word):
        unknown |= one is None
        if one:
            sums[one.currency] = sums.get(one.currency, 0) + one.units
    refund = money(case.text("resolution.refund"))
    if refund:
        sums[refund.currency] = sums.get(refund.currency, 0) + refund.units
    return [*(Money(units, name) for name, units in sums.items()), *([None] if unknown else [])]


def _greater(sums: Iterable[Money | None]) -> list[Money | None]:
    found: dict[str, Money | None] = {}
    for one in sums:
        name = one.currency if one else ""
        old = found.get(name)
        found[name] = max(old, one) if old and one else one
    return list(found.values())


def applies(rule: Review, case: Case) -> bool:
    """Whether a rule asks for an approval of this case, in whatever stage."""
    return fits(rule, case) and (not rule.above or _exceeds(costs(case), rule.above))


def fits(rule: Review, case: Case) -> bool:
    """Whether a rule is one for this case, whatever it costs."""
    return rule.since <= case.text("opened_at")[: len(rule.since)] and holds(rule.when, case)


def _exceeds(sums: Iterable[Money | None], limit: str) -> bool:
    """Whether one of the sums is more; what cannot be compared is."""
    most = money(limit)
    return any(one is None or most is None or one.currency != most.currency or one.units > most.units
               for one in sums if one is None or one.units)  # fmt: skip


class Standing(NamedTuple):
    """How it stands with what a rule asks for.

    ``proposed``: the last proposal of just what the case says now. ``approved`` and ``rejected``: the decisions on it
    that count, one a person. ``outdated``: the last decision or proposal of something else. ``excess``: more was spent
    than what is approved allows.
    """

    rule: Review
    proposed: Event | None = None
    approved: tuple[Event, ...] = ()
    rejected: tuple[Event, ...] = ()
    outdated: Event | None = None
    excess: bool = False

    @property
    def holds(self) -> bool:
        """Whether the case may go on."""
        return len(self.approved) >= self.rule.people and not self.rejected and not self.excess

    @property
    def name(self) -> str:
        """How an override and an emergency note it."""
        return APPROVAL + "+".join(self.rule.of)


def standing(settings: Settings, case: Case, rule: Review) -> Standing:
    """How it stands with one rule."""
    found = Standing(rule, excess=_overspent(rule, case))
    decided: dict[str, Event] = {}
    proposers: set[str] = set()
    for event in events(case):
        of = fields_of(event)
        if not set(rule.of) <= set(of):
            continue
        if event.get("hash") != digest(case, of):
            found = found._replace(outdated=event)
        elif event.kind == "propose":
            found = found._replace(proposed=event)
            proposers |= {event.by, event.recorded_by}
        elif found.proposed and counts(settings, rule, event):
            decided[event.by] = event
    by_others = [event for event in decided.values() if event.by not in proposers]
    return found._replace(
        approved=tuple(event for event in by_others if event.kind == "approve"),
        rejected=tuple(event for event in decided.values() if event.kind == "reject"),
    )


def counts(settings: Settings, rule: Review, event: Event) -> bool:
    """Whether a decision is one of somebody who may, entered at once and by themselves.

    What was approved on a forge's page is written down by whom the rule names for it.
    """
    own = not event.recorded and not event.recorded_by
    seen = event.get("via") == "forge" and event.recorded_by in rule.forge
    return (own or seen) and settings.holds(event.by, rule.roles)


def _overspent(rule: Review, case: Case) -> bool:
    """Whether more was spent than the plan under review allows; where it names no sum, than goes without approval."""
    if not any(name in (PLAN, LIMIT) or PLAN.startswith(f"{name}.") for name in rule.of):
        return False
    limit = case.text(LIMIT) or rule.above
    return bool(limit) and _exceeds(spent(case), limit)


def asked(settings: Settings, case: Case) -> list[Standing]:
    """How it stands with all that the rules ask for of the case, in whatever stage."""
    return [standing(settings, case, rule) for rule in settings.workflow.reviews if applies(rule, case)]


def unapproved(settings: Settings, case: Case, stages: Iterable[str]) -> list[Standing]:
    """What must still be approved before the case goes on, of the rules for some stages."""
    rules = [rule for rule in settings.workflow.reviews if rule.leave in set(stages) and applies(rule, case)]
    return [one for rule in rules if not (one := standing(settings, case, rule)).holds]


def here(workflow: Workflow, case: Case) -> set[str]:
    """The stages whose approvals are asked for now: the one it stands in, and the earlier ones that it has left."""
    return {case.stage} | passed(workflow, case)


def passed(workflow: Workflow, case: Case) -> set[str]:
    """The earlier stages that the case has left here; what it passed before it was imported is past."""
    left = fold.stages_left(fold.since_import(case.events))
    return left & set(workflow.before(case.stage))


def behind(settings: Settings, case: Case) -> list[Standing]:
    """What the stages that the case has left asked to be approved and is not, but for what was let pass.

    What an emergency left for later is let pass until the case is closed.
    """
    workflow = settings.workflow
    later = set() if case.stage == workflow.closed else set(postponed(workflow, case))
    let_pass = excused(workflow, case) | later
    return [one for one in unapproved(settings, case, passed(workflow, case)) if one.name not in let_pass]


def postponed(workflow: Workflow, case: Case) -> dict[str, Event]:
    """The approvals that an emergency left for later since the case last came back, each with the move that did."""
    found: dict[str, Event] = {}
    for event in fold.valid(case.events):
        if fold.is_move(event) and event.kind != "migrate":
            found = found if workflow.is_forward(event.get("from"), event.get("to")) else {}
            found |= dict.fromkeys(filter(None, event.get("emergency").split(", ")), event)
    return found


class Owed(NamedTuple):
    """An approval that an emergency left for later, with the move, and the instant until which it is to be given."""

    standing: Standing
    move: Event
    until: datetime


def owed(settings: Settings, case: Case) -> list[Owed]:
    """The approvals that are still to be given after an emergency."""
    moves = postponed(settings.workflow, case)
    open_ones = [one for one in asked(settings, case) if one.name in moves and not one.holds]
    return [Owed(one, moves[one.name], moves[one.name].at + timedelta(seconds=one.rule.emergency))
            for one in open_ones]  # fmt: skip
