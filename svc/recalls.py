"""A recall: a parent case, the machines on its list, and how far each has come by what its own case says. Pure.

The parent's ``campaign`` is the query that its machines answer to, its ``items`` are the list. A machine's case is tied
to the parent as its child.
"""

from __future__ import annotations

from svc.errors import T, Text
from svc.model import Case, Data, rows
from svc.query.tokens import tokens
from svc.schema import fold
from svc.schema.kinds import made_key
from svc.typed import Callable, Iterable, Iterator, Mapping, NamedTuple, Sequence

OPEN, INFORMED, DONE, REFUSED, NOT_FOUND = "open", "informed", "done", "refused", "not-found"
STATES: dict[str, Text] = {
    OPEN: T("open"), INFORMED: T("informed"), DONE: T("done"), REFUSED: T("refused"), NOT_FOUND: T("not found"),
}  # fmt: skip
"""How far a machine may have come, in the order of the work."""
_BY_EXIT = {"": DONE, "no-fault": DONE, "withdrawn": REFUSED, "not-ours": NOT_FOUND}
"""What a machine comes to whose case was closed, by the way out; by another one it is as open as before."""


class Listed(NamedTuple):
    """A machine on the list of a recall. ``case``: the one that is about it, None while there is none."""

    key: str
    state: str
    case: Case | None = None


def machines(parent: Case, children: Sequence[Case], closed: str) -> list[Listed]:
    """The machines of a recall, each with its state, in the order of the list.

    A state that somebody wrote beside a machine (``items.ID.state``) holds where its case does not say more.
    ``closed``: the stage of closed cases.
    """
    about = _by_machine(children, closed)
    found = []
    for item in rows(parent.get("items")):
        key, case = _key(item), about.get(_key(item))
        said = str(item.get("state", "")) or OPEN
        found.append(Listed(key, _state(case, closed, said) if case else said, case))
    return found


def _by_machine(children: Iterable[Case], closed: str) -> Mapping[str, Case]:
    """The case of each machine: of several the one that came furthest, else the last."""
    found: dict[str, Case] = {}
    for case in sorted(children, key=lambda one: (_is_settled(one, closed), one.text("opened_at"))):
        found[made_key((case.text("product"), case.text("serial")))] = case
    return found


def _is_settled(case: Case, closed: str) -> bool:
    return case.stage == closed and case.text("exit") in _BY_EXIT


def _state(case: Case, closed: str, said: str) -> str:
    if case.stage == closed:
        return _BY_EXIT.get(case.text("exit"), said)
    told = any(event.kind == "contact" and event.get("way") == "out" for event in fold.valid(case.events))
    return INFORMED if told and said == OPEN else said


def _key(item: Data) -> str:
    return made_key((str(item.get("product", "")), str(item.get("serial", ""))))


def listed(parent: Case) -> frozenset[str]:
    """The machines on the list of a recall."""
    return frozenset(_key(item) for item in rows(parent.get("items")))


def counts(found: Iterable[Listed]) -> Iterator[tuple[str, int]]:
    """How many machines are in each state, those that nobody is in left out."""
    states = [one.state for one in found]
    yield from ((state, states.count(state)) for state in dict.fromkeys((*STATES, *states)) if state in states)


def widened(campaign: str, query: str) -> str:
    """The query of a recall that takes in what another one asks for too."""
    if not campaign or campaign == query:
        return query
    return campaign if f"({query})" in campaign else f"({campaign}) or ({query})"


def rekeyed(query: str, path_of: Callable[[str], str], keys: Mapping[tuple[str, str], str]) -> str:
    """The query of a recall where some records have other keys. ``keys``: the new ones, by kind and old key;
    ``path_of``: the field of a machine that a name in the query means.
    """
    kinds = {"product": "product", "customer": "customer", "id": "asset"}
    held = [(value, kinds.get(path_of(token.text), "")) for token in tokens(query) for value in token.values]
    for value, kind in reversed(held):
        new = keys.get((kind, value.text), "")
        at = value.start + value.quoted
        if new:
            query = query[:at] + new + query[at + len(value.text) :]
    return query


COPIED = ("channel", "severity", "priority", "category", "description", "team", "tags")
"""What the case of a machine takes over from the recall."""
