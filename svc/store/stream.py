"""Thousands of changes at once: one commit each, through one ``git fast-import``, all of them or none.

The commits are made on a private ref; then the branch is held, the work tree and the index are brought to the last
of them, and the branch moves, as in ``svc.store.writer``. Killed before the move, the next write puts back what was
brought; after it, nothing is left to do.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable
from functools import partial
from itertools import islice

from svc.errors import RefusedError, StateError, SvcError, T, Text
from svc.store import authorship, branch, hooks, journal, stage
from svc.store.branch import PRIVATE
from svc.store.git import Git, GitError, Head, Repo, branch_of, is_true, tip
from svc.store.heal import heal_in_hand
from svc.store.message import render
from svc.store.objects import FILE
from svc.store.signals import unbroken
from svc.store.snapshot import Snapshot
from svc.store.writer import Draft, Receipt, guard, locked, maintain, refuse_half_done, refuse_staged, said_of
from svc.typed import IO

_CHUNK = 500

Changes = Iterable[Draft] | Callable[[Snapshot], Iterable[Draft]]
"""The drafts in order, or what makes them from HEAD once nobody else can move it."""


def stream(repo: Repo, config: dict[str, str], changes: Changes, verify: bool = True, base: str = "") -> Receipt:
    """Commit every draft, in order. The receipt names the last commit.

    Drafts hold whole files, so they must know what the branch holds: give a function that makes them from the
    snapshot, or the commit they were made from as ``base``. Raises RefusedError, StateError; then nothing was
    kept.
    """
    authorship.identity(config)
    if verify and hooks.installed(repo, config):
        raise RefusedError(
            T("commit hooks are set up; they do not run for each commit of a stream"), T("pass --no-verify")
        )
    git = Git(repo.top)
    with locked(git, repo) as warnings:
        refuse_half_done(repo)
        receipt = _Stream(git, repo, config).land(changes, base, warnings)
    maintain(git, repo)
    return receipt


class _Stream:
    def __init__(self, git: Git, repo: Repo, config: dict[str, str]) -> None:
        self.git = git
        self.repo = repo
        self.config = config
        self.touched: dict[str, journal.Touch] = {}
        self.paths: dict[str, str] = {}

    def land(self, changes: Changes, base: str, warnings: list[Text]) -> Receipt:
        with self.git.reading():
            ref = branch_of(self.git, self.repo)
            snapshot = Snapshot(self.git, self.repo, tip(self.git, ref), ref)
            if base and base != snapshot.commit:
                raise StateError(T("the branch moved meanwhile; nothing was written"), T("try again"))
            at = Head(ref, snapshot.commit)
            index = stage.index_signature(self.repo)
            journal.note(self.repo.own_dir, journal.Intent(ref, at.commit, "", ()))
            try:
                last = self._import(snapshot, changes(snapshot) if callable(changes) else changes)
            except BaseException:
                self._clear()
                raise
        if is_true(self.config.get("commit.gpgsign", "")):
            last = _signed(self.git, at.commit, last)
        return self._move(at, last, index, warnings)

    def _import(self, snapshot: Snapshot, drafts: Iterable[Draft]) -> str:
        """Feed the drafts to Git; the last commit."""
        branch.drop(self.git, PRIVATE)
        process = self.git.start("fast-import", "--quiet", "--done", "--date-format=raw", "--force")
        assert process.stdin is not None
        try:
            parent, rest = snapshot.commit, iter(drafts)
            while chunk := list(islice(rest, _CHUNK)):
                self._check(snapshot, chunk)
                for draft in chunk:
                    process.stdin.write(self._commit(snapshot, draft, parent))
                    parent = ""
            process.stdin.write(b"done\n")
        except BrokenPipeError:
            pass  # what Git says tells why
        finally:
            with contextlib.suppress(BrokenPipeError):
                process.stdin.close()
            words, code = _end(process.stderr), process.wait()
            if process.stdout:
                process.stdout.close()
        if code:
            raise GitError(("fast-import",), code, words)
        if not self.touched:
            raise StateError(T("there is nothing to write"))
        return tip(Git(self.repo.top), PRIVATE)

    def _check(self, snapshot: Snapshot, chunk: list[Draft]) -> None:
        """Refuse files of the user's; learn what the work tree holds of each file before it is first changed."""
        fresh = {p for draft in chunk for p in draft.files} - set(self.paths)
        if fresh:
            merged = Draft(chunk[0].message, dict.fromkeys(sorted(fresh)), chunk[0].when)
            snapshot.preload(sorted(fresh))
            guard(snapshot, self.config, merged)
        for draft in chunk:
            for path, data in draft.files.items():
                full = snapshot.full(path)
                before = self.touched[full].before if full in self.touched else snapshot.blob(path)
                self.touched[full] = journal.Touch(full, before, snapshot.id_of(data))
                self.paths[path] = full

    def _commit(self, snapshot: Snapshot, draft: Draft, parent: str) -> bytes:
        said = authorship.environment(self.config, draft.when, draft.written)
        lines = authorship.signed_lines(said)
        if lines is None:
            raise StateError(T("GIT_AUTHOR_DATE must look like {example} here", example="1767225600 +0800"))
        message = render(draft.message).encode()
        parts = [b"commit %s\n" % PRIVATE.encode(), lines, b"data %d\n" % len(message), message, b"\n"]
        if parent:
            parts.append(b"from %s\n" % parent.encode())
        for path, data in draft.files.items():
            name = _quoted(snapshot.full(path))
            if data is None:
                parts.append(b"D %s\n" % name)
            else:
                mode = (snapshot.mode(path) or FILE).encode()
                parts += [b"M %s inline %s\ndata %d\n" % (mode, name, len(data)), data, b"\n"]
        return b"".join(parts)

    def _move(self, at: Head, last: str, index: tuple[int, ...], warnings: list[Text]) -> Receipt:
        intent = journal.Intent(at.ref, at.commit, last, tuple(self.touched.values()))
        ready = partial(stage.advance, self.git, self.repo, at.commit, last)
        line, moved = f"{len(self.touched)} files in a stream", False
        with stage.hold(self.repo), unbroken():
            try:
                if stage.index_signature(self.repo) != index:
                    snapshot = Snapshot(self.git, self.repo, at.commit, at.ref)
                    refuse_staged(snapshot, list(self.paths))
                journal.note(self.repo.own_dir, intent)
                branch.sync_packs(self.repo)
                moved = branch.move(self.git, self.repo, at, last, line, authorship.identity(self.config), ready)
            finally:
                if not moved:
                    branch.drop(self.git, PRIVATE)  # before what is written down goes
                    heal_in_hand(self.git, self.repo)
            if not moved:
                raise StateError(T("the branch moved meanwhile; nothing was written"), T("try again"))
            return self._last(at, last, warnings)

    def _last(self, at: Head, last: str, warnings: list[Text]) -> Receipt:
        """Make it last; the commits are kept already, so what fails here is a warning."""
        try:
            branch.sync_ref(self.repo, at.ref)
            if hasattr(os, "sync"):
                os.sync()  # one for all: Git syncs no file of the work tree
            self._clear()
        except (OSError, SvcError) as error:
            warnings.append(T("committed, but the disk may not have it yet: {why}", why=said_of(error)))
        return Receipt(last, tuple(warnings))

    def _clear(self) -> None:
        """The private ref first, so that what is written down goes last."""
        branch.drop(self.git, PRIVATE)
        journal.done(self.repo.own_dir)


