"""Which customers may be one and the same, by what they have in common and what speaks against it. Pure.

What two share weighs so much that one strong sign and no contradiction is enough to be shown, and two are nearly sure:
see :data:`WEIGHTS`. What many customers share (a switchboard, 张伟) says little. Only customers that share something
are held against each other, so that 20,000 take seconds.
"""

from __future__ import annotations

from svc.alike.folding import Address, Name, Phone, address, mail, name, pairs, phone, plain
from svc.errors import T, Text
from svc.model import Data, Record, is_empty, mapping, rows
from svc.typed import Iterable, Iterator, NamedTuple, Sequence

WEIGHTS = {
    "mail": 50, "phone": 50, "local": 25, "ref": 50, "firm": 45, "person": 35, "like-name": 30, "address": 30,
    "like-address": 20, "contact": 10, "place": 5,
    "other-name": -10, "other-phone": -10, "other-mail": -5, "other-address": -5, "other-place": -5, "other-kind": -5,
}  # fmt: skip
"""What each sign weighs."""
STRONG, LIKELY, SHOWN = 60, 45, 35
"""From which sum on two are nearly sure to be one, are likely to be, and are shown at all."""
_MANY = 4
"""Customers from which on what they share is no sign by itself."""
_COMMON = 0.4
"""What such a sign still weighs."""
_BUCKET = 24
"""Customers that share a key and are held against each other for it; more share it by chance."""
_ALIKE = 0.75
"""The share of pairs of characters from which on addresses with the same numbers are alike."""


class Sign(NamedTuple):
    """One thing that speaks for two customers being one, or against it where its weight is less than nothing."""

    code: str
    what: Text
    said: str
    weight: int


class Pair(NamedTuple):
    """Two customers that may be one: the one that is to stay first."""

    kept: Record
    other: Record
    signs: tuple[Sign, ...]

    @property
    def weight(self) -> int:
        """How much speaks for it, from :data:`SHOWN` on."""
        return sum(sign.weight for sign in self.signs)

    @property
    def strength(self) -> str:
        """``strong``, ``likely`` or ``perhaps``."""
        return "strong" if self.weight >= STRONG else "likely" if self.weight >= LIKELY else "perhaps"


class Folded(NamedTuple):
    """A customer as it is compared."""

    record: Record
    names: tuple[Name, ...]
    phones: tuple[Phone, ...]
    mails: frozenset[str]
    addresses: tuple[Address, ...]
    refs: frozenset[str]
    people: frozenset[str]
    place: str
    kind: str

    def sure_keys(self) -> Iterator[str]:
        """What it shares with whoever has the same name, number or mail."""
        yield from (f"n{one.sorted}" for one in self.names)
        yield from (f"p{one.key}" for one in self.phones)
        yield from (f"m{one}" for one in self.mails)
        yield from (f"r{one}" for one in self.refs)

    def keys(self) -> Iterator[str]:
        """All that it shares with whoever may be the same."""
        yield from self.sure_keys()
        for one in self.names:
            yield from (f"t{near}" for near in _near(one))
            yield from (f"N{one.sorted} {place}" for place in [self.place] if place)
        for held in self.addresses:
            yield from (f"a{key}" for key in held.parts())


def folded(record: Record) -> Folded:
    """A customer as it is compared."""
    data, kind = record.data, record.text("kind")
    also = data.get("also", "")
    said = [record.text("name"), *(str(word) for word in (also if isinstance(also, list) else [also]) if word)]
    contacts = rows(data.get("contacts", ""))
    values = [str(row.get("value", "")) for row in contacts]
    people = (name(str(row.get("name", "")), "person") for row in contacts)
    places = [str(row.get("address", "")) for row in rows(data.get("addresses", ""))]
    return Folded(
        record,
        tuple({called.text: called for text in said if (called := name(text, kind))}.values()),
        tuple(number for value in values if "@" not in value and (number := phone(value))),
        frozenset(filter(None, map(mail, values))),
        tuple(where for text in places if (where := address(text))),
        frozenset(_refs(data)),
        frozenset(one.sorted for one in people if one),
        plain(record.text("place")).replace("市", "").replace("省", ""),
        kind,
    )


