"""Changes of cases as commits: read from HEAD, changed, judged, written; all of them or none."""

from __future__ import annotations

from itertools import chain

from svc.errors import RefusedError, SvcError, T, Text
from svc.model import Case, Change, Data, InvalidFileError, Problem
from svc.schema.settings import Settings
from svc.spare import MappingProxyType, datetime, suppress
from svc.store import editors, files, layout
from svc.store.apply import apply
from svc.store.desk import Store
from svc.store.forms import form_text
from svc.store.git import tip
from svc.store.message import Message, of_change, of_many
from svc.store.reading import judged_settings, problems_of, to_case
from svc.store.snapshot import Snapshot
from svc.store.source import decode
from svc.store.writer import Draft, Receipt
from svc.typed import Callable, Collection, Iterator, Mapping, NamedTuple, Sequence

_NOTHING: Mapping[str, bytes] = MappingProxyType({})

Act = Callable[[Case, Settings], Change]
"""What a verb does to one case under the rules in force."""


class Done(NamedTuple):
    """What became of one case. ``receipt`` is None when nothing was written (no change, or a dry run)."""

    case: Case
    change: Change
    before: str
    after: str
    receipt: Receipt | None = None

    @property
    def commit(self) -> str:
        """The commit that keeps it, ``""`` for none."""
        return self.receipt.commit if self.receipt else ""


class NothingToDoError(Exception):
    """Ends a write whose draft is empty."""


def commit(
    store: Store, build: Callable[[Snapshot], Draft], verify: bool, dry_run: bool = False
) -> Receipt | None:
    """Commit a draft, with what of it goes into the vault; None when there was nothing to do."""
    drafts: list[Draft] = []

    def checked(snapshot: Snapshot) -> Draft:
        if drafts and drafts[0].private:
            drafts[0].private.undo()  # the branch moved; it is made anew
        draft = build(snapshot)
        in_force = rules(store, snapshot)
        if in_force.privacy.in_vault:
            from svc.store.private import Private

            draft = (draft.private or Private(store, in_force)).apart(snapshot, draft)
        drafts[:] = [draft]
        if dry_run:
            raise NothingToDoError
        if draft.private:
            draft.private.keep()
        if not draft.files:
            raise NothingToDoError
        return draft

    receipt = None
    try:
        with suppress(NothingToDoError):
            receipt = store.writer.commit(checked, verify)
    except BaseException:
        if drafts and drafts[0].private:
            drafts[0].private.undo()
        raise
    private = drafts[0].private if drafts and not dry_run else None
    if private:
        private.settle()
    if receipt is None:
        return None
    store.wrote(drafts[0].files)
    return receipt._replace(warnings=(*receipt.warnings, *private.warnings)) if private else receipt


def rules(store: Store, snapshot: Snapshot) -> Settings:
    """The settings in force: the committed ones; before the first commit those of the work tree."""
    data = snapshot.committed(layout.SETTINGS)
    return store.settings if data is None else store.settings_in(files.normal(data) or b"")


def change(
    store: Store,
    paths: Sequence[str],
    act: Act,
    when: datetime,
    verify: bool = True,
    dry_run: bool = False,
    beside: Mapping[str, bytes] = _NOTHING,
) -> list[Done]:
    """Do one act to some cases, in one commit. ``when`` dates the commit; ``beside`` are the attachments it brings.

    Raises RefusedError, InvalidFileError, StateError; then no case was changed.
    """
    done: list[Done] = []

    def build(snapshot: Snapshot) -> Draft:
        snapshot.preload([layout.SETTINGS, *paths, *beside])
        in_force = rules(store, snapshot)
        done[:] = _all_acted(snapshot, paths, act, in_force)
        written = [d for d in done if d.change]
        if not written:
            raise NothingToDoError
        message = of_many({d.case.id: d.change for d in written})
        contents: dict[str, bytes | None] = {d.case.path: d.after.encode() for d in written}
        new: dict[str, bytes | None] = {path: data for path, data in beside.items() if not snapshot.has(path, data)}
        return Draft(message, contents | new, when, frozenset(p for p in new if snapshot.at_work(p) == new[p]))

    receipt = written(store, build, done, verify, dry_run)
    return [Done(d.case, d.change, d.before, d.after, receipt if d.change else None) for d in done]


