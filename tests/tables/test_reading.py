"""Tables as other systems write them: what is read of them, and what is said of those that cannot be."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from svc.errors import SvcError
from svc.model import InvalidFileError
from svc.tables.damage import damage
from svc.tables.reading import likely_encoding, read_table
from svc.tables.rows import Table, named_apart, repeats
from tests.campaigns.real import data_folder

FOLDER = data_folder()
ROWS = (("1", "Müller", "水泵漏水\n第二行"), ("2", "=1+1", 'says "no"'))


def csv_of(separator: str, end: str) -> str:
    lines = [separator.join(map(quoted, row)) for row in (("no", "who", "what"), *ROWS)]
    return end.join(lines) + end


def quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


def cells(table: Table) -> list[tuple[str, ...]]:
    return [tuple(row.cells.values()) for row in table.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_same_rows_in_every_encoding(encoding: str, separator: str, end: str) -> None:
    table = read_table(csv_of(separator, end).encode(encoding), "x.csv", "csv", encoding, separator)
    assert table.columns == ("no", "who", "what")
    assert cells(table) == list(ROWS)
    assert [row.line for row in table.rows] == [2, 4]


def test_latin_1_is_read_where_it_is_stated() -> None:
    data = "no,who\n1,Müller\n".encode("latin-1")
    assert cells(read_table(data, "x.csv", encoding="latin-1")) == [("1", "Müller")]
    with pytest.raises(InvalidFileError, match="byte 0xfc is not utf-8") as error:
        read_table(data, "x.csv")
    assert error.value.where == "x.csv:2"


@pytest.mark.parametrize(
    ("given", "names"),
    [
        (("a", "b"), ("a", "b")),
        (("Variant", "x", "Variant", "Variant"), ("Variant", "x", "Variant (2)", "Variant (3)")),
        (("a", "a (2)", "a"), ("a", "a (2)", "a (3)")),
        (("", " a\n b ", ""), ("(1)", "a b", "(3)")),
    ],
)
def test_columns_are_named_apart(given: tuple[str, ...], names: tuple[str, ...]) -> None:
    assert named_apart(given) == names


def test_a_row_that_does_not_fit_the_columns_is_named_and_no_other() -> None:
    table = read_table(b'a,b\n1,"x\ny"\n2\n\n3,4,5\n6,7\n', "x.csv")
    assert cells(table) == [("1", "x\ny"), ("6", "7")]
    assert [(one.line, str(one.said)) for one in table.broken] == [(4, "1 cells, 2 columns"), (6, "3 cells, 2 columns")]


@pytest.mark.parametrize(
    ("data", "form", "where", "says"),
    [
        (b"", "csv", "x:1", "names no columns"),
        (b"\n\n", "csv", "x:1", "names no columns"),
        (b'a,b\n1,2\n3,"open\n4,5\n', "csv", "x:3", "cannot be told apart"),
        (b'a,b\n"1"x,2\n', "csv", "x:2", "cannot be told apart"),
        (b"a,b\n1,x\ry\n", "csv", "x:2", "cannot be told apart"),
        (b"{}", "json", "x:1", "begins with ["),
        (b'[\n{"a": 1},\n{"a" 2}]', "json", "x:3", "no JSON"),
        (b'[{"a": 1}', "json", "x:1", "not closed"),
        (b'[{"a": 1}] x', "json", "x:1", "behind"),
        (b"[" * 100_000, "json", "x:1", "nested too deep"),
        (b"[]", "json", "x", "no rows"),
        (b'{"a": 1}\n{"a": \n', "ndjson", "x:2", "no JSON"),
    ],
)
def test_what_is_no_table_is_said_with_its_line(data: bytes, form: str, where: str, says: str) -> None:
    with pytest.raises(InvalidFileError, match=re.escape(says)) as error:
        read_table(data, "x", form)
    assert error.value.where == where


@pytest.mark.parametrize(
    ("text", "encoding", "found"),
    [
        ("no,who\n1,Müller\n", "utf-8", "utf-8"),
        ("no,who\n1,水务公司\n", "utf-8-sig", "utf-8"),
        ("no,who\n1,水务公司 Müller\n", "gb18030", "gb18030"),
        ("no,who\n1,Müller & Söhne, Straße\n", "latin-1", "latin-1"),
        ("no,who\n1,Müller, 5 €, “x”\n", "cp1252", "cp1252"),
        ("no,who\n1,水 Müller\n", "utf-16", "utf-16"),
        ("no,who\n1,x\n", "ascii", "utf-8"),
    ],
)
def test_the_encoding_that_is_proposed(text: str, encoding: str, found: str) -> None:
    assert likely_encoding(text.encode(encoding)) == found


@pytest.mark.parametrize(
    ("dates", "column", "says"),
    [
        (("%m/%d/%Y",), ["03/04/2026", "14/03/2026"], "some dates are day first, the mapping reads month first"),
        (("%d/%m/%Y %H:%M", "%d/%m/%Y"), ["03/14/2026", "03/04/2026"], "the mapping reads day first"),
        (("%d/%m/%Y", "iso"), ["03/14/2026", "03/04/2026"], ""),
        (("%m/%d/%Y",), ["03/14/2026", "03/04/2026"], ""),
    ],
)
def test_dates_that_the_mapping_reads_the_wrong_way_round_are_told(
    dates: tuple[str, ...], column: list[str], says: str
) -> None:
    table = read_table(("x\n" + "\n".join(column) + "\n").encode(), "x.csv")
    found = " ".join(str(one.said) for one in damage(table, table.columns, dates))
    assert says in found
    assert bool(found) == bool(says)


def test_objects_keep_their_digits_and_doubled_keys() -> None:
    text = '[{"n": 12345678901234567890, "z": 1.50, "ok": true, "no": null, "n": "x",'
    text += '\n "l": ["a", 2]},\n\n{"m": {"q": 1}}, 7]'
    table = read_table(text.encode(), "x", "json")
    assert table.columns == ("n", "z", "ok", "no", "n (2)", "l", "m")
    assert table.rows[0].cells["n"] == "12345678901234567890"
    assert list(table.rows[0].cells.values()) == ["12345678901234567890", "1.50", "true", "", "x", "a, 2", ""]
    assert table.rows[1].cells["m"] == '{"q": "1"}'
    assert [row.line for row in table.rows] == [1, 4]
    assert [one.line for one in table.broken] == [4]


def test_one_object_a_line() -> None:
    lines = [json.dumps({"a": str(number), "b": "x\ny"}) for number in range(3)]
    table = read_table(("\n".join(lines) + "\n\n").encode(), "x", "ndjson")
    assert [(row.line, row.cells["a"]) for row in table.rows] == [(1, "0"), (2, "1"), (3, "2")]


def test_rows_that_repeat_another_are_found() -> None:
    table = read_table(b"a,b\n1,2\n1,3\n1,2\n1,2\n", "x.csv")
    assert repeats(table.rows) == {4: 2, 5: 2}


@pytest.mark.parametrize(
    ("column", "says"),
    [
        (["1.23E+15", "7", "8"], "rounded"),
        (["100001"] * 8 + ["2345", "99"], "cut zeros"),
        (["1", "22", "333", "4444", "55555", "6"], ""),
        (["012345"] * 8 + ["2345"], ""),
        (["03/04/2026", "05/06/2026", "07/08/2026", "09/10/2026", "11/12/2026"], "day first and month first"),
        (["03/14/2026"] * 6, ""),
        (["03/14/2026", "14/03/2026"], "some dates are day first"),
        (["2026-03-04"] * 6, ""),
    ],
)
def test_what_a_spreadsheet_did_is_told(column: list[str], says: str) -> None:
    table = read_table(("x\n" + "\n".join(column) + "\n").encode(), "x.csv")
    found = " ".join(str(one.said) for one in damage(table, table.columns))
    assert says in found
    assert bool(found) == bool(says)


def mutated(text: bytes) -> Iterator[bytes]:
    """The file with bytes taken out, put in and doubled."""
    from random import Random

    chance = Random(4)
    for _ in range(2000):
        at, length = chance.randrange(len(text)), chance.choice((0, 1, 1, 5, 40))
        put = chance.choice((b"", b'"', b",", b"\n", b"\r", b"\0", b"\xff", "水".encode(), b"\xef\xbb\xbf", text[:30]))
        yield text[:at] + put + text[at + length :]


@pytest.mark.parametrize("form", ["csv", "ndjson", "json"])
def test_a_mutated_file_is_read_or_refused_with_a_named_problem(form: str) -> None:
    rows = [{"no": str(n), "who": "Müller", "what": "水泵漏水\n第二行, \"x\""} for n in range(8)]
    if form == "csv":
        text = "no,who,what\n" + "".join(",".join(map(quoted, row.values())) + "\n" for row in rows)
    else:
        text = json.dumps(rows) if form == "json" else "\n".join(map(json.dumps, rows))
    told = [said for data in mutated(text.encode()) if (said := refusal(data, form))]
    assert all(said.startswith("x") for said in told)
    assert 100 < len(told) < 1990


def refusal(data: bytes, form: str) -> str:
    """Where the file is refused, ``""`` when it is read."""
    try:
        table = read_table(data, "x", form)
    except SvcError as error:
        return error.where
    assert all(tuple(row.cells) == table.columns for row in table.rows)
    return ""


@pytest.mark.parametrize(
    ("file", "count"),
    [
        ("complaints-cfpb/complaints.csv", 619),
        ("requests-311/nyc311_2000.csv", 2000),
        ("ticket-exports/github_issues_ncar.csv", 324),
        ("ticket-exports/jira_cloud_ericmedlock.csv", 22),
        ("ticket-exports/jira_cycletime_rueedlinger.csv", 4123),
        ("helpdesk-log/helpdesk_full.csv", 21348),
    ],
)
def test_real_files_are_read_whole(file: str, count: int) -> None:
    if FOLDER is None:
        pytest.skip("the data is not at hand")
    table = read_table(Path(FOLDER, file).read_bytes(), file)
    with Path(FOLDER, file).open(encoding="utf-8-sig", newline="") as lines:
        held = list(csv.reader(lines))
    assert len(table.rows) == count == len(held) - 1
    assert table.broken == ()
    assert [list(row.cells.values()) for row in table.rows] == [
        [cell.replace("\r\n", "\n") for cell in row] for row in held[1:]
    ]
