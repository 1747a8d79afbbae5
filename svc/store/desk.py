"""The store: one desk's files, read and written. The only way in for every other layer.

Paths are relative to the desk. Reads look at the work tree; writes start from HEAD and end as commits.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from svc.errors import SvcError, T
from svc.model import Case, Data, InvalidFileError, Problem
from svc.schema.settings import Settings
from svc.store import files, layout
from svc.store.codec import load
from svc.store.reading import problems_of, settings_of, to_case
from svc.store.source import decode

if TYPE_CHECKING:
    from svc.store.git import Git, Repo
    from svc.store.writer import Writer

_BROKEN = (InvalidFileError, SvcError)


class Store:
    """One desk. Make it with :meth:`open`."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @classmethod
    def open(cls, directory: str | Path = ".") -> Store:
        """The desk that a folder belongs to. Raises StateError when there is none."""
        return cls(layout.find_desk(Path(directory)))

    @cached_property
    def repo(self) -> Repo:
        """The Git repository around the desk. Raises StateError when there is none."""
        from svc.store.git import Git, find

        return find(Git(self.root))

    @cached_property
    def git(self) -> Git:
        """Git at the top of the work tree."""
        from svc.store.git import Git

        return Git(self.repo.top)

    @cached_property
    def config(self) -> dict[str, str]:
        """The Git settings that svc looks at."""
        from svc.store.git import configuration

        return configuration(self.git)

    @cached_property
    def writer(self) -> Writer:
        """What makes the commits."""
        from svc.store.writer import Writer

        return Writer(self.repo, self.config)

    @cached_property
    def settings(self) -> Settings:
        """The desk's settings as the work tree has them. Raises InvalidFileError."""
        return settings_of(self.read(layout.SETTINGS) or b"", layout.SETTINGS)

    def committed_settings(self) -> Settings | None:
        """The desk's settings as HEAD has them; None where it has none that can be read."""
        from svc.store.git import Git

        done = Git(self.root).call("cat-file", "blob", f"HEAD:./{layout.SETTINGS}")
        with suppress(InvalidFileError):
            return None if done.returncode else settings_of(done.stdout, layout.SETTINGS)
        return None

    def read(self, path: str) -> bytes | None:
        """A file of the work tree, None when there is none."""
        return files.read(self.root / path)

    def length(self, path: str) -> int | None:
        """The bytes of a file of the work tree, None when there is none."""
        try:
            return os.stat(self.root / path, follow_symlinks=False).st_size
        except OSError:
            return None

    def case_files(self) -> list[str]:
        """The paths of all case files."""
        return layout.case_files(self.root)

    def country_files(self) -> list[str]:
        """The paths of the files with the days of countries."""
        return layout.country_files(self.root)

    def find(self, word: str) -> str:
        """The path of the case that a word names. Raises NotFoundError."""
        return layout.find_case(word, self.last(), lambda path: (self.root / path).is_file(), self.case_files)

    def load(self, path: str) -> Case:
        """One case from the work tree. Raises InvalidFileError, NotFoundError."""
        data = self.read(path)
        if data is None:
            raise InvalidFileError([Problem(path, 0, "", T("the file is not there"))])
        return to_case(decode(data, path), path)

    def cases(self) -> tuple[list[Case], list[Problem]]:
        """Every case that can be read, and what is wrong with every file that cannot."""
        found: list[Case] = []
        problems: list[Problem] = []
        for path in self.case_files():
            try:
                found.append(self.load(path))
            except _BROKEN as error:
                problems += unreadable(error, path)
        return found, problems

    def edited(self, paths: Iterable[str] | None = None) -> set[str]:
        """The case files whose work tree content is not HEAD's, deleted ones too. Runs nothing of the user's."""
        from svc.store.objects import object_id

        committed = self.committed_ids()
        algorithm = "sha256" if len(next(iter(committed.values()), "")) == 64 else "sha1"
        here = set(self.case_files()) if paths is None else set(paths)

        def blob(path: str) -> str:
            data = files.normal(self.read(path))
            return "" if data is None else object_id("blob", data, algorithm)

        changed = {path for path in here if committed.get(path, "") != blob(path)}
        return changed | ({p for p in committed if p not in here} if paths is None else set())

    def committed_ids(self) -> dict[str, str]:
        """The case files in HEAD: path to blob id. None where the desk is in no repository, or has no commit."""
        from svc.store.git import Git

        # Asked from the desk's own folder, ls-tree names files as seen from there: nothing else need be known.
        done = Git(self.root).call("ls-tree", "-r", "-z", "HEAD", "--", f"{layout.CASES}/")
        found = {}
        for entry in done.stdout.decode(errors="surrogateescape").split("\0"):
            head, tab, path = entry.partition("\t")
            if tab and path.endswith((".yaml", ".yml")):
                found[path] = head.split(" ")[2]
        return found

    def check(self, path: str, settings: Settings) -> list[Problem]:
        """All that is wrong with one case file of the work tree."""
        from svc.store import attachments

        try:
            text = decode(self.read(path) or b"", path)
            return problems_of(text, path, settings) + attachments.problems_of(self.root, text, path)
        except _BROKEN as error:
            return unreadable(error, path)

    def last(self) -> str:
        """The id of the last case touched in this work tree, ``""`` when there is none."""
        return (files.read(self.repo.own_dir / "last") or b"").decode(errors="replace").strip()

    def touched(self, case_id: str) -> None:
        """Remember the last case touched; not being able to is no error."""
        try:
            files.replace(self.repo.own_dir / "last", case_id.encode(), self.repo.own_dir / "tmp")
        except OSError:
            return

    def people(self) -> list[Data]:
        """The records of ``people/`` that can be read."""
        folder = self.root / layout.PEOPLE
        found = []
        for file in sorted(folder.glob("*.yaml")) if folder.is_dir() else []:
            try:
                found.append(load(files.read(file) or b"", f"{layout.PEOPLE}/{file.name}"))
            except _BROKEN:
                continue
        return found

    def me(self) -> str:
        """Who the user is: SVC_ME, else git config svc.me, else the person with the mail address, else the address."""
        said = os.environ.get("SVC_ME") or self.config.get("svc.me")
        mail = os.environ.get("GIT_AUTHOR_EMAIL") or self.config.get("user.email", "")
        if said or not mail:
            return said or ""
        return next((str(p["id"]) for p in self.people() if p.get("mail") == mail and p.get("id")), mail)

    def base(self) -> str:
        """The branch that holds the truth: git config svc.base, else origin's HEAD, ``""`` where none is named."""
        said = self.config.get("svc.base", "")
        if said or "remote.origin.url" not in self.config:
            return said
        done = self.git.call("symbolic-ref", "-q", "refs/remotes/origin/HEAD")
        return done.stdout.decode().strip().removeprefix("refs/remotes/origin/")


def unreadable(error: SvcError, path: str) -> list[Problem]:
    """The problems of a file that could not be read."""
    if isinstance(error, InvalidFileError):
        return error.problems
    return [Problem(path, 0, "", error.message)]
