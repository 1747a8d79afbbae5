"""Which records a file names, and the same file where some of them have another key."""

from __future__ import annotations

from svc.errors import T, Text
from svc.model import Data, Value, mapping
from svc.schema.kinds import KINDS, OF_CASES, Reference, folded_serial, made_key
from svc.typed import Iterable, Iterator, Mapping, NamedTuple, Sequence

Name = tuple[str, str]
"""A kind of record, and a key."""


class Named(NamedTuple):
    """A record that a file names, and the dotted field in which it does."""

    kind: str
    key: str
    field: str

    @property
    def name(self) -> Name:
        """The kind and the key."""
        return self.kind, self.key

    @property
    def missing(self) -> Text:
        """That it is not there, and how it comes to be."""
        if self.kind == "case":
            return T("there is no case {id}", id=self.key)
        kind = KINDS[self.kind]
        words = self.key.replace(".", " ", 1) if kind.made_of else self.key
        return T("there is no {label} {key}: svc {kind} add {words}",
                 label=kind.label, key=self.key, kind=kind.name, words=words)  # fmt: skip


class Becomes(NamedTuple):
    """The key that a record gets, and what the fields that it is made of say then."""

    key: str
    parts: tuple[str, ...] = ()


Renames = Mapping[Name, Becomes]


def named(data: Data, references: Iterable[Reference]) -> Iterator[Named]:
    """The records that a file names."""
    for one in references:
        for place, held in _holders(data, one):
            yield from (Named(one.kind, key, f"{place}{one.fields[-1]}") for key in _keys(one, held))


def named_of_case(data: Data, kinds: Sequence[str]) -> Iterator[Named]:
    """The records of some kinds that a case names."""
    return named(data, [one for one in OF_CASES if one.kind in kinds] if kinds else ())


def rewritten(data: Data, references: Iterable[Reference], renames: Renames) -> dict[str, Value]:
    """The fields of a file that name one of some renamed records, as they are to be."""
    found: dict[str, Value] = {}
    # What is named by several fields together says more than one of them alone, so it has the last word.
    for one in sorted(references, key=lambda one: len(one.fields)):
        if one.within:
            old = data.get(one.within, "")
            held = found.get(one.within, old)
            if isinstance(old, list) and isinstance(held, list):
                new = [_renamed(one, mapping(a), b, renames) for a, b in zip(old, held, strict=True)]
                found |= {one.within: new} if new != held else {}
        else:
            found |= mapping(_renamed(one, data, {}, renames))
    return found


def _renamed(one: Reference, data: Data, onto: Value, renames: Renames) -> Value:
    """A map as it was read with what becomes of a reference in it set in another one."""
    keys = [*_keys(one, data)]
    if not any((one.kind, key) in renames for key in keys) or not isinstance(onto, dict):
        return onto
    if len(one.fields) > 1:
        both = zip(one.fields, renames[one.kind, keys[0]].parts, strict=True)
        return onto | {name: part for name, part in both if folded_serial(str(data[name])) != folded_serial(part)}
    new = [renames[one.kind, key].key if (one.kind, key) in renames else key for key in keys]
    return onto | {one.fields[0]: [*dict.fromkeys(new)] if isinstance(data[one.fields[0]], list) else new[0]}


def _holders(data: Data, one: Reference) -> Iterator[tuple[str, Data]]:
    """The maps that have the fields of a reference, each with its place."""
    if not one.within:
        yield "", data
        return
    listed = data.get(one.within, "")
    for number, item in enumerate(listed if isinstance(listed, list) else ()):
        yield f"{one.within}.{number}.", mapping(item)


def _keys(one: Reference, held: Data) -> Iterator[str]:
    if len(one.fields) > 1:
        parts = [value for name in one.fields if isinstance(value := held.get(name, ""), str) and value]
        if len(parts) == len(one.fields):
            yield made_key(parts)
        return
    value = held.get(one.fields[0], "")
    yield from (word for word in (value if isinstance(value, list) else [value]) if isinstance(word, str) and word)
