"""Whether the workflow still knows where a case stands: its stage, path, type and way out."""

from __future__ import annotations

from svc.errors import T, Text
from svc.model import Case
from svc.schema.fields import BY_PATH
from svc.schema.settings import Settings
from svc.typed import Iterator, NamedTuple

NAMES = ("stage", "path", "type", "exit")
"""The fields that say where a case stands."""


class Lost(NamedTuple):
    """A field and its word that leave a case nowhere; ``stage`` where only the path knows no way on from it."""

    field: str
    word: str
    stage: str = ""

    @property
    def said(self) -> Text:
        """What is wrong."""
        if self.stage:
            return T("the path {path} knows no way on from {stage}", path=self.word, stage=self.stage)
        return T("svc.yaml knows no {field} {value}", field=BY_PATH[self.field].label, value=repr(self.word))


def lost(settings: Settings, case: Case) -> Iterator[Lost]:
    """What of a case the rules do not know."""
    workflow, route = settings.workflow, settings.workflow.route(case.route)
    if case.stage and case.stage not in workflow.stages:
        yield Lost("stage", case.stage)
    if route is None:
        yield from [Lost("path", case.route)] if case.route else []
    elif case.stage in workflow.stages[:-1] and not any(m.source == case.stage for m in route.moves):
        yield Lost("path", case.route, case.stage)
    for name in ("type", "exit"):
        listed, word = settings.codes.get(name), case.text(name)
        if listed and word and word not in listed:
            yield Lost(name, word)
