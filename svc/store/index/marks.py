"""The stamps of all case files once more, in a file as Git keeps them: Git looks at many files sooner than Python.

What Git finds as it stands in that file is as it was when the file was written, and needs no look of ours. Which
files are not in it, having come later, stands in the tables. Git is shown no content and runs nothing.
"""

from __future__ import annotations

import os
from struct import pack

from svc.paths import Path
from svc.spare import contextmanager, digest, suppress
from svc.store import files
from svc.store.index.sums import checksum
from svc.store.index.tree import Folder, Stamp, stamp
from svc.typed import TYPE_CHECKING, Callable, Iterable, Iterator

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from svc.store.git import Answer

LEAST = 20_000
"""Files below which a process of Git costs more than it saves."""
_SHARE = 20
"""The part of all files that may be looked at each time before the file is written anew: one in so many."""
_SETTINGS = {
    "core.trustctime": "true", "core.checkStat": "default", "core.fileMode": "false", "core.symlinks": "true",
    "core.preloadIndex": "false", "core.ignoreStat": "false",
}  # fmt: skip
_SECOND = 1_000_000_000
_PLAIN = 0o100644
_MOST = 0xFFF
Changed = Callable[[str], "frozenset[str] | None"]
"""Given a seal, the files that changed since."""


class Marks:
    """The file of one desk. ``below``: the desk's folder as seen from the top of the work tree."""

    def __init__(self, root: Path, file: Path, below: str) -> None:
        self._root = root
        self._file = file
        self._before = f"{below}/" if below else ""

    def seal(self) -> str:
        """What tells the file from any other, ``""`` where there is none."""
        with suppress(OSError), open(self._file, "rb") as file:
            return f"{checksum(file.read()):x}"
        return ""

    @contextmanager
    def compared(self) -> Iterator[Changed]:
        """Have Git compare the files with it, beside what is done inside until somebody asks: given the seal of the
        file, the files in it that are not as they were; None where Git does not tell, or the file is another one.
        """
        from svc.errors import SvcError

        try:
            before = stamp(os.stat(self._file))
            asked = self._asked()
        except (SvcError, OSError):
            yield lambda seal: None
            return
        with asked as answer:

            def changed(seal: str) -> frozenset[str] | None:
                try:
                    done = answer()
                    if done.returncode or self.seal() != seal or stamp(os.stat(self._file)) != before:
                        return None
                except (SvcError, OSError):
                    return None
                names = os.fsdecode(done.stdout).split("\0")[:-1]
                return frozenset(name.removeprefix(self._before) for name in names)

            yield changed

    def _asked(self) -> AbstractContextManager[Answer]:
        from svc.store.git import Git, executable

        executable()  # or say now that there is none
        settings = [word for name, value in _SETTINGS.items() for word in ("-c", f"{name}={value}")]
        around = {"GIT_INDEX_FILE": str(self._file)}
        return Git(self._root).beside(*settings, "diff-files", "--name-only", "-z", env=around)

    def is_worn(self, suspects: int, total: int) -> bool:
        """Whether too many files are to be looked at all the same."""
        return suspects > max(_SHARE, total // _SHARE)

    def write(self, folders: Iterable[Folder]) -> str:
        """Write the stamps of all files down; the seal of the file. Raises OSError."""
        owner = os.stat(self._root / "svc.yaml")
        entries = sorted(self._entries(folders, (owner.st_uid, owner.st_gid)))
        data = pack(">4sII", b"DIRC", 2, len(entries)) + b"".join([entry for _, entry in entries])
        data += digest(data, "sha1")
        files.replace(self._file, data, self._file.parent / "tmp", shared=True)
        os.utime(self._file, (0, 0))  # Git mistrusts files that are as young as what it knows of them, and reads them
        return f"{checksum(data):x}"

    def _entries(self, folders: Iterable[Folder], owner: tuple[int, int]) -> Iterator[tuple[bytes, bytes]]:
        for folder in folders:
            for name, held in zip(folder.files, folder.each_stamp(), strict=True):
                path = os.fsencode(f"{self._before}{folder.path}/{name}")
                yield path, _entry(path, held, owner)


def _entry(path: bytes, held: Stamp, owner: tuple[int, int]) -> bytes:
    """A file as gitformat-index has it."""
    changed, entry, size, number = held
    fields = (*divmod(entry, _SECOND), *divmod(changed, _SECOND), 0, number, _PLAIN, *owner, size)
    head = pack(">10I20sH", *(field & 0xFFFFFFFF for field in fields), b"", min(len(path), _MOST))
    return head + path + b"\0" * (8 - (len(head) + len(path)) % 8)
