"""svc log: who did what when, by case, person and period, whoever made the commit."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from pathlib import Path

import pytest
from running import Svc


def git(svc: Svc, *args: str) -> str:
    done = subprocess.run(["git", *args], cwd=svc.desk, check=True, capture_output=True, text=True)
    return done.stdout


def told(svc: Svc, *args: str) -> list[dict[str, object]]:
    return json.loads(svc("log", *args, "--json").out)


def case_file(svc: Svc) -> Path:
    return next(svc.desk.glob("cases/*/*/*.yaml"))


def by_hand(svc: Svc, old: str, new: str, subject: str) -> None:
    """A commit that svc did not make."""
    file = case_file(svc)
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")
    git(svc, "commit", "-qam", subject)


@pytest.fixture
def history(svc: Svc, environment: pytest.MonkeyPatch) -> Svc:
    """A case with a late entry for another person, and a later remark."""
    environment.setenv("SVC_NOW", "2026-11-18T09:00:00+00:00")
    svc("new", "repair", "Pump leaks")
    environment.setenv("SVC_NOW", "2026-11-20T18:05:00+00:00")
    svc("contact", "@", "out", "--via", "phone", "-m", "Called back.", "--at", "2026-11-19 16:00", "--by", "li.wei")
    environment.setenv("SVC_NOW", "2026-11-21T08:00:00+00:00")
    svc("edit", "@", "--set", "analysis.cause=Seal.")
    return svc


def test_a_late_entry_shows_both_instants_and_both_persons(history: Svc) -> None:
    line = history("log", "@").out.splitlines()[1].split("\t")
    assert line[:2] == ["2026-11-19 16:00", "li.wei, entered by zhao.min"]
    assert line[4] == "recorded 2026-11-20 18:05: contact  to the customer  telephone  Called back."
    one = told(history, "@")[1]
    assert (one["at"], one["recorded"]) == ("2026-11-19T16:00:00+00:00", "2026-11-20T18:05:00+00:00")
    assert (one["by"], one["recorded_by"]) == ("li.wei", "zhao.min")
    assert {"recorded", "recorded_by", "subject"} <= told(history, "@")[0].keys()


WHEN = [
    (("--since", "2026-11-19", "--until", "2026-11-19"), ["contact"]),
    (("--since", "2026-11-20", "--until", "2026-11-20"), []),
    (("--since", "2026-11-19"), [None, "contact"]),
    (("--until", "2026-11-18"), ["open"]),
    (("--since", "2026-11-21 08:00"), [None]),
    (("--since", "2026-11-21 08:01"), []),
    (("--by", "li.wei"), ["contact"]),
    (("--by", "zhao.min"), [None, "contact", "open"]),
    (("--by", "me", "--since", "yesterday"), [None]),
    (("--by", "zhao.min@desk.example", "--limit", "2"), [None, "contact"]),
    (("--by", "li.wei", "--limit", "1"), ["contact"]),
    (("--by", "nobody"), []),
]


@pytest.mark.parametrize(("asked", "kinds"), WHEN, ids=[" ".join(a) for a, _ in WHEN])
def test_person_and_period_are_those_of_what_happened(history: Svc, asked: tuple[str, ...], kinds: list[str]) -> None:
    for of in ((), ("@",)):
        found = told(history, *of, *asked)
        assert [e["event"] and e["event"]["kind"] for e in found if e["id"]] == kinds  # type: ignore[index]


def test_a_period_that_cannot_be_is_refused(history: Svc) -> None:
    assert "not a time svc understands" in history("log", "--since", "lately", status=2).err
    assert "nothing lies between" in history("log", "--since", "2026-11-20", "--until", "2026-11-19", status=2).err


def test_the_limit_counts_what_is_shown(svc: Svc) -> None:
    for number in range(4):
        svc("new", "repair", f"T{number}")
        svc("note", "@", "-m", f"N{number}", "--by", "li.wei")
    assert len(told(svc, "--by", "li.wei", "--limit", "3")) == 3
    assert [e["by"] for e in told(svc, "--limit", "3")] == ["li.wei", "zhao.min", "li.wei"]
    assert [told(svc)[-1][key] for key in ("id", "path")] == ["", "svc.yaml"]


def test_every_field_is_told_before_and_after(history: Svc) -> None:
    history("edit", "@", "--set", "analysis.cause=Seal.\nShaft.", "--set", "tags=a,b", "--set", "priority=high")
    history("edit", "@", "--set", "tags=b,c")
    page = history("log", "@", "--full", "--limit", "2", "--format", "table").out
    assert "tags:\n        - a\n        + c\n" in page
    assert "priority: normal -> high\n" in page
    assert "root cause:\n        + Shaft.\n" in page
    rows = list(csv.DictReader(io.StringIO(history("log", "@", "--full", "--format", "csv").out)))
    assert {"field": "priority", "from": "normal", "to": "high"}.items() <= next(
        r for r in rows if r["field"] == "priority"
    ).items()
    assert [r["what"] for r in rows if "recorded" in r["what"]] == [
        "recorded 2026-11-20 18:05: contact  to the customer  telephone  Called back."]  # fmt: skip


def test_the_log_is_sifted_by_field_kind_and_sort(svc: Svc) -> None:
    svc("new", "repair", "A", "--severity", "minor", "--at", "2026-11-20 15:00")
    svc("edit", "@", "--set", "severity=major", "--set", "analysis.cause=Seal.", "-m", "Worse.")
    svc("contact", "@", "in", "-m", f"It drips. {'And drips. ' * 20}", "--at", "2026-11-20 16:00")
    svc("edit", "@", "--set", "analysis.cause=Shaft.")
    worse = "severity changed  minor -> major  Worse.; root cause: Seal."
    born = "recorded 2026-11-21 09:00: opened  intake"
    for only, found in (
        ("severity", [worse, f"{born}; severity: minor"]),
        ("严重度", [worse, f"{born}; severity: minor"]),
        ("cause", ["root cause: Shaft.", worse]),
        ("open", [born]),
        ("override,破例", []),
    ):
        assert [line.split("\t")[-1] for line in svc("log", "@", "--only", only).out.splitlines()] == found
    for more in ((), ("--full",), ("--limit", "1"), ("--format", "excel")):
        (line,) = [x for x in svc("log", "@", "--only", "late", *more).out.splitlines() if "drips" in x]
        assert "recorded 2026-11-21 09:00" in line
        assert line.count("And drips. ") == 19, "whole, the last blank but one"
    assert "did you mean contact?" in svc("log", "--only", "contakt", status=2).err


@pytest.mark.parametrize("fmt", ["table", "tsv", "csv", "json", "ndjson", "md", "html"])
@pytest.mark.parametrize("full", [(), ("--full",)])
def test_every_format_tells_the_same_steps(history: Svc, fmt: str, full: tuple[str, ...]) -> None:
    out = history("log", "@", "--format", fmt, *full).out
    for words in ("li.wei", "Called back.", "Seal."):
        assert words in out


def test_one_act_on_two_cases_is_a_step_of_each(svc: Svc) -> None:
    first, second = svc("new", "repair", "A").id, svc("new", "repair", "B").id
    svc("note", first, second, "-m", "recall", "--by", "li.wei")
    svc("edit", first, second, "--set", "analysis.cause=Seal.", "--by", "li.wei")
    found = told(svc, "--by", "li.wei")
    assert sorted(str(e["id"]) for e in found) == sorted([first, second] * 2)
    assert len({e["commit"] for e in found}) == 2
    assert len(told(svc, first)) == 3


def test_commits_that_svc_did_not_make_are_told_by_what_they_did(history: Svc) -> None:
    by_hand(history, "  cause: |\n    Seal.\n", "  cause: |\n    Seal worn.\n", "tidy up")
    one = told(history, "@", "--limit", "1")[0]
    assert (one["by"], one["subject"], one["event"]) == ("zhao.min", "tidy up", None)
    assert one["changes"] == [{"field": "analysis.cause", "from": "Seal.\n", "to": "Seal worn.\n"}]
    assert "root cause: Seal worn." in history("log", "@", "--limit", "1").out
    assert "commit: tidy up" in history("log", "@", "--limit", "1", "--full", "--format", "table").out
    assert told(history, "--by", "me", "--limit", "1") == [one]


def test_a_hand_made_commit_of_layout_alone_is_told_by_its_subject(history: Svc) -> None:
    by_hand(history, "\nanalysis:", "\n# later\n\nanalysis:", "add a remark")
    assert history("log", "@", "--limit", "1").out.rstrip("\n").endswith("\tadd a remark")


def test_a_log_laid_out_otherwise_is_read_all_the_same(history: Svc) -> None:
    by_hand(history, "log:\n  - {id:", "log: # kept\n  - {id:", "a remark in the log")
    history("note", "@", "-m", "Another.")
    kinds = [e["event"] and e["event"]["kind"] for e in told(history, "@")]  # type: ignore[index]
    assert kinds == ["note", None, None, "contact", "open"]


def test_a_file_that_could_not_be_read_for_a_while_is_named(history: Svc) -> None:
    by_hand(history, "log:\n", "log: [\n", "break it")
    by_hand(history, "log: [\n", "log:\n", "mend it")
    mended, broken, *_ = told(history, "@")
    assert [c["field"] for c in broken["changes"]] == ["unreadable"]  # type: ignore[attr-defined]
    assert (mended["events"], broken["events"]) == ([], [])
    assert [c["field"] for c in mended["changes"]] == ["unreadable"]  # type: ignore[attr-defined]


def test_a_file_that_went_is_told_once(history: Svc) -> None:
    git(history, "rm", "-q", str(case_file(history)))
    git(history, "commit", "-qm", "remove")
    assert "the file is gone" in history("log", "--limit", "1").out


def test_a_merge_tells_nothing_twice(history: Svc) -> None:
    first = told(history)[0]["id"]
    git(history, "switch", "-qc", "side")
    history("note", str(first), "-m", "On the side.")
    git(history, "switch", "-q", "-")
    history("new", "repair", "Another")
    git(history, "merge", "-q", "--no-edit", "side")
    kinds = [e["event"] and e["event"]["kind"] for e in told(history)]  # type: ignore[index]
    assert sorted(map(str, kinds)) == ["None", "None", "contact", "note", "open", "open"]


def test_a_merge_tells_what_it_decided_itself(history: Svc) -> None:
    git(history, "switch", "-qc", "side")
    history("edit", "@", "--set", "analysis.cause=Shaft.")
    git(history, "switch", "-q", "-")
    history("edit", "@", "--set", "analysis.cause=Bearing.")
    subprocess.run(["git", "merge", "-q", "side"], cwd=history.desk, check=False, capture_output=True)
    file = case_file(history)
    git(history, "checkout", "--ours", str(file))
    file.write_text(file.read_text("utf-8").replace("    Bearing.\n", "    Shaft and bearing.\n"), "utf-8")
    git(history, "commit", "-qam", "Merge the causes")
    merged = told(history, "@")[0]
    assert merged["subject"] == "Merge the causes"
    assert merged["changes"] == [{"field": "analysis.cause", "from": "Bearing.\n", "to": "Shaft and bearing.\n"}]


def test_the_settings_are_part_of_the_desks_history(svc: Svc) -> None:
    settings = svc.desk / "svc.yaml"
    settings.write_text(settings.read_text("utf-8").replace("  priority: normal", "  priority: high"), "utf-8")
    svc("commit")
    one = told(svc, "--limit", "1")[0]
    assert one["path"] == "svc.yaml"
    assert one["changes"] == [{"field": "defaults.priority", "from": "normal", "to": "high"}]


def test_a_shallow_clone_says_so(history: Svc, tmp_path: Path) -> None:
    shallow = tmp_path / "shallow"
    subprocess.run(["git", "clone", "-q", "--depth", "1", f"file://{history.desk}", shallow], check=True)
    said = Svc(shallow)("log")
    assert "this clone is shallow" in said.err


def test_a_desk_below_the_top_and_one_without_a_commit(history: Svc, tmp_path: Path) -> None:
    (history.desk / "sub").mkdir()
    svc = Svc(history.desk)
    svc("init", str(history.desk / "sub"), "--time-zone", "UTC")
    inner = Svc(history.desk / "sub")
    inner("new", "enquiry", "Inner")
    assert [e["path"] == "svc.yaml" for e in told(inner)] == [False, True]
    assert len(told(inner, "@")) == 1


def test_the_clock_of_the_desk_is_shown(svc: Svc) -> None:
    settings = svc.desk / "svc.yaml"
    svc("new", "repair", "T", "--at", "2026-11-20T23:30:00+00:00")
    settings.write_text(settings.read_text("utf-8").replace("time_zone: UTC", "time_zone: Asia/Shanghai"), "utf-8")
    assert svc("log", "@").out.startswith("2026-11-21 07:30\t")
    assert len(told(svc, "@", "--since", "2026-11-21")) == 1
