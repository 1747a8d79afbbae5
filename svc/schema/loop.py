"""The closed loop as svc.yaml tells it: stages, paths with their moves, gates, exits, overrides, reasons to wait."""

from __future__ import annotations

from svc.spare import MappingProxyType
from svc.typed import TYPE_CHECKING, Mapping, NamedTuple

if TYPE_CHECKING:
    from svc.schema.reader import When

NOWHEN: When = MappingProxyType({})
LOWERING: Mapping[str, tuple[str, ...]] = MappingProxyType({"severity": (), "intake.safety": ()})
"""The facts that take a reason to be made less where svc.yaml says nothing."""


class Move(NamedTuple):
    """One way from a stage to another.

    ``reason``: somebody must say why. ``roles``: who may, anybody where none is named. ``clears``: fields that say
    nothing any more once the case goes this way; the event keeps what they held. ``renews``: fields that stay, and do
    not count as filled until they say something else.
    """

    source: str
    target: str
    reason: bool = False
    roles: tuple[str, ...] = ()
    clears: tuple[str, ...] = ()
    renews: tuple[str, ...] = ()


class Route(NamedTuple):
    """A path through the stages: when a new case takes it, its moves, and ``only``: what a case on it must be."""

    name: str
    when: When
    moves: tuple[Move, ...]
    only: When = NOWHEN


class Each(NamedTuple):
    """What every item of a list must have: ``key`` filled, with one of ``values`` where some are named."""

    field: str
    key: str
    values: tuple[str, ...] = ()


class Needs(NamedTuple):
    """What is asked before a case goes on.

    ``fields``: each a choice, one of which must be filled. ``events``: kinds that must have happened, with a word of
    the event where one is named (``contact out``). ``roles``: who may let it go on. ``not_by``: a stage; who left that
    one last may not be who leaves this one. ``bars``: words of a field with which it does not go on.
    """

    fields: tuple[tuple[str, ...], ...] = ()
    each: tuple[Each, ...] = ()
    events: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    not_by: str = ""
    bars: tuple[tuple[str, tuple[str, ...]], ...] = ()


class Gate(NamedTuple):
    """What leaving a stage asks for, of the cases that fit ``when``, those opened from the date ``since`` on."""

    leave: str
    when: When
    needs: Needs
    since: str = ""


class Exit(NamedTuple):
    """A way out of the loop that passes none of its gates but asks for a reason and for what ``needs`` says.

    ``stages``: where it is open, everywhere when none is named. ``link``: how the case is tied to the other one that
    must be named. ``resolved``: whether the customer's matter counts as resolved by it.
    """

    name: str
    stages: tuple[str, ...] = ()
    needs: Needs = Needs()
    link: str = ""
    resolved: bool = False


class Review(NamedTuple):
    """What of a case somebody else must approve before a stage is left, of the cases that fit ``when``.

    ``of``: the fields that are approved, sections too. ``above``: a sum; asked for only where the case costs more.
    ``roles``: who may approve, anybody but the proposer where none is named; ``people``: how many of them.
    ``emergency``: seconds within which the approval may follow, 0 where it may not. ``forge``: who may write down what
    was approved on a forge's page. ``since``: for cases opened from that date on.
    """

    leave: str
    when: When
    of: tuple[str, ...]
    roles: tuple[str, ...] = ()
    people: int = 1
    above: str = ""
    emergency: int = 0
    forge: tuple[str, ...] = ()
    since: str = ""


class Workflow(NamedTuple):
    """Stages in their order, the last one closed; paths, gates, exits, who may override, and the reasons to wait.

    ``answered``: the reasons whose waits a message of the customer ends.
    ``handovers``: what must be filled in before a team is asked to take a case over, ``*`` for every team.
    ``lowering``: facts that are made less (an earlier code of their list) only with a reason, by one of the roles.
    """

    stages: tuple[str, ...]
    routes: tuple[Route, ...]
    gates: tuple[Gate, ...] = ()
    waits: tuple[str, ...] = ()
    answered: tuple[str, ...] = ("customer",)
    exits: tuple[Exit, ...] = ()
    overrides: tuple[str, ...] = ()
    handovers: Mapping[str, tuple[tuple[str, ...], ...]] = MappingProxyType({})
    lowering: Mapping[str, tuple[str, ...]] = LOWERING
    reviews: tuple[Review, ...] = ()

    @property
    def closed(self) -> str:
        """The stage where a case rests."""
        return self.stages[-1]

    def route(self, name: str) -> Route | None:
        """The path of that name."""
        return next((r for r in self.routes if r.name == name), None)

    def exit(self, name: str) -> Exit | None:
        """The exit of that name."""
        return next((e for e in self.exits if e.name == name), None)

    def before(self, stage: str) -> tuple[str, ...]:
        """The stages that stand before one in the loop."""
        return self.stages[: self.stages.index(stage)] if stage in self.stages else ()

    def is_forward(self, source: str, target: str) -> bool:
        """Whether a move goes on in the loop; going back asks nothing of the stage but a reason."""
        return source in self.before(target)
