"""The commit writer: one change, one commit, kept before it is acknowledged.

Under the lock: build the new trees from HEAD's, hand the objects to Git, note the intent, move the branch by
compare-and-swap (the moment of truth), then bring the user's work tree and index entry up to date. A kill
at any point leaves either nothing or a commit that the next write finishes; see ``svc.store.heal``.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from svc.errors import RefusedError, StateError, SvcError, T, Text
from svc.store import files, hooks, journal, lock
from svc.store.git import Git, GitError, Head, Repo, configuration, head, is_true, tip
from svc.store.heal import free_ref, heal, refresh_index
from svc.store.message import Message, render
from svc.store.objects import pack
from svc.store.snapshot import Snapshot, staged_apart

ATTEMPTS = 20
"""Times a write is built anew when the branch moves under it."""
_PACKING_THRESHOLD = 27
"""Loose objects in one of 256 folders from which Git's own housekeeping sees work (gc.auto 6700)."""


@dataclass(frozen=True, slots=True)
class Draft:
    """One commit to be. ``files``: new contents by path (None: taken out). ``adopted``: hand edits taken in."""

    message: Message
    files: dict[str, bytes | None]
    when: datetime
    adopted: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was kept: the commit, and what the user should know besides."""

    commit: str
    warnings: tuple[Text, ...] = ()


Build = Callable[[Snapshot], Draft]


@dataclass(slots=True)
class _Plan:
    """A draft with its objects written."""

    draft: Draft
    head: Head
    tree: str
    touched: tuple[journal.Touch, ...]
    message: str
    warnings: list[Text] = field(default_factory=list)


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
        for _ in range(ATTEMPTS):
            receipt = self._hooked(build, named) if named else self._plain(build)
            if receipt:
                self._maintain()
                return receipt
        raise StateError(T("the branch keeps moving; nothing was written"), T("try again"))

    def _plain(self, build: Build) -> Receipt | None:
        with self._locked() as warnings:
            return self._land(self._prepare(build, warnings))

    def _hooked(self, build: Build, names: tuple[str, ...]) -> Receipt | None:
        """Hooks run outside the lock, with the files already in the work tree as they would be in a commit."""
        with self._locked() as warnings:
            plan = self._prepare(build, warnings)
            self._refuse_other_edits(plan)
            ahead = journal.Ahead(self.repo.own_dir, self._intent(plan, ""))
            self._write_files(plan)
        receipt = None
        try:
            blobs = {t.path: t.after for t in plan.touched}
            plan.message = hooks.before(self.git, self.repo, names, plan.head.commit, blobs, plan.message)
            with self._locked():
                receipt = self._land(plan) if self._still(plan) else None
        finally:
            ahead.close(committed=receipt is not None)
            if receipt is None:
                self._put_back()
        if receipt:
            hooks.after(self.git, names)
        return receipt

    def _put_back(self) -> None:
        """Healing finds the closed note of the files written ahead and restores them."""
        with self._locked():
            pass

    @contextlib.contextmanager
    def _locked(self) -> Iterator[list[Text]]:
        with lock.hold(self.repo.common_dir / "svc" / "lock") as fd:
            self.git.inherit = (fd,)
            try:
                yield heal(self.git, self.repo)
            finally:
                self.git.inherit = ()

    def _prepare(self, build: Build, warnings: list[Text]) -> _Plan:
        if self.repo.in_progress:
            raise _half_done(self.repo.in_progress)
        at = head(self.git)
        snapshot = Snapshot(self.git, self.repo, at.commit)
        draft = build(snapshot)
        snapshot.preload(list(draft.files))
        self._guard(snapshot, draft)
        return self._objects(snapshot, draft, at, warnings)

    def _guard(self, snapshot: Snapshot, draft: Draft) -> None:
        """Nothing of the user's is overwritten or swept in."""
        _refuse_filters(self.git, self.repo, [snapshot.full(p) for p in draft.files])
        ours = [p for p in draft.files if p not in draft.adopted]
        for path in ours:
            snapshot.settled(path)
        for path in staged_apart(snapshot, ours):
            raise RefusedError(
                T("{path} has staged changes", path=path),
                T("git restore --staged {path}, or svc commit to take them in", path=path),
            )

    def _objects(self, snapshot: Snapshot, draft: Draft, at: Head, warnings: list[Text]) -> _Plan:
        trees = snapshot.trees(list(draft.files))
        blobs: list[tuple[str, bytes]] = []
        touched = []
        for path, data in draft.files.items():
            at_work = snapshot.at_work(path)
            if path in draft.adopted and at_work is not None:
                blobs.append(("blob", at_work))
            touched.append(journal.Touch(snapshot.full(path), snapshot.id_of(at_work), snapshot.id_of(data)))
            if data is None:
                trees.drop(snapshot.full(path))
            else:
                blobs.append(("blob", data))
                trees.put(snapshot.full(path), snapshot.id_of(data))
        tree, made = trees.write()
        self.git.run("unpack-objects", "-q", data=pack([*blobs, *made], self.repo.algorithm))
        return _Plan(draft, at, tree, tuple(touched), render(draft.message), warnings)

    def _land(self, plan: _Plan) -> Receipt | None:
        """Make the commit and move the branch to it. None when the branch is no longer where it was."""
        commit = self._commit_object(plan)
        journal.note(self.repo.own_dir, self._intent(plan, commit))
        if not self._swap(plan, commit):
            journal.done(self.repo.own_dir)
            return None
        self._refresh(plan)
        return Receipt(commit, tuple(plan.warnings))

    def _intent(self, plan: _Plan, new: str) -> journal.Intent:
        return journal.Intent(plan.head.ref, plan.head.commit, new, plan.touched)

    def _commit_object(self, plan: _Plan) -> str:
        parent = ["-p", plan.head.commit] if plan.head.commit else []
        sign = ["-S"] if is_true(self.config.get("commit.gpgsign", "")) else []
        env = identity(self.config) | dates(plan.draft.when)
        args = ("-c", "i18n.commitEncoding=utf-8", "commit-tree", plan.tree, *parent, *sign, "-F", "-")
        return self.git.run(*args, data=plan.message.encode(), env=env).decode().strip()

    def _swap(self, plan: _Plan, commit: str) -> bool:
        """Move the branch if it stands where the write began. After a failure the ref itself is asked."""
        old = plan.head.commit or "0" * (2 * self.repo.id_length)
        args = ("update-ref", "--create-reflog", "-m", f"svc: {plan.draft.message.subject}", plan.head.ref, commit, old)
        env = identity(self.config) | dates(plan.draft.when)
        for attempt in range(10):
            done = self.git.call(*args, env=env)
            now = tip(self.git, plan.head.ref) if done.returncode else commit
            if now == commit:
                return True
            if now != plan.head.commit:
                return False
            if not free_ref(self.repo, plan.head.ref, attempt):
                break
        journal.done(self.repo.own_dir)
        raise GitError(args, done.returncode, done.stderr.decode(errors="replace"))

    def _write_files(self, plan: _Plan) -> None:
        for path, data in plan.draft.files.items():
            place = self.repo.top / (self.repo.prefix + path)
            if data is None:
                files.remove(place)
            elif files.normal(files.read(place)) != data:
                files.replace(place, data, self.repo.own_dir / "tmp")

    def _refresh(self, plan: _Plan) -> None:
        """Bring the work tree and these entries of the user's index to the commit.

        The change is kept already: what fails here is a warning, and the next write mends it.
        """
        try:
            self._write_files(plan)
            refresh_index(self.git, [t.path for t in plan.touched])
        except (OSError, SvcError) as error:
            plan.warnings.append(T("committed, but the work tree is not up to date yet: {why}", why=_words(error)))
            return
        journal.done(self.repo.own_dir)

    def _still(self, plan: _Plan) -> bool:
        """Whether the branch, and our files in the work tree, are as they were before the hooks ran."""
        if tip(self.git, plan.head.ref) != plan.head.commit:
            return False
        snapshot = Snapshot(self.git, self.repo, "")
        for path, data in plan.draft.files.items():
            if snapshot.at_work(path) != data:
                raise RefusedError(
                    T("a hook changed {path}", path=path), T("let the hook only check, or pass --no-verify")
                )
        return True

    def _refuse_other_edits(self, plan: _Plan) -> None:
        """Hooks look at the whole tree; with other edits in it they would judge what is not committed."""
        ours = {t.path for t in plan.touched} | journal.written_ahead(self.repo.own_dir)
        out = self.git.run("status", "--porcelain=v1", "-z", "-uno", "--no-renames").decode(errors="surrogateescape")
        others = [entry[3:] for entry in out.split("\0") if entry[3:] and entry[3:] not in ours]
        if others:
            raise RefusedError(
                T("commit hooks are set up, and {path} has edits that are not committed", path=others[0]),
                T("commit or stash them first, or pass --no-verify"),
            )

    def _maintain(self) -> None:
        """Let Git pack when it sees fit, without waiting: plumbing never does by itself."""
        with contextlib.suppress(OSError):
            if len(os.listdir(self.repo.common_dir / "objects" / "17")) >= _PACKING_THRESHOLD:
                self.git.detach("maintenance", "run", "--auto", "--quiet")