def _all_acted(snapshot: Snapshot, paths: Sequence[str], act: Act, in_force: Settings) -> list[Done]:
    """An act done to all cases. Raises RefusedError, which names all that stands in the way of any of them."""
    if len(paths) == 1:
        return [acted(snapshot, paths[0], act, in_force)]
    done: list[Done] = []
    refused: list[RefusedError] = []
    for path in paths:
        try:
            done.append(acted(snapshot, path, _naming(act), in_force))
        except RefusedError as error:
            refused.append(error)
        except SvcError:
            if not refused:
                raise
    if not refused:
        return done
    if len(refused) == 1:
        raise refused[0]
    details = [detail for error in refused for detail in _in_full(error)]
    said = T("{count} of {all} cases stand in the way, so none was changed:", count=len(refused), all=len(paths))
    raise RefusedError(said, details=tuple(details))


def _in_full(error: RefusedError) -> Iterator[Text]:
    """A refusal as lines below another one."""
    yield T("{where}: {message}", where=error.where, message=error.message) if error.where else error.message
    yield from (T("  {detail}", detail=detail) for detail in error.details)
    if error.hint:
        yield T("  {detail}", detail=error.hint)


def _naming(act: Act) -> Act:
    """The act, which of several cases names the one that refuses it."""

    def named(case: Case, in_force: Settings) -> Change:
        try:
            return act(case, in_force)
        except RefusedError as error:
            if case.id not in str(error.message):
                error.where = error.where or case.id
            raise

    return named


def written(
    store: Store, build: Callable[[Snapshot], Draft], done: list[Done], verify: bool, dry_run: bool
) -> Receipt | None:
    """Commit a draft, remembering the last case touched; None when there was nothing to do."""
    receipt = commit(store, build, verify, dry_run)
    if receipt and done:
        store.touched(done[-1].case.id)
    return receipt


def acted(
    snapshot: Snapshot, path: str, act: Act, in_force: Settings, there: Collection[tuple[str, str]] = ()
) -> Done:
    """One act done to the text of one case. ``there``: records that come to be in the same commit.

    Raises InvalidFileError, and what the act raises.
    """
    data = snapshot.settled(path)
    if data is None:
        raise InvalidFileError(
            [Problem(path, 0, "", T("this case is not committed yet"))], T("svc commit {path}", path=path)
        )
    text = decode(data, path)
    case = to_case(text, path)
    wanted = act(case, in_force)
    if not wanted:
        return Done(case, wanted, text, text)
    kind, route = (str(wanted.sets.get(name, case.text(name))) for name in ("type", "path"))
    after = apply(text, path, wanted, form_text(snapshot, in_force, kind, route))
    refuse_worse(text, after, path, in_force)
    done = Done(to_case(after, path), wanted, text, after)
    if in_force.records.required:
        refuse_missing(snapshot, case.data, done.case, in_force, there)
    return done


def refuse_missing(
    snapshot: Snapshot, before: Data, after: Case, in_force: Settings, there: Collection[tuple[str, str]] = ()
) -> None:
    """Raises RefusedError where a case comes to name a record that is not there, of a kind that the desk keeps."""
    from svc.schema.kinds import KINDS, is_key
    from svc.schema.references import named_of_case

    known = {one.name for one in named_of_case(before, in_force.records.required)} | {*there}
    for one in named_of_case(after.data, in_force.records.required):
        is_there = is_key(one.key) and snapshot.committed(KINDS[one.kind].path(one.key)) is not None
        if one.name not in known and not is_there:
            raise RefusedError(one.missing, T("svc {kind} list shows them", kind=one.kind))


def refuse_worse(before: str, after: str, path: str, in_force: Settings) -> None:
    """A change may leave what was wrong before, and mend it, but not add to it. Raises InvalidFileError."""
    known = _known(before, path, in_force)
    found = problems_of(after, path, in_force)
    new = [p for p in found if p.severity == "error" and _said(p) not in known]
    if new:
        raise InvalidFileError(new)


def warnings(done: Done, in_force: Settings) -> list[Problem]:
    """What a change brought into the text of its case that is no error, and yet to be looked at."""
    known = _known(done.before, done.case.path, in_force)
    found = problems_of(done.after, done.case.path, in_force)
    return [p for p in found if p.severity == "warning" and _said(p) not in known]


def _known(before: str, path: str, in_force: Settings) -> set[tuple[str, str]]:
    """What was wrong before; nothing of a text that could not be read."""
    try:
        return {_said(p) for p in problems_of(before, path, in_force)} if before else set()
    except InvalidFileError:
        return set()


