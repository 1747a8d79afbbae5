"""Who commits and when, and the commit object that says so."""

from __future__ import annotations

import os

from svc.errors import StateError, T
from svc.spare import datetime
from svc.typed import Mapping

_CRUD = "".join(map(chr, range(33))) + ".,:;<>\"\\'"
"""What Git takes off the ends of a name or address."""


def identity(config: Mapping[str, str]) -> dict[str, str]:
    """Who commits, as environment for Git. Raises StateError when nobody has said."""
    found = {}
    for role in ("AUTHOR", "COMMITTER"):
        for part in ("NAME", "EMAIL"):
            key = part.lower()
            settings = (config.get(f"{whose}.{key}") for whose in (role.lower(), "user"))
            value = next((v for v in (os.environ.get(f"GIT_{role}_{part}"), *settings) if v and _clean(v)), "")
            if not value:
                raise StateError(
                    T("Git does not know who you are"),
                    T('git config --global user.name "Your Name"; git config --global user.email you@example.com'),
                )
            found[f"GIT_{role}_{part}"] = value
    return found


def dates(when: datetime, written: datetime | None = None) -> dict[str, str]:
    """The dates of a commit, as environment for Git; what the user set for Git goes first.

    ``when`` something was done, and when it was ``written`` down, if that was not then.
    """
    found = {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": written or when}
    return {key: os.environ.get(key) or _stamp(each) for key, each in found.items()}


def _stamp(when: datetime) -> str:
    return f"{int(when.timestamp())} {when.strftime('%z')[:5] or '+0000'}"


def environment(config: Mapping[str, str], when: datetime, written: datetime | None = None) -> dict[str, str]:
    """Who commits and when, as environment for Git."""
    return identity(config) | dates(when, written)


def signed_lines(said: Mapping[str, str]) -> bytes | None:
    """The author and committer lines of a commit; None when a date is written in a way that only Git reads."""
    lines = []
    for role in ("AUTHOR", "COMMITTER"):
        name, mail, date = (said[f"GIT_{role}_{part}"] for part in ("NAME", "EMAIL", "DATE"))
        if not _is_raw(date):
            return None
        lines.append(f"{role.lower()} {_clean(name)} <{_clean(mail)}> {date.lstrip('@')}\n")
    return "".join(lines).encode(errors="surrogateescape")


def _is_raw(date: str) -> bool:
    """Whether a date is seconds and a zone."""
    seconds, blank, zone = date.removeprefix("@").partition(" ")
    digits = seconds + zone[1:]
    return bool(seconds and blank) and digits.isascii() and digits.isdigit() and len(zone) == 5 and zone[0] in "+-"


def commit_bytes(tree: str, parent: str, lines: bytes, message: str) -> bytes:
    """A commit object as ``git commit-tree`` would make it."""
    above = f"tree {tree}\n" + (f"parent {parent}\n" if parent else "")
    return above.encode() + lines + b"\n" + message.encode()


def _clean(text: str) -> str:
    return "".join(c for c in text.strip(_CRUD) if c not in "\n<>")
