"""What a newcomer looks for at the top: what is outstanding, what is tied, where a file lies, what a rule holds up."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from running import Svc


@pytest.fixture
def on_a_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("svc.terminal.is_terminal", lambda: True)
    monkeypatch.setattr("svc.terminal._size", lambda: (100, 90))


def test_what_is_outstanding_stands_at_the_top(svc: Svc, monkeypatch: pytest.MonkeyPatch) -> None:
    name = svc("new", "repair", "Pump leaks", "-c", "northmill", "-m", "Drips.").id
    svc("promise", "@", "--until", "2026-11-21 16:00", "-m", "Call back with the price.")
    svc("wait", "@", "parts", "--until", "2026-11-25", "-m", "Seal.")
    svc("handover", "@", "--to", "quality", "-m", "Cut it open.")
    svc("escalate", "@", "--to", "li.wei", "-m", "They threaten to sue.")
    monkeypatch.setenv("SVC_NOW", "2026-11-22T09:00:00+00:00")
    page = svc("show", "@").out.partition("\noutstanding\n")[2].partition("\n\n")[0]
    assert [line.split(maxsplit=1) for line in page.splitlines()] == [
        ["promise", "until 2026-11-21 16:00, overdue: Call back with the price."],
        ["waits", "spare parts, until 2026-11-25: Seal."],
        ["handover", "quality, not accepted since 2026-11-21 09:00: Cut it open."],
        ["escalated", "li.wei, not accepted since 2026-11-21 09:00: They threaten to sue."],
    ]
    told = svc("show", "@", "--customer").out
    assert "promised\n  2026-11-21 16:00  Call back with the price.\n" in told
    assert not [word for word in ("Seal", "Cut it", "sue", "overdue", "li.wei") if word in told]
    assert json.loads(svc("show", "@", "--customer", "--json").out)["promises"] == [
        {"until": "2026-11-21T16:00:00+00:00", "text": "Call back with the price."}
    ]
    svc("promise", "@", "--kept")
    svc("resume", "@", "--for", "parts")
    assert "until" not in svc("show", name).out.partition("\noutstanding\n")[2].partition("\n\n")[0]


def test_a_tied_case_is_told_with_stage_and_title(svc: Svc) -> None:
    recall, one = svc("new", "complaint", "Plugs get hot").id, svc("new", "repair", "Door squeaks").id
    svc("link", one, recall, "--as", "parent")
    assert f"parent {recall}  intake  Plugs get hot" in svc("show", one).out
    assert svc("list", "parent:@", "--fields", "id").out.split() == []
    svc("note", recall, "-m", "Seen.")
    assert svc("list", "parent:@", "--fields", "id").out.split() == [one]
    (svc.desk / "cases" / "2026" / "11" / f"{recall}.yaml").write_text("id: [", "utf-8")
    assert f"parent {recall}\n" in svc("show", one).out


@pytest.mark.usefixtures("on_a_screen")
def test_what_to_type_next_is_said(svc: Svc, tmp_path: Path) -> None:
    told = svc("new", "repair", "Dryer smells", "--channel", "phone", "-m", "Burning.")
    assert told.err.splitlines()[0] == (
        "to leave intake it needs: customer, category, severity; "
        "svc edit @ --set customer='...' --set category=... --set severity=..."
    )
    (tmp_path / "coil.jpg").write_bytes(b"coil")
    told = svc("attach", "@", str(tmp_path / "coil.jpg"))
    (file,) = svc.desk.glob(told.err.split()[-1])
    assert (told.err.split()[:2], file.read_bytes()) == (["coil.jpg", "is"], b"coil")
    svc("edit", "@", "--set", "warranty=in")
    told = svc("correct", "@", "--set", "serial=2607A00471", "-m", "Two digits swapped on the telephone by somebody.")
    assert "--set warranty=... says it anew" in told.err
    assert told.out.splitlines()[-1].split() == ["warranty", "->", "not", "known"]
    assert max(map(len, told.out.splitlines())) <= 100
    assert "anew" not in svc("correct", "@", "--set", "warranty=out", "-m", "It says so.").err


GATE = "    - {leave: feedback, when: {path: [full], type: [enquiry]}"


def test_a_new_rule_names_the_open_cases_that_it_holds_up(svc: Svc) -> None:
    name = svc("new", "repair", "A").id
    svc("new", "repair", "B")
    svc("close", "@", "--as", "spam", "-m", "x")
    rules = (svc.desk / "svc.yaml").read_text("utf-8")
    assert GATE in rules
    svc.write(rules.replace(GATE, f"    - {{leave: intake, need: [more.hours]}}\n{GATE}"), "svc.yaml")
    said = "hours (more.hours) is asked for now, and 1 open case lacks it: svc list missing:more.hours\n"
    assert said in svc("check").err
    assert said in svc("commit", "svc.yaml").err
    assert said not in svc("check").err
    (held,) = svc("list", "missing:more.hours", "--fields", "title,missing").out.splitlines()
    assert held.startswith("A\t")
    assert held.endswith("more.hours")
    svc("edit", name, "--set", "more.hours=1.5")
    assert svc("list", "missing:more.hours").out == ""


def test_check_compares_hand_edits_with_what_is_committed(svc: Svc) -> None:
    name = svc("new", "repair", "Pump leaks").id
    svc("edit", "@", "--set", "severity=minor")
    svc("contact", "@", "in", "-m", "It drips.\nLoudly.")
    before = svc.text()
    for old, new, said in (
        ("way: in", "way: out", "was changed or taken out; the log only grows"),
        ("opened_by: zhao.min", "opened_by: li.wei", "opened_by never changes"),
        ("    Loudly.", "    Softly.", "the words of the customer"),
    ):
        assert old in before
        svc.write(before.replace(old, new))
        told = svc("check", status=1)
        assert said in told.out
        assert f"git restore cases/2026/11/{name}.yaml" in told.out or "set it back" in told.out
    svc.write(before)
    assert svc("check", "@").err == "1 case and svc.yaml, no problems\n"
    assert svc("check").err == "2 files, no problems\n"


def test_warnings_alone_are_no_errors(svc: Svc) -> None:
    svc("new", "repair", "Pump leaks")
    svc.write(svc.text() + "odd: 1\n")
    assert svc("check").err.endswith("no errors, 1 warning in 1 of 2 files\n")
