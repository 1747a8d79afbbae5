"""A desk as a commit has it: read like the one in the work tree, and never written."""

from __future__ import annotations

from svc.errors import NotFoundError, StateError, T
from svc.model import Case, InvalidFileError, Problem
from svc.paths import Path
from svc.schema.settings import Settings
from svc.spare import cached_property
from svc.store import layout
from svc.store.desk import Store
from svc.store.folders import Entry, Folder, folder, is_plain
from svc.store.git import Git, tip
from svc.store.index.index import Index
from svc.store.index.kept import Kept
from svc.typed import Mapping

_MOST_AHEAD = 1024
"""Files fetched at once where they are read one after the other: a few megabytes."""


class Revision(Store):
    """A desk at a commit: settings, calendars and cases as they were. Make it with :func:`revision`.

    Who is at work, and what ``@`` means, are asked of the work tree.
    """

    def __init__(self, root: Path, commit: str) -> None:
        super().__init__(root, indexed=False)
        self.commit = commit
        self._fetched: dict[str, bytes] = {}
        self._last = ""
        self._ahead = 1

    @cached_property
    def here(self) -> Git:
        """Git in the desk's folder."""
        return Git(self.root)

    @cached_property
    def _entries(self) -> dict[str, Entry]:
        """Every case file of the desk, and the files beside them, in the order of the paths as seen from the desk."""
        return dict(sorted((self._listed(f"{layout.CASES}/") | self._beside).items()))

    @cached_property
    def _beside(self) -> dict[str, Entry]:
        """The settings, and the days of countries."""
        return self._listed(f"{layout.CALENDARS}/", layout.SETTINGS)

    def _listed(self, *wanted: str) -> dict[str, Entry]:
        told = self.here.run("ls-tree", "-r", "-z", self.commit, "--", *wanted).decode(errors="surrogateescape")
        found = {}
        for line in told.split("\0"):
            head, tab, path = line.partition("\t")
            if tab:
                mode, _, blob = head.split(" ")
                found[path] = Entry(mode, blob)
        return found

    def blobs_in(self, *folders: str) -> dict[str, str]:
        """The plain files in some folders of the desk, by path: their blobs."""
        return {path: entry.blob for path, entry in self._listed(*folders).items() if is_plain(entry.mode)}

    def _entry(self, path: str) -> Entry | None:
        return (self._entries if _is_in(path, layout.CASES) else self._beside).get(path)

    def folder(self, path: str, tree: str = "") -> Folder:
        """What lies in a folder, given with its tree where that is known. Raises StateError."""
        return folder(self.here, path, tree or f"{self.commit}:./{path}")

    def hold(self, files: Mapping[str, Entry]) -> None:
        """Of the case files, know these alone from now on: they were found in the folders."""
        self._entries = dict(sorted(files.items()))
        for name in ("_places", "_paths"):
            self.__dict__.pop(name, None)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {path: place for place, path in enumerate(self._entries)}

    @cached_property
    def _paths(self) -> list[str]:
        return list(self._entries)

    def read(self, path: str) -> bytes | None:
        """A file of the commit, None when there is none. Raises StateError for what is no plain file.

        Whoever reads one after the other gets ever more of them in one call to Git.
        """
        entry = self._entry(path)
        if entry is None:
            return None
        if not is_plain(entry.mode):
            hint = T("a case is a file, never a link or a folder")
            raise StateError(T("{path} is not a plain file", path=path), hint)
        if not _is_in(path, layout.CASES):
            return self._beside_contents[path]
        if path not in self._fetched:
            self._fetch(path)
        return self._fetched.pop(path)

    @cached_property
    def _beside_contents(self) -> dict[str, bytes]:
        """They are few, and who wants one wants the others."""
        return self._contents([path for path, entry in self._beside.items() if is_plain(entry.mode)])

    def _fetch(self, path: str) -> None:
        place = self._places[path]
        before = self._paths[place - 1] if place else ""
        self._ahead = min(_MOST_AHEAD, 4 * self._ahead) if before and before == self._last else 1
        wanted = [p for p in self._paths[place : place + self._ahead] if is_plain(self._entries[p].mode)]
        self._fetched = {}  # never both at once
        self._fetched = self._contents(wanted)
        self._last = wanted[-1]

    def _contents(self, paths: list[str]) -> dict[str, bytes]:
        entries = [entry for path in paths if (entry := self._entry(path))]
        contents = {}
        for path, item in zip(paths, self.here.objects([entry.blob for entry in entries]), strict=True):
            if item is None:
                raise StateError(T("{path} is missing in the repository", path=path), T("git fsck says what is lost"))
            contents[path] = item[2]
        return contents

    def blob(self, path: str) -> str:
        """The blob id of a file of the commit, ``""`` for none."""
        entry = self._entry(path)
        return entry.blob if entry else ""

    def case_entries(self) -> dict[str, Entry]:
        """All case files of the commit."""
        return {path: self._entries[path] for path in self.case_files()}

    @cached_property
    def kept(self) -> Kept | None:
        """What was found out of the files of commits before; None where there is nowhere to keep it."""
        return Kept.of(self.root)

    def indexed_cases(self, blobs: Mapping[str, str]) -> list[Case]:
        """Of some files, given with their blobs, the cases that the index of the work tree holds; without logs."""
        return self.keeper.same(blobs) if self.keeper and blobs else []

    @cached_property
    def keeper(self) -> Index | None:
        """The index of the work tree: what it keeps of a content holds wherever that content is."""
        return Index.of(self.root)

    def _kept_settings(self, data: bytes, place: str = layout.SETTINGS) -> Settings:
        return super()._kept_settings(data, f"{place} of a commit")  # the work tree may have others

    def length(self, path: str) -> int | None:
        """The bytes of a file of the commit, None when there is none."""
        data = self.read(path)
        return None if data is None else len(data)

    def case_files(self) -> list[str]:
        """The paths of all case files of the commit."""
        return [path for path in self._paths if _is_in(path, layout.CASES) and path.endswith((".yaml", ".yml"))]

    def country_files(self) -> list[str]:
        """The paths of the files with the days of countries."""
        return sorted(path for path in self._beside if _is_in(path, layout.CALENDARS) and path.endswith(".yaml"))

    def find(self, word: str) -> str:
        """The path of the case that a word names. Raises NotFoundError."""
        return layout.find_case(word, self.last, self._entries.__contains__, self.case_files)

    @cached_property
    def settings(self) -> Settings:
        """The desk's settings as the commit has them. Raises InvalidFileError."""
        if layout.SETTINGS not in self._beside:
            missing = T("there is no {file} in {commit}", file=layout.SETTINGS, commit=self.commit[:12])
            raise InvalidFileError([Problem(layout.SETTINGS, 0, "", missing)])
        return super().settings

    def committed_settings(self) -> Settings | None:
        """None: where the settings of a commit cannot be read, nothing else holds for it."""
        return None

    def edited(self, paths: object = None) -> set[str]:
        """None: a commit has no edits."""
        return set()

    def touched(self, case_id: str) -> None:
        """Remembers nothing: what is looked at in the past is not what is worked on."""


def _is_in(path: str, folder: str) -> bool:
    return path.startswith(f"{folder}/")


def revision(store: Store, name: str = "HEAD") -> Revision:
    """The desk as a revision of its repository has it: a commit, branch, tag, ``HEAD~3``. Raises NotFoundError."""
    commit = "" if "\n" in name else tip(store.git, name)
    if commit:
        return Revision(store.root, commit)
    if store.repo.shallow:
        raise StateError(T("no revision {name} in this shallow clone", name=name), T("git fetch --unshallow"))
    if name == "HEAD":
        raise StateError(T("nothing is committed yet"), T("svc commit takes in what is there"))
    raise NotFoundError(T("no revision {name}", name=name), T("git log --oneline names them; HEAD~1 is the one before"))
