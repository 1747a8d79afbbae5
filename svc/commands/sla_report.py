"""The report on service levels: the cases of a revision read one by one, folded once, counted."""

from __future__ import annotations

from svc import terminal
from svc.commands import report_basis, sla_data, sla_figures
from svc.commands.context import Context
from svc.commands.reading import name_problems
from svc.commands.sla_cases import SlaCases
from svc.commands.sla_sums import SlaSums
from svc.errors import RefusedError, T
from svc.render.document import Document
from svc.report import figures
from svc.report.facts import CaseFacts
from svc.report.figures import Population, Report
from svc.schema.fields import BY_PATH
from svc.sla.clocks import PROMISE
from svc.store.revision import Revision
from svc.typed import Iterable, Sequence


class SlaReport:
    """The report on service levels of one desk at a revision."""

    def __init__(
        self, ctx: Context, store: Revision, words: Sequence[str], population: Population,
        dimensions: Sequence[str], partial: bool,
    ) -> None:  # fmt: skip
        self.ctx = ctx
        self.store = store
        self.words = words
        self.population = population
        self.dimensions = dimensions
        self.partial = partial
        self.cases = SlaCases(ctx, store, population.period.start, population.as_of)
        self.problems = self.cases.problems
        self.files = self.selected = 0
        self._orders: dict[str, dict[str, int]] = {}

    def report(self, is_listed: bool = True) -> Report:
        """The figures. Raises RefusedError where files cannot be read and nobody said to leave them out.

        ``is_listed``: whether the clocks that are to be looked at are asked for as well.
        """
        count = figures.Count(self.population, self.dimensions, is_listed)
        for facts in self._listed() if is_listed or self.words else self._others(count):
            self.selected += 1
            if facts is not None:
                count.case(facts)
        if self.problems:
            lost = {problem.path for problem in self.problems}
            name_problems(self.problems, self.files - len(lost))
            if not self.partial:
                raise RefusedError(T("no report: files cannot be read"), T("--partial leaves them out and says so"))
        return count.report(self._rank, self._gravity)

    def _listed(self) -> Iterable[CaseFacts | None]:
        """What each of the cases asked for comes to."""
        holds = None
        if self.words:
            from svc.commands.queried import asked

            holds = asked(self.ctx, self.words).holds
        self.files = len(self.store.case_files())
        return terminal.counting(self.cases.facts(holds), self.files, T("cases"))

    def _others(self, count: figures.Count) -> Iterable[CaseFacts | None]:
        """What those cases come to that were not added up before; the others are counted."""
        sums = SlaSums(self.cases, count)
        sums.add()
        self.files, self.selected = sums.files, sums.selected
        return terminal.counting(self.cases.facts_of(sums.rest), len(sums.rest), T("cases"))

    def _rank(self, name: str, value: str) -> tuple[int, str]:
        """The place of a value: as svc.yaml has it, where it has it; what is empty comes last."""
        if name not in self._orders:
            self._orders[name] = self._order(name)
        return self._orders[name].get(value, 10**6 if value else 10**7), value

    def _gravity(self, name: str, value: str) -> int:
        """How grave a severity or priority is: those that svc.yaml has last are the gravest."""
        place, _ = self._rank(name, value)
        return place if place < 10**6 else -1

    def _order(self, name: str) -> dict[str, int]:
        policies = self.ctx.terms.policies.rules
        if name == "policy":
            words = [policy.name for policy in policies]
        elif name == "target":
            words = [target.name for policy in policies for target in policy.targets] + [PROMISE]
        else:
            group = BY_PATH[name].codes if name in BY_PATH else ""
            words = list(self.ctx.settings.codes.get(group, {})) if group else []
        return {word: place for place, word in enumerate(dict.fromkeys(words))}

    def document(self, report: Report) -> Document:
        """The report for people."""
        title = T("Service levels, {period}", period=self.population.period.name)
        about = list(report_basis.told(self.ctx, self._basis))
        return sla_figures.document(self.ctx, title, report, about, self.store.repo.prefix)

    def data(self, report: Report) -> dict[str, object]:
        """The report for programs."""
        return {"report": "sla", **report_basis.data(self.ctx, self._basis), **sla_data.data(report)}

    @property
    def _basis(self) -> report_basis.Basis:
        counts = (self.files, self.selected)
        lost = sorted({problem.path for problem in self.problems})
        return report_basis.basis(self.ctx, self.store.commit, self.words, self.population, counts, lost)
