"""What a line of text may hold: nothing that breaks the line, turns it round or hides in it."""

from __future__ import annotations

from svc.patterns import pattern

BREAKING = pattern("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
"""Control characters and line breaks."""

UNSEEN = pattern(
    "[\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
"""Marks that are not seen and change how a line reads. The joiners of emoji and scripts are not among them."""


def is_plain(text: str) -> bool:
    """Whether a text can stand on one line and says what it shows."""
    return text.isprintable() or not (BREAKING.search(text) or UNSEEN.search(text))
