"""svc propose, approve and reject where a team shares a remote: on branches of their own, and what a review sees."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from team import Clone, Team

from svc.errors import StateError
from svc.model import Case, Change
from svc.schema.settings import Settings
from svc.store import Store
from svc.store.sync import branching

RULE = "    - {leave: resolution, when: {type: [repair]}, of: [resolution.plan], roles: [quality]}\n"
PLAN = "resolution.plan.measures+={what: New cord, owner: li.wei, due: 2026-12-01}"


@pytest.fixture
def team(desk: Path, environment: pytest.MonkeyPatch) -> Team:
    """Two clones of a desk whose quality is chen.jie, with a plan for its case that is synced."""
    rules = (desk / "svc.yaml").read_text("utf-8").replace("quality: []", "quality: [chen.jie]")
    (desk / "svc.yaml").write_text(rules.replace("reviews:\n", f"reviews:\n{RULE}", 1), "utf-8")
    found = Team(desk, environment)
    for clone in (found.a, found.b):
        clone.git("config", "user.email", f"{clone.who}@desk.example")
    found.a("commit", "svc.yaml")
    found.edit(found.a, PLAN)
    found.meet()
    return found


def branch(team: Team) -> str:
    return f"proposals/{team.id}"


def merged(team: Team, *how: str) -> None:
    """The branch merged into main in the first clone, as a forge's button does it."""
    team.a.git("fetch", "-q", "origin", "+refs/svc/*:refs/svc/*", "+refs/heads/*:refs/remotes/origin/*")
    team.a.git("merge", "-q", *how, f"origin/{branch(team)}")
    if "--squash" in how:
        team.a.git("commit", "-q", "-m", f"{team.id}: Pump leaks (#1)")


def said(clone: Clone, base: str, status: int) -> str:
    told = clone("check", "--base", base, status=status)
    return re.sub(r"event [A-Z]\w{4}", "event E", told.out + told.err)


def test_a_proposal_is_a_branch_that_nobody_checks_out(team: Team) -> None:
    before = team.a.state
    assert team.a("propose", team.id, "-m", "Please look.").out == f"{team.id}\t{branch(team)}\n"
    assert team.a.state == before
    listed = team.b.git("ls-remote", "origin")
    assert f"refs/heads/{branch(team)}" in listed
    assert f"refs/svc/proposals/{team.id}/" in listed
    listed = team.a("list", "--proposed", "--fields", "id,state,by,branch").out
    assert listed == f"{team.id}\tproposed\tli.wei\t{branch(team)}\n"
    message = team.a.git("log", "-1", "--format=%an %ae%n%B", f"origin/{branch(team)}")
    assert "li.wei@desk.example" in message
    assert f"{team.id}: propose resolution.plan" in message
    assert "already" in team.a("propose", team.id, status=1).err


def test_a_colleague_approves_on_the_branch_and_it_holds_once_it_is_merged(team: Team) -> None:
    base = team.a.head
    team.a("propose", team.id)
    assert "li.wei proposed it" in team.a("approve", team.id, status=1).err
    team.b("approve", team.id, "-m", "Agreed.")
    merged(team, "--no-ff", "--no-edit")
    assert said(team.a, base, 0) == "1 case changed, nothing against the rules\n"
    assert "kind: approve, of: resolution.plan" in team.a.text(team.id)
    assert "approved" in team.a("log", team.id).out
    assert team.a("list", "--proposed").out == ""


def test_the_page_says_from_which_sum_on_others_decide_too(team: Team) -> None:
    rules = (team.a.desk / "svc.yaml").read_text("utf-8")
    more = RULE.replace("roles: [quality]", "roles: [manager], above: 1000 EUR")
    (team.a.desk / "svc.yaml").write_text(rules.replace(RULE, RULE + more), "utf-8")
    team.a("commit", "svc.yaml")
    for limit, told in (("999 EUR", True), ("1001 EUR", False)):
        team.edit(team.a, f"resolution.plan.cost_limit={limit}")
        shown = team.a("propose", team.id, "--show").out
        assert ("- more than 1000 EUR is approved by manager as well" in shown) is told
        assert f"- **plan: cost limit**: {limit.split()[0]}.00 EUR\n" in shown


