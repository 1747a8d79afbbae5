"""What an audit looks at, read from the commits: who made each one and when, and each case before and after it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from itertools import islice

from svc.errors import StateError, SvcError, T
from svc.model import Case, InvalidFileError
from svc.patterns import pattern
from svc.schema import redrawn
from svc.schema.redrawn import called
from svc.schema.witness import Act, Signature, Witness
from svc.store import layout
from svc.store.desk import Store
from svc.store.history import Entry, Touched, entries
from svc.store.message import parse
from svc.store.reading import to_case
from svc.store.retold import Retold, retold
from svc.store.signatures import of_commit
from svc.store.source import decode
from svc.store.trust import Trust, author

_PARENT = pattern(rb"(?m)^parent ([0-9a-f]+)$")
PROPOSALS = "refs/svc/proposals/"
"""Where the commits of proposals are kept."""
_HELD = 2000
_AT_ONCE = 256
"""Commits whose signatures are judged before the first one is told."""


def whole(store: Store) -> None:
    """Raises StateError where a part of the history is missing: what is not there cannot speak."""
    if store.repo.shallow:
        raise StateError(T("this clone is shallow: its history begins in the middle"), T("git fetch --unshallow"))
    if (store.repo.common_dir / "info" / "grafts").exists():
        raise StateError(T("grafts hide a part of the history"), T("take away .git/info/grafts"))


class Evidence:
    """The commits of one desk."""

    def __init__(self, store: Store, trust: Trust, path: str = "") -> None:
        """``path``: the one case that is looked at."""
        self.store = store
        self.trust = trust
        self.path = path
        self._must_sign = trust.must_sign and trust.signers is not None
        self._cases: dict[tuple[str, str], Case | str] = {}
        self._dates: dict[str, datetime] = {}

    def acts(self) -> Iterator[tuple[Witness, list[Act]]]:
        """Each commit that touched a case or the settings, the newest first, with what it did to the cases."""
        with self.store.git.reading():
            found = entries(self.store, self.path)
            while portion := list(islice(found, _AT_ONCE)):
                signatures = self._signatures([entry.commit for entry in portion])
                for entry, signature in zip(portion, signatures, strict=True):
                    touched = [t for t in entry.touched if t.path.startswith(f"{layout.CASES}/")]
                    witness = self._witness(entry, signature)
                    done = [self._act(witness, touch) for touch in touched]
                    yield witness, done if witness.parents < 2 else self._as_merged(witness, done)

    def _signatures(self, commits: list[str]) -> Sequence[Signature | None]:
        """What each signature shows; nothing where no keys are allowed."""
        return [None] * len(commits) if self.trust.signers is None else list(judged(self.store, self.trust, commits))

    def _witness(self, entry: Entry, signature: Signature | None) -> Witness:
        data = self._data(entry.commit)
        parents = _parents(data)
        before = max((self._date(name) for name in parents), default=None)
        must_sign = self._must_sign and entry.commit not in self.trust.unasked
        return Witness(entry.commit, entry.at, self._date(entry.commit), entry.mail, entry.message.trailers,
                       len(parents), before, signature, must_sign)  # fmt: skip

    def _as_merged(self, witness: Witness, done: list[Act]) -> list[Act]:
        """What a merge did beyond calling otherwise what drew an id of others."""
        found: dict[str, Retold] = {}
        if self.path or any(not any(case.data for case in act.befores) for act in done):
            found = retold(self.store, witness.commit, _parents(self._data(witness.commit)))
        names = {one.old: layout.case_id_of(path) for path, one in found.items()}
        return [self._as_called(act, names, found.get(act.path)) for act in done]

    def _as_called(self, act: Act, names: Mapping[str, str], renamed: Retold | None) -> Act:
        if act.after is None:
            return act
        first = renamed.case if renamed else called(act.befores[0], {}, names)
        befores = (first, *act.befores[1:])
        told: dict[str, str] = {}
        for place, case in enumerate(befores):
            twice = redrawn.events(case, act.after, [*befores[:place], *befores[place + 1 :]])
            befores = (*befores[:place], called(case, twice), *befores[place + 1 :])
            told |= twice
        ids = (*(((renamed.old, act.after.id),) if renamed else ()), *told.items())
        return act._replace(befores=befores, redrawn=ids)

    def _data(self, commit: str) -> bytes:
        found = self.store.git.objects([commit])[0]
        return found[2] if found else b""

    def _date(self, commit: str) -> datetime:
        if commit not in self._dates:
            self._dates[commit] = author(self._data(commit))[1]
        return self._dates[commit]

    def _act(self, witness: Witness, touch: Touched) -> Act:
        versions = [self._case(blob, touch.path) for blob in (*touch.olds, touch.new)]
        wrong = next((one for one in versions if isinstance(one, str)), "")
        cases = [one if isinstance(one, Case) else Case({}, touch.path) for one in versions]
        return Act(witness, touch.path, tuple(cases[:-1]), cases[-1] if touch.new else None, wrong)

    def _case(self, blob: str, path: str) -> Case | str:
        """A version of a case, or why it cannot be read."""
        key = (blob, path)
        if key not in self._cases:
            if len(self._cases) >= _HELD:
                del self._cases[next(iter(self._cases))]
            self._cases[key] = self._read(blob, path)
        return self._cases[key]

    def _read(self, blob: str, path: str) -> Case | str:
        if not blob:
            return Case({}, path)
        found = self.store.git.objects([blob])[0]
        try:
            return to_case(decode(found[2] if found else b"", path), path)
        except (InvalidFileError, SvcError) as error:
            return str(error)


def _parents(data: bytes) -> list[str]:
    return [name.decode() for name in _PARENT.findall(data.partition(b"\n\n")[0])]


def judged(store: Store, trust: Trust, commits: list[str]) -> Iterator[Signature]:
    """What the signatures of some commits show. The base has a file of keys."""
    assert trust.signers is not None
    texts = [found[2] if found else b"" for found in store.git.objects(commits)]
    return trust.signers.judged([of_commit(data, *author(data)) for data in texts])


def kept(store: Store, trust: Trust) -> dict[str, str]:
    """The events whose own commits are kept beside the history, as those of proposals are, each with its commit.

    A commit whose signature is wrong, or missing where it is asked for, vouches for nothing.
    """
    refs = store.git.call("for-each-ref", "--format=%(objectname)", PROPOSALS).stdout.decode().split()
    if not refs:
        return {}
    named = store.git.run("rev-list", *refs, "--not", "HEAD").decode().split()
    if trust.signers is not None:
        enough = {"good"} if trust.must_sign else {"good", "none", "foreign"}
        named = [name for name, by in zip(named, judged(store, trust, named), strict=True) if by.verdict in enough]
    found = zip(named, store.git.objects(named), strict=True)
    return {event: name for name, commit in found if commit for event in _events(commit[2])}


def _events(data: bytes) -> Iterable[str]:
    return parse(data.partition(b"\n\n")[2].decode(errors="replace")).trailers.get("Event", "").split()


def remembered(store: Store) -> str:
    """The commit that the last audit in this clone ended with, ``""`` for none."""
    with suppress(OSError):
        return (store.own_dir / "audited").read_text("ascii").strip()
    return ""


def remember(store: Store, commit: str) -> None:
    """Note the commit that an audit ended with; not being able to is no error."""
    with suppress(OSError):
        from svc.store import files

        files.replace(store.own_dir / "audited", commit.encode(), store.own_dir / "tmp")


def is_in_history(store: Store, commit: str) -> bool:
    """Whether HEAD stands on a commit."""
    return store.git.call("merge-base", "--is-ancestor", commit, "HEAD").returncode == 0
