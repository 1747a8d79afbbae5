"""Git attributes that would change a file on its way into Git: refused, since svc makes objects itself."""

from __future__ import annotations

import os

from svc.errors import StateError, T
from svc.paths import Path
from svc.store.git import Git, Repo
from svc.store.layout import is_attachment
from svc.store.objects import folders
from svc.typed import Iterable, Iterator, Mapping

_NAMES = ("filter", "working-tree-encoding", "ident")
_LINE_ENDS = "text"
"""Right for what svc writes, whose lines end in LF; an attachment is kept byte for byte."""
LF = "*.yaml text eol=lf"
"""The line of .gitattributes that has every machine write YAML alike."""
MERGE = "*.yaml merge=svc diff=svc"
"""The line of .gitattributes that names svc's drivers; it says nothing where Git was not told what to run."""
BINARY = "attachments/** binary"
"""The line of .gitattributes that keeps Git's hands off attachments."""


def refuse_filters(git: Git, repo: Repo, config: Mapping[str, str], paths: list[str]) -> None:
    """Raise StateError when a file, named from the top, needs a filter: encryption, say, must not be slipped past."""
    names = (*_NAMES, _LINE_ENDS) if any(map(is_attachment, paths)) else _NAMES
    words = [name.encode() for name in names]
    if not any(word in data for data in _written(repo, config, paths) for word in words):
        return
    listed = "".join(f"{p}\0" for p in paths).encode(errors="surrogateescape")
    out = git.run("check-attr", "-z", "--stdin", *names, data=listed).decode(errors="surrogateescape")
    values = out.split("\0")
    for path, name, value in zip(values[::3], values[1::3], values[2::3], strict=False):
        if value in ("unspecified", "unset") or (name == _LINE_ENDS and not is_attachment(path)):
            continue
        raise StateError(
            T("{path} has the Git attribute {name}, which svc cannot apply", path=path, name=name),
            T("add the line {line} to .gitattributes", line=BINARY)
            if name == _LINE_ENDS
            else T("take {name} off the case files in .gitattributes", name=name),
        )


def _written(repo: Repo, config: Mapping[str, str], paths: Iterable[str]) -> Iterator[bytes]:
    """What the files hold from which Git takes attributes."""
    base = os.environ.get("XDG_CONFIG_HOME") or "~/.config"
    yours = Path(os.path.expanduser(config.get("core.attributesfile") or f"{base}/git/attributes"))
    places = [yours, Path("/etc/gitattributes"), repo.common_dir / "info" / "attributes"]
    on_the_way = {folder for path in paths for folder in folders(path)}
    for place in places + [repo.top / folder / ".gitattributes" for folder in sorted(on_the_way)]:
        try:
            yield place.read_bytes()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError, PermissionError):
            continue