def test_who_may_decide_finds_it_among_what_is_to_do(team: Team) -> None:
    team.a("propose", team.id)
    team.b.git("fetch", "-q", "origin", f"+refs/heads/{branch(team)}:refs/remotes/origin/{branch(team)}",
               "+refs/heads/main:refs/remotes/origin/proposals/hello")  # fmt: skip
    told = team.b("next", "--fields", "id,what").out.splitlines()
    assert told[0] == f"{team.id}\tto decide: plan"
    assert "to decide" not in team.a("next").out
    team.b("approve", team.id)
    assert "to decide" not in team.b("next").out
    assert team.b("list", "--proposed").out == ""


def test_what_was_rejected_is_changed_on_the_branch_and_proposed_again(team: Team) -> None:
    team.a("propose", team.id)
    team.b("reject", team.id, "-m", "And the stock?")
    again = "resolution.plan.measures+={what: Check the stock, owner: li.wei, due: 2026-12-02}"
    team.a("propose", team.id, "--set", again)
    team.b("approve", team.id)
    team.a.git("fetch", "-q", "origin")
    subjects = team.a.git("log", "--format=%s", f"origin/main..origin/{branch(team)}")
    assert [line.split(": ")[1].split()[0] for line in subjects.splitlines()] == [
        "approve", "propose", "reject", "propose",
    ]  # fmt: skip
    assert "Check the stock" not in team.a.text(team.id)


def test_a_second_proposal_after_the_first_was_merged_goes_on_from_there(team: Team) -> None:
    team.a("propose", team.id)
    team.b("approve", team.id)
    merged(team, "--squash")
    team.a("sync")
    team.a("edit", team.id, "--set", "resolution.plan.cost_limit=120 EUR")
    team.a("sync")
    team.a("propose", team.id)
    assert team.b("approve", team.id).out.startswith(team.id)
    base = team.a.head
    merged(team, "--no-ff", "--no-edit")
    assert said(team.a, base, 0) == "1 case changed, nothing against the rules\n"


def test_nobody_is_overtaken_on_a_branch(team: Team) -> None:
    store = Store.open(team.a.desk)
    team.a("propose", team.id)
    known = branching.branch_of(store, team.path)
    team.a.who = "chen.jie"
    team.a("approve", team.id)
    approved = team.a.git("rev-parse", branch(team))

    def note(case: Case, _: Settings) -> Change:
        return Change({"resolution.verification": "Runs.\n"}, what="edit resolution.verification")

    with pytest.raises(StateError, match="the branch moved meanwhile"):
        branching.write(store, team.path, known, note, datetime(2026, 11, 21, tzinfo=UTC))
    assert team.a.git("rev-parse", branch(team)) == approved


def test_what_the_remote_does_not_have_is_synced_first(team: Team) -> None:
    team.edit(team.a, "resolution.plan.cost_limit=120 EUR")
    told = team.a("propose", team.id, status=3)
    assert told.err.splitlines() == [
        f"{team.id} is not the same here and on origin/main", f"svc sync, then svc propose {team.id}",
    ]  # fmt: skip
    assert branch(team) not in team.a.git("ls-remote", "origin")


def test_a_remote_that_takes_no_branch_costs_nothing(team: Team) -> None:
    team.script("hooks/pre-receive", "echo the hub is closed", "exit 1")
    told = team.a("propose", team.id, status=1)
    assert "the hub is closed" in told.err
    assert f"kept here; git push origin {branch(team)} sends it" in told.err
    (team.hub / "hooks" / "pre-receive").unlink()
    team.a.git("push", "-q", "origin", branch(team))
    team.b("approve", team.id)


def test_here_and_as_json(team: Team) -> None:
    shown = team.a("propose", team.id, "--show").out
    assert shown.startswith(f"# {team.id}: Pump leaks\n")
    assert "New cord" in shown
    assert "who may approve: quality" in shown
    made = json.loads(team.a("propose", team.id, "--json").out)
    assert made["branch"] == branch(team)
    assert made["page"] == ""
    assert team.a.git("rev-parse", branch(team)).strip() == made["commit"]
    other = team.b("new", "repair", "Belt", "--serial", "S2", "--set", PLAN).id
    assert team.b("propose", other, "--here").out == f"{other}\n"
    assert "kind: propose" in team.b.text(other)


