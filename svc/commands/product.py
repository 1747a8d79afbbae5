"""svc product: the products of the desk."""

from __future__ import annotations

from svc.commands import recorded
from svc.commands.context import Context
from svc.commands.recorded import ActName, Asked, Words
from svc.errors import T
from svc.schema.kinds import PRODUCT

HELP = T(
    """Keeps the products, one file each under products/: their models, components, terms of warranty, what is checked
after a repair. list takes a query; show prints one; add KEY makes one, register FILE.csv the rows of a table; edit
sets fields; rename OLD NEW gives another key, and every machine of it gets one as well; merge FROM INTO makes two
one; check looks for what is wrong with them.

Examples:
  svc product add HF-20 --name 'Fan heater HF-20' --set models=HF-20,HF-20S
  svc product edit HF-20 --set 'warranty+={from: 2025-01-01, months: 24, starts: invoiced, covers: [parts, labour]}'
  svc product list
  svc product rename HF20 HF-20
"""
)


def run(ctx: Context, act: ActName = "list", words: Words = (), asked: Asked = Asked()) -> int:
    """Keep products."""
    return recorded.run(ctx, PRODUCT, act, words, asked)
