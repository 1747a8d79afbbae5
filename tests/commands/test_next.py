"""svc next: what to do now, on a desk of its own."""

from __future__ import annotations

import json

import pytest
from running import Svc


@pytest.fixture
def busy(svc: Svc) -> dict[str, str]:
    """Cases by what is to be done with them, all mine or nobody's but one."""
    mine = ("--assignee", "me")
    found = {name: svc("new", "repair", f"Case {name}", "-q", *who).id for name, who in {
        "mine": mine, "waits": mine, "promised": mine, "handed": (), "nobody": (), "safety": ("--severity", "safety"),
        "theirs": ("--assignee", "li.wei"),
    }.items()}  # fmt: skip
    svc("wait", found["waits"], "parts", "--until", "2026-12-01")
    svc("promise", found["promised"], "--until", "16:00", "-m", "Call back")
    svc("edit", found["handed"], "--set", "customer=k", "--set", "description=d", "--set", "assignee=li.wei")
    svc("handover", found["handed"], "--to", "workshop", "-m", "Measure.")
    return found


def ids(svc: Svc, *words: str) -> list[str]:
    return svc("next", "--fields", "id", *words).out.split()


def test_mine_and_nobody_s_in_order(svc: Svc, busy: dict[str, str]) -> None:
    assert ids(svc) == [busy[name] for name in ("promised", "safety", "handed", "nobody", "mine")]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (["--all"], ["promised", "handed", "safety", "nobody", "mine", "theirs"]),
        (["--for", "li.wei"], ["handed", "safety", "nobody", "theirs"]),
        (["--for", "me", "-n", "1"], ["promised"]),
        (["--team", "workshop"], ["handed"]),
        (["--all", "assignee:li.wei"], ["handed", "theirs"]),
        (["Case", "-severity:safety", "-assignee:none"], ["promised", "handed", "mine"]),
    ],
    ids=" ".join,
)
def test_whose_and_which(svc: Svc, busy: dict[str, str], words: list[str], names: list[str]) -> None:
    assert sorted(ids(svc, *words)) == sorted(busy[name] for name in names)


def test_a_wait_that_is_over_is_work_again(
    svc: Svc, busy: dict[str, str], environment: pytest.MonkeyPatch
) -> None:
    assert busy["waits"] not in ids(svc)
    environment.setenv("SVC_NOW", "2026-12-02T00:00:00+00:00")
    told = svc("next", "waiting:parts", "--format", "table").out
    assert "late by 207h: resolve; wait for" in told
    svc("resume", busy["waits"])
    assert "resolve; wait" not in svc("next", "Case waits", "--format", "md").out


def test_programs_get_codes_people_get_words(svc: Svc, busy: dict[str, str], environment: pytest.MonkeyPatch) -> None:
    first = f"{busy['promised']}\tpromise\t2026-11-21T16:00:00+00:00\tCall back\tCase promised"
    environment.setenv("SVC_LANG", "zh")
    assert svc("next").out.splitlines()[0] == first
    told = svc("next", "--format", "table").out
    assert "今天要兑现的承诺：Call back" in told
    assert "2026-11-21 16:00" in told
    assert "无人负责" in told


def test_json_has_every_reason(svc: Svc, busy: dict[str, str]) -> None:
    told = json.loads(svc("next", "Case promised", "--json").out)[0]
    assert (told["id"], told["why"], told["assignee"]) == (busy["promised"], "promise", "zhao.min")
    assert [reason["why"] for reason in told["reasons"]] == ["promise", "open"]
    svc("promise", told["id"], "--kept", "--of", told["event"])
    assert json.loads(svc("next", "Case promised", "--json").out)[0]["why"] == "open"


