"""The service levels of svc.yaml read, every mistake named with its line."""

from __future__ import annotations

from svc.errors import T
from svc.model import Data, Value
from svc.patterns import pattern
from svc.schema import policy_soundness
from svc.schema.calendar import ALWAYS
from svc.schema.durations import Duration, duration, unclear
from svc.schema.events import KINDS
from svc.schema.fields import BY_PATH
from svc.schema.loop import Workflow
from svc.schema.policy import BUILT_IN, CONDITIONS, LIVE, STANDING, Policies, Policy, Step, Target
from svc.schema.reader import Reader, When
from svc.spare import date
from svc.typed import Collection

_KEYS = ("policies", "at_risk", "escalation", "live", "resolution")
_NAME = pattern(r"[a-z0-9][a-z0-9_-]*")
_SHARE = pattern(r"(?a)([1-9][0-9]{0,2})%")
_STOPPING = ("contact in", "contact out", "assign", "triage", "contained", "restored", "acknowledged",
             "handover accepted")  # fmt: skip
"""The events that may meet a target of a desk's own."""


def policies(
    reader: Reader, held: Data, loop: Workflow, calendars: Collection[str], has_day: Collection[str]
) -> Policies:
    """The service levels of a desk. ``calendars`` are known, ``has_day`` are those that say what 1wd is."""
    reader.known(held, _KEYS, "sla")
    before = len(reader.problems)
    reading = _Reading(reader, loop, calendars, has_day)
    found = Policies(
        tuple(reading.policy(each, place) for place, each in reader.maps(held.get("policies", ""), "sla.policies")),
        reading.share(held, "at_risk", "sla", most=100) or Policies._field_defaults["at_risk"],
        tuple(reading.step(each, place) for place, each in reader.maps(held.get("escalation", ""), "sla.escalation")),
        reading.live(held),
        reading.resolution(held),
    )
    reading.twice([policy.name for policy in found.rules])
    if len(reader.problems) == before:
        for place, said, grade in policy_soundness.findings(found.rules):
            reader.wrong(f"sla.{place}", said)
            reader.problems[-1] = reader.problems[-1]._replace(severity=grade)
    return found


