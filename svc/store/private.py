"""What of people one write puts into the vault: kept before its commit, settled after it, undone where it fails."""

from __future__ import annotations

from svc.errors import RefusedError, T, Text
from svc.model import Case, Data, Record, Value, mapping
from svc.schema import privacy
from svc.schema.kinds import CUSTOMER, Kind, kind_at
from svc.schema.settings import Settings
from svc.store import layout, watch
from svc.store.desk import Store
from svc.store.snapshot import Snapshot
from svc.store.vault import Vault, fresh_id, needed
from svc.store.writer import Draft
from svc.typed import Mapping


def opened(store: Store, kind: Kind, record: Record) -> Record:
    """A record with what the vault has of it; as its file says where nothing of it lies there, or no vault is known."""
    if kind is not CUSTOMER or not privacy.is_parted(record.data):
        return record
    vault = Vault.of(store)
    return Record(privacy.whole(record.data, vault.read(_name(record.path))), record.path) if vault else record


def spelled_out(store: Store, case: Case) -> Case:
    """A case with the words of the vault in the place of the references to them."""
    vault = Vault.of(store)
    held = vault.read(_name(case.path)) if vault else {}
    words = {f"{watch.SIGN}{place}": str(value) for place, value in held.items()}
    data = mapping(_replaced({**case.data}, words))
    events = tuple(event._replace(data=mapping(_replaced({**event.data}, words))) for event in case.events)
    return case._replace(data=data, events=events)


def _replaced(value: Value, words: Mapping[str, str]) -> Value:
    if isinstance(value, dict):
        return {name: _replaced(inner, words) for name, inner in value.items()}
    if isinstance(value, list):
        return [_replaced(inner, words) for inner in value]
    for name, said in words.items():
        value = value.replace(name, said)
    return value


