"""A sync: fetch, join, push, land, and again where somebody else was first.

The merge is pushed before the branch here moves to it: a race that is lost leaves nothing behind, and whoever is
killed in between is only behind, which the next sync mends. A merge that cannot be pushed now lands all the same, so
that the work of others is here; what is left to push is told.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime

from svc.errors import StateError, SvcError, T, Text
from svc.store import authorship, standing
from svc.store.desk import Store
from svc.store.git import Head, branch_of, tip
from svc.store.message import Message, render
from svc.store.sync.remote import Line, OutOfReachError, OvertakenError, Tell, Upstream, upstream
from svc.store.writer import locked, maintain, refuse_half_done
from svc.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from svc.store.sync.joining import Choices, Decided, Joined, Torn
    from svc.store.sync.trees import Change

ATTEMPTS = 12
"""Times that a push is tried anew when others are first."""
_STEP = 0.15
"""Seconds of the first wait between two tries, at most; it doubles up to :data:`_LONGEST`."""
_LONGEST = 3.0


class Work(NamedTuple):
    """A commit that came or went."""

    commit: str
    by: str
    subject: str


class Outcome(NamedTuple):
    """What came of a sync.

    ``left``: commits that are here and not there; ``behind``: the other way round. ``made`` is the merge, if there was
    one; ``arrived`` the files of this desk that changed here, ``gone`` those that others deleted, each with a commit
    that has it; ``torn`` what kept it from being made; ``trouble`` why it did not end well otherwise.
    """

    where: Upstream
    came: tuple[Work, ...] = ()
    went: tuple[Work, ...] = ()
    left: int = 0
    behind: int = 0
    torn: tuple[Torn, ...] = ()
    made: Joined | None = None
    arrived: tuple[str, ...] = ()
    gone: tuple[tuple[str, str], ...] = ()
    ours: str = ""
    theirs: str = ""
    trouble: SvcError | None = None
    warnings: tuple[Text, ...] = ()


class Manner(NamedTuple):
    """How a sync goes about it: when it is, who decides; both are asked for only where they matter.

    ``choose`` is asked about files that the sides do not agree on.
    """

    when: Callable[[], datetime]
    who: Callable[[], str]
    choose: Callable[[Sequence[Torn], str, str], Choices]
    may_ask: bool = False
    tell: Tell | None = None


def sync(store: Store, manner: Manner) -> Outcome:
    """Bring the branch in work together with the remote's.

    Raises StateError where nothing could be tried at all: no remote, a merge half done.
    """
    authorship.identity(store.config)
    refuse_half_done(store.repo)
    ref = branch_of(store.git, store.repo)
    where = upstream(store.git, ref)
    with locked(store.git, store.repo) as warnings:
        pass  # finishes what was stopped
    found = _Sync(store, where, manner).run()
    maintain(store.git, store.repo)
    return found._replace(warnings=(*warnings, *found.warnings))


class _Sync:
    def __init__(self, store: Store, where: Upstream, manner: Manner) -> None:
        self.store = store
        self.where = where
        self.manner = manner
        patience = store.config.get("svc.patience", "")
        self.line = Line(store.git, store.repo, where, manner.may_ask, manner.tell, patience)
        self.first, self.seen = self._tips()
        self.made: Joined | None = None
        self.came: list[tuple[str, str]] = []
        self.went: list[tuple[str, str]] = []
        self.arrived: dict[str, None] = {}
        self.gone: dict[str, str] = {}
        self.warnings: list[Text] = []

    def _tips(self) -> tuple[str, str]:
        """Where the branch here stands, and the remote's as it was last seen."""
        ours, theirs = self.store.git.objects([f"{ref}^{{commit}}" for ref in (self.where.ref, self.where.tracking)])
        return ours[1] if ours else "", theirs[1] if theirs else ""

    def run(self) -> Outcome:
        try:
            theirs = self.line.fetch(self.seen)
        except OutOfReachError as error:
            return self._told(self.first, self.seen, trouble=error)
        for attempt in range(ATTEMPTS):
            done = self._once(theirs, is_last=attempt == ATTEMPTS - 1)
            if done:
                return done
            import random

            time.sleep(random.uniform(0.2, 1) * min(_STEP * 2**attempt, _LONGEST))
            try:
                theirs = self.line.fetch(theirs)
            except OutOfReachError as error:
                return self._told(tip(self.store.git, self.where.ref), theirs, trouble=error)
        raise StateError(T("the branch keeps moving; nothing was written"), T("try again"))

    def _once(self, theirs: str, is_last: bool) -> Outcome | None:
        """One try; None where somebody else was first."""
        git = self.store.git
        ours = self._tips()[0]
        if not ours and not theirs:
            raise StateError(T("neither side has a commit yet"), T("svc new makes the first"))
        if ours == theirs:
            return self._told(ours, theirs)
        goal = self._goal(ours, theirs)
        if not goal:
            return self._told(ours, theirs, torn=self.made.torn if self.made else ())

        from svc.store.sync import landing, trees

        changes = [] if goal == ours else trees.changes(self.store, ours, goal)
        at = Head(self.where.ref, ours)
        try:
            landing.refuse_work_in_the_way(self.store, at, changes)
        except SvcError as error:
            return self._told(ours, theirs, trouble=error)
        trouble: SvcError | None = None
        fetched = theirs
        if goal != theirs:
            try:
                self.line.push(goal)
                self.went.append((theirs, goal))
                theirs = goal
            except OvertakenError as error:
                if not is_last:
                    return None
                trouble = error
            except SvcError as error:
                trouble = error
        if goal != ours:
            said = authorship.environment(self.store.config, self.manner.when())
            try:
                landed = landing.land(self.store, at, goal, changes, f"svc: sync with {self.where.name}", said)
            except SvcError as error:
                return self._told(ours, theirs, trouble=error)
            self.warnings += landed.warnings
            if not landed.moved:
                return None
            self.came.append((ours, fetched))
            self._note(changes, ours)
            ours = goal
        elif tip(git, self.where.ref) != ours and not trouble:
            return None  # a command wrote meanwhile: that goes too
        return self._told(ours, theirs, trouble=trouble)

    def _note(self, changes: Sequence[Change], before: str) -> None:
        """What became of the files of this desk since a commit, but for what was decided here."""
        decided = {one.path for one in self.made.decided} if self.made else set()
        prefix = self.store.repo.prefix
        for change in changes:
            if not change.path.startswith(prefix):
                continue
            path = change.path.removeprefix(prefix)
            if change.after.blob:
                self.arrived[path] = None
            elif path not in decided:
                self.gone[path] = before

    def _goal(self, ours: str, theirs: str) -> str:
        """The commit where both sides meet, ``""`` where they cannot."""
        if not theirs or not ours:
            return ours or theirs

        from svc.store.sync import joining, trees

        base = trees.base_of(self.store, ours, theirs)
        if base in (ours, theirs):
            return theirs if base == ours else ours
        settle = joining.settling(self.manner.who, self.manner.when)
        made = joining.join(self.store, base, ours, theirs, settle, {})
        if any(torn.conflicts for torn in made.torn):
            choices = self.manner.choose(made.torn, ours, theirs)
            made = joining.join(self.store, base, ours, theirs, settle, choices) if choices else made
        self.made = made
        return "" if made.torn else self._commit(made, ours, theirs)

    def _commit(self, made: Joined, ours: str, theirs: str) -> str:
        """A merge commit that nothing names yet."""
        from svc.store.sync import trees

        fates = {one.path: _fate(one) for one in made.decided if one.conflict.why == "deleted"}
        names = [path.removeprefix(self.store.repo.prefix) for path in made.merged]
        lines = [name for name in names if name not in fates]
        body = "\n".join([*(["merged by fields:", *lines] if lines else []), *fates.values()])
        trailers = {"Event": " ".join(made.events), "Kind": "merge", "By": self.manner.who() if made.events else ""}
        message = render(Message(f"merge {self.where.name}", trailers, body))
        said = authorship.environment(self.store.config, self.manner.when())
        return trees.commit(self.store, made.tree, (ours, theirs), message, said)

    def _told(
        self, ours: str, theirs: str, torn: tuple[Torn, ...] = (), trouble: SvcError | None = None
    ) -> Outcome:
        """What came of it, as the two branches stand now; it is written down for ``svc list``."""
        store, made = self.store, self.made
        left, behind = _apart(store, ours, theirs)
        with suppress(OSError):
            now = standing.Standing(self.where.ref, self.where.tracking, ours, theirs, left, behind)
            standing.keep(store.own_dir, now)
        has_moved = ours != self.first
        return Outcome(
            self.where, _works(store, self.came), _works(store, self.went), left, behind,
            torn=torn, made=made if has_moved else None, arrived=tuple(self.arrived),
            gone=tuple(self.gone.items()), ours=ours, theirs=theirs,
            trouble=trouble, warnings=tuple(self.warnings),
        )  # fmt: skip


