"""The Chinese catalogue is whole, sound and compiled."""

from __future__ import annotations

import io
from gettext import GNUTranslations

import catalogue
import pytest

from svc import i18n
from svc.errors import T


def test_every_text_is_a_literal() -> None:
    bad = [
        f"{path}:{line}"
        for path, source in catalogue.modules()
        for line, text in catalogue.marks(source)
        if text is None
    ]
    assert not bad, f"T() needs a literal: {bad}"


def test_a_computed_text_is_noticed() -> None:
    assert list(catalogue.marks('T("a")\nT(name)\nerrors.T(f"{x}")\nT()')) == [
        (1, "a"),
        (2, None),
        (3, None),
        (4, None),
    ]


def test_every_text_has_a_translation() -> None:
    known = catalogue.translations(catalogue.read())
    lacking = [text for text in catalogue.collected() if text not in known]
    assert not lacking, f"run: python tests/catalogue.py update; then translate {lacking}"


def test_no_translation_is_left_over() -> None:
    texts = catalogue.collected()
    assert not [m.id for m in catalogue.read() if m.id and m.id not in texts], "run: python tests/catalogue.py update"


def test_nothing_is_fuzzy() -> None:
    assert not [message.id for message in catalogue.read() if message.id and message.fuzzy]


def test_placeholders_are_kept() -> None:
    known = catalogue.translations(catalogue.read())
    bad = [text for text, ours in known.items() if catalogue.placeholders(text) != catalogue.placeholders(ours)]
    assert not bad


def test_outer_newlines_are_kept() -> None:
    known = catalogue.translations(catalogue.read())
    bad = [t for t, ours in known.items() if (t[:1] == "\n", t[-1:] == "\n") != (ours[:1] == "\n", ours[-1:] == "\n")]
    assert not bad


def test_the_compiled_file_is_that_of_the_po() -> None:
    fresh = GNUTranslations(io.BytesIO(catalogue.compiled(catalogue.read())))
    with catalogue.MO.open("rb") as file:
        shipped = GNUTranslations(file)
    assert vars(shipped)["_catalog"] == vars(fresh)["_catalog"], "run: python tests/catalogue.py update"


def test_the_update_is_stable(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    po = tmp_path / "svc.po"
    po.write_bytes(catalogue.PO.read_bytes())
    monkeypatch.setattr(catalogue, "PO", po)
    monkeypatch.setattr(catalogue, "MO", tmp_path / "svc.mo")
    catalogue.update()
    once = po.read_bytes()
    catalogue.update()
    assert po.read_bytes() == once


@pytest.fixture
def chinese():
    i18n.set_language("zh")
    yield
    i18n.set_language("en")


def test_texts_inside_texts_are_translated(chinese: None) -> None:
    assert i18n.tr(T("internal error: {what}", what=T("out of memory"))) == "内部错误：内存不足"


def test_a_comment_of_the_settings_is_a_text() -> None:
    assert "Case ids begin with it." in catalogue.collected()
