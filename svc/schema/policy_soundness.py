"""Policies that stand in each other's way: those that hold for no case, and those whose order alone decides."""

from __future__ import annotations

from svc.errors import T, Text
from svc.schema.policy import Policy
from svc.typed import Iterator, Mapping, Sequence, TypeAlias

Box: TypeAlias = "dict[str, frozenset[str]]"
"""The cases that fit: of each field, the words it may have. A date from which one holds is a field, too."""

_OTHER = ""
"""A word that no policy names."""
_SINCE = "from"


def findings(rules: Sequence[Policy]) -> Iterator[tuple[str, Text, str]]:
    """The place, what is wrong there, and its grade."""
    all_words = _words(rules)
    boxes = [_box(rule, all_words) for rule in rules]
    for place, rule in enumerate(rules):
        if _is_covered(boxes[place], boxes[:place]):
            before = ", ".join(rules[i].name for i in range(place) if _common(boxes[i], boxes[place]))
            said = T("the policy {name} holds for no case: what it says is taken by {before} before it",
                     name=rule.name, before=before or "-")  # fmt: skip
            yield f"policies.{place}", said, "warning"
            continue
        for earlier in range(place):
            both = _common(boxes[earlier], boxes[place])
            if both and rules[earlier].targets != rule.targets and not _is_refined(boxes, earlier, place, both):
                said = T("a case may fit both {first} and {second}: {first}, which stands before, holds",
                         first=rules[earlier].name, second=rule.name)  # fmt: skip
                yield f"policies.{place}", said, "info"


def _is_refined(boxes: Sequence[Box], earlier: int, later: int, both: Box) -> bool:
    """Whether one is a special case of the other, or a policy before both is for what they share."""
    return both in (boxes[earlier], boxes[later]) or _is_covered(both, boxes[:earlier])


def _words(rules: Sequence[Policy]) -> Mapping[str, frozenset[str]]:
    """All the words that policies name of a field, and one for all others."""
    found: dict[str, set[str]] = {_SINCE: {_OTHER}}
    for rule in rules:
        found[_SINCE].add(_since(rule))
        for field, words in rule.when.items():
            found.setdefault(field, {_OTHER}).update(words)
    return {field: frozenset(words) for field, words in found.items()}


def _since(rule: Policy) -> str:
    return rule.since.isoformat() if rule.since else _OTHER


def _box(rule: Policy, all_words: Mapping[str, frozenset[str]]) -> Box:
    fitting = {field: frozenset(rule.when.get(field, words)) for field, words in all_words.items() if field != _SINCE}
    return {**fitting, _SINCE: frozenset(day for day in all_words[_SINCE] if day >= _since(rule))}


def _common(one: Box, other: Box) -> Box | None:
    """The cases that fit both; None where there are none."""
    both = {field: words & other[field] for field, words in one.items()}
    return both if all(both.values()) else None


def _is_covered(box: Box, others: Sequence[Box]) -> bool:
    """Whether every case in a box is in one of the others."""
    if not all(box.values()):
        return True
    for place, other in enumerate(others):
        both = _common(box, other)
        if both:
            return all(_is_covered(rest, others[place + 1 :]) for rest in _without(box, both))
    return False


def _without(box: Box, part: Box) -> Iterator[Box]:
    """What is left of a box without a part of it, in boxes that do not meet."""
    left = dict(box)
    for field, words in part.items():
        rest = left[field] - words
        if rest:
            yield {**left, field: rest}
        left[field] = words
