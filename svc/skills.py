"""Who can do a piece of work: people by the skills that a product asks for. Pure."""

from __future__ import annotations

from svc.model import Data, Record, Value
from svc.typed import Iterable


def required(product: Record) -> list[str]:
    """The skills that work on a product takes."""
    held = product.get("skills")
    return [str(skill) for skill in held] if isinstance(held, list) else []


def skilled(skills: Iterable[str], people: Iterable[Data]) -> list[str]:
    """The people who have all of some skills, who has them best first.

    What a person can do stands in their record: ``skills: {heating: 3, compressors: 1}``, or a list without levels.
    """
    wanted = [*skills]
    found = []
    for person in people:
        levels = _levels(person.get("skills", ""))
        if wanted and all(levels.get(skill) for skill in wanted):
            found.append((-sum(levels[skill] for skill in wanted), str(person.get("id", ""))))
    return [key for _, key in sorted(found) if key]


def _levels(held: Value) -> dict[str, int]:
    if isinstance(held, list):
        return {str(skill): 1 for skill in held}
    said = held if isinstance(held, dict) else {}
    return {skill: int(level) for skill, level in said.items() if isinstance(level, str) and level.isdecimal()}
