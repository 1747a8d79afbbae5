"""The fields that a query may name, of cases or of any other records: what each is called and where it is found."""

from __future__ import annotations

import unicodedata

from svc.errors import Several, T, UsageError, verbatim
from svc.model import Data, Value
from svc.query.mistakes import LONGEST, brief
from svc.schema.fields import ITEM_KEYS, Field, Kind, item_field
from svc.schema.naming import field_named, labels_of
from svc.schema.near import near
from svc.schema.settings import Settings
from svc.spare import MappingProxyType, datetime
from svc.typed import Callable, Iterable, Iterator, Mapping, NamedTuple, Sequence

Derive = Callable[[Data, datetime], Value]
"""What computes a field that is in no file, at a moment."""
Values = Callable[[Data], "list[str]"]

COUNT = ".count"
_COUNTS = (COUNT, ".个数", ".数")
_EACH = ""
"""The step from a map to all that it holds."""
_IN_LOGS = {
    field.path: field
    for field in (
        Field("until", "when", T("until")),
        Field("recorded", "when", T("recorded")),
        Field("recorded_by", "person", T("recorded by")),
        Field("via", "code", T("channel"), "channel"),
        Field("for", "code", T("waiting for"), "wait"),
    )
}
"""What the keys of events hold, beside those that every list knows."""
_LISTS = ("items", "records", "blocks", "pairs", "codes", "words", "free")
_MAPS = ("items", "records", "blocks", "pairs", "free")


class Vocabulary(NamedTuple):
    """The fields of one sort of record, by path. ``settings`` hold the codes.

    ``also``: fields that are looked at beside one; ``searched``: those in which a plain word is looked for;
    ``said``: those whose codes may stand alone; ``within``: those of one line of which a part will do; ``cases``: those
    that name other records.
    """

    fields: Mapping[str, Field]
    settings: Settings
    aliases: Mapping[str, str] = MappingProxyType({})
    derived: Mapping[str, Derive] = MappingProxyType({})
    also: Mapping[str, Sequence[str]] = MappingProxyType({})
    searched: Sequence[str] = ()
    said: Sequence[str] = ()
    within: Sequence[str] = ()
    cases: Sequence[str] = ()


class Found(NamedTuple):
    """A field that a query names: its kind, and all words that a record holds under it, empty ones left out."""

    path: str
    field: Field
    values: Values

    @property
    def is_count(self) -> bool:
        """Whether it is the length of a list."""
        return self.path.endswith(COUNT)


def folded(text: str) -> str:
    """Text without case and width."""
    return text.casefold() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()


def find(words: Vocabulary, name: str, now: datetime) -> Found:
    """The field of a name: its path, its label, an end of its path that no other has. Raises UsageError."""
    path = path_of(words, name) or _below(words, name)
    if not path:
        raise _unknown(words, name)
    return _found(words, path, now)


def path_of(words: Vocabulary, name: str) -> str:
    """The path that a name means, ``""`` for none."""
    return _count_of(words, name) or _path(words, name)


def _count_of(words: Vocabulary, name: str) -> str:
    """The path of the length of a list, ``""`` where the name means none."""
    bare = _bare(name)
    ending = next((end for end in _COUNTS if bare.endswith(end)), "")
    listed = _path(words, bare.removesuffix(ending)) if ending else ""
    if not listed or _field(words, listed).kind not in _LISTS:
        return ""
    own = listed in words.fields and words.fields[listed].kind == "free"  # more.count may be a field of the desk
    return "" if own else listed + COUNT


def _bare(name: str) -> str:
    bare = name if name.isascii() else unicodedata.normalize("NFKC", name).replace("。", ".")
    return " ".join(bare.split()) if len(bare) <= LONGEST else ""


def _path(words: Vocabulary, name: str) -> str:
    """The path that a name means, ``""`` for none; one inside a list or map need not be in the table."""
    bare = _bare(name)
    if found := _named(words, bare):
        return found
    outer, inner = bare, ""
    while "." in outer:
        outer, _, part = outer.rpartition(".")
        inner = f"{part}.{inner}" if inner else part
        if path := _named(words, outer):
            return f"{path}.{inner}" if words.fields[path].kind in _MAPS and ".." not in f"{inner}." else ""
    return ""


def _named(words: Vocabulary, name: str) -> str:
    """The path in the table that a name means: it, the end of it, or its label; ``_at`` may be left out."""
    low = name.casefold()
    for path in (low, f"{low}_at"):
        if path in words.fields:
            return path
    known = words.aliases.get(low) or _ending(words, low) or _ending(words, f"{low}_at")
    if known:
        return known
    labels = labels_of(words.fields.values())  # last, since it reads the catalogues
    return labels.get(low) or labels.get(low.replace("_", " ").replace("-", " ")) or ""


