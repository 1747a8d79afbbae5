"""svc init: make a desk."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import Annotated

from svc import i18n, terminal
from svc.commands.context import Context, present
from svc.dates import zone
from svc.errors import T, Text, UsageError
from svc.options import Arg, Opt
from svc.schema.near import near
from svc.store import Store
from svc.store.setup import is_utc, local_zone, make_desk

HELP = T(
    """Makes a desk in DIR (here when none is named): svc.yaml, the blank forms, .gitattributes, in one commit.
A folder that is no Git repository yet becomes one.

Examples:
  svc init my-desk
  svc init --language zh --time-zone Asia/Shanghai
"""
)


def run(
    ctx: Context,
    directory: Annotated[str, Arg(metavar="DIR", help=T("the folder; it is made when it is not there"))] = "",
    language: Annotated[str, Opt("--language", choices=i18n.LANGUAGES, help=T("the language of the desk"))] = "",
    time_zone: Annotated[str, Opt("--time-zone", metavar="ZONE", help=T("where it is, such as Europe/Berlin"))] = "",
    prefix: Annotated[str, Opt("--prefix", metavar="LETTERS", help=T("what case ids begin with"))] = "C",
) -> int:
    """Make a desk."""
    name = time_zone or local_zone()
    if zone(name) is None:
        raise _no_zone(name)
    if not (prefix.isascii() and prefix.isalpha() and prefix.isupper() and len(prefix) <= 5):
        raise UsageError(T("a prefix is one to five capital letters, not {value}", value=prefix))
    named = Path(ctx.directory, directory)
    root = named.absolute()
    values = {"language": language or i18n.language(), "time_zone": name, "prefix": prefix}
    receipt = make_desk(root, values, present(name), comment=i18n.into(values["language"]))
    # From here on svc speaks the language of the new desk.
    i18n.set_language(i18n.of_environment() or values["language"])
    terminal.out(f"{named}\n")
    for warning in receipt.warnings:
        terminal.complain(warning)
    top = Store(root).repo.top
    if top != root:
        terminal.say(T("this desk is a folder of the repository {path}", path=top))
    if not time_zone and is_utc(name):
        terminal.say(T("time zone: {zone}, as this machine has no other; time_zone: in svc.yaml changes it", zone=name))
    terminal.say(_next(root))
    return 0


def _next(root: Path) -> Text:
    """What to type to open the first case."""
    if root.resolve() == Path.cwd():
        return T("next: svc new complaint 'what it is about'")
    path = shlex.quote(os.path.relpath(root))
    return T("next: cd {path}; svc new complaint 'what it is about'", path=path)


def _no_zone(name: str) -> UsageError:
    from zoneinfo import available_timezones

    meant = near(name, available_timezones(), 0.8)
    hint = T("did you mean {near}?", near=meant) if meant else T("write it like Asia/Shanghai or Europe/Berlin")
    return UsageError(T("{zone} is not a time zone", zone=name), hint)
