"""The cases of a revision as a report counts them: what came to its end before is not counted anew."""

from __future__ import annotations

from svc import __version__
from svc.commands.context import Context
from svc.dates import zone_rules
from svc.errors import SvcError
from svc.model import Case, Data, Problem
from svc.past import as_of
from svc.report.facts import CaseFacts, again, case_facts, is_final
from svc.spare import cached_property, datetime, timedelta
from svc.store.desk import unreadable, with_log
from svc.store.folders import Entry, is_plain
from svc.store.glance import Glance
from svc.store.index.kept import code
from svc.store.layout import SETTINGS
from svc.store.plain_json import dumps, loads
from svc.store.revision import Revision
from svc.typed import Callable, Collection, Iterator, Mapping, NamedTuple

_MARGIN = timedelta(days=2)
"""Dates are of any time zone."""
_AT_ONCE = 1000


class Final(NamedTuple):
    """What a closed case comes to for ever, and the last day that it speaks of."""

    day: str
    facts: CaseFacts


class SlaCases:
    """The cases of one desk at a revision, what they come to at an instant; ``problems`` fills as they are read."""

    def __init__(self, ctx: Context, store: Revision, start: datetime, at: datetime) -> None:
        """``start``: from when on anything counts."""
        self.ctx = ctx
        self.store = store
        self.problems: list[Problem] = []
        self._closed = ctx.settings.workflow.closed
        self._begin = (start - _MARGIN).date().isoformat()
        self.settled = (at - _MARGIN).date().isoformat()
        self._at = at
        self.kept = store.kept
        self._days: dict[str, tuple[str, str]] = {}
        self._counted: dict[str, bytes] = {}

    def facts(self, holds: Callable[[Data], bool] | None) -> Iterator[CaseFacts | None]:
        """What each case comes to that was open by then and is asked for, one by one: all are never held at once.

        None for one that was over before; where nothing is asked for by a query it is not even parsed.
        """
        over = self.kept.over_by(self._closed, self._begin) if self.kept and holds is None else set()
        return self.facts_of(self.store.case_entries(), holds, over)

    def facts_of(
        self, entries: Mapping[str, Entry], holds: Callable[[Data], bool] | None = None, over: Collection[str] = (),
    ) -> Iterator[CaseFacts | None]:  # fmt: skip
        """What some cases come to. ``over``: the blobs of those that were over before."""
        paths = [*entries]
        for at in range(0, len(paths), _AT_ONCE):
            portion = [(path, entry.blob if is_plain(entry.mode) else "")
                       for path, entry in ((path, entries[path]) for path in paths[at : at + _AT_ONCE])]  # fmt: skip
            counted = self._known([blob for _, blob in portion if blob not in over])
            unknown = {path: blob for path, blob in portion if blob not in over and blob not in counted}
            indexed = {case.path: case for case in self.store.indexed_cases(unknown) if case.stage != self._closed}
            for path, blob in portion:
                if blob in over:
                    yield None
                    continue
                try:
                    yield from self._of(path, blob, counted.get(blob), indexed.get(path), holds)
                except SvcError as error:
                    self.problems += unreadable(error, path)
            if self.kept and (self._days or self._counted):
                self.kept.keep(self._days, self._counted, self.rules)
                self._days, self._counted = {}, {}

    def final(self, blobs: list[str]) -> dict[str, Final]:
        """Of some blobs those that come to the same for ever, as far as that is known."""
        told = ((blob, loads(known)) for blob, known in self._known(blobs).items())
        return {blob: Final(day, again(held, held[1])) for blob, (day, held) in told if day < self.settled}

    def _known(self, blobs: list[str]) -> dict[str, bytes]:
        return self.kept.counted(blobs, self.rules) if self.kept and blobs else {}

    def _of(
        self, path: str, blob: str, known: bytes | None, indexed: Case | None,
        holds: Callable[[Data], bool] | None,
    ) -> Iterator[CaseFacts | None]:
        if known and holds is None:
            day, held = loads(known)
            if day < self.settled:
                yield again(held, path)
                return
        day = ""
        if indexed:
            case = with_log(indexed)
        else:
            glance = Glance(path, self.store.read(path) or b"")
            day = glance.last_day(self._closed)
            if day:
                self._days[blob] = (self._closed, day)
            if holds is None and day and day < self._begin:
                yield None
                return
            case = glance.case()
        seen = as_of(case, self._at)
        if seen is None or (holds is not None and not holds(seen.data)):
            return
        facts = case_facts(seen, self.ctx.terms, self._at)
        if seen is case and day and day < self.settled and is_final(facts):
            self._counted[blob] = dumps([day, facts]).encode("utf-8", "surrogatepass")
        yield facts

    @cached_property
    def rules(self) -> str:
        """A name for all that the clocks are counted by: settings, calendars, svc itself, the rules of time zones."""
        blobs = [f"{path} {self.store.blob(path)}" for path in (SETTINGS, *self.store.country_files())]
        return " ".join((__version__, code(), zone_rules(), *blobs))
