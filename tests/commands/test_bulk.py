"""Several cases in one command: all or none, one commit, each case once, ids from the command line or from stdin."""

from __future__ import annotations

import io
from typing import NamedTuple

import pytest
from running import Svc

READY = ("channel=phone", "category=leak", "severity=minor", "description=Drips.", "customer=k")
DONE = ("feedback.decision=Yes.", "feedback.told_at=now", "summary.lesson=No.")


class Bulk(NamedTuple):
    """A verb on several cases. ``first``: what each case needs before; ``spoils``: what makes one refuse the verb."""

    line: tuple[str, ...]
    subject: str
    first: tuple[tuple[str, ...], ...] = ()
    spoils: tuple[str, ...] = ("close", "--as", "void", "-m", "x")


def sets(*given: str) -> tuple[str, ...]:
    return tuple(word for each in given for word in ("--set", each))


OFFERED = ("handover", "--to", "workshop", "-m", "Measure.")
RAISED = ("escalate", "--to", "wu.hao", "-m", "Third time.")
PROMISED = ("promise", "--until", "2026-12-01", "-m", "Call back")
WAITED = ("wait", "parts", "--until", "2026-12-01")
VOID = ("close", "--as", "void", "-m", "x")

BULKS: dict[str, Bulk] = {
    "move": Bulk(("move", "analysis"), "move intake -> analysis", (("edit", *sets(*READY)),)),
    "move with fields": Bulk(("move", "analysis", *sets(*READY)), "move intake -> analysis"),
    "edit": Bulk(("edit", *sets("resolution.parts_used+={part: seal}")), "edit resolution.parts_used"),
    "note": Bulk(("note", "-m", "A recall begins."), "note"),
    "assign": Bulk(("assign", "li.wei"), "assign li.wei"),
    "wait": Bulk(WAITED, "wait parts"),
    "resume": Bulk(("resume",), "resume parts", (WAITED,), ("resume",)),
    "promise": Bulk(PROMISED, "promise made"),
    "promise kept": Bulk(("promise", "--kept"), "promise kept", (PROMISED,), ("promise", "--kept")),
    "triage": Bulk(("triage", "visit"), "triage visit"),
    "handover": Bulk(OFFERED, "handover workshop", (("edit", *sets(*READY)),), OFFERED),
    "handover accepted": Bulk(
        ("handover", "--accept"), "handover accepted", (("edit", *sets(*READY)), OFFERED), ("handover", "--accept")
    ),
    "escalate": Bulk(RAISED, "escalate wu.hao"),
    "escalate accepted": Bulk(("escalate", "--accept"), "escalate accepted", (RAISED,), ("escalate", "--accept")),
    "contain": Bulk(("contain", "-m", "Batch held back"), "contained"),
    "restore": Bulk(("restore", "-m", "Loan unit"), "restored"),
    "correct": Bulk(("correct", *sets("product=HF-21"), "-m", "Misread."), "correct product"),
    "retype": Bulk(("retype", "return", "-m", "x"), "retype repair -> return", (), ("retype", "return", "-m", "x")),
    "lesson": Bulk(("lesson", "-m", "Grease it."), "lesson"),
    "close": Bulk(("close",), "close intake -> closed", (("edit", *sets("path=light", *READY, *DONE)),)),
    "close as": Bulk(VOID, "close intake -> closed as void", (), VOID),
    "reopen": Bulk(("reopen", "-m", "No."), "reopen closed -> intake", (VOID,), ("reopen", "-m", "x")),
    "undo": Bulk(("undo",), "undo", (("note", "-m", "n"),)),
}  # fmt: skip


def run(svc: Svc, line: tuple[str, ...], *ids: str, status: int = 0) -> str:
    """Run a verb with the ids put behind its name."""
    told = svc(line[0], *ids, *line[1:], status=status)
    return told.out if status == 0 else told.err


@pytest.fixture
def three(svc: Svc) -> list[str]:
    return [svc("new", "repair", title).id for title in ("One", "Two", "Three")]


