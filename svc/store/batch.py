"""A desk that one hand plays from beginning to end: the commits of the ordinary writer, given to Git in one pack.

Every change is a commit of its own, with the id that the writer would give it, and the work tree follows at once,
so that the next command sees it. Git learns of them at the end, and whenever a command asks Git. Killed before
that, the changes stand in the work tree alone: this is for a desk that nobody else is at work on. The user's
hooks do not run and nothing is signed, since the people named in the commits are not the ones who make them.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from functools import cached_property

from svc.errors import StateError, T
from svc.paths import Path
from svc.schema.settings import Settings
from svc.store import authorship, branch, files, journal, stage
from svc.store.desk import Store
from svc.store.git import Git, Head, Repo, branch_of, tip
from svc.store.objects import FILE, Entries, Trees, object_id, pack
from svc.store.snapshot import Snapshot
from svc.store.writer import Build, Draft, Plan, Receipt, Writer, guard, identity, locked, refuse_half_done


class Batch:
    """Changes of one desk held back from Git; a context whose end, whatever ends it, hands them over."""

    def __init__(self, root: Path) -> None:
        first = Store(root)
        unsigned = {key: value for key, value in first.config.items() if key != "commit.gpgsign"}
        self.root = root
        self.writer = _Writer(first.repo, unsigned)
        self.last = ""

    def __enter__(self) -> Batch:
        return self

    def __exit__(self, *_: object) -> None:
        self.writer.close()
        if self.last:
            Store(self.root).touched(self.last)

    def store(self) -> Store:
        """The desk for one command."""
        return _Store(self)

    def flush(self) -> None:
        """Hand over to Git what it does not have yet. Raises StateError; then the branch did not move."""
        self.writer.flush()


class _Store(Store):
    """The desk as one command of a batch sees it. What asks Git has it told everything first."""

    def __init__(self, batch: Batch) -> None:
        super().__init__(batch.root, indexed=False)  # one hand that writes all the time is faster without
        self._batch = batch
        self.repo = batch.writer.repo
        self.config = batch.writer.config
        self.writer = batch.writer

    @cached_property
    def git(self) -> Git:
        self._batch.flush()
        return Git(self.repo.top)

    def committed_settings(self) -> Settings | None:
        self._batch.flush()
        return super().committed_settings()

    def committed_ids(self, beside: Iterable[str] = ()) -> dict[str, str]:
        self._batch.flush()
        return super().committed_ids(beside)

    def last(self) -> str:
        return self._batch.last

    def touched(self, case_id: str) -> None:
        self._batch.last = case_id


class _Ahead(Snapshot):
    """The last commit of a batch: what Git has, and what was changed since."""

    def __init__(self, git: Git, repo: Repo, commit: str, ref: str) -> None:
        super().__init__(git, repo, commit, ref)
        self._held_by_git = commit
        self._changed: dict[str, Entries] = {}

    def preload(self, paths: list[str]) -> None:
        """What is not known yet was not changed: Git has it."""
        now, self.commit = self.commit, self._held_by_git
        try:
            super().preload(paths)
        finally:
            self.commit = now

    def trees(self, paths: list[str]) -> Trees:
        held = super().trees(paths)
        self._changed = held.entries
        return held

    def settle(self) -> None:
        """Git has it all."""
        self._held_by_git = self.commit

    def advance(self, commit: str, changed: dict[str, bytes | None]) -> None:
        """Stand at the commit that was made of the trees last given out."""
        self.commit = commit
        self._folders |= self._changed
        self._blobs |= changed


class _Writer(Writer):
    """Makes the commits and keeps their objects."""

    def __init__(self, repo: Repo, config: dict[str, str]) -> None:
        super().__init__(repo, config)
        self._reading = contextlib.ExitStack()
        self._ahead: _Ahead | None = None
        self._since("")

    def _since(self, commit: str) -> None:
        """Git has everything up to this commit."""
        self._base = commit
        self._index = stage.index_signature(self.repo)
        self._made: dict[str, tuple[str, bytes]] = {}
        self._touched: dict[str, journal.Touch] = {}
        self._files: dict[str, bytes | None] = {}
        self._modes: dict[str, str] = {}
        self._plan: Plan | None = None

    def commit(self, build: Build, verify: bool = True) -> Receipt:
        """As the writer does it, but for hooks: ``verify`` says nothing here."""
        identity(self.config)
        snapshot = self._snapshot()
        draft = build(snapshot)
        snapshot.preload(list(draft.files))
        if fresh := {path: data for path, data in draft.files.items() if path not in self._files}:
            guard(snapshot, self.config, Draft(draft.message, fresh, draft.when, draft.adopted))
        plan = self._objects(snapshot, draft, self._index, [])
        self._put(plan)
        snapshot.advance(plan.commit, draft.files)
        return Receipt(plan.commit)

    def _snapshot(self) -> _Ahead:
        """The last commit, ours or one that a command made past the batch."""
        if self._ahead is None:
            refuse_half_done(self.repo)
            self._reading.enter_context(self.git.reading())
        ref = branch_of(self.git, self.repo)
        commit = tip(self.git, ref)
        if self._ahead is None or commit != self._base:
            self._ahead = _Ahead(self.git, self.repo, commit, ref)
            self._since(commit)
        return self._ahead

    def _write(self, plan: Plan, made: list[tuple[str, bytes]]) -> None:
        """Keep the objects and name the commit in the plan."""
        lines = authorship.signed_lines(authorship.environment(self.config, plan.draft.when))
        if lines is None:
            raise StateError(T("GIT_AUTHOR_DATE must look like {example} here", example="1767225600 +0800"))
        commit = authorship.commit_bytes(plan.tree, plan.head.commit, lines, plan.message)
        for kind, data in [*made, ("commit", commit)]:
            plan.commit = object_id(kind, data, self.repo.algorithm)
            self._made[plan.commit] = kind, data

    def _put(self, plan: Plan) -> None:
        """Write the files into the work tree, where the next command reads them; they are made lasting at the end."""
        for touch, (path, data) in zip(plan.touched, plan.draft.files.items(), strict=True):
            place = self.repo.top / touch.path
            files.refuse_detours(self.repo.top, touch.path)
            if data is None:
                files.remove(place)
            elif touch.before != touch.after:
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(data)
            first = self._touched.get(touch.path, touch)
            self._touched[touch.path] = journal.Touch(touch.path, first.before, touch.after)
            self._files[path] = data
            self._modes[touch.path] = plan.entries[touch.path][0]
        self._plan = plan

    def flush(self) -> None:
        """One pack, one move of the branch, one writing of the index; nothing where Git has it all."""
        last, ahead = self._plan, self._ahead
        if last is None or ahead is None:
            return
        self._plan = self._ahead = None
        self._reading.close()  # a reader that goes on would show the index as it was
        self._hand_over(last)
        self._reading.enter_context(self.git.reading())
        ahead.settle()
        self._ahead = ahead
        self._since(last.commit)

    def close(self) -> None:
        """Hand over the rest."""
        with self._reading:
            self.flush()

    def _hand_over(self, last: Plan) -> None:
        with locked(self.git, self.repo) as warnings:
            refuse_half_done(self.repo)
            self.git.run("index-pack", "--stdin", data=pack(list(self._made.values()), self.repo.algorithm))
            branch.sync_packs(self.repo)
            entries = {path: (self._modes[path] or FILE, touch.after) for path, touch in self._touched.items()}
            draft = Draft(last.draft.message, self._files, last.draft.when)
            head = Head(last.head.ref, self._base)
            touched = tuple(self._touched.values())
            whole = Plan(draft, head, last.tree, last.commit, touched, entries, last.message, self._index, warnings)
            landed = self._land(whole)
        if landed is None:
            raise StateError(T("the branch moved meanwhile; nothing was written"), T("try again"))
        if hasattr(os, "sync"):
            os.sync()  # one for all files of the work tree
