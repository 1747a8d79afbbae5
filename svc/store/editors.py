"""The JSON Schema of the cases, kept in the desk for editors: derived from svc.yaml, never the other way."""

from __future__ import annotations

from svc.errors import T
from svc.model import Problem
from svc.schema.settings import Settings
from svc.spare import datetime
from svc.store import files, layout
from svc.store.desk import Store
from svc.store.message import Message
from svc.store.reading import settings_of
from svc.store.snapshot import Snapshot
from svc.store.writer import Draft, Receipt

_PATH = layout.CASE_SCHEMA


def schema(settings: Settings) -> bytes:
    """The file for a desk with these settings."""
    from svc.schema.json_schema import text

    return text(settings).encode()


def stale(store: Store, settings: Settings) -> list[Problem]:
    """What to say when the work tree's schema is not the one of these settings; a desk may do without one."""
    held = files.normal(store.read(_PATH))
    if held is None or held == schema(settings):
        return []
    said = T("not the schema of this svc.yaml and this svc; svc schema --write makes it anew")
    return [Problem(_PATH, 0, "", said, "info")]


def brought_along(snapshot: Snapshot, settings: Settings) -> dict[str, bytes | None]:
    """The schema for a commit that changes the settings, where the desk keeps one and nobody is at work on it."""
    wanted = schema(settings)
    held = snapshot.committed(_PATH)
    return {} if held in (None, wanted) or snapshot.differs(_PATH) else {_PATH: wanted}


class _WrittenAlreadyError(Exception):
    """Ends a write that would change nothing."""


def write(store: Store, when: datetime, verify: bool = True) -> Receipt | None:
    """Commit the schema of the settings in force, whatever the work tree's is; None when it is committed already.

    Raises RefusedError when svc.yaml has edits that are not committed.
    """
    wanted = b""

    def build(snapshot: Snapshot) -> Draft:
        nonlocal wanted
        snapshot.preload([layout.SETTINGS, _PATH])
        wanted = schema(settings_of(snapshot.settled(layout.SETTINGS) or b"", layout.SETTINGS))
        if snapshot.committed(_PATH) == wanted:
            raise _WrittenAlreadyError
        return Draft(Message(f"{_PATH}: write"), {_PATH: wanted}, when, frozenset([_PATH]))

    try:
        return store.writer.commit(build, verify)
    except _WrittenAlreadyError:
        if files.normal(store.read(_PATH)) != wanted:
            files.replace(store.root / _PATH, wanted, store.repo.own_dir / "tmp")
        return None
