"""Words found in the files of a desk: from the index where it knows, by reading where it does not; alike either way."""

from __future__ import annotations

from svc.errors import SvcError
from svc.finding import Hit, Words
from svc.spare import suppress
from svc.store import layout
from svc.store.desk import Store
from svc.store.texts import Text, text_of
from svc.typed import Iterable, Iterator, NamedTuple

MANY = 500
"""Records from which on an index saves more than it costs."""
_BELOW = f"{layout.CASES}/"


class Found(NamedTuple):
    """A file that holds the words: its stage and title as they are written at its top, and where the words stand."""

    path: str
    stage: str
    title: str
    hit: Hit

    @property
    def is_case(self) -> bool:
        """Whether it is a case, not a record beside them."""
        return self.path.startswith(_BELOW)


def search(store: Store, words: Words, all_lines: bool = True) -> list[Found]:
    """Every case and record that holds all of some words. ``all_lines``: more of each file than the first one."""

    def found(texts: Iterable[Text]) -> list[Found]:
        hits = ((text, words.hit(text.told, text.title, all_lines)) for text in texts)
        return [Found(*text[:3], hit) for text, hit in hits if hit]

    known = store.index.searched(words.words, found) if store.index else None
    told, unread = known or ([], store.names())
    beside = layout.record_files(store.root)
    if len(beside) < MANY:
        return told + found(_read(store, [*unread, *beside], words))
    from svc.store.records import index_of

    index = index_of(store)
    known = index.searched(words.words, found) if index else None
    if known:
        told += known[0]
        beside = known[1] + [path for path in beside if not _is_kept(path)]
    return told + found(_read(store, [*unread, *beside], words))


def _is_kept(path: str) -> bool:
    """Whether the index of the records knows of a file."""
    return path.partition("/")[0] in layout.KEYED and not path.endswith(".md")


def _read(store: Store, paths: Iterable[str], words: Words) -> Iterator[Text]:
    """The files in which the words may be; what is no plain file is left out."""
    for path in paths:
        with suppress(SvcError):
            data = store.read(path)
            if data is not None and words.may_be_in(data):
                yield text_of(path, data)
