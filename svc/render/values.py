"""Values of records made plain: as text for people, as data for JSON."""

from __future__ import annotations

from svc.errors import Text
from svc.i18n import tr
from svc.render.paint import Toned
from svc.spare import date
from svc.typed import Mapping


def shown(value: object) -> str:
    """The value as people read it, in the language in force; nothing is the empty text."""
    if isinstance(value, str):
        return value
    if isinstance(value, Text):
        return tr(value)
    if isinstance(value, Toned):
        return shown(value.value)
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {shown(inner)}" for key, inner in value.items())
    if isinstance(value, (list, tuple, set, frozenset)):
        return ", ".join(map(shown, value))
    return plain_scalar(value)


def plain_scalar(value: object) -> str:
    """Truth values as in JSON, instants as in the files."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)


def plain(value: object) -> object:
    """The value as JSON data, never translated: texts in English, instants in ISO 8601."""
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, Toned):
        return plain(value.value)
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)) and not isinstance(value, Text):
        return [plain(inner) for inner in value]
    return plain_scalar(value)
