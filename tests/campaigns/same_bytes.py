"""The same report by every Python at hand, in other time zones, locales and orders of hashes: the same bytes.

``python tests/campaigns/same_bytes.py`` prints what was compared. Pythons are those of PATH and of SVC_PYTHONS, a list
of paths; another one borrows the packages of this one, the pure ones among them: PyYAML has no C parser there.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from tests.campaigns.desk import Desk  # noqa: E402

Line = tuple[str, list[str]]
FORMATS = ("table", "tsv", "md", "html", "json", "csv", "junit", "github", "gitlab", "badge")
MACHINES = (
    {"TZ": "UTC", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
    {"TZ": "Australia/Lord_Howe", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "77", "COLUMNS": "30"},
    {"TZ": "America/Sao_Paulo", "LANG": "zh_CN.GB18030", "PYTHONHASHSEED": "random", "FORCE_COLOR": "1"},
)
_TELLS = "import sys; print('.'.join(map(str, sys.version_info[:3])), sys.version_info >= (3, 11))"


def pythons() -> dict[str, str]:
    """Every Python at hand that is new enough: its version and its path, this one first."""
    own = ".".join(map(str, sys.version_info[:3]))
    found = {own: sys.executable}
    names = [f"python3.{minor}" for minor in range(11, 20)]
    paths = [shutil.which(name) for name in names] + os.environ.get("SVC_PYTHONS", "").split(os.pathsep)
    for path in filter(None, paths):
        done = subprocess.run([path, "-c", _TELLS], capture_output=True, text=True, check=False)
        version, _, is_new = done.stdout.strip().partition(" ")
        if is_new == "True":
            found.setdefault(version, path)
    return found


def run(folder: Path) -> Iterator[Line]:
    """The desk of svc demo, reported by each Python as each machine."""
    desk = Desk(folder)
    done = subprocess.run([sys.executable, "-m", "svc", "demo", str(desk.root), "-q"], env=desk.env, cwd=folder,
                          capture_output=True, text=True, check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr
    packages = os.pathsep.join([str(ROOT), *(path for path in sys.path if path.endswith("site-packages"))])
    made: dict[str, str] = {}
    for version, python in pythons().items():
        for number, machine in enumerate(MACHINES):
            out = folder / f"{version}-{number}"
            out.mkdir()
            pairs = [word for fmt in FORMATS for word in ("--format", fmt, "--output", fmt)]
            line = [python, "-m", "svc", "-C", str(desk.root), "report", "sla", "--period", "2026-Q3",
                    "--as-of", "2026-11-01 08:00", "--by", "team,month,target", *pairs]  # fmt: skip
            own = {name: value for name, value in desk.env.items() if name not in ("SVC_LANG", "TZ", "LC_ALL")}
            done = subprocess.run(line, cwd=out, env=own | machine | {"PYTHONPATH": packages}, capture_output=True,
                                  text=True, check=False)  # fmt: skip
            whole = b"".join((out / fmt).read_bytes() for fmt in FORMATS) if done.returncode == 0 else b""
            made[f"{version} {machine}"] = sha256(whole).hexdigest() if whole else done.stderr[-300:]
    wrong = [] if len(set(made.values())) == 1 else [f"{name}: {digest}" for name, digest in made.items()]
    yield f"{len(FORMATS)} formats, {len(made)} runs by {', '.join(pythons())}: {len(set(made.values()))} kind", wrong


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        lines = list(run(Path(folder)))
    for line, wrong in lines:
        print(line, *wrong, sep="\n  WRONG ")
    sys.exit(any(wrong for _, wrong in lines))


if __name__ == "__main__":
    main()
