"""Before a case is opened: the open ones that may be about the same."""

from __future__ import annotations

from svc import terminal
from svc.entry import Assignment
from svc.errors import RefusedError, Several, SvcError, T, Text
from svc.likeness import Likeness, Title, likeness, serials
from svc.model import Case, Value
from svc.render.safe import one_line
from svc.store.glance import Glance, Written, at_hand
from svc.typed import TYPE_CHECKING, Iterable, Iterator, NamedTuple
from svc.words import key

if TYPE_CHECKING:
    from svc.commands.context import Context

_COMPARED = ("title", "customer", "serial")
_MOST = 5
"""Cases that are named."""


class _Double(NamedTuple):
    case: Case
    alike: Likeness


def sought(given: Iterable[Assignment]) -> Case:
    """What is known of a new case from its command line, as far as it is compared."""
    given = [*given]
    held: dict[str, Value] = {one.name: one.value for one in given if one.name in _COMPARED}
    held["items"] = [item for one in given if one.name == "items" for item in _listed(one.value)]
    return Case(held, "")


def _listed(value: Value) -> list[Value]:
    return value if isinstance(value, list) else [value]


def warn(ctx: Context, new: Case) -> list[Glance | Written]:
    """Name the open cases of the same serial number, title or customer, and ask whether to go on.

    It is asked where somebody can answer and more than the customer is the same; else it is only told.
    The answer is the open recalls, which are no doubles of what falls under them. Raises RefusedError for a no.
    """
    strong, theirs, recalls = _found(ctx, new)
    found = strong or _newest(theirs, new, ctx.settings.workflow.closed)
    if found:
        _ask(ctx, new, found, len(strong), len(theirs))
    return recalls


def _ask(ctx: Context, new: Case, found: list[_Double], strong: int, theirs: int) -> None:
    asks = bool(strong) and terminal.may_prompt()
    tell = terminal.complain if asks else terminal.say
    tell(T("open already, and maybe the same:") if strong else T("open already for {who}:", who=new.text("customer")))
    for one in found[:_MOST]:
        tell(_line(ctx, one))
    left = strong - _MOST if strong else theirs - len(found)
    if left > 0:
        tell(T("  and {count} more", count=left))
    tell(T("svc contact {id} in -m '...' adds to it instead", id=found[0].case.id))
    if asks and not terminal.confirm(T("open a new one all the same?")):
        raise RefusedError(T("nothing was opened"), T("svc new --yes ... opens it all the same"))


def _found(ctx: Context, new: Case) -> tuple[list[_Double], list[Glance | Written], list[Glance | Written]]:
    """The cases that may be the same matter, and the files of others of the customer and of recalls, not parsed yet."""
    strong: list[_Double] = []
    theirs: list[Glance | Written] = []
    recalls: list[Glance | Written] = []
    title, numbers, customer = Title(new.text("title")), serials(new), _folded(new.text("customer"))
    closed = ctx.settings.workflow.closed
    for glance in at_hand(ctx.store, closed):
        if glance.line("campaign"):
            recalls.append(glance)
            continue
        its = _folded(glance.line("customer"))
        is_theirs = bool(customer) and its == customer
        # As in likeness: titles of two customers are not compared, and most cases are another's.
        is_apart = bool(customer and its) and not is_theirs and isinstance(glance, Written)
        if (not is_apart and title.is_like(glance.line("title"))) or any(_holds(glance, number) for number in numbers):
            # The head of a case has all that is compared: only what is alike there is read.
            is_alike = not isinstance(glance, Written) or likeness(new, title, glance.held).is_strong
            double = _double(glance, new, title, closed) if is_alike else None
            if double and double.alike.is_strong:
                strong.append(double)
                continue
        if is_theirs:
            theirs.append(glance)
    strong.sort(key=lambda one: (not (one.alike.serial and one.alike.title), not one.alike.serial,
                                 one.case.text("opened_at")))  # fmt: skip
    return strong, theirs, recalls


def _double(glance: Glance | Written, new: Case, title: Title, closed: str) -> _Double | None:
    """What a case has in common with a new one; None where it is closed by now, or cannot be read."""
    try:
        case = glance.case()
    except SvcError:
        return None
    return None if case.stage == closed else _Double(case, likeness(new, title, case))


def _newest(theirs: list[Glance | Written], new: Case, closed: str) -> list[_Double]:
    """The newest of a customer's cases."""
    theirs = sorted(theirs, key=lambda glance: glance.line("opened_at"), reverse=True)[:_MOST]
    found = [_double(glance, new, Title(""), closed) for glance in theirs]
    return [one for one in found if one]


def _holds(glance: Glance | Written, number: str) -> bool:
    """Whether a serial number stands in the file, at its top or among its items."""
    if isinstance(glance, Written):
        return number in serials(glance.held)
    if number in _folded(glance.line("serial")):
        return True
    has_items = b"\nitems:\n " in glance.data or glance.line("items")
    return bool(has_items) and number in _folded(glance.data.decode(errors="replace"))


def _folded(line: str) -> str:
    return key(line.strip("'\"")).casefold()


def _line(ctx: Context, one: _Double) -> Text:
    case = one.case
    return T("  {id}  {stage}  since {since}  {title}  ({why})", id=case.id,
             stage=ctx.settings.named("stage", case.stage), since=case.text("opened_at")[:10],
             title=one_line(case.text("title")), why=Several(_whys(one.alike)))  # fmt: skip


def _whys(alike: Likeness) -> Iterator[Text]:
    if alike.serial:
        yield T("same serial number")
    if alike.title:
        yield T("like title")
    if alike.customer:
        yield T("same customer")
