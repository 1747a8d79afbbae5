"""What svc.yaml says of audits: how much they let pass, and whose signatures they ask for."""

from __future__ import annotations

from svc.errors import T
from svc.model import Data, Value
from svc.patterns import pattern
from svc.schema.durations import duration
from svc.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from svc.schema.reader import Reader

SIGNED = ("optional", "required")
_FILE = pattern(r"[\w.-]+(/[\w.-]+)*")


class AuditRules(NamedTuple):
    """What an audit goes by.

    ``late_entry``: seconds after it happened within which something may be entered without being asked why; ``skew``:
    seconds that clocks may be apart. ``signers``: the file with the keys that may sign, seen from the desk;
    ``signed``: whether each commit must be.
    """

    late_entry: int = 72 * 3600
    skew: int = 300
    signers: str = ".svc/allowed_signers"
    signed: str = SIGNED[0]


def audit_rules(reader: Reader, value: Value) -> AuditRules:
    """The rules; what is wrong with them goes to the reader."""
    held = reader.table(value, "audit")
    reader.known(held, AuditRules._fields, "audit")
    late, skew = (_seconds(reader, held, name) for name in ("late_entry", "skew"))
    signed, file = (reader.text(held, name, "audit") for name in ("signed", "signers"))
    if signed and signed not in SIGNED:
        reader.wrong("audit.signed", T("{value} is not one of {names}", value=signed, names=", ".join(SIGNED)))
    if file and (not _FILE.fullmatch(file) or ".." in file.split("/")):
        reader.wrong("audit.signers", T("a file of the desk belongs here, such as {file}", file=AuditRules().signers))
        file = ""
    usual = AuditRules()
    return AuditRules(usual.late_entry if late is None else late, usual.skew if skew is None else skew,
                      file or usual.signers, signed if signed in SIGNED else usual.signed)  # fmt: skip


def _seconds(reader: Reader, held: Data, name: str) -> int | None:
    text = reader.text(held, name, "audit")
    length = duration(text) if text else None
    if length and not length.days:
        return length.seconds
    if text:
        reader.wrong(f"audit.{name}", T("{text} is not a length of time: write 72h or 5m", text=text))
    return None
