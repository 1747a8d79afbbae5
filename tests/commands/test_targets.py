"""Every target of the desk once, through the commands that start and meet it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from running import Svc

SLA = """\
sla:
  policies:
    - name: all
      targets:
        acknowledge: {within: 1h, calendar: always}
        first_response: {within: 2h, calendar: always}
        own: {within: 15m, calendar: always}
        triage: {within: 4h, calendar: always}
        contain: {within: 4h, calendar: always}
        restore: {within: 8h, calendar: always}
        resolve: {within: 48h, calendar: always}
        next_response: {within: 2h, calendar: always}
        update: {within: 1h, calendar: always}
        handover: {within: 2h, calendar: always}
        field: {within: 1h, calendar: always, event: handover accepted, teams: [field]}
        d3: {within: 24h, calendar: always, event: contained}
        d4: {within: 5wd, calendar: service, reach: resolution}
        d8: {within: 30wd, calendar: service, reach: closed}

"""
DAY = (
    ("09:00", "new", "repair", "Plug gets hot", "--severity", "minor", "--channel", "mail", "--customer", "k",
     "--category", "overheating", "-m", "It smells."),
    ("09:20", "assign", "@", "me"),
    ("09:30", "contact", "@", "out", "--via", "mail", "-m", "We look at it."),
    ("10:00", "triage", "@", "visit", "--told"),
    ("10:30", "contact", "@", "in", "--via", "mail", "-m", "When?"),
    ("11:00", "contact", "@", "out", "--via", "mail", "-m", "At one."),
    ("11:10", "contain", "@", "-m", "Not sold any more."),
    ("11:20", "handover", "@", "--to", "workshop", "-m", "Measure."),
    ("11:40", "handover", "@", "--accept"),
    ("11:50", "handover", "@", "--to", "field", "-m", "Go there."),
    ("12:40", "handover", "@", "--decline", "-m", "No van."),
    ("12:45", "handover", "@", "--to", "field", "-m", "A van is there."),
    ("13:00", "restore", "@", "-m", "Loan unit."),
    ("13:10", "move", "@", "analysis"),
    ("13:20", "move", "@", "resolution", "--set", "analysis.fault_code=K-12", "--set", "analysis.confirmed_at=now"),
    ("13:50", "handover", "@", "--accept"),
    ("14:00", "move", "@", "feedback", "--set", "resolution.remedy=repair", "--set", "resolution.agreed_at=now",
     "--set", "charge=warranty", "--set", "resolution.parts=none", "--set",
     "resolution.tests+={what: Cold, result: pass}"),
)  # fmt: skip
STANDS = """
acknowledge met 10:00
first_response met 11:00
own missed 09:15
triage met 13:00
contain met 13:00
restore met 17:00
resolve met 22T09:00
next_response met 12:30
update missed 10:30
update missed 12:00
handover met 13:20
handover cancelled -
handover met 14:45
field cancelled -
field missed 13:45
d3 met 21T09:00
d4 met 26T18:00
d8 running 31T18:00
"""


def test_every_target_is_started_and_met_by_a_command(svc: Svc, environment: pytest.MonkeyPatch) -> None:
    text = (svc.desk / "svc.yaml").read_text(encoding="utf-8")
    svc.write(text[: text.index("sla:\n")] + SLA + text[text.index("workflow:\n  stages") :], "svc.yaml")
    svc("commit", "svc.yaml")
    for when, *line in DAY:
        environment.setenv("SVC_NOW", f"2026-11-20T{when}:00+00:00")
        svc(*line)
    told = json.loads(svc("why", "@", "--json").out)["targets"]
    found = [f"{one['target']} {one['state']} {_short(one.get('due', '-'))}" for one in told]
    assert found == STANDS.split("\n")[1:-1]
    assert [(one["late"], one["late_wall"]) for one in told if one["state"] == "missed"] == [
        (300, 300), (1800, 1800), (7200, 7200), (300, 300)
    ]  # fmt: skip
    listed = [line.split("\t")[1:3] for line in svc("sla").out.splitlines()]
    assert listed == [["d8", "running"]]


def test_a_report_names_what_was_changed_for_the_past(svc: Svc) -> None:
    text = (svc.desk / "svc.yaml").read_text(encoding="utf-8")
    text = text.replace("    - name: standard\n", "    - name: standard\n      retroactive: Agreed in May.\n")
    svc.write(text.replace("    day_hours: 8h\n", "    day_hours: 8h\n    retroactive: By decree.\n"), "svc.yaml")
    svc("commit", "svc.yaml")
    told = json.loads(svc("report", "sla", "--period", "2026-11", "--format", "json").out)
    assert _found(told, "retroactive") == [
        {"changed": "policy", "name": "standard", "why": "Agreed in May."},
        {"changed": "calendar", "name": "service", "why": "By decree."},
    ]
    for fmt in ("table", "md", "html"):
        shown = svc("report", "sla", "--period", "2026-11", "--format", fmt).out
        assert ("standard: Agreed in May." in shown, "service: By decree." in shown) == (True, True), fmt


def _found(told: dict[str, Any], key: str) -> object:
    """The value of a key, at the top or one level down."""
    held = [told, *(value for value in told.values() if isinstance(value, dict))]
    return next(one[key] for one in held if key in one)


def _short(due: str) -> str:
    return due[8:16].removeprefix("20T") if due != "-" else due