def _signed(git: Git, base: str, last: str) -> str:
    """The same commits, each signed: fast-import cannot."""
    names = git.text("rev-list", "--reverse", last, *([f"^{base}"] if base else [])).split()
    parent = base
    for name in names:
        parent = _resigned(git, name, parent)
    return parent


def _resigned(git: Git, name: str, parent: str) -> str:
    found = git.objects([name])[0]
    assert found is not None
    head, _, message = found[2].partition(b"\n\n")
    fields = dict(line.split(" ", 1) for line in head.decode(errors="surrogateescape").split("\n"))
    said: dict[str, str] = {}
    for role in ("author", "committer"):
        who, _, date = fields[role].rpartition("> ")
        mail_at = who.rindex(" <")
        said |= {f"GIT_{role.upper()}_NAME": who[:mail_at], f"GIT_{role.upper()}_EMAIL": who[mail_at + 2 :]}
        said[f"GIT_{role.upper()}_DATE"] = date
    above = ["-p", parent] if parent else []
    args = ("-c", "i18n.commitEncoding=utf-8", "commit-tree", fields["tree"], *above, "-S", "-F", "-")
    return git.run(*args, data=message, env=said).decode().strip()


def _quoted(path: str) -> bytes:
    escaped = path.replace("\\", "\\\\").replace('"', '\\"')
    return b'"%s"' % escaped.encode(errors="surrogateescape")


def _end(pipe: IO[bytes] | None) -> str:
    if pipe is None:
        return ""
    with pipe:
        return pipe.read().decode(errors="replace")
