"""svc new: open a case."""

from __future__ import annotations

from svc import asking, births, entry, terminal, workflow
from svc.commands import doubles
from svc.commands.context import Context
from svc.commands.given import assignments
from svc.errors import Several, T, UsageError
from svc.ids import case_id
from svc.options import Arg, How, Opt, Said, SetFields
from svc.store.birth import filled_form, open_case
from svc.store.changes import Done
from svc.typed import TYPE_CHECKING, Annotated, Callable, Sequence
from svc.words import one_line

if TYPE_CHECKING:
    from svc.model import Case, Change
    from svc.schema.settings import Settings
    from svc.store.glance import Glance, Written

HELP = T(
    """Opens a case. Only its title has to be known; the rest is asked when it leaves a stage.
Open cases of the same serial number, of a like title or of the customer are named first. At a terminal a serial
number or a title that is there already is asked about (--yes answers); without one it is only told.
-e opens the form of the type in your editor, with what is known filled in; where nothing comes of it, it is kept.

Examples:
  svc new complaint --title 'Plug gets hot' --customer northmill --severity safety
  svc new repair 'Pump leaks' -s 2607A00417 -m 'Drips since Monday.'
  svc new enquiry 'Which filter fits?' --severity minor --set tags=filter
  svc new return -c northmill -e
"""
)

_MOST = 4
"""Options that still make a line to copy."""
_FIELDS = ("title", "customer", "product", "serial", "severity", "priority", "channel", "category", "assignee")


def run(
    ctx: Context,
    type: Annotated[str, Arg(metavar="TYPE", help=T("what kind of case it is"), codes="type")],
    words: Annotated[str, Arg(metavar="TITLE", help=T("one line that says what it is about"))] = "",
    title: Annotated[str, Opt("--title", "-t", help=T("the title, as an option"))] = "",
    customer: Annotated[str, Opt("--customer", "-c", metavar="KEY", help=T("who it is for"))] = "",
    product: Annotated[str, Opt("--product", "-p", metavar="KEY", help=T("the product"))] = "",
    serial: Annotated[str, Opt("--serial", "-s", metavar="NUMBER", help=T("its serial number"))] = "",
    severity: Annotated[str, Opt("--severity", metavar="CODE", codes="severity", help=T("how much harm it does"))] = "",
    priority: Annotated[str, Opt("--priority", metavar="CODE", codes="priority", help=T("the order of work"))] = "",
    channel: Annotated[str, Opt("--channel", metavar="CODE", codes="channel", help=T("how it came in"))] = "",
    category: Annotated[str, Opt("--category", metavar="CODE", codes="category", help=T("the kind of problem"))] = "",
    assignee: Annotated[str, Opt("--assignee", metavar="WHO", help=T("who takes it"))] = "",
    set: SetFields = (),
    text: Said = Said(),
    edit: Annotated[bool, Opt("--edit", "-e", help=T("fill in the whole form in your editor"))] = False,
    draft: Annotated[str, Opt("--draft", metavar="FILE", help=T("go on with a form that was kept"))] = "",
    how: How = How(),
) -> int:
    """Open a case."""
    values = (title or words, customer, product, serial, severity, priority, channel, category, assignee)
    given = dict(zip(_FIELDS, values, strict=True))
    if title and words:
        raise UsageError(T("the title was given twice"))
    if not (edit or draft):
        given["title"] = one_line(given["title"]) or _asked_title()
    options = [entry.Assignment(k, v) for k, v in given.items() if v] + assignments(set)
    description = ctx.said(*text)
    if description:
        options.append(entry.Assignment("description", description))
    if draft and options:
        raise UsageError(T("--draft goes on with a form as it is: what else is known is written there"))
    if serial:
        from svc.commands import plates

        options = plates.read_again(ctx, options)
    birth = _Birth(ctx, type, [*options, *_known(ctx, options)], how)
    with ctx.rules_at_hand():
        done = birth.on_form(draft) if edit or draft else birth.at_once()
    ctx.tell([done], how.json)
    _suggest(ctx, done)
    _recalled(ctx, done.case, birth.recalls)
    _confirm(ctx, done.case.text("customer"))
    return 0


