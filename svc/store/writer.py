"""The commit writer: one change, one commit, kept before it is acknowledged.

Under the lock: build the new trees from HEAD's, hand the objects to Git, note the intent, hold the branch where it
is, bring the user's work tree and index entries to the commit, and move the branch (the moment of truth). A kill at
any point leaves a commit, or what the next write puts back; see ``svc.store.heal``.
"""

from __future__ import annotations

from svc.errors import RefusedError, StateError, SvcError, T, Text
from svc.paths import Path
from svc.spare import contextmanager, datetime, nullcontext, partial, suppress
from svc.store import authorship, branch, files, hooks, journal, layout, lock, stage
from svc.store.attributes import refuse_filters
from svc.store.authorship import dates as dates
from svc.store.authorship import identity as identity
from svc.store.git import Git, Head, Repo, branch_of, configuration, is_true, tip
from svc.store.heal import heal, heal_in_hand
from svc.store.message import Message, render
from svc.store.objects import FILE, object_id, pack
from svc.store.signals import unbroken
from svc.store.snapshot import Snapshot
from svc.typed import TYPE_CHECKING, Callable, Iterator, NamedTuple

if TYPE_CHECKING:
    from svc.store.private import Private

ATTEMPTS = 20
"""Times a write is built anew when the branch moves under it."""
_PATIENT = 2
_PACKING_THRESHOLD = 27
"""Loose objects in one of 256 folders from which Git's own housekeeping sees work (gc.auto 6700)."""


class Draft(NamedTuple):
    """One commit to be. ``files``: new contents by path (None: taken out). ``adopted``: hand edits taken in.

    ``written``: when it is written down, where that is not when it was done. Git follows that date on its walks,
    and loses its way where it lies before that of an older commit. ``private``: what goes into the vault with it.
    """

    message: Message
    files: dict[str, bytes | None]
    when: datetime
    adopted: frozenset[str] = frozenset()
    written: datetime | None = None
    private: Private | None = None


class Receipt(NamedTuple):
    """What was kept: the commit, and what the user should know besides."""

    commit: str
    warnings: tuple[Text, ...] = ()


Build = Callable[[Snapshot], Draft]


class Plan:
    """A draft with its objects written. ``entries`` are what the index shall say, by path from the top."""

    __slots__ = ("commit", "draft", "entries", "head", "index", "message", "touched", "tree", "warnings")

    def __init__(
        self, draft: Draft, head: Head, tree: str, commit: str, touched: tuple[journal.Touch, ...],
        entries: dict[str, stage.Entry], message: str, index: tuple[int, ...], warnings: list[Text],
    ) -> None:  # fmt: skip
        self.draft = draft
        self.head = head
        self.tree = tree
        self.commit = commit
        self.touched = touched
        self.entries = entries
        self.message = message
        self.index = index
        self.warnings = warnings

    @property
    def intent(self) -> journal.Intent:
        """What healing has to know."""
        return journal.Intent(self.head.ref, self.head.commit, self.commit, self.touched)


