"""What every kind of record can do: list, show, add, edit, rename, merge, check."""

from __future__ import annotations

from svc import terminal
from svc.commands import record_pages
from svc.commands.context import Context
from svc.errors import NotFoundError, T, Text, UsageError, counted
from svc.i18n import tr
from svc.model import Case, Change, Data, Record, Value
from svc.options import Arg, DryRun, Fields, Format, Json, Limit, Message, NoVerify, Opt, SetFields
from svc.schema.kinds import ASSET, CUSTOMER, PRODUCT, Kind, is_key
from svc.schema.settings import Settings
from svc.spare import MappingProxyType
from svc.store import records as book
from svc.typed import TYPE_CHECKING, Annotated, Callable, Collection, Mapping, NamedTuple, Sequence
from svc.words import key as typed

if TYPE_CHECKING:
    from svc import entry
    from svc.store.changes import Act as ForOne
    from svc.store.recording import Kept
    from svc.store.rekeying import Plan

ACTS = ("list", "show", "add", "edit", "rename", "merge", "register", "check")
"""What every kind can do."""
ActName = Annotated[str, Arg(metavar="WHAT", choices=ACTS, help=T("what to do"))]
Words = Annotated[Sequence[str], Arg(metavar="KEY", help=T("keys, or a query; a part of a key or the name will do"))]


class Asked(NamedTuple):
    """What was asked for beside the act and its words."""

    name: Annotated[str, Opt("--name", help=T("what it is called"))] = ""
    set: SetFields = ()
    message: Message = ""
    sort: Annotated[str, Opt("--sort", metavar="A,-B", help=T("sort by these fields, - downward"))] = ""
    fields: Fields = ""
    limit: Limit = 0
    format: Format = ""
    json: Json = False
    dry_run: DryRun = False
    no_verify: NoVerify = False
    unmasked: Annotated[bool, Opt("--unmasked", help=T("telephone numbers and addresses in full"))] = False


Act = Callable[[Context, Kind, Sequence[str], Asked], int]
"""What is done; the exit status."""
LISTED = frozenset({"sort", "fields", "limit", "format"})
_TAKES = {
    "list": LISTED,
    "show": frozenset({"format"}),
    "add": frozenset({"name", "set", "message", "no_verify"}),
    "edit": frozenset({"name", "set", "message", "no_verify"}),
    "rename": frozenset({"message", "dry_run", "no_verify"}),
    "merge": frozenset({"message", "dry_run", "no_verify"}),
    "register": frozenset({"message", "dry_run", "no_verify"}),
    "check": frozenset[str](),
}
"""The options that an act has a use for, beside --json."""


class Own(NamedTuple):
    """An act that only one kind has, or does in its own way, and the options that it takes."""

    does: Act
    takes: frozenset[str] = frozenset()


_NONE: Mapping[str, Own] = MappingProxyType({})


def run(
    ctx: Context, kind: Kind, act: str, words: Sequence[str], asked: Asked, own: Mapping[str, Own] = _NONE
) -> int:
    """Do one act to the records of a kind; ``own`` are those that it does in its own way."""
    does, takes = own[act] if act in own else (_DOES[act], _TAKES[act])
    _refuse_useless(kind, act, asked, takes)
    return does(ctx, kind, words, asked)


def _refuse_useless(kind: Kind, act: str, asked: Asked, takes: Collection[str]) -> None:
    for name, value in asked._asdict().items():
        if value and name not in takes and name != "json":
            option = "--" + name.replace("_", "-")
            raise UsageError(T("svc {kind} {act} takes no {option}", kind=kind.name, act=act, option=option),
                             T("svc {kind} --help", kind=kind.name))  # fmt: skip


def listing(ctx: Context, kind: Kind, words: Sequence[str], asked: Asked) -> int:
    """Print the records that answer to a query."""
    from svc.commands import record_lists

    return record_lists.listing(
        ctx, kind, words, asked.sort, asked.fields, asked.limit, asked.format, asked.json, asked.unmasked
    )


def _show(ctx: Context, kind: Kind, words: Sequence[str], asked: Asked) -> int:
    return record_pages.show(ctx, kind, named(ctx, kind, words), "json" if asked.json else asked.format)


def named(ctx: Context, kind: Kind, words: Sequence[str]) -> list[Record]:
    """The records that some words mean. Raises UsageError for none, NotFoundError."""
    return [_loaded(ctx, kind, word) for word in _some(kind, words)]


