"""svc why and svc sla on a desk: eight cases that people argue about, in both languages, and what programs get."""

from __future__ import annotations

import json
import os

import pytest
from measuring import DESK, a
from running import Golden, Svc

from svc import ids
from svc.store.canonical import emit

SLA = """
sla:
  policies:
    - name: urgent
      when: {priority: [urgent]}
      targets: {resolve: {within: 6h, calendar: service}}
    - name: night
      when: {priority: [low]}
      targets: {resolve: {within: 1wd, calendar: night}}
    - name: standard
      targets:
        resolve: {within: 1wd, calendar: service, pauses: [customer, appointment]}
"""

RESOLVING = """
    11-20 17:00 move from=intake to=analysis
    11-20 17:10 move from=analysis to=resolution
"""
CASES: dict[str, tuple[str, dict[str, str]]] = {
    "a pause": ("11-20 16:00 open\n 11-20 17:00 wait for=customer\n 11-23 09:30 contact way=in visible=customer", {}),
    "overlapping waits": (
        """
        11-20 16:00 open
        11-20 16:30 wait for=customer
        11-20 17:00 wait for=appointment
        11-23 09:30 resume for=customer
        11-23 10:00 resume for=appointment
        """,
        {},
    ),
    "reopening": (
        f"""
        11-20 16:00 open {RESOLVING}
        11-23 10:00 move from=resolution to=feedback
        11-23 10:10 move from=feedback to=summary
        11-23 10:20 move from=summary to=closed
        11-25 09:00 reopen from=closed to=analysis
        """,
        {"stage": "analysis"},
    ),
    "a priority changed": (
        "11-20 16:00 open\n 11-23 15:30 priority from=normal to=urgent",
        {"priority": "urgent"},
    ),
    "a holiday": ("12-23 16:00 open", {}),
    "over midnight": ("11-20 23:00 open", {"priority": "low"}),
    "a make-up Saturday": ("12-04 16:00 open", {}),
    "a late entry": (
        f"""
        11-20 16:00 open {RESOLVING}
        11-23 15:00 move from=resolution to=feedback late=11-24_09:00
        """,
        {"stage": "feedback"},
    ),
}
WHEN = {"a holiday": "2026-12-25T10:00:00+08:00", "a make-up Saturday": "2026-12-05T10:00:00+08:00",
        "over midnight": "2026-11-21T01:00:00+08:00"}  # fmt: skip
NOW = "2026-11-25T11:00:00+08:00"


@pytest.fixture
def eight(svc: Svc) -> dict[str, str]:
    """A desk with the cases: what each is about, to its id."""
    text = (svc.desk / "svc.yaml").read_text(encoding="utf-8")
    head, tail = text[: text.index("# Working hours,")], text[text.index("workflow:\n  stages") :]
    text = f"{head}{DESK.lstrip()}{SLA}\n{tail}".replace("time_zone: UTC", "time_zone: Asia/Shanghai")
    (svc.desk / "svc.yaml").write_text(text, encoding="utf-8")
    found = {}
    for name, (log, fields) in CASES.items():
        case = a(log, **fields)
        name_of = ids.case_id("C", "2611", ids.hashed("why", name))
        path = svc.desk / f"cases/2026/11/{name_of}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(emit({**case.data, "id": name_of, "title": name.capitalize()}), encoding="utf-8")
        found[name] = name_of
    return found


