"""Serial numbers as people read them off a plate: found in any way of writing, misread ones asked about."""

from __future__ import annotations

from svc import terminal
from svc.commands.context import Context
from svc.errors import NotFoundError, Several, T
from svc.schema.kinds import ASSET, folded_serial, made_key
from svc.serials import misread
from svc.store import records as book
from svc.typed import TYPE_CHECKING, Callable

if TYPE_CHECKING:
    from svc.entry import Assignment

_MOST = 5
"""Machines that are named."""


def meant(ctx: Context, word: str, error: NotFoundError) -> str:
    """The key of the machine that a word means which is no part of one key: its serial number is written otherwise.

    Where it was misread (0 for O, 1 for I or l) it is asked which one is meant; where nobody can answer it is only
    said. Raises NotFoundError, the one that is known already where no machine is near.
    """
    keys = book.keys(ctx.store, ASSET)
    same = [key for key in keys if _is_said(key, folded_serial(word), folded_serial)]
    if len(same) == 1:
        return same[0]
    near = [] if same else [key for key in keys if _is_said(key, misread(word), misread)]
    if len(near) == 1 and _asked(near[0]):
        return near[0]
    if near:
        said = T("did you mean {near}?", near=Several(near[:_MOST]))
        raise NotFoundError(T("no {kind} {word}", kind=ASSET.label, word=repr(word)), said) from error
    raise error


def _is_said(key: str, said: str, folded: Callable[[str], str]) -> bool:
    """Whether a word is a key, or the serial number in it."""
    whole = folded(key)
    return whole == said or whole.endswith(f".{said}")


def _asked(key: str) -> bool:
    return terminal.may_prompt() and terminal.confirm(T("did you mean {near}?", near=key))


def read_again(ctx: Context, given: list[Assignment]) -> list[Assignment]:
    """What was typed for a new case, with the serial number of the machine that was meant where somebody says so.

    It is asked about where no machine has that number and one has a number that is easily misread as it.
    """
    said = {one.name: str(one.value) for one in given if one.name in ("product", "serial")}
    serial, product = said.get("serial", ""), said.get("product", "")
    if not serial or (product and ctx.store.has_record(made_key((product, serial)), ASSET.folder)):
        return given
    keys = book.keys(ctx.store, ASSET)
    if any(_is_said(key, folded_serial(serial), folded_serial) for key in keys):
        return given
    like, begun = misread(serial), f"{made_key((product, ''))}" if product else ""
    near = [key for key in keys if key.startswith(begun) and _is_said(key, like, misread)]
    if len(near) == 1 and _asked(near[0]):
        machine = book.load_one(ctx.store, ASSET, near[0])
        meant = machine.text("serial") if machine else serial
        return [one._replace(value=meant) if one.name == "serial" else one for one in given]
    if near:
        terminal.complain(T("there is no machine {serial}; did you mean {near}?", serial=serial,
                            near=Several(near[:_MOST])))  # fmt: skip
    return given
