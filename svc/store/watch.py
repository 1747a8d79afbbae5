"""What is of people kept out of the history: found in a draft before anything of it is written, refused or replaced."""

from __future__ import annotations

from svc.errors import RefusedError, SvcError, T
from svc.model import InvalidFileError, Value, mapping
from svc.schema.personal import KINDS, OF_PEOPLE, Hit, hits, known_words, masked, without
from svc.schema.record_rules import PrivacyRules
from svc.spare import suppress
from svc.store import files, layout
from svc.store.codec import load
from svc.store.message import Message, render
from svc.store.snapshot import Snapshot
from svc.store.vault import fresh_id
from svc.store.writer import Draft
from svc.typed import Collection, Iterator

WATCHED = (layout.CASES, "customers", "products", "assets", "parts", "kb")
"""The folders whose files are looked through."""
_MESSAGE = "git log"
SIGN = "vault-"
"""What a reference to words in the vault begins with; it is plain text wherever it stands."""


def privacy_in(snapshot: Snapshot) -> PrivacyRules:
    """What the committed svc.yaml says of what is of people; of the rest of it nothing is read."""
    return privacy_of(snapshot.committed(layout.SETTINGS) or b"")


def privacy_of(data: bytes) -> PrivacyRules:
    """What the bytes of a svc.yaml say of it."""
    lines = data.decode(errors="replace").replace("\r\n", "\n").split("\n")
    begin = next((at for at, line in enumerate(lines) if line.startswith("privacy:")), None)
    if begin is None:
        return PrivacyRules()
    end = next((at for at, line in enumerate(lines[begin + 1 :], begin + 1) if line[:1].strip("# ")), len(lines))
    with suppress(InvalidFileError, SvcError):  # what cannot be read cannot be committed by svc
        held = mapping(load("\n".join([*lines[begin:end], ""]).encode(), layout.SETTINGS).get("privacy", ""))
        return PrivacyRules(**{name: str(held[name]) for name in PrivacyRules._fields if held.get(name)})
    return PrivacyRules()


def refuse_personal(snapshot: Snapshot, draft: Draft) -> None:
    """Raise RefusedError where a desk with a vault would write something of a person into its history."""
    if not privacy_in(snapshot).in_vault:
        return
    there, known = _there(snapshot, draft), _known(draft)
    for path, data in draft.files.items():
        if data is not None and path.startswith(WATCHED):
            refuse_in(f"{path}\n{data.decode(errors='replace')}", path, there, known)
    refuse_in(render(draft.message), _MESSAGE, there, known)


def refuse_in(text: str, where: str, there: Collection[str] = (), known: Collection[str] = ()) -> None:
    """Raise RefusedError for the first thing of a person in a text, but in lines that were there before."""
    lines = text.split("\n")
    for hit in hits(text, OF_PEOPLE, known):
        if lines[hit.line - 1] not in there:
            raise RefusedError(
                T("{what}, {words}, does not belong into the history: this desk keeps personal data in a vault",
                  what=KINDS[hit.kind], words=masked(hit.words)),
                T("svc customer edit KEY --set 'contacts+={via: ..., value: ...}' keeps it; if it is a thing's, say so "
                  "before it: order no. ..., serial no. ..."),
                where=where.replace(hit.words, masked(hit.words)),
            )  # fmt: skip


class Hiding:
    """The words of texts that are replaced by a reference, by the case whose file of the vault they go to."""

    def __init__(self, values: dict[str, Value], case: str) -> None:
        self.values = values
        self._case = case
        self._places = {str(words): place for place, words in values.items()}

    def reference(self, hit: Hit) -> str:
        """The reference to some words; the same for the same."""
        if hit.words not in self._places:
            place = fresh_id({*self.values}, self._case, hit.words)
            self.values[place], self._places[hit.words] = hit.words, place
        return SIGN + self._places[hit.words]

    def text(self, text: str, there: Collection[str], known: Collection[str]) -> str:
        """The text with references in the lines that are new."""
        return "\n".join(
            line if line in there else without(line, self.reference, but=known) for line in text.split("\n")
        )

    def message(self, message: Message, known: Collection[str]) -> Message:
        """The message with references."""
        said = {key: without(words, self.reference, but=known) for key, words in message.trailers.items()}
        subject, body = (without(words, self.reference, but=known) for words in (message.subject, message.body))
        return Message(subject, said, body)


def lines_of(data: bytes | None) -> set[str]:
    """The lines of a file."""
    return set((files.normal(data) or b"").decode(errors="replace").split("\n"))


def known_in(data: bytes) -> set[str]:
    """What looks as if it were of a person and is not, by the fields of a file; nothing of one that cannot be read."""
    with suppress(InvalidFileError, SvcError):
        return known_words(load(data, ""))
    return set()


def _there(snapshot: Snapshot, draft: Draft) -> set[str]:
    """The lines that the files of a draft had before, wherever: a record may get another name."""
    snapshot.preload(list(draft.files))
    return {line for path in draft.files for line in lines_of(snapshot.committed(path))}


def _known(draft: Draft) -> set[str]:
    return {word for one in _texts(draft) for word in known_in(one)}


def _texts(draft: Draft) -> Iterator[bytes]:
    yield from (data for path, data in draft.files.items() if data is not None and path.startswith(WATCHED))
