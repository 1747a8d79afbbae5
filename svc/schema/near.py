"""The known word that somebody may have meant."""

from __future__ import annotations

from svc.typed import Iterable


def near(word: str, known: Iterable[str], alike: float = 0.6) -> str:
    """One of the known words that ends in it after a dot, else the nearest that is ``alike`` (of 1), else ``""``."""
    from difflib import get_close_matches  # only what went wrong pays for its import

    known = list(known)
    ends = [name for name in known if name.endswith(f".{word}")]
    return next(iter(ends or get_close_matches(word, known, 1, alike)), "")
