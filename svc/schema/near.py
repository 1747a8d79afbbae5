"""The known word that somebody may have meant."""

from __future__ import annotations

from collections.abc import Iterable


def near(word: str, known: Iterable[str]) -> str:
    """One of the known words that ends in it after a dot, else the nearest, else ``""``."""
    from difflib import get_close_matches  # only what went wrong pays for its import

    known = list(known)
    ends = [name for name in known if name.endswith(f".{word}")]
    return next(iter(ends or get_close_matches(word, known, 1)), "")
