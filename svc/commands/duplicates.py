"""svc customer duplicates: customers that may be one and the same, each pair with what speaks for it and against it."""

from __future__ import annotations

from svc import terminal
from svc.alike.hints import Hints
from svc.alike.judging import Pair, doubles, like
from svc.commands import record_lists
from svc.commands.context import Context
from svc.commands.reading import name_problems
from svc.commands.record_pages import masked
from svc.commands.recorded import Asked
from svc.errors import Several, SvcError, T, Text
from svc.i18n import joined, tr
from svc.model import Record
from svc.options import FOR_PEOPLE
from svc.render.columns import Column
from svc.render.columns import Record as Line
from svc.render.safe import one_line
from svc.render.table import rows, to_json
from svc.schema import personal
from svc.schema.kinds import CUSTOMER
from svc.schema.signs import signs
from svc.spare import suppress
from svc.store import naming
from svc.store import records as book
from svc.typed import Iterator, Sequence

_STRENGTHS = {"strong": T("nearly sure"), "likely": T("likely"), "perhaps": T("perhaps")}
_HEADS = (
    Column("strength", T("how sure")), Column("customers", T("customers")), Column("alike", T("alike")),
    Column("unlike", T("unlike"), flexible=True), Column("merge", T("to make them one")),
)  # fmt: skip
_MASKED = ("mail", "phone", "local", "address", "like-address")
_NAMES = ("person", "firm")
MANY = 2000
"""Customers from which on a new one is not held against all of them."""
_MOST = 3
"""Customers that a new one is said to look like."""


def listed(ctx: Context, words: Sequence[str], asked: Asked) -> int:
    """Print the pairs of customers that may be one, of which one answers to a query; nothing is changed."""
    every, problems = book.every(ctx.store, CUSTOMER)
    meant = {one.id for one in record_lists.answering(ctx, CUSTOMER, words)[0]} if words else set[str]()
    found = [pair for pair in doubles(every) if not words or {pair.kept.id, pair.other.id} & meant]
    shown = found[: asked.limit or None] if asked.unmasked else [_masked(ctx, p) for p in found[: asked.limit or None]]
    fmt = "json" if asked.json else asked.format or ("table" if terminal.is_terminal() else "tsv")
    if fmt in ("json", "ndjson"):
        terminal.out(to_json([_plain(pair) for pair in shown]))
    elif shown or fmt != "table":
        lines = [_told(pair) if fmt in FOR_PEOPLE else _flat(pair) for pair in shown]
        terminal.out(rows(_HEADS, lines, fmt, terminal.width(), terminal.colours()), paged=True)
    else:
        terminal.say(T("no customer looks like another one"))
    if shown and fmt == "table":
        _say_apart(shown[0])
    if len(shown) < len(found):
        terminal.say(T("{shown} of {count}; --limit shows more", shown=len(shown), count=len(found)))
    name_problems(problems, len(found))
    return 1 if problems else 0


def _masked(ctx: Context, pair: Pair) -> Pair:
    """A pair as it may be passed on."""
    kept, other = masked(ctx, CUSTOMER, [pair.kept, pair.other])
    hidden = (*_MASKED, *_NAMES) if ctx.settings.privacy.in_vault else _MASKED
    signs = [s._replace(said=personal.masked(s.said)) if s.code in hidden else s for s in pair.signs]
    return Pair(kept, other, tuple(signs))


def tell_like(ctx: Context, customer: Record) -> None:
    """Say whom a new customer looks like; what others have wrong in their files is no matter here.

    Among many it is only looked for who has the same number, address or name.
    """
    hints, in_vault = Hints(customer), ctx.settings.privacy.in_vault  # there the files say nothing of their own
    names = book.keys(ctx.store, CUSTOMER)
    if len(names) > MANY:
        shared = naming.customers_with(ctx.store, signs(customer.data))
        names = names if shared is None else shared
    names = [name for name in names if name != customer.id]
    near = [name for name in names if in_vault or hints.may_be(ctx.store.read(CUSTOMER.path(name)) or b"")]
    found = like(customer, _readable(ctx, near))
    for pair in found[:_MOST]:
        other = pair.kept if pair.other.id == customer.id else pair.other
        terminal.say(T("looks like {key}, {name}: {signs}", key=other.id, name=one_line(other.text("name")),
                       signs=Several(_signs(pair))))  # fmt: skip
    if found:
        terminal.say(T("one and the same: {line}", line=_merge(found[0])))
        _say_apart(found[0])


def _readable(ctx: Context, names: Sequence[str]) -> Iterator[Record]:
    for name in names:
        with suppress(SvcError):
            one = book.load_one(ctx.store, CUSTOMER, name)
            yield from [one] if one else []


def _say_apart(pair: Pair) -> None:
    terminal.say(T("or two: svc customer edit {key} --set distinct+={other}", key=pair.kept.id, other=pair.other.id))


def _merge(pair: Pair) -> str:
    return f"svc customer merge {pair.other.id} {pair.kept.id}"


def _signs(pair: Pair) -> list[Text]:
    signs = [sign for sign in pair.signs if sign.weight > 0]
    return [sign.what if sign.code == "like-name" else T("{what} {said}", what=sign.what, said=one_line(sign.said))
            for sign in signs]  # fmt: skip


def _unlike(pair: Pair) -> list[Text]:
    return [sign.what for sign in pair.signs if sign.weight < 0]


def _told(pair: Pair) -> Line:
    """A pair for people."""
    names = f"{one_line(pair.kept.text('name'))} = {one_line(pair.other.text('name'))}?"
    return {"strength": _STRENGTHS[pair.strength], "customers": names, "alike": joined(map(tr, _signs(pair))),
            "unlike": joined(map(tr, _unlike(pair))), "merge": _merge(pair)}  # fmt: skip


def _flat(pair: Pair) -> Line:
    """A pair for a table that a program reads."""
    held = _plain(pair)
    signs = ("; ".join(f"{sign.code} {sign.said}".strip() for sign in pair.signs if (sign.weight > 0) is good)
             for good in (True, False))  # fmt: skip
    alike, unlike = signs
    return {**held, "customers": f"{pair.kept.id} {pair.other.id}", "alike": alike, "unlike": unlike}


def _plain(pair: Pair) -> Line:
    """A pair for programs."""
    return {
        "strength": pair.strength,
        "weight": pair.weight,
        "customer": pair.kept.id,
        "other": pair.other.id,
        "names": [pair.kept.text("name"), pair.other.text("name")],
        "signs": [{"sign": sign.code, "said": sign.said, "weight": sign.weight} for sign in pair.signs],
        "merge": _merge(pair),
    }
