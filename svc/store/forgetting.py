"""A customer forgotten: what is of them taken out of the record, the vault and all that this clone keeps of it."""

from __future__ import annotations

import os

from svc.errors import StateError, SvcError
from svc.model import Case, InvalidFileError
from svc.paths import Path
from svc.schema import privacy
from svc.schema.attachments import named
from svc.schema.kinds import CUSTOMER
from svc.schema.settings import Settings
from svc.spare import datetime, suppress
from svc.store import files, layout, recording, records
from svc.store.changes import commit, rules
from svc.store.desk import Store
from svc.store.message import Message
from svc.store.private import Private
from svc.store.recording import Files, draft_of
from svc.store.snapshot import Snapshot
from svc.store.vault import Vault
from svc.store.writer import Draft, Receipt, locked
from svc.typed import Iterable, Iterator, NamedTuple

_DERIVED = (".db", ".db-wal", ".db-shm", ".db-journal")


class Forgotten(NamedTuple):
    """What was erased: files of the vault, drafts and files derived from the desk; the commit that says so, if any."""

    vault: tuple[Path, ...]
    derived: tuple[Path, ...]
    cases: tuple[str, ...]
    receipt: Receipt | None = None


def forget(
    store: Store, key: str, now: datetime, why: str = "", verify: bool = True, dry_run: bool = False
) -> Forgotten:
    """Erase what is of a customer, and write down that it was done; what is erased already stays so.

    The commit comes first: cut off after it, the same command does the rest. Raises RefusedError, StateError.
    """
    cases, others = _of_whom(store, key)
    names = {*_names(store, key), *(f"cases/{case.id}" for case in cases)}
    attached = _attached(cases) - _attached(others)
    vault = Vault.of(store)
    held = vault.belonging(names, attached) if vault else []
    ids = tuple(case.id for case in cases)
    receipt = commit(store, lambda snapshot: _draft(store, snapshot, key, now, why), verify, dry_run)
    if dry_run:
        return Forgotten(tuple(held), (), ids)
    if vault:
        vault.erase(names, attached)
    with locked(store.git, store.repo):
        derived = [path for path in _derived(store, {*ids}) if _removed(path)]
    return Forgotten(tuple(held), tuple(derived), ids, receipt)


def _draft(store: Store, snapshot: Snapshot, key: str, now: datetime, why: str) -> Draft:
    in_force, path = rules(store, snapshot), CUSTOMER.path(key)
    changed = Files(snapshot, Private(store, in_force))
    before = changed.data(path)
    day = str(before.get("forgotten", "")) or f"{now:%Y-%m-%d}"
    changed.set(path, privacy.forgotten(before, day))
    name = recording.name_of(CUSTOMER, key)
    message = Message(f"{name}: forget", {"Record": name, "Reason": why})
    return draft_of(changed, now, message, in_force, {})


def _of_whom(store: Store, key: str) -> tuple[list[Case], list[Case]]:
    """The cases of a customer, and those of others who are not forgotten.

    Raises InvalidFileError: a case that nobody can read may be of them.
    """
    every, problems = store.records()
    if problems:
        raise InvalidFileError(problems)
    held = [case for case in every if case.text("customer") == key]
    gone = {key, *(one.id for one in records.every(store, CUSTOMER)[0] if one.get("forgotten"))}
    return held, [case for case in every if case.text("customer") not in gone]


def _names(store: Store, key: str) -> set[str]:
    """What the vault calls a customer, and called them before."""
    held = records.load_one(store, CUSTOMER, key)
    former = held.get("former") if held else ""
    words = [str(word) for word in former] if isinstance(former, list) else []
    return {f"customers/{word}" for word in (key, *words) if word == key or not store.has_record(word, CUSTOMER.folder)}


def _attached(cases: Iterable[Case]) -> set[str]:
    """The attachments of cases, as paths of a desk."""
    return {
        layout.attachment_path(str(item["sha256"]), str(item.get("file", "")))
        for case in cases
        for _, item in named(case)
        if item.get("sha256")
    }


def _derived(store: Store, cases: set[str]) -> Iterator[Path]:
    """What this clone keeps beside its history: the indexes of every work tree, and drafts of the cases."""
    common = store.repo.common_dir
    trees = common / "worktrees"
    homes = [common, *(trees / name for name in (os.listdir(trees) if trees.is_dir() else []))]
    for home in {Path(home, "svc") for home in homes} | {store.own_dir}:
        for name in os.listdir(home) if home.is_dir() else []:
            if name.endswith(_DERIVED):
                yield home / name
        for folder in ("tmp", "drafts"):
            for name in os.listdir(home / folder) if (home / folder).is_dir() else []:
                if folder == "tmp" or name.startswith("new-") or name.removesuffix(".yaml") in cases:
                    yield home / folder / name


def _removed(path: Path) -> bool:
    with suppress(FileNotFoundError, IsADirectoryError):
        path.unlink()
        return True
    return False


def moved(store: Store, key: str, now: datetime, verify: bool = True) -> recording.Kept:
    """A customer with what is of people where the rules want it: in the vault, or in the file."""
    return recording.change(store, CUSTOMER, key, lambda _held, _rules: {}, now, verify=verify)


def misplaced(store: Store, rules_: Settings) -> list[str]:
    """The customers of which something does not lie where the rules want it."""
    from svc.store.codec import load

    found = []
    for path in layout.files_of(store.root, CUSTOMER.folder):
        with suppress(SvcError, StateError):
            data = load(files.read(store.root / path) or b"", path)
            if privacy.in_the_open(data) if rules_.privacy.in_vault else privacy.places(data):
                found.append(path.rpartition("/")[2].removesuffix(".yaml"))
    return found
