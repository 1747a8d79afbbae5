"""Cases and clerks for tests of the rules: the settings that ship, no files."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from random import Random

from svc.clerk import Clerk
from svc.model import Case, Change, Data, Value, mapping
from svc.schema.events import read_log
from svc.schema.settings import Settings
from svc.store.reading import settings_of
from svc.store.tree import plain

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = (ROOT / "templates" / "svc.yaml").read_text(encoding="utf-8")
ID = "C-2611-7K3M9QT4P"
PATH = f"cases/2026/11/{ID}.yaml"
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def settings(*changes: tuple[str, str]) -> Settings:
    """The shipped settings with some of their text replaced."""
    text = SHIPPED
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return settings_of(text.encode(), "svc.yaml")


def clerk(me: str = "zhao.min", by: str = "", at: datetime | None = None, now: datetime = NOW, seed: int = 1) -> Clerk:
    """Somebody at work on 21 November 2026 at nine."""
    return Clerk(now, me, Random(seed).randrange, at, by)


def event(name: str, kind: str, at: str = "2026-11-20T08:00:00+00:00", by: str = "zhao.min", **data: Value) -> Data:
    """One line of a log; ``from_`` and ``for_`` stand for the words that Python keeps to itself."""
    return {"id": name, "at": at, "by": by, "kind": kind, **{k.rstrip("_"): v for k, v in data.items()}}


BIRTH = event("A0000", "open", stage="intake")


def case(fields: dict[str, Value] | None = None, log: tuple[Data, ...] = (BIRTH,), **header: Value) -> Case:
    """A complaint in intake on the full path; ``fields`` by their dotted paths."""
    data: Data = {
        "id": ID,
        "stage": "intake",
        "opened_at": "2026-11-20T08:00:00+00:00",
        "opened_by": "zhao.min",
        "type": "complaint",
        "path": "full",
        "title": "Plug gets hot",
        **header,
    }
    for name, value in (fields or {}).items():
        *sections, key = name.split(".")
        here = data
        for section in sections:
            here[section] = mapping(here.get(section, ""))
            here = mapping(here[section])
        here[key] = value
    data["log"] = [*log]
    return Case(data, PATH, read_log(data))


def done(before: Case, change: Change) -> Case:
    """The case after a change, as the store would leave it."""
    from svc.store.apply import apply, to_case
    from svc.store.canonical import emit

    return to_case(apply(emit(before.data), before.path, change), before.path)


def data_of(text: str) -> Data:
    """The data of a YAML text."""
    from svc.store.codec import read

    return mapping(plain(read(text, "text")))
