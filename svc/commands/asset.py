"""svc asset: the assets of the desk."""

from __future__ import annotations

from svc.commands import recorded
from svc.commands.context import Context
from svc.commands.recorded import ACTS, Asked, Own, Words
from svc.errors import T, UsageError
from svc.options import Arg, Opt
from svc.schema.kinds import ASSET, Kind
from svc.spare import partial
from svc.typed import Annotated, Sequence

HELP = T(
    """Keeps the machines that were delivered, one file each under assets/, by product and serial number. Serial
numbers are text; case, blanks and the widths of an input method make no difference, 0 for O and 1 for I are asked
about. list takes a query; show prints one, with its warranty and its cases; expiring names what ends soon; recall ID
shows the machines of a recall, each with how far it is (svc link --campaign makes one); add PRODUCT SERIAL makes one,
register FILE.csv the rows of a table, all or none; edit sets fields; rename KEY SERIAL puts a serial number right, in
every case that names it too; merge FROM INTO makes two one; check looks for what is wrong with them.

Examples:
  svc asset register shipped.csv --dry-run
  svc asset expiring --within 60d customer:northmill
  svc asset add HF-20 2607A00417 --set customer=northmill --set delivered=2026-07-02
  svc asset edit 2607A00417 --set installed=2026-07-03 --set place=Leeds
  svc asset list product:HF-20 serial:2607A00400..2607A00499 delivered:2026-07
  svc asset rename HF-20.2607A00417 2607A00471 -m 'Misread: the plate says 471.'
"""
)

_OWN = ("expiring", "recall")


def _show(ctx: Context, kind: Kind, words: Sequence[str], asked: Asked) -> int:
    from svc.commands import asset_page, record_pages

    found = recorded.named(ctx, kind, words)
    return record_pages.show(ctx, kind, found, "json" if asked.json else asked.format, asset_page.page)


def _recall(ctx: Context, kind: Kind, words: Sequence[str], asked: Asked) -> int:
    from svc.commands import campaign

    return campaign.show(ctx, words, asked)


def _expiring(within: str, ctx: Context, kind: Kind, words: Sequence[str], asked: Asked) -> int:
    from svc.commands import expiring

    return expiring.expiring(ctx, words, asked, expiring.until(ctx, within or "60d"))


def run(
    ctx: Context,
    act: Annotated[str, Arg(metavar="WHAT", choices=(*ACTS, *_OWN), help=T("what to do"))] = "list",
    words: Words = (),
    within: Annotated[str, Opt("--within", metavar="60d", help=T("of expiring: a date, or days from now"))] = "",
    asked: Asked = Asked(),
) -> int:
    """Keep the machines that were delivered."""
    if within and act != "expiring":
        raise UsageError(T("svc {kind} {act} takes no {option}", kind="asset", act=act, option="--within"))
    own = {
        "show": Own(_show, frozenset({"format"})),
        "recall": Own(_recall, frozenset({"format", "limit"})),
        "expiring": Own(partial(_expiring, within), frozenset({"format", "limit"})),
    }
    return recorded.run(ctx, ASSET, act, words, asked, own)
