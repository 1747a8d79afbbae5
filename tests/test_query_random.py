"""The query language against plain Python, and against any text; ``make campaign`` does the same at length."""

from __future__ import annotations

from campaigns import queries


def test_random_queries_find_what_plain_python_finds() -> None:
    found, wrong = queries.compare(150, seed=1)
    assert found > 1000
    assert not wrong, "\n".join(wrong)


def test_any_text_is_a_query_or_one_clear_error() -> None:
    told, wrong = queries.provoke(2000, seed=1)
    assert told["answered"] > 300
    assert told["refused"] > 300
    assert not wrong, "\n".join(wrong)
