"""svc customer: the customers of the desk."""

from __future__ import annotations

from svc import terminal
from svc.commands import recorded
from svc.commands.context import Context
from svc.commands.recorded import ACTS, Asked, Own, Words
from svc.errors import T
from svc.options import Arg
from svc.schema.kinds import CUSTOMER, Kind
from svc.typed import Annotated, Sequence

HELP = T(
    """Keeps the customers, one file each under customers/. list takes a query, as svc list does; show prints one, with
its cases and machines; stale lists contact details that nobody confirmed for too long, confirm KEY [ID] says that
they are right; add KEY makes one, without a key one is drawn, register FILE.csv the rows of a table; edit sets
fields; duplicates names those that may be one and the same, with what is alike, and changes nothing; rename OLD NEW
gives another key, merge FROM INTO makes two one: every case and record that names them follows in the same commit, and
the old key stays as a former one; forget KEY erases what is of them, for good; vault [KEY] puts personal data where
privacy: in svc.yaml wants it. check looks for what is wrong with them, and for keys that are nowhere. Numbers and
addresses are masked but on the page that show prints on a terminal; --unmasked has them in full.
svc log customers/KEY has the history.

Examples:
  svc customer confirm northmill
  svc customer stale owner:me
  svc customer add northmill --name 'Northmill Joinery' --set tier=gold --set kind=organisation
  svc customer edit northmill --set 'contacts+={name: Ann Lee, via: phone, value: 0113 496 0000, confirmed: today}'
  svc customer list tier:gold --sort name
  svc customer duplicates tier:gold
  svc customer merge north-mill northmill -m 'The same workshop, entered twice.'
  svc customer forget cus-7q4m -m 'As they asked on 20 November.'
"""
)

_OWN = ("confirm", "stale", "duplicates", "forget", "vault")


def _show(ctx: Context, kind: Kind, words: Sequence[str], asked: Asked) -> int:
    from svc.commands import customer_page, record_pages

    found = recorded.named(ctx, kind, words)
    fmt = "json" if asked.json else asked.format
    in_full = asked.unmasked or (fmt in ("", "table") and terminal.is_terminal())
    return record_pages.show(ctx, kind, found, fmt, customer_page.page, in_full)


def _confirm(ctx: Context, kind: Kind, words: Sequence[str], asked: Asked) -> int:
    from svc.commands import details

    return details.confirm(ctx, words, asked)


def _stale(ctx: Context, kind: Kind, words: Sequence[str], asked: Asked) -> int:
    from svc.commands import details

    return details.listed(ctx, words, asked)


def _forget(ctx: Context, kind: Kind, words: Sequence[str], asked: Asked) -> int:
    from svc.commands import forgetting

    return forgetting.forget(ctx, words, asked)


def _vault(ctx: Context, kind: Kind, words: Sequence[str], asked: Asked) -> int:
    from svc.commands import forgetting

    return forgetting.move(ctx, words, asked)


def _duplicates(ctx: Context, kind: Kind, words: Sequence[str], asked: Asked) -> int:
    from svc.commands import duplicates

    return duplicates.listed(ctx, words, asked)


_DOES = {
    "list": Own(recorded.listing, recorded.LISTED | {"unmasked"}),
    "show": Own(_show, frozenset({"format", "unmasked"})),
    "confirm": Own(_confirm, frozenset({"message", "no_verify"})),
    "duplicates": Own(_duplicates, frozenset({"limit", "format", "unmasked"})),
    "forget": Own(_forget, frozenset({"message", "dry_run", "no_verify"})),
    "vault": Own(_vault, frozenset({"no_verify"})),
    "stale": Own(_stale, frozenset({"limit", "format", "unmasked"})),
}


def run(
    ctx: Context,
    act: Annotated[str, Arg(metavar="WHAT", choices=(*ACTS, *_OWN), help=T("what to do"))] = "list",
    words: Words = (),
    asked: Asked = Asked(),
) -> int:
    """Keep customers."""
    return recorded.run(ctx, CUSTOMER, act, words, asked, _DOES)