def _check(ctx: Context, kind: Kind, words: Sequence[str], asked: Asked) -> int:
    from svc.render.problems import line
    from svc.render.problems import record as as_record

    paths = {kind.path(found_key(ctx, kind, word)) for word in words}
    held = book.Book(ctx.store)
    problems = [p for p in held.check(ctx.settings, [kind]) if not paths or p.path in paths]
    if asked.json:
        from svc.render.table import to_json

        terminal.out(to_json([as_record(p) for p in problems]))
    else:
        terminal.out("".join(map(line, problems)))
    terminal.say(_checked(kind, len(paths) or len(held.keys[kind.name]), len({p.path for p in problems})))
    return 1 if any(p.severity == "error" for p in problems) else 0


def _checked(kind: Kind, count: int, bad: int) -> Text:
    if not bad:
        return T("{kinds}: {count}, no problems", kinds=kind.several, count=count)
    return T("{kinds}: {count}, {bad} with problems", kinds=kind.several, count=count, bad=bad)


def _add(ctx: Context, kind: Kind, words: Sequence[str], asked: Asked) -> int:
    from svc import entry, records
    from svc.commands import newcomers
    from svc.store import recording

    clerk = ctx.clerk()
    given = _given(kind, asked)
    if kind.made_of:
        given = [*(entry.Assignment(*pair) for pair in zip(kind.made_of, words, strict=False)), *given]
    if len(words) > max(len(kind.made_of), 1):
        raise UsageError(T("one at a time"))

    def data(rules: Settings) -> Data:
        sets = entry.wanted(rules, Record({}, ""), given, clerk, kind.table)
        key = kind.key_of(dict(sets)) or _new_key(ctx, kind, words)
        return records.born(kind, key, sets)

    with ctx.rules_at_hand():
        kept = recording.add(ctx.store, kind, data, ctx.now, ctx.said(asked.message), not asked.no_verify)
    status = tell(ctx, kind, kept, asked, T("added"))
    newcomers.tell(ctx, kind, [kept.record.id])
    return status


def _new_key(ctx: Context, kind: Kind, words: Sequence[str]) -> str:
    """The key that was given, or one by chance where a person needs to know none."""
    if kind.made_of:
        wanted = " ".join(name.upper() for name in kind.made_of)
        raise UsageError(T("missing: {names}", names=wanted), T("svc {kind} add {names}", kind=kind.name, names=wanted))
    if words:
        return refuse_no_key(words[0])
    if kind is not CUSTOMER:
        raise UsageError(T("missing: {names}", names="KEY"), T("svc {kind} add KEY --name ...", kind=kind.name))
    from svc import ids

    taken = {key[-5:].upper() for key in book.keys(ctx.store, kind)}
    return f"{kind.name[:3]}-{ids.event_id(taken, ctx.draw).lower()}"


def refuse_no_key(word: str) -> str:
    """The word, where it can be a key. Raises UsageError."""
    if is_key(word):
        return word
    raise UsageError(T("{key} is no key: letters, digits, . _ + -, at most 100 of them", key=repr(word)))


def _given(kind: Kind, asked: Asked) -> list[entry.Assignment]:
    from svc.commands.given import assignments
    from svc.entry import Assignment

    return [*([Assignment("name", asked.name)] if asked.name else []), *assignments(asked.set, kind.table)]


def _edit(ctx: Context, kind: Kind, words: Sequence[str], asked: Asked) -> int:
    from svc import entry
    from svc.store import recording

    clerk = ctx.clerk()
    given = _given(kind, asked)
    if not given:
        raise UsageError(T("missing: {names}", names="--set"))
    key = found_key(ctx, kind, _one(kind, words))

    def wanted(held: Record, rules: Settings) -> Mapping[str, Value]:
        return entry.wanted(rules, held, given, clerk, kind.table)

    with ctx.rules_at_hand():
        kept = recording.change(ctx.store, kind, key, wanted, ctx.now, ctx.said(asked.message), not asked.no_verify)
    return tell(ctx, kind, kept, asked, T("changed"))


def _rename(ctx: Context, kind: Kind, words: Sequence[str], asked: Asked) -> int:
    from svc import records
    from svc.store.rekeying import Plan

    old, new = _two(kind, words)
    held = _loaded(ctx, kind, old)
    parts = _parts(kind, held, new)
    key = kind.key_of(dict(zip(kind.made_of, parts, strict=True))) or refuse_no_key(new)
    if key == held.id:
        raise UsageError(T("{key} has that key already", key=key))
    plan = Plan(records.renamed(kind, held.data, key, parts, _assets(ctx, kind)))
    return _rekeyed(ctx, kind, held.id, plan, asked, T("renamed"))


def _parts(kind: Kind, held: Record, new: str) -> tuple[str, ...]:
    """What the fields that a key is made of say once it is another one: a new serial number, or PRODUCT.SERIAL."""
    if not kind.made_of:
        return ()
    product = held.text(kind.made_of[0])
    return product, new.removeprefix(f"{product}.")


