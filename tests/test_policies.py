"""Service levels in svc.yaml: what ships, every mistake with its line, and policies in each other's way."""

from __future__ import annotations

from datetime import date

import pytest
from making import SHIPPED, settings
from measuring import RULES, terms

from svc.schema.durations import Duration
from svc.schema.policy import Step, Target
from svc.store.reading import check_settings, judged_settings, policies_of

HEAD, _, _REST = SHIPPED.partition("sla:\n")
TAIL = _REST[_REST.index("\nworkflow:") :]


def wrong(sla: str) -> list[tuple[str, str, str]]:
    """What is wrong with service levels: the line that is blamed, what is said, the grade."""
    text = f"{HEAD}sla:\n{sla}{TAIL}"
    lines = ["", *text.splitlines()]
    _, problems = check_settings(text.encode(), "svc.yaml")
    return [(lines[p.line].strip(), str(p.message), p.severity) for p in problems]


def shipped(**facts: str) -> dict[str, tuple[str, str]]:
    """The targets of a case under the shipped policies."""
    found, problems = policies_of(settings(), "svc.yaml", lambda name: 0)
    assert problems == []
    policy = found.chosen(facts, date(2026, 11, 20))
    assert policy
    return {t.name: (f"{t.within.seconds // 60}m", t.calendar) for t in policy.targets}


NIGHT_AND_DAY = {"first_response": ("30m", "always"), "triage": ("60m", "always")}
IN_HOURS = {"first_response": ("120m", "service"), "triage": ("60m", "service")}
CONTAINED = {"contain": ("240m", "always")}


@pytest.mark.parametrize(
    ("severity", "priority", "targets"),
    [
        ("safety", "urgent", {**NIGHT_AND_DAY, **CONTAINED, "resolve": ("1440m", "always")}),
        ("safety", "normal", {**NIGHT_AND_DAY, **CONTAINED, "resolve": ("2880m", "always")}),
        ("major", "urgent", {**NIGHT_AND_DAY, "resolve": ("1440m", "always")}),
        ("", "urgent", {**NIGHT_AND_DAY, "resolve": ("1440m", "always")}),
        ("major", "high", {**IN_HOURS, "resolve": ("2880m", "always")}),
        ("", "", {**IN_HOURS, "resolve": ("2880m", "always")}),
    ],
)
def test_15_the_defaults_that_ship(severity: str, priority: str, targets: dict[str, tuple[str, str]]) -> None:
    assert shipped(severity=severity, priority=priority) == targets


def test_2_what_pauses_the_shipped_targets() -> None:
    found, _ = policies_of(settings(), "svc.yaml", lambda name: 0)
    held = {t.name: t.pauses for rule in found.rules for t in rule.targets}
    assert held == {"first_response": (), "triage": (), "contain": ("customer", "appointment"),
                    "resolve": ("customer", "appointment")}  # fmt: skip


def test_a_whole_policy() -> None:
    found = terms(
        """
  at_risk: "80%"
  live: [phone]
  resolution: feedback
  escalation:
    - {after: "120%", tell: [manager]}
    - {before: 30m}
  policies:
    - name: gold
      from: "2026-01-01"
      retroactive: The contract says two days.
      when: {type: [repair], tier: [gold], warranty: [in], product: [HF-20], channel: [phone]}
      targets:
        resolve: {within: 2wd, calendar: service, pauses: [parts]}
        on-site: {within: 1h30m, reach: resolution}
        field: {within: 2h, event: handover accepted, teams: [field]}
"""
    ).policies
    assert (found.at_risk, found.live, found.resolution) == (80, ("phone",), "feedback")
    assert found.rules[0].retroactive == "The contract says two days."
    assert found.steps == (Step(share=120, tell=("manager",)), Step(before=1800))
    assert found.rules[0].targets == (
        Target("resolve", Duration(0, 2), "service", ("parts",), stops="resolve"),
        Target("on-site", Duration(5400), "", ("customer", "appointment"), reach="resolution"),
        Target("field", Duration(7200), "", (), event="handover accepted", teams=("field",)),
    )


ONE = "  policies:\n    - name: all\n      targets:\n        "


