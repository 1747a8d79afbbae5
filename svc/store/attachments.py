"""Attachments of the work tree: whether each that a case names is there, with the content that its name says."""

from __future__ import annotations

import hashlib

from svc.errors import StateError, T, Text
from svc.model import Data, Problem
from svc.paths import Path
from svc.patterns import pattern
from svc.schema.attachments import named
from svc.store import files, layout
from svc.store.codec import read
from svc.store.reading import to_case
from svc.store.tree import line_of
from svc.store.vault import Vault
from svc.typed import TYPE_CHECKING, Iterator

if TYPE_CHECKING:
    from svc.store.desk import Store

_DIGEST = pattern(r"[0-9a-f]{64}")
_POINTER = pattern(rb"version https://git-lfs\.github\.com/spec/v1\noid sha256:([0-9a-f]{64})\nsize [0-9]+\n")


def place_of(store: Store, path: str) -> Path:
    """Where an attachment lies: in the desk, or in the vault where that has it."""
    here = store.root / path
    if store.length(path) is None and store.settings.privacy.in_vault and (vault := Vault.of(store)):
        there = vault.attachment(path)
        return there if there.is_file() else here
    return here


def content(store: Store, path: str) -> bytes | None:
    """The bytes of an attachment, None where it is nowhere."""
    return files.read(place_of(store, path))


def problems_of(store: Store, text: str, path: str) -> list[Problem]:
    """What is wrong with the files that a case names; the text could be read."""
    if "sha256:" not in text:  # most cases have none, and the text was read once already
        return []
    node = read(text, path)
    return [
        Problem(path, line_of(node, where), where, said, severity)
        for where, item in named(to_case(text, path))
        for said, severity in _problems(store, item)
    ]


def _problems(store: Store, item: Data) -> Iterator[tuple[Text, str]]:
    """What is wrong, each with how severe it is."""
    digest = str(item.get("sha256", ""))
    if not digest:
        return
    if not _DIGEST.fullmatch(digest):
        yield T("{value} is not a SHA-256: 64 digits of 0-9 and a-f", value=digest), "error"
        return
    place = layout.attachment_path(digest, str(item.get("file", "")))
    try:
        data = files.read(place_of(store, place))
    except (OSError, StateError):
        yield T("the attachment {path} is not a plain file", path=place), "error"
        return
    if data is None and store.settings.privacy.in_vault:
        if Vault.of(store):  # CI has none
            yield T("the attachment {path} is not in the vault: it was erased, or is in another one",
                    path=place), "warning"  # fmt: skip
    elif data is None:
        yield T("the attachment {path} is missing; git restore {path}", path=place), "error"
    elif digest not in (hashlib.sha256(data).hexdigest(), _pointed_to(data)):
        yield T("the attachment {path} has another content than its name says; git restore {path}",
                path=place), "error"  # fmt: skip


def _pointed_to(data: bytes) -> str:
    """The SHA-256 that a Git LFS pointer stands for, ``""`` for any other file."""
    found = _POINTER.fullmatch(data)
    return found[1].decode() if found else ""
