"""What a case still lacks: the gates of the stage it is in, and of those it has been through.

A stage's gate is asked when the stage is left, and again by every stage after it: raising the severity of a
case, or emptying a field, cannot take it past what the rules ask for. What an override let pass is not asked again
until the case comes back.
"""

from __future__ import annotations

from svc.model import Case, is_empty, mapping
from svc.schema import fold
from svc.schema.loop import Each, Gate, Needs, Workflow
from svc.schema.reader import When
from svc.schema.renewal import outdated
from svc.typed import Iterator


def holds(condition: When, case: Case) -> bool:
    """Whether a case fits a condition; an empty one fits all."""
    return all(case.text(name) in values for name, values in condition.items())


def at_stage(workflow: Workflow, case: Case) -> list[Gate]:
    """The gates on the way out of the case's stage."""
    return _of_stages(workflow, case, {case.stage})


def passed(workflow: Workflow, case: Case) -> list[Gate]:
    """The gates of the earlier stages that the case has left here; what it passed before it was imported is past."""
    left = fold.stages_left(fold.since_import(case.events))
    return _of_stages(workflow, case, left & set(workflow.before(case.stage)))


def never_asked(workflow: Workflow, case: Case) -> list[Gate]:
    """The gates of the stages that an imported case was past when it came."""
    if not fold.is_imported(case.events):
        return []
    here = fold.since_import(case.events)
    then = fold.stage(case.events[: len(case.events) - len(here)])
    stages = set(workflow.before(then)) & set(workflow.before(case.stage))
    return _of_stages(workflow, case, stages - fold.stages_left(here))


def _of_stages(workflow: Workflow, case: Case, stages: set[str]) -> list[Gate]:
    return [g for g in workflow.gates if g.leave in stages and holds(g.when, case) and _is_in_force(g, case)]


def _is_in_force(gate: Gate, case: Case) -> bool:
    """Whether a gate was there when the case was opened: by the date on which that was, where it was."""
    return gate.since <= case.text("opened_at")[: len(gate.since)]


def may_ask(workflow: Workflow, kind: str, route: str) -> list[str]:
    """The fields that the gates may ever ask of the cases of a type and path."""
    fits = {"type": kind, "path": route}
    found = [g.needs for g in workflow.gates if all(name not in g.when or fits[name] in g.when[name] for name in fits)]
    fields = [name for needs in found for choice in needs.fields for name in choice]
    return list(dict.fromkeys([*fields, *(each.field for needs in found for each in needs.each)]))


def excused(workflow: Workflow, case: Case) -> set[str]:
    """What overrides have let pass since the case last came back to an earlier stage."""
    found: set[str] = set()
    for event in fold.valid(case.events):
        if fold.is_move(event) and event.kind != "migrate":
            found = found if workflow.is_forward(event.get("from"), event.get("to")) else set()
            found |= set(event.get("override").split(", ")) - {""}
    return found


def unmet(needs: Needs, case: Case) -> list[tuple[str, ...]]:
    """The fields that are asked for and empty: each a choice of fields, one of which must be filled.

    A field inside a list is named with the id of its item: ``resolution.tests.T3EBD.result``. One that says what it
    said before the case came back counts as empty.
    """
    old = outdated(case)
    found = [choice for choice in needs.fields if all(name in old or is_empty(case.get(name)) for name in choice)]
    for field in dict.fromkeys(each.field for each in needs.each):
        found += [(name,) for name in _lacking(field, needs.each, case)]
    return found


def unmet_by(workflow: Workflow, case: Case, gates: list[Gate]) -> list[tuple[str, ...]]:
    """The choices of fields that gates still ask for, those left out that an override let pass."""
    pardoned = excused(workflow, case)
    choices = dict.fromkeys(choice for gate in gates for choice in unmet(gate.needs, case))
    return [choice for choice in choices if "|".join(choice) not in pardoned]


def barring(needs: Needs, case: Case) -> list[str]:
    """The fields with a word that bars the way."""
    return [name for name, words in needs.bars if case.text(name) in words]


def barred_by(workflow: Workflow, case: Case, gates: list[Gate]) -> list[str]:
    """The fields whose words bar the way through gates, those left out that an override let pass."""
    pardoned = excused(workflow, case)
    found = dict.fromkeys(name for gate in gates for name in barring(gate.needs, case))
    return [name for name in found if name not in pardoned]


def _lacking(field: str, wanted: tuple[Each, ...], case: Case) -> Iterator[str]:
    """What the items of a list have not, one item after the other."""
    items = case.get(field)
    for number, item in enumerate(items if isinstance(items, list) else []):
        for each in wanted:
            value = mapping(item).get(each.key, "")
            if each.field == field and (is_empty(value) or (each.values and value not in each.values)):
                yield f"{field}.{mapping(item).get('id') or number}.{each.key}"


def happened(wanted: str, case: Case) -> bool:
    """Whether an event asked for (``contact out``, ``triage``) is in the log."""
    kind, _, word = wanted.partition(" ")
    return any(e.kind == kind and (not word or word in e.data.values()) for e in fold.valid(case.events))
