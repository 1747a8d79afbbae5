"""Words found in the files of a desk: from the index where it knows, by reading where it does not; alike either way."""

from __future__ import annotations

from svc.errors import SvcError
from svc.finding import Hit, Words
from svc.spare import suppress
from svc.store import layout
from svc.store.desk import Store
from svc.store.texts import Text, text_of
from svc.typed import Iterable, Iterator, NamedTuple

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
    return told + found(_read(store, [*unread, *layout.record_files(store.root)], words))


def _read(store: Store, paths: Iterable[str], words: Words) -> Iterator[Text]:
    """The files in which the words may be; what is no plain file is left out."""
    for path in paths:
        with suppress(SvcError):
            data = store.read(path)
            if data is not None and words.may_be_in(data):
                yield text_of(path, data)
