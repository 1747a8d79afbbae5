"""A case's proposal on a branch of its own, ``proposals/ID``: made and grown without checking it out.

Each of its commits is kept by name under ``refs/svc/proposals/`` as well: a forge that squashes the branch leaves no
other witness of who proposed and who approved.
"""

from __future__ import annotations

from datetime import datetime

from svc.errors import StateError, SvcError, T
from svc.ids import is_case_id
from svc.schema import reviews
from svc.store import authorship, layout
from svc.store.changes import Act, Done, rules
from svc.store.changes import acted as acted_on
from svc.store.desk import Store
from svc.store.git import tip
from svc.store.message import of_change
from svc.store.snapshot import Snapshot
from svc.store.sync import trees
from svc.store.sync.remote import Line, Upstream, only_remote
from svc.store.witnesses import KEPT, case_at
from svc.store.writer import locked
from svc.typed import NamedTuple

PREFIX = "proposals/"


class Branch(NamedTuple):
    """The branch of a case's proposal. ``commit`` is ``""`` where it is not there; ``base`` is the base's commit."""

    name: str
    commit: str
    base: str
    base_name: str
    remote: str


class Written(NamedTuple):
    """What became of a case on its branch; ``trouble`` is why it did not come to the remote."""

    branch: Branch
    done: Done
    commit: str
    trouble: SvcError | None = None


def name_of(path: str) -> str:
    """The branch for the case of a file."""
    return PREFIX + layout.case_id_of(path)


def branch_of(store: Store, path: str, base: str = "", may_ask: bool = False) -> Branch:
    """The branch of a case as the remote has it now. Raises OutOfReachError, StateError."""
    remote = only_remote(store.git)
    base_name = base or store.base().removeprefix(f"{remote}/") or _only_branch(store, remote)
    _line(store, remote, base_name, may_ask).fetch_all()
    name = name_of(path)
    commit = _newer(store, tip(store.git, f"refs/remotes/{remote}/{name}"), tip(store.git, f"refs/heads/{name}"), name)
    there = tip(store.git, f"refs/remotes/{remote}/{base_name}")
    if not there:
        raise StateError(T("{remote} has no branch {name}", remote=remote, name=base_name),
                         T("git push -u {remote} {name}", remote=remote, name=base_name))  # fmt: skip
    return Branch(name, commit, there, base_name, remote)


def _only_branch(store: Store, remote: str) -> str:
    """The base where nobody named one: the branch that HEAD goes with."""
    done = store.git.call("rev-parse", "--abbrev-ref", "--symbolic-full-name", "@{upstream}")
    name = done.stdout.decode().strip().removeprefix(f"{remote}/")
    if not name:
        raise StateError(T("which branch is the base?"), T("svc propose ID --base main"))
    return name


def _newer(store: Store, there: str, here: str, name: str) -> str:
    """The one of two commits that has the other in it. Raises StateError where neither has."""
    if not there or not here or there == here:
        return there or here
    for one, other in ((there, here), (here, there)):
        if store.git.call("merge-base", "--is-ancestor", other, one).returncode == 0:
            return one
    raise StateError(T("the branch {name} is not what the remote has", name=name),
                     T("git branch -D {name} drops the one here", name=name))  # fmt: skip


def known(store: Store, path: str) -> str:
    """The commit of a case's branch as far as it is known here, without asking the remote; ``""`` for none."""
    name = name_of(path)
    refs = store.git.text("for-each-ref", "--format=%(objectname)", f"refs/heads/{name}", f"refs/remotes/*/{name}")
    return refs.split("\n")[0]


def all_known(store: Store) -> list[tuple[str, str]]:
    """The branches of proposals that are known here, each once, with their commits."""
    lines = store.git.text("for-each-ref", "--format=%(refname) %(objectname)", f"refs/heads/{PREFIX}",
                           "refs/remotes/").split("\n")  # fmt: skip
    pairs = (line.split(" ") for line in lines if f"/{PREFIX}" in line)
    named = {ref.rpartition(f"/{PREFIX}")[2]: commit for ref, commit in pairs}
    return sorted((PREFIX + name, commit) for name, commit in named.items() if is_case_id(name))


