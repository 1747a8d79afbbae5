"""Four eyes by signature: where the base asks for signed commits, who proposed and who decided signed for it."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from forging import SIGNERS, allowed, keys
from team import Clone, Team
from test_propose import branch, merged, said

pytestmark = pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="ssh-keygen judges signatures")
RULE = "reviews:\n    - {leave: resolution, when: {type: [repair]}, of: [resolution.plan], roles: [quality]}\n"
PLAN = "resolution.plan.measures+={what: New cord, owner: li.wei, due: 2026-12-01}"


@pytest.fixture
def team(desk: Path, environment: pytest.MonkeyPatch) -> Team:
    """Two clones of a desk that asks for signatures, the keys and people of both in its base."""
    rules = (desk / "svc.yaml").read_text("utf-8").replace("quality: []", "quality: [chen.jie]")
    (desk / "svc.yaml").write_text(rules.replace("reviews:\n", RULE, 1) + "\naudit: {signed: required}\n", "utf-8")
    found = Team(desk, environment)
    found.b.git("restore", "svc.yaml")
    write(found.a, SIGNERS, allowed("li.wei", "chen.jie"))
    for who in ("li.wei", "chen.jie"):
        write(found.a, f"people/{who}.yaml", f"id: {who}\nname: {who}\nmail: {who}@desk.example\n")
    for clone in (found.a, found.b):
        signs(clone, clone.who, clone.who)
    based(found)
    found.edit(found.a, PLAN)
    found.meet()
    return found


def write(clone: Clone, path: str, text: str) -> None:
    (clone.desk / path).parent.mkdir(exist_ok=True)
    (clone.desk / path).write_text(text, "utf-8")


def signs(clone: Clone, author: str, key: str) -> None:
    """Whose address a clone commits under from here on, and whose key signs; none for no key."""
    config = {"user.email": f"{author}@desk.example", "gpg.format": "ssh", "commit.gpgsign": "true" if key else "false",
              "user.signingkey": str(keys() / (key or author))}  # fmt: skip
    for name, value in config.items():
        clone.git("config", name, value)


def based(team: Team) -> None:
    """What the first clone has in its work tree becomes the base of both."""
    team.a.git("add", "-A")
    team.a.git("commit", "-qm", "people and keys")
    team.meet()


@pytest.mark.parametrize("way", ["--no-ff", "--squash", "--ff-only", "rebase"])
def test_one_verdict_for_each_way_of_merging(team: Team, way: str) -> None:
    base = team.a.head
    team.a("propose", team.id)
    team.b("approve", team.id)
    if way == "rebase":  # who rebases signs what the others wrote, with the wrong key: the kept commits speak for them
        merged(team, "--ff-only")
        team.a.git("rebase", "-q", "--force-rebase", base)
        assert team.a.head != team.a.git("rev-parse", f"origin/{branch(team)}").strip()
    else:
        merged(team, way)
    assert said(team.a, base, 0) == "1 case changed, nothing against the rules\n"


def _unsigned(team: Team) -> None:
    signs(team.b, "chen.jie", "")


def _in_her_name(team: Team) -> None:
    signs(team.b, "chen.jie", "li.wei")


def _strange_key(team: Team) -> None:
    signs(team.b, "chen.jie", "stranger")


def _one_key(team: Team) -> None:
    """The base says of one key that it is that of both."""
    lines = allowed("li.wei") + allowed("li.wei").replace("li.wei@", "chen.jie@")
    write(team.a, SIGNERS, lines)
    based(team)
    signs(team.b, "chen.jie", "li.wei")


def _unknown_address(team: Team) -> None:
    """Somebody whose key is allowed, and of whom no record tells, decides under a name that may."""
    write(team.a, SIGNERS, allowed("li.wei", "stranger"))
    based(team)
    signs(team.b, "stranger", "stranger")


def _no_keys(team: Team) -> None:
    (team.a.desk / SIGNERS).unlink()
    based(team)


@pytest.mark.parametrize(
    ("forge", "says"),
    [
        (_unsigned, "nobody signed it; it does not count"),
        (_in_her_name, "li.wei@desk.example signed it, and chen.jie@desk.example is named as its author"),
        (_strange_key, "its key is not allowed: SHA256:"),
        (_one_key, "it was proposed and decided with one key, SHA256:"),
        (_unknown_address, "stranger@desk.example signed it; no record in people/ says that this is chen.jie"),
        (_no_keys, "its key is not allowed: SHA256:"),
    ],
)
def test_an_approval_that_nobody_signed_for_does_not_count(
    team: Team, forge: Callable[[Team], None], says: str
) -> None:
    forge(team)
    base = team.a.head
    team.a("propose", team.id)
    team.b("approve", team.id)
    merged(team, "--no-ff")
    assert says in said(team.a, base, 1)


def test_a_proposal_that_nobody_signed_for_does_not_count_either(team: Team) -> None:
    base = team.a.head
    signs(team.a, "li.wei", "")
    team.a("propose", team.id)
    team.b("approve", team.id)
    merged(team, "--ff-only")
    assert said(team.a, base, 1).count("nobody signed it") == 1


def test_keys_of_the_branch_under_review_open_nothing(team: Team) -> None:
    base = team.a.head
    team.a("propose", team.id, "--here")
    write(team.a, SIGNERS, allowed("li.wei", "stranger").replace("stranger@", "chen.jie@"))
    team.a.git("commit", "-qam", "keys")
    team.a.who = "chen.jie"
    signs(team.a, "chen.jie", "stranger")
    team.a("approve", team.id)
    assert "its key is not allowed" in said(team.a, base, 1)


def test_a_rejection_is_not_turned_round_where_its_commit_is_squashed(team: Team) -> None:
    """Her commit is signed and kept; what the squash says is another word than hers."""
    base = team.a.head
    team.a("propose", team.id)
    team.b("reject", team.id, "-m", "No.")
    merged(team, "--squash")
    path = team.a.desk / team.path
    path.write_text(path.read_text("utf-8").replace("kind: reject", "kind: approve"), "utf-8")
    team.a.git("commit", "-q", "--amend", "-a", "--no-edit")
    assert "event E: its own commit says something else; git show " in said(team.a, base, 1)
    assert "its own commit says something else" in team.a("audit", status=1).out


def test_the_hook_of_a_server_judges_signatures_too(team: Team, tmp_path: Path) -> None:
    tool = tmp_path / "bin" / "svc"
    tool.parent.mkdir()
    tool.write_text(f'#!/bin/sh\nexec {sys.executable} -m svc "$@"\n')
    tool.chmod(0o755)
    team.patch.setenv("PATH", f"{tool.parent}:/usr/bin:/bin")
    team.patch.setenv("PYTHONPATH", str(Path(__file__).parent.parent.parent))
    hook = Path(__file__).parent.parent.parent / "templates" / "ci" / "pre-receive"
    team.script("hooks/pre-receive", *hook.read_text("utf-8").splitlines()[1:])
    team.a("propose", team.id)
    team.b("approve", team.id)
    merged(team, "--no-ff")
    assert "this desk and origin/main are the same" in team.a("sync").err
    team.b("sync")
    signs(team.b, "chen.jie", "")
    team.a("propose", team.id, "--set", "resolution.plan.cost_limit=120 EUR")
    team.b("approve", team.id)
    merged(team, "--no-ff")
    refused = re.sub(r"event [A-Z]\w{4}", "event E", team.a("sync", status=1).err)
    assert "event E: nobody signed it; it does not count" in refused
