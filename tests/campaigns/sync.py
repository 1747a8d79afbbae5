"""Several clones of one desk that work and sync at once: 30 % on the same cases, kills, one often offline, clocks off.

At the end there is one head, every acknowledged edit is in it once, every field that two changed apart was a conflict
with both values, and nothing needed a person but to choose.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.campaigns.desk import GATE, Desk
from tests.campaigns.kill import Fork
from tests.campaigns.verbs import VERBS, Held, Verbs, _on

SHARED = 4
"""Cases that all work on."""
FIELDS = ("title", "refs.claim", "refs.order", "summary.lesson", "more.place")


def _is_new(held: Held) -> bool:
    return "\nstage: intake\n" in held.text


ACTS = {
    name: VERBS[name]
    for name in ("contact", "contact in", "assign", "wait", "resume", "promise", "promise broken", "triage", "handover",
                 "handover accept", "escalate", "restore", "contain", "close as", "reopen", "undo")
} | {"move": _on("move", "analysis", *GATE, "-m", "TOKEN", contested=True, fits=_is_new),
     "priority": _on("edit", "--set", "priority=high", "-m", "TOKEN"),
     "priority low": _on("edit", "--set", "priority=low", "-m", "TOKEN")}  # fmt: skip
"""What moves a case and tells of it, each with a word of its own in the log."""
_OFFSET = (0, 4, -3, 9, -7)
"""Minutes that the clocks of the clones are off."""


@dataclass
class Figures:
    """What a run came to."""

    seed: int
    clones: int
    edits: int = 0
    syncs: int = 0
    kills: int = 0
    offline: int = 0
    conflicts: int = 0
    refused: int = 0
    against: int = 0
    seconds: float = 0.0
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.clones} clones, {self.edits} edits acknowledged, {self.syncs} syncs, {self.kills} of them killed, "
            f"{self.offline} offline, {self.conflicts} conflicts shown with both values, "
            f"{self.against} choices against a rule, {self.refused} commands refused; {len(self.wrong)} faults; "
            f"{self.seconds:.0f} s, seed {self.seed}"
        )


def run(folder: Path, edits: int, seed: int, clones: int = 5) -> Figures:
    """So many edits in each clone, then all sync until they are the same."""
    from tests.campaigns.kill import _load

    _load()
    began = time.monotonic()
    figures = Figures(seed, clones)
    first = Desk(folder / "0").make()
    shared = [first.new(f"Shared {number}") for number in range(SHARED)]
    hub = folder / "hub.git"
    first.git("init", "-q", "--bare", "-b", "main", str(hub))
    first.git("remote", "add", "origin", str(hub))
    first.git("push", "-q", "-u", "origin", "main")
    team = [_Person(folder, number, seed, shared, first) for number in range(clones)]
    for person in team[1:]:
        first.git("clone", "-q", str(hub), str(person.desk.root))
    children = [_apart(person, edits) for person in team]
    for person, child in zip(team, children, strict=True):
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        figures.wrong += [f"clone {person.number} ended with {status}"] if status else []
        person.read()
    _meet(team, figures)
    for person in team:
        person.told(figures)
    _look(team, hub, figures)
    figures.seconds = time.monotonic() - began
    return figures


def _apart(person: _Person, edits: int) -> int:
    """A process that works in one clone."""
    pid = os.fork()
    if pid:
        return pid
    status = 70
    try:
        person.work(edits)
        status = 0
    except BaseException as error:
        person.log.append({"what": "wrong", "said": repr(error)})
        raise
    finally:
        person.write()
        os._exit(status)
    return 0


class _Person:
    def __init__(self, folder: Path, number: int, seed: int, shared: list[str], first: Desk) -> None:
        self.number = number
        self.folder = folder / str(number)
        self.folder.mkdir(exist_ok=True)
        self.desk = Desk(self.folder)
        self.chance = random.Random(seed * 100 + number)
        self.shared, self.own = shared, list[str]()
        self.log: list[dict[str, Any]] = []
        self.count = 0
        self.typical = 0.5

    def write(self) -> None:
        """Hand over what was done, to the process that looks at the end."""
        (self.folder / "log.json").write_text(json.dumps(self.log))

    def read(self) -> None:
        """Take over what was done."""
        self.log = json.loads((self.folder / "log.json").read_text())

    def svc(self, *args: str, kill: bool = False) -> tuple[int, str, str]:
        """Run a command in a fork: its status, output, words."""
        now = datetime.now(UTC) + timedelta(minutes=_OFFSET[self.number % len(_OFFSET)])
        self.desk.env |= {"SVC_ME": f"person-{self.number}", "SVC_NOW": now.isoformat(timespec="seconds")}
        began = time.monotonic()
        fork = Fork(self.desk, args, self.folder)
        if kill:
            time.sleep(self.chance.uniform(0.1, 1.1) * self.typical)
            whole = self.chance.random() < 0.5
            with contextlib.suppress(ProcessLookupError):  # it is over
                (os.killpg if whole else os.kill)(fork.pid, signal.SIGKILL)
        status = fork.wait()
        if args[0] == "sync" and status == 0:
            self.typical = 0.7 * self.typical + 0.3 * min(time.monotonic() - began, 5)
        return status, fork.out.read_text(), fork.err.read_text()

    def work(self, edits: int) -> None:
        """The edits, and syncs between them."""
        self.own = [self.desk.new(f"Of {self.number}") for _ in range(3)]
        block = max(2, edits // 10)
        for turn in range(edits):
            if self.number == 0 and turn % block == 0:
                self._line_is(turn // block % 2 == 0)
            self._edit()
            if self.chance.random() < 0.3:
                self.sync(kill=self.chance.random() < 0.25)
        self._line_is(True)

    def _line_is(self, good: bool) -> None:
        self.desk.git("config", "remote.origin.uploadpack", "git-upload-pack" if good else "false")

    def _edit(self) -> None:
        self.count += 1
        token = f"tok-{self.number}-{self.count}-x"
        case = self.chance.choice(self.shared if self.chance.random() < 0.3 else self.own)
        name = self.chance.choice(FIELDS) if self.chance.random() < 0.4 else ""
        line = ("edit", case, "--set", f"{name}={token}") if name else self._verb(case, token)
        status, out, err = self.svc(*line, "--json")
        if status == 1 and not name and "internal error" not in err:
            self.log.append({"what": "refused", "said": f"{line}: {err}"})
            return
        if status:
            self.log.append({"what": "wrong", "said": f"{line}: exit {status}: {err}"})
            return
        told = json.loads(out)
        commit = (told[0] if isinstance(told, list) else told)["commit"]
        if not commit:
            return  # it says so already
        times = 2 if line[0] == "undo" else 1  # of several commits its reason may stand twice
        self.log.append(
            {"what": "edit", "case": case, "field": name, "token": token, "commit": commit, "times": times}
        )

    def _verb(self, case: str, token: str) -> tuple[str, ...]:
        """A command that fits the case: half of them notes, the others what moves it, waits, promises and undoes."""
        verbs = Verbs(self.desk, self.chance)
        verbs.cases, verbs.number = [case], self.number * 1000 + self.count
        line = ACTS[self.chance.choice([*ACTS])](verbs, token) if self.chance.random() < 0.5 else None
        return line.args if line else ("note", case, "-m", token)

    def sync(self, kill: bool = False) -> bool:
        """Sync, choosing where it asks; whether both sides are the same now."""
        status, out, err = self.svc("sync", "--json", kill=kill)
        self.log.append({"what": "kill" if status == -signal.SIGKILL else "sync", "status": status})
        if status == -signal.SIGKILL:
            return False
        found = json.loads(out) if out.startswith("{") else {"conflicts": [], "trouble": err}
        if "Traceback" in err or status not in (0, 1, 3):
            self.log.append({"what": "wrong", "said": f"sync: exit {status}: {err}"})
        elif status == 3 and not found["trouble"]:
            self.log.append({"what": "wrong", "said": f"sync: exit 3: {err}"})
        elif status == 3:
            self.log.append({"what": "offline", "said": found["trouble"]})
        elif status == 1:
            self._choose(found, err)
        return status == 0

    def _choose(self, found: dict[str, Any], err: str) -> None:
        for case in found["conflicts"]:
            for each in case["fields"]:
                self.log.append({"what": "conflict" if _is_told(each) else "wrong", "said": str(each)})
        if not found["conflicts"]:
            self.log.append({"what": "wrong", "said": f"sync: exit 1 for nothing: {err}"})
        side, other = self.chance.sample(("ours", "theirs"), 2)
        status, _, err = self.svc("sync", "--take", side, "--json")
        if status == 1 and "breaks a rule" in err:
            self.log.append({"what": "against", "said": err})
            status, _, err = self.svc("sync", "--take", other, "--json")
        if status not in (0, 3):
            self.log.append({"what": "wrong", "said": f"sync --take: exit {status}: {err}: {found['conflicts']}"})

    def told(self, figures: Figures) -> None:
        """Add up what happened here."""
        counts = Counter(one["what"] for one in self.log)
        figures.edits += counts["edit"]
        figures.syncs += counts["sync"] + counts["kill"]
        figures.kills += counts["kill"]
        figures.offline += counts["offline"]
        figures.conflicts += counts["conflict"]
        figures.refused += counts["refused"]
        figures.against += counts["against"]
        figures.wrong += [f"clone {self.number}: {one['said']}" for one in self.log if one["what"] == "wrong"]


def _is_told(each: dict[str, Any]) -> bool:
    """Whether a conflict shows both values, each with who gave it, where that side changed it."""
    ours, theirs = each["ours"], each["theirs"]
    if each["why"] == "changed" and ours["value"] == theirs["value"]:
        return False
    return all(side["by"] for side in (ours, theirs) if each["why"] != "rule" or side["value"] != each["base"])


def _meet(team: list[_Person], figures: Figures) -> None:
    """Everybody syncs until nobody has anything that another has not."""
    for _ in range(12):
        for person in team:
            person.sync()
        if len({person.desk.git("rev-parse", "HEAD") for person in team}) == 1:
            return
    figures.wrong.append("the clones do not come together")


def _look(team: list[_Person], hub: Path, figures: Figures) -> None:
    """What must hold at the end."""
    desk = team[0].desk
    head = desk.git("rev-parse", "HEAD").strip()
    if head != desk.git("--git-dir", str(hub), "rev-parse", "main").strip():
        figures.wrong.append("the remote is not where the clones are")
    edits = [one for person in team for one in person.log if one["what"] == "edit"]
    commits = set(desk.git("rev-list", "HEAD").split())
    lost = [one for one in edits if one["commit"] not in commits]
    figures.wrong += [f"lost: {one}" for one in lost]
    subjects = Counter(desk.git("log", "--no-merges", "--format=%T %P %an %ad %s").splitlines())
    figures.wrong += [f"twice: {line}" for line, count in subjects.items() if count > 1]
    words = desk.words()
    for one in edits:
        if one["field"]:
            later = [e for e in edits if (e["case"], e["field"]) == (one["case"], one["field"]) and e is not one]
            if not words[one["token"]] and not any(_follows(desk, one["commit"], e["commit"]) for e in later):
                figures.wrong.append(f"gone without a word: {one}")
        elif not 1 <= words[one["token"]] <= one["times"]:
            figures.wrong.append(f"{one['token']} stands {words[one['token']]} times")
    if desk.git("grep", "-lE", "^(<<<<<<<|>>>>>>>) ", "HEAD", "--", "cases", ok=False):
        figures.wrong.append("marks of a merge were committed")
    figures.wrong += [f"audit: {line}" for line in _audited(desk)]
    for person in team:
        figures.wrong += [f"clone {person.number}: status {line}" for line in person.desk.status()]
        figures.wrong += [f"clone {person.number}: {line}" for line in person.desk.broken()]
        figures.wrong += [f"left behind: {lock}" for lock in (person.desk.root / ".git").rglob("*.lock")]


def _audited(desk: Desk) -> list[str]:
    """What the audit finds of what was done; of when and by whom it may say a lot here, where clocks go wrong."""
    done = desk.svc("audit", "--json")
    found = json.loads(done.stdout) if done.returncode in (0, 1) else [{"grade": "error", "rule": done.stderr}]
    return [str(one) for one in found if one["grade"] == "error" and one["rule"] not in ("clock", "time", "backdated")]


def _follows(desk: Desk, older: str, newer: str) -> bool:
    line = ["git", "-C", str(desk.root), "merge-base", "--is-ancestor", older, newer]
    return subprocess.run(line, env=desk.env, check=False).returncode == 0


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory(prefix="svc-sync-") as place:
        done = run(Path(place), int(sys.argv[1]), int(sys.argv[2]))
        print(done)
        print("\n".join(done.wrong[:20]))
        sys.exit(1 if done.wrong else 0)
