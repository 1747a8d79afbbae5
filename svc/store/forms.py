"""The blank forms of a desk."""

from __future__ import annotations

from svc.model import Data, Value, mapping
from svc.schema import gates
from svc.schema.fields import FIELDS
from svc.schema.settings import Settings
from svc.store import layout
from svc.store.canonical import emit
from svc.store.snapshot import Snapshot
from svc.store.source import decode

HEADER = ("id", "stage", "opened_at", "priority", "opened_by", "assignee", "type", "path", "severity", "channel",
          "waiting", "title", "customer", "product", "serial", "category", "description")  # fmt: skip
"""What every form begins with."""
LISTS = ("reviews", "notes", "log")
_MODELINE = "# yaml-language-server: $schema=../../../.svc/case.schema.json\n"


def form_text(snapshot: Snapshot, settings: Settings, kind: str, route: str) -> str:
    """The blank form of a type and path: the desk's own, else one with the fields that its gates may ask for."""
    path = layout.form_path(kind, route)
    held = snapshot.committed(path) or snapshot.at_work(path)
    return decode(held, path) if held else made(settings, kind, route)


def made(settings: Settings, kind: str, route: str) -> str:
    """The form of a type and path that the desk has written none for."""
    sections = [known.path for known in FIELDS if known.kind == "section" and "." not in known.path]
    asked = [name for name in gates.may_ask(settings.workflow, kind, route) if name not in HEADER]
    form: Data = {}
    for name in (*HEADER, *sections, *asked, *LISTS):
        _put(form, name.split("."))
    return _MODELINE + emit(form | {"stage": settings.workflow.stages[0], "type": kind, "path": route})


def _put(data: Data, keys: list[str]) -> None:
    """Put an empty value at a place, unless something stands there."""
    *parents, last = keys
    here: dict[str, Value] = data
    for name in parents:
        here[name] = inner = mapping(here.get(name, ""))
        here = inner
    here.setdefault(last, "")
