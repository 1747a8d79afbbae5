"""Making a desk: its first files in one commit."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from types import MappingProxyType

from svc.dates import zone
from svc.errors import RefusedError, StateError, T
from svc.model import Value
from svc.paths import Path
from svc.patterns import pattern
from svc.store import graph, layout
from svc.store.attributes import BINARY, LF, MERGE
from svc.store.editors import schema
from svc.store.git import Git, configuration, find
from svc.store.merge.registration import register
from svc.store.message import Message
from svc.store.reading import settings_of
from svc.store.snapshot import Snapshot
from svc.store.writer import Draft, Receipt, Writer, identity

_COMMENT = pattern(r"(?m)^( *)#(?!!).*\n(?:\1#.*\n)*")  # not the first line of a script
_ATTRIBUTES = (LF, MERGE, BINARY)
_EDITORCONFIG = """\
[*.yaml]
charset = utf-8
end_of_line = lf
indent_style = space
indent_size = 2
insert_final_newline = true
"""
_SHARED = (".gitattributes", ".editorconfig")
"""Files that a repository may have before it holds a desk."""


def local_zone() -> str:
    """The IANA name of this machine's time zone, ``UTC`` when it cannot be told."""
    given = os.environ.get("TZ", "").lstrip(":")
    if given and zone(given):
        return given
    target = os.path.realpath("/etc/localtime")
    name = target.partition("zoneinfo/")[2]
    return name if name and zone(name) else "UTC"


def is_utc(name: str) -> bool:
    """Whether a time zone is what a machine has that nobody told where it stands."""
    return name.rpartition("/")[2] in ("UTC", "UCT", "GMT", "Universal", "Zulu")


def make_desk(
    root: Path,
    values: Mapping[str, Value],
    when: datetime,
    apart: bool = False,
    comment: Callable[[str], str] = str,
    people: Mapping[str, tuple[str, str]] = MappingProxyType({}),
) -> Receipt:
    """Make a desk in a folder, which Git merges by fields from then on.

    ``values`` replace those of the shipped svc.yaml, ``comment`` translates its comments. ``people``: name and
    mail by key. ``apart``: in a repository of its own, even inside another one. Raises RefusedError when there is one
    already, StateError when Git cannot be used.
    """
    if (root / layout.SETTINGS).exists():
        raise RefusedError(T("{path} is a desk already", path=root), T("svc -C {path} list shows its cases", path=root))
    identity(configuration(Git(next(folder for folder in (root, *root.parents) if folder.is_dir()))))
    root.mkdir(parents=True, exist_ok=True)
    repo = find(_repository(root, apart))
    files = _files(values, comment)
    for key, (name, mail) in people.items():
        files[f"{layout.PEOPLE}/{key}.yaml"] = f"id: {key}\nname: {name}\nmail: {mail}\n".encode()

    def build(snapshot: Snapshot) -> Draft:
        snapshot.preload(list(files))
        for path in files:
            if path not in _SHARED and _is_there(snapshot, path):
                raise RefusedError(T("{path} is there already", path=path), T("make the desk in an empty folder"))
        new = {p: d for p, d in files.items() if not _is_there(snapshot, p)}
        new |= _merged_attributes(snapshot)
        return Draft(Message("svc: a new desk"), new, when)

    receipt = Writer(repo).commit(build)
    register(Git(root))
    graph.write(Git(root))
    return receipt


def _is_there(snapshot: Snapshot, path: str) -> bool:
    return snapshot.at_work(path) is not None or snapshot.committed(path) is not None


def _merged_attributes(snapshot: Snapshot) -> dict[str, bytes | None]:
    """The lines of ours added to a .gitattributes that is there already."""
    held = snapshot.settled(".gitattributes")
    new = [line for line in _ATTRIBUTES if held is not None and line.encode() not in held]
    return {".gitattributes": (held or b"").rstrip(b"\n") + b"\n" + _lines(new)} if new else {}


def _lines(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def _repository(root: Path, apart: bool) -> Git:
    git = Git(root)
    if apart and not (root / ".git").exists():
        git.run("init", "-q", "-b", "main")
        return git
    try:
        find(git)
    except StateError:
        if git.call("rev-parse", "--is-bare-repository").returncode == 0:
            raise
        git.run("init", "-q", "-b", "main")
    return git


def _files(values: Mapping[str, Value], comment: Callable[[str], str]) -> dict[str, bytes | None]:
    found: dict[str, bytes | None] = {".gitattributes": _lines(_ATTRIBUTES), ".editorconfig": _EDITORCONFIG.encode()}
    for file in sorted(layout.shipped(layout.TEMPLATES).glob("*.yaml")):
        if file.name == layout.SETTINGS:
            found[layout.SETTINGS] = _with(commented(file.read_text(encoding="utf-8"), comment), values).encode()
        else:
            found[f"{layout.TEMPLATES}/{file.name}"] = file.read_bytes()
    found[layout.CASE_SCHEMA] = schema(settings_of(found[layout.SETTINGS] or b"", layout.SETTINGS))
    return found


def comments(text: str) -> list[str]:
    """The comments of a settings file, each without its marks; lines in a row are one."""
    return [_bare(found) for found in _COMMENT.finditer(text)]


def commented(text: str, say: Callable[[str], str]) -> str:
    """The file with every comment said otherwise, as many lines as that takes."""
    return _COMMENT.sub(lambda found: "".join(f"{found[1]}# {line}\n" for line in say(_bare(found)).split("\n")), text)


def _bare(found: re.Match[str]) -> str:
    return "\n".join(line.strip(" #") for line in found[0].splitlines())


def _with(text: str, values: Mapping[str, Value]) -> str:
    from svc.store.edit import set_value

    for name, value in values.items():
        text = set_value(text, name, value)
    return text
