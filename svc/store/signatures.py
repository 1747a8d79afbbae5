"""Signatures of commits and tags, judged by the keys that are allowed.

Git is not asked: what a repository's own configuration names as a verifier could say anything. ssh-keygen reads no
configuration; it gets the keys, the signature and what was signed. Times are read in UTC, whatever the machine's zone.
"""

from __future__ import annotations

import base64
import binascii
import os
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from itertools import islice

from svc.errors import StateError, T
from svc.paths import Path
from svc.schema.witness import Signature
from svc.store.git import TIMEOUT, program, started
from svc.store.process import Process
from svc.typed import NamedTuple

_AT_ONCE = 8
"""Processes that are started before the first one is waited for."""
_BEGIN, _END = b"-----BEGIN SSH SIGNATURE-----", b"-----END SSH SIGNATURE-----"
_HEADERS = (b"gpgsig ", b"gpgsig-sha256 ")
_MAGIC = b"SSHSIG\0\0\0\1"
_FOREIGN = Signature("foreign")


class Signed(NamedTuple):
    """Something signed: what was signed, by what, the mail address it must be of, when."""

    payload: bytes
    signature: bytes
    mail: str
    at: datetime


def of_commit(data: bytes, mail: str, at: datetime) -> Signed:
    """A commit's signature and what it signs: the commit without it."""
    head, blank, body = data.partition(b"\n\n")
    lines: list[bytes] = []
    signature: list[bytes] = []
    inside = False
    for line in head.split(b"\n"):
        if line.startswith(_HEADERS):
            inside = True
            signature.append(line.partition(b" ")[2])
        elif inside and line.startswith(b" "):
            signature.append(line[1:])
        else:
            inside = False
            lines.append(line)
    return Signed(b"\n".join(lines) + blank + body, b"\n".join(signature), mail, at)


def of_tag(data: bytes, mail: str, at: datetime) -> Signed:
    """A tag's signature, which stands at its end, and what it signs."""
    place = data.find(b"\n-----BEGIN ") + 1
    return Signed(data[:place], data[place:], mail, at) if place else Signed(data, b"", mail, at)


class Signers:
    """The keys that may sign, in the format of ssh's allowed_signers."""

    def __init__(self, text: bytes) -> None:
        self.text = text
        self._program = program("ssh-keygen")

    def judged(self, found: Sequence[Signed]) -> Iterator[Signature]:
        """What each signature shows, in order. Raises StateError where ssh-keygen is not there."""
        asked = [one for one in found if _key(one.signature)]
        if asked and not self._program:
            said = T("ssh-keygen, which judges signatures, is not installed")
            raise StateError(said, T("install OpenSSH 8.9 or newer"))
        with tempfile.TemporaryDirectory(prefix="svc-signatures-") as folder:
            room = Path(folder)
            (room / "allowed").write_bytes(self.text)
            answers = self._answers(room, asked)
            for one in found:
                key = _key(one.signature)
                if key:
                    yield next(answers)
                else:
                    yield _FOREIGN if one.signature.strip() else Signature()

    def _answers(self, room: Path, found: Sequence[Signed]) -> Iterator[Signature]:
        waiting = iter(found)
        while portion := list(islice(waiting, _AT_ONCE)):
            running = [self._verifying(room, place, one) for place, one in enumerate(portion)]
            good = [not _ended(process, one.payload) for process, one in zip(running, portion, strict=True)]
            for place, one in enumerate(portion):
                key = _key(one.signature)
                named = Signature("good", one.mail, _fingerprint(key))
                yield named if good[place] else self._why_not(room, place, one, key)

    def _verifying(self, room: Path, place: int, one: Signed) -> Process:
        (room / str(place)).write_bytes(one.signature + b"\n")
        return self._asked(room, place, one, "verify", "-I", one.mail.replace("\0", ""))

    def _asked(self, room: Path, place: int, one: Signed, what: str, *args: str) -> Process:
        time = f"-Overify-time={one.at.astimezone(UTC):%Y%m%d%H%M%S}"
        allowed = [] if what == "check-novalidate" else ["-f", str(room / "allowed")]
        space = [] if what == "find-principals" else ["-n", "git"]
        line = [self._program, "-Y", what, *allowed, *args, *space, "-s", str(room / str(place)), time]
        return started(line, {"LC_ALL": "C", "TZ": "UTC", "PATH": os.environ.get("PATH", os.defpath)})

    def _why_not(self, room: Path, place: int, one: Signed, key: bytes) -> Signature:
        """What is wrong with a signature that is not good."""
        shown = _fingerprint(key)
        if _ended(self._asked(room, place, one, "check-novalidate"), one.payload):
            return Signature("broken", "", shown)
        listed = self._names(key)
        if not listed:
            return Signature("unknown", "", shown)
        valid = _ended(self._asked(room, place, one, "find-principals"), b"") == 0
        if not valid:
            return Signature("expired", listed, shown)
        return Signature("unknown" if one.mail in listed.split(",") else "other", listed, shown)

    def _names(self, key: bytes) -> str:
        """Whose key it is, ``""`` where it is not listed."""
        token = base64.b64encode(key)
        lines = (line.split() for line in self.text.splitlines() if not line.lstrip().startswith(b"#"))
        return next((line[0].decode(errors="replace").strip('"') for line in lines if token in line), "")


def _ended(process: Process, data: bytes) -> int:
    with process:
        process.communicate(data, TIMEOUT)
        return process.returncode


def _key(signature: bytes) -> bytes:
    """The public key that a signature of SSH's carries, ``b""`` for another one."""
    text = signature.strip()
    if not text.startswith(_BEGIN) or not text.endswith(_END) or text.count(_BEGIN) > 1:
        return b""
    try:
        data = base64.b64decode(text[len(_BEGIN) : -len(_END)], validate=False)
    except binascii.Error:
        return b""
    length = int.from_bytes(data[len(_MAGIC) : len(_MAGIC) + 4], "big")
    found = data[len(_MAGIC) + 4 : len(_MAGIC) + 4 + length]
    return found if data.startswith(_MAGIC) and len(found) == length else b""


def _fingerprint(key: bytes) -> str:
    return "SHA256:" + base64.b64encode(sha256(key).digest()).decode().rstrip("=")
