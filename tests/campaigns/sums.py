"""Everything that can happen to the commits of a desk, drawn by chance, and reports compared with a plain count.

A report that goes by what was added up before must be, byte for byte, that of one that reads and counts every case
anew: whatever became of cases, rules and branches since, whatever is asked, as of whatever moment.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from svc.ids import case_id
from svc.store.layout import case_path
from svc.store.revision import Revision
from tests.running import Svc

_GIT = ("-c", "user.name=A", "-c", "user.email=a@desk.example", "-c", "commit.gpgsign=false", "-c", "gc.auto=0")
_PAGE = 4096
_DATE = re.compile(r"2026-(\d\d)-(\d\d)")
_ID = re.compile(r"C-2\d\d\d-[0-9A-Z]{9}")
PERIODS = ("2005..2026", "2026-10", "2026-11", "2026-Q3", "2026-W43", "2026-09-13..2026-10-12", "2026-12")
GROUPS = ("", "", "month,target", "team,person", "severity", "customer", "policy,priority,month")
MOMENTS = ("2026-11-21T09:00:00+00:00", "2026-11-20T12:00:00+08:00", "2026-12-24T18:00:00+00:00",
           "2026-10-15T00:00:00+00:00", "2027-03-01T00:00:00+00:00")  # fmt: skip


class Figures(NamedTuple):
    """What a run came to."""

    kinds: Counter[str]
    reports: int
    faults: list[str]

    def __str__(self) -> str:
        told = ", ".join(f"{name} {count}" for name, count in self.kinds.most_common())
        return f"{self.reports} reports over {sum(self.kinds.values())} steps, {len(self.faults)} differences ({told})"


class Commits:
    """The commits of one desk, and what may happen to them."""

    def __init__(self, root: Path, chance: random.Random) -> None:
        self.root = root
        self.chance = chance
        self.git("branch", "other")

    def git(self, *args: str) -> None:
        """Run git; what it refuses changes nothing."""
        subprocess.run(["git", *_GIT, *args], cwd=self.root, capture_output=True, check=False)

    def one(self) -> Path:
        """Some case."""
        return self.chance.choice(sorted(p for p in (self.root / "cases").rglob("*.yaml") if not p.is_symlink()))

    def copy(self) -> None:
        """More cases that went as one did, days earlier or later."""
        for _ in range(self.chance.randrange(1, 4)):
            text = self.one().read_text("utf-8")
            name = case_id("C", f"26{self.chance.randrange(1, 12):02}", self.chance.randrange)
            place = self.root / case_path(name)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(self._moved(_ID.sub(name, text)), "utf-8")

    def _moved(self, text: str) -> str:
        days = self.chance.choice((0, 0, 1, 5, -3))
        return _DATE.sub(lambda at: f"2026-{at[1]}-{min(28, max(1, int(at[2]) + days)):02}", text)

    def edit(self) -> None:
        """Some field, or all times, or the last event of a case is another one."""
        place = self.one()
        text = place.read_text("utf-8")
        new = self.chance.choice((
            self._moved(text), re.sub(r"(?m)^severity: .*$", "severity: major", text),
            re.sub(r"(?m)^team: .*$", "team: machinery", text), text.rpartition("\n  - ")[0] + "\n",
            re.sub(r"(?m)^stage: .*$", "stage: resolution", text), text.replace("to: closed", "to: feedback"),
        ))  # fmt: skip
        place.write_text(new, "utf-8")

    def reopen(self) -> None:
        """A closed case comes back, or is told to have left by an exit."""
        place = self.one()
        text = place.read_text("utf-8")
        if "\nstage: closed\n" in text:
            exit = self.chance.choice(("", ", exit: void"))
            stages = ("resolution", "closed") if exit else ("closed", "resolution")
            at = f"2026-11-{self.chance.randrange(1, 29):02}T10:00:00+08:00"
            event = f"{{id: ZZ{self.chance.randrange(900) + 100}, at: '{at}', by: anna, kind: move, from: {stages[0]}"
            text = text if exit else text.replace("\nstage: closed\n", "\nstage: resolution\n")
            place.write_text(f"{text.rstrip()}\n  - {event}, to: {stages[1]}{exit}}}\n", "utf-8")

    def lose(self) -> None:
        """A case is gone, or has another place."""
        place = self.one()
        if self.chance.random() < 0.5:
            place.unlink()
        else:
            place.rename(place.parent.parent / place.name)

    def twin(self) -> None:
        """The same bytes under another name."""
        place = self.one()
        shutil.copy(place, place.with_name(f"{place.stem}-twin.yaml"))

    def spoil(self) -> None:
        """What cannot be read, or is no file."""
        place = self.one()
        place.unlink()
        if self.chance.random() < 0.5:
            place.write_text("title: [", "utf-8")
        else:
            place.symlink_to("../../../svc.yaml")

    def rules(self) -> None:
        """Other policies, another calendar."""
        place = self.root / "svc.yaml"
        text = place.read_text("utf-8")
        found = self.chance.choice([*re.finditer(r"within: (\d+)", text)])
        text = f"{text[: found.start(1)]}{self.chance.randrange(1, 9)}{text[found.end(1) :]}"
        place.write_text(text.replace('"08:30-', f'"0{self.chance.randrange(6, 9)}:30-', 1), "utf-8")

    def switch(self) -> None:
        """The other branch."""
        self.git("checkout", "-qf", self.chance.choice(("main", "other")))

    def back(self) -> None:
        """Some commits fewer."""
        self.git("reset", "-q", "--hard", self.chance.choice(("HEAD~1", "HEAD~2")))

    def damage(self) -> None:
        """What was kept is hurt."""
        for file in (self.root / ".git" / "svc").glob("kept-*.db"):
            data = file.read_bytes()
            at = _PAGE * self.chance.randrange(max(1, len(data) // _PAGE))
            torn = data[:at] + self.chance.randbytes(_PAGE) + data[at + _PAGE :]
            file.write_bytes(self.chance.choice((torn, data[: len(data) // 2], b"")))

    def time(self) -> None:
        """Another moment."""
        os.environ["SVC_NOW"] = self.chance.choice(MOMENTS)


KINDS: dict[str, tuple[Callable[[Commits], object], float]] = {
    "copy": (Commits.copy, 4), "edit": (Commits.edit, 5), "reopen": (Commits.reopen, 4), "lose": (Commits.lose, 2),
    "twin": (Commits.twin, 1), "spoil": (Commits.spoil, 1), "rules": (Commits.rules, 1), "switch": (Commits.switch, 2),
    "back": (Commits.back, 2), "damage": (Commits.damage, 1), "time": (Commits.time, 3),
}  # fmt: skip


def asked(chance: random.Random) -> list[str]:
    """Some report."""
    words = ["report", "sla", "--partial", "--period", chance.choice(PERIODS)]
    words += ["--by", group] if (group := chance.choice(GROUPS)) else []
    words += ["--dated", dated] if (dated := chance.choice(("", "", "start", "end"))) else []
    words += ["--as-of", "2026-11-12 10:00"] if chance.random() < 0.15 else []
    return words


def differs(svc: Svc, words: list[str], beside: Path) -> str:
    """What a report tells otherwise than a plain count; ``""`` where both are the same."""
    told, status = svc.run(*words, "--format", "csv")
    (beside / "a").unlink(missing_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Revision, "kept", None)
        patch.setattr(Revision, "keeper", None)
        both = ["json", str(beside / "a.json"), "csv", str(beside / "a")]
        _, other = svc.run(*words, "--format", both[0], "--output", both[1], "--format", both[2], "--output", both[3])
    plain = (beside / "a").read_bytes().decode() if (beside / "a").exists() else ""
    return "" if status == other and plain == told.out else f"{' '.join(words)} at {os.environ['SVC_NOW']}"


def run(desk: Path, steps: int, seed: int, questions: int = 2) -> Figures:
    """As many steps as asked for on a desk that is copied from another one, each looked at."""
    chance = random.Random(seed)
    commits, svc, kinds, reports = Commits(desk, chance), Svc(desk), Counter[str](), 0
    beside = desk.parent
    for step in range(steps):
        for kind in chance.choices([*KINDS], [weight for _, weight in KINDS.values()], k=chance.choice((1, 1, 2))):
            KINDS[kind][0](commits)
            kinds[kind] += 1
        commits.git("add", "-A")
        commits.git("commit", "-qm", f"Step {step}")
        for words in [asked(chance) for _ in range(questions)]:
            reports += 1
            # Twice: what the first one found out the second one adds up.
            if wrong := differs(svc, words, beside) or differs(svc, words, beside):
                return Figures(kinds, reports, [f"seed {seed}, step {step}, after {kind}: {wrong}"])
    return Figures(kinds, reports, [])
