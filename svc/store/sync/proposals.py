"""Open branches of a remote brought up to date with their base, by fields and without checking them out.

What a forge's button merges by lines, and cannot, it can once the branch has the base in it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from svc.errors import NotFoundError, StateError, SvcError, T
from svc.store import authorship
from svc.store.desk import Store
from svc.store.git import tip
from svc.store.message import Message, render
from svc.store.sync import joining, trees
from svc.store.sync.joining import Torn
from svc.store.sync.remote import Line, OvertakenError, Upstream, only_remote
from svc.typed import NamedTuple


class Updated(NamedTuple):
    """What became of a branch. ``commit`` is ``""`` where nothing was done."""

    branch: str
    commit: str = ""
    ours: str = ""
    theirs: str = ""
    torn: tuple[Torn, ...] = ()
    trouble: SvcError | None = None


class Proposals:
    """The branches of a remote beside its base."""

    def __init__(self, store: Store, base: str = "", may_ask: bool = False) -> None:
        """Fetches them. Raises OutOfReachError, StateError, NotFoundError where the base is not there."""
        self.store = store
        self.may_ask = may_ask
        self.remote = only_remote(store.git)
        self.base = base or store.base().removeprefix(f"{self.remote}/")
        if not self.base:
            raise StateError(T("which branch is the base?"), T("svc propose --update --base main"))
        self._line("").fetch_all()
        self.tip = tip(store.git, self._tracking(self.base))
        if not self.tip:
            raise NotFoundError(T("{remote} has no branch {name}", remote=self.remote, name=self.base))

    def behind(self) -> list[str]:
        """The branches that a merge by lines could not bring together with the base."""
        prefix = f"refs/remotes/{self.remote}/"
        refs = self.store.git.text("for-each-ref", "--format=%(refname)", prefix).split("\n")
        names = [ref.removeprefix(prefix) for ref in refs if ref]
        return [name for name in names if name not in ("HEAD", self.base) and self._is_stuck(name)]

    def _is_stuck(self, name: str) -> bool:
        git, there = self.store.git, self._tracking(name)
        own, missing = git.text("rev-list", "--left-right", "--count", f"{there}...{self.tip}").split()
        if own == "0" or missing == "0" or not git.call("merge-base", there, self.tip).stdout:
            return False
        return bool(trees.merged_tree(self.store, there, self.tip)[1])

    def update(self, name: str, when: Callable[[], datetime]) -> Updated:
        """Merge the base into a branch of the remote, and push that. Raises NotFoundError, OutOfReachError."""
        branch = tip(self.store.git, self._tracking(name))
        if not branch:
            raise NotFoundError(
                T("{remote} has no branch {name}", remote=self.remote, name=name),
                T("git push -u {remote} {name}", remote=self.remote, name=name),
            )
        found = Updated(name, ours=branch, theirs=self.tip)
        base = trees.base_of(self.store, branch, self.tip)
        if base == self.tip:
            return found
        if base == branch:
            commit = self.tip
        else:
            made = joining.join(self.store, base, branch, self.tip, joining.settling(str, when), {})
            if made.torn:
                return found._replace(torn=made.torn)
            commit = self._commit(name, made.tree, branch, when())
        try:
            self._line(name).push(commit)
        except OvertakenError as error:
            return found._replace(trouble=error)
        return found._replace(commit=commit)

    def _commit(self, name: str, tree: str, branch: str, when: datetime) -> str:
        message = render(Message(f"merge {self.remote}/{self.base} into {name}", {"Kind": "merge"}))
        return trees.commit(self.store, tree, (branch, self.tip), message,
                              authorship.environment(self.store.config, when))  # fmt: skip

    def _line(self, name: str) -> Line:
        there = f"refs/heads/{name or self.base}"
        where = Upstream(there, self.remote, there, self._tracking(name or self.base))
        return Line(self.store.git, self.store.repo, where, self.may_ask)

    def _tracking(self, name: str) -> str:
        return f"refs/remotes/{self.remote}/{name}"


def update(store: Store, names: Sequence[str], base: str, when: Callable[[], datetime], may_ask: bool) -> list[Updated]:
    """Bring branches of the remote up to date, those that need it where none is named.

    Raises NotFoundError, OutOfReachError, StateError; what was done before stays.
    """
    authorship.identity(store.config)
    proposals = Proposals(store, base, may_ask)
    found = []
    for name in names or proposals.behind():
        try:
            found.append(proposals.update(name.removeprefix(f"{proposals.remote}/"), when))
        except StateError as error:
            found.append(Updated(name, trouble=error))
    return found
