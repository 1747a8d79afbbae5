"""Putting right: corrections, other types, ties, splits, undo. What is refused is a golden file in both languages."""

from __future__ import annotations

import json
from itertools import permutations, product

import pytest
from running import Golden, Play, Svc

TYPES = ("complaint", "enquiry", "suggestion", "repair", "return")
FIRST = {"complaint": "feedback.told_at", "enquiry": "feedback.told_at", "suggestion": "feedback.told_at",
         "repair": "resolution.parts", "return": "resolution.disposition"}  # fmt: skip
"""A field that the full form of a type has, and is asked for."""


@pytest.fixture
def repair(svc: Svc) -> str:
    """A repair in intake."""
    return svc("new", "repair", "Pump leaks", "-c", "northmill", "-s", "2607A00417", "-m", "Drips.").id


def case(svc: Svc, word: str) -> dict[str, object]:
    """A case as it is printed for programs."""
    found: dict[str, object] = json.loads(svc("show", word, "--json").out)
    return found


# -- corrections


def test_a_correction_that_is_refused(repair: str, play: Play, golden: Golden) -> None:
    play.refused("correct", "@", "--set", "serial=2607A00471")
    play.refused("correct", "@", "-m", "y", status=2)
    for name in ("id", "opened_at"):
        play.refused("correct", "@", "--set", f"{name}=2026-11-01", "-m", "y")
    for given in ("analysis.cause=Worn.", "stage=closed", "serail=1", "severity=odd", "team=x", "more.colour=red",
                  "type=return"):  # fmt: skip
        play.refused("correct", "@", "--set", "serial=2607A00471", "--set", given, "-m", "y", status=2)
    golden("put-right/correct-refused.txt", str(play))


def test_corrections(repair: str, svc: Svc, play: Play, golden: Golden) -> None:
    svc("edit", "@", "--set", "warranty=in")
    play.done("correct", "@", "--set", "serial=2607A00471", "-m", "Two digits swapped.")
    play.done("correct", "@", "--set", "title=Pump drips", "--set", "customer=southmill", "-m", "Taken down wrong.")
    play.done("correct", "@", "--set", "description=Drips since Monday.", "-m", "More exact.")
    play.done("correct", "@", "--set", "severity=严重", "--set", "refs.order=R-17", "-m", "Water in the hall.")
    play.done("correct", "@", "--set", "refs.order=R-71", "--set", "items+={product: P-2}", "-m", "Misread.")
    play.done("correct", "@", "--set", "items+={product: P-3}", "-m", "Three pumps.")
    assert "nothing to change" in svc("correct", "@", "--set", "title=Pump drips", "-m", "x").err
    golden("put-right/correct.txt", str(play))
    assert svc("check").out == ""


def test_a_closed_case_is_corrected_too(repair: str, svc: Svc) -> None:
    svc("close", "@", "--as", "void", "-m", "x")
    svc("correct", "@", "--set", "serial=2607A00471", "-m", "Found in the report.")
    assert case(svc, repair)["serial"] == "2607A00471"
    assert svc("check").out == ""


# -- made less


def watched(svc: Svc) -> None:
    """Somebody looks after quality."""
    rules = (svc.desk / "svc.yaml").read_text(encoding="utf-8")
    svc.write(rules.replace("quality: []", "quality: [wu.hao]"), "svc.yaml")
    svc("commit", "svc.yaml")


def test_a_severity_is_not_lowered_by_just_anybody(svc: Svc, play: Play, golden: Golden) -> None:
    watched(svc)
    svc("new", "complaint", "Smoke", "--severity", "safety", "--set", "intake.safety=fire", "-m", "d")
    play.refused("edit", "@", "--set", "severity=minor")
    play.refused("edit", "@", "--set", "severity=minor", "-m", "Not so bad.")
    play.refused("move", "@", "analysis", "--set", "intake.safety=", "-m", "Not so bad.", "--by", "wu.hao")
    play.refused("correct", "@", "--set", "severity=一般", "-m", "Taken down wrong.")
    svc.write(svc.text().replace("severity: safety", "severity: minor").replace("safety: fire", "safety: none"))
    assert "zhao.min may not take severity down" in svc("commit", "-m", "x", status=1).err
    svc.git("checkout", "-q", "cases")
    svc("edit", "@", "--set", "tags=smoke")
    golden("put-right/lowering.txt", str(play))