def _fate(one: Decided) -> str:
    """What became of a file that one side deleted and the other changed."""
    is_kept = one.conflict.ours if one.choice.take == "ours" else one.conflict.theirs
    return f"kept, though deleted: {one.path}" if is_kept else f"deleted, though changed: {one.path}"


def _works(store: Store, spans: Sequence[tuple[str, str]]) -> tuple[Work, ...]:
    """The commits of several spans, each once, the newest first."""
    return tuple(dict.fromkeys(work for old, new in reversed(spans) for work in _between(store, old, new)))


def _between(store: Store, old: str, new: str) -> tuple[Work, ...]:
    """The commits that one has and the other had not, the newest first, merges left out."""
    without = [f"^{old}"] if old else []
    out = store.git.run("log", "-z", "--no-merges", "--format=%H%x09%an%x09%s", new, *without)
    rows = [row.split("\t", 2) for row in out.decode(errors="replace").split("\0") if row]
    return tuple(Work(*row) for row in rows)


def _apart(store: Store, ours: str, theirs: str) -> tuple[int, int]:
    """How many commits each side has that the other has not."""
    if ours == theirs:
        return 0, 0
    sides = [side for side in (ours, theirs) if side]
    if len(sides) == 1:
        count = int(store.git.text("rev-list", "--count", sides[0]))
        return (count, 0) if ours else (0, count)
    left, behind = store.git.text("rev-list", "--left-right", "--count", f"{ours}...{theirs}").split()
    return int(left), int(behind)
