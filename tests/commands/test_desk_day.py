"""The verbs of a desk's day, each in a real repository: what they write, what they refuse, what comes of it."""

from __future__ import annotations

import re
import shlex

import pytest
from running import Svc

LOG_LINE = re.compile(r"  - \{id: \w+, at: \"[^\"]+\"(?:, recorded: \"[^\"]+\")?, (.*)\}")


def log(svc: Svc, case: str = "@") -> list[str]:
    """The events of a case without id and time."""
    text = svc.text(case) if case != "@" else svc.text()
    return [m[1] for line in text.splitlines() if (m := LOG_LINE.fullmatch(line))]


def subject(svc: Svc) -> str:
    return svc.git("log", "-1", "--format=%s").strip()


@pytest.fixture
def repair(svc: Svc) -> str:
    """A repair in intake."""
    return svc("new", "repair", "Pump leaks", "-c", "northmill", "-s", "2607A00417", "-m", "Drips.").id


@pytest.mark.parametrize(
    ("line", "event", "field"),
    [
        (["wait", "@", "parts", "--until", "2026-12-01", "-m", "K-12"],
         'by: zhao.min, kind: wait, for: parts, until: "2026-12-01", text: K-12', "waiting: [parts]"),
        (["wait", "@", "备件", "--until", "tomorrow"],
         'by: zhao.min, kind: wait, for: parts, until: "2026-11-22"', "waiting: [parts]"),
        (["promise", "@", "--until", "16:00", "-m", "Call back"],
         'by: zhao.min, kind: promise, state: made, until: "2026-11-21T16:00:00+00:00", text: Call back', ""),
        (["assign", "@", "li.wei"], "by: zhao.min, kind: assign, to: li.wei", "assignee: li.wei"),
        (["assign", "@", "me", "-m", "mine"], "by: zhao.min, kind: assign, to: zhao.min, text: mine", ""),
        (["triage", "@", "上门"], "by: zhao.min, kind: triage, to: visit", "  triage: visit"),
        (["triage", "@", "visit", "--told"],
         'by: zhao.min, kind: triage, to: visit, told: "2026-11-21T09:00:00+00:00"', "  triage: visit"),
        (["handover", "@", "--to", "workshop", "-m", "Measure the crimp."],
         "by: zhao.min, kind: handover, state: offered, to: workshop, text: Measure the crimp.", ""),
        (["escalate", "@", "--to", "wu.hao", "--threat", "press", "-m", "Third time."],
         "by: zhao.min, kind: escalate, state: raised, to: wu.hao, threat: press, text: Third time.", ""),
        (["restore", "@", "-m", "Loan unit"], "by: zhao.min, kind: restored, text: Loan unit", ""),
        (["correct", "@", "--set", "serial=2607A00471", "-m", "Swapped."],
         'by: zhao.min, kind: correct, field: serial, from: "2607A00417", to: "2607A00471", text: Swapped.',
         'serial: "2607A00471"'),
        (["correct", "@", "--set", "title=Pump drips", "-m", "x"],
         "by: zhao.min, kind: correct, field: title, from: Pump leaks, to: Pump drips, text: x", "title: Pump drips"),
        (["retype", "@", "complaint", "-m", "Harm done."],
         "by: zhao.min, kind: retype, from: repair, to: complaint, text: Harm done.", "type: complaint"),
    ],
    ids=lambda value: " ".join(value[:3]) if isinstance(value, list) else None,
)  # fmt: skip
def test_a_verb_is_an_event_and_a_commit(svc: Svc, repair: str, line: list[str], event: str, field: str) -> None:
    svc(*line)
    assert log(svc)[-1] == event
    assert field in svc.text().splitlines() or not field
    assert subject(svc).startswith(f"{repair}: {line[0].replace('restore', 'restored')}")
    assert svc("check").out == ""