def test_who_may_lowers_it_with_a_reason(svc: Svc, environment: pytest.MonkeyPatch) -> None:
    watched(svc)
    svc("new", "complaint", "Smoke", "--severity", "major", "-m", "d")
    svc("edit", "@", "--set", "severity=safety")
    assert "needs a reason" in svc("undo", "@", status=1).err
    svc("undo", "@", "-m", "My slip.")
    svc("edit", "@", "--set", "severity=safety")
    environment.setenv("SVC_ME", "li.wei")
    assert "who may: quality (wu.hao), or manager" in svc("undo", "@", "-m", "Why so?", status=1).err
    environment.setenv("SVC_ME", "wu.hao")
    svc.write(svc.text().replace("severity: safety", "severity: major"))
    assert "needs a reason" in svc("commit", status=1).err
    svc("commit", "-m", "Steam, no smoke.")
    assert "from: safety, to: major, text: \"Steam, no smoke.\"" in svc.text()
    svc.write(svc.text().replace("\ntype: complaint", "\ntype: repair"))
    assert "another type needs a reason" in svc("commit", status=1).err
    svc("commit", "-m", "He wants it mended.")
    assert svc("check").out == ""


# -- another type


def test_another_type_that_is_refused(repair: str, svc: Svc, play: Play, golden: Golden) -> None:
    play.refused("retype", "@", "repair")
    play.refused("retype", "@", "报修")
    play.refused("retype", "@", "re", status=2)
    play.refused("retype", "@", "loan", status=2)
    play.refused("retype", "@", "repiar", status=2)
    play.refused("retype", "@", "complaint")
    play.refused("edit", "@", "--set", "type=complaint")
    svc("close", "@", "--as", "void", "-m", "x")
    play.refused("retype", "@", "return")
    golden("put-right/retype-refused.txt", str(play))


@pytest.mark.parametrize(("old", "path"), [*product(TYPES, ("light", "full"))])
def test_a_case_becomes_one_of_every_other_type(svc: Svc, old: str, path: str) -> None:
    """It stays on its path where the new type may take it, else it comes onto the full one."""
    for new in TYPES:
        if new == old:
            continue
        name = svc("new", old, "Pump leaks", "--severity", "minor", "--set", f"path={path}", "-m", "Drips.").id
        before = case(svc, name)
        svc("retype", name, new, "-m", "It is one.")
        after = case(svc, name)
        meant = "light" if path == "light" and new in ("enquiry", "suggestion") else "full"
        assert (after["type"], after["path"]) == (new, meant)
        kept = ("id", "opened_at", "opened_by", "stage", "title", "description", "severity")
        assert [before[key] for key in kept] == [after[key] for key in kept]
        section, _, key = FIRST[new].partition(".")
        assert f"\n  {key}:" in svc.text(name).partition(f"\n{section}:")[2], "the form of the new type"
        subject = svc.git("log", "-1", "--format=%s").strip()
        assert subject == f"{name}: retype {old} -> {new}"
    assert svc("check").out == ""
    assert svc("fmt", "--check").out == ""


@pytest.mark.parametrize(("old", "new"), [*permutations(TYPES, 2)])
def test_a_case_under_way_is_asked_what_the_new_type_wants(svc: Svc, old: str, new: str) -> None:
    known = ("customer=k", "channel=phone", "category=leak", "severity=minor", "description=d", "path=full")
    svc("new", old, "Pump leaks", *(word for each in known for word in ("--set", each)))
    svc("move", "@", "analysis")
    svc("retype", "@", new, "-m", "It is one.")
    needed = {"complaint": "analysis.cause_category", "suggestion": "analysis.verdict", "repair": "analysis.fault_code",
              "return": "analysis.window"}  # fmt: skip
    if new == "enquiry":
        svc("move", "@", "resolution")
    else:
        assert needed[new] in svc("move", "@", "resolution", status=1).err
    assert svc("check").out == ""


