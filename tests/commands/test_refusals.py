"""What the loop refuses and what it lets through: exits, moves back, overrides, roles, events.

Each play is a golden file: what was typed, the refusal in both languages, and of what succeeded the commit with the
lines that it changed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from running import Golden, Play, Svc

INTAKE = ("customer=northmill", "channel=phone", "category=leak", "severity=minor", "description=It drips.")
ANALYSIS = ("analysis.cause_category=use", "analysis.responsible=us")
RESOLUTION = ("resolution.remedy=repair", "resolution.agreed_at=now", "resolution.done_at=now")
FEEDBACK = (
    "feedback.decision=A new seal.", "feedback.told_at=now", "feedback.reply=accepted",
    "feedback.internal+={team: quality, person: chen.jie, asked: Check the stock.}",
)  # fmt: skip
SUMMARY = ("summary.lesson=Grease the seal.",)
ROUND = (
    ("analysis", INTAKE), ("resolution", ANALYSIS), ("feedback", RESOLUTION), ("summary", FEEDBACK), ("closed", SUMMARY)
)  # fmt: skip

Line = tuple[str, ...]


def sets(values: Sequence[str]) -> list[str]:
    return [word for value in values for word in ("--set", value)]


def taken_to(svc: Svc, stage: str) -> str:
    """A minor complaint that has come to a stage."""
    case = svc("new", "complaint", "Pump leaks", "--severity", "minor").id
    for target, values in ROUND if stage != "intake" else ():
        svc("move", "@", target, *sets(values))
        if target == stage:
            break
    return case


def settings(svc: Svc, *changes: tuple[str, str]) -> None:
    """Change svc.yaml and commit it."""
    text = (svc.desk / "svc.yaml").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    svc.write(text, "svc.yaml")
    svc("commit", "svc.yaml")


# -- ways out

OTHER = "the other case"
WAYS_OUT: dict[str, tuple[Line, list[Line], Line]] = {
    "duplicate": (
        (),
        [("--of", OTHER), ("-m", "Same call."), (), ("-m", "Same call.", "--of", "@")],
        ("-m", "Same call.", "--of", OTHER),
    ),
    "withdrawn": (("contact", "@", "in", "-m", "Never mind."), [("-m", "Sold."), ()], ("-m", "The customer sold it.")),
    "spam": ((), [()], ("-m", "Not a customer.")),
    "not-ours": (
        ("edit", "@", *sets(["feedback.told_at=now"])),
        [("-m", "Another brand."), ()],
        ("-m", "Another brand."),
    ),
    "no-fault": (
        (), [("-m", "Runs well."), (), ("-m", "x", *sets(["analysis.symptom=None seen."]))],
        ("-m", "Runs well.", *sets(["analysis.symptom=None seen.", "feedback.told_at=now"])),
    ),
    "void": ((), [(), ("-m", " ")], ("-m", "Typed into the wrong desk.")),
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS_OUT)
def test_a_way_out(way: str, svc: Svc, play: Play, golden: Golden) -> None:
    first, refusals, success = WAYS_OUT[way]
    other = svc("new", "repair", "The first call").id
    case = taken_to(svc, "intake")
    svc("wait", "@", "parts", "--until", "2026-12-01")
    for words in refusals:
        line = [other if word is OTHER else word for word in words]
        play.refused("close", "@", "--as", way, *line, status=2 if "@" in words else 1)
    if first:
        svc(*first)
    play.done("close", case, "--as", way, *(other if word is OTHER else word for word in success))
    play.refused("close", case, "--as", way, "-m", "Once more.")
    golden(f"ways-out/{way}.txt", str(play))
    assert svc("check").out == ""
    svc("reopen", case, "-m", "It was not.")
    text = svc.text(case)
    assert "\nstage: intake\n" in text
    assert "\nexit:\n" in text
    assert svc("check").out == ""


def test_a_way_out_is_open_from_its_stages_only(svc: Svc, play: Play, golden: Golden) -> None:
    other = svc("new", "repair", "The first call").id
    taken_to(svc, "analysis")
    play.refused("close", "@", "--as", "spam", "-m", "Not a customer.")
    play.refused("close", "@", "--as", "垃圾信息", "-m", "Not a customer.")
    play.refused("close", "@", "--as", "spma", "-m", "x", status=2)
    play.refused("close", "@", "--as", "lost", "-m", "x", status=2)
    play.refused("close", "@", "--as", "spam", "-m", "x", "--of", other)
    play.refused("close", "@", "--as", "void", "-m", "x", "--of", other, status=2)
    play.refused("close", "@", "--of", other, "-m", "x", status=2)
    play.refused("close", "@", "--as", "duplicate", "--of", "ZZZZZ", "-m", "x")
    golden("ways-out/refused.txt", str(play))


def test_every_way_out_of_the_desk_is_played(svc: Svc) -> None:
    from svc.store import Store

    assert {e.name for e in Store.open(svc.desk).settings.workflow.exits} == set(WAYS_OUT)


@pytest.mark.parametrize("stage", ["intake", "analysis", "resolution", "feedback", "summary"])
def test_a_case_leaves_from_every_stage_and_comes_back_to_it(svc: Svc, stage: str) -> None:
    taken_to(svc, stage)
    svc("close", "@", "--as", "void", "-m", "x")
    svc("reopen", "@", "-m", "y")
    assert f"\nstage: {stage}\n" in svc.text()
    assert svc("check").out == ""


# -- moves back

BACK = [("resolution", "analysis"), ("feedback", "resolution"), ("summary", "resolution"), ("closed", "analysis")]


@pytest.mark.parametrize(("stage", "target"), BACK)
def test_a_move_back_on_the_full_path(stage: str, target: str, svc: Svc, play: Play, golden: Golden) -> None:
    taken_to(svc, stage)
    if stage == "feedback":
        svc("edit", "@", *sets(FEEDBACK))
    play.refused("move", "@", target)
    play.refused("move", "@", target, "-m", "\n")
    if stage == "closed":
        play.refused("reopen", "@")
    play.done("move", "@", target, "-m", "The customer refuses.")
    play.refused("move", "@", {"analysis": "resolution", "resolution": "feedback"}[target])
    golden(f"moves/back-{stage}-{target}.txt", str(play))
    assert svc("check").out == ""


def test_a_move_back_on_the_light_path(svc: Svc, play: Play, golden: Golden) -> None:
    svc("new", "enquiry", "Which filter?", "--severity", "minor", *sets(INTAKE))
    svc("close", "@", *sets([*FEEDBACK[:3], *SUMMARY]))
    play.refused("reopen", "@")
    play.refused("move", "@", "intake")
    play.refused("move", "@", "analysis", "-m", "x")
    play.done("reopen", "@", "-m", "Another model.")
    play.refused("reopen", "@", "-m", "Another model.")
    play.refused("close", "@")
    golden("moves/back-light.txt", str(play))
    assert svc("check").out == ""


def test_every_move_back_of_the_desk_is_played(svc: Svc) -> None:
    from svc.store import Store

    workflow = Store.open(svc.desk).settings.workflow
    found = {(r.name, m.source, m.target) for r in workflow.routes for m in r.moves if m.reason}
    assert found == {("light", "closed", "intake"), *(("full", *move) for move in BACK)}


def test_a_customer_who_refuses_holds_the_case_back(svc: Svc, play: Play, golden: Golden) -> None:
    taken_to(svc, "feedback")
    play.refused("move", "@", "summary", *sets([*FEEDBACK, "feedback.reply=refused"]))
    for reply in ("unreached", "silent", "partly"):
        svc("move", "@", "summary", *sets([*FEEDBACK, f"feedback.reply={reply}"]))
        svc("undo", "@")
    svc("move", "@", "summary", *sets(FEEDBACK))
    svc("edit", "@", *sets(["feedback.reply=不接受"]))
    assert "feedback.reply is refused, with which an earlier stage is not left [warning]" in svc("check").out
    play.refused("close", "@", *sets(SUMMARY))
    svc("move", "@", "resolution", "-m", "The customer refuses after all.")
    assert svc("check").out == ""
    svc("new", "enquiry", "Which filter?", *sets([*INTAKE, *FEEDBACK[:2], *SUMMARY, "feedback.reply=refused"]))
    play.refused("close", "@")
    svc("edit", "@", "--set", "path=full")
    golden("moves/customer-refuses.txt", str(play))


def test_what_was_said_before_a_return_is_said_anew(svc: Svc, play: Play, golden: Golden) -> None:
    settings(svc, ("renews: [analysis.cause, ", "renews: [analysis.cause, more.batch, "),
             ("need: [analysis.cause_category, analysis", "need: [more.batch, analysis.cause_category, analysis"))
    svc("new", "complaint", "Pump leaks", "--severity", "minor", "--set", "more.batch={of: [K-12]}")
    for target, values in ROUND:
        svc("move", "@", target, *sets(values))
    play.done("reopen", "@", "-m", "It drips again.")
    play.refused("move", "@", "resolution", *sets(ANALYSIS))
    svc("move", "@", "resolution", *sets([*ANALYSIS, "more.batch={of: [K-13]}"]))
    svc("move", "@", "feedback", *sets(RESOLUTION))
    play.refused("move", "@", "summary", *sets([*FEEDBACK[:3], "feedback.decision= A  new\nseal. "]))
    svc("move", "@", "summary", *sets([*FEEDBACK, "feedback.decision+=And a new ring."]))
    play.refused("close", "@")
    svc("close", "@", "--set", "summary.lesson=Change the ring as well.")
    golden("moves/anew.txt", str(play))
    assert "  decision: |\n    A new seal.\n    And a new ring.\n" in svc.text()
    assert svc("check").out == ""


# -- what is open when a case is closed


def test_what_is_open_ends_with_the_case_but_a_promise(svc: Svc, play: Play, golden: Golden) -> None:
    case = taken_to(svc, "analysis")
    other = svc("new", "complaint", "Pump leaks").id
    svc("promise", case, "--until", "tomorrow", "-m", "Call back")
    svc("wait", case, "parts", "--until", "tomorrow")
    svc("handover", case, "--to", "workshop", "-m", "Measure.")
    svc("escalate", case, "--to", "wu.hao", "-m", "Third time.")
    play.refused("close", case, "--as", "duplicate", "--of", other, "-m", "Same call.")
    svc("promise", case, "--kept")
    play.done("close", case, "--as", "duplicate", "--of", other, "-m", "Same call.")
    play.refused("handover", case, "--accept")
    play.refused("escalate", case, "--accept")
    golden("ways-out/what-is-open.txt", str(play))
    assert svc("check").out == ""
    svc("reopen", case, "-m", "It is another one.")
    assert "handover" not in svc("next", "--all", "--fields", "id,why").out


def test_a_move_says_what_the_case_still_waits_for(svc: Svc) -> None:
    case = taken_to(svc, "analysis")
    svc("wait", case, "parts", "--until", "tomorrow")
    told = svc("move", case, "resolution", *sets(ANALYSIS)).err
    assert told == f"{case} still waits for parts, and clocks stand still; svc resume {case} --for parts ends it\n"


# -- overrides

MANAGER = ("  manager: []", "  manager: [zhao.min]")


def test_who_may_not_override(svc: Svc, play: Play, golden: Golden) -> None:
    taken_to(svc, "intake")
    play.refused("move", "@", "analysis", "--override", "-m", "x")
    settings(svc, ("  manager: []", "  manager: [wu.hao]"))
    play.refused("move", "@", "analysis", "--override", "-m", "x")
    play.refused("move", "@", "analysis", "--override", "-m", "x", "--by", "wu.hao")
    settings(svc, ("  overrides: [manager]", "  overrides: []"))
    play.refused("move", "@", "analysis", "--override", "-m", "x")
    golden("overrides/who.txt", str(play))


def test_an_override_of_a_gate_is_excused_until_the_case_comes_back(svc: Svc, play: Play, golden: Golden) -> None:
    settings(svc, MANAGER)
    taken_to(svc, "analysis")
    play.refused("move", "@", "resolution", "--override")
    play.done("move", "@", "resolution", "--override", "-m", "The line stands still.")
    play.refused("move", "@", "feedback")
    play.done("move", "@", "feedback", *sets(RESOLUTION))
    svc("move", "@", "resolution", "-m", "Refused.")
    play.refused("move", "@", "feedback")
    golden("overrides/gate.txt", str(play))
    warned, name = svc("check").out.splitlines(), svc("list", "--fields", "id").out.strip()
    assert [line.partition(": ")[2] for line in warned] == [
        f"{field}: empty, but an earlier stage asks for it: svc edit {name} --set {field}=... [warning]"
        for field in ("analysis.cause_category", "analysis.responsible")
    ]


def test_an_override_of_a_move_that_the_path_does_not_know(svc: Svc, play: Play, golden: Golden) -> None:
    settings(svc, MANAGER)
    taken_to(svc, "intake")
    svc("edit", "@", *sets(INTAKE))
    play.refused("move", "@", "resolution", "-m", "x")
    play.refused("move", "@", "resolution", "--override")
    play.refused("move", "@", "intake", "--override", "-m", "x")
    play.done("move", "@", "resolution", "--override", "-m", "Known from last week.")
    play.done("move", "@", "intake", "--override", "-m", "It is not the same after all.")
    golden("overrides/move.txt", str(play))
    assert svc("check").out == ""


def test_an_override_of_who_resolved_it(svc: Svc, play: Play, golden: Golden) -> None:
    settings(svc, MANAGER, ("severity: [major, safety]}, not_by: resolution", "severity: [minor]}, not_by: resolution"))
    taken_to(svc, "feedback")
    svc("edit", "@", *sets(FEEDBACK))
    play.refused("move", "@", "summary")
    play.refused("move", "@", "summary", "--override")
    play.done("move", "@", "summary", "--override", "-m", "Nobody else is here.")
    golden("overrides/not-by.txt", str(play))
    assert svc("check").out == ""


def test_an_override_of_a_path_that_does_not_take_the_case(svc: Svc, play: Play, golden: Golden) -> None:
    settings(svc, MANAGER)
    svc("new", "enquiry", "Which filter?", *sets([*INTAKE[:3], INTAKE[4], "path=light", "severity=major"]))
    play.refused("close", "@", *sets([*FEEDBACK[:3], *SUMMARY]))
    play.refused("close", "@", "--override", *sets([*FEEDBACK[:3], *SUMMARY]))
    play.done("close", "@", "--override", "-m", "Told by telephone.", *sets([*FEEDBACK[:3], *SUMMARY]))
    golden("overrides/path.txt", str(play))
    assert svc("check").out == ""


def test_an_override_of_an_open_promise(svc: Svc, play: Play, golden: Golden) -> None:
    settings(svc, MANAGER)
    taken_to(svc, "summary")
    svc("promise", "@", "--until", "tomorrow", "-m", "Call back")
    play.refused("close", "@", *sets(SUMMARY))
    play.done("close", "@", "--override", "-m", "They moved away.", *sets(SUMMARY))
    golden("overrides/promise.txt", str(play))
    assert svc("check").out == ""


# -- roles and events

BY_ROLE = ("{from: analysis, to: resolution}", "{from: analysis, to: resolution, roles: [engineer, quality]}")
BACK_BY_ROLE = (
    "{from: resolution, to: analysis, reason: true,", "{from: resolution, to: analysis, reason: true, roles: [quality],"
)  # fmt: skip


def test_a_move_for_some_roles(svc: Svc, play: Play, golden: Golden, environment: pytest.MonkeyPatch) -> None:
    settings(svc, BY_ROLE, BACK_BY_ROLE, ("  engineer: []", "  engineer: [li.wei]"))
    taken_to(svc, "analysis")
    play.refused("move", "@", "resolution")
    play.refused("move", "@", "resolution", *sets(ANALYSIS))
    play.refused("move", "@", "resolution", "--override", "-m", "x", *sets(ANALYSIS))
    play.done("move", "@", "resolution", "--by", "li.wei", *sets(ANALYSIS))
    environment.setenv("SVC_ME", "li.wei")
    play.refused("move", "@", "analysis", "-m", "Another cause.")
    settings(svc, MANAGER, ("  quality: []", "  quality: [chen.jie]"))
    environment.setenv("SVC_ME", "zhao.min")
    play.done("move", "@", "analysis", "--override", "-m", "Quality is away.")
    golden("gates/roles-on-moves.txt", str(play))
    assert svc("check").out == ""


def test_a_gate_for_some_roles_and_with_events(
    svc: Svc, play: Play, golden: Golden, environment: pytest.MonkeyPatch
) -> None:
    gate = "  gates:\n    - {leave: analysis, events: [triage, contact out], roles: [quality]}\n"
    settings(svc, ("  gates:\n", gate), ("  quality: []", "  quality: [chen.jie]"))
    taken_to(svc, "analysis")
    svc("edit", "@", *sets(ANALYSIS))
    svc("contact", "@", "in", "-m", "Is it done?")
    play.refused("move", "@", "resolution")
    svc("triage", "@", "visit")
    svc("contact", "@", "out", "-m", "Tomorrow.")
    play.refused("move", "@", "resolution")
    svc("undo", "@")
    environment.setenv("SVC_ME", "chen.jie")
    play.refused("move", "@", "resolution")
    svc("contact", "@", "out", "-m", "Tomorrow at ten.")
    play.done("move", "@", "resolution")
    golden("gates/roles-and-events.txt", str(play))
    assert svc("check").out == ""


def test_the_fields_of_a_refusal_are_those_that_open_the_gate(svc: Svc) -> None:
    """Whoever types what a refusal names gets through."""
    taken_to(svc, "analysis")
    told = svc("move", "@", "resolution", status=1).err
    assert re.findall(r"--set ([\w.]+)=", told.splitlines()[-1]) == [value.partition("=")[0] for value in ANALYSIS]