def _refs(data: Data) -> Iterator[str]:
    """The numbers by which others know the customer."""
    yield from (f"{key} {value}" for key, value in mapping(data.get("refs", "")).items() if isinstance(value, str))


def _near(one: Name) -> Iterator[str]:
    """A name, and with each of its characters left out: names with one slip of the pen share one of these."""
    if _slips(one.text):
        for text in {one.text, one.sorted}:
            yield text
            yield from (text[:at] + text[at + 1 :] for at in range(len(text)))


def _slips(text: str) -> int:
    """How many slips of the pen make no other name of it: none in short ones, where one character is half the name."""
    worth = sum(3 if "\u3400" <= char <= "\u9fff" else 1 for char in text)
    return 0 if worth < 6 or len(text) < 4 else 1 if worth < 20 else 2


def doubles(records: Iterable[Record]) -> list[Pair]:
    """The customers that may be one, the surest pair first; nobody who is said to be ``distinct``."""
    held = [folded(record) for record in records]
    shared: dict[str, list[int]] = {}
    for number, one in enumerate(held):
        for key in set(one.keys()):
            shared.setdefault(key, []).append(number)
    many = {key for key, numbers in shared.items() if len(numbers) > _MANY}
    met = {
        (first, second)
        for numbers in shared.values()
        if 1 < len(numbers) <= _BUCKET
        for at, first in enumerate(numbers)
        for second in numbers[at + 1 :]
    }
    found = (_judged(held[first], held[second], many) for first, second in sorted(met))
    return sorted((pair for pair in found if pair), key=lambda pair: -pair.weight)


def like(record: Record, others: Iterable[Record]) -> list[Pair]:
    """The customers that a new one may be, the surest first."""
    new = folded(record)
    keys = set(new.keys())
    held = [one for one in map(folded, others) if one.record.id != record.id and not keys.isdisjoint(one.keys())]
    counted = [key for one in held for key in set(one.sure_keys()) & keys]
    many = {key for key in counted if counted.count(key) >= _MANY}
    found = (_judged(one, new, many) for one in held)
    return sorted((pair for pair in found if pair), key=lambda pair: -pair.weight)


def _judged(one: Folded, two: Folded, many: set[str]) -> Pair | None:
    """Two customers, where enough speaks for their being one."""
    if _is_distinct(one.record, two.record):
        return None
    signs = (*_numbers(one, two, many), *_named(one, two, many), *_placed(one, two, many))
    kept, other = sorted((one.record, two.record), key=lambda each: (-_filled(each), each.id))
    pair = Pair(kept, other, tuple(sign for sign in signs if sign.weight))
    return pair if pair.weight >= SHOWN else None


def _is_distinct(one: Record, two: Record) -> bool:
    return any(b.id in _words(a.data.get("distinct", "")) for a, b in ((one, two), (two, one)))


