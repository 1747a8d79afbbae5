"""The Chinese catalogue, kept in step with the texts in the code.

    python tests/catalogue.py update    collect the texts, keep the translations, rewrite .po and .mo
    python tests/catalogue.py missing   print what has no translation yet

To translate: ``update``, fill in the empty ``msgstr`` in svc.po, ``update`` again.
Texts are found by reading the source, not by importing it: every ``T("...")`` in svc/, and the
comments of the settings and workflow files, which a Chinese desk gets in Chinese.
"""

from __future__ import annotations

import ast
import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from svc.store.setup import comments

ROOT = Path(__file__).resolve().parent.parent
PO = ROOT / "svc" / "locale" / "zh" / "LC_MESSAGES" / "svc.po"
MO = PO.with_suffix(".mo")
# A date of the last update would make every two branches conflict.
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


def marks(source: str) -> Iterator[tuple[int, str | None]]:
    """The line and the text of every ``T(...)``; None for a text that is not a literal."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        name = called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")
        if name == "T":
            first = node.args[0] if node.args else None
            literal = isinstance(first, ast.Constant) and isinstance(first.value, str)
            yield node.lineno, first.value if literal else None


def modules() -> Iterator[tuple[str, str]]:
    """The path and the source of every module of svc."""
    for path in sorted((ROOT / "svc").rglob("*.py")):
        yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def collected() -> dict[str, list[str]]:
    """Every text and the files that hold it; what is nothing but placeholders needs no translation."""
    texts: dict[str, list[str]] = {}
    for file in (ROOT / "templates" / "svc.yaml", *sorted((ROOT / "templates" / "ci").iterdir())):
        for comment in comments(file.read_text(encoding="utf-8")):
            texts.setdefault(comment, []).append(file.relative_to(ROOT).as_posix())
    for path, source in modules():
        for _, text in marks(source):
            if text and has_words(text) and path not in texts.setdefault(text, []):
                texts[text].append(path)
    return texts


def has_words(text: str) -> bool:
    """Whether anything stands outside the placeholders."""
    return any(part.strip() for part, *_ in Formatter().parse(text))


def read() -> Catalog:
    """The catalogue as committed."""
    with PO.open("rb") as file:
        return read_po(file, locale="zh", domain="svc")


def translations(catalog: Catalog) -> dict[str, str]:
    """Text to translation, without what is empty or fuzzy."""
    return {m.id: m.string for m in catalog if m.id and m.string and not m.fuzzy}


def renewed(old: dict[str, str]) -> Catalog:
    """A catalogue of the texts of today with the translations there are."""
    catalog = Catalog(
        locale="zh", domain="svc", project="svc", version="0", header_comment="# Chinese texts of svc.",
        creation_date=EPOCH, revision_date=EPOCH, fuzzy=False,
    )  # fmt: skip
    for text, paths in collected().items():
        catalog.add(text, old.get(text, ""), locations=[(path, None) for path in paths])
    return catalog


def compiled(catalog: Catalog) -> bytes:
    """The catalogue as the .mo file."""
    file = io.BytesIO()
    write_mo(file, catalog)
    return file.getvalue()


def placeholders(template: str) -> set[str]:
    """The names in braces."""
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def update() -> Catalog:
    """Rewrite both files."""
    catalog = renewed(translations(read()) if PO.exists() else {})
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as file:
        write_po(file, catalog, width=100, sort_output=True, include_lineno=False, ignore_obsolete=True)
    MO.write_bytes(compiled(read()))
    return catalog


def missing(catalog: Catalog) -> list[str]:
    """The texts without a translation."""
    return [m.id for m in catalog if m.id and not m.string]


if __name__ == "__main__":
    catalogue = update() if sys.argv[1:] == ["update"] else read()
    for text in missing(catalogue):
        print(f"no translation: {text!r}")
    print(f"{len(catalogue)} texts, {len(missing(catalogue))} without a translation")
