"""The commits that brought proposals and decisions: those of a change, and those that are kept by name beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from svc.model import Case, InvalidFileError
from svc.patterns import pattern
from svc.schema import reviews
from svc.schema.events import REVIEWS
from svc.schema.witness import Seen, Signature
from svc.store.desk import Store
from svc.store.message import parse
from svc.store.reading import to_case
from svc.store.signatures import Signers, of_commit
from svc.store.snapshot import Snapshot
from svc.store.source import decode
from svc.store.trust import Trust, author

KEPT = "refs/svc/proposals"
"""Where the commits of proposals are kept by name: ``ID/EVENT``."""
_PARENT = pattern(rb"(?m)^parent ([0-9a-f]+)$")


def seen(trust: Trust, since: str, head: str, paths: Mapping[str, str]) -> dict[str, dict[str, Seen]]:
    """Who brought the lines of ``reviews`` into some cases: path to event id to the commit.

    ``paths``: the files by the ids of their cases. Looked at are the commits after ``since`` up to ``head``, and those
    kept beside: of several that brought a line the first one whose signature is good, by the keys of ``trust``.
    """
    found: dict[str, dict[str, Seen]] = {}
    brought = [one for each in _commits(trust.store, since, head, paths) for one in _named(trust.store, *each, paths)]
    signatures = _signatures(trust, [text for _, text, *_ in brought])
    for (commit, text, path, event, case), signature in zip(brought, signatures, strict=True):
        mail = author(text)[0]
        one = Seen(commit, mail, trust.people.get(mail, ""), case, signature, trust.must_sign)
        held = found.setdefault(path, {})
        if event not in held or (one.is_good and not held[event].is_good):
            held[event] = one
    return found


def _named(
    store: Store, commit: str, text: bytes, paths: Mapping[str, str]
) -> Iterator[tuple[str, bytes, str, str, Case]]:
    """The lines of ``reviews`` that a commit of svc's brought and names, each with its case."""
    said = parse(text.partition(b"\n\n")[2].decode(errors="replace")).trailers
    if not set(said.get("Kind", "").split()) & set(REVIEWS):
        return
    for path in (paths[name] for name in said.get("Case", "").split() if name in paths):
        for event, case in _brought(store, commit, text, path):
            if event in said.get("Event", "").split():
                yield commit, text, path, event, case


def _signatures(trust: Trust, texts: list[bytes]) -> Sequence[Signature | None]:
    """What the signatures of some commits show; nothing where no keys are allowed and none are asked for."""
    keys = trust.signers or (Signers(b"") if trust.must_sign else None)
    return [*keys.judged([of_commit(text, *author(text)) for text in texts])] if keys else [None] * len(texts)


def _commits(store: Store, since: str, head: str, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    refs = [f"{KEPT}/{name}" for name in paths]
    kept = store.git.call("for-each-ref", "--format=%(objectname)", *refs).stdout.decode().split() if refs else []
    own = store.git.run("rev-list", head, f"^{since}").decode().split() if since != head else []
    names = list(dict.fromkeys([*kept, *own]))
    for name, item in zip(names, store.git.objects(names), strict=True):
        if item and item[0] == "commit":
            yield name, item[2]


def _brought(store: Store, commit: str, text: bytes, path: str) -> Iterator[tuple[str, Case]]:
    """The lines of ``reviews`` that a commit has and its parents have not, with the case as it was."""
    after = case_at(store, commit, path)
    parents = [name.decode() for name in _PARENT.findall(text.partition(b"\n\n")[0])]
    known = {event.id for parent in parents for event in reviews.events(case_at(store, parent, path))}
    yield from ((event.id, after) for event in reviews.events(after) if event.id not in known)


def case_at(store: Store, commit: str, path: str) -> Case:
    """A case as a commit has it; one without data where it has none that can be read, and for no commit."""
    data = Snapshot(store.git, store.repo, commit).committed(path) if commit else None
    try:
        return to_case(decode(data, path), path) if data else Case({}, path)
    except InvalidFileError:
        return Case({}, path)
