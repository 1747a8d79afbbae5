"""The blank forms of a desk."""

from __future__ import annotations

from svc.errors import SvcError, T
from svc.store import layout
from svc.store.desk import Store
from svc.store.snapshot import Snapshot
from svc.store.source import decode


def form_text(store: Store, snapshot: Snapshot, kind: str, route: str) -> str:
    """The blank form of a type and path: the desk's own, else the one that comes with svc.

    Raises SvcError when there is none.
    """
    path = layout.form_path(kind, route)
    held = snapshot.committed(path)
    if held is None and snapshot.at_work(path) is None:
        file = layout.shipped(path)
        held = file.read_bytes() if file.is_file() else None
    else:
        held = held or snapshot.at_work(path)
    if held is None:
        raise SvcError(
            T("there is no form for a case of type {type} on the path {path}", type=kind, path=route),
            T("add {file} to the desk", file=path),
        )
    return decode(held, path)