def forged(team: Team, line: str, author: str = "chen.jie") -> str:
    """An approval written into the file by hand in the name of somebody, over a real proposal; the branch point."""
    base = team.a.head
    team.a("propose", team.id, "--here")
    text = team.a.text(team.id)
    proposal = re.search(r"  - \{id: \w+, at: \S+ by: li.wei, kind: propose, .*\n", text)
    assert proposal
    new = re.sub(r"id: \w+", "id: ZZZ12", proposal[0]).replace("kind: propose", "kind: approve")
    new = new.replace("by: li.wei", line)
    (team.a.desk / team.path).write_text(text.replace(proposal[0], proposal[0] + new), "utf-8")
    mail = f"{author}@desk.example"
    team.a.git("-c", f"user.email={mail}", "commit", "-qam", "approved")
    return base


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("by: chen.jie", "no commit shows that chen.jie wrote it"),
        ("by: li.wei", "li.wei proposed it, and decides on it too"),
        ("by: sun.tao", "sun.tao is none of quality"),
        ("by: chen.jie, recorded_by: li.wei", "li.wei entered it for chen.jie; nobody decides in another's name"),
    ],
)
def test_an_approval_written_by_hand_is_seen(team: Team, line: str, says: str) -> None:
    base = forged(team, line)
    assert says in said(team.a, base, 1)


def test_one_person_under_two_names_is_seen(team: Team) -> None:
    base = team.a.head
    team.a("propose", team.id, "--here")
    team.a.who = "chen.jie"
    team.a("approve", team.id)
    assert "it was proposed and decided from one address, li.wei@desk.example" in said(team.a, base, 1)


def test_who_is_known_by_a_record_cannot_approve_for_another(team: Team) -> None:
    (team.a.desk / "people").mkdir()
    for who in ("li.wei", "chen.jie", "sun.tao"):
        (team.a.desk / "people" / f"{who}.yaml").write_text(f"id: {who}\nname: {who}\nmail: {who}@desk.example\n")
    team.a.git("add", "people")
    team.a.git("commit", "-qm", "people")
    base = team.a.head
    team.a("propose", team.id, "--here")
    team.a.git("config", "user.email", "sun.tao@desk.example")
    team.a.who = "chen.jie"
    team.a("approve", team.id)
    assert "chen.jie is said to have written it, but sun.tao committed it" in said(team.a, base, 1)


@pytest.mark.parametrize("way", [("--no-ff", "--no-edit"), ("--squash",), ("--ff-only",)])
def test_one_verdict_for_each_way_of_merging(team: Team, way: tuple[str, ...]) -> None:
    base = team.a.head
    team.a("propose", team.id)
    team.b("approve", team.id)
    merged(team, *way)
    assert said(team.a, base, 0) == "1 case changed, nothing against the rules\n"


def test_a_squash_without_the_kept_commits_is_not_believed(team: Team) -> None:
    base = team.a.head
    team.a("propose", team.id)
    team.b("approve", team.id)
    merged(team, "--squash")
    for ref in team.a.git("for-each-ref", "--format=%(refname)", "refs/svc/proposals").split():
        team.a.git("update-ref", "-d", ref)
    told = said(team.a, base, 1)
    assert "event E: no commit shows that li.wei wrote it; git fetch origin 'refs/svc/*:refs/svc/*' brings" in told
    assert "event E: no commit shows that chen.jie wrote it" in told


def test_a_plan_changed_after_it_was_approved_does_not_go_on(team: Team) -> None:
    fields = ("customer=c", "channel=phone", "category=noise", "severity=minor", "description=d",
              "analysis.triage=visit", "analysis.fault_code=F", "analysis.confirmed_at=now", "resolution.remedy=repair",
              "resolution.agreed_at=now", "charge=warranty", "resolution.parts=none")  # fmt: skip
    team.edit(team.a, *fields, "resolution.tests+={what: run, result: pass}")
    for stage in ("analysis", "resolution"):
        team.a("move", team.id, stage)
    base = team.a.head
    team.a("propose", team.id, "--here")
    team.b("sync")
    team.a("sync")
    team.b("sync")
    team.b("approve", team.id)
    team.b("sync")
    team.a("sync")
    team.a("move", team.id, "feedback")
    assert said(team.a, base, 0) == "1 case changed, nothing against the rules\n"
    team.a("edit", team.id, "--set", "resolution.plan.cost_limit=120 EUR")
    assert "plan was changed since it was approved" in team.a("check").out
    told = said(team.a, base, 1)
    assert "event E: " in told
    assert "it was changed since chen.jie saw it" in told
