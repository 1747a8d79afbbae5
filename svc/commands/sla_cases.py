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
from svc.store.glance import Glance
from svc.store.index.kept import code
from svc.store.layout import SETTINGS
from svc.store.plain_json import dumps, loads
from svc.store.revision import Revision
from svc.typed import Callable, Iterator

_MARGIN = timedelta(days=2)
"""Dates are of any time zone."""
_AT_ONCE = 1000


class SlaCases:
    """The cases of one desk at a revision, what they come to at an instant; ``problems`` fills as they are read."""

    def __init__(self, ctx: Context, store: Revision, start: datetime, at: datetime) -> None:
        """``start``: from when on anything counts."""
        self.ctx = ctx
        self.store = store
        self.files = store.case_files()
        self.problems: list[Problem] = []
        self._closed = ctx.settings.workflow.closed
        self._begin = (start - _MARGIN).date().isoformat()
        self._settled = (at - _MARGIN).date().isoformat()
        self._at = at
        self._kept = store.kept
        self._days: dict[str, tuple[str, str]] = {}
        self._counted: dict[str, bytes] = {}

    def facts(self, holds: Callable[[Data], bool] | None) -> Iterator[CaseFacts | None]:
        """What each case comes to that was open by then and is asked for, one by one: all are never held at once.

        None for one that was over before; where nothing is asked for by a query it is not even parsed.
        """
        over = self._kept.over_by(self._closed, self._begin) if self._kept and holds is None else set()
        for at in range(0, len(self.files), _AT_ONCE):
            portion = [(path, self.store.blob(path)) for path in self.files[at : at + _AT_ONCE]]
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
            if self._kept and (self._days or self._counted):
                self._kept.keep(self._days, self._counted, self._rules)
                self._days, self._counted = {}, {}

    def _known(self, blobs: list[str]) -> dict[str, bytes]:
        return self._kept.counted(blobs, self._rules) if self._kept and blobs else {}

    def _of(
        self, path: str, blob: str, known: bytes | None, indexed: Case | None,
        holds: Callable[[Data], bool] | None,
    ) -> Iterator[CaseFacts | None]:
        if known and holds is None:
            day, held = loads(known)
            if day < self._settled:
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
        if seen is case and day and day < self._settled and is_final(facts):
            self._counted[blob] = dumps([day, facts]).encode("utf-8", "surrogatepass")
        yield facts

    @cached_property
    def _rules(self) -> str:
        """A name for all that the clocks are counted by: settings, calendars, svc itself, the rules of time zones."""
        blobs = [f"{path} {self.store.blob(path)}" for path in (SETTINGS, *self.store.country_files())]
        return " ".join((__version__, code(), zone_rules(), *blobs))