@pytest.mark.parametrize(
    ("line", "status", "says"),
    [
        (["wait", "@", "parts"], 2, "--until"),
        (["wait", "@", "parts", "--until", "2026-11-20"], 2, "is past"),
        (["wait", "@", "pars", "--until", "2026-12-01"], 2, "did you mean parts"),
        (["resume", "@"], 1, "waits for nothing"),
        (["promise", "@", "-m", "x"], 2, "--until"),
        (["promise", "@", "--until", "16:00"], 2, "--message"),
        (["promise", "@", "--kept"], 1, "no open promise"),
        (["assign", "@"], 2, "svc assign ID WHO"),
        (["assign", "li.wei", "--from", "wu.hao"], 2, "no open case"),
        (["triage", "@", "nowhere"], 2, "is not a known triage"),
        (["note", "@", "-m", " "], 2, "the text is empty"),
        (["note", "@"], 2, "add -m"),
        (["handover", "@", "--to", "workshop"], 1, "what they are to do"),
        (["handover", "@", "--accept"], 1, "was not handed over"),
        (["handover", "@", "--accept", "--decline"], 2, "one of --to"),
        (["escalate", "@", "-m", "x"], 2, "--threat"),
        (["escalate", "@", "--to", "wu.hao"], 1, "needs a reason"),
        (["escalate", "@", "--accept"], 1, "nobody is called in"),
        (["correct", "@", "--set", "serial=1"], 1, "needs a reason"),
        (["correct", "@", "--set", "analysis.cause=x", "-m", "y"], 2, "not a fact of the intake"),
        (["correct", "@", "-m", "y"], 2, "--set"),
        (["retype", "@", "repair", "-m", "x"], 1, "already"),
        (["link", "@", "@"], 2, "tied to itself"),
        (["link", "@", "@", "--as", "split-of"], 2, "is not a known links"),
        (["close", "@", "--of", "@"], 2, "--of goes with --as"),
        (["close", "@", "--as", "duplicate", "-m", "x"], 1, "the other case  --of ID"),
        (["close", "@", "--as", "spam"], 1, "a reason  -m"),
        (["close", "@", "--as", "withdrawn", "-m", "x"], 1, "contact from the customer"),
        (["close", "@", "--as", "not-ours", "-m", "x"], 1, "customer told at"),
        (["close", "@", "--as", "lost", "-m", "x"], 2, "is not a known way out"),
        (["split", "@", " "], 2, "TITLE"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)  # fmt: skip
def test_what_a_verb_refuses_leaves_all_as_it_was(
    svc: Svc, repair: str, line: list[str], status: int, says: str
) -> None:
    before = svc.text(), svc.git("rev-parse", "HEAD")
    assert says in svc(*line, status=status).err
    assert (svc.text(), svc.git("rev-parse", "HEAD")) == before


def test_waits_stand_beside_each_other_and_end_by_reason(svc: Svc, repair: str) -> None:
    for reason in ("parts", "customer"):
        svc("wait", "@", reason, "--until", "2026-12-01")
    assert "waiting: [customer, parts]" in svc.text()
    refused = svc("resume", "@", status=1).err.splitlines()
    assert "several things" in refused[0]
    assert refused[1] == f"svc resume {repair} --for customer"
    svc("contact", "@", "in", "-m", "Hello?")
    assert "waiting: [parts]" in svc.text()
    svc("resume", "@")
    assert "waiting:\n" in svc.text()
    assert svc("check").out == ""


def test_one_of_two_waits_for_the_same_ends_by_its_event(svc: Svc, repair: str) -> None:
    svc("wait", "@", "parts", "--until", "2026-12-01", "-m", "pump")
    first = re.findall(r"id: (\w+)", svc.text())[-1]
    svc("wait", "@", "parts", "--until", "2026-12-05", "-m", "seal")
    svc("resume", "@", "--for", first)
    assert "waiting: [parts]" in svc.text()
    svc("resume", "@")
    assert "waiting:\n" in svc.text()


def test_a_handover_is_open_until_it_is_answered(svc: Svc, repair: str) -> None:
    svc("handover", "@", "--to", "workshop", "-m", "Measure.")
    assert "not accepted" in svc("handover", "@", "--to", "lab", "-m", "x", status=1).err
    assert "needs a reason" in svc("handover", "@", "--decline", status=1).err
    svc("handover", "@", "--decline", "-m", "Not here yet.")
    svc("handover", "@", "--to", "workshop", "-m", "It is there now.")
    svc("handover", "@", "--accept", "--by", "wang.fang")
    text = svc.text()
    assert "team: workshop\n" in text
    assert "assignee: wang.fang\n" in text
    kinds = re.findall(r"kind: (\w+)", "\n".join(log(svc)[-3:]))
    assert kinds == ["team", "assign", "handover"], "the log has them as the commit names them"
    ids = re.findall(r"id: (\w+)", svc.text().partition("\nlog:")[2])[-3:]
    assert f"Event: {' '.join(ids)}\n" in svc.git("log", "-1", "--format=%B")
    assert svc("check").out == ""


def test_a_promise_keeps_the_case_open(svc: Svc) -> None:
    svc("new", "enquiry", "Which filter?", "-c", "k", "--severity", "minor", "--channel", "phone", "--category",
        "usage", "-m", "d", "--set", "feedback.decision=FL-220", "--set", "feedback.told_at=now",
        "--set", "summary.lesson=x")  # fmt: skip
    svc("promise", "@", "--until", "tomorrow", "-m", "Call back")
    svc("promise", "@", "--until", "2026-11-25", "-m", "Send the list")
    assert "a promise is open (Call back)" in svc("close", "@", status=1).err
    refused = svc("promise", "@", "--kept", status=1).err
    first, second = re.findall(r"([A-Z][0-9A-Z]{4}) 2026", refused)
    assert "needs a reason" in svc("promise", "@", "--broken", "--of", first, status=1).err
    svc("promise", "@", "--broken", "--of", first, "-m", "Nobody answered.")
    svc("promise", "@", "--kept")
    assert f"state: kept, of: {second}" in log(svc)[-1]
    svc("wait", "@", "customer", "--until", "2026-12-01")
    svc("close", "@")
    assert "waiting:\n" in svc.text()
    assert svc("check").out == ""


def test_all_cases_of_a_colleague_go_in_one_commit(svc: Svc) -> None:
    for title in ("a", "b"):
        svc("new", "repair", title, "--assignee", "li.wei")
    svc("new", "repair", "c", "--assignee", "wu.hao")
    svc("assign", "chen.jie", "--from", "li.wei", "-m", "Li Wei is ill.")
    assert subject(svc) == "2 cases: assign chen.jie"
    assert svc("list", "assignee:chen.jie", "--fields", "title").out.split() in (["a", "b"], ["b", "a"])
    assert svc("list", "assignee:wu.hao", "--fields", "title").out == "c\n"


def test_a_colleague_misspelt_is_pointed_out(svc: Svc) -> None:
    svc("new", "repair", "a", "--assignee", "li.wei")
    assert "did you mean li.wei?" in svc("assign", "chen.jie", "--from", "li.wie", status=2).err
    assert "open cases have: li.wei" in svc("assign", "chen.jie", "--from", "sun.tao", status=2).err


def test_several_cases_or_none(svc: Svc, repair: str) -> None:
    other = svc("new", "repair", "Second").id
    svc("close", other, "--as", "spam", "-m", "x")
    head = svc.git("rev-parse", "HEAD")
    assert "is closed" in svc("assign", repair, other, "li.wei", status=1).err
    assert svc.git("rev-parse", "HEAD") == head


def test_a_correction_asks_for_the_warranty_anew(svc: Svc, repair: str) -> None:
    svc("edit", "@", "--set", "warranty=in")
    svc("correct", "@", "--set", "serial=2607A00999", "-m", "Read again.")
    assert "warranty: unknown\n" in svc.text()
    svc("correct", "@", "--set", "serial=2607A00998", "--set", "warranty=out", "-m", "And again.")
    assert "warranty: out\n" in svc.text()
    svc("correct", "@", "--set", "description=Drips since Monday.", "-m", "More exact.")
    assert "  Drips.\n" in svc.text().partition("\nnotes:")[2], "the old words are in the notes"
    assert svc("check").out == ""


def test_a_serial_number_that_was_right_leaves_the_warranty_alone(svc: Svc, repair: str) -> None:
    svc("edit", "@", "--set", "warranty=in")
    svc("correct", "@", "--set", "title=Pump drips", "--set", "serial=2607A00417", "-m", "Read again.")
    assert "warranty: in\n" in svc.text()


@pytest.mark.parametrize(
    "line",
    [["assign", "@", "li.wei"], ["retype", "@", "complaint", "-m", "x"], ["edit", "@", "--set", "severity=minor"],
     ["correct", "@", "--set", "title=Pump drips"], ["undo", "@"]],
    ids=lambda line: line[0],
)  # fmt: skip
def test_a_reason_of_several_lines_is_kept_whole(svc: Svc, repair: str, line: list[str]) -> None:
    svc(*line, "-m", "As told:\n- wet floor\n- no key")
    assert "|\n    As told:\n    - wet floor\n    - no key\n" in svc.text().partition("\nnotes:")[2]
    assert svc("check").out == ""


def test_a_reason_and_the_words_it_corrects_are_both_kept(svc: Svc, repair: str) -> None:
    svc("correct", "@", "--set", "description=It drips.", "-m", "Read\nto me\nagain.")
    assert "|\n    Read\n    to me\n    again.\n\n    Drips.\n" in svc.text().partition("\nnotes:")[2]


def test_an_enquiry_becomes_a_complaint_on_the_full_path(svc: Svc) -> None:
    case = svc("new", "enquiry", "It smells", "--severity", "minor", "-m", "Of burning.").id
    assert "path: light" in svc.text(case)
    opened = re.search(r"opened_at: .*", svc.text(case))
    svc("retype", "@", "投诉", "-m", "The plug is molten.")
    text = svc.text(case)
    assert "\ntype: complaint\n" in text
    assert "\npath: full\n" in text
    assert "  escape_cause: |\n" in text, "the form of a complaint"
    assert re.search(r"opened_at: .*", text)[0] == opened[0]  # type: ignore[index]
    assert svc("check").out == ""


def test_both_sides_of_a_tie_name_each_other(svc: Svc, repair: str) -> None:
    parent = svc("new", "complaint", "Recall of the pump").id
    second = svc("new", "repair", "Pump leaks too").id
    svc("link", repair, second, parent, "--as", "parent")
    assert subject(svc) == "3 cases: link parent"
    assert svc.text(parent).count("what: child}") == 4, "two links, two events"
    assert f"case: {parent}, what: parent}}" in svc.text(second)
    svc("link", repair, parent, "--as", "parent", "--remove")
    assert "what: parent}" not in svc.text(repair).partition("\nlog:")[0]
    assert svc.text(parent).partition("\nlog:")[0].count("what: child}") == 1
    assert svc("check").out == ""


def test_a_duplicate_is_closed_and_the_other_one_knows(svc: Svc, repair: str) -> None:
    again = svc("new", "repair", "Pump leaks!").id
    svc("close", again, "--as", "duplicate", "--of", repair, "-m", "Same call.")
    assert "exit: duplicate\n" in svc.text(again)
    assert f"case: {again}, what: duplicated-by}}" in svc.text(repair)
    assert svc("list", "--fields", "id").out == f"{repair}\n"
    assert svc("list", "--all", "exit:重复", "--fields", "id").out == f"{again}\n"
    svc("reopen", again, "-m", "No, another pump.")
    assert "stage: intake\n" in svc.text(again), "where it was"
    assert "exit:\n" in svc.text(again)
    assert svc("check").out == ""


def test_no_case_is_the_duplicate_of_a_duplicate(svc: Svc, repair: str) -> None:
    again, third = svc("new", "repair", "Pump leaks!").id, svc("new", "repair", "Pump leaks!!").id
    svc("close", again, "--as", "duplicate", "--of", repair, "-m", "Same call.")
    told = svc("close", third, "--as", "duplicate", "--of", again, "-m", "x", status=1).err
    assert told == f"{again} is closed as duplicate itself\nname the one that it was tied to: --of {repair}\n"
    told = svc("close", repair, "--as", "duplicate", "--of", again, "-m", "x", status=1).err
    assert f"svc reopen {again} -m 'why'" in told, "else nobody would work on either"
    assert set(svc("list", "--fields", "id").out.split()) == {repair, third}


def test_a_case_is_split_off_with_what_the_call_told(svc: Svc, repair: str, environment: pytest.MonkeyPatch) -> None:
    environment.setenv("SVC_NOW", "2026-11-21T11:00:00+00:00")
    new = svc("split", repair, "The remote control is missing", "--type", "complaint").id
    text = svc.text(new)
    assert 'serial: "2607A00417"\n' in text
    assert 'opened_at: "2026-11-21T09:00:00+00:00"\n' in text
    assert f"case: {repair}, what: split-from}}" in text
    assert f"case: {new}, what: split-into}}" in svc.text(repair)
    assert subject(svc) == "2 cases: split"
    assert svc("check").out == ""


def test_undo_goes_back_act_by_act(svc: Svc, repair: str) -> None:
    svc("edit", "@", "--set", "severity=minor", "--set", "category=leak", "--set", "channel=phone")
    kept = svc.text().partition("\nlog:")[0]
    svc("move", "@", "analysis")
    svc("edit", "@", "--set", "analysis.symptom=Wet floor.", "--set", "analysis.attachments+={what: photo}")
    svc("undo", "@", "-m", "Wrong case.")
    assert "Wet floor" not in svc.text()
    svc("undo", "@")
    now = svc.text().partition("\nlog:")[0].replace("  attachments:\n\nresolution", "resolution")
    assert now == kept, "the stage too"
    assert "moved  intake -> analysis  (undone)" in svc("show", "@").out
    svc("undo", "@")
    assert "severity:\n" in svc.text()
    assert len(log(svc)) == 7, "nothing is erased"
    svc("undo", "@")
    assert "exit: void\n" in svc.text()
    assert svc("check").out == ""


def test_a_tie_undone_leaves_a_severity_that_was_raised_since(svc: Svc, repair: str) -> None:
    svc("edit", repair, "--set", "severity=minor", "--set", "category=leak")
    other = svc("new", "repair", "Pump leaks again", "-m", "Drips.").id
    svc("link", repair, other, "--as", "related")
    svc("edit", repair, "--set", "severity=safety")
    assert svc("undo", other).err == ""
    assert "severity: safety\n" in svc.text(repair)
    assert "related" not in svc.text(repair).partition("\nlog:")[0]
    assert svc("check").out == ""


def test_what_was_changed_since_is_not_undone(svc: Svc, repair: str) -> None:
    svc("edit", "@", "--set", "analysis.symptom=One.")
    svc("note", "@", "-m", "n")
    text = svc.text().replace("  One.\n", "  Two.\n")
    svc.write(text)
    svc.git("commit", "-qam", "by hand")
    svc("undo", "@")
    assert "  One.\n" in svc.text(), "the hand-made commit is an act like any other"


def test_the_reason_of_a_hand_edit_is_kept_whole(svc: Svc, repair: str) -> None:
    svc.write(svc.text().replace("severity:\n", "severity: minor\n"))
    svc("commit", "-m", "As told:\nwet floor\nno key")
    assert "|\n    As told:\n    wet floor\n    no key\n" in svc.text().partition("\nnotes:")[2]


def test_only_who_may_overrides_and_it_stays_in_the_log(svc: Svc, repair: str) -> None:
    refused = svc("move", "@", "analysis", "--override", "-m", "The customer waits.", status=1).err
    assert "zhao.min may not override" in refused
    settings = (svc.desk / "svc.yaml").read_text(encoding="utf-8").replace("  manager: []", "  manager: [zhao.min]")
    svc.write(settings, "svc.yaml")
    svc("commit", "svc.yaml")
    assert "needs a reason" in svc("move", "@", "analysis", "--override", status=1).err
    svc("move", "@", "analysis", "--override", "-m", "The customer waits.")
    assert 'override: "channel, category, severity"' in log(svc)[-1]
    assert "Override: channel, category, severity" in svc.git("log", "-1", "--format=%B")
    assert svc("check").out == "", "what was let pass is not asked again"
    svc("move", "@", "closed", "--override", "-m", "Nothing else to do.")
    assert "override: " in log(svc)[-1]
    assert "move" in log(svc)[-1].partition("override: ")[2]


def test_override_where_nothing_forbids_is_a_move(svc: Svc, repair: str) -> None:
    svc("move", "@", "analysis", "--set", "severity=minor", "--set", "category=leak", "--set", "channel=phone",
        "--override")  # fmt: skip
    assert "override" not in log(svc)[-1]


def test_an_override_leaves_no_case_stuck(svc: Svc) -> None:
    settings = (svc.desk / "svc.yaml").read_text(encoding="utf-8").replace("  manager: []", "  manager: [zhao.min]")
    svc.write(settings, "svc.yaml")
    svc("commit", "svc.yaml")
    case = svc("new", "enquiry", "Which filter?", "--severity", "minor").id
    refused = svc("move", "@", "analysis", "--override", "-m", "Ask the lab.", status=1).err
    assert refused.startswith(f"{case} cannot go from intake to analysis on the path light\n")
    assert f"svc edit {case} --set path=full" in refused


def test_what_a_refused_handover_wants_is_set_by_the_line_it_names(svc: Svc) -> None:
    case = svc("new", "repair", "Pump leaks", "-c", "northmill").id
    hint = svc("handover", "@", "--to", "workshop", "-m", "Measure.", status=1).err.splitlines()[-1]
    assert hint == f"svc edit {case} --set description='...'"
    svc(*shlex.split(hint)[1:])
    svc("handover", "@", "--to", "workshop", "-m", "Measure.")


@pytest.mark.parametrize(
    "line", [["link", "@", "OTHER"], ["close", "@", "--as", "duplicate", "--of", "OTHER", "-m", "Same call."]]
)
def test_the_case_that_another_one_is_tied_to_is_not_the_last_one(svc: Svc, repair: str, line: list[str]) -> None:
    own = svc("new", "enquiry", "Which filter fits?").id
    svc(*(repair if word == "OTHER" else word for word in line))
    assert svc("show", "@").out.startswith(own)


def test_a_closed_case_needs_nothing_more(svc: Svc, repair: str) -> None:
    assert "still needed to leave intake" in svc("show", "@").out
    svc("close", "@", "--as", "spam", "-m", "advertising")
    assert "still needed" not in svc("show", "@").out


def test_a_judgement_is_not_entered_in_anothers_name(svc: Svc, repair: str, environment: pytest.MonkeyPatch) -> None:
    settings = (svc.desk / "svc.yaml").read_text(encoding="utf-8").replace("  manager: []", "  manager: [wu.hao]")
    svc.write(settings.replace("  gates:\n", "  gates:\n    - {leave: intake, roles: [manager]}\n"), "svc.yaml")
    svc("commit", "svc.yaml")
    given = ("--set", "severity=minor", "--set", "category=leak", "--set", "channel=phone")
    assert "manager (wu.hao)" in svc("move", repair, "analysis", *given, "--by", "wu.hao", status=1).err
    environment.setenv("SVC_ME", "wu.hao")
    svc("move", repair, "analysis", *given)
