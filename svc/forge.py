"""The page on which a branch is put up for review: where it is on each forge, and the tool that makes it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from svc.patterns import pattern
from svc.typed import NamedTuple

_SSH = pattern(r"(?:[\w.+-]+@)?([\w.-]+):(?!//)(?!\d+/)(.+)")
_URL = pattern(r"(?:https?|ssh|git)://(?:[^@/]*@)?([\w.-]+)(?::(\d+))?/(.+)")
_HOSTS = (
    ("github", "github"), ("gitlab", "gitlab"), ("gitee", "gitee"), ("codeberg.org", "gitea"), ("gitea", "gitea"),
    ("forgejo", "gitea"),
)  # fmt: skip
"""What of the name of a host tells which forge it is."""
FORGES = ("github", "gitlab", "gitee", "gitea", "forgejo")
_LONGEST = 6000
"""Characters of a page's address that every forge takes; a longer body is pasted by hand."""


class Request(NamedTuple):
    """What is asked for: to merge a branch into the base, with a title and a body in Markdown."""

    base: str
    branch: str
    title: str
    body: str


class Page(NamedTuple):
    """Where to ask: the forge, ``""`` for none that is known, the page, and the command line that asks by itself.

    The body is not in ``line``: the tool reads it where ``{body}`` stands, or from stdin.
    """

    forge: str
    address: str = ""
    line: Sequence[str] = ()


def page(remote: str, request: Request, named: str = "") -> Page:
    """The page for a remote's address. ``named``: the forge as git config svc.forge says, where the host does not."""
    web = _web(remote)
    if not web:
        return Page("")
    forge = named or next((forge for part, forge in _HOSTS if part in web.partition("://")[2].partition("/")[0]), "")
    if forge not in FORGES:
        return Page("")
    forge = "gitea" if forge == "forgejo" else forge
    return Page(forge, _ADDRESSES[forge](web, request), _LINES[forge](request) if forge in _LINES else ())


def _web(remote: str) -> str:
    """The address of a repository for a browser, ``""`` for a folder."""
    found = _URL.fullmatch(remote)
    if found:
        port = f":{found[2]}" if found[2] and remote.startswith("http") else ""
        scheme = "http" if remote.startswith("http://") else "https"
        return f"{scheme}://{found[1]}{port}/{found[3].removesuffix('/').removesuffix('.git')}"
    found = _SSH.fullmatch(remote)
    return f"https://{found[1]}/{found[2].removesuffix('/').removesuffix('.git')}" if found else ""


def _github(web: str, one: Request) -> str:
    head = f"{web}/compare/{_path(one.base)}...{_path(one.branch)}?quick_pull=1&title={_word(one.title)}"
    return _with_body(head, "&body=", one.body)


def _gitlab(web: str, one: Request) -> str:
    parts = {"source_branch": one.branch, "target_branch": one.base, "title": one.title}
    words = "&".join(f"merge_request%5B{key}%5D={_word(value)}" for key, value in parts.items())
    return _with_body(f"{web}/-/merge_requests/new?{words}", "&merge_request%5Bdescription%5D=", one.body)


def _gitee(web: str, one: Request) -> str:
    owner = web.rpartition("/")[0].rpartition("/")[2]
    return f"{web}/pull/new/{owner}:{_path(one.branch)}...{owner}:{_path(one.base)}"


def _gitea(web: str, one: Request) -> str:
    return f"{web}/compare/{_path(one.base)}...{_path(one.branch)}"


_ADDRESSES = {"github": _github, "gitlab": _gitlab, "gitee": _gitee, "gitea": _gitea}
_LINES: dict[str, Callable[[Request], tuple[str, ...]]] = {
    "github": lambda one: ("gh", "pr", "create", f"--base={one.base}", f"--head={one.branch}",
                           f"--title={one.title}", "--body-file=-"),
    "gitlab": lambda one: ("glab", "mr", "create", f"--target-branch={one.base}", f"--source-branch={one.branch}",
                           f"--title={one.title}", f"--description={one.body}", "--yes"),
    "gitea": lambda one: ("tea", "pulls", "create", f"--base={one.base}", f"--head={one.branch}",
                          f"--title={one.title}", f"--description={one.body}"),
}  # fmt: skip
"""The tools that ask by themselves; every value is part of its option, so none can be taken for another one."""


def _with_body(head: str, key: str, body: str) -> str:
    whole = head + key + _word(body)
    return whole if len(whole) <= _LONGEST else head


def _word(text: str) -> str:
    from urllib.parse import quote

    return quote(text, safe="")


def _path(text: str) -> str:
    from urllib.parse import quote

    return quote(text, safe="/")