@pytest.mark.parametrize("name", BULKS)
def test_all_or_none(name: str, svc: Svc, three: list[str], environment: pytest.MonkeyPatch) -> None:
    bulk = BULKS[name]
    for first in bulk.first:
        for case in three:
            run(svc, first, case)
    good = [three[0], three[2]]
    if name not in ("edit", "note", "correct", "lesson", "undo"):  # which a closed case takes as well
        run(svc, bulk.spoils, three[1])
        refused(svc, bulk.line, three, three[1])
    refused(svc, bulk.line, [*good, "ZZZZZ"], "ZZZZZ")
    before = svc.git("rev-parse", "HEAD")
    environment.setattr("sys.stdin", io.StringIO(f"{good[0]}\tsome title\n\n{good[1]} {good[0]}\n"))
    told = run(svc, bulk.line, "-", good[1][-5:])
    assert told.split() == good
    assert svc.git("rev-parse", "HEAD~") == before
    subject = svc.git("log", "-1", "--format=%s").strip()
    assert subject.startswith(f"2 cases: {bulk.subject}")
    trailers = svc.git("log", "-1", "--format=%(trailers:only)").splitlines()
    assert f"Case: {good[0]} {good[1]}" in trailers
    assert "Count: 2" in trailers
    assert len(svc.git("show", "--format=", "--name-only").split()) == 2
    assert svc("check").out == ""


def refused(svc: Svc, line: tuple[str, ...], ids: list[str], culprit: str) -> None:
    """One bad case among three: the command names it, and no case was changed."""
    before = svc.git("rev-parse", "HEAD"), svc.git("status", "--porcelain")
    assert culprit in run(svc, line, *ids, status=1)
    assert (svc.git("rev-parse", "HEAD"), svc.git("status", "--porcelain")) == before


def test_every_verb_that_takes_several_cases_is_played() -> None:
    """``link`` and ``close --of``, which change the other case too, are played in test_put_right and test_refusals;
    ``approve`` and ``reject``, which each case wants another person for, in test_reviews and below."""
    from pathlib import Path

    import svc.commands

    folder = Path(svc.commands.__file__).parent
    verbs = {p.stem for p in folder.glob("*.py") if "ids: CaseIds" in p.read_text(encoding="utf-8")} | {"assign"}
    assert verbs - {"show", "link", "approve", "reject"} == {bulk.line[0] for bulk in BULKS.values()}


@pytest.mark.parametrize("kind", ["approve", "reject"])
def test_decisions_on_several_cases(kind: str, svc: Svc, three: list[str], environment: pytest.MonkeyPatch) -> None:
    svc("edit", *three, "--set", "resolution.plan.cost_limit=80 EUR")
    svc("propose", *three[:2], "--of", "resolution.plan")
    environment.setenv("SVC_ME", "chen.jie")
    refused(svc, (kind, "-m", "Why."), three, three[2])
    svc(kind, *three[:2], "-m", "Why.")
    assert svc.git("log", "-1", "--format=%s").strip() == f"2 cases: {kind} resolution.plan"


@pytest.mark.parametrize("given", ["", "\n \n"])
def test_an_empty_list_from_stdin_is_no_change(given: str, svc: Svc, environment: pytest.MonkeyPatch) -> None:
    environment.setattr("sys.stdin", io.StringIO(given))
    assert "no case was named" in svc("assign", "-", "li.wei", status=1).err


def test_several_cases_to_one_duplicate(svc: Svc, three: list[str]) -> None:
    first, *others = three
    refused(svc, ("close", "--as", "duplicate", "--of", first), others, "a reason")
    svc("close", *others, "--as", "duplicate", "--of", first, "-m", "Same call.")
    assert svc.git("log", "-1", "--format=%s").strip() == "3 cases: close intake -> closed as duplicate"
    assert svc.text(first).partition("\nlog:")[0].count("duplicated-by") == 2
    assert svc("check").out == ""


def test_where_some_have_nothing_to_change_the_others_are_one_commit(svc: Svc, three: list[str]) -> None:
    svc("assign", three[0], "li.wei")
    told = svc("assign", *three, "li.wei")
    assert told.out.split() == three
    assert told.err == f"{three[0]}: nothing to change\n"
    assert svc.git("log", "-1", "--format=%s").strip() == "2 cases: assign li.wei"