@pytest.mark.parametrize("language", ["en", "zh"])
def test_why_ends_an_argument(
    language: str, eight: dict[str, str], svc: Svc, golden: Golden, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SVC_LANG", language)
    pages = []
    for name, case in eight.items():
        os.environ["SVC_NOW"] = WHEN.get(name, NOW)
        pages.append(svc("why", case).out)
    os.environ["SVC_NOW"] = NOW
    pages.append(svc("why", eight["overlapping waits"], "--customer").out)
    golden(f"sla/why.{language}.txt", "\n".join(pages))


def test_what_is_due_by_urgency(
    eight: dict[str, str], svc: Svc, golden: Golden, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SVC_NOW", NOW)
    listed = [svc("sla", "--format", "table"), svc("sla", "title:pause", "--format", "tsv")]
    listed.append(svc("sla", "--as-of", "2026-11-20 17:30", "--format", "table"))
    listed.append(svc("sla", "--late", "--limit", "1", "--fields", "title,target,due", "--format", "csv"))
    golden("sla/list.txt", "\n".join(told.out + told.err for told in listed))


def test_programs_get_the_same(eight: dict[str, str], svc: Svc, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SVC_NOW", NOW)
    told = json.loads(svc("why", eight["a pause"], "--json").out)
    target = told["targets"][0]
    assert (target["state"], target["due"], target["budget"], target["paused"]) == (
        "missed", "2026-11-23T09:30:00Z", 28800, 5400
    )  # fmt: skip
    assert sum(line["seconds"] for line in target["lines"] if line["kind"] == "counted") == target["budget"]
    first = json.loads(svc("sla", "--json", "--limit", "1").out)[0]
    assert {"id", "target", "state", "due", "late", "title"} <= set(first)


def test_steps_of_escalation_that_fell_due(eight: dict[str, str], svc: Svc, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (svc.desk / "svc.yaml").read_text(encoding="utf-8")
    steps = 'sla:\n  escalation: [{after: "75%", tell: [assignee, quality]}, {before: 30m, tell: [wu.hao]}]\n'
    svc.write(text.replace("sla:\n", steps).replace("  quality: []", "  quality: [liu.yan]"), "svc.yaml")
    monkeypatch.setenv("SVC_NOW", "2026-11-25T14:30:00+08:00")
    told = svc("sla", "tick", "--since", "2026-11-25 12:30", "title:reopening").out.splitlines()
    cells = [row.split("\t")[0:1] + row.split("\t")[2:6] for row in told]
    assert cells == [["2026-11-25T06:30:00Z", "resolve", "-30m", "wu.hao", "2026-11-25T07:00:00Z"]]
    shown = svc("sla", "tick", "--since", "2026-11-25 12:30", "title:reopening", "--format", "table").out
    assert "2026-11-25 14:30" in shown, "by the clocks of the desk"
    earlier = json.loads(svc("sla", "tick", "--since", "2026-11-24", "--json").out)
    assert [one["tell"] for one in earlier if one["step"] == "75%"] == [["liu.yan"]]
    assert "no step of an escalation fell due" in svc("sla", "tick", "--since", "2026-11-25 14:30").err
    assert "belong together" in svc("sla", "tick", status=2).err


def test_a_change_for_the_past_is_named_with_its_reason(eight: dict[str, str], svc: Svc) -> None:
    text = (svc.desk / "svc.yaml").read_text(encoding="utf-8")
    text = text.replace("    - name: standard\n", "    - name: standard\n      retroactive: Agreed in May.\n")
    svc.write(text.replace("  night:\n", "    retroactive: Closed by decree.\n  night:\n"), "svc.yaml")
    told = svc("why", eight["a pause"]).out
    assert "the policy standard was changed for the past as well: Agreed in May.\n" in told
    assert "the calendar service was changed for the past as well: Closed by decree.\n" in told
    assert "past" not in svc("why", eight["over midnight"]).out
    assert "past" not in svc("why", eight["a pause"], "--customer").out


def test_a_customer_is_told_nothing_internal(eight: dict[str, str], svc: Svc) -> None:
    told = json.loads(svc("why", eight["a priority changed"], "--customer", "--json").out)
    words = json.dumps(told)
    assert not [word for word in ("policy", "urgent", "A0001", "service", "zhao") if word in words]
    assert told["targets"][0]["lines"][0]["seconds"] == 7200


def test_a_long_time_in_which_nothing_counts_is_one_line(eight: dict[str, str], svc: Svc) -> None:
    case = eight["a holiday"]
    os.environ["SVC_NOW"] = "2027-03-01T10:00:00+08:00"
    svc("commit", "svc.yaml", case)
    assert len(svc("why", case).out.splitlines()) < 20
    svc("wait", case, "customer", "--until", "2027-12-01", "--at", "2026-12-25 10:00")
    told = svc("why", case).out.splitlines()
    assert [" ".join(row.split()) for row in told if "still: the customer" in row] == [
        "Fri 2026-12-25 10:00 - Mon 2027-03-01 10:00 stands still: the customer (368h)"
    ]  # Friday 7h, nine weeks of 40h, Monday 1h
    assert len(told) < 20


def test_a_promise_says_what_was_promised_to_us_alone(eight: dict[str, str], svc: Svc) -> None:
    case = eight["a holiday"]
    os.environ["SVC_NOW"] = "2026-12-24T11:00:00+08:00"
    svc("commit", "svc.yaml", case)
    svc("promise", case, "--until", "2026-12-25", "-m", "The old cook brings it.")
    assert "promised: The old cook brings it." in svc("why", case, "promise").out
    assert "cook" not in svc("why", case, "promise", "--customer").out


@pytest.mark.parametrize("word", ["Resolve", "解决"])
def test_a_target_is_named_as_it_is_printed(eight: dict[str, str], svc: Svc, word: str) -> None:
    case = eight["a pause"]
    assert svc("why", case, word).out == svc("why", case, "resolve").out
    assert svc("sla", "--target", word).out == svc("sla", "--target", "resolve").out != ""


def test_what_is_not_there_is_named(eight: dict[str, str], svc: Svc) -> None:
    case = eight["a pause"]
    assert "no target restore here" in svc("why", case, "restore", status=1).err
    assert "was opened later than that, at 2026-11-20 16:00" in svc("why", case, "--as-of", "2026-11-19", status=2).err
    text = (svc.desk / "svc.yaml").read_text(encoding="utf-8")
    svc.write(text.replace("within: 6h", "within: 6d"), "svc.yaml")
    told = svc("sla", status=1).err
    assert "svc.yaml:" in told
    assert "a day of 24 hours or a working day" in told
    svc.write(text.replace("when: {priority: [urgent]}", "when: {}"), "svc.yaml")
    assert "the policy standard holds for no case" in svc("check", status=1).out
    svc.write(text[: text.index("sla:\n")] + text[text.index("\nworkflow:") + 1 :], "svc.yaml")
    assert "svc.yaml has no policies" in svc("sla").err


def test_contained_by_a_command(svc: Svc) -> None:
    svc("new", "complaint", "Smoke", "--channel", "mail", "--set", "severity=safety", "--set", "intake.safety=fire")
    svc("contain", "@", "-m", "All 41 buyers are told.")
    told = json.loads(svc("why", "@", "contain", "--json").out)
    assert told["targets"][0]["state"] == "met"
