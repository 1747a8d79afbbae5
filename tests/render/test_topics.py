"""The help topics say what is so, in both languages, and fit a terminal."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from making import settings

from svc import i18n
from svc.dates.words import FUTURE, PAST, understood
from svc.errors import RefusedError, StateError, UsageError
from svc.options import FORMATS
from svc.query.asker import Asker
from svc.query.of_cases import asked
from svc.render.cells import width
from svc.render.topics import TOPICS

NOW = datetime(2026, 11, 18, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
PAGES = [(name, language) for name in TOPICS for language in i18n.LANGUAGES]


def text(name: str, language: str) -> str:
    return i18n.into(language)(TOPICS[name].text.template)


def date_words(language: str) -> list[str]:
    """The words of the page on dates: in two columns of blanks, a remark behind four of them or more."""
    lines = [line for line in text("dates", language).splitlines() if line.startswith("  ") and line[2] != " "]
    return [word for line in lines for word in re.split(" {3,}", line.strip())[0].split("  ")]


def is_time(word: str, toward: int) -> bool:
    try:
        return bool(understood(word, NOW, toward).start)
    except UsageError:
        return False


@pytest.mark.parametrize(("name", "language"), PAGES)
def test_a_topic_fits_a_terminal(name: str, language: str) -> None:
    assert max(map(width, text(name, language).splitlines())) <= 80


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_date_word_that_is_shown_is_understood(language: str) -> None:
    words = date_words(language)
    assert len(words) > 40
    assert [word for word in words if not (is_time(word, PAST) or is_time(word, FUTURE))] == []


def test_every_date_word_of_the_page_is_understood() -> None:
    page = (Path(__file__).parents[2] / "docs" / "cli.md").read_text(encoding="utf-8")
    table = page.partition("| | English | 中文 |")[2].partition("\n\n")[0]
    words = re.findall("`([^`]+)`", table)
    assert len(words) > 60
    assert [word for word in words if not (is_time(word, PAST) and is_time(word, FUTURE))] == []


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_date_word_that_is_shown_as_refused_is(language: str) -> None:
    for word in ("01/02/2026", "at 4", "3m", "3点"):
        assert word in text("dates", language)
        with pytest.raises(UsageError, match="may be"):
            understood(word, NOW, PAST)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_query_that_is_shown_can_be_asked(language: str) -> None:
    rules = settings()
    shown = [line.strip() for line in text("query", language).splitlines() if re.match("  (?!svc )", line)]
    queries = [re.split(" {3,}", line)[0] for line in shown]
    assert len(queries) > 15
    for query in queries:
        found = asked(query.split("  "), rules, Asker(NOW, lambda: "zhao.min"))
        assert found.names or not re.search("[:：~]", query), query


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_format_and_exit_status_is_told(language: str) -> None:
    for name in FORMATS:
        assert re.search(rf"^  {name} +\S", text("formats", language), re.M), name
    for status in (0, 1, 2, 3, 130):
        assert re.search(rf"^  {status} +\S", text("exit-codes", language), re.M), status
    assert [e.exit_code for e in (RefusedError, UsageError, StateError)] == [1, 2, 3]
