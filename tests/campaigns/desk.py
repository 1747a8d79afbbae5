"""A desk in a folder of its own, commands run on it as processes, and what must hold of it at the end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
NEW = ("--customer", "northmill", "--product", "HF-20", "--serial", "2607A00417", "--channel", "phone")
GATE = ("--set", "category=overheating", "--set", "severity=minor", "--set", "warranty=in")


def environment(home: Path) -> dict[str, str]:
    """The test's own: nothing of the caller's Git, a fixed identity, byte code kept beside the tests."""
    home.mkdir(parents=True, exist_ok=True)
    settings = home / "gitconfig"
    if not settings.exists():
        settings.write_text("[user]\nname = Test Person\nemail = test@desk.example\n[init]\ndefaultBranch = main\n")
    dropped = ("GIT_", "SVC_", "PYTHONDONTWRITE", "PYTHONHASHSEED", "XDG_", "LC_", "COV_")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(dropped)}
    own = {
        "HOME": str(home),
        "GIT_CONFIG_GLOBAL": str(settings),
        "GIT_CONFIG_NOSYSTEM": "1",
        "TZ": "UTC",
        "LC_ALL": "C.UTF-8",
        "SVC_LANG": "en",
        "PYTHONPATH": os.environ.get("PYTHONPATH", str(ROOT)),
        "PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir()) / f"svc-test-pycache-{os.getuid()}"),
    }
    return kept | own


class Desk:
    """One desk."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "desk"
        self.env = environment(folder / "home")

    def svc_line(self, *args: str) -> list[str]:
        """The argument list of a svc process."""
        return [sys.executable, "-m", "svc", "-C", str(self.root), *args]

    def svc(self, *args: str, **env: str) -> subprocess.CompletedProcess[str]:
        """Run svc to its end."""
        return subprocess.run(
            self.svc_line(*args), cwd=self.root.parent, env=self.env | env, capture_output=True, text=True,
            stdin=subprocess.DEVNULL, timeout=300, check=False,
        )  # fmt: skip

    def git(self, *args: str, ok: bool = True, data: str | None = None) -> str:
        """Run git and return its output."""
        done = subprocess.run(
            ["git", "-C", str(self.root), *args], env=self.env, capture_output=True, text=True, input=data, check=False
        )
        assert not ok or done.returncode == 0, (args, done.stderr)
        return done.stdout

    def make(self) -> Desk:
        """Make it with ``svc init``."""
        made = self.svc("init", str(self.root), "--language", "en")
        assert made.returncode == 0, made.stderr
        return self

    def new(self, title: str, *args: str) -> str:
        """Open a case and return its id."""
        done = self.svc("new", "complaint", title, *NEW, "-m", "It smells of burning.", *args)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def photo(self, token: str) -> Path:
        """A file to attach whose line ends and bytes no text would keep."""
        file = self.root.parent / f"plug-{token[4:]}.jpg"
        file.write_bytes(b"\xff\xd8\r\n\x00" + token.encode() + b"\r\n")
        return file

    def path(self, case_id: str) -> str:
        """The file of a case."""
        month = case_id.split("-")[1]
        return f"cases/20{month[:2]}/{month[2:]}/{case_id}.yaml"

    def leave_work_lying_about(self) -> None:
        """A tracked file with an unsaved edit, and a staged one, as a person at work has them."""
        (self.root / "notes.md").write_text("first\n")
        self.git("add", "notes.md")
        self.git("commit", "-q", "-m", "notes")
        (self.root / "notes.md").write_text("first\nan edit nobody committed\n")
        (self.root / "staged.txt").write_text("staged, not committed\n")
        self.git("add", "staged.txt")

    def commits(self) -> dict[str, list[str]]:
        """Every commit of the branch with the paths it changed."""
        out = self.git("log", "--format=%x00%H", "--name-only", "-m", "--first-parent")
        blocks = [block.split("\n") for block in out.split("\0") if block]
        return {lines[0]: [line for line in lines[1:] if line] for lines in blocks}

    def torn(self) -> list[str]:
        """The commits of svc that changed other files than those of the cases they name and their attachments."""
        out = self.git("log", "--format=%x00%h %(trailers:key=Case,valueonly,separator=%x20)", "--name-only")
        found = []
        for head, *names in (block.strip("\n").split("\n") for block in out.split("\0") if block):
            commit, *cases = head.split()
            changed = {name for name in names if name and not name.startswith("attachments/")}
            if cases and changed != {self.path(case) for case in cases}:
                found.append(f"{commit} names {cases} and changes {sorted(changed)}")
        return found

    def words(self) -> Counter[str]:
        """How often each ``tok-...`` stands in the case files of HEAD."""
        out = self.git("grep", "-ohE", "tok-[0-9a-z-]+", "HEAD", "--", "cases", ok=False)
        return Counter(out.split())

    def status(self) -> list[str]:
        """What git status says."""
        return self.git("status", "--porcelain").splitlines()

    def broken(self) -> list[str]:
        """What fsck and svc check find."""
        done = subprocess.run(
            ["git", "-C", str(self.root), "fsck", "--no-dangling"],
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
        )
        said = (done.stdout + done.stderr).splitlines()
        found = [line for line in said if not line.startswith(("notice", "Checking"))]
        checked = self.svc("check", "--json")
        errors = [p for p in json.loads(checked.stdout or "[]") if p.get("severity", "error") == "error"]
        return found + [f"{p['path']}: {p['message']}" for p in errors]


def attached(paths: list[str]) -> int:
    """How many of the paths are attachments, which lie beside the case that their commit changes."""
    return sum(path.startswith("attachments/") for path in paths)
