"""Model and repository agree after each step of a hundred walks through all verbs."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from hypothesis import Phase

from svc.model import Change, Value
from svc.store import edit
from tests.campaigns import walk
from tests.campaigns.model import NOTHING, WORDS, Hand, Set
from tests.campaigns.walk import Walk

WALKS, SHARDS = 100, 4
"""Several workers share the walks."""
SOME = WORDS[0]
LINES = next(words for words in WORDS if words.block.count("\n") > 1)


@pytest.fixture(scope="module", autouse=True)
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The desk that walks begin with."""
    with walk.ground(tmp_path_factory.mktemp("walks")):
        yield


@pytest.mark.parametrize("shard", range(SHARDS))
def test_model_and_repository_agree(shard: int) -> None:
    told = walk.walk(WALKS // SHARDS, begin=shard, phases=(Phase.explicit, Phase.generate))
    print(dict(sorted(told.items())))


@pytest.fixture
def there() -> Iterator[Walk]:
    """A walk on foot: the steps are named."""
    one = Walk()
    one.two("complaint", "minor", SOME)
    yield one
    one.teardown()


def undone(there: Walk) -> None:
    there.wait([0], "parts", SOME, Hand())
    there.forward(0, Hand(), False)
    there.undo(0, NOTHING, Hand())
    there.undo(0, NOTHING, Hand())
    there.undo(0, NOTHING, Hand())


def waited(there: Walk) -> None:
    there.wait([0], "parts", SOME, Hand())
    there.wait([0], "customer", SOME, Hand())
    there.contact(0, "in", SOME, False, Hand())


def commented(there: Walk) -> None:
    there.plant(0, "behind a value", 2, Hand())
    there.edit(0, [Set("severity", "major", "major"), Set("path", "full", "full")], Hand())
    there.edit(0, [Set("severity", "safety", "safety")], Hand())


def promised(there: Walk) -> None:
    there.promise(0, SOME, Hand())
    there.end_promise(0, True, False, NOTHING, Hand())


def noted(there: Walk) -> None:
    there.note([0, 1], LINES, False, Hand())


def moved(there: Walk) -> None:
    there.forward(0, Hand(), False)
    there.move(0, "resolution", NOTHING, False, Hand())


def tied(there: Walk) -> None:
    there.link([0], 1, "parent", False, SOME, Hand())
    there.note([1], SOME, False, Hand())
    there.undo(0, NOTHING, Hand())
    there.split(0, SOME, NOTHING, Hand())
    there.undo(0, NOTHING, Hand())
    there.leave(0, "duplicate", 1, SOME, True, Hand())
    there.undo(1, NOTHING, Hand())
    there.link([0, 2], 1, "related", False, SOME, Hand())
    there.link([0], 1, "related", True, SOME, Hand())
    there.undo(1, NOTHING, Hand())
    there.undo(2, NOTHING, Hand())


def given(there: Walk) -> None:
    goodwill = Set("charge", "goodwill", "goodwill")
    there.edit(0, [goodwill], Hand())
    there.edit(0, [goodwill], Hand(), SOME)
    there.edit(0, [Set("charge", "customer", "customer")], Hand(), SOME)
    there.undo(0, NOTHING, Hand("li.wei"))


WAYS: list[Callable[[Walk], None]] = [undone, waited, commented, promised, noted, moved, tied, given]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_a_short_walk_goes_well(there: Walk, way: Callable[[Walk], None]) -> None:
    way(there)
    assert there.steps > 2


def no_comments(text: str, name: str, value: Value, kept: Callable[[str, str, Value], str] = edit.set_value) -> str:
    return kept(text, name, value).replace("# kept", "# lost")


@pytest.mark.parametrize(
    ("way", "place", "broken"),
    [
        (undone, "svc.schema.fold.undone", lambda events: set()),
        (undone, "svc.undoing._restored", lambda case, act: {}),
        (waited, "svc.schema.fold.open_waits", lambda events: {e.id: e.get("for") for e in events if e.kind == "wait"}),
        (waited, "svc.waits.end", lambda case, clerk, reason: Change()),
        (commented, "svc.store.edit.set_value", no_comments),
        (promised, "svc.schema.pending.promises", lambda events: []),
        (noted, "svc.words.tidy", lambda text: " ".join(text.split()) + "\n"),
        (noted, "svc.store.stage.refresh", lambda git, repo, entries: None),
        (moved, "svc.schema.gates.unmet", lambda needs, case: []),
        (given, "svc.goodwill.refuse", lambda case, sets, reason: None),
    ],
)
def test_what_is_broken_is_found(
    there: Walk, monkeypatch: pytest.MonkeyPatch, way: Callable[[Walk], None], place: str, broken: object
) -> None:
    monkeypatch.setattr(place, broken)
    with pytest.raises(AssertionError):
        way(there)
