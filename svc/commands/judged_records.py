"""The records that a change touched, judged at its end: by themselves, and in what names what."""

from __future__ import annotations

from functools import cached_property

from svc.errors import SvcError, T
from svc.model import Data, InvalidFileError, Problem, mapping
from svc.schema.kinds import KINDS, Kind, kind_at
from svc.schema.references import Name, Named, named, named_of_case
from svc.schema.settings import Settings
from svc.spare import suppress
from svc.store import layout
from svc.store.codec import load, read
from svc.store.compared import Compared, Touch, texts
from svc.store.records import check_text, key_at
from svc.store.source import decode
from svc.store.tree import line_of, plain
from svc.typed import Iterator, Mapping


class Records:
    """The records at the end of a change, and what it did to them. ``held``: the bytes of the touched files by blob."""

    def __init__(self, change: Compared, settings: Settings, held: Mapping[str, bytes]) -> None:
        self.change = change
        self.settings = settings
        self.held = held

    def problems(self) -> Iterator[Problem]:
        """What is wrong in the records and with the names of records, and was not before."""
        for touch in self.change.touched:
            kind = kind_at(touch.path)
            if kind and touch.new:
                before = {(one.field, str(one.message)) for one in self._file(kind, touch.path, touch.old)}
                found = self._file(kind, touch.path, touch.new)
                yield from (one for one in found if (one.field, str(one.message)) not in before)
            elif touch.new and self.settings.records.required and touch.path.startswith(f"{layout.CASES}/"):
                yield from self._case(touch)
        yield from self._left_behind()

    def _file(self, kind: Kind, path: str, blob: str) -> Iterator[Problem]:
        if not blob:
            return
        try:
            text = decode(self.held[blob], path)
            yield from check_text(kind, text, path, self.settings)
            node = read(text, path)
        except InvalidFileError as error:
            yield from error.problems
            return
        for one in named(mapping(plain(node)), kind.references):
            if not self._has(one):
                yield Problem(path, line_of(node, one.field), one.field, one.missing)

    def _case(self, touch: Touch) -> Iterator[Problem]:
        """What a case came to name that is not there, of the kinds that the desk keeps."""
        with suppress(InvalidFileError, SvcError):
            required = self.settings.records.required
            known = {one.name for one in named_of_case(self._data(touch.path, touch.old), required)}
            node = read(decode(self.held[touch.new], touch.path), touch.path)
            for one in named_of_case(mapping(plain(node)), required):
                if one.name not in known and not self._has(one):
                    yield Problem(touch.path, line_of(node, one.field), one.field, one.missing)

    def _data(self, path: str, blob: str) -> Data:
        return load(self.held[blob], path) if blob else {}

    def _left_behind(self) -> Iterator[Problem]:
        """What still names a record that the change took away, in files that it did not touch."""
        gone = {(kind.name, key_at(touch.path)): kind for touch in self.change.touched
                if not touch.new and (kind := kind_at(touch.path))}  # fmt: skip
        if not gone:
            return
        touched = {touch.path for touch in self.change.touched}
        for path, data in self._beside(gone):
            kind = kind_at(path)
            if kind and path not in touched:
                yield from self._still(path, named(load(data, path), kind.references), gone)
        if {name for name, _ in gone} & {*self.settings.records.required}:
            for case in self.change.head.cases()[0]:
                if case.path not in touched:
                    yield from self._still(case.path, named_of_case(case.data, self.settings.records.required), gone)

    def _beside(self, gone: Mapping[Name, Kind]) -> Iterator[tuple[str, bytes]]:
        """The records at the end of the change that have one of some keys in them."""
        keys = [key.encode() for _, key in gone]
        contents = texts(self.change.base, [*self._files.values()])
        for path, blob in self._files.items():
            if any(key in contents[blob] for key in keys):
                yield path, contents[blob]

    def _still(self, path: str, found: Iterator[Named], gone: Mapping[Name, Kind]) -> Iterator[Problem]:
        with suppress(InvalidFileError, SvcError):
            for one in found:
                if one.name in gone:
                    said = T("names {key}, which the change takes away: svc {kind} rename or merge take all along",
                             key=one.key, kind=one.kind)  # fmt: skip
                    yield Problem(path, 0, one.field, said)

    @cached_property
    def _files(self) -> dict[str, str]:
        """The records at the end of the change, by path: their blobs."""
        return self.change.head.blobs_in(*(f"{kind.folder}/" for kind in KINDS.values()))

    @cached_property
    def _cases(self) -> frozenset[str]:
        return frozenset(map(key_at, self.change.head.case_files()))

    def _has(self, one: Named) -> bool:
        if one.kind == "case":
            return one.key in self._cases
        return KINDS[one.kind].path(one.key) in self._files