def is_open(store: Store, commit: str, base: str, path: str) -> bool:
    """Whether a branch holds reviews of a case that its base does not have yet."""
    there = {event.id for event in reviews.events(case_at(store, base, path))}
    return any(event.id not in there for event in reviews.events(case_at(store, commit, path)))


def write(store: Store, path: str, branch: Branch, act: Act, when: datetime, may_ask: bool = False) -> Written:
    """Do an act to a case on its branch, which is begun where there is none, and push it.

    Raises RefusedError, InvalidFileError, StateError; then the branch is as it was.
    """
    goes_on = bool(branch.commit) and is_open(store, branch.commit, branch.base, path)
    start = branch.commit if goes_on else branch.base
    parents = [start] if goes_on or not branch.commit else [branch.commit, branch.base]
    if not goes_on:
        _refuse_unsynced(store, branch, path)
    snapshot = _Apart(store.git, store.repo, start)
    done = acted_on(snapshot, path, act, rules(store, snapshot))
    tree = trees.grafted(store, start, {snapshot.full(path): done.after.encode()})
    said = authorship.environment(store.config, when)
    commit = trees.commit(store, tree, parents, str(of_change(done.case.id, done.change)), said)
    with locked(store.git, store.repo):
        _move_on(store, branch.name, parents[0], commit)
        for event in done.change.events[:1]:
            _name(store, f"{KEPT}/{done.case.id}/{event.id}", commit)
    return Written(branch, done, commit, _pushed(store, branch, done, commit, may_ask))


class _Apart(Snapshot):
    """A commit beside the work tree, of which nothing is asked."""

    def settled(self, path: str) -> bytes | None:
        """The file as the commit has it."""
        return self.committed(path)


def _refuse_unsynced(store: Store, branch: Branch, path: str) -> None:
    """What is proposed must be what the base has: a branch takes nobody's unpushed work along."""
    here, there = (Snapshot(store.git, store.repo, commit).committed(path)
                   for commit in (tip(store.git, "HEAD"), branch.base))  # fmt: skip
    if here != there:
        name = layout.case_id_of(path)
        raise StateError(
            T("{id} is not the same here and on {remote}/{base}", id=name, remote=branch.remote, base=branch.base_name),
            T("svc sync, then svc propose {id}", id=name),
        )
    Snapshot(store.git, store.repo, tip(store.git, "HEAD")).settled(path)


def _move_on(store: Store, name: str, start: str, commit: str) -> None:
    """Move the branch here, by compare-and-swap. Raises StateError where somebody wrote to it meanwhile."""
    ref = f"refs/heads/{name}"
    old = tip(store.git, ref)
    if old and store.git.call("merge-base", "--is-ancestor", old, start).returncode:
        raise StateError(T("the branch moved meanwhile; nothing was written"), T("try again"))
    _name(store, ref, commit, old)


def _name(store: Store, ref: str, commit: str, old: str = "") -> None:
    none = "0" * (2 * store.repo.id_length)
    store.git.run("update-ref", "--create-reflog", "-m", "svc propose", ref, commit, old or none)


def _pushed(store: Store, branch: Branch, done: Done, commit: str, may_ask: bool) -> SvcError | None:
    """Push the branch, and what keeps its commits; why it could not be, which loses nothing."""
    line = _line(store, branch.remote, branch.name, may_ask)
    try:
        line.push(commit)
    except SvcError as error:
        return error
    for event in done.change.events[:1]:
        line.keep(f"{KEPT}/{done.case.id}/{event.id}", commit)
    return None


def _line(store: Store, remote: str, name: str, may_ask: bool) -> Line:
    there = f"refs/heads/{name}"
    address = store.config.get(f"remote.{remote}.url", "")
    where = Upstream(there, remote, there, f"refs/remotes/{remote}/{name}", address)
    return Line(store.git, store.repo, where, may_ask)
