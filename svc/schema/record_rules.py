"""What svc.yaml says of the records beside the cases, and of what in them is of a person."""

from __future__ import annotations

from svc.errors import T
from svc.model import Value
from svc.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from svc.schema.reader import Reader

_MOST_DAYS = 36_500
PLACES = ("repository", "vault")
ANSWERS = ("refuse", "replace")


class RecordRules(NamedTuple):
    """``required``: the kinds of records that a case names only where they are there.

    ``confirm_days``: how many days a contact detail or an address is taken to be right after it was confirmed.
    """

    required: tuple[str, ...] = ()
    confirm_days: int = 365


def record_rules(reader: Reader, value: Value) -> RecordRules:
    """The rules; what is wrong with them goes to the reader."""
    from svc.schema.kinds import KINDS

    held = reader.table(value, "records")
    reader.known(held, RecordRules._fields, "records")
    names = reader.words(held.get("required", ""), "records.required")
    reader.known(names, KINDS, "records.required")
    days = reader.text(held, "confirm_days", "records")
    is_right = days.isascii() and days.isdecimal() and 0 < int(days[:6]) <= _MOST_DAYS
    if days and not is_right:
        reader.wrong("records.confirm_days", T("{value} is not a number of days: write 365", value=repr(days)))
    return RecordRules(tuple(name for name in names if name in KINDS), int(days) if is_right else 365)


class PrivacyRules(NamedTuple):
    """``contacts``: where what is of a person lies; ``free_text``: what becomes of numbers of people in texts then."""

    contacts: str = PLACES[0]
    free_text: str = ANSWERS[0]

    @property
    def in_vault(self) -> bool:
        """Whether what is of a person stays out of the history."""
        return self.contacts == "vault"


def privacy_rules(reader: Reader, value: Value) -> PrivacyRules:
    """The rules; what is wrong with them goes to the reader."""
    held = reader.table(value, "privacy")
    reader.known(held, PrivacyRules._fields, "privacy")
    found = {}
    for name, words in (("contacts", PLACES), ("free_text", ANSWERS)):
        said = reader.text(held, name, "privacy")
        if said and said not in words:
            reader.wrong(f"privacy.{name}", T("{value} is not one of {names}", value=said, names=", ".join(words)))
        found[name] = said if said in words else words[0]
    return PrivacyRules(**found)
