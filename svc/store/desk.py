"""The store: one desk's files, read and written. The only way in for every other layer.

Paths are relative to the desk. Reads look at the work tree; writes start from HEAD and end as commits.
"""

from __future__ import annotations

import os

from svc.errors import SvcError, T
from svc.model import Case, Data, InvalidFileError, Problem, head_of
from svc.paths import Path
from svc.schema.settings import Settings
from svc.spare import cached_property, contextmanager, suppress
from svc.store import files, layout
from svc.typed import TYPE_CHECKING, Iterable, Iterator, Mapping

if TYPE_CHECKING:
    from svc.store.git import Git, Repo
    from svc.store.index.history import History
    from svc.store.index.index import Index
    from svc.store.writer import Writer

_SHA256 = 64
"""Digits of such an id."""
BROKEN = (InvalidFileError, SvcError)


class Store:
    """One desk. Make it with :meth:`open`."""

    def __init__(self, root: Path, indexed: bool = True) -> None:
        """``indexed``: whether what the files hold may be told from the index."""
        self.root = root
        self.indexed = indexed
        self._settings: dict[bytes, Settings] = {}

    @classmethod
    def open(cls, directory: str | Path = ".") -> Store:
        """The desk that a folder belongs to. Raises StateError when there is none."""
        return cls(layout.find_desk(Path(directory)))

    @cached_property
    def repo(self) -> Repo:
        """The Git repository around the desk. Raises StateError when there is none."""
        from svc.store.discovery import repository

        return repository(self.root)

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

    @contextmanager
    def asking_git(self) -> Iterator[None]:
        """Have Git look up what a change asks of it first, beside what is done inside."""
        if "config" in vars(self):
            yield
            return
        from svc.store.git import configuring

        with configuring(self.git) as found:
            yield
            self.config = found()

    @cached_property
    def writer(self) -> Writer:
        """What makes the commits."""
        from svc.store.writer import Writer

        return Writer(self.repo, self.config)

    @cached_property
    def settings(self) -> Settings:
        """The desk's settings as the work tree has them. Raises InvalidFileError."""
        return self.settings_in(self.read(layout.SETTINGS) or b"")

    def settings_in(self, data: bytes) -> Settings:
        """The settings in the bytes of a svc.yaml, parsed once for all commands. Raises InvalidFileError."""
        if data not in self._settings:
            self._settings[data] = self._kept_settings(data)
        return self._settings[data]

    def _kept_settings(self, data: bytes, place: str = layout.SETTINGS) -> Settings:
        """``place``: the name under which they are kept."""
        from svc.schema import kept

        index = self.keeper
        held = index.read_out(f"{place} {kept.SHAPE}", data) if index else None
        if held:
            return kept.whole(held)
        from svc.store.reading import settings_of

        found = settings_of(data, layout.SETTINGS)
        if index:
            index.keep(f"{place} {kept.SHAPE}", data, kept.flat(found))
        return found

    @cached_property
    def keeper(self) -> Index | None:
        """The index that keeps what was read out of files; None where there is none."""
        return self.index

    def committed_settings(self) -> Settings | None:
        """The desk's settings as HEAD has them; None where it has none that can be read."""
        from svc.store.git import Git

        done = Git(self.root).call("cat-file", "blob", f"HEAD:./{layout.SETTINGS}")
        with suppress(InvalidFileError):
            return None if done.returncode else self.settings_in(done.stdout)
        return None

    @cached_property
    def index(self) -> Index | None:
        """The index of the desk; None where there is none."""
        if not self.indexed:
            return None
        from svc.store.index.index import Index

        return Index.of(self.root)

    @cached_property
    def history(self) -> History | None:
        """The history as far as it was read before; None where there is nowhere to keep it."""
        if not self.indexed:
            return None
        from svc.store.index.history import History

        return History.of(self.root)

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
        return layout.find_case(word, self.last, lambda path: (self.root / path).is_file(), self.names)

    def names(self) -> list[str]:
        """The paths of all case files, as :meth:`case_files` gives them."""
        found = self.index.names() if self.index else None
        return self.case_files() if found is None else found

    def load(self, path: str) -> Case:
        """One case from the work tree. Raises InvalidFileError, NotFoundError."""
        data = self.read(path)
        if data is None:
            raise InvalidFileError([Problem(path, 0, "", T("the file is not there"))])
        found = self.index.case(path, data) if self.index else None
        if found:
            return with_log(found)
        # What the index answers pays for no parser.
        from svc.store.reading import to_case
        from svc.store.source import decode

        return to_case(decode(data, path), path)

    def cases(self) -> tuple[list[Case], list[Problem]]:
        """Every case that can be read, and what is wrong with every file that cannot."""
        return with_logs(*self.records())

    def records(self, but: str = "") -> tuple[list[Case], list[Problem]]:
        """Every case as :meth:`cases` gives it, without the events of its log; they are in its data.

        ``but``: a stage whose cases are left out.
        """
        found = (self.index.cases_but(but) if but else self.index.cases()) if self.index else None
        if found is None:
            cases, problems = self._read(self.case_files())
            return [case for case in cases if case.stage != but or not but], problems
        return _together(found.cases, *self._read(found.unreadable)) if found.unreadable else (found.cases, [])

    def heads(self, but: str) -> tuple[list[Case], list[Problem]]:
        """The cases but those in one stage as :meth:`records` gives them, with the short fields at their top alone."""
        found = self.index.cases_but(but, heads=True) if self.index else None
        if found is not None and not found.unreadable:
            return found.cases, []
        cases, problems = self.records(but)
        return [Case(head_of(case.data), case.path) for case in cases], problems

    def open_cases(self, closed: str) -> tuple[list[Case], list[Problem]]:
        """The cases but those in the stage ``closed``, as :meth:`cases` gives them."""
        return with_logs(*self.open_records(closed))

    def open_records(self, closed: str) -> tuple[list[Case], list[Problem]]:
        """The cases but those in the stage ``closed``, as :meth:`records` gives them."""
        found = self.index.cases_but(closed) if self.index else None
        if found is not None and not found.unreadable:
            return found.cases, []
        from svc.store.glance import open_cases

        if found is None:
            return open_cases(self, closed, self.case_files())
        return _together(found.cases, *open_cases(self, closed, found.unreadable))

    def _read(self, paths: Iterable[str]) -> tuple[list[Case], list[Problem]]:
        found: list[Case] = []
        problems: list[Problem] = []
        for path in paths:
            try:
                found.append(self.load(path))
            except BROKEN as error:
                problems += unreadable(error, path)
        return found, problems

    def edited(self, paths: Iterable[str] | None = None) -> set[str]:
        """The case files whose work tree content is not HEAD's, deleted ones too. Runs nothing of the user's."""
        if paths is None:
            from svc.store.edits import edited

            return edited(self, self.index, [layout.CASES], self.case_files)
        here = set(paths)
        committed = self.committed_ids(here) if here else {}
        return {path for path in here if self.differs(path, committed.get(path, ""))}

    def differs(self, path: str, committed: str) -> bool:
        """Whether a file of the work tree is not the blob that HEAD has, ``""`` for none."""
        from svc.store.objects import object_id

        data = self.read(path)
        algorithm = "sha256" if len(committed) == _SHA256 else "sha1"
        held = () if data is None else {data, files.normal(data) or b""}
        return committed not in ([object_id("blob", one, algorithm) for one in held] or [""])

    def committed_ids(self, beside: Iterable[str] = ()) -> dict[str, str]:
        """The case files in HEAD: path to blob id; ``beside``: those in the folders of these files alone.

        None where the desk is in no repository, or has no commit.
        """
        from svc.store.git import Git

        folders = sorted({path.rpartition("/")[0] for path in beside}) or [layout.CASES]
        # Asked from the desk's own folder, ls-tree names files as seen from there: nothing else need be known.
        done = Git(self.root).call("ls-tree", "-r", "-z", "HEAD", "--", *(f"{folder}/" for folder in folders))
        found = {}
        for entry in done.stdout.decode(errors="surrogateescape").split("\0"):
            head, tab, path = entry.partition("\t")
            if tab and path.endswith((".yaml", ".yml")):
                found[path] = head.split(" ")[2]
        return found

    def check(self, path: str, settings: Settings) -> list[Problem]:
        """All that is wrong with one case file of the work tree."""
        from svc.store import attachments
        from svc.store.reading import problems_of
        from svc.store.source import decode

        try:
            text = decode(self.read(path) or b"", path)
            return problems_of(text, path, settings) + attachments.problems_of(self, text, path)
        except BROKEN as error:
            return unreadable(error, path)

    def last(self) -> str:
        """The id of the last case changed in this work tree, ``""`` when there is none."""
        return (files.read(self.own_dir / "last") or b"").decode(errors="replace").strip()

    @cached_property
    def own_dir(self) -> Path:
        """Where svc keeps what is derived. Raises StateError where there is no Git repository."""
        found = layout.git_folder(self.root)
        return found[1] / "svc" if found else self.repo.own_dir

    def touched(self, case_id: str) -> None:
        """Remember the last case changed; not being able to is no error."""
        with suppress(OSError):
            files.replace(self.own_dir / "last", case_id.encode(), self.own_dir / "tmp")

    def wrote(self, contents: Mapping[str, bytes | None]) -> None:
        """Have the index know of files that were just committed."""
        cases = {path: data for path, data in contents.items() if path.startswith(f"{layout.CASES}/")}
        if self.index and cases:
            self.index.wrote({path: data for path, data in cases.items() if data is not None})

    def people(self) -> list[Data]:
        """The records of ``people/`` that can be read, parsed once for all commands."""
        folder = self.root / layout.PEOPLE
        places = [place for place in folder.iterdir() if place.suffix == ".yaml"] if folder.is_dir() else []
        texts = {place.name: files.read(place) or b"" for place in sorted(places, key=lambda place: place.name)}
        told = b"\0".join(part for name, text in texts.items() for part in (name.encode(errors="replace"), text))
        held = self.index.read_out(layout.PEOPLE, told) if self.index and texts else None
        if held is None:
            held = {"people": [*_people(texts)]}
            if self.index and texts:
                self.index.keep(layout.PEOPLE, told, held)
        found: list[Data] = held["people"]
        return found

    def is_news(self, who: str) -> bool:
        """Whether nobody of that name was told of at work here before; from now on they were."""
        place = self.own_dir / "stranger"
        try:
            if files.read(place) == who.encode():
                return False
            files.replace(place, who.encode(), self.own_dir / "tmp")
        except OSError:
            return False
        return True

    def has_record(self, key: str, folder: str = layout.PEOPLE) -> bool:
        """Whether a folder of records has a file of that name."""
        return (self.root / folder / f"{key}.yaml").is_file()

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


def _people(texts: Mapping[str, bytes]) -> Iterator[Data]:
    """The records in files that can be read."""
    from svc.store.codec import load

    for name, text in texts.items():
        with suppress(*BROKEN):
            yield load(text, f"{layout.PEOPLE}/{name}")


def _together(cases: list[Case], more: list[Case], problems: list[Problem]) -> tuple[list[Case], list[Problem]]:
    """The cases of an index, and those whose files can be read only now."""
    return sorted([*cases, *more], key=lambda case: case.path), problems


def with_logs(cases: list[Case], problems: list[Problem]) -> tuple[list[Case], list[Problem]]:
    """The cases with the events of their logs."""
    return [with_log(case) for case in cases], problems


def with_log(case: Case) -> Case:
    """The case with the events of its log."""
    from svc.schema.events import read_log  # what a list does not pay for

    return case if case.events else case._replace(events=read_log(case.data))


def unreadable(error: SvcError, path: str) -> list[Problem]:
    """The problems of a file that could not be read."""
    if isinstance(error, InvalidFileError):
        return error.problems
    return [Problem(path, 0, "", error.message)]
