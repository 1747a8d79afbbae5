"""Two commits brought together in memory: cases and other records by fields, everything else as Git does it.

Nothing is written but objects that nobody names yet. The work tree is not looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime

from svc.model import InvalidFileError
from svc.schema.redrawn import readdressed
from svc.schema.settings import Settings
from svc.store import layout
from svc.store.desk import Store
from svc.store.merge import gone
from svc.store.merge.holding import broken, merge_held
from svc.store.merge.markers import has_marks
from svc.store.merge.markers import sides as sides_of
from svc.store.merge.unmerged import Unmerged
from svc.store.merge.verdict import Choice, Conflict, Why
from svc.store.objects import FILE
from svc.store.reading import to_case
from svc.store.snapshot import Snapshot
from svc.store.source import decode
from svc.store.sync.renaming import Renamed, renamed
from svc.store.sync.trees import Change, changes, grafted, merged_tree
from svc.typed import NamedTuple

Choices = Mapping[str, Mapping[str, Choice]]
"""By file, then by field."""


class Torn(NamedTuple):
    """A file that the two sides do not agree on. One without ``conflicts`` is none that svc can merge.

    ``against`` are fields that break a rule with the choices made.
    """

    one: Unmerged
    conflicts: tuple[Conflict, ...] = ()
    against: tuple[str, ...] = ()


class Decided(NamedTuple):
    """A conflict that a person settled."""

    path: str
    conflict: Conflict
    choice: Choice


class Joined(NamedTuple):
    """What two commits make together. ``torn`` is not empty where they cannot be joined; ``tree`` says nothing then.

    ``merged`` are the files that were merged by fields; ``born`` the new cases of either side; ``events`` those that
    no side has as they stand there: of a choice, and of a case under another id.
    """

    tree: str
    merged: tuple[str, ...] = ()
    torn: tuple[Torn, ...] = ()
    decided: tuple[Decided, ...] = ()
    renamed: tuple[Renamed, ...] = ()
    born: tuple[tuple[Change, ...], tuple[Change, ...]] = ((), ())
    events: tuple[str, ...] = ()


Settle = Callable[[Unmerged, Mapping[str, Choice], Mapping[str, Why]], tuple[str, tuple[Decided, ...]]]


class _Joining:
    def __init__(
        self, store: Store, base: str, ours: str, theirs: str, settle: Settle, choices: Choices
    ) -> None:
        self.store = store
        self.ours = ours
        self.theirs = theirs
        self.settle = settle
        self.choices = choices
        self.mine = {c.path: c for c in changes(store, base, ours)}
        self.yours = {c.path: c for c in changes(store, base, theirs)}
        self.torn: list[Torn] = []
        self.decided: list[Decided] = []
        self.renamed: list[Renamed] = []
        self.events: dict[str, None] = {}

    def join(self) -> Joined:
        contested = [
            path for path, change in self.mine.items() if path in self.yours and self.yours[path].after != change.after
        ]
        ours = [path for path in contested if self._is_ours(path)]
        by_lines = len(ours) == len(contested)  # what that makes of our files is not taken
        tree, left = merged_tree(self.store, self.ours, self.theirs, *self._how(), by_lines=by_lines)
        texts: dict[str, bytes | None] = {}
        with self.store.git.reading():
            texts |= self._apart(ours)
            held = Snapshot(self.store.git, self.store.repo, tree)
            rules = self._rules(held, ours, texts)
            for path in ours:
                if path not in texts:
                    texts |= self._merged(path, rules)
        self.torn += [Torn(Unmerged(self._short(path), "", None, None)) for path in left if path not in ours]
        names = tuple(sorted(texts))
        if self.torn:
            return Joined("", names, tuple(sorted(self.torn)), tuple(self.decided))
        if texts:
            tree = grafted(self.store, tree, texts)
        born = self._born(self.mine), self._born(self.yours)
        return Joined(tree, names, (), tuple(self.decided), tuple(self.renamed), born, tuple(self.events))

    def _born(self, side: Mapping[str, Change]) -> tuple[Change, ...]:
        folder = f"{self.store.repo.prefix}{layout.CASES}/"
        return tuple(c for c in side.values() if c.path.startswith(folder) and not c.before.blob)

    def _is_ours(self, path: str) -> bool:
        """Whether a file is merged by fields: one of this desk, a plain file on each side that still has it."""
        return self._is_plain(self.mine[path]) and self._is_plain(self.yours[path])

    def _is_plain(self, change: Change) -> bool:
        prefix = self.store.repo.prefix
        is_ours = change.path.startswith(prefix) and layout.is_record(self._short(change.path))
        return is_ours and change.after.mode in (FILE, "")

    def _short(self, path: str) -> str:
        return path.removeprefix(self.store.repo.prefix)

    def _how(self) -> Iterator[str]:
        """Settings for Git's own merge: nothing taken for renamed where a file of ours is gone."""
        gone = [c.path for c in (*self.mine.values(), *self.yours.values()) if not c.after.blob]
        if any(path.endswith(".yaml") for path in gone):
            yield "merge.renames=false"  # one case is much like another

    def _apart(self, ours: list[str]) -> dict[str, bytes | None]:
        """The cases that drew an id of theirs, under another one, and the files of our side that speak of them."""
        texts: dict[str, bytes | None] = {}
        for path in ours:
            if self.mine[path].before.blob or not (self.mine[path].after.blob and self.yours[path].after.blob):
                continue
            with suppress(InvalidFileError):  # it is met again when it is merged
                _, mine, yours = self._versions(path)
                new = renamed(self._short(path), mine, yours, self._is_taken)
                self.renamed += [new] if new else []
                texts |= {path: yours.encode()} if new else {}
        for new in self.renamed:
            texts[self.store.repo.prefix + new.path] = self._said_anew(new.text).encode()
            self._note_events(new.path, new.text)
        for path, change in self.mine.items() if self.renamed else ():
            if path not in texts and path not in self.yours and self._is_plain(change) and change.after.blob:
                texts |= self._spoken(path, change.after.blob)
        return texts

    def _spoken(self, path: str, blob: str) -> dict[str, bytes | None]:
        """A file of ours alone, where it speaks of a case under another id now."""
        held = self.store.git.objects([blob])[0]
        text = held[2].decode(errors="surrogateescape") if held else ""
        new = self._said_anew(text)
        return {} if new == text else {path: new.encode(errors="surrogateescape")}

    def _said_anew(self, text: str) -> str:
        return readdressed(text, {one.old: one.new for one in self.renamed})

    def _rules(self, held: Snapshot, ours: list[str], texts: dict[str, bytes | None]) -> Settings | None:
        """The rules that hold after the merge."""
        path = self.store.repo.prefix + layout.SETTINGS
        if path in ours:
            texts |= self._merged(path, None)
        with suppress(InvalidFileError):
            data = texts.get(path) or held.committed(layout.SETTINGS)
            return self.store.settings_in(data) if data else None
        return None

    def _merged(self, path: str, rules: Settings | None) -> dict[str, bytes | None]:
        """The text of a file that both sides changed, by its path; nothing where they do not agree."""
        short = self._short(path)
        try:
            base, ours, theirs = self._versions(path)
            if not (self.mine[path].after.blob and self.yours[path].after.blob):
                return self._kept(path, base or "", ours, theirs)
            merged, contested = merge_held(base, ours, theirs, short, rules)
        except InvalidFileError:
            self.torn.append(Torn(Unmerged(short, "", None, None)))
            return {}
        if not merged.conflicts:
            return {path: merged.text.encode()}
        one = Unmerged(short, base or "", ours, theirs)
        text, decided = self.settle(one, self.choices.get(short, {}), contested)
        against = tuple(broken(text, base, ours, theirs, short, rules)) if text and rules else ()
        if not text or against:
            self.torn.append(Torn(one, merged.conflicts, against))
            return {}
        self.decided += decided
        self._note_events(short, text, ours, theirs)
        return {path: text.encode()}

    def _note_events(self, path: str, text: str, *sides: str) -> None:
        known = {event.id for side in sides for event in to_case(side, path).events}
        self.events |= dict.fromkeys(event.id for event in to_case(text, path).events if event.id not in known)

    def _kept(self, path: str, base: str, ours: str, theirs: str) -> dict[str, bytes | None]:
        """What is chosen of a file that one side deleted and the other changed; nothing where nobody chose."""
        short = self._short(path)
        mine = ours if self.mine[path].after.blob else None
        yours = theirs if self.yours[path].after.blob else None
        said = gone.conflict(base, mine, yours, short)
        choice = self.choices.get(short, {}).get(said.field)
        if choice is None:
            self.torn.append(Torn(Unmerged(short, base, mine, yours), (said,)))
            return {}
        self.decided.append(Decided(short, said, choice))
        left = gone.survivor(mine, yours, choice)
        return {path: None if left is None else left.encode()}

    def _versions(self, path: str) -> tuple[str | None, str, str]:
        """Base, ours and theirs of a file. Raises InvalidFileError."""
        blobs = (self.mine[path].before.blob, self.mine[path].after.blob, self.yours[path].after.blob)
        found = {held[1]: held[2] for held in self.store.git.objects([blob for blob in blobs if blob]) if held}
        base, ours, theirs = (found.get(blob, b"") for blob in blobs)
        short = self._short(path)
        before = _beginning(base, short) if blobs[0] else None
        return before, self._said_anew(decode(ours, short, mend=True)), decode(theirs, short, mend=True)

    def _is_taken(self, path: str) -> bool:
        full = self.store.repo.prefix + path
        return full in self.mine or full in self.yours