# -- ties


def test_a_tie_that_is_refused(repair: str, svc: Svc, play: Play, golden: Golden) -> None:
    other = svc("new", "repair", "Another pump").id
    play.refused("link", "@", "@", status=2)
    play.refused("link", repair, "ZZZZZ")
    play.refused("link", repair, other, "--as", "sibling", status=2)
    play.refused("link", repair, other, "--as", "上级", "--remove")
    play.refused("link", repair, other, "--as", "split", status=2)
    svc("link", repair, other, "--as", "parent")
    assert "nothing to change" in svc("link", repair, other, "--as", "parent").err
    golden("put-right/link-refused.txt", str(play))


def test_ties(repair: str, svc: Svc, play: Play, golden: Golden) -> None:
    other, third = svc("new", "repair", "Another pump").id, svc("new", "complaint", "Recall").id
    play.done("link", repair, other, third, "--as", "上级", "-m", "One recall.")
    play.done("link", repair, other)
    play.done("link", other, third, "--as", "parent", "--remove", "-m", "Another series.")
    golden("put-right/link.txt", str(play))
    assert svc("check").out == ""


# -- splits


def test_a_split_that_is_refused(repair: str, play: Play, golden: Golden) -> None:
    play.refused("split", "@", " ", status=2)
    play.refused("split", "@", status=2)
    play.refused("split", "ZZZZZ", "The remote")
    play.refused("split", "@", "The remote", "--type", "loan", status=2)
    play.refused("split", "@", "The remote", "--set", "severity=odd", status=2)
    play.refused("split", "@", "The remote", "--set", "stage=closed", status=2)
    golden("put-right/split-refused.txt", str(play))


def test_a_split(repair: str, svc: Svc, play: Play, golden: Golden) -> None:
    line = ("split", "@", "The remote is missing", "--type", "咨询", "--set", "severity=minor")
    told = play.done(*line, "-m", "Same call.")
    golden("put-right/split.txt", str(play))
    new = case(svc, told.id)
    assert (new["type"], new["path"], new["customer"]) == ("enquiry", "light", "northmill")
    svc("close", repair, "--as", "void", "-m", "x")
    svc("split", repair, "And the hose", "-m", "Told on the same call.")
    assert svc("check").out == ""


# -- undo


def test_undo_as_far_as_it_goes(repair: str, svc: Svc, play: Play, golden: Golden) -> None:
    svc("edit", "@", "--set", "analysis.symptom=Wet.")
    svc.write(svc.text().replace("  Wet.\n", "  Dry.\n").replace("title: Pump leaks", "title: Pump drips"))
    play.refused("undo", "@")
    svc("commit")
    play.done("undo", "@")
    play.done("undo", "@", "-m", "Wrong case.")
    play.done("undo", "@")
    play.done("undo", "@", "-m", "It was right after all.")
    golden("put-right/undo.txt", str(play))
    assert svc("check").out == ""


def test_a_tie_is_taken_back_on_both_sides(repair: str, svc: Svc, play: Play, golden: Golden) -> None:
    other, third = svc("new", "repair", "Another pump").id, svc("new", "complaint", "Recall").id
    svc("link", repair, third, "--as", "parent")
    svc("link", other, third)
    svc("note", third, "-m", "Told the plant.")
    play.done("undo", other, "-m", "Not that one.")
    play.refused("undo", repair, third)
    svc("undo", repair)
    assert [case(svc, each).get("links") for each in (repair, other, third)] == [None, None, None]
    svc("link", repair, other, "--as", "duplicate-of")
    svc("link", repair, other, "--as", "duplicate-of", "--remove")
    svc("undo", other)
    assert "what: duplicate-of}" in svc.text(repair)
    assert "what: duplicated-by}" in svc.text(other)
    golden("put-right/undo-tie.txt", str(play))
    assert "undone  link  " in svc("log", other).out
    assert svc("check").out == ""


