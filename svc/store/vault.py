"""The vault: what is of people, in a folder outside every history. One file a customer or case, its values by place.

Who may read it is who may read the folder: what is made in it gets the folder's permissions. Where it lies is a matter
of each clone: ``git config svc.vault FOLDER``.
"""

from __future__ import annotations

import json
import os
import stat
from hashlib import sha256

from svc.errors import StateError, SvcError, T, reason
from svc.ids import ALPHABET
from svc.model import Value
from svc.paths import Path
from svc.schema.kinds import is_key
from svc.store import files, lock
from svc.typed import TYPE_CHECKING, Mapping, NamedTuple

if TYPE_CHECKING:
    from svc.store.desk import Store

Values = Mapping[str, Value]
_KINDS = ("customers", "cases")


class Copy(NamedTuple):
    """A file of the vault that is not the one file of a customer or case: two changed it apart from each other."""

    key: str
    path: Path


class Vault:
    """The folder, and what lies in it. ``name``: ``customers/northmill``, ``cases/C-2611-1QSASJ2M6``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def of(cls, store: Store) -> Vault | None:
        """The vault of a clone; None where none is named, or it is not there (a disk that is not mounted)."""
        named = named_in(store)
        folder = Path(named) if named else None
        return cls(folder) if folder and folder.is_dir() else None

    def read(self, name: str) -> dict[str, Value]:
        """The values of a customer or case, by place. Raises StateError for a file that cannot be read."""
        return _values(self._bytes(name), self._path(name))

    def write(self, name: str, base: Values, wanted: Values) -> Path | None:
        """Put the values that differ from ``base``, which they were made from, in one step, lasting; none: no file.

        Where another one changed one of them meanwhile, ours stands, and theirs is kept beside it: that file's path.
        """
        path = self._path(name)
        with lock.hold(self.folder / "lock"):
            held = self._bytes(name)
            theirs = _values(held, path)
            changed = {k for k in {*base, *wanted} if base.get(k) != wanted.get(k)}
            clash = [k for k in changed if theirs.get(k) not in (base.get(k), wanted.get(k))]
            files.make_folder(path.parent, shared=True)
            aside = self._aside(path, held) if clash and held is not None else None
            new = {k: v for k, v in {**theirs, **{k: wanted.get(k, "") for k in changed}}.items() if v}
            if new and new != theirs:
                files.replace(path, _text(new), self.folder / "tmp", shared=True)
            elif not new and held is not None:
                files.remove(path)
                files.sync_folder(path.parent)
            return aside

    def _aside(self, path: Path, data: bytes) -> Path:
        """A copy of what another one wrote."""
        copy = Path(path.parent, f"{path.name.removesuffix('.json')}.conflict-{sha256(data).hexdigest()[:8]}.json")
        files.replace(copy, data, self.folder / "tmp", shared=True)
        return copy

    def copies(self) -> list[Copy]:
        """The copies that svc or a service that synchronises folders left of files that two changed."""
        found = []
        for kind in _KINDS:
            names = os.listdir(self.folder / kind) if (self.folder / kind).is_dir() else []
            known = {name.removesuffix(".json") for name in names if _is_own(name)}
            for name in sorted(set(names) - {f"{key}.json" for key in known}):
                keys = [key for key in {*known, _head(name)} if name.startswith(key)]
                found.append(Copy(f"{kind}/{max(keys, key=len)}", self.folder / kind / name))
        return found

    def attachment(self, path: str) -> Path:
        """Where an attachment lies that a desk without a vault keeps at ``path``."""
        return self.folder / path

    def attach(self, path: str, data: bytes) -> bool:
        """Keep an attachment, lasting; whether it was not there yet."""
        place = self.attachment(path)
        files.make_folder(place.parent, shared=True)
        if files.read(place) == data:
            return False
        files.replace(place, data, self.folder / "tmp", shared=True)
        return True

    def detach(self, path: str) -> None:
        """Take an attachment away."""
        files.remove(self.attachment(path))

    def belonging(self, names: set[str], attachments: set[str]) -> list[Path]:
        """The files of customers and cases, copies and drafts of them, and attachments; those that are there."""
        own = [*map(self._path, names), *map(self.attachment, attachments), *self._drafts(names)]
        found = [path for path in own if os.path.lexists(path)]
        return sorted([*found, *(copy.path for copy in self.copies() if copy.key in names)], key=str)

    def _drafts(self, names: set[str]) -> list[Path]:
        """The drafts of cases, and those of new ones that name a customer."""
        folder, keys = self.folder / "drafts", {name.rpartition("/")[2] for name in names}
        found = [folder / name for name in (os.listdir(folder) if folder.is_dir() else [])]
        return [one for one in found if one.name.removesuffix(".yaml") in keys
                or any(key.encode() in (files.read(one) or b"") for key in keys)]  # fmt: skip

    def erase(self, names: set[str], attachments: set[str]) -> None:
        """Take away all that belongs to customers and cases, and what a kill left half done."""
        with lock.hold(self.folder / "lock"):
            tmp = self.folder / "tmp"
            left = [tmp / name for name in os.listdir(tmp)] if tmp.is_dir() else []
            for path in (*self.belonging(names, attachments), *left):
                files.remove(path)
                files.sync_folder(path.parent)

    def is_open(self) -> bool:
        """Whether others than the owner and the group of the folder may look into it."""
        return bool(stat.S_IMODE(os.stat(self.folder).st_mode) & stat.S_IRWXO)

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.json"

    def _bytes(self, name: str) -> bytes | None:
        try:
            return files.read(self._path(name))
        except PermissionError as error:
            raise StateError(
                T("cannot read {file}: {reason}", file=self._path(name), reason=reason(error)),
                T("who may read the vault is who may read its folder"),
            ) from error


def named_in(store: Store) -> str:
    """The folder that a clone names for the vault, ``""`` for none."""
    return os.environ.get("SVC_VAULT") or store.config.get("svc.vault", "")


def needed(store: Store) -> Vault:
    """The vault of a clone, to write to. Raises StateError where there is none, or it is a part of the history."""
    named = named_in(store)
    if not named:
        raise StateError(T("this desk keeps personal data in a vault, and this clone knows none"),
                         T("git config svc.vault FOLDER: a folder outside of the repository"))  # fmt: skip
    folder = Path(named)
    if not os.path.isabs(named) or not folder.is_dir():
        raise StateError(T("the vault {path} is not there", path=named),
                         T("mount it, or mkdir -m 700 {path}; git config svc.vault names it", path=named))  # fmt: skip
    real = os.path.realpath(folder)
    top, own = os.path.realpath(store.repo.top), os.path.realpath(store.repo.common_dir)
    if os.path.commonpath((real, top)) == top and os.path.commonpath((real, own)) != own:
        raise StateError(T("the vault {path} lies in the repository, which would keep it for ever", path=named),
                         T("git config svc.vault FOLDER: a folder outside of the repository"))  # fmt: skip
    return Vault(folder)


def drafts_folder(store: Store) -> Path:
    """Where a text in the making is kept: below .git/svc, or in the vault of a desk that has one."""
    folder = (needed(store).folder if store.settings.privacy.in_vault else store.repo.own_dir) / "drafts"
    files.make_folder(folder, shared=True)
    return folder


def fresh_id(taken: set[str], *words: str) -> str:
    """An id that is in no file yet; with SVC_SEED it follows from the words, for demos and tests."""
    seed = os.environ.get("SVC_SEED")
    for number in range(1_000_000):
        drawn = sha256("\0".join((seed, str(number), *words)).encode()).digest() if seed else os.urandom(5)
        found = ALPHABET[10 + drawn[0] % 22] + "".join(ALPHABET[byte % 32] for byte in drawn[1:5])
        if found not in taken:
            return found
    raise SvcError(T("internal error: {what}", what="fresh_id"))


def _is_own(name: str) -> bool:
    """Whether a file is one that svc writes for a key."""
    key = name.removesuffix(".json")
    return name.endswith(".json") and is_key(key) and ".conflict-" not in key and ".sync-conflict-" not in key


def _head(name: str) -> str:
    """The key that a copy of a file begins with, where the file itself is gone."""
    for sign in (".conflict-", ".sync-conflict-", " (", "("):
        name = name.partition(sign)[0]
    return name.removesuffix(".json")


def _text(values: Values) -> bytes:
    return (json.dumps(values, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _values(data: bytes | None, path: Path) -> dict[str, Value]:
    if data is None:
        return {}
    try:
        held = json.loads(data)
    except ValueError:
        held = None
    if not isinstance(held, dict):
        raise StateError(T("{path} cannot be read: it is no JSON of values by place", path=path),
                         T("take back an older copy of it"))  # fmt: skip
    return {name: _value(value) for name, value in held.items()}


def _value(value: object) -> Value:
    return [str(each) for each in value] if isinstance(value, list) else str(value)
