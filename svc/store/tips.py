"""What HEAD names, read from the files of a repository without a call to Git."""

from __future__ import annotations

import os

from svc.paths import Path
from svc.store.layout import git_folder

_DIGITS = b"0123456789abcdef"
_LENGTHS = (40, 64)


def head_commit(root: Path) -> str:
    """The commit of HEAD; ``""`` where these files do not tell it: Git may know all the same."""
    found = git_folder(root)
    if found is None:
        return ""
    own = found[1]
    said = _read(own / "HEAD").strip()
    if not said.startswith(b"ref: refs/"):
        return _id(said)
    ref = said[5:].strip()
    if b".." in ref:
        return ""
    shared = _shared(own)
    loose = _id(_read(shared / os.fsdecode(ref)).strip())
    return loose or _packed(_read(shared / "packed-refs"), ref)


def is_shallow(root: Path) -> bool:
    """Whether a repository has no more than the end of its history."""
    found = git_folder(root)
    return found is not None and bool(_read(_shared(found[1]) / "shallow"))


def _shared(own: Path) -> Path:
    """The Git folder that all work trees have in common."""
    return own / os.fsdecode(_read(own / "commondir").strip())


def _packed(packed: bytes, ref: bytes) -> str:
    lines = b"\n" + packed
    at = lines.find(b" " + ref + b"\n")
    return _id(lines[lines.rfind(b"\n", 0, at) + 1 : at]) if at >= 0 else ""


def _id(said: bytes) -> str:
    return said.decode() if len(said) in _LENGTHS and not said.translate(None, _DIGITS) else ""


def _read(place: Path) -> bytes:
    try:
        return place.read_bytes()
    except OSError:
        return b""
