"""Files with the marks of an unresolved merge, taken apart into the versions that were merged."""

from __future__ import annotations

from svc.patterns import pattern
from svc.typed import NamedTuple

_MARK = pattern(r"^(<{7,}|\|{7,}|={7,}|>{7,})(?: .*)?$")


class Sides(NamedTuple):
    """The versions that a file with marks was made of; the base has no more than the marks tell of it."""

    base: str
    ours: str
    theirs: str


def has_marks(text: str) -> bool:
    """Whether a text has the marks of an unresolved merge."""
    return any(line.startswith(("<<<<<<< ", ">>>>>>> ")) for line in text.split("\n"))


def sides(text: str) -> Sides | None:
    """The versions that a file with marks was made of, None where the marks do not match."""
    found: dict[str, list[str]] = {"base": [], "ours": [], "theirs": []}
    inside, size = "", 0
    for line in text.split("\n"):
        mark = _MARK.match(line)
        kind = mark[1][0] if mark and (not inside or len(mark[1]) == size) else ""
        if kind == "<" and not inside:
            inside, size = "ours", len(mark[1]) if mark else 0
        elif kind == "|" and inside == "ours":
            inside = "base"
        elif kind == "=" and inside in ("ours", "base"):
            inside = "theirs"
        elif kind == ">" and inside == "theirs":
            inside = ""
        elif kind in ("<", "|", ">"):
            return None
        else:
            for name in [inside] if inside else found:
                found[name].append(line)
    return None if inside else Sides(*("\n".join(found[name]) for name in ("base", "ours", "theirs")))
