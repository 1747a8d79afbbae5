"""New cases as commits: opened by themselves, or split off another one."""

from __future__ import annotations

from svc.model import Case, Change
from svc.schema.settings import Settings
from svc.spare import datetime
from svc.store import layout
from svc.store.apply import apply
from svc.store.changes import Done, NothingToDoError, acted, refuse_missing, refuse_worse, rules, written
from svc.store.desk import Store
from svc.store.forms import form_text
from svc.store.git import tip
from svc.store.message import of_change, of_many
from svc.store.reading import to_case
from svc.store.snapshot import Snapshot
from svc.store.writer import Draft
from svc.typed import Callable, Sequence


def open_case(
    store: Store,
    name: Callable[[Settings], str],
    birth: Callable[[Settings, str], Change],
    when: datetime,
    verify: bool = True,
    form: str = "",
) -> Done:
    """Open a case in a commit of its own. ``name`` draws an id, again when it is taken.

    ``form``: the text that somebody filled in, in the place of the blank form.
    """
    done: list[Done] = []

    def build(snapshot: Snapshot) -> Draft:
        snapshot.preload([layout.SETTINGS])
        in_force = rules(store, snapshot)
        case_id, path = _free(snapshot, lambda: name(in_force))
        born = birth(in_force, case_id)
        text = _born(snapshot, path, born, in_force, form)
        done[:] = [Done(to_case(text, path), born, "", text)]
        return Draft(of_change(case_id, born), {path: text.encode()}, when)

    receipt = written(store, build, done, verify, dry_run=False)
    return Done(done[0].case, done[0].change, "", done[0].after, receipt)


def filled_form(store: Store, fill: Callable[[Settings], tuple[str, str, Change]]) -> str:
    """The form of a case that is not opened yet; ``fill`` gives its type, its path, and what is known of it."""
    snapshot = Snapshot(store.git, store.repo, tip(store.git, "HEAD"))
    in_force = rules(store, snapshot)
    kind, route, known = fill(in_force)
    return apply(form_text(snapshot, in_force, kind, route), "", known)


def _born(snapshot: Snapshot, path: str, born: Change, in_force: Settings, filled: str = "") -> str:
    """The text of a new case: its form filled in."""
    form = form_text(snapshot, in_force, str(born.sets["type"]), str(born.sets["path"]))
    text = apply(filled, path, born, form) if filled else apply(form, path, born)
    refuse_worse("", text, path, in_force)
    if in_force.records.required:
        refuse_missing(snapshot, {}, to_case(text, path), in_force)
    return text


def split(
    store: Store,
    path: str,
    name: Callable[[Settings, Case], str],
    birth: Callable[[Settings, str, Case], Change],
    note: Callable[[Case, str], Change],
    when: datetime,
    verify: bool = True,
) -> Done:
    """Open a case off another one and note it there, in one commit."""
    done: list[Done] = []

    def build(snapshot: Snapshot) -> Draft:
        snapshot.preload([layout.SETTINGS, path])
        in_force = rules(store, snapshot)
        first = acted(snapshot, path, lambda case, _: Change(), in_force).case
        new, new_path = _free(snapshot, lambda: name(in_force, first))
        born = birth(in_force, new, first)
        text = _born(snapshot, new_path, born, in_force)
        old = acted(snapshot, path, lambda case, _: note(case, new), in_force)
        done[:] = [Done(to_case(text, new_path), born, "", text)]
        message = of_many({old.case.id: old.change, new: born})
        return Draft(message, {path: old.after.encode(), new_path: text.encode()}, when)

    receipt = written(store, build, done, verify, dry_run=False)
    return Done(done[0].case, done[0].change, "", done[0].after, receipt)


def open_under(
    store: Store,
    path: str,
    count: int,
    name: Callable[[Settings], str],
    birth: Callable[[Settings, str, Case, int], Change],
    note: Callable[[Case, Sequence[str]], Change],
    when: datetime,
    verify: bool = True,
) -> list[Done]:
    """Open so many cases under one and note them there, in one commit; the one above comes first in the answer."""
    done: list[Done] = []

    def build(snapshot: Snapshot) -> Draft:
        snapshot.preload([layout.SETTINGS, path])
        in_force = rules(store, snapshot)
        first = acted(snapshot, path, lambda case, _: Change(), in_force).case
        names: dict[str, str] = {}
        while len(names) < count:
            new, new_path = _free(snapshot, lambda: name(in_force))
            names[new] = new_path
        above = acted(snapshot, path, lambda case, _: note(case, [*names]), in_force)
        done[:] = [above]
        for at, (new, new_path) in enumerate(names.items()):
            born = birth(in_force, new, first, at)
            text = _born(snapshot, new_path, born, in_force)
            done.append(Done(to_case(text, new_path), born, "", text))
        if not any(one.change for one in done):
            raise NothingToDoError
        changes = {one.case.id: one.change for one in done if one.change}
        message = of_change(above.case.id, above.change) if len(changes) == 1 else of_many(changes)
        return Draft(message, {one.case.path: one.after.encode() for one in done if one.change}, when)

    receipt = written(store, build, done, verify, dry_run=False)
    return [one._replace(receipt=receipt) for one in done]


def _free(snapshot: Snapshot, draw: Callable[[], str]) -> tuple[str, str]:
    while True:
        case_id = draw()
        path = layout.case_path(case_id)
        if snapshot.committed(path) is None and snapshot.at_work(path) is None:
            return case_id, path
