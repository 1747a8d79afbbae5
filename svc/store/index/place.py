"""Where the files of an index lie."""

from __future__ import annotations

import os

from svc.paths import Path
from svc.store.layout import git_folder
from svc.store.objects import object_id
from svc.typed import NamedTuple


class Place(NamedTuple):
    """The folder of ours in a Git folder, and what tells the desks of one work tree apart there."""

    folder: Path
    desk: str
    below: str = ""
    """The desk's folder as seen from the top of the work tree."""

    def file(self, name: str, version: int) -> Path:
        """A file of that desk."""
        return self.folder / f"{name}{self.desk}-{version}.db"


def place_of(root: Path) -> Place | None:
    """That of the desk in a folder; None where no Git folder is found."""
    found = git_folder(root)
    if found is None:
        return None
    top, own = found
    below = root.relative_to(top).as_posix()
    if below == ".":
        return Place(own / "svc", "")
    return Place(own / "svc", f"-{object_id('blob', os.fsencode(below))[:12]}", below)
