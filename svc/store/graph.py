"""Git's commit graph with the paths that each commit changed: the history of one file in a tenth of the time.

Once it is there, Git's own maintenance keeps it.
"""

from __future__ import annotations

from svc.paths import Path
from svc.store.git import Git

_CHUNK = b"BIDX"
_HEAD = 4096
"""Bytes in which the list of chunks of a file stands."""


def write(git: Git) -> None:
    """Write it down; where that cannot be, Git is slower and no less right."""
    git.call("commit-graph", "write", "--reachable", "--changed-paths")


def has_changed_paths(common_dir: Path) -> bool:
    """Whether it is there, in one file or in a chain of them."""
    info = common_dir / "objects" / "info"
    chain = info / "commit-graphs"
    places = [info / "commit-graph", *(chain.iterdir() if chain.is_dir() else ())]
    return any(_CHUNK in _beginning(place) for place in places if place.is_file())


def _beginning(place: Path) -> bytes:
    with open(place, "rb") as file:
        return file.read(_HEAD)
