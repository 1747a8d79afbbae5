"""What every command is handed: the desk, the clock, who is at work, and how a change is told."""

from __future__ import annotations

import os
import sys

from svc import terminal
from svc.errors import NotFoundError, StateError, SvcError, T, Text, UnknownCodeError, UsageError
from svc.i18n import language
from svc.model import InvalidFileError
from svc.options import GlobalOptions, How
from svc.spare import UTC, cached_property, contextmanager, datetime, suppress
from svc.store import Store, waiting
from svc.typed import TYPE_CHECKING, Callable, Iterable, Iterator, Mapping, Sequence

if TYPE_CHECKING:
    from svc.calendars.working import Calendars
    from svc.clerk import Clerk
    from svc.commands.hearing import Hearing
    from svc.commands.persons import Persons
    from svc.dates.words import Meant
    from svc.deeds import Period
    from svc.ids import Draw
    from svc.model import Case, Change
    from svc.query.vocabulary import Found
    from svc.schema.settings import Settings
    from svc.sla.clocks import Terms
    from svc.store.changes import Done

    Verb = Callable[[Case, Settings, Clerk], Change]


class Context:
    """One call of svc."""

    def __init__(self, directory: str, options: GlobalOptions, store: Store | None = None) -> None:
        self.directory = directory
        self.options = options
        self._guessed: set[tuple[str, int]] = set()
        self.names_faults = True
        if store is not None:
            self.store = store
        self.fields: dict[str, Found] = {}
        """Fields that are in no file, and those within lists, as columns name them."""
        waiting.tell_with(terminal.say)

    @cached_property
    def store(self) -> Store:
        """The desk. Raises StateError when there is none."""
        return Store.open(self.directory)

    @cached_property
    def settings(self) -> Settings:
        """The desk's settings: those of the work tree, or while these cannot be read the committed ones."""
        try:
            return self.store.settings
        except InvalidFileError as error:
            found = None if any(p.field == "format" for p in error.problems) else self.store.committed_settings()
            if found is None:
                raise
            for problem in error.problems if self.names_faults else ():
                terminal.complain(T("{where}: {message}", where=problem.where, message=problem.message))
            terminal.complain(T("svc.yaml cannot be used as it is; the committed one holds until it can"))
            return found

    @cached_property
    def now(self) -> datetime:
        """This moment in the desk's time zone, or the one that SVC_NOW sets. Raises UsageError."""
        return present(self.settings.time_zone)

    @cached_property
    def calendars(self) -> Calendars:
        """The working calendars of the desk. Raises InvalidFileError."""
        from svc.calendars.working import Calendars
        from svc.store import countries

        settings = self.settings
        return Calendars(countries.calendars(self.store, settings), countries.years(self.store), settings.time_zone)

    def at_revision(self, name: str) -> Context:
        """This call, on the desk as a revision has it; itself where none is named. Raises NotFoundError, StateError."""
        if not name:
            return self
        from svc.store.revision import revision

        return Context(self.directory, self.options, revision(self.store, name))

    def tell_estimated(self, unknown: Iterable[tuple[str, int]]) -> None:
        """Say once of each country and year whose days are not known that what hangs on them is estimated."""
        from svc.commands import estimates

        estimates.tell(unknown, self._guessed)

    @cached_property
    def hearing(self) -> Hearing:
        """What reads the times that somebody types."""
        from svc.commands.hearing import Hearing

        return Hearing(self)

    @cached_property
    def terms(self) -> Terms:
        """What the clocks of the desk measure by. Raises InvalidFileError."""
        from svc.dates import zone
        from svc.sla.clocks import Terms
        from svc.store import layout, reading

        settings = self.settings
        found, problems = reading.policies_of(settings, layout.SETTINGS, lambda name: 0)
        if any(problem.severity == "error" for problem in problems):
            reading.judged_settings(self.store.read(layout.SETTINGS) or b"", layout.SETTINGS)
            raise InvalidFileError(problems)
        return Terms(settings.workflow, found, self.calendars, zone(settings.time_zone) or UTC)

    @cached_property
    def me(self) -> str:
        """Who is at work, by key where a person of that name is known. Raises StateError when Git does not know."""
        found = self.store.me()
        if not found:
            raise StateError(
                T("svc does not know who you are"),
                T('git config --global user.name "Your Name"; git config --global user.email you@example.com'),
            )
        return found if self.store.has_record(found) else self.called(found)

    @cached_property
    def stranger(self) -> Text | None:
        """What to say where the one at work is nobody of a desk that names its people."""
        if self.store.has_record(self.me) or not self.persons.keys or self.me in self.persons.keys:
            return None
        return T("{who} is nobody here, neither in people/ nor under roles:; git config svc.me KEY says who you are",
                 who=self.me)  # fmt: skip

    @cached_property
    def draw(self) -> Draw:
        """The source of chance for ids; SVC_SEED makes it repeatable, for demos and tests."""
        seed = os.environ.get("SVC_SEED")
        if seed:
            from random import Random

            return Random(seed).randrange
        return lambda n: int.from_bytes(os.urandom(8), "big") % n

    def clerk(self, at: str = "", by: str = "") -> Clerk:
        """The one who writes the events down."""
        from svc.clerk import Clerk

        def understood(words: str, toward: int) -> Meant:
            return self.hearing(words, toward)

        return Clerk(self.now, self.me, self.draw, self._happened(at), self.person(by) if by else "", understood,
                     self.called)  # fmt: skip

    def _happened(self, at: str) -> datetime | None:
        """The instant that ``--at`` means, the first one of a day. Raises UsageError for one that is still to come."""
        if not at:
            return None
        from svc.dates.words import PAST, Meant

        meant = self.hearing(at, PAST, Meant.told_instant).single()
        if meant.start > self.now:
            raise UsageError(T("{when} is still to come", when=at), T("--at is for what happened already"))
        return meant.start

    def period(self, since: str, until: str) -> Period:
        """What ``--since`` and ``--until`` say of the past. Raises UsageError."""
        from svc.dates.words import PAST, Meant
        from svc.deeds import period

        asked = ((since, Meant.told_start), (until, Meant.told_end))
        return period(*(self.hearing(words, PAST, told) if words else None for words, told in asked))

    @cached_property
    def persons(self) -> Persons:
        """The people of the desk."""
        from svc.commands.persons import Persons

        return Persons(self.settings, self.store)

    def called(self, name: str) -> str:
        """The key of a person who was named."""
        return self.persons.key(name)

    def person(self, word: str) -> str:
        """The key of the person that a word means."""
        from svc.entry import person

        return person(word, lambda: self.me, self.called)

    def minute(self, when: datetime | str) -> str:
        """An instant to the minute by the clocks of the desk; a date, or a text that is neither, as it is."""
        if isinstance(when, str):
            from svc.dates import instant

            known = instant(when)
            return self.minute(known) if known else when
        return f"{when.astimezone(self.now.tzinfo):%Y-%m-%d %H:%M}"

    def label(self, group: str, code: str) -> str:
        """What a code is called in the language in force."""
        return self.settings.label(group, code, language())

    def paths(self, words: Sequence[str]) -> list[str]:
        """The files of the cases named; ``-`` reads names from stdin. Raises NotFoundError."""
        names = [name for word in words for name in (_listed(sys.stdin.read()) if word == "-" else [word])]
        if not names:
            raise NotFoundError(T("no case was named"), T("give an id, a part of one, or @"))
        return list(dict.fromkeys(map(self.path, names)))

    def path(self, name: str) -> str:
        """The file of the case that a word means. Raises NotFoundError."""
        try:
            return self.store.find(name)
        except NotFoundError as error:
            from svc.commands.numbered import numbered

            return numbered(self, name, error)

    def change(
        self, words: Sequence[str], verb: Verb, how: How, beside: Mapping[str, bytes] | None = None, last: str = ""
    ) -> int:
        """Do one verb to the cases named, in one commit, and tell what came of it.

        ``beside`` are attachments; ``last`` is the id that @ means from then on, where it is not the last one named.
        """
        with self.store.asking_git():
            from svc.store import changes

        clerk = self.clerk(how.at, how.by)
        paths = self.paths(words)
        with self.rules_at_hand():
            done = changes.change(
                self.store, paths, lambda case, rules: verb(case, rules, clerk), self.now,
                verify=not how.no_verify, beside=beside or {},
            )  # fmt: skip
        if last and any(one.receipt for one in done):
            self.store.touched(last)
        self.tell(done, how.json)
        return 0

    @contextmanager
    def rules_at_hand(self) -> Iterator[None]:
        """Where a code is refused that the svc.yaml of the work tree has, say that it is not committed."""
        try:
            yield
        except UnknownCodeError as error:
            with suppress(SvcError):
                if error.word and self.store.settings.code(error.group, error.word):
                    error.hint = T("svc.yaml has edits that are not committed: svc commit svc.yaml")
            raise

    def tell(self, done: Sequence[Done], json: bool) -> None:
        """Print what was done: ids for scripts, a line a case for people, what else to know to stderr."""
        from svc.commands import remarks, telling

        telling.tell(self, done, json)
        remarks.remark(self, done)

    def said(self, message: str, file: str = "", edit: bool = False) -> str:
        """The words of -m, -F or -e, ``""`` when none was given; ``-`` reads them from stdin."""
        if message and file:
            raise UsageError(T("--message and --file exclude each other"))
        if not file and not edit and message != "-":
            return message
        from svc.commands import given

        if file or message == "-":
            return given.read_text(file or message)
        return given.edited_text()

    def words(self, message: str, file: str, edit: bool) -> str:
        """The words of -m, -F or -e, asked for where somebody can answer. Raises UsageError when there are none."""
        said = self.said(message, file, edit)
        if not said.strip() and not (message or file or edit) and terminal.may_prompt():
            said = terminal.ask(T("text"))
        if not said.strip():
            if message or file or edit:
                raise UsageError(T("the text is empty"))
            raise UsageError(T("missing: {names}", names="--message, --file, --edit"), T("add -m '...'"))
        return said


def _listed(text: str) -> list[str]:
    """The ids of a list: a line each, or the first cell of its lines."""
    return [word for line in text.splitlines() for word in line.split("\t")[0].split()]


def present(time_zone: str) -> datetime:
    """This moment in a time zone, to the second; SVC_NOW sets it for demos and tests. Raises UsageError."""
    from svc.dates import instant, zone_now

    local = zone_now(time_zone) or UTC
    given = os.environ.get("SVC_NOW")
    if not given:
        return datetime.now(local).replace(microsecond=0)
    found = instant(given)
    if found is None:
        raise UsageError(T("SVC_NOW is not an instant: {value}", value=given), T("SVC_NOW=2026-11-21T09:00:00+08:00"))
    return found.astimezone(local)