class Writer:
    """Writes commits to the branch in work of one repository."""

    def __init__(self, repo: Repo, config: dict[str, str] | None = None) -> None:
        self.repo = repo
        self.git = Git(repo.top)
        self.config = configuration(self.git) if config is None else config

    def commit(self, build: Build, verify: bool = True) -> Receipt:
        """Build a draft from HEAD and commit it; ``build`` runs again when the branch moved meanwhile.

        ``verify``: run the user's commit hooks. Raises RefusedError, StateError; then nothing was kept.
        """
        identity(self.config)
        named = hooks.installed(self.repo, self.config) if verify else ()
        for attempt in range(ATTEMPTS):
            receipt = self._hooked(build, named) if named else self._plain(build, attempt >= _PATIENT)
            if receipt:
                maintain(self.git, self.repo)
                return receipt
        raise StateError(T("the branch keeps moving; nothing was written"), T("try again"))

    def _plain(self, build: Build, firmly: bool) -> Receipt | None:
        """``firmly``: the user's git waits from the start, or a script of theirs could outrun us for ever."""
        held = stage.hold(self.repo) if firmly else nullcontext()
        with locked(self.git, self.repo) as warnings, held:
            return self._land(self._prepare(build, warnings))

    def _hooked(self, build: Build, names: tuple[str, ...]) -> Receipt | None:
        """Hooks run outside the lock, with the files already in the work tree as they would be in a commit."""
        with locked(self.git, self.repo) as warnings:
            plan = self._prepare(build, warnings)
            self._refuse_other_edits(plan)
            ahead = journal.Ahead(self.repo.own_dir, plan.intent)
            try:
                write_files(self.repo, plan)
            except BaseException:
                ahead.close(committed=False)
                heal(self.git, self.repo)
                raise
        receipt = None
        try:
            who = authorship.environment(self.config, plan.draft.when)
            message = hooks.before(self.git, ahead.room, names, plan.tree, plan.message, who)
            with locked(self.git, self.repo):
                agreed = self._onto_head(plan, message)
                receipt = self._land(agreed) if agreed else None
        finally:
            ahead.close(committed=receipt is not None)
            if receipt is None:
                self._put_back()
        if receipt:
            hooks.after(self.git, names)
        return receipt

    def _put_back(self) -> None:
        """Healing finds the closed note of the files written ahead and restores them; if not now, then next time."""
        with suppress(SvcError, OSError), locked(self.git, self.repo):
            pass

    def _prepare(self, build: Build, warnings: list[Text]) -> Plan:
        refuse_half_done(self.repo)
        index = stage.index_signature(self.repo)
        with self.git.reading():
            snapshot = self._head()
            draft = build(snapshot)
            snapshot.preload(list(draft.files))
            guard(snapshot, self.config, draft)
            return self._objects(snapshot, draft, index, warnings)

    def _head(self) -> Snapshot:
        ref = branch_of(self.git, self.repo)
        return Snapshot(self.git, self.repo, tip(self.git, ref), ref)

    def _objects(self, snapshot: Snapshot, draft: Draft, index: tuple[int, ...], warnings: list[Text]) -> Plan:
        """Make the objects and hand them to Git, the commit among them."""
        trees = snapshot.trees(list(draft.files))
        made: list[tuple[str, bytes]] = []
        touched, entries = [], {}
        for path, data in draft.files.items():
            full, at_work = snapshot.full(path), snapshot.at_work(path)
            if path in draft.adopted and at_work is not None:
                made.append(("blob", at_work))
            after = snapshot.id_of(data)
            touched.append(journal.Touch(full, snapshot.id_of(at_work), after))
            entries[full] = (snapshot.mode(path) or FILE, after)
            if data is None:
                trees.drop(full)
            else:
                made.append(("blob", data))
                trees.put(full, after)
        tree, folders = trees.write()
        plan = Plan(draft, Head(snapshot.ref, snapshot.commit), tree, "", tuple(touched), entries,
                    render(draft.message), index, warnings)  # fmt: skip
        self._write(plan, made + folders)
        return plan

    def _write(self, plan: Plan, made: list[tuple[str, bytes]]) -> None:
        """Write the objects, lasting, and name the commit in the plan."""
        said = authorship.environment(self.config, plan.draft.when)
        lines = None if is_true(self.config.get("commit.gpgsign", "")) else authorship.signed_lines(said)
        if lines is not None:
            made = [*made, ("commit", authorship.commit_bytes(plan.tree, plan.head.commit, lines, plan.message))]
        algorithm = self.repo.algorithm
        ids = [object_id(kind, data, algorithm) for kind, data in made]
        if made:
            self.git.run("unpack-objects", "-q", data=pack(made, algorithm))
        plan.commit = ids[-1] if lines is not None else self._commit_by_git(plan, said)
        branch.sync_objects(self.repo, [*ids, plan.commit])

    def _commit_by_git(self, plan: Plan, said: dict[str, str]) -> str:
        """Let Git make the commit: signed, or dated in words that only Git understands."""
        parent = ["-p", plan.head.commit] if plan.head.commit else []
        sign = ["-S"] if is_true(self.config.get("commit.gpgsign", "")) else []
        args = ("-c", "i18n.commitEncoding=utf-8", "commit-tree", plan.tree, *parent, *sign, "-F", "-")
        return self.git.run(*args, data=plan.message.encode(), env=said).decode().strip()

    def _land(self, plan: Plan) -> Receipt | None:
        """Move the branch to the commit. None when the branch is no longer where it was."""
        with stage.hold(self.repo), unbroken():
            self._refuse_staged_since(plan)
            journal.note(self.repo.own_dir, plan.intent)
            said = authorship.environment(self.config, plan.draft.when)
            ready = partial(bring, self.git, self.repo, plan)
            moved = False
            try:
                moved = branch.move(self.git, self.repo, plan.head, plan.commit, plan.message, said, ready)
            finally:
                if not moved:
                    heal_in_hand(self.git, self.repo)
            if moved:
                settle(self.repo, plan)
        return Receipt(plan.commit, tuple(plan.warnings)) if moved else None

    def _refuse_staged_since(self, plan: Plan) -> None:
        """The index is held now; what was written to it since it was looked at is looked at again."""
        if stage.index_signature(self.repo) == plan.index:
            return
        with self.git.reading():
            snapshot = self._head()
            refuse_staged(snapshot, [p for p in plan.draft.files if p not in plan.draft.adopted])
            plan.index = stage.index_signature(self.repo)

    def _onto_head(self, plan: Plan, message: str) -> Plan | None:
        """The plan that hooks agreed to, on HEAD as it is now. None when what they looked at has changed.

        Raises RefusedError when a hook changed a file of ours.
        """
        with self.git.reading():
            now = self._head()
            for path, data in plan.draft.files.items():
                if now.at_work(path) != data:
                    raise RefusedError(
                        T("a hook changed {path}", path=path), T("let the hook only check, or pass --no-verify")
                    )
            if now.commit == plan.head.commit and message == plan.message:
                return plan
            was = Snapshot(self.git, self.repo, plan.head.commit, plan.head.ref)
            looked_at = [layout.SETTINGS, *plan.draft.files]
            if now.ref != was.ref or any(now.blob(p) != was.blob(p) for p in looked_at):
                return None
            again = self._objects(now, plan.draft, stage.index_signature(self.repo), plan.warnings)
            again.touched, again.message = plan.touched, message
            self._write(again, [])
            return again

    def _refuse_other_edits(self, plan: Plan) -> None:
        """Hooks look at the whole tree; with other edits in it they would judge what is not committed."""
        ours = {t.path for t in plan.touched} | journal.written_ahead(self.repo.own_dir)
        out = self.git.run("status", "--porcelain=v1", "-z", "-uno", "--no-renames").decode(errors="surrogateescape")
        others = [entry[3:] for entry in out.split("\0") if entry[3:] and entry[3:] not in ours]
        if others:
            raise RefusedError(
                T("commit hooks are set up, and {path} has edits that are not committed", path=others[0]),
                T("commit or stash them first, or pass --no-verify"),
            )