def _merge(ctx: Context, kind: Kind, words: Sequence[str], asked: Asked) -> int:
    from svc import records
    from svc.store.rekeying import Plan

    gone, kept = (_loaded(ctx, kind, word) for word in _two(kind, words))
    if gone.id == kept.id:
        raise UsageError(T("both are {key}", key=gone.id))
    clerk, taken = ctx.clerk(), Record({"kept": kept.data, "gone": gone.data}, "")
    both = records.combined(kind, kept.data, gone.data, lambda: clerk.fresh_id(taken))
    parts = tuple(kept.text(name) for name in kind.made_of)
    plan = Plan(records.renamed(kind, gone.data, kept.id, parts, _assets(ctx, kind)), both.sets)
    status = _rekeyed(ctx, kind, gone.id, plan, asked, T("merged"))
    for name, value in both.lost.items():
        said = record_pages.words(ctx, kind, name, value)
        terminal.complain(T("not taken over: {field} {value}", field=tr(kind.table.by_path[name].label), value=said))
    return status


def _register(ctx: Context, kind: Kind, words: Sequence[str], asked: Asked) -> int:
    from svc.commands import registering

    return registering.register(ctx, kind, words, asked)


def _assets(ctx: Context, kind: Kind) -> list[Record]:
    """The machines that another key for a record of this kind may reach by theirs."""
    return book.every(ctx.store, ASSET)[0] if kind is PRODUCT else []


def _rekeyed(ctx: Context, kind: Kind, key: str, plan: Plan, asked: Asked, what: Text) -> int:
    from svc import verbs
    from svc.store.rekeying import rekey

    clerk, why = ctx.clerk(), ctx.said(asked.message)

    def for_case(sets: Mapping[str, Value]) -> ForOne:
        def act(case: Case, rules: Settings) -> Change:
            from svc.commands.campaign import rekeyed

            return verbs.edit(case, {**sets, **rekeyed(ctx, case, plan.renames)}, clerk, why)

        return act

    kept = rekey(
        ctx.store, kind, key, plan, for_case, ctx.now, why, verify=not asked.no_verify, dry_run=asked.dry_run
    )
    status = tell(ctx, kind, kept, asked, what)
    if kept.cases or kept.records:
        cases = counted(len(kept.cases), T("{count} case"), T("{count} cases"))
        others = counted(len(kept.records), T("{count} other record"), T("{count} other records"))
        terminal.say(T("with it {cases} and {records}", cases=cases, records=others))
    return status


def tell(ctx: Context, kind: Kind, kept: Kept, asked: Asked, what: Text) -> int:
    """Print what was done: the key for scripts, a line for people."""
    commit = kept.receipt.commit if kept.receipt else ""
    if asked.json:
        from svc.render.table import to_json

        terminal.out(to_json({"id": kept.record.id, "commit": commit}))
    elif terminal.is_terminal() and not ctx.options.quiet:
        said = tr(what if commit else T("changed in the vault") if kept.vaulted else T("nothing changed"))
        terminal.out(f"{kept.record.id}  {said}  {commit[:10]}".rstrip() + "\n")
    else:
        terminal.out(f"{kept.record.id}\n")
    if not commit and not kept.vaulted:
        terminal.say(T("nothing was done") if asked.dry_run else T("{id}: nothing to change", id=kept.record.id))
    for warning in kept.receipt.warnings if kept.receipt else ():
        terminal.complain(warning)
    return 0


def _loaded(ctx: Context, kind: Kind, word: str) -> Record:
    found = book.load_one(ctx.store, kind, found_key(ctx, kind, word))
    assert found is not None  # its file was found
    return found


def found_key(ctx: Context, kind: Kind, word: str) -> str:
    """The key that a word means; of machines the serial number may be written in another way. Raises NotFoundError."""
    try:
        return book.find(ctx.store, kind, typed(word))
    except NotFoundError as error:
        if kind is not ASSET:
            raise
        from svc.commands import plates

        return plates.meant(ctx, typed(word), error)


def _some(kind: Kind, words: Sequence[str]) -> Sequence[str]:
    if not words:
        raise UsageError(T("missing: {names}", names="KEY"), T("svc {kind} list shows them", kind=kind.name))
    return words


def _one(kind: Kind, words: Sequence[str]) -> str:
    if len(_some(kind, words)) > 1:
        raise UsageError(T("one at a time"))
    return words[0]


def _two(kind: Kind, words: Sequence[str]) -> tuple[str, str]:
    if len(words) != 2:
        raise UsageError(T("two keys belong here: the one that is, the one that is to be"),
                         T("svc {kind} --help", kind=kind.name))  # fmt: skip
    return words[0], words[1]


_DOES: dict[str, Act] = {
    "list": listing, "show": _show, "add": _add, "edit": _edit, "rename": _rename, "merge": _merge, "check": _check,
    "register": _register,
}  # fmt: skip
