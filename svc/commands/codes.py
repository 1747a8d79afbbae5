"""The codes that a desk knows, for the help: its own, or those that svc comes with where there is no desk."""

from __future__ import annotations

from svc.errors import StateError, SvcError
from svc.options import Codes, no_codes
from svc.store import Store, layout
from svc.store.reading import settings_of


def codes_of(directory: str) -> Codes:
    """The codes of the desk at a directory, list by list; none where its settings cannot be read."""
    try:
        rules = Store.open(directory).settings
    except StateError:
        rules = settings_of(layout.shipped(f"{layout.TEMPLATES}/{layout.SETTINGS}").read_bytes(), layout.SETTINGS)
    except (SvcError, OSError):
        return no_codes
    return lambda group: str(rules.listing(group, rules.codes.get(group, {})))
