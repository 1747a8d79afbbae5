"""Cases that two people opened apart about the same matter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

from svc.dates import instant
from svc.likeness import Title, serials
from svc.model import Case, flatten, mapping
from svc.typed import NamedTuple

_TOGETHER = timedelta(minutes=60)


class Twins(NamedTuple):
    """Two cases, ours first. ``by``: what they have in common, a number of a source or a serial number."""

    ours: str
    theirs: str
    by: str


def twins(ours: Iterable[Case], theirs: Iterable[Case]) -> list[Twins]:
    """The pairs that share a number of another system, or were opened about one serial number in the same hour."""
    known: dict[str, list[Case]] = {}
    for case in theirs:
        for mark in _marks(case):
            known.setdefault(mark, []).append(case)
    found: dict[tuple[str, str], Twins] = {}
    for case in ours:
        for mark in _marks(case):
            for other in known.get(mark, []):
                if case.id != other.id and (not mark.startswith("serial:") or _same_hour(case, other)):
                    found.setdefault((case.id, other.id), Twins(case.id, other.id, mark.partition(":")[2]))
    return list(found.values())


def _marks(case: Case) -> Iterator[str]:
    """What another case of the same matter would have as well."""
    for name, value in flatten(mapping(case.get("refs"))):
        if isinstance(value, str) and value.strip():
            yield f"{name}:{value.strip()}"
    origin = mapping(case.get("origin"))
    if origin.get("number"):
        yield f"{origin.get('source', '')}:{origin['number']}"
    yield from (f"serial:{number}" for number in serials(case))


def _same_hour(one: Case, two: Case) -> bool:
    """Whether both were opened about the same time, under titles that say the same."""
    times = [instant(case.text("opened_at")) for case in (one, two)]
    if None in times or not Title(one.text("title")).is_like(two.text("title")):
        return False
    first, second = (at for at in times if at)
    return abs(first - second) <= _TOGETHER
