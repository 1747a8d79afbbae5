"""What an audit believes: rules, people and keys as the protected base has them, not the history that it looks at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from functools import cached_property

from svc.errors import SvcError
from svc.model import Data
from svc.patterns import pattern
from svc.schema.settings import Settings
from svc.schema.witness import Signature
from svc.store import layout
from svc.store.desk import Store
from svc.store.git import tip
from svc.store.revision import revision
from svc.store.signatures import Signers, of_commit
from svc.typed import NamedTuple

_AUTHOR = pattern(rb"(?m)^author .*<([^<>\n]*)> ")
_COMMITTED = pattern(rb"(?m)^committer .* (-?\d+) [+-]\d{4}$")


class Rekeyed(NamedTuple):
    """A commit that changed who may sign, judged by the keys that held before; whether it changed cases as well."""

    commit: str
    signature: Signature
    with_cases: bool


class Trust:
    """The base. ``name`` is ``""`` where nobody named one, and HEAD has to do."""

    def __init__(self, store: Store, name: str = "") -> None:
        """Raises NotFoundError, InvalidFileError where its settings cannot be used."""
        self.store = store
        self.name = name or _protected(store)
        self.desk = revision(store, self.name or "HEAD")
        self.settings: Settings = self.desk.settings
        self.file = self.settings.audit.signers

    @cached_property
    def head(self) -> str:
        """The commit that is audited."""
        return tip(self.store.git, "HEAD")

    @cached_property
    def people(self) -> dict[str, str]:
        """Mail address to key."""
        where = self.store.repo.prefix + layout.PEOPLE
        listed = self.store.git.run("ls-tree", "-z", "--full-tree", self.desk.commit, "--", f"{where}/")
        blobs = [head.split()[2] for line in listed.decode(errors="replace").split("\0")
                 for head, _, path in [line.partition("\t")] if path.endswith(".yaml")]  # fmt: skip
        records = (_record(found[2]) for found in self.store.git.objects(blobs) if found)
        return {str(one["mail"]): str(one["id"]) for one in records if one.get("mail") and one.get("id")}

    @cached_property
    def signers(self) -> Signers | None:
        """The keys that may sign; None where the base has no such file."""
        return self._keys(self.desk.commit)

    @property
    def must_sign(self) -> bool:
        """Whether the base asks for a signature on each commit."""
        return self.settings.audit.signed == "required"

    @cached_property
    def unasked(self) -> set[str]:
        """The commits that came before anybody was asked to sign."""
        born = self._changes(self.desk.commit)[:1]
        return set(self.store.git.run("rev-list", *born).decode().split()) if born else set()

    def rekeyed(self) -> Iterator[Rekeyed]:
        """The commits of the history that changed who may sign, the first one left out, which nothing stood before."""
        for commit in self._changes("HEAD")[1:]:
            held, before = self.store.git.objects([commit])[0], self._keys(f"{commit}~1")
            data = held[2] if held else b""
            by = next((before or Signers(b"")).judged([of_commit(data, *author(data))]))
            yield Rekeyed(commit, by, bool(self._cases_of(commit)))

    def _keys(self, commit: str) -> Signers | None:
        found = self.store.git.objects([f"{commit}:{self.store.repo.prefix}{self.file}"])[0]
        return Signers(found[2]) if found and found[0] == "blob" else None

    def _changes(self, head: str) -> list[str]:
        """The commits that changed the file with the keys, the oldest first."""
        path = self.store.repo.prefix + self.file
        return self.store.git.run("rev-list", "--full-history", "--topo-order", "--reverse", head, "--",
                                  path).decode().split()  # fmt: skip

    def _cases_of(self, commit: str) -> bytes:
        where = f"{self.store.repo.prefix}{layout.CASES}/"
        return self.store.git.run("diff-tree", "-r", "--name-only", "--no-commit-id", "-c", commit, "--", where)


def author(data: bytes) -> tuple[str, datetime]:
    """Whose commit it is by its mail address, and when it was committed."""
    head = data.partition(b"\n\n")[0]
    mail, at = _AUTHOR.search(head), _COMMITTED.search(head)
    return (mail[1].decode(errors="replace") if mail else "",
            datetime.fromtimestamp(int(at[1]) if at else 0, UTC))  # fmt: skip


def _record(text: bytes) -> Data:
    from svc.store.codec import load

    with suppress(SvcError):
        return load(text, layout.PEOPLE)
    return {}


def _protected(store: Store) -> str:
    """The base as the remote has it, else as this clone has it; ``""`` where nobody named one."""
    name = store.base()
    refs = (f"refs/remotes/origin/{name}", f"refs/heads/{name}", name)
    return next((ref for ref in refs if tip(store.git, ref)), "") if name else ""