@pytest.mark.parametrize(
    ("sla", "line", "says"),
    [
        ("  polices: []\n", "polices: []", "polices is not known here; did you mean policies?"),
        ("  at_risk: 0.75\n", "at_risk: 0.75", "0.75 is not a share of a budget: write 75%"),
        ("  at_risk: 120%\n", "at_risk: 120%", "120% is not a share of a budget"),
        ("  live: [fax]\n", "live: [fax]", "fax is not in codes.channel: phone, mail"),
        ("  resolution: closed\n", "resolution: closed", "'closed' is not one of the stages intake, analysis"),
        ("  escalation:\n    - {tell: [x]}\n", "- {tell: [x]}", "write after: 75%, or before: 30m"),
        ("  escalation:\n    - {before: 2wd}\n", "- {before: 2wd}", "2wd is not a length of time: write 30m"),
        ("  policies: all\n", "policies: all", "a list of maps belongs here"),
        ("  policies:\n    - name: Gold\n      targets: {own: {within: 1h}}\n", "- name: Gold", "a name of lower case"),
        ("  policies:\n    - name: gold\n", "- name: gold", "a policy needs targets"),
        ("  policies:\n    - {name: a, targets: {own: {within: 1h}}, form: x}\n", "- {name",
         "did you mean from?"),
        ("  policies:\n    - {name: a, from: 2026, targets: {own: {within: 1h}}}\n", "- {name", "2026 is not a date"),
        ("  policies:\n    - {name: a, when: {team: [x]}, targets: {own: {within: 1h}}}\n", "- {name: a",
         "team is not known here; known are type, severity, priority, tier, product, channel, warranty"),
        ("  policies:\n    - {name: a, when: {type: [repairs]}, targets: {own: {within: 1h}}}\n", "- {name: a",
         "repairs is not in codes.type"),
        (ONE + "own: {within: 1d}\n", "own: {within: 1d}", "a day of 24 hours or a working day: write 24h or 1wd"),
        (ONE + "own: {within: soon}\n", "own: {within: soon}", "'soon' is not a length of time"),
        (ONE + "own: {within: 0h}\n", "own: {within: 0h}", "a budget is missing: write within: 4h"),
        (ONE + "own: {calendar: service}\n", "own: {calendar: service}", "a budget is missing: write within: 4h"),
        (ONE + "own: {within: 1h, calendar: nights}\n", "own: {within",
         "no calendar nights; there are service, always"),
        (ONE + "resolve: {within: 1h, pauses: [rain]}\n", "resolve: {within", "rain is not in codes.wait: customer"),
        (ONE + "solve: {within: 1h}\n", "solve: {within: 1h}", "one of your own says reach: STAGE or event: KIND"),
        (ONE + "resolve: {within: 1h, reach: feedback}\n", "resolve: {within", "resolve is met as svc knows it"),
        (ONE + "d4: {within: 1h, reach: analysys}\n", "d4: {within", "'analysys' is not one of the stages"),
        (ONE + "d4: {within: 1h, event: note}\n", "d4: {within", "note does not meet a target; what does is"),
        (ONE + "own: {within: 1h, teams: [field]}\n", "own: {within", "teams belong to a handover"),
        ("  policies:\n    - {name: a, targets: {own: {within: 1h}}}\n    - {name: a, targets: {own: {within: 1h}}}\n",
         "- {name: a", "the policy a is there twice"),
    ],
)  # fmt: skip
def test_every_mistake_is_named_with_its_line(sla: str, line: str, says: str) -> None:
    found = wrong(sla)
    assert len(found) == 1, found
    assert found[0][0].startswith(line)
    assert says in found[0][1]
    assert found[0][2] == "error"


def test_working_days_need_a_calendar_that_says_what_one_is() -> None:
    text = SHIPPED.replace("    day_hours: 8h\n", "").replace("within: 48h, calendar: always", "within: 2wd")
    _, problems = check_settings(text.encode(), "svc.yaml")
    assert {str(p.message) for p in problems} == {
        "the calendar service does not say what 1wd is: write day_hours: 8h there"
    }


def policies(*rules: str) -> str:
    return "  policies:\n" + "".join(
        f"    - {{name: p{n}, targets: {{own: {{within: {n + 1}h}}}}, {rule}}}\n" for n, rule in enumerate(rules)
    )


@pytest.mark.parametrize(
    ("rules", "says"),
    [
        (("when: {type: [repair]}", "when: {}"), []),
        (("when: {}", "when: {type: [repair]}"),
         ["warning: the policy p1 holds for no case: what it says is taken by p0"]),
        # covered by several together
        (("when: {severity: [safety]}", "when: {type: [repair]}", "when: {severity: [safety], type: [repair, return]}"),
         ["info: a case may fit both p0 and p1",
          "warning: the policy p2 holds for no case: what it says is taken by p0, p1"]),
        # a case may have none of the priorities
        (("when: {priority: [low, normal]}", "when: {priority: [high, urgent]}", "when: {}"), []),
        # neither is a special case of the other
        (("when: {severity: [safety]}", "when: {priority: [urgent]}"),
         ["info: a case may fit both p0 and p1: p0, which stands before, holds"]),
        # a third one is there for what they share
        (("when: {severity: [safety], priority: [urgent]}", "when: {severity: [safety]}", "when: {priority: [urgent]}"),
         []),
        (("when: {type: [repair]}", "when: {type: [return]}"), []),
        (("when: {type: []}",), ["warning: the policy p0 holds for no case"]),
        # the newer one goes before the older one
        (('from: "2027-01-01"', 'from: "2026-01-01"', ""), []),
        (('from: "2026-01-01"', 'from: "2027-01-01"'),
         ["warning: the policy p1 holds for no case: what it says is taken by p0"]),
        (('from: "2027-01-01", when: {type: [repair]}', "when: {type: [repair]}"), []),
    ],
)  # fmt: skip
def test_policies_in_each_others_way_are_findings(rules: tuple[str, ...], says: list[str]) -> None:
    found = [f"{grade}: {message}" for _, message, grade in wrong(policies(*rules))]
    assert len(found) == len(says), found
    assert all(one.startswith(other) for one, other in zip(found, says, strict=True)), found


def test_findings_refuse_nothing() -> None:
    text = f"{HEAD}sla:\n{policies('when: {}', 'when: {}')}{TAIL}"
    assert judged_settings(text.encode(), "svc.yaml").sla


def test_a_desk_without_policies_has_none() -> None:
    found, problems = policies_of(RULES._replace(sla={}), "svc.yaml", lambda name: 0)
    assert (found.rules, problems) == ((), [])