def _words(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else [value]


def _filled(record: Record) -> int:
    """How much of a record is filled in."""
    return sum(not is_empty(value) for value in record.data.values())


def _sign(what: Text, said: str, weight: str, key: str = "", many: Iterable[str] = ()) -> Sign:
    full = WEIGHTS[weight]
    return Sign(weight, what, said, int(full * _COMMON) if key in many else full)


def _numbers(one: Folded, two: Folded, many: set[str]) -> Iterator[Sign]:
    """Telephone, mail, and numbers of other systems."""
    same = [(a, b) for a in one.phones for b in two.phones if a.is_same(b)]
    if same:
        a, b = max(same, key=lambda both: not both[0].is_local)
        weight = "local" if a.is_local or b.is_local else "phone"
        yield _sign(T("telephone"), min(a.digits, b.digits, key=len), weight, f"p{a.key}", many)
    elif one.phones and two.phones:
        yield _sign(T("telephone"), "", "other-phone")
    mails = sorted(one.mails & two.mails)
    if mails:
        yield _sign(T("mail address"), mails[0], "mail", f"m{mails[0]}", many)
    elif one.mails and two.mails:
        yield _sign(T("mail address"), "", "other-mail")
    for ref in sorted(one.refs & two.refs):
        yield _sign(T("reference number"), ref, "ref", f"r{ref}", many)


def _named(one: Folded, two: Folded, many: set[str]) -> Iterator[Sign]:
    """Names, those of contact persons, and what sort of customer they are."""
    names = [(a, b, how) for a in one.names for b in two.names if (how := _alike(a, b))]
    if names:
        a, b, how = min(names, key=lambda each: each[2] != "same")
        if how == "same":
            weight = "firm" if a.is_firm or b.is_firm else "person"
            yield _sign(T("name"), a.text, weight, f"n{a.sorted}", many)
        else:
            yield _sign(T("like name"), _both(a.text, b.text), "like-name")
    elif one.names and two.names:
        yield _sign(T("name"), "", "other-name")
    if one.people & two.people:
        yield _sign(T("contact person"), min(one.people & two.people), "contact")
    if one.kind and two.kind and one.kind != two.kind:
        yield _sign(T("kind of customer"), "", "other-kind")


def _placed(one: Folded, two: Folded, many: set[str]) -> Iterator[Sign]:
    """Addresses and places."""
    addresses = [(a, b, how) for a in one.addresses for b in two.addresses if (how := _same_place(a, b))]
    if addresses:
        a, _, how = min(addresses, key=lambda each: each[2] != "same")
        weight = "address" if how == "same" else "like-address"
        what = T("address") if how == "same" else T("like address")
        yield _sign(what, " ".join((*a.words, *a.numbers)), weight, f"a{min(a.parts(), default='')}", many)
    elif one.addresses and two.addresses:
        yield _sign(T("address"), "", "other-address")
    if one.place and two.place:
        same = one.place in two.place or two.place in one.place
        yield _sign(T("place"), one.place if same else "", "place" if same else "other-place")


def _both(one: str, two: str) -> str:
    return one if one == two else f"{one} / {two}"


def _alike(one: Name, two: Name) -> str:
    """``same``, ``like`` or ``""``: the same words in any order, or a slip of the pen or two; numbers are the same."""
    if one.sorted == two.sorted:
        return "same"
    if one.numbers != two.numbers:
        return ""
    most = min(_slips(one.text), _slips(two.text))
    if most and any(_within(a, b, most) for a, b in ((one.text, two.text), (one.sorted, two.sorted))):
        return "like"
    short, long = sorted((one.words, two.words), key=len)
    return "like" if len(short) > 1 and short <= long else ""


def _same_place(one: Address, two: Address) -> str:
    """``same``, ``like`` or ``""``."""
    if one.numbers != two.numbers or not (one.numbers or len(one.text) > _MANY):
        return ""
    if one.text == two.text:
        return "same"
    a, b = pairs(one.text), pairs(two.text)
    shared = 2 * len(a & b) >= _ALIKE * (len(a) + len(b)) or _within(one.text, two.text, 1)
    is_like = shared or one.text in two.text or two.text in one.text
    return "like" if one.numbers and is_like else ""


def _within(one: str, two: str, most: int) -> bool:
    """Whether so many slips of the pen at most lead from one text to the other: a character too many, one left out,
    another one, two in the wrong order."""
    if abs(len(one) - len(two)) > most:
        return False
    before: list[int] = []
    row: list[int] = [*range(len(two) + 1)]
    for at, char in enumerate(one, 1):
        last, before, row = before, row, [at]
        for to, other in enumerate(two, 1):
            cost = min(row[-1] + 1, before[to] + 1, before[to - 1] + (char != other))
            if at > 1 and to > 1 and char == two[to - 2] and one[at - 2] == other:
                cost = min(cost, last[to - 2] + 1)
            row.append(cost)
        if min(row) > most and min(before) > most:
            return False
    slips: int = row[-1]
    return slips <= most
