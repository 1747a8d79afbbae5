"""The two languages: which one is in force, and the translation of texts into it.

English is in the code; Chinese stands in ``locale/zh/LC_MESSAGES/svc.mo``, built from the ``.po``
beside it by ``make catalogue``. gettext is imported only when a language other than English is set.
"""

from __future__ import annotations

import os

from svc.errors import Several, T, Text
from svc.paths import Path
from svc.spare import cache
from svc.typed import TYPE_CHECKING, Callable, Iterable

if TYPE_CHECKING:
    from gettext import NullTranslations

LANGUAGES = ("en", "zh")
_BETWEEN = {"zh": "、"}
_current = "en"


def choose(value: str | None) -> str | None:
    """The language that a word like ``zh_CN.UTF-8`` asks for, or None when it is not one of ours."""
    code = (value or "").lower().replace("-", "_").split(".")[0].split("_")[0]
    return code if code in LANGUAGES else None


def of_environment() -> str | None:
    """The language that SVC_LANG asks for."""
    return choose(os.environ.get("SVC_LANG"))


def unknown() -> Text | None:
    """What to say of a SVC_LANG that asks for no language of ours."""
    value = os.environ.get("SVC_LANG")
    if not value or choose(value):
        return None
    return T("SVC_LANG: {value} is not one of {names}", value=value, names=", ".join(LANGUAGES))


def of_locale() -> str:
    """The language of the user's locale, for where no desk has a say."""
    names = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return next((found for found in map(choose, names) if found), "en")


def set_language(code: str) -> None:
    """Set the language of everything that is printed from now on."""
    global _current
    _current = code


def language() -> str:
    """The language in force."""
    return _current


@cache
def _catalogue(code: str) -> NullTranslations:
    from gettext import translation

    return translation("svc", Path(__file__).parent / "locale", [code], fallback=True)


def tr(text: Text | str) -> str:
    """The text in the language in force, with its parameters filled in (texts inside texts too)."""
    template, params = (text, {}) if isinstance(text, str) else text
    if not template:
        return ""
    if _current != "en":
        template = _catalogue(_current).gettext(template)
    if not params:
        return template
    return template.format(**{k: _filled(v) for k, v in params.items()})


def _filled(value: object) -> object:
    return tr(value) if isinstance(value, Text) else joined(value) if isinstance(value, Several) else value


def joined(words: Iterable[Text | str]) -> str:
    """Several things one after the other, in the language in force."""
    return _BETWEEN.get(_current, ", ").join(tr(word) if isinstance(word, Text) else word for word in words)


def into(code: str) -> Callable[[str], str]:
    """What translates texts into a language; the texts as they are where it has no other words for them."""
    return str if code == "en" else _catalogue(code).gettext


def in_every_language(text: Text) -> list[str]:
    """A text without parameters, in English and in every other language."""
    others = [_catalogue(code).gettext(text.template) for code in LANGUAGES if code != "en"]
    return [text.template, *others]
