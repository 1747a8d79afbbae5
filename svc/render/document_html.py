"""A document as one HTML file that needs nothing else: a table, a chart, no script, nothing fetched from anywhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from svc.i18n import language, tr
from svc.render.cells import cut
from svc.render.document import Bar, Document, Table, percent
from svc.render.paint import Label, Toned
from svc.render.safe import safe_text
from svc.render.values import shown

_MOST_BARS = 60
_ROW, _LEFT, _WIDTH, _RIGHT = 34, 220, 400, 70
"""Pixels of the chart: a row, the labels, the bars, the figures behind them."""
_STYLE = """
body { font: 15px/1.5 system-ui, "PingFang SC", "Microsoft YaHei", sans-serif; margin: 2rem auto; max-width: 76rem;
  padding: 0 1rem; color: #1f2328; background: #fff; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
.headline { font-size: 1.2rem; font-weight: 600; }
dl { display: grid; grid-template-columns: max-content auto; gap: .1rem 1rem; } dt { color: #59636e; }
dd { margin: 0; overflow-wrap: anywhere; }
.wide { overflow-x: auto; } table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .25rem .6rem; border-bottom: 1px solid #d1d9e0; text-align: left; vertical-align: top; }
.n { text-align: right; } .bad { color: #b42318; } .warn { color: #8a5a00; } .good { color: #1a7f37; }
.dim { color: #59636e; } svg text { font: 13px system-ui, sans-serif; fill: #1f2328; }
.a { fill: #2f6f9f; } .b { fill: #a9c6dc; } .rail { fill: #eef1f4; } ul { color: #59636e; }
@media print { body { margin: 0; max-width: none; } }
"""


def to_page(document: Document) -> str:
    """The document as a whole page."""
    title = _said(document.title)
    about = "".join(f"<dt>{_said(k)}</dt><dd>{_said(shown(v))}</dd>\n" for k, v in document.about if shown(v))
    notes = "".join(f"<li>{_said(note)}</li>\n" for note in document.notes)
    parts = [
        "<!doctype html>\n",
        f'<html lang="{language()}">\n<head>\n<meta charset="utf-8">\n',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n",
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n",
        f'<p class="headline">{_said(document.headline)}</p>\n<dl>\n{about}</dl>\n',
        _chart(document),
        *map(_table, document.tables),
        f"<ul>\n{notes}</ul>\n</body>\n</html>\n",
    ]
    return "".join(parts)


def _table(table: Table) -> str:
    if not table.records:
        return ""
    heads = "".join(f"<th{_numeric(h.align)}>{_said(h.label)}</th>" for h in table.heads)
    rows = [
        "<tr>" + "".join(_cell(record.get(h.key), h.align) for h in table.heads) + "</tr>\n" for record in table.records
    ]
    body = "".join(rows)
    return (
        f'<h2>{_said(table.heading)}</h2>\n<div class="wide"><table>\n<thead><tr>{heads}</tr></thead>\n'
        f"<tbody>\n{body}</tbody>\n</table></div>\n"
    )


def _cell(value: object, align: str) -> str:
    tone = value.tone if isinstance(value, Toned) else ""
    classes = " ".join(each for each in ("n" if align == ">" else "", tone) if each)
    return f"<td{_class(classes)}>{_said(shown(value))}</td>"


def _numeric(align: str) -> str:
    return _class("n" if align == ">" else "")


def _class(names: str) -> str:
    return f' class="{names}"' if names else ""


def _chart(document: Document) -> str:
    names, bars = document.chart
    bars = [bar for bar in bars if bar.first is not None or bar.second is not None][:_MOST_BARS]
    if not bars:
        return ""
    width, height = _LEFT + _WIDTH + _RIGHT, _ROW * (len(bars) + 1)
    body = "".join(_drawn(bars)) + _legend(names, _ROW * len(bars) + 20)
    title = _said(document.headline)
    return (
        f'<svg role="img" width="{width}" height="{height}" viewBox="0 0 {width} {height}">\n'
        f"<title>{title}</title>\n{body}</svg>\n"
    )


def _drawn(bars: Sequence[Bar]) -> Iterator[str]:
    for place, bar in enumerate(bars):
        top = place * _ROW
        yield f'<text x="{_LEFT - 10}" y="{top + 20}" text-anchor="end">{_said(cut(bar.label, 30))}</text>\n'
        for share, name, down in ((bar.first, "a", 4), (bar.second, "b", 17)):
            yield f'<rect class="rail" x="{_LEFT}" y="{top + down}" width="{_WIDTH}" height="11"/>\n'
            if share is not None:
                long = share * _WIDTH // 1000
                yield f'<rect class="{name}" x="{_LEFT}" y="{top + down}" width="{long}" height="11"/>\n'
                yield f'<text x="{_LEFT + _WIDTH + 8}" y="{top + down + 10}">{percent(share)}</text>\n'


def _legend(names: tuple[Label, Label], y: int) -> str:
    found = ""
    for place, (name, label) in enumerate(zip("ab", names, strict=True)):
        x = _LEFT + place * _WIDTH // 2
        found += f'<rect class="{name}" x="{x}" y="{y - 9}" width="10" height="10"/>'
        found += f'<text x="{x + 15}" y="{y}">{_said(label)}</text>\n'
    return found


def _said(label: object) -> str:
    text = tr(label) if isinstance(label, str) else shown(label)
    return escape(safe_text(text, multiline=True).strip())