def test_time_targets_and_why_each_is_there(svc: Svc, busy: dict[str, str], environment: pytest.MonkeyPatch) -> None:
    environment.setenv("SVC_NOW", "2026-11-21T09:50:00+00:00")
    told = json.loads(svc("next", "severity:safety", "--json").out)[0]
    assert [(r["why"], r.get("about"), r["when"][11:16], r.get("left")) for r in told["reasons"]] == [
        ("at_risk", "triage", "10:00", 600), ("due", "contain", "13:00", 11400),
        ("late", "first_response", "09:30", -1200), ("unassigned", "intake", "09:00", None),
    ]  # fmt: skip
    assert "at risk, 10m left: triage told; nobody has it" in svc("next", "severity:safety", "--format", "md").out
    environment.setenv("SVC_LANG", "zh")
    assert "有风险，还剩 10分：分诊并告知；无人负责" in svc("next", "severity:safety", "--format", "md").out
    environment.setenv("SVC_NOW", "2026-11-21T10:20:00+00:00")
    told = json.loads(svc("next", "severity:safety", "--json").out)[0]
    assert [(r["why"], r["about"]) for r in told["reasons"]][:2] == [("due", "contain"), ("late", "first_response")]
    assert json.loads(svc("next", "severity:safety", "--as-of", "2026-11-21 09:50", "--json").out)[0]["left"] == 600


def test_policies_that_cannot_be_used_are_named_and_the_rest_is_listed(svc: Svc, busy: dict[str, str]) -> None:
    text = (svc.desk / "svc.yaml").read_text(encoding="utf-8")
    svc.write(text.replace("within: 48h", "within: 2d"), "svc.yaml")
    told = svc("next", "--fields", "id", status=1)
    assert len(told.out.split()) == 5
    assert "svc.yaml:" in told.err
    assert "a day of 24 hours or a working day" in told.err


def test_another_revision_and_another_moment(svc: Svc, busy: dict[str, str], environment: pytest.MonkeyPatch) -> None:
    environment.setenv("SVC_NOW", "2026-11-22T09:00:00+00:00")
    svc("assign", busy["nobody"], "li.wei")
    svc("close", busy["mine"], "--as", "spam", "-m", "Nobody wrote that.")
    assert busy["mine"] not in ids(svc)
    assert busy["mine"] in ids(svc, "--as-of", "2026-11-21 12:00")
    assert busy["mine"] in ids(svc, "--rev", "HEAD~1")
    assert busy["nobody"] in ids(svc, "assignee:none", "--as-of", "2026-11-21 12:00")
    assert ids(svc, "--as-of", "2026-11-20") == []
    listed = svc("list", "--fields", "id,assignee", "--as-of", "2026-11-21 12:00").out
    assert f"{busy['nobody']}\t\n" in listed
    assert busy["mine"] in listed
    assert "no revision nowhere" in svc("list", "--rev", "nowhere", status=1).err
    assert json.loads(svc("sla", "--rev", "HEAD~1", busy["mine"], "--json").out)
    assert svc("sla", busy["mine"], "--json").out == "[]\n"


def test_nothing_to_do_is_no_error(svc: Svc) -> None:
    told = svc("next", "--format", "table")
    assert told.out == ""
    assert "nothing to do" in told.err
    assert svc("next", "--json").out == "[]\n"
    assert svc("next", "--all", "-q") == ("", "")


def test_what_cannot_be_read_is_named_unless_it_says_that_it_is_closed(svc: Svc, busy: dict[str, str]) -> None:
    text = svc.text(busy["mine"])
    svc.write(text + "more: [\n", f"cases/2026/11/{busy['mine']}.yaml")
    assert f"{busy['mine']}.yaml:" in svc("next", status=1).err
    svc.write(text.replace("stage: intake", "stage: closed", 1) + "more: [\n", f"cases/2026/11/{busy['mine']}.yaml")
    assert svc("next").err == ""


def test_who_is_not_known_is_asked_for_unless_everybody_is_meant(
    svc: Svc, busy: dict[str, str], environment: pytest.MonkeyPatch
) -> None:
    environment.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    assert "who you are" in svc("next", status=3).err
    assert len(ids(svc, "--all")) == 6
