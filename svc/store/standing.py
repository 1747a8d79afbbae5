"""How far a desk is ahead of its remote, and behind: written down by a sync, told without asking Git."""

from __future__ import annotations

from svc.paths import Path
from svc.store import files
from svc.typed import NamedTuple

_FILE = "sync"
_TAIL = 1 << 16
"""Bytes of a branch's own log that are looked at."""


class Standing(NamedTuple):
    """Two branches as a sync left them, and how many commits each has that the other has not."""

    ref: str
    tracking: str
    ours: str
    theirs: str
    left: int
    behind: int


class Now(NamedTuple):
    """How a desk stands now. ``left`` and ``behind`` are -1 where there are some and nobody counted."""

    name: str
    left: int = 0
    behind: int = 0


def keep(folder: Path, found: Standing) -> None:
    """Write down how a sync left things. Raises OSError."""
    files.replace(folder / _FILE, "\n".join(map(str, found)).encode(errors="surrogateescape"), folder / "tmp")


def now(folder: Path) -> Now | None:
    """How the desk stands, None where it never synced, or is on another branch. ``folder`` is svc's own.

    It reads a handful of small files and starts nothing.
    """
    held = _kept(folder)
    git_dir = folder.parent
    if held is None or _line(git_dir / "HEAD") != f"ref: {held.ref}":
        return None
    common = git_dir / (_line(git_dir / "commondir") or ".")
    ours, theirs = _tip(common, held.ref), _tip(common, held.tracking)
    name = held.tracking.removeprefix("refs/remotes/")
    left = held.left
    if ours != held.ours:
        more = _since(common / "logs" / held.ref, held.ours)
        left = held.left + more if more > 0 else -1
    if theirs != held.theirs:
        return Now(name, -1 if left else 0, -1)  # somebody fetched or pushed by hand
    return Now(name, left, held.behind)


def _kept(folder: Path) -> Standing | None:
    try:
        words = (folder / _FILE).read_bytes().decode(errors="surrogateescape").split("\n")
        ref, tracking, ours, theirs, left, behind = words
        return Standing(ref, tracking, ours, theirs, int(left), int(behind))
    except (OSError, ValueError):
        return None


def _line(file: Path) -> str:
    try:
        return file.read_bytes().decode(errors="surrogateescape").strip()
    except OSError:
        return ""


def _tip(common: Path, ref: str) -> str:
    loose = _line(common / ref)
    if loose:
        return loose
    for line in _line(common / "packed-refs").split("\n"):
        if line.endswith(f" {ref}"):
            return line.partition(" ")[0]
    return ""


def _since(log: Path, commit: str) -> int:
    """How many commits the branch made since it stood at one; 0 where its log does not tell."""
    try:
        with log.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - _TAIL))
            lines = file.read().decode(errors="replace").splitlines()
    except OSError:
        return 0
    last = ""
    for count, line in enumerate(reversed(lines)):
        old, new = line.split(" ")[:2] if line.count(" ") > 1 else ("", "")
        if last and new != last:
            return 0
        if new == commit:
            return count
        words = line.partition("\t")[2]
        if not words.startswith(("svc: ", "commit: ")):
            return 0  # a reset or a merge is no one commit
        last = old
    return 0