@contextmanager
def locked(git: Git, repo: Repo) -> Iterator[list[Text]]:
    """Hold svc's lock, what others left half done settled; yields what was done about that."""
    with lock.hold(repo.common_dir / "svc" / "lock") as fd:
        git.inherit = (fd,)
        try:
            yield heal(git, repo)
        finally:
            git.inherit = ()


def guard(snapshot: Snapshot, config: dict[str, str], draft: Draft) -> None:
    """Refuse a draft that would overwrite or sweep in anything of the user's, or keep what belongs into the vault."""
    refuse_filters(snapshot.git, snapshot.repo, config, [snapshot.full(p) for p in draft.files])
    ours = [p for p in draft.files if p not in draft.adopted]
    for path in ours:
        snapshot.settled(path)
    refuse_staged(snapshot, ours)
    if b"privacy:" in (snapshot.committed(layout.SETTINGS) or b""):
        from svc.store.watch import refuse_personal

        refuse_personal(snapshot, draft)


def refuse_staged(snapshot: Snapshot, paths: list[str]) -> None:
    """Refuse when the user staged a change of one of these files. Raises RefusedError."""
    for path in snapshot.staged_apart(paths):
        raise RefusedError(
            T("{path} has staged changes", path=path),
            T("git restore --staged {path}, or svc commit to take them in", path=path),
        )


def bring(git: Git, repo: Repo, plan: Plan) -> None:
    """Bring the work tree and the index to the commit that the branch, held, is about to move to.

    The index before the branch: a ``git commit`` reads the branch, then the index, and only then asks for its lock. One
    that found the branch moved and the index not would undo the change. Raises GitError, StateError, OSError.
    """
    write_files(repo, plan)
    stage.refresh(git, repo, plan.entries)


def settle(repo: Repo, plan: Plan) -> None:
    """Make the move last. The commit is kept already: what fails here is a warning."""
    try:
        branch.sync_ref(repo, plan.head.ref)
        journal.done(repo.own_dir)
    except (OSError, SvcError) as error:
        plan.warnings.append(T("committed, but the disk may not have it yet: {why}", why=said_of(error)))


def write_files(repo: Repo, plan: Plan) -> None:
    """Write the files of a plan into the work tree; one that somebody edited this moment stays as it is."""
    for touch, data in zip(plan.touched, plan.draft.files.values(), strict=True):
        place = repo.top / touch.path
        files.refuse_detours(repo.top, touch.path)
        held = files.kept(touch.path, files.read(place))
        if held == data:
            continue
        found = "" if held is None else object_id("blob", held, repo.algorithm)
        if found != touch.before:
            plan.warnings.append(T("{path} was edited this moment and is left as it is", path=touch.path))
        elif data is None:
            files.remove(place)
        else:
            files.replace(place, data, repo.own_dir / "tmp")


def maintain(git: Git, repo: Repo) -> None:
    """Let Git pack when it sees fit, without waiting: plumbing never does by itself.

    Objects that were just written are spared, whatever gc.pruneExpire says.
    """
    with suppress(OSError):
        if sum(1 for _ in Path(repo.common_dir, "objects", "17").iterdir()) >= _PACKING_THRESHOLD:
            git.detach("-c", "gc.pruneExpire=2.weeks.ago", "maintenance", "run", "--auto", "--quiet")


def refuse_half_done(repo: Repo) -> None:
    """Raise StateError while a merge or the like is half done."""
    name = repo.in_progress
    if name:
        hint = T("git {name} --continue (or --abort), then try again", name=name)
        raise StateError(T("a {name} is in progress", name=name), hint)


def said_of(error: Exception) -> object:
    """What went wrong, to be put into a text."""
    return error.message if isinstance(error, SvcError) else error