def test_a_split_and_a_duplicate_are_taken_back_whole(repair: str, svc: Svc, play: Play, golden: Golden) -> None:
    new = svc("split", repair, "The remote is missing", "-m", "Same call.").id
    svc("wait", new, "parts", "--until", "tomorrow")
    play.refused("undo", repair)
    svc("undo", new)
    play.done("undo", repair, "-m", "One case will do.")
    assert [case(svc, each).get("links") for each in (repair, new)] == [None, None]
    assert case(svc, new)["exit"] == "void"
    other = svc("new", "repair", "Another pump").id
    svc("close", repair, "--as", "duplicate", "--of", other, "-m", "Same pump.")
    play.done("undo", other, "-m", "Another pump indeed.")
    golden("put-right/undo-whole.txt", str(play))
    assert [case(svc, each)["stage"] for each in (repair, other)] == ["intake", "intake"]
    assert [case(svc, each).get("links") for each in (repair, other)] == [None, None]
    assert svc("check").out == ""


def test_what_a_merge_changed_since_is_not_undone(repair: str, svc: Svc, play: Play, golden: Golden) -> None:
    svc.git("branch", "side")
    svc("edit", "@", "--set", "analysis.symptom=Wet.", "--set", "tags=leak")
    svc.git("checkout", "-q", "side")
    svc("edit", repair, "--set", "product=HF-20")
    svc.git("checkout", "-q", "main")
    svc.git("merge", "-q", "--no-commit", "side")
    svc.write(svc.text(repair).replace("  Wet.\n", "  Dry.\n"))
    svc.git("commit", "-qam", "merged by hand")
    play.refused("undo", repair)
    golden("put-right/undo-refused.txt", str(play))


VERBS: list[tuple[str, ...]] = [
    ("edit", "--set", "severity=minor", "--set", "analysis.symptom=Wet."),
    ("note", "-m", "n\nm\nl"),
    ("contact", "in", "-m", "Hello?"),
    ("assign", "li.wei"),
    ("wait", "parts", "--until", "2026-12-01"),
    ("promise", "--until", "2026-12-01", "-m", "Call"),
    ("triage", "visit", "--told"),
    ("handover", "--to", "workshop", "-m", "Measure."),
    ("escalate", "--to", "wu.hao", "-m", "Third time."),
    ("restore", "-m", "Loan unit"),
    ("contain", "-m", "Batch held back"),
    ("retype", "complaint", "-m", "It is one."),
    ("correct", "--set", "serial=1", "-m", "x"),
    ("lesson", "-m", "Grease it."),
    ("close", "--as", "void", "-m", "x"),
    ("move", "analysis", "--set", "channel=phone", "--set", "category=leak", "--set", "severity=minor"),
]  # fmt: skip


@pytest.mark.parametrize("line", VERBS, ids=lambda line: line[0])
def test_undo_takes_back_what_a_verb_did(line: tuple[str, ...], repair: str, svc: Svc) -> None:
    before = case(svc, repair)
    svc(line[0], repair, *line[1:])
    assert case(svc, repair) != before
    svc("undo", repair, "-m", "Wrong case.")
    after = case(svc, repair)
    for key in (set(before) | set(after)) - {"log", "notes"}:
        assert flat(before.get(key)) == flat(after.get(key)), key
    assert svc("check").out == ""
    again = svc(line[0], repair, *line[1:])
    assert "nothing to change" not in again.err
    assert svc("check").out == ""


def flat(value: object) -> object:
    """A value without what is empty in it."""
    if isinstance(value, dict):
        return {k: v for k, held in value.items() if (v := flat(held)) not in ({}, [], "", None)}
    return value or ""