def _beginning(data: bytes, path: str) -> str | None:
    """What both sides began from; where the sides crossed before, what is beyond dispute of it."""
    text = data.decode(errors="replace")
    if not has_marks(text):
        return decode(data, path, mend=True)
    apart = sides_of(text)
    with suppress(InvalidFileError):
        return decode(apart.base.encode(), path, mend=True) if apart else None
    return None


def settling(who: Callable[[], str], when: Callable[[], datetime]) -> Settle:
    """Choices made by a person at an instant, what lost kept in the log."""
    from svc.store.merge.settling import settle

    def settled(
        one: Unmerged, choices: Mapping[str, Choice], contested: Mapping[str, Why]
    ) -> tuple[str, tuple[Decided, ...]]:
        if not choices or one.ours is None or one.theirs is None:
            return "", ()
        made = settle(one.base or None, one.ours, one.theirs, one.path, choices, who(), when(), contested)
        if made.conflicts:
            return "", ()
        return made.text, tuple(Decided(one.path, *each) for each in made.settled)

    return settled


def join(store: Store, base: str, ours: str, theirs: str, settle: Settle, choices: Choices) -> Joined:
    """Bring two commits together; ``base`` is what :func:`base_of` says of them.

    ``settle`` makes a text of a file by choices, ``""`` where some are missing.

    Raises StateError where they cannot be joined at all.
    """
    return _Joining(store, base, ours, theirs, settle, choices).join()