class Private:
    """The values of the vault that one draft changes."""

    def __init__(self, store: Store, rules: Settings) -> None:
        self._store = store
        self._rules = rules.privacy
        self._before: dict[str, dict[str, Value]] = {}
        self._after: dict[str, dict[str, Value]] = {}
        self._hidings: dict[str, watch.Hiding] = {}
        self._attachments: dict[str, bytes] = {}
        self._attached: list[str] = []
        self.warnings: list[Text] = []

    @property
    def changes(self) -> bool:
        """Whether anything in the vault is to be another."""
        return any(self._before[name] != values for name, values in self._after.items())

    def opened(self, path: str, data: Data) -> Data:
        """The data of a record with what the vault has of it."""
        if kind_at(path) is not CUSTOMER or not privacy.places(data):
            return data
        return privacy.whole(data, self._values(_name(path)))

    def parted(self, path: str, data: Data, was: Data | None = None) -> Data:
        """The data of a record as its file shall have it; what is of people goes to the vault.

        ``was``: what the file says now. Only what it names and names no more goes out of the vault: another clone may
        have put there what this one has not heard of.
        """
        if kind_at(path) is not CUSTOMER or not self._rules.in_vault:
            return data
        name, taken = _name(path), {str(key) for key in data}
        file, values = privacy.parted(data, lambda: fresh_id(taken, path, str(len(taken))))
        gone = privacy.places(was or {}) - privacy.places(file)
        if values or gone:
            needed(self._store)
        self._after[name] = {k: v for k, v in self._values(name).items() if k not in gone} | dict(values)
        return file

    def sets(self, path: str, data: Data, sets: Mapping[str, Value]) -> Mapping[str, Value]:
        """The fields of a record that are to be written when some of them get other values."""
        if kind_at(path) is not CUSTOMER or not (self._rules.in_vault or privacy.places(data)):
            return sets
        file = self.parted(path, {**self.opened(path, data), **sets}, data)
        return {name: value for name, value in file.items() if data.get(name, "") != value}

    def move(self, old: str, new: str, data: Data) -> None:
        """Have a record by another name. Raises StateError where what is of it cannot follow."""
        if kind_at(old) is CUSTOMER and privacy.is_parted(data):
            needed(self._store)
            values, _ = self._values(_name(old)), self._values(_name(new))
            self._after[_name(new)], self._after[_name(old)] = values, {}

    def drop(self, path: str, data: Data) -> None:
        """Have a record no more. Raises StateError where the vault is not at hand."""
        if kind_at(path) is CUSTOMER and privacy.is_parted(data):
            needed(self._store)
            held, gone = self._values(_name(path)), privacy.places(data)
            self._after[_name(path)] = {place: value for place, value in held.items() if place not in gone}

    def apart(self, snapshot: Snapshot, draft: Draft) -> Draft:
        """The draft without its attachments, which go to the vault, and where that is wanted with references in the
        place of what is of people in the texts of its cases.

        What somebody wrote into a file by hand stays as it is, to be refused.
        """
        self._attachments = {p: data for p, data in draft.files.items() if data is not None and layout.is_attachment(p)}
        found, message = {p: d for p, d in draft.files.items() if p not in self._attachments}, draft.message
        for path, data in found.items() if self._rules.free_text == "replace" else ():
            if data is not None and path.startswith(f"{layout.CASES}/") and path not in draft.adopted:
                there, known = watch.lines_of(snapshot.committed(path)), watch.known_in(data)
                found[path] = self.text(path, data, there).encode()
                message = self._hiding(path).message(message, known)
                self._note(path)
        return draft._replace(files=found, message=message, private=self)

    @property
    def is_idle(self) -> bool:
        """Whether texts stay as they are."""
        return not self._rules.in_vault

    def clean(self, path: str, text: str, there: set[str]) -> str:
        """The text of a case as it may be written. Raises RefusedError where it may not."""
        if self.is_idle:
            return text
        if self._rules.free_text == "replace":
            return self.text(path, text.encode(), there)
        watch.refuse_in(text, path, there, watch.known_in(text.encode()))
        return text

    def text(self, path: str, data: bytes, there: set[str]) -> str:
        """The text of a case with references in its new lines."""
        text = self._hiding(path).text(data.decode(), there, watch.known_in(data))
        self._note(path)
        return text

    def keep(self) -> None:
        """Put what is new into the vault; what is to go stays until the commit is there."""
        for path, data in self._attachments.items():
            self._attached += [path] if needed(self._store).attach(path, data) else []
        for name, values in self._after.items():
            self._write(name, self._before[name], {**self._before[name], **values})

    def settle(self) -> None:
        """The commit is there: what is to go goes."""
        for name, values in self._after.items():
            self._write(name, {**self._before[name], **values}, values)

    def undo(self) -> None:
        """There is no commit: the vault is as it was."""
        for path in self._attached:
            needed(self._store).detach(path)
        for name, values in self._after.items():
            self._write(name, {**self._before[name], **values}, self._before[name])

    def _write(self, name: str, base: dict[str, Value], values: dict[str, Value]) -> None:
        if base == values:
            return
        aside = needed(self._store).write(name, base, values)
        if aside:
            self.warnings.append(T("somebody else changed {name} in the vault: theirs is kept as {path}",
                                   name=name, path=aside))  # fmt: skip

    def _values(self, name: str) -> dict[str, Value]:
        if name not in self._before:
            vault = Vault.of(self._store)
            self._before[name] = vault.read(name) if vault else {}
        return dict(self._after.get(name, self._before[name]))

    def _hiding(self, path: str) -> watch.Hiding:
        name = _name(path)
        if name not in self._hidings:
            self._hidings[name] = watch.Hiding(self._values(name), name)
        return self._hidings[name]

    def _note(self, path: str) -> None:
        name = _name(path)
        values = self._hiding(path).values
        if values != self._before[name]:
            needed(self._store)
            self._after[name] = dict(values)


def refuse_open(path: str, data: Data, rules: Settings) -> None:
    """Raise RefusedError where the file of a record holds what belongs into the vault."""
    if kind_at(path) is CUSTOMER and rules.privacy.in_vault and (found := privacy.in_the_open(data)):
        key = path.rpartition("/")[2].removesuffix(".yaml")
        raise RefusedError(
            T("{field} is personal data, which belongs into the vault", field=found[0]),
            T("git restore {path}; svc customer edit {key} --set ... keeps it there", path=path, key=key),
            where=path,
        )


def _name(path: str) -> str:
    """What the vault calls the customer or the case of a file."""
    folder, _, rest = path.partition("/")
    return f"{folder}/{rest.rpartition('/')[2].removesuffix('.yaml')}"
