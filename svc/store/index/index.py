"""What the store asks an index. Whoever gets None from it reads the files."""

from __future__ import annotations

from svc.model import Case
from svc.paths import Path
from svc.store.index import tree
from svc.store.index.database import TABLES, Database, Row
from svc.store.index.holding import OF_CASES, Holding, packed, unpacked
from svc.store.index.opening import VERSION, asked, where_it_can
from svc.store.index.place import Place, place_of
from svc.store.plain_json import loads
from svc.typed import TYPE_CHECKING, Any, Callable, Iterable, Mapping, NamedTuple, Sequence, TypeVar

if TYPE_CHECKING:
    from svc.store.index.catching_up import Rows
    from svc.store.texts import Text

_Found = TypeVar("_Found")


class Found(NamedTuple):
    """The cases, without their logs, and the files that cannot be read; both in the order of their paths."""

    cases: list[Case]
    unreadable: list[str]


class Folders(NamedTuple):
    """The folders of an index: which are as trees of Git's have them, and all. ``generation``: of what was written."""

    generation: int
    agreed: dict[str, str]
    names: list[str]


class Index:
    """The index of one desk in one work tree; of its cases, unless it is one of something else."""

    def __init__(self, root: Path, place: Place, holding: Holding = OF_CASES) -> None:
        self.root = root
        self._holding = holding
        self.folder = place.folder
        self.file = place.file(holding.name, VERSION)
        self._below = place.below

    @classmethod
    def of(cls, root: Path, holding: Holding = OF_CASES) -> Index | None:
        """The index of the desk in a folder; None where no Git folder is found to keep it in."""
        place = place_of(root)
        return cls(root, place, holding) if place else None

    def cases(self) -> Found | None:
        """Every case."""
        return self._fresh(lambda database, left: _found(database.rows(), left))

    def cases_but(self, stage: str, heads: bool = False) -> Found | None:
        """The cases but those in one stage; ``heads``: no more of them than the lines at their top."""

        def ask(database: Database, left: Rows) -> Found:
            found = _found(database.rows_but(stage, heads), left, heads)
            return found._replace(cases=[case for case in found.cases if case.stage != stage])

        return self._fresh(ask)

    def cases_in(self, stage: str) -> Found | None:
        """The cases in one stage."""

        def ask(database: Database, left: Rows) -> Found:
            return _found(database.rows_in(stage), {p: row for p, row in left.items() if not row or row.stage == stage})

        return self._fresh(ask)

    def blobs(self) -> dict[str, str] | None:
        """The blob id of every case file, of its bytes as they are."""

        def ask(database: Database, left: Rows) -> dict[str, str]:
            found = database.blobs() | {path: row.blob if row else "" for path, row in left.items()}
            return {path: blob for path, blob in found.items() if blob}

        return self._fresh(ask)

    def folders(self) -> Folders | None:
        """The folders as they are now; None as well where not all that was found is written down."""

        def ask(database: Database, left: Rows) -> Folders | None:
            return None if left else Folders(database.generation, database.agreed(), database.folder_names())

        return self._fresh(ask)

    def blobs_in(self, folders: Iterable[str], generation: int) -> dict[str, dict[str, str]] | None:
        """The blobs of the files that lie right in some folders; None where somebody wrote since a generation."""

        def ask(database: Database) -> dict[str, dict[str, str]] | None:
            with database.reading():
                told = {name: database.blobs_in(name) for name in folders}
                found = {name: {p: b for p, b in held if p.rpartition("/")[0] == name} for name, held in told.items()}
                return found if database.generation == generation else None

        return self._asked(ask, False)

    def agree(self, trees: Mapping[str, str], generation: int) -> None:
        """Keep which folders are as trees of Git's have them, where nobody wrote since a generation."""

        def note(database: Database) -> None:
            database.generation = generation
            with database.writing() as may:
                if may:
                    database.agree(trees)

        self._asked(note, False)

    def searched(
        self, words: Sequence[str], hits: Callable[[Iterable[Text]], _Found]
    ) -> tuple[_Found, list[str]] | None:
        """The hits for some folded words among the cases, and the files that are to be read for more."""

        def ask(database: Database, left: Rows) -> tuple[_Found, list[str]] | None:
            if not database.texts.are_kept():
                return None
            unread = {*database.texts.unread(database.total()), *left}
            found = hits(text for text in database.texts.with_words(words) if text.path not in unread)
            return found, sorted(unread)

        from svc.store.index.reading_in import read_in  # what a list does not pay for

        return self._fresh(ask, lambda database: read_in(self.root, database))

    def written_but(self, stage: str, heads: bool = True) -> list[Case] | None:
        """The cases but those in one stage as they were written down, or their heads; no file is looked at.

        None before all were.
        """

        def ask(database: Database) -> list[Case] | None:
            with database.reading():
                return _found(database.rows_but(stage, heads), {}, heads).cases if database.is_whole() else None

        return self._asked(ask, False)

    def case(self, path: str, data: bytes) -> Case | None:
        """The case in a file of this content, without its log."""
        from svc.store.objects import object_id

        blob = object_id("blob", data)

        def ask(database: Database) -> Case | None:
            row = database.row(path)
            return Case(unpacked(row.data), path) if row and row.blob == blob and row.stage is not None else None

        return self._asked(ask, False)

    def same(self, blobs: Mapping[str, str]) -> list[Case]:
        """The cases of some files, given with the blobs of their content, that are written down so, without logs."""

        def ask(database: Database) -> list[Case]:
            rows = (database.row(path) for path, blob in blobs.items() if database.blob(path) == blob)
            return [Case(unpacked(row.data), row.path) for row in rows if row and row.stage is not None]

        return self._asked(ask, False) or []

    def names(self) -> list[str] | None:
        """The paths of all case files; the files themselves are not looked at."""
        from svc.store.index.catching_up import Clock

        def ask(database: Database) -> list[str]:
            with database.reading():
                known = database.folders()
            found = [now for _, now in tree.folders(self.root, self._holding.tops, known, Clock(self.folder))]
            return sorted(path for folder in found for path in folder.paths())

        return self._asked(ask, False)

    def wrote(self, files: Mapping[str, bytes]) -> None:
        """Take in case files that were just committed, so that who asks without looking finds them too."""
        from svc.store.objects import object_id

        def note(database: Database) -> None:
            rows = {path: self._holding.row(path, object_id("blob", data), data) for path, data in files.items()}
            with database.writing(anyway=True):
                database.put(rows)
                database.doubt(rows)  # the file may be another one by now

        self._asked(note, False)

    def read_out(self, name: str, text: bytes) -> dict[str, Any] | None:
        """What was read out of a file of this content before."""
        found = self._asked(lambda database: database.text(name, text), False)
        return unpacked(found) if found else None

    def keep(self, name: str, text: bytes, data: dict[str, Any]) -> None:
        """Keep what was read out of a file."""

        def note(database: Database) -> None:
            with database.writing(anyway=True):
                database.put_text(name, text, packed(data))

        self._asked(note, True)

    def naming(self, name: str, near: bool = False) -> list[str] | None:
        """The paths of the files that name something; ``near`` as :func:`catch_up` has it."""

        def make(database: Database) -> None:
            if not database.naming():
                with where_it_can(), database.writing() as may:
                    if may:
                        database.naming(make=True)

        def ask(database: Database, left: Rows) -> list[str] | None:
            naming = database.naming()
            if naming is None:
                return None
            later = {path: self._names(row) for path, row in left.items() if row is not None}
            found = [path for path in naming.of(name) if path not in left]
            return sorted([*found, *(path for path, names in later.items() if name in names)])

        return self._fresh(ask, make, near)

    def _names(self, row: Row) -> set[str]:
        return set() if row.stage is None else self._holding.names(row.path, unpacked(row.data))

    def _fresh(
        self, ask: Callable[[Database, Rows], _Found], first: Callable[[Database], object] = bool, near: bool = False
    ) -> _Found | None:
        """What is asked of the rows once they are what the files are, and ``first`` was done with them."""

        from svc.store.index.catching_up import Clock, catch_up  # what asks without a look does not pay for them
        from svc.store.index.marks import Marks

        marks = Marks(self.root, self.file.with_suffix(".marks"), self._below)

        def fresh(database: Database) -> _Found:
            caught_up = catch_up(self.root, self._holding, database, Clock(self.folder), marks, near)
            first(database)
            before = database.generation
            with database.reading():
                if database.generation == before and not caught_up.left:
                    database.refuse_other_counts(caught_up.total)
                return ask(database, caught_up.left)

        return self._asked(fresh, True)

    def _asked(self, ask: Callable[[Database], _Found], make: bool) -> _Found | None:
        return asked(self.file, TABLES, lambda connection: ask(Database(connection, self._names)), make)


def _found(rows: Iterable[Row], left: Rows, heads: bool = False) -> Found:
    """The cases of rows, those left over in the place of what is written down."""
    cases, unreadable = [], []
    for row in (*(row for row in rows if row.path not in left), *filter(None, left.values())):
        if row.stage is None:
            unreadable.append(row.path)
        else:
            cases.append(Case(loads(row.head) if heads else unpacked(row.data), row.path, ()))
    cases.sort(key=lambda case: case.path)
    return Found(cases, sorted(unreadable))
