"""Which files a case names, and where."""

from __future__ import annotations

from svc.model import Case, Data, rows
from svc.schema.fields import BY_PATH

LIST = "attachments"
"""The list of a section that names its files."""
SECTIONS = tuple(path.rpartition(".")[0] for path in BY_PATH if path.endswith(f".{LIST}"))
"""The sections that have such a list."""


def named(case: Case) -> list[tuple[str, Data]]:
    """Every attachment that a case names: its dotted place in the case and the item, in their order."""
    return [
        (f"{section}.{LIST}.{number}", item)
        for section in SECTIONS
        for number, item in enumerate(rows(case.get(f"{section}.{LIST}")))
    ]
