"""SQLite by its part that is C: what Python puts around it takes as long to import, and none of it is used."""

from __future__ import annotations

import sys

from svc import spare
from svc.typed import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3 as sqlite3
else:
    # All that it asks of functools, and once, is lru_cache; functools itself would load collections.
    is_spared = "functools" not in sys.modules
    if is_spared:
        sys.modules["functools"] = spare
    try:
        import _sqlite3 as sqlite3
    except (ImportError, AttributeError):
        sqlite3 = None
    finally:
        if is_spared:
            del sys.modules["functools"]
    if sqlite3 is None:
        import sqlite3