def _ending(words: Vocabulary, name: str) -> str:
    """The path that ends in a name, ``""`` where several or none do."""
    ends = [path for path in words.fields if path.endswith(f".{name}")]
    return ends[0] if len(ends) == 1 else ""


def _field(words: Vocabulary, path: str) -> Field:
    """What is known of a path, one inside a list or map too."""
    known = words.fields.get(path)
    if known:
        return known
    outer = _outer(words, path)
    key = path.rpartition(".")[2]
    if outer.kind in ("items", "records"):
        in_log = _IN_LOGS.get(key)
        return in_log._replace(path=path) if in_log else item_field(outer.path, key)
    kind: Kind = "free" if outer.kind == "free" else "block" if outer.kind == "blocks" else "line"
    return Field(path, kind, verbatim(path.removeprefix(f"{outer.path}.")))


def _outer(words: Vocabulary, path: str) -> Field:
    """The field of the table that a path is inside of."""
    while path not in words.fields:
        path = path.rpartition(".")[0]
    return words.fields[path]


def _found(words: Vocabulary, path: str, now: datetime) -> Found:
    if path.endswith(COUNT) and path not in words.fields:
        listed = path.removesuffix(COUNT)
        label = T("number of {what}", what=_field(words, listed).label)
        return Found(path, Field(path, "number", label), lambda data: [str(_length(_reach(words, listed, now)(data)))])
    field = _field(words, path)
    if path not in words.fields:
        _refuse_slip(_outer(words, path), path)
    reaches = [_reach(words, each, now) for each in (path, *words.also.get(path, ()))]
    return Found(path, field, lambda data: [word for reach in reaches for word in leaves(reach(data))])


def _reach(words: Vocabulary, path: str, now: datetime) -> Callable[[Data], Iterable[Value]]:
    """What gets the values at a path out of a record."""
    outer = _outer(words, path)
    inner = [part for part in path.removeprefix(outer.path).split(".") if part]
    if outer.kind == "records" and len(inner) == 1:
        inner = [_EACH, *inner]
    derive = words.derived.get(outer.path)
    if derive:
        return lambda data: _walk(derive(data, now), inner)
    steps = [*outer.path.split("."), *inner]
    return lambda data: _walk(data, steps)


def _walk(value: Value, steps: Sequence[str]) -> Iterator[Value]:
    """The values at the end of a path, through every item of the lists on the way."""
    if not steps:
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _walk(item, steps)
    elif isinstance(value, dict):
        first, rest = steps[0], steps[1:]
        if first == _EACH:
            for each in value.values():
                yield from _walk(each, rest)
        elif first in value:
            yield from _walk(value[first], rest)
        else:
            low = folded(first)
            yield from (found for key, each in value.items() if folded(key) == low for found in _walk(each, rest))


def leaves(values: Iterable[Value]) -> Iterator[str]:
    """Every text in some values that is not empty."""
    for value in values:
        if isinstance(value, str):
            if value and not value.isspace():
                yield value
        else:
            yield from leaves(value.values() if isinstance(value, dict) else value)


def _length(values: Iterable[Value]) -> int:
    """How many items lists and maps have that say something; one for a text."""
    total = 0
    for value in values:
        if isinstance(value, str):
            total += bool(value.strip())
        else:
            parts = value.values() if isinstance(value, dict) else value
            total += sum(next(leaves([part]), None) is not None for part in parts)
    return total


def _below(words: Vocabulary, name: str) -> str:
    """The field of a section by the labels of both: ``分析.故障代码``."""
    meant = field_named(name) if "." in name else ""
    return meant if meant in words.fields else ""


def _refuse_slip(outer: Field, path: str) -> None:
    """Refuse a key of an item that is a slip of a usual one; other keys are the desk's own."""
    key = path.removeprefix(f"{outer.path}.")
    meant = "" if key in ITEM_KEYS or not outer.keys else near(key, outer.keys, alike=0.8)
    if meant:
        said = T("{field} knows no key {key}", field=outer.path, key=key)
        raise UsageError(said, T("did you mean {near}?", near=f"{outer.path}.{meant}"))


def _unknown(words: Vocabulary, name: str) -> UsageError:
    """The error for a name that is none, with the nearest one, or with all that end so."""
    bare = _bare(name).casefold()
    several = [path for path in words.fields if bare and path.endswith(f".{bare}")]
    if several:
        return UsageError(
            T("{field} may be several: {names}", field=brief(name), names=Several(several)), T("write more of it")
        )
    labels = (label.replace(" ", "_") for label in labels_of(words.fields.values()))
    known = (*words.fields, *words.aliases, *labels, *(path.rpartition(".")[2] for path in words.fields))
    nearest = near(bare, known) if bare else ""
    every = T("svc fields lists them; text that holds a sign of a query stands in quotes: '\"a:b\"'")
    hint = T("did you mean {near}?", near=nearest) if nearest else every
    return UsageError(T("{field} is not a field", field=brief(name)), hint)