def _said(problem: Problem) -> tuple[str, str]:
    return problem.field, str(problem.message)


Judge = Callable[[Case, Case, Settings], Change]
"""What a hand edit comes to: the case before, the case after, the rules in force."""


def edited_files(store: Store) -> list[str]:
    """What ``svc commit`` takes in by itself: svc.yaml first, then the records, then the cases that name them."""
    from svc.store import records

    snapshot = Snapshot(store.git, store.repo, tip(store.git, "HEAD"))
    own = [layout.SETTINGS] if snapshot.differs(layout.SETTINGS) else []
    return own + records.edited(store) + sorted(store.edited())


def adopt(store: Store, path: str, judge: Judge, when: datetime, verify: bool = True) -> Done:
    """Commit the hand edit of one case, with the events it calls for. Raises RefusedError, InvalidFileError."""
    return _hand_edit(store, path, None, judge, when, verify)


def replace_text(store: Store, path: str, data: bytes, judge: Judge, when: datetime, verify: bool = True) -> Done:
    """Commit a new text for a case whose file nobody else edited."""
    return _hand_edit(store, path, data, judge, when, verify)


def _hand_edit(store: Store, path: str, data: bytes | None, judge: Judge, when: datetime, verify: bool) -> Done:
    done: list[Done] = []

    def build(snapshot: Snapshot) -> Draft:
        snapshot.preload([layout.SETTINGS, path])
        in_force = rules(store, snapshot)
        old = snapshot.committed(path) if data is None else snapshot.settled(path)
        new = snapshot.at_work(path) if data is None else files.normal(data)
        if new is None:
            raise RefusedError(
                T("{path} was deleted by hand; a case never goes away", path=path), T("git restore {path}", path=path)
            )
        before, text = _readable(snapshot, path, old), _as_it_is(old or b"", path)
        done[:] = [_judged(snapshot, path, text, before, decode(new, path), judge, in_force)]
        one = done[0]
        if one.after == one.before:
            raise NothingToDoError
        adopted = frozenset([path]) if data is None else frozenset[str]()
        return Draft(of_change(one.case.id, one.change), {path: one.after.encode()}, when, adopted)

    receipt = written(store, build, done, verify, dry_run=False)
    one = done[0]
    return Done(one.case, one.change, one.before, one.after, receipt)


def _as_it_is(data: bytes, path: str) -> str:
    """The text of a file, of one that cannot be read too."""
    try:
        return decode(data, path)
    except InvalidFileError:
        return data.decode("utf-8", "replace")


def _readable(snapshot: Snapshot, path: str, old: bytes | None) -> Case:
    """The case as it was: HEAD's, or the last version that can be read where a git commit broke it."""
    if old is None:
        return Case({}, path)
    name = snapshot.full(path)
    versions = chain([old], (snapshot.git.run("cat-file", "blob", f"{c}:{name}") for c in _commits(snapshot, name)))
    for data in versions:
        with suppress(SvcError):
            return to_case(decode(data, path), path)
    return Case({}, path)


def _commits(snapshot: Snapshot, name: str) -> Iterator[str]:
    """The commits that wrote a file, the newest first."""
    yield from snapshot.git.run("rev-list", snapshot.commit, "--", name).decode().split()


def _judged(snapshot: Snapshot, path: str, old: str, before: Case, new: str, judge: Judge, in_force: Settings) -> Done:
    after = to_case(new, path)
    wanted = judge(before, after, in_force)
    text = apply(new, path, wanted)
    refuse_worse(old, text, path, in_force)
    done = Done(to_case(text, path), wanted, old, text)
    if in_force.records.required:
        refuse_missing(snapshot, before.data, done.case, in_force)
    return done


def adopt_file(store: Store, path: str, when: datetime, verify: bool = True, reason: str = "") -> Receipt:
    """Commit the hand edit of a file that is no case; svc.yaml must be valid, and takes the schema with it.

    ``reason`` goes into the message, on one line.
    """

    def build(snapshot: Snapshot) -> Draft:
        data = snapshot.at_work(path)
        contents = {path: data}
        if path == layout.SETTINGS:
            contents |= editors.brought_along(snapshot, judged_settings(data or b"", path))
        return Draft(Message(f"{path}: edit", {"Reason": reason}), contents, when, frozenset([path]))

    return store.writer.commit(build, verify)