def identity(config: dict[str, str]) -> dict[str, str]:
    """Who commits, as environment for Git. Raises StateError when nobody has said."""
    found = {}
    for role in ("AUTHOR", "COMMITTER"):
        for part in ("NAME", "EMAIL"):
            key = part.lower()
            value = os.environ.get(f"GIT_{role}_{part}") or config.get(f"{role.lower()}.{key}") or config.get(f"user.{key}")
            if not value:
                raise StateError(
                    T("Git does not know who you are"),
                    T('git config --global user.name "Your Name"; git config --global user.email you@example.com'),
                )
            found[f"GIT_{role}_{part}"] = value
    return found


def dates(when: datetime) -> dict[str, str]:
    """The dates of a commit, as environment for Git; what the user set for Git goes first."""
    stamp = f"{int(when.timestamp())} {when.strftime('%z') or '+0000'}"
    return {key: os.environ.get(key) or stamp for key in ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE")}


def _half_done(name: str) -> StateError:
    hint = T("git {name} --continue (or --abort), then try again", name=name)
    return StateError(T("a {name} is in progress", name=name), hint)


def _refuse_filters(git: Git, repo: Repo, paths: list[str]) -> None:
    """Objects are made without Git's filters; a file that needs one (encryption, LFS) must not slip past it."""
    places = (repo.top / ".gitattributes", repo.top / repo.prefix / ".gitattributes", repo.common_dir / "info/attributes")
    words = (b"filter", b"working-tree-encoding", b"ident")
    if not any(word in (files.read(place) or b"") for place in places for word in words):
        return
    names = ("filter", "working-tree-encoding", "ident")
    out = git.run("check-attr", "-z", "--stdin", *names, data="".join(f"{p}\0" for p in paths).encode()).decode()
    values = out.split("\0")
    for path, name, value in zip(values[::3], values[1::3], values[2::3], strict=False):
        if value not in ("unspecified", "unset"):
            raise StateError(
                T("{path} has the Git attribute {name}, which svc cannot apply", path=path, name=name),
                T("take {name} off the case files in .gitattributes", name=name),
            )


def _words(error: Exception) -> object:
    return error.message if isinstance(error, SvcError) else str(error)
