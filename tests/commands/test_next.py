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
    assert ids(svc) == [busy[name] for name in ("promised", "handed", "safety", "nobody", "mine")]


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
    assert "wait for spare parts is over  2026-12-01" in told
    svc("resume", busy["waits"])
    assert "go on: intake" in svc("next", "Case waits", "--format", "md").out


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
