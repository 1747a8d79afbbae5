"""Paths, without ``pathlib``: its import takes longer than most of a list.

What is asked of a path often is answered here, the rest by the real one; it is what whoever checks types sees.
"""

from __future__ import annotations

import errno
import os
import stat

from svc.typed import TYPE_CHECKING

if TYPE_CHECKING or os.name == "nt":
    from pathlib import Path as Path
else:
    _NOT_THERE = (errno.ENOENT, errno.ENOTDIR, errno.EBADF, errno.ELOOP)

    class Path:
        """A path as pathlib has it."""

        __slots__ = ("_text",)

        def __init__(self, *parts):
            said = [text for part in parts if (text := os.fspath(part))]
            text = os.path.join(*said) if said else "."
            self._text = text if _is_plain(text) else _as_pathlib(text)

        @staticmethod
        def cwd():
            return Path(os.getcwd())

        def __fspath__(self):
            return self._text

        __str__ = __fspath__

        def __repr__(self):
            return f"Path({self._text!r})"

        def __hash__(self):
            return hash(self._text)

        def __eq__(self, other):
            return os.fspath(other) == self._text if isinstance(other, os.PathLike) else NotImplemented

        def __lt__(self, other):
            return self._text.split("/") < os.fspath(other).split("/")

        def __truediv__(self, part):
            return Path(self._text, part)

        def __rtruediv__(self, part):
            return Path(part, self._text)

        def __getattr__(self, name):
            if name == "_text":
                raise AttributeError(name)
            from pathlib import Path as Whole

            return getattr(Whole(self._text), name)

        @property
        def name(self):
            return "" if self._text in (".", "/") else self._text.rpartition("/")[2]

        @property
        def parent(self):
            return Path(os.path.dirname(self._text) or ".")

        @property
        def parents(self):
            found = [self, self.parent]
            while found[-1] != found[-2]:
                found.append(found[-1].parent)
            return tuple(found[1:-1])

        def with_name(self, name):
            return Path(os.path.dirname(self._text), name)

        @property
        def suffix(self):
            return os.path.splitext(self.name)[1]

        def with_suffix(self, suffix):
            return self.with_name(os.path.splitext(self.name)[0] + suffix)

        def resolve(self):
            return Path(os.path.realpath(self._text))

        def _mode(self):
            try:
                return os.stat(self._text).st_mode
            except ValueError:
                return 0
            except OSError as error:
                if error.errno in _NOT_THERE:
                    return 0
                raise

        def is_file(self):
            return stat.S_ISREG(self._mode())

        def is_dir(self):
            return stat.S_ISDIR(self._mode())

        def exists(self):
            return self._mode() != 0

        def relative_to(self, other):
            above = os.fspath(other)
            if self._text == above:
                return Path()
            if not self._text.startswith(above.rstrip("/") + "/"):
                raise ValueError(f"{self._text!r} is not below {above!r}")
            return Path(self._text[len(above.rstrip("/")) + 1 :])

        def as_posix(self):
            return self._text

        def mkdir(self, **how):
            if how:
                self.__getattr__("mkdir")(**how)
            else:
                os.mkdir(self._text)

        def iterdir(self):
            return (self / name for name in os.listdir(self._text))

        def unlink(self):
            os.unlink(self._text)

        def rmdir(self):
            os.rmdir(self._text)

        def open(self, mode="r", encoding=None, errors=None, newline=None):
            return open(self._text, mode, encoding=encoding, errors=errors, newline=newline)

        def read_bytes(self):
            with open(self._text, "rb") as file:
                return file.read()

    def _is_plain(text):
        """Whether pathlib would write it no other way."""
        rest = text[1:] if text[:1] == "/" else text
        return text in (".", "/") or not {"", "."}.intersection(rest.split("/"))

    def _as_pathlib(text):
        from pathlib import Path as Whole

        return str(Whole(text))
