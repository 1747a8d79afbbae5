"""The gates of the desk that ``svc init`` makes, played through the command line in a real repository.

NEEDS is the gate table of the design, row by row. Each play goes round the whole loop: every stage refuses
first, naming all that is missing with the option that supplies it, and is left once it is supplied.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from itertools import pairwise

import pytest
from running import Golden, Svc

Needs = dict[str, str]

INTAKE = "customer channel category severity description"
LESSON = "summary.lesson|summary.knowledge"
EIGHT_D = (
    "analysis.team analysis.is analysis.is_not analysis.containment analysis.cause analysis.escape_cause "
    "analysis.systemic_cause analysis.evidence analysis.risk analysis.plan_b"
)
EFFECT = " ".join(f"summary.effectiveness.{key}" for key in ("criterion", "target", "due", "owner"))
TOLD = "feedback.decision feedback.told_at feedback.reply feedback.internal"
SERIOUS = {
    "intake": INTAKE.replace(" severity", ""),
    "analysis": EIGHT_D,
    "resolution": "resolution.remedy resolution.plan.measures resolution.verification",
    "feedback": TOLD,
    "summary": f"summary.lesson {EFFECT} summary.spread summary.knowledge summary.told",
}

NEEDS: dict[str, Needs] = {
    "enquiry full": {
        "intake": INTAKE, "analysis": "", "resolution": "feedback.decision", "feedback": "feedback.told_at",
        "summary": LESSON,
    },
    "suggestion full": {
        "intake": INTAKE,
        "analysis": "team analysis.verdict",
        "resolution": "resolution.plan.measures|resolution.plan.no_measure",
        "feedback": "feedback.told_at",
        "summary": "",
    },
    "repair full": {
        "intake": INTAKE,
        "analysis": "analysis.triage analysis.fault_code analysis.confirmed_at",
        "resolution": "resolution.remedy resolution.agreed_at charge resolution.parts resolution.tests",
        "feedback": "feedback.told_at",
        "summary": "summary.lesson",
    },
    "return full": {
        "intake": INTAKE,
        "analysis": "analysis.reason analysis.window",
        "resolution": "resolution.authorised_at resolution.received_at resolution.inspection resolution.disposition "
        "resolution.refund|resolution.exchange",
        "feedback": "feedback.told_at",
        "summary": "",
    },
    "complaint minor": {
        "intake": INTAKE.replace(" severity", ""),
        "analysis": "analysis.cause_category analysis.responsible",
        "resolution": "resolution.remedy resolution.agreed_at resolution.done_at",
        "feedback": TOLD,
        "summary": "summary.lesson",
    },
    "complaint major": SERIOUS,
    "complaint safety": SERIOUS,
    "enquiry light": {
        "intake": f"customer channel category description feedback.decision feedback.told_at {LESSON}",
    },
    "suggestion light": {
        "intake": f"customer channel category description feedback.decision feedback.told_at {LESSON}",
    },
    "complaint light": {
        "intake": f"{INTAKE} feedback.decision feedback.told_at resolution.remedy feedback.reply {LESSON}",
    },
}  # fmt: skip

OPENINGS: dict[str, Sequence[str]] = {
    "enquiry full": ("enquiry",),
    "suggestion full": ("suggestion",),
    "repair full": ("repair",),
    "return full": ("return",),
    "complaint minor": ("complaint", "--severity", "minor"),
    "complaint major": ("complaint", "--severity", "major"),
    "complaint safety": ("complaint", "--severity", "安全"),
    "enquiry light": ("enquiry", "--severity", "minor"),
    "suggestion light": ("suggestion", "--severity", "minor"),
    "complaint light": ("complaint", "--set", "path=light"),
}

VALUES = {
    "customer": "northmill", "channel": "telephone", "category": "过热", "severity": "minor", "charge": "质保",
    "description": "The plug gets hot.", "team": "after-sales",
    "analysis.team": "li.wei，chen.jie", "analysis.verdict": "adopt", "analysis.triage": "bring",
    "analysis.fault_code": "E-17", "analysis.confirmed_at": "yesterday 16:30", "analysis.reason": "defect",
    "analysis.window": "inside",
    "analysis.cause_category": "prod", "analysis.responsible": "Plug supplier",
    "resolution.remedy": "repl", "resolution.agreed_at": "now", "resolution.done_at": "2026-11-20",
    "resolution.parts": "used", "resolution.authorised_at": "now", "resolution.received_at": "now",
    "resolution.disposition": "scrap", "resolution.refund": "120 EUR",
    "resolution.tests+": "{what: Two hours on step two, result: pass}",
    "resolution.plan.measures+": "{what: Lock the press, owner: me, due: 2026-12-01}",
    "feedback.told_at": "now", "feedback.reply": "accepted",
    "feedback.internal+": "{team: quality, person: chen.jie, asked: Check the stock.}",
    "summary.effectiveness.due": "2027-01-31", "summary.effectiveness.owner": "chen.jie",
}  # fmt: skip
STAGES = ("intake", "analysis", "resolution", "feedback", "summary", "closed")
TARGETS = dict(pairwise(STAGES))


def choices(needs: str) -> set[frozenset[str]]:
    return {frozenset(choice.split("|")) for choice in needs.split()}


def asked(told: str) -> set[frozenset[str]]:
    """The fields that a refusal names, each choice together."""
    lines = [line for line in told.splitlines() if line.startswith("  ")]
    return {frozenset(re.findall(r"--set '?([\w.]+)", line)) for line in lines} - {frozenset[str]()}


def supplied(needs: str) -> list[str]:
    """The options that fill what is asked for."""
    found = []
    for choice in needs.split():
        name = choice.split("|")[0]
        plus = f"{name}+" if f"{name}+" in VALUES else name
        found += ["--set", f"{plus}={VALUES.get(plus, f'What is known of {name}.')}"]
    return found


@pytest.mark.parametrize("play", NEEDS)
def test_a_case_goes_round_the_loop(play: str, svc: Svc, golden: Golden, environment: pytest.MonkeyPatch) -> None:
    needs, said = NEEDS[play], []
    kind, *options = OPENINGS[play]
    svc("new", kind, "Plug gets hot", *options)
    for stage, needed in needs.items():
        target = "closed" if "light" in play else TARGETS[stage]
        environment.setenv("SVC_ME", "chen.jie" if stage == "feedback" else "zhao.min")
        if needed:
            told = svc("move", "@", target, status=1)
            assert told.out == ""
            assert asked(told.err) == choices(needed)
            environment.setenv("SVC_LANG", "zh")
            in_chinese = svc("move", "@", target, status=1)
            said += [f"$ svc move @ {target}", told.err, f"$ SVC_LANG=zh svc move @ {target}", in_chinese.err]
            environment.setenv("SVC_LANG", "en")
        if needs is SERIOUS and stage == "resolution":
            svc("edit", "@", *supplied(needed))
            svc.approved()
            needed = ""
        svc("move", "@", target, *supplied(needed))
    assert "\nstage: closed\n" in svc.text()
    assert svc("check").out == ""
    golden(f"gates/{play.replace(' ', '-')}.txt", "\n".join(said))


def test_every_type_and_path_of_the_table_is_played(svc: Svc) -> None:
    from svc.store import Store

    gates = Store.open(svc.desk).settings.workflow.gates
    named = {name for needs in NEEDS.values() for needed in needs.values() for c in choices(needed) for name in c}
    asked_for = {name for gate in gates for choice in gate.needs.fields for name in choice}
    assert asked_for - named == {"title"}


def opened(svc: Svc, *sets: str, kind: str = "complaint") -> None:
    svc("new", kind, "Plug gets hot", *(word for each in sets for word in ("--set", each)))


FILLED = ("customer=northmill", "channel=phone", "category=noise", "description=It is loud.")


def test_moves_back_need_a_reason_and_nothing_else(svc: Svc, golden: Golden, environment: pytest.MonkeyPatch) -> None:
    opened(svc, *FILLED, "severity=minor")
    svc("move", "@", "analysis", "--set", "analysis.cause_category=use", "--set", "analysis.responsible=us")
    svc("move", "@", "resolution")
    said = [svc("move", "@", "analysis", status=1).err, svc("move", "@", "analysis", "-m", " ", status=1).err]
    environment.setenv("SVC_LANG", "zh")
    said += [svc("move", "@", "分析", status=1).err]
    golden("gates/back.txt", "\n".join(said))
    environment.setenv("SVC_LANG", "en")
    svc("move", "@", "分析", "-m", "The customer found another cause.")
    was = "was: {analysis.cause_category: use}"
    assert f"kind: move, from: resolution, to: analysis, {was}, text: The customer found another cause.}}" in svc.text()
    assert "cause category" in svc("move", "@", "resolution", status=1).err


def test_a_move_the_path_does_not_know_says_where_to(svc: Svc, golden: Golden, environment: pytest.MonkeyPatch) -> None:
    opened(svc)
    said = [svc("move", "@", where, status=1).err for where in ("summary", "closed", "intake")]
    said += [svc("move", "@", where, status=2).err for where in ("resulotion", "nowhere")]
    said += [svc("reopen", "@", "-m", "why", status=1).err]
    environment.setenv("SVC_LANG", "zh")
    said += [svc("move", "@", "总结", status=1).err, svc("move", "@", "哪里", status=2).err]
    golden("gates/unknown-moves.txt", "\n".join(said))


def test_who_resolved_it_cannot_confirm_it(svc: Svc, golden: Golden, environment: pytest.MonkeyPatch) -> None:
    opened(svc, *FILLED, "severity=major")
    svc("move", "@", "analysis")
    svc("move", "@", "resolution", *supplied(EIGHT_D))
    svc("edit", "@", *supplied(SERIOUS["resolution"]))
    svc.approved(by="wu.hao")
    svc("move", "@", "feedback")
    svc("edit", "@", *supplied(TOLD))
    said = [svc("move", "@", "summary", status=1).err, svc("move", "@", "summary", "--by", "chen.jie", status=1).err]
    environment.setenv("SVC_LANG", "zh")
    said += [svc("move", "@", "summary", status=1).err]
    golden("gates/not-by.txt", "\n".join(said))
    environment.setenv("SVC_ME", "sun.tao")
    assert "zhao.min" in svc("move", "@", "summary", "--by", "zhao.min", status=1).err
    svc("move", "@", "summary", "--by", "chen.jie")
    assert "by: chen.jie, recorded_by: sun.tao, kind: move" in svc.text()


def test_going_back_to_the_same_stage_needs_somebody_else_again(svc: Svc, environment: pytest.MonkeyPatch) -> None:
    opened(svc, *FILLED, "severity=major")
    svc("move", "@", "analysis")
    svc("move", "@", "resolution", *supplied(EIGHT_D))
    svc("edit", "@", *supplied(SERIOUS["resolution"]))
    svc.approved(by="wu.hao")
    svc("move", "@", "feedback")
    environment.setenv("SVC_ME", "chen.jie")
    svc("move", "@", "resolution", "-m", "The customer refused.")
    svc("move", "@", "feedback", "--set", "resolution.verification=Again: two hours on step two.")
    assert "chen.jie" in svc("move", "@", "summary", *supplied(TOLD), status=1).err
    environment.setenv("SVC_ME", "zhao.min")
    svc("move", "@", "summary", *supplied(TOLD))


def test_each_action_needs_an_owner_and_a_date(svc: Svc, golden: Golden, environment: pytest.MonkeyPatch) -> None:
    opened(svc, *FILLED, "severity=major")
    svc("move", "@", "analysis")
    svc("move", "@", "resolution", *supplied(EIGHT_D))
    svc("edit", "@", *supplied("resolution.remedy resolution.verification"))
    svc("edit", "@", "--set", "resolution.plan.measures+={what: Lock the press}")
    svc("edit", "@", "--set", "resolution.plan.measures+={owner: li.wei}")
    said = [svc("move", "@", "feedback", status=1).err]
    environment.setenv("SVC_LANG", "zh")
    said += [svc("move", "@", "feedback", status=1).err]
    golden("gates/each-measure.txt", "\n".join(said))
    first, second = re.findall(r"- \{id: (\w+), (?:owner|what)", svc.text())
    parts = (f"{first}.owner=me", f"{first}.due=2026-12-01", f"{second}.what=Check", f"{second.lower()}.due=today")
    svc("edit", "@", *(w for part in parts for w in ("--set", f"resolution.plan.measures.{part}")))
    svc.approved()
    svc("move", "@", "feedback")
    assert f'- {{id: {first}, owner: zhao.min, due: "2026-12-01", what: Lock the press}}' in svc.text()


def test_a_repair_with_a_failed_test_stays(svc: Svc) -> None:
    opened(svc, *FILLED, "severity=minor", kind="repair")
    for stage in ("intake", "analysis"):
        svc("move", "@", TARGETS[stage], *supplied(NEEDS["repair full"][stage].replace(INTAKE, "")))
    svc("edit", "@", *supplied(NEEDS["repair full"]["resolution"]))
    svc("edit", "@", "--set", "resolution.tests+={what: Leak test, result: fail}")
    told = svc("move", "@", "feedback", status=1).err
    named = re.findall(r"--set (resolution\.tests\.\w+\.result)=", told)
    assert len(set(named)) == 1
    assert "  test list, Leak test: result  --set" in told
    svc("move", "@", "feedback", "--set", f"{named[0]}=pass")


def test_the_watch_list_asks_to_tell_quality(svc: Svc) -> None:
    path = svc.desk / "svc.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("analysis.fault_code: []", "analysis.fault_code: [E-17]"), encoding="utf-8")
    svc("commit", "svc.yaml")
    opened(svc, *FILLED, "severity=minor", kind="repair")
    for stage in ("intake", "analysis", "resolution"):
        svc("move", "@", TARGETS[stage], *supplied(NEEDS["repair full"][stage].replace(INTAKE, "")))
    assert asked(svc("move", "@", "summary", "--set", "feedback.told_at=now", status=1).err) == {
        frozenset({"feedback.internal"})
    }


def test_a_raised_severity_is_asked_what_it_missed(svc: Svc) -> None:
    rules = (svc.desk / "svc.yaml").read_text(encoding="utf-8")
    svc.write(rules.replace("quality: []", "quality: [zhao.min]"), "svc.yaml")
    svc("commit", "svc.yaml")
    opened(svc, *FILLED, "severity=minor")
    svc("move", "@", "analysis")
    svc("move", "@", "resolution", *supplied(NEEDS["complaint minor"]["analysis"]))
    svc("edit", "@", "--set", "severity=major", "-m", "A second case of the same batch.")
    missing = asked(svc("move", "@", "feedback", status=1).err)
    assert missing == choices(EIGHT_D) | choices(SERIOUS["resolution"])
    svc("edit", "@", "--set", "severity=", "-m", "Not known any more.")
    assert frozenset({"severity"}) in asked(svc("move", "@", "feedback", status=1).err)


def test_a_serious_case_does_not_take_the_light_path(svc: Svc, golden: Golden, environment: pytest.MonkeyPatch) -> None:
    needs = NEEDS["complaint light"]["intake"].replace(" severity", "")
    opened(svc, "path=light", "severity=major")
    said = [svc("close", "@", *supplied(needs), status=1).err]
    environment.setenv("SVC_LANG", "zh")
    said += [svc("close", "@", *supplied(needs), status=1).err]
    golden("gates/light-and-serious.txt", "\n".join(said))
    svc("edit", "@", "--set", "path=完整")
    text = svc.text()
    assert "\npath: full\n" in text
    assert "\n  systemic_cause: |\n" in text, "the keys of the full form are added"
    assert "kind: path, from: light, to: full" in text


def test_a_path_that_leads_nowhere_is_refused(svc: Svc) -> None:
    opened(svc, *FILLED, "severity=minor")
    svc("move", "@", "analysis")
    assert "knows no way on from analysis" in svc("edit", "@", "--set", "path=light", status=1).err


def test_closing_and_reopening(svc: Svc, environment: pytest.MonkeyPatch) -> None:
    opened(svc, "severity=minor", kind="enquiry")
    needs = NEEDS["enquiry light"]["intake"]
    svc("close", "@", *supplied(needs))
    assert svc("list").out == ""
    assert "already" in svc("close", "@", status=1).err
    assert "needs a reason" in svc("reopen", "@", status=1).err
    environment.setenv("SVC_NOW", "2026-11-22T09:00:00+00:00")
    told = svc("reopen", "@", "-m", "The ring does not fit.")
    was = 'was: {feedback.told_at: "2026-11-21T09:00:00+00:00"}'
    assert f"kind: reopen, from: closed, to: intake, {was}, renew: " in svc.text(told.id)
    assert "customer told at" in svc("close", "@", status=1).err
    anew = "feedback.told_at=now", "feedback.decision=Another ring.", "summary.lesson=Ask for the size."
    svc("close", "@", *(word for each in anew for word in ("--set", each)))
    assert svc.text().count("kind: move, from: intake, to: closed") == 2
    assert svc("check").out == ""


def test_the_line_that_a_refusal_names_holds_what_was_typed(svc: Svc) -> None:
    case = svc("new", "complaint", "Door opens", "--severity", "safety").id
    given = "--set", "customer=Nord & Co", "--set", "channel=phone", "--set", "description=It's open."
    line = svc("move", "@", "analysis", *given, status=1).err.splitlines()[-1]
    assert shlex.split(line) == ["svc", "move", case, "analysis", *given, "--set", "category=..."]
    svc(*shlex.split(line.replace("...", "leak"))[1:])
    assert "customer: Nord & Co\n" in svc.text()


def test_a_refusal_too_long_for_one_line_holds_what_was_typed(svc: Svc) -> None:
    case = svc("new", "complaint", "Door opens").id
    line = svc("move", "@", "analysis", "--set", "product=AC-75", status=1).err.splitlines()[-1]
    assert line == f"svc edit {case} -e && svc move {case} analysis --set product=AC-75"


def test_an_item_typed_along_is_called_by_its_place(svc: Svc) -> None:
    svc("new", "complaint", "Door opens", "--severity", "safety", "-c", "north", "-m", "Open.", "--channel", "phone")
    svc("move", "@", "analysis", "--set", "category=leak")
    svc("move", "@", "resolution", *(word for name in EIGHT_D.split() for word in ("--set", f"{name}=method")))
    svc("edit", "@", "--set", "resolution.remedy=repair", "--set", "resolution.verification=Tried.")
    line = svc("move", "@", "feedback", "--set", "resolution.plan.measures+={what: new switch}", status=1).err
    hint = line.splitlines()[-1]
    assert "--set resolution.plan.measures.0.owner=WHO" in hint
    assert hint.startswith("svc propose ")
    svc(*shlex.split(hint.replace("YYYY-MM-DD", "2026-12-01").replace("WHO", "li.wei"))[1:])
    svc("move", "@", "feedback", "--emergency", "-m", "It leaks.")
    assert "stage: feedback\n" in svc.text()
    assert "{id: " in svc.text().partition("measures:")[2].splitlines()[1]
    assert svc("check").out == ""
