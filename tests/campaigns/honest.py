"""Five people who work honestly: alone and for others, now and later, on branches merged and squashed, by sync.

At the end the audit of the whole history finds nothing of grade error or warning, and no change is against the rules.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from svc.commands import COMMANDS

PEOPLE = ("amy", "bo", "chen", "dora", "emil")
BEGIN = datetime.fromisoformat("2026-11-23T08:00:00+00:00")
_READY = ("--set", "customer=k", "--set", "channel=phone", "--set", "category=noise", "--set", "severity=minor",
          "--set", "description=d")  # fmt: skip
_SKEW = {"amy": 0, "bo": 2, "chen": -2, "dora": 1, "emil": -1}
"""Minutes that their clocks are off."""


@dataclass
class Figures:
    """What a run came to."""

    seed: int
    commits: int = 0
    cases: int = 0
    acts: Counter[str] = field(default_factory=Counter)
    remarks: int = 0
    seconds: float = 0.0
    audit: float = 0.0
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        acts = ", ".join(f"{count} {name}" for name, count in sorted(self.acts.items()))
        return (
            f"{self.commits} honest commits of {len(PEOPLE)} people, {self.cases} cases ({acts}): "
            f"{len(self.wrong)} findings of grade error or warning, {self.remarks} remarks; audited in "
            f"{self.audit:.1f} s; {self.seconds:.0f} s, seed {self.seed}"
        )


class Honest:
    """A desk with a remote and a clone a person; ``signed``: with keys, and every commit signed."""

    def __init__(self, desk: Path, patch: pytest.MonkeyPatch, seed: int, signed: bool) -> None:
        self.patch = patch
        self.chance = random.Random(seed)
        self.figures = Figures(seed)
        self.folder = desk.parent
        self.now = BEGIN
        self.steps = 0
        self.cases: dict[str, str] = {}
        """Case to whom it belongs: they alone change its fields."""
        self.clones = {who: desk if who == PEOPLE[0] else self.folder / who for who in PEOPLE}
        self._set_up(desk, signed)

    def _set_up(self, desk: Path, signed: bool) -> None:
        (desk / "people").mkdir(exist_ok=True)
        for who in PEOPLE:
            (desk / "people" / f"{who}.yaml").write_text(f"id: {who}\nname: {who}\nmail: {who}@desk.example\n")
        if signed:
            keys = self.folder / "keys"
            keys.mkdir()
            lines = []
            for who in PEOPLE:
                subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", keys / who], check=True)
                lines.append(f'{who}@desk.example namespaces="git" {(keys / f"{who}.pub").read_text()}')
            (desk / ".svc").mkdir(exist_ok=True)
            (desk / ".svc" / "allowed_signers").write_text("".join(lines))
            with (desk / "svc.yaml").open("a") as file:
                file.write("\naudit: {signed: required}\n")
        self.as_who(PEOPLE[0])
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "people")
        hub = self.folder / "hub.git"
        self.git("init", "-q", "--bare", "-b", "main", str(hub))
        self.git("remote", "add", "origin", str(hub))
        self.git("push", "-q", "-u", "origin", "HEAD:main")
        for who, place in self.clones.items():
            if place != desk:
                shutil.copytree(desk, place, symlinks=True)
            if signed:
                self.who = who
                for key, value in (("gpg.format", "ssh"), ("commit.gpgsign", "true"),
                                   ("user.signingkey", str(self.folder / "keys" / who))):  # fmt: skip
                    self.git("config", key, value)

    def as_who(self, who: str) -> None:
        """Somebody sits down, some minutes later."""
        self.who = who
        self.steps += 1
        self.now += timedelta(minutes=self.chance.randrange(5, 40))
        here = (self.now + timedelta(minutes=_SKEW[who])).isoformat()
        held = {"SVC_ME": who, "SVC_NOW": here, "SVC_SEED": f"{self.figures.seed} {self.steps} {who}"}
        for role in ("AUTHOR", "COMMITTER"):
            held |= {f"GIT_{role}_NAME": who, f"GIT_{role}_EMAIL": f"{who}@desk.example", f"GIT_{role}_DATE": here}
        for name, value in held.items():
            self.patch.setenv(name, value)

    def git(self, *words: str) -> str:
        """What git says in the clone of whoever is at work."""
        line = ["git", "-C", str(self.clones[self.who]), *words]
        return subprocess.run(line, check=True, capture_output=True, text=True, env=os.environ).stdout.strip()

    def svc(self, *words: str) -> str:
        """What svc says there."""
        from tests.running import Svc

        told, status = Svc(self.clones[self.who]).run(*words)
        if status:
            self.figures.wrong.append(f"{self.who}: svc {' '.join(words)}: {status} {told.err.strip()[:300]}")
        return told.out

    def own(self) -> list[str]:
        """The cases of whoever is at work."""
        return [case for case, who in self.cases.items() if who == self.who]

    def step(self) -> None:
        """One act of one of them."""
        self.as_who(self.chance.choice(PEOPLE))
        ways = {"new": 12, "note": 25, "edit": 15, "move": 15, "for another": 10, "later": 8, "squash": 5, "merge": 5,
                "sync": 20}  # fmt: skip
        if "approve" in COMMANDS:
            ways["review"] = 4
        way = "new" if not self.own() else self.chance.choices(list(ways), list(ways.values()))[0]
        self.figures.acts[way] += 1
        getattr(self, f"_{way.replace(' ', '_')}")()

    def _new(self) -> None:
        word = f"Belt {self.steps} squeals"
        self.cases[self.svc("new", "repair", word, *_READY).split()[0]] = self.who

    def _some(self) -> str:
        return self.chance.choice(self.own())

    def _note(self) -> None:
        self.svc("note", self._some(), "-m", f"seen {self.steps}")

    def _edit(self) -> None:
        self.svc("edit", self._some(), "--set", f"priority={self.chance.choice(['low', 'normal', 'high'])}",
                 "--set", f"refs.order=O{self.steps}")  # fmt: skip

    def _move(self) -> None:
        case = self._some()
        if "\nstage: intake\n" in self._text(case):
            self.svc("move", case, "analysis")
        else:
            self.svc("contact", case, "out", "-m", f"called {self.steps}")

    def _text(self, case: str) -> str:
        return next(self.clones[self.who].glob(f"cases/*/*/{case}.yaml")).read_text("utf-8")

    def _for_another(self) -> None:
        """The dispatcher enters what a technician says on the telephone."""
        other = self.chance.choice([who for who in PEOPLE if who != self.who])
        self.svc("note", self._some(), "-m", f"done {self.steps}", "--by", other)

    def _later(self) -> None:
        case = self._some()
        opened = self._text(case).partition("opened_at: ")[2].split()[0].strip('"')
        earliest = max(datetime.fromisoformat(opened), self.now - timedelta(hours=60))
        self.svc("note", case, "-m", f"was there {self.steps}", "--at", earliest.isoformat())

    def _branch(self) -> str:
        here = self.git("symbolic-ref", "--short", "HEAD")
        self.git("switch", "-q", "-c", f"work-{self.steps}")
        self._note()
        self._edit()
        self._for_another()
        self.git("switch", "-q", here)
        return f"work-{self.steps}"

    def _squash(self) -> None:
        """What a forge's button makes of a branch."""
        name = self._branch()
        self.git("merge", "-q", "--squash", name)
        self.git("commit", "-q", "-m", f"Squash {name}")
        self.git("branch", "-q", "-D", name)

    def _merge(self) -> None:
        self.git("merge", "-q", "--no-ff", "--no-edit", self._branch())

    def _review(self) -> None:
        """One proposes, another approves; on the base or on a branch whose merge or squash somebody else makes."""
        case, way = self._some(), self.chance.choice(["here", "merge", "squash"])
        self.svc("sync")
        self.svc("edit", case, "--set", f"refs.claim=K{self.steps}")
        self.svc("sync")
        self.svc("propose", case, "--of", "refs.claim", *(["--here"] if way == "here" else []))
        self.svc("sync")
        who = self.who
        self.as_who(self.chance.choice([each for each in PEOPLE if each != who]))
        self.svc("sync")
        self.svc("approve", case)
        self.svc("sync")
        if way != "here":
            self._button(case, way)

    def _button(self, case: str, way: str) -> None:
        """What the button of a forge does, done by whoever is at work: merge the branch, or squash it."""
        self.git("fetch", "-q", "origin", "+refs/svc/*:refs/svc/*")
        name = f"origin/proposals/{case}"
        if way == "merge":
            self.git("merge", "-q", "--no-ff", "--no-edit", name)
        else:
            self.git("merge", "-q", "--squash", name)
            self.git("commit", "-q", "-m", f"Squash {name}")
        self.svc("sync")
        self.git("push", "-q", "origin", f":refs/heads/proposals/{case}")
        for place in self.clones.values():
            subprocess.run(["git", "-C", str(place), "branch", "-q", "-D", f"proposals/{case}"], capture_output=True,
                           check=False)  # fmt: skip

    def _sync(self) -> None:
        self.svc("sync")

    def finish(self) -> Figures:
        """All sync; somebody audits."""
        figures = self.figures
        for who in (*PEOPLE, *PEOPLE):
            self.as_who(who)
            self.svc("sync")
        self.as_who(PEOPLE[0])
        self.git("fetch", "-q", "origin", "+refs/svc/*:refs/svc/*")
        self.patch.setenv("SVC_NOW", (self.now + timedelta(minutes=5)).isoformat())
        began = time.monotonic()
        told = json.loads(self.svc_found("audit", "--json"))
        figures.audit = time.monotonic() - began
        figures.wrong += [f"{one['grade']} {one['rule']} {one['path']} {one['commit'][:10]} {one['message']}"
                          for one in told if one["grade"] != "info"]  # fmt: skip
        figures.remarks = sum(one["grade"] == "info" for one in told)
        figures.commits = int(self.git("rev-list", "--count", "HEAD"))
        figures.cases = len(self.cases)
        first = self.git("rev-list", "--max-parents=0", "HEAD").splitlines()[-1]
        judged = json.loads(self.svc_found("check", "--base", first, "--json"))
        figures.wrong += [f"check: {one['path']} {one['message']}" for one in judged if one["severity"] == "error"
                          and one["path"].startswith("cases/")]  # fmt: skip
        return figures

    def svc_found(self, *words: str) -> str:
        """What a command found, whatever its status."""
        from tests.running import Svc

        return Svc(self.clones[self.who]).run(*words)[0].out


def run(desk: Path, patch: pytest.MonkeyPatch, commits: int, seed: int, signed: bool = False) -> Figures:
    """Work until there are so many commits, then audit them."""
    began = time.monotonic()
    team = Honest(desk, patch, seed, signed)
    acts = 0
    while acts < commits and not team.figures.wrong:
        team.step()
        acts = sum(team.figures.acts.values()) - team.figures.acts["sync"]
    found = team.finish()
    found.seconds = time.monotonic() - began
    return found
