"""The known word that somebody may have meant."""

from __future__ import annotations

from collections.abc import Iterable


def near(word: str, known: Iterable[str]) -> str:
    """The nearest of the known words, else one that ends in it after a dot, else ``""``."""
    from difflib import get_close_matches  # only what went wrong pays for its import

    known = list(known)
    found = get_close_matches(word, known, 1)
    return found[0] if found else next((name for name in known if name.endswith(f".{word}")), "")
