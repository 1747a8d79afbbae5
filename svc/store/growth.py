"""What a desk takes on the disk, and how that grows."""

from __future__ import annotations

from svc.errors import T, Text
from svc.schema.sizes import size
from svc.store.desk import Store
from svc.store.health import Finding

_ENOUGH = 100
"""Cases from which on a share of a thousand says something."""


def growth(store: Store) -> Finding:
    """How large the history and the index are, and what of them comes to a thousand cases."""
    history, index, cases = _history(store), _index(store), len(store.names())
    said = T("history {history}, index {index}", history=size(history), index=size(index))
    if cases < _ENOUGH:
        return Finding("ok", T("size"), said)
    each: dict[str, Text] = {"history": size(1000 * history // cases), "index": size(1000 * index // cases)}
    thousand = T("for 1,000 cases {history} and {index}", **each)
    return Finding("ok", T("size"), T("{said}; {thousand}", said=said, thousand=thousand))


def _history(store: Store) -> int:
    """Bytes of Git's objects, packed and loose."""
    told = dict(line.split(": ", 1) for line in store.git.text("count-objects", "-v").splitlines() if ": " in line)
    return 1024 * sum(int(told.get(name, "0")) for name in ("size", "size-pack"))


def _index(store: Store) -> int:
    """Bytes of the index of svc."""
    places = store.own_dir.iterdir() if store.own_dir.is_dir() else ()
    return sum(place.stat().st_size for place in places if place.name.startswith("index") and place.suffix == ".db")
