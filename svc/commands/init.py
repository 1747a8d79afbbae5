"""svc init: make a desk."""

from __future__ import annotations

import os
import shlex
from collections.abc import Sequence

from svc import i18n, terminal
from svc.commands.context import Context, present
from svc.dates import zone
from svc.errors import T, Text, UsageError
from svc.options import Arg, Opt
from svc.paths import Path
from svc.schema.near import near
from svc.store import Store, layout
from svc.store.setup import is_utc, local_zone, make_desk
from svc.store.workflows import FORGES, add_workflows
from svc.typed import Annotated

HELP = T(
    """Makes a desk in DIR (here when none is named): svc.yaml, the blank forms, .gitattributes, in one commit.
A folder that is no Git repository yet becomes one. --ci adds the workflow files of a forge, also to a desk that is
there already: a check of every push, a report on service levels each working day.

Examples:
  svc init my-desk
  svc init --language zh --time-zone Asia/Shanghai
  svc init --ci github
"""
)


def run(
    ctx: Context,
    directory: Annotated[str, Arg(metavar="DIR", help=T("the folder; it is made when it is not there"))] = "",
    language: Annotated[str, Opt("--language", choices=i18n.LANGUAGES, help=T("the language of the desk"))] = "",
    time_zone: Annotated[str, Opt("--time-zone", metavar="ZONE", help=T("where it is, such as Europe/Berlin"))] = "",
    prefix: Annotated[str, Opt("--prefix", metavar="LETTERS", help=T("what case ids begin with"))] = "C",
    ci: Annotated[Sequence[str], Opt("--ci", choices=FORGES, help=T("workflow files for it; may be repeated"))] = (),
) -> int:
    """Make a desk."""
    if ci and (Path(ctx.directory, directory) / layout.SETTINGS).is_file():
        return _add_workflows(Store.open(Path(ctx.directory, directory)), ci)
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
    if ci:
        _add_workflows(Store(root), ci)
    terminal.say(_next(root))
    return 0


def _add_workflows(store: Store, forges: Sequence[str]) -> int:
    """Add the workflow files of forges to a desk."""
    settings = store.settings
    now = present(settings.time_zone)
    paths, receipt = add_workflows(store, forges, now, settings.time_zone, i18n.into(settings.language))
    for warning in receipt.warnings:
        terminal.complain(warning)
    terminal.say(T("written: {file}", file=", ".join(paths)))
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
