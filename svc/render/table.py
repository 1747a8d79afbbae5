"""Records in every format that a query prints: table, tsv, json, ndjson, csv, md, html.

- table: aligned columns for people, cut to the terminal.
- tsv: for ``cut`` and ``awk``: no header, nothing cut, tabs and newlines in a cell made blanks.
- json, ndjson: the keys of the columns; every text exactly as it is in the file.
- csv: the keys as its header, every cell quoted, UTF-8 and LF. A text that a spreadsheet would take for a formula gets
  a ``'`` in front.
- excel: csv for people: labels as its header, with the byte order mark and CRLF that Excel asks for.
- md, html: for people like the table: labels above the columns; nothing in a cell is markup.
"""

from __future__ import annotations

from svc.i18n import tr
from svc.render.columns import Column, Record, columns
from svc.render.safe import escaped, one_line, safe_text
from svc.render.values import plain, shown
from svc.typed import Callable, Mapping, Sequence

_FORMULA_STARTS = frozenset("=+-@\t\r\n＝＋－＠﹦﹢﹣﹫")
# What Markdown would read: escaped with a backslash or, where table rows are split first, as an entity.
_MARKDOWN = str.maketrans(
    {char: "\\" + char for char in "`*_[]~$"}
    | {"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "&#124;", "\\": "&#92;", "\n": "<br>"}
    # Forges notify people and link issues after the Markdown is read: a zero-width space stops them.
    | {"@": "@&#8203;", "#": "#&#8203;"}
)


def rows(
    heads: Sequence[Column],
    records: Sequence[Record],
    fmt: str,
    max_width: int = 0,
    colour: bool = False,
) -> str:
    """The records as text in the format; ``max_width`` and ``colour`` matter to ``table`` alone."""
    if fmt == "table":
        return columns(heads, records, max_width, colour)
    if fmt == "json":
        return to_json([_chosen(heads, record) for record in records])
    if fmt == "ndjson":
        return "".join(to_ndjson(_chosen(heads, record)) for record in records)
    return {"tsv": _tsv, "csv": to_csv, "excel": to_excel, "md": to_markdown, "html": to_html}[fmt](heads, records)


def _chosen(heads: Sequence[Column], record: Record) -> dict[str, object]:
    return {head.key: record.get(head.key) for head in heads}


def _tsv(heads: Sequence[Column], records: Sequence[Record]) -> str:
    keys = [head.key for head in heads]
    return "".join(["\t".join([_on_one_line(record.get(key)) for key in keys]) + "\n" for record in records])


def _on_one_line(value: object) -> str:
    if type(value) is str and value.isprintable():
        return value
    return str(value) if type(value) is int else one_line(shown(value))


def to_json(value: object) -> str:
    """Any data as indented JSON; characters that could trick a terminal are escaped."""
    import json

    return escaped(json.dumps(plain(value), ensure_ascii=False, indent=2)) + "\n"


def to_ndjson(value: object) -> str:
    """Any data as JSON on one line."""
    import json

    return escaped(json.dumps(plain(value), ensure_ascii=False)) + "\n"


def to_csv(heads: Sequence[Column], records: Sequence[Record]) -> str:
    """Comma-separated values under the columns' keys."""
    return _separated([head.key for head in heads], heads, records, "\n")


def to_excel(heads: Sequence[Column], records: Sequence[Record]) -> str:
    """Comma-separated values under the columns' labels, as Excel opens them: a byte order mark, CRLF."""
    return "\ufeff" + _separated([head.label for head in heads], heads, records, "\r\n")


def _separated(titles: Sequence[object], heads: Sequence[Column], records: Sequence[Record], end: str) -> str:
    lines = [titles, *([record.get(head.key) for head in heads] for record in records)]
    return "".join(",".join(_quoted(_csv_cell(value)) for value in line) + end for line in lines)


def _csv_cell(value: object) -> str:
    text = shown(value)
    is_formula = isinstance(value, (int, float)) is False and text[:1] in _FORMULA_STARTS and text != ""
    return ("'" if is_formula else "") + safe_text(text, multiline=True)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def to_markdown(heads: Sequence[Column], records: Sequence[Record]) -> str:
    """A table in GitHub's Markdown."""
    return _tabulated(heads, records, "pipe", markdown)


def to_html(heads: Sequence[Column], records: Sequence[Record]) -> str:
    """An HTML table."""
    return _tabulated(heads, records, "html", lambda text: safe_text(text, multiline=True))


def bullets(groups: Mapping[str, Sequence[str]]) -> str:
    """Groups of texts as Markdown: a heading a group, a bullet a text; nothing in them is markup."""
    return "\n".join(
        f"## {_on_a_line(title)}\n\n" + "".join(f"- {_on_a_line(text)}\n" for text in texts)
        for title, texts in groups.items()
    )


def _on_a_line(text: str) -> str:
    """Markdown that begins no list or code of its own, whatever the text begins with."""
    inert = markdown(text.strip())
    return inert if inert[:1].isalpha() else f"&#8203;{inert}"


def markdown(text: str) -> str:
    """The text such that Markdown shows it as it stands: no markup, no mention, no link."""
    inert = safe_text(text, multiline=True).translate(_MARKDOWN)
    inert = inert.replace(" -&gt; ", " -> ")  # what was before and after; no sign of markup within a line
    return inert.replace("://", ":&#8203;//").replace("www.", "www&#8203;.")


def _tabulated(heads: Sequence[Column], records: Sequence[Record], fmt: str, cell: Callable[[str], str]) -> str:
    # Imported late: it costs as much as typer.
    from tabulate import tabulate

    body = [[cell(shown(record.get(head.key)).rstrip("\n")) for head in heads] for record in records]
    align = ["right" if head.align == ">" else "left" for head in heads]
    titles = [cell(tr(head.label)) for head in heads]
    table = tabulate(body, titles, fmt, disable_numparse=True, colalign=align if body else None)
    return table + "\n"