class _Reading:
    """Reads the parts of service levels."""

    def __init__(
        self, reader: Reader, loop: Workflow, calendars: Collection[str], has_day: Collection[str]
    ) -> None:
        self.reader = reader
        self.loop = loop
        self.calendars = calendars
        self.has_day = has_day

    def policy(self, held: Data, where: str) -> Policy:
        self.reader.known(held, ("name", "from", "when", "retroactive", "targets"), where)
        name = self.name(self.reader.text(held, "name", where), f"{where}.name")
        targets = self.reader.table(held.get("targets", ""), f"{where}.targets")
        if not targets:
            self.reader.wrong(where, T("a policy needs targets: {first_response: {within: 2h}}"))
        found = tuple(self.target(each, value, f"{where}.targets.{each}") for each, value in targets.items())
        why = self.reader.text(held, "retroactive", where)
        return Policy(name, self.when(held.get("when", ""), f"{where}.when"), found, self.since(held, where), why)

    def name(self, word: str, where: str) -> str:
        if not _NAME.fullmatch(word):
            self.reader.wrong(where, T("a name of lower case letters, digits, _ - belongs here: {name}", name=word))
        return word

    def twice(self, names: list[str]) -> None:
        for place, name in enumerate(names):
            if name in names[:place]:
                self.reader.wrong(f"sla.policies.{place}.name", T("the policy {name} is there twice", name=name))

    def when(self, value: Value, where: str) -> When:
        held = self.reader.table(value, where)
        self.reader.known(held, CONDITIONS, where)
        found = {key: self.reader.words(v, f"{where}.{key}") for key, v in held.items() if key in CONDITIONS}
        for key, words in found.items():
            for word in words:
                self.reader.code(BY_PATH[key].codes, word, f"{where}.{key}")
        return found

    def since(self, held: Data, where: str) -> date | None:
        word = self.reader.date(held, "from", where)
        return date.fromisoformat(word) if word else None

    def target(self, name: str, value: Value, where: str) -> Target:
        self.name(name, where)
        held = self.reader.table(value, where)
        self.reader.known(held, ("within", "calendar", "pauses", "reach", "event", "teams"), where)
        calendar = self.calendar(held, where)
        reach, event = self.reach(held, where), self.event(held, where)
        if name in BUILT_IN and (reach or event):
            said = T("{name} is met as svc knows it; a target met by another act has another name", name=name)
            self.reader.wrong(where, said)
        elif name not in BUILT_IN and bool(reach) == bool(event):
            said = T("{name} is not one of {names}; one of your own says reach: STAGE or event: KIND",
                     name=name, names=", ".join(BUILT_IN))  # fmt: skip
            self.reader.wrong(where, said)
        handed = name == "handover" or event == "handover accepted"
        teams = self.reader.words(held.get("teams", ""), f"{where}.teams")
        if teams and not handed:
            self.reader.wrong(f"{where}.teams", T("teams belong to a handover"))
        for team in teams:
            self.reader.code("team", team, f"{where}.teams")
        within = self.within(held, where, calendar)
        return Target(name, within, calendar, self.pauses(held, where, name, handed),
                      "" if reach or event else name, reach, event, teams)  # fmt: skip

    def within(self, held: Data, where: str, calendar: str) -> Duration:
        word = self.reader.text(held, "within", where)
        found = duration(word)
        if found is None or not any(found):
            said, hint = unclear(word) if word and found is None else (T("a budget is missing"), T("write within: 4h"))
            self.reader.wrong(f"{where}.within" if word else where, T("{said}: {hint}", said=said, hint=hint))
            return Duration(0)
        if found.days and calendar not in self.has_day:
            named = calendar or next(iter(self.calendars), ALWAYS)
            said = T("the calendar {name} does not say what 1wd is: write day_hours: 8h there", name=named)
            self.reader.wrong(f"{where}.within", said)
        return found

    def calendar(self, held: Data, where: str) -> str:
        name = self.reader.text(held, "calendar", where)
        if name and name not in self.calendars:
            known = ", ".join(self.calendars)
            self.reader.wrong(f"{where}.calendar", T("no calendar {name}; there are {names}", name=name, names=known))
        return name

    def pauses(self, held: Data, where: str, name: str, handed: bool) -> tuple[str, ...]:
        if "pauses" not in held:
            standing = BUILT_IN.get(name, () if handed else STANDING)
            return tuple(reason for reason in standing if reason in self.loop.waits)
        words = self.reader.words(held.get("pauses", ""), f"{where}.pauses")
        for word in words:
            self.reader.code("wait", word, f"{where}.pauses")
        return words

    def reach(self, held: Data, where: str) -> str:
        stage = self.reader.text(held, "reach", where)
        if stage and stage not in self.loop.stages:
            names = ", ".join(self.loop.stages)
            said = T("{stage} is not one of the stages {names}", stage=repr(stage), names=names)
            self.reader.wrong(f"{where}.reach", said)
        return stage

    def event(self, held: Data, where: str) -> str:
        kind = self.reader.text(held, "event", where)
        if kind and kind not in _STOPPING:
            names = ", ".join(_STOPPING)
            said = T("{kind} does not meet a target; what does is {names}", kind=kind, names=names)
            self.reader.wrong(f"{where}.event", said)
        assert all(each.partition(" ")[0] in KINDS for each in _STOPPING)
        return kind

    def share(self, held: Data, key: str, where: str, most: int = 999) -> int:
        word = self.reader.text(held, key, where)
        found = _SHARE.fullmatch(word)
        if found and int(found[1]) <= most:
            return int(found[1])
        if word:
            self.reader.wrong(f"{where}.{key}", T("{value} is not a share of a budget: write 75%", value=word))
        return 0

    def step(self, held: Data, where: str) -> Step:
        self.reader.known(held, ("after", "before", "tell"), where)
        if ("after" in held) == ("before" in held):
            self.reader.wrong(where, T("write after: 75%, or before: 30m"))
        share = self.share(held, "after", where)
        return Step(share, self.before(held, where), self.reader.words(held.get("tell", ""), f"{where}.tell"))

    def before(self, held: Data, where: str) -> int:
        word = self.reader.text(held, "before", where)
        found = duration(word) if word else Duration(0)
        if found is None or found.days:
            self.reader.wrong(f"{where}.before", T("{text} is not a length of time: write 30m", text=word))
            return 0
        return found.seconds

    def live(self, held: Data) -> tuple[str, ...]:
        if "live" not in held:
            return LIVE
        words = self.reader.words(held.get("live", ""), "sla.live")
        for word in words:
            self.reader.code("channel", word, "sla.live")
        return words

    def resolution(self, held: Data) -> str:
        """The stage at whose end a case is resolved: the one named so, else the last one before the case is closed."""
        stage = self.reader.text(held, "resolution", "sla")
        if stage and stage not in self.loop.stages[:-1]:
            names = ", ".join(self.loop.stages[:-1])
            said = T("{stage} is not one of the stages {names}", stage=repr(stage), names=names)
            self.reader.wrong("sla.resolution", said)
        usual: str = Policies._field_defaults["resolution"]
        return stage or (usual if usual in self.loop.stages else self.loop.stages[-2])
