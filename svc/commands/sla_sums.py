"""The cases of a revision as a report counts them where it lists none: what folders come to was added up before."""

from __future__ import annotations

from svc.commands.sla_cases import SlaCases
from svc.report.figures import Count
from svc.report.sums import Sum, Sums, again, flat
from svc.spare import cached_property
from svc.store.folders import Entry, is_plain
from svc.store.layout import CASES
from svc.store.objects import object_id
from svc.store.plain_json import dumps, loads
from svc.typed import Iterator, Mapping


class SlaSums:
    """Fills a count with the cases of a desk."""

    def __init__(self, cases: SlaCases, count: Count) -> None:
        self.cases = cases
        self.count = count
        self.files = self.selected = 0
        self.rest: dict[str, Entry] = {}
        """The files that are to be looked at one by one."""
        self._new: dict[str, tuple[str, str, bytes]] = {}
        self._found: dict[str, Sums] = {}

    def add(self) -> None:
        """Count what was added up; what is not in it is left in the rest."""
        with self.cases.store.here.reading():
            top = self.cases.store.folder(CASES)
            self._take(Sums(len(top.files), "", (), (), {**top.files}))
            for sums in self._telling(top.folders):
                self._take(sums)
        if self._new and self.cases.kept:
            self.cases.kept.keep_sums(self._question, self._new)
        self.rest = dict(sorted(self.rest.items()))
        self.cases.store.hold(self.rest)

    def _take(self, sums: Sums) -> None:
        self.count.sums(sums)
        self.files += sums.files
        self.selected += sums.files - len(sums.rest)
        self.rest |= {path: Entry(*entry) for path, entry in sums.rest.items()}

    def _telling(self, folders: Mapping[str, str]) -> Iterator[Sums]:
        """The sums of folders, given with their trees: of those below where a period cuts them, at last of none."""
        for path, sums in self._sums(folders).items():
            if sums.day < self.cases.settled and sums.tells(self.count.start, self.count.end):
                yield sums
                continue
            inside = self.cases.store.folder(path, folders[path])
            yield Sums(len(inside.files), "", (), (), {**inside.files})
            yield from self._telling(inside.folders)

    def _sums(self, folders: Mapping[str, str]) -> dict[str, Sums]:
        """What was added up of folders, brought forward; made where there is nothing."""
        kept = self.cases.kept
        wanted = {path: tree for path, tree in folders.items() if path not in self._found}
        known = kept.sums(self._question, wanted) if kept and wanted else {}
        for path, tree in wanted.items():
            if path in known:
                told, row = known[path]
                held = again(loads(told), row)
            else:
                held = self._made(path, tree)
            # As of a day in the past less is sure: what is kept stays as it is.
            now = self._brought_forward(held) if held.day < self.cases.settled else held
            if now is not held or path not in known:
                plain, row = flat(now)
                self._new[path] = (tree, dumps(plain, ascii=True), row)
            self._found[path] = now
        return {path: self._found[path] for path in folders}

    def _made(self, path: str, tree: str) -> Sums:
        """What a folder comes to: all those in it, and its own files, none of which is added up yet."""
        inside = self.cases.store.folder(path, tree)
        below = self._sums(inside.folders)
        total = Sum(self.count.question)
        rest: dict[str, tuple[str, str]] = {**inside.files}
        for sums in below.values():
            total.sums(sums)
            rest |= sums.rest
        files = len(inside.files) + sum(sums.files for sums in below.values())
        return total.whole(files, max((sums.day for sums in below.values()), default=""), rest)

    def _brought_forward(self, sums: Sums) -> Sums:
        """The sums with those of the rest that came to their end."""
        final = self.cases.final([blob for mode, blob in sums.rest.values() if is_plain(mode)])
        more, rest = Sum(self.count.question), {}
        for path, (mode, blob) in sums.rest.items():
            if blob in final and is_plain(mode):
                more.case(final[blob].facts)
            else:
                rest[path] = (mode, blob)
        if len(rest) == len(sums.rest):
            return sums
        more.sums(sums)
        return more.whole(sums.files, max(sums.day, *(one.day for one in final.values())), rest)

    @cached_property
    def _question(self) -> str:
        """A name for what is asked, and for all that it is counted by."""
        dated, dimensions, _ = self.count.question
        return object_id("blob", "\n".join((self.cases.rules, dated, *dimensions)).encode())
