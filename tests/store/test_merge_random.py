"""Random triples, a few of them: ``make campaign`` merges 10,000."""

from __future__ import annotations

import pytest
from campaigns import triples


@pytest.mark.parametrize("seed", range(4))
def test_random_triples(seed: int) -> None:
    figures = triples.run(25, seed, by_lines=5)
    assert figures.wrong == []
    assert figures.clean > figures.conflicts > 0
    assert figures.lines_clean + figures.lines_conflict + figures.lines_caught == 5