class _Birth:
    """One case to be opened."""

    def __init__(self, ctx: Context, kind: str, given: Sequence[entry.Assignment], how: How) -> None:
        self.ctx = ctx
        self.kind = kind
        self.given = given
        self.clerk = ctx.clerk(how.at, how.by)
        self.verify = not how.no_verify
        self.recalls: list[Glance | Written] | None = None
        """The open recalls, where they were met on the way."""

    def at_once(self) -> Done:
        """Open it with what the command line tells."""
        self.recalls = doubles.warn(self.ctx, doubles.sought(self.given))
        return self._open(lambda rules, name: births.born(rules, name, self.kind, self.given, self.clerk))

    def on_form(self, draft: str) -> Done:
        """Open it with what the person fills in."""
        from svc.commands.form import fill_in

        start = "" if draft else filled_form(
            self.ctx.store, lambda rules: births.on_form(rules, self.kind, self.given, self.clerk)
        )  # fmt: skip
        return fill_in(self.ctx, self.kind, start, draft, self._from)

    def _from(self, text: str, form: Case) -> Done:
        return self._open(lambda rules, name: births.from_form(rules, name, form, self.clerk), text)

    def _open(self, birth: Callable[[Settings, str], Change], form: str = "") -> Done:
        ctx, clerk = self.ctx, self.clerk
        month = (clerk.at or clerk.now).strftime("%y%m")
        return open_case(
            ctx.store, lambda rules: case_id(rules.prefix, month, ctx.draw),
            lambda rules, name: _entitled(ctx, rules, birth(rules, name)), ctx.now, self.verify, form,
        )  # fmt: skip


def _entitled(ctx: Context, rules: Settings, born: Change) -> Change:
    """The birth with what the desk knows of the warranty of the machine, where nobody said anything of it."""
    known = born.sets
    names_machine = bool(known.get("product") and known.get("serial"))
    if known.get("warranty") or not (names_machine or known.get("items")):
        return born
    from svc.commands.entitlement import provisional

    found = provisional(ctx, rules, known)
    return born._replace(sets={**known, "warranty": found}) if found else born


def _recalled(ctx: Context, case: Case, met: list[Glance | Written] | None) -> None:
    """Tell under which open recalls the machine falls."""
    if case.text("serial") and met != []:
        from svc.commands import campaign

        campaign.tell_case(ctx, case, met)


def _confirm(ctx: Context, customer: str) -> None:
    """Ask to confirm what is known of the customer where that is long ago."""
    if customer and ctx.store.has_record(customer, "customers"):
        from svc.commands import confirming

        confirming.ask(ctx, customer)


def _known(ctx: Context, given: Sequence[entry.Assignment]) -> list[entry.Assignment]:
    """What the record of the customer says that the case takes over; nothing where there is none of that key."""
    name = next((str(one.value) for one in given if one.name == "customer"), "")
    if not name or not ctx.store.has_record(name, "customers"):
        return []
    from svc import intake
    from svc.schema.kinds import CUSTOMER
    from svc.store import records

    customer = records.load_one(ctx.store, CUSTOMER, name)
    return intake.taken_over(customer, given, f"{ctx.now:%Y-%m-%d}") if customer else []


def _asked_title() -> str:
    """Ask for the title where somebody can answer. Raises UsageError."""
    if not terminal.may_prompt():
        raise UsageError(T("missing: {names}", names="TITLE"), T("svc new TYPE 'what it is about'"))
    title = one_line(terminal.ask(T("title")))
    if not title:
        raise UsageError(T("missing: {names}", names="TITLE"), T("svc new TYPE 'what it is about'"))
    return title


def _suggest(ctx: Context, done: Done) -> None:
    """Say what is not known yet, and what to type next."""
    if not terminal.is_terminal():
        return
    lacking = [choice[0] for choice in workflow.missing(ctx.settings, done.case)]
    if lacking:
        options = " ".join(map(asking.option, lacking[:_MOST]))
        names = Several(asking.label(name) for name in lacking)
        stage = ctx.settings.named("stage", done.case.stage)
        terminal.say(T("to leave {stage} it needs: {names}; svc edit @ {options}",
                       stage=stage, names=names, options=options))  # fmt: skip
    _name_skilled(ctx, done.case)
    target = workflow.moves_from(ctx.settings, done.case)[0].target
    onward = ctx.settings.typed("stage", target)
    terminal.say(T("next: svc move @ {stage}, svc contact @ in -m '...', svc show @", stage=onward))


def _name_skilled(ctx: Context, case: Case) -> None:
    """Say what skills the product takes, and who has them, while nobody has the case."""
    if not case.text("assignee") and ctx.store.has_record(case.text("product"), "products"):
        from svc.commands import needed

        said = needed.skills_of(ctx, case)
        if said:
            terminal.say(T("skills required: {said}; svc assign @ WHO", said=said))
