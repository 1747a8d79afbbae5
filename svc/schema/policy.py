"""Service levels as svc.yaml tells them: what is to be done by when, for which cases, by which calendar."""

from __future__ import annotations

from svc.schema.durations import Duration
from svc.schema.loop import NOWHEN
from svc.schema.reader import When
from svc.spare import MappingProxyType, date
from svc.typed import Mapping, NamedTuple

CONDITIONS = ("type", "severity", "priority", "tier", "product", "channel", "warranty")
"""The facts of a case by which its policy is chosen."""

STANDING = ("customer", "appointment")
"""What pauses a target that does not say what does, where anything does."""

BUILT_IN: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "acknowledge": (), "first_response": (), "own": (), "triage": (), "contain": STANDING, "restore": STANDING,
    "resolve": STANDING, "next_response": (), "update": (), "handover": (),
})  # fmt: skip
"""The targets that svc knows by name, and what pauses each where its ``pauses`` says nothing."""

LIVE = ("phone", "counter", "chat")
"""The channels on which somebody answers as the customer speaks, where svc.yaml says nothing else."""


class Target(NamedTuple):
    """What is to be done within a length of time.

    ``stops``: the word of ``BUILT_IN`` that says how it is met; ``reach``: a stage instead, ``event``: a kind of event
    instead. ``calendar``: ``""`` the desk's own. ``pauses``: reasons to wait. ``teams``: of a handover, to whom.
    """

    name: str
    within: Duration
    calendar: str = ""
    pauses: tuple[str, ...] = ()
    stops: str = ""
    reach: str = ""
    event: str = ""
    teams: tuple[str, ...] = ()


class Policy(NamedTuple):
    """The targets of the cases that fit ``when`` and were opened from a date on.

    ``retroactive``: why a change of it holds for what is past as well.
    """

    name: str
    when: When
    targets: tuple[Target, ...]
    since: date | None = None
    retroactive: str = ""

    def target(self, name: str) -> Target | None:
        """The target of that name."""
        return next((each for each in self.targets if each.name == name), None)


class Step(NamedTuple):
    """Who is told when so many hundredths of a budget are used up, or so many seconds before its end."""

    share: int = 0
    before: int = 0
    tell: tuple[str, ...] = ()


class Policies(NamedTuple):
    """The policies in their order, the first that fits holds; what is told when; the stage at whose end it is resolved.

    ``at_risk``: hundredths of a budget.
    """

    rules: tuple[Policy, ...] = ()
    at_risk: int = 75
    steps: tuple[Step, ...] = ()
    live: tuple[str, ...] = LIVE
    resolution: str = "resolution"

    def chosen(self, facts: Mapping[str, str], opened_on: date) -> Policy | None:
        """The policy of a case with these facts, opened on a date of the desk's time zone."""
        for rule in self.rules:
            if (rule.since is None or rule.since <= opened_on) and fits(rule.when, facts):
                return rule
        return None


def fits(when: When, facts: Mapping[str, str]) -> bool:
    """Whether facts fit a condition: each field that it names has one of the words."""
    return all(facts.get(field, "") in words for field, words in when.items())


NO_POLICY = Policy("", NOWHEN, ())
