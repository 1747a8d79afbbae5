"""``svc import`` in a real repository: what is taken, what is left out and why, what a newer file brings."""

from __future__ import annotations

import csv
import json
from hashlib import sha256
from itertools import islice
from pathlib import Path
from random import Random

import pytest
from running import Svc

from svc.store import stage
from tests.campaigns import imports, mutants, sources
from tests.campaigns.real import data_folder

FOLDER = data_folder()
MAP = """\
source: old
format: csv
encoding: {encoding}
separator: ","
time_zone: Europe/Berlin
dates: ["%d.%m.%Y %H:%M", "%d.%m.%Y"]
empty: [n/a]
number: No
by: {{column: Agent, key: "true", otherwise: nobody}}
type: {{column: Kind, values: {{Fault: repair, Question: enquiry}}}}
stage: {{column: State, values: {{open: intake, tried: resolution, done: closed}}}}
opened_at: Came
closed_at: Went
fields:
  title: What
  customer: {{column: Who, key: "true"}}
  severity: {{constant: minor}}
  channel: {{constant: mail}}
  category: {{column: Class, values: {{leak: leak}}, otherwise: other}}
  refs.order: Order
  description: {{columns: [Text, Note], labelled: "true"}}
"""
HEAD = "No,Kind,State,Came,Went,Agent,Who,What,Class,Order,Text,Note\n"
ROWS = (
    '7,Fault,done,03.02.2026 09:30,05.02.2026,Li Wei,Müller & Söhne,Pump leaks,leak,A-1,"Two\nlines",n/a\n',
    "8,Question,open,01.07.2026,,,水务公司,=1+1,odd,,阀门,x\n",
    "9,Fault,tried,02.07.2026 10:00,,Li Wei,Müller & Söhne,Noise,odd,,,\n",
)
LOG_MAP = """\
source: desk2
time_zone: Europe/Rome
dates: ["%Y/%m/%d %H:%M:%S"]
number: Case
by: {column: Who, key: agent}
type: {constant: repair}
at: When
activity: Did
activities: {Opened: "", Taken: analysis, Asked: "", Solved: feedback, Closed: closed}
fields:
  title: Case
  customer: {constant: acme}
  severity: {constant: minor}
"""
LOG = (
    "Case,Did,When,Who\n"
    "Fall 1,Opened,2026/02/01 08:00:00,1\nFall 1,Taken,2026/02/01 08:00:00,2\nFall 2,Taken,2026/02/02 09:00:00,2\n"
    "Fall 1,Asked,2026/02/03 08:00:00,2\nFall 1,Solved,2026/02/04 08:00:00,2\nFall 1,Closed,2026/02/04 08:00:00,3\n"
    "Fall 2,Solved,2026/02/05 09:00:00,1\nFall 2,Closed,2026/02/06 09:00:00,1\nFall 2,Asked,2026/02/07 09:00:00,1\n"
    "Fall 1,Taken,2026/02/01 08:00:00,2\n"
)


def bring(svc: Svc, rows: str, *options: str, encoding: str = "utf-8", text: str = "") -> dict[str, object]:
    """Import rows with the mapping above and return what was told."""
    write_map(svc, text or MAP.format(encoding=encoding))
    file = svc.desk.parent / "old.csv"
    file.write_bytes(rows.encode(encoding))
    told = svc("import", str(file), "--map", "old", "--json", *options).out
    found: dict[str, object] = json.loads(told)
    return found


def write_map(svc: Svc, text: str) -> None:
    (svc.desk / "maps").mkdir(exist_ok=True)
    (svc.desk / "maps/old.yaml").write_text(text, encoding="utf-8")


def cases(svc: Svc) -> dict[str, str]:
    return {p.name: p.read_text(encoding="utf-8") for p in sorted(svc.desk.glob("cases/*/*/*.yaml"))}


def findings(svc: Svc) -> list[str]:
    """What svc check finds, those of grade info left out."""
    return [line for line in svc("check").out.splitlines() if "[info]" not in line]


def reasons(told: dict[str, object], key: str = "left_out") -> dict[int, str]:
    found = told[key]
    assert isinstance(found, list)
    return {one["line"]: one["said"] for one in found}


def test_rows_become_cases_in_one_commit(svc: Svc) -> None:
    before = svc.git("rev-parse", "HEAD")
    told = bring(svc, HEAD + "".join(ROWS))
    assert told["rows"] == told["rows_taken"] == 3
    assert reasons(told) == {}
    assert svc.git("rev-parse", "HEAD~") == before
    assert svc.git("log", "-1", "--format=%B").split("\n\n")[:2] == [
        "3 cases: import old",
        f"    old.csv, sha256 {sha256((HEAD + ''.join(ROWS)).encode()).hexdigest()}\n    by the mapping maps/old.yaml",
    ]
    trailers = svc.git("log", "-1", "--format=%(trailers)").split()
    assert trailers == ["Svc-Format:", "1", "Kind:", "imported", "Count:", "3"]
    assert svc.git("status", "--porcelain", "cases") == ""
    for name in cases(svc):
        (entry, *_) = json.loads(svc("log", name[:-5], "--json").out)
        assert (entry["commit"], entry["subject"]) == (told["commit"], "3 cases: import old")
    held = [text.replace('"', "") for text in cases(svc).values()]
    pump, question, noise = (next(text for text in held if f"number: {n}}}" in text) for n in (7, 8, 9))
    assert "\ncustomer: müller-söhne\n" in pump
    assert "\nrefs: {order: A-1}\n" in pump
    assert "\ndescription: |\n  Text: Two\n  lines\n" in pump
    assert "\nopened_at: 2026-02-03T08:30:00+00:00\n" in pump
    assert "at: 2026-02-04T23:00:00+00:00, by: li-wei, kind: move, imported: true, from: intake, to: closed}" in pump
    assert "stage: intake\n" in question
    assert "\ntitle: =1+1\n" in question
    assert "opened_by: nobody" in question
    assert "stage: resolution\n" in noise


def test_one_case_is_a_commit_of_that_case(svc: Svc) -> None:
    bring(svc, HEAD + ROWS[0])
    name = next(iter(cases(svc)))[:-5]
    assert svc.git("log", "-1", "--format=%s").strip() == f"{name}: import old"
    assert "by the mapping maps/old.yaml" in svc.git("log", "-1", "--format=%b")
    assert svc.git("log", "-1", "--format=%(trailers:key=Case,valueonly)").strip() == name
    line = ("import", str(svc.desk.parent / "old.csv"), "--map", "old")
    assert "is not committed yet: git add maps/old.yaml" in svc(*line).err
    svc.git("add", "maps")
    svc.git("commit", "-q", "-m", "mapping")
    assert "not committed" not in svc(*line).err


def test_a_dry_run_tells_the_same_and_writes_nothing(svc: Svc) -> None:
    head = svc.git("rev-parse", "HEAD")
    dry = bring(svc, HEAD + "".join(ROWS), "--dry-run")
    assert svc.git("rev-parse", "HEAD") == head
    assert cases(svc) == {}
    assert bring(svc, HEAD + "".join(ROWS)) == {**dry, "commit": svc.git("rev-parse", "HEAD").strip()}


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("7,Fault,done,03.02.1900,,,,x,,,,", "too long ago"),
        ("7,Fault,done,03.02.2027,,,,x,,,,", "still to come"),
        ("7,Fault,done,2026-02-03,,,,x,,,,", "not written as the mapping says"),
        ("7,Fault,done,31.02.2026,,,,x,,,,", "not written as the mapping says"),
        ("7,Fault,done,,,,,x,,,,", "Came: the date is missing"),
        ("7,Fault,done,05.02.2026,04.02.2026,,,x,,,,", "closed on 04.02.2026, before it was opened on 05.02.2026"),
        ("7,Faux,done,05.02.2026,,,,x,,,,", "Faux is not among the values"),
        ("7,Fault,lost,05.02.2026,,,,x,,,,", "lost is not among the values"),
        (",Fault,done,05.02.2026,,,,x,,,,", "the number is missing"),
        ("1.23E+15,Fault,done,05.02.2026,,,,x,,,,", "rounded the number 1.23E+15"),
        ("7,Fault,done,05.02.2026,,,,,,,,", "title is missing"),
        ("7,Fault,done", "3 cells, 12 columns"),
        (ROWS[1].strip(), "repeats line 4"),
    ],
)
def test_a_row_is_taken_whole_or_left_out_with_its_line_and_reason(svc: Svc, row: str, says: str) -> None:
    told = bring(svc, HEAD + ROWS[0].replace("7,", "77,", 1) + ROWS[1] + row + "\n")
    assert {line: says in said for line, said in reasons(told).items()} == {5: True}
    assert (told["rows"], told["rows_taken"]) == (3, 2)
    assert len(cases(svc)) == 2
    assert svc("check").out == ""


def test_a_number_on_two_lines_is_taken_from_neither(svc: Svc) -> None:
    told = bring(svc, HEAD + ROWS[1] + ROWS[1].replace("=1+1", "other") + ROWS[2])
    assert list(reasons(told)) == [2, 3]
    assert "several lines: 2, 3" in reasons(told)[2]
    assert len(cases(svc)) == 1


def test_again_adds_nothing_and_a_newer_file_what_is_new(svc: Svc) -> None:
    bring(svc, HEAD + "".join(ROWS))
    head, held = svc.git("rev-parse", "HEAD"), cases(svc)
    again = bring(svc, HEAD + "".join(reversed(ROWS)))
    assert (again["new"], again["grown"], again["there"], again["commit"]) == ([], [], 3, "")
    assert svc.git("rev-parse", "HEAD") == head
    closed = ROWS[1].replace("open,01.07.2026,", "done,01.07.2026,08.07.2026").replace("=1+1", "=2+2")
    newer = bring(svc, HEAD + ROWS[0] + closed + ROWS[2] + ROWS[1].replace("8,", "10,", 1))
    assert [newer[key] and len(str(newer[key]).split(",")) for key in ("new", "grown")] == [1, 1]
    assert newer["there"] == 2
    assert reasons(newer, "contradictions") == {4: "title is '=2+2' there, '=1+1' here"}
    assert svc.git("log", "-1", "--format=%s").strip() == "2 cases: import old"
    changed = [name for name, text in cases(svc).items() if held.get(name) != text]
    assert len(changed) == 2
    grown = next(text for name, text in cases(svc).items() if name in changed and name in held)
    assert "stage: closed\n" in grown
    assert grown.rstrip().endswith("from: intake, to: closed}")
    assert findings(svc) == []


def test_a_case_that_the_desk_went_on_with_is_not_touched(svc: Svc) -> None:
    bring(svc, HEAD + ROWS[1])
    svc("edit", next(iter(cases(svc)))[:-5], "--set", "priority=high")
    told = bring(svc, HEAD + ROWS[1].replace("open,01.07.2026,", "done,01.07.2026,08.07.2026"))
    assert told["grown"] == []
    assert "so did the desk" in reasons(told, "contradictions")[2]


def test_gates_passed_before_are_information_and_rules_hold_from_then_on(svc: Svc) -> None:
    bring(svc, HEAD + ROWS[2])
    found = svc("check").out
    assert found.count("[info]") == found.count("\n") > 0
    assert "analysis.triage is empty; the case was past the stage" in found
    name = next(iter(cases(svc)))[:-5]
    assert "resolution.remedy" in svc("move", name, "feedback", status=1).err
    given = ("resolution.remedy=repair", "resolution.agreed_at=now", "charge=warranty", "resolution.parts=none",
             "resolution.tests+={what: run, result: pass}")  # fmt: skip
    svc("move", name, "feedback", *(word for one in given for word in ("--set", one)))
    assert "feedback.told_at" in svc("move", name, "summary", status=1).err


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "latin-1"])
def test_encodings_and_the_order_of_rows_make_no_difference(svc: Svc, encoding: str) -> None:
    bring(svc, LOG, text=LOG_MAP)
    held = cases(svc)
    svc.git("reset", "-q", "--hard", "HEAD~")
    lines = LOG.splitlines(keepends=True)
    shuffled = Random(7).sample(lines[1:], len(lines) - 1)
    text = LOG_MAP.replace("time_zone", f"encoding: {encoding}\ntime_zone")
    told = bring(svc, lines[0] + "".join(shuffled), encoding=encoding, text=text)
    assert (told["rows"], told["rows_taken"]) == (10, 9)
    assert cases(svc) == held


def test_a_log_is_one_commit_an_event_at_its_own_time(svc: Svc) -> None:
    svc.git("commit", "-q", "--allow-empty", "-m", "before")
    told = bring(svc, LOG, "--history", text=LOG_MAP)
    assert reasons(told) == {11: "repeats line 3"}
    said = svc.git("log", "--reverse", "--format=%aI %s", "-9").splitlines()
    assert [line[:16] for line in said] == sorted(line[:16] for line in said)
    assert said[0].startswith("2026-02-01T07:00:00")
    assert set(svc.git("log", "--format=%cI", "-9").split()) == {"2026-11-21T09:00:00+00:00"}
    history, once = cases(svc), svc.git("rev-parse", "HEAD")
    assert bring(svc, LOG, "--history", text=LOG_MAP)["new"] == []
    assert svc.git("rev-parse", "HEAD") == once
    svc.git("reset", "-q", "--hard", "HEAD~9")
    bring(svc, LOG, text=LOG_MAP)
    assert cases(svc) == history
    first, second = (next(t for t in history.values() if f"number: Fall {n}}}" in t) for n in (1, 2))
    kinds = [line.partition("kind: ")[2].partition(",")[0] for line in first.split("log:\n")[1].splitlines()]
    assert kinds == ["imported", "move", "note", "move", "move"]
    assert "kind: reopen" in second
    assert "stage: intake\n" in second
    assert findings(svc) == []


@pytest.mark.parametrize("more", ["Asked Asked", "Asked Taken Asked Solved", "Closed"])
def test_a_newer_log_adds_its_events_each_in_a_commit(svc: Svc, more: str) -> None:
    bring(svc, LOG, "--history", text=LOG_MAP)
    words = more.split()
    rows = "".join(f"Fall 2,{word},2026/03/0{day} 09:00:00,1\n" for day, word in enumerate(words, 1))
    told = bring(svc, LOG + rows, "--history", text=LOG_MAP)
    assert (told["new"], told["there"], told["contradictions"]) == ([], 1, [])
    for number in range(len(words)):
        svc.git("checkout", "-q", "--detach", f"main~{number}")
        assert findings(svc) == []
    assert svc.git("log", "-1", "--format=%s", f"main~{len(words)}").endswith("reopen\n")
    svc.git("checkout", "-q", "main")
    assert bring(svc, LOG + rows, text=LOG_MAP)["there"] == 2


def test_git_finds_its_way_round_a_history(svc: Svc) -> None:
    """Commits dated before their parents would: Git then takes what both sides have for new."""
    svc.git("branch", "other")
    bring(svc, LOG, "--history", text=LOG_MAP)
    svc.git("checkout", "-q", "other")
    svc("new", "enquiry", "Which filter?")
    assert len(svc.git("rev-list", "main..other").split()) == 1
    assert len(svc.git("rev-list", "other..main").split()) == 9


def test_the_events_of_a_history_name_their_case(svc: Svc) -> None:
    bring(svc, LOG, "--history", text=LOG_MAP)
    for name, text in cases(svc).items():
        told = json.loads(svc("log", name[:-5], "--json").out)
        assert len(told) == text.partition("log:\n")[2].count("\n")
        named = svc.git("log", "--format=%H", f"--grep=^Case: {name[:-5]}$").split()
        assert [entry["commit"] for entry in told] == named


def test_every_commit_of_a_history_holds_a_valid_case(svc: Svc) -> None:
    bring(svc, LOG, "--history", text=LOG_MAP)
    for number in range(9):
        svc.git("checkout", "-q", "--detach", f"main~{number}")
        assert findings(svc) == []


def test_a_row_of_a_log_that_cannot_be_read_leaves_its_case_out(svc: Svc) -> None:
    told = bring(svc, LOG.replace("Fall 2,Solved", "Fall 2,Slept"), text=LOG_MAP)
    assert reasons(told)[4] == "line 8: the activity 'Slept' is not in the mapping"
    assert list(reasons(told)) == [4, 8, 9, 10, 11]
    assert len(cases(svc)) == 1


@pytest.mark.parametrize(
    ("before", "after", "where", "says"),
    [
        ("source: old", "source: Old Desk", "maps/old.yaml:1", "a source is a short name"),
        ("number: No", "nummer: No", "maps/old.yaml:8", "did you mean number?"),
        ("Europe/Berlin", "Europe/Berlyn", "maps/old.yaml:5", "not a time zone"),
        ("done: closed", "done: shut", "maps/old.yaml:11", "'shut' is not one of the stages"),
        ("constant: mail", "constant: post", "maps/old.yaml:18", "post is not in codes.channel"),
        ("  title: What", "  titel: What", "maps/old.yaml:15", "did you mean title?"),
        ("  title: What", "  log: What", "maps/old.yaml:15", "is not set by a mapping"),
        ("  title: What", "  title: Wat", "maps/old.yaml:15", "no column Wat"),
        ('dates: ["%d.%m.%Y %H:%M", "%d.%m.%Y"]', "dates: [dmy]", "maps/old.yaml:6", "no pattern of a date"),
        ('"%d.%m.%Y %H:%M"', '"%d.%d.%Y %H:%M"', "maps/old.yaml:6", "%d.%d.%Y %H:%M is no pattern of a date"),
        ('"%d.%m.%Y %H:%M"', '"%d.%m.%Y %Q"', "maps/old.yaml:6", "is no pattern of a date"),
        ('separator: ","', "separator: ab", "maps/old.yaml:4", "a separator is one character"),
        ("encoding: utf-8", "encoding: rot13", "maps/old.yaml:3", "rot13 is not one of"),
    ],
)
def test_a_mistake_in_a_mapping_is_named_with_its_line(
    svc: Svc, before: str, after: str, where: str, says: str
) -> None:
    text = MAP.format(encoding="utf-8")
    assert before in text
    write_map(svc, text.replace(before, after))
    (svc.desk.parent / "old.csv").write_text(HEAD + ROWS[0], encoding="utf-8")
    told = svc("import", str(svc.desk.parent / "old.csv"), "--map", "old", status=1).err
    assert says in told
    assert where in told
    assert cases(svc) == {}


def test_what_is_not_there_is_said(svc: Svc) -> None:
    assert "cannot be read" in svc("import", "nowhere.csv", "--map", "cfpb", status=1).err
    told = svc("import", "nowhere.csv", "--map", "nothing", status=1).err
    assert "no mapping nothing" in told
    assert "helpdesk-log" in told


def test_mutated_files_are_taken_in_whole_cases_or_refused(svc: Svc) -> None:
    figures = mutants.run(svc, 40, seed=11)
    assert figures.wrong == []
    assert set(figures.ends) == {"whole", "partly", "refused"}


def test_an_import_killed_and_started_again_is_one_that_nobody_disturbed(tmp_path: Path) -> None:
    table = tmp_path / "log.csv"
    table.write_text(imports.log_of(25, 7), encoding="utf-8")
    figures = imports.kill_run(tmp_path, table, imports.MAP, 4, seed=7)
    assert figures.wrong == []
    assert (figures.cases, figures.kills) == (25, 4)


@pytest.mark.parametrize("how_far", ["before", "after"])
def test_an_import_that_cannot_set_the_work_tree_is_none(
    svc: Svc, monkeypatch: pytest.MonkeyPatch, how_far: str
) -> None:
    advance, head = stage.advance, svc.git("rev-parse", "HEAD")

    def stopped(*what: object) -> None:
        if how_far == "after":
            advance(*what)  # type: ignore[arg-type]
            assert len(cases(svc)) == 2
        raise OSError("the disk is full")

    write_map(svc, LOG_MAP)
    file = svc.desk.parent / "old.csv"
    file.write_text(LOG, encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(stage, "advance", stopped)
        assert "the disk is full" in svc("import", str(file), "--map", "old", "--history", status=3).err
    assert (cases(svc), svc.git("rev-parse", "HEAD")) == ({}, head)
    assert svc.git("status", "--porcelain", "cases") == ""
    again = bring(svc, LOG, "--history", text=LOG_MAP)
    assert (len(list(again["new"])), len(cases(svc))) == (2, 2)  # type: ignore[call-overload]
    assert svc.git("status", "--porcelain", "cases") == ""


@pytest.mark.parametrize("source", sources.SOURCES, ids=lambda one: str(one.map))
def test_rows_of_real_exports_are_cases_that_say_the_same_and_come_once(svc: Svc, source: sources.Source) -> None:
    if FOLDER is None:
        pytest.skip("the data is not at hand")
    file = svc.desk.parent / "some.csv"
    with Path(FOLDER, source.file).open(encoding="utf-8-sig", newline="") as lines:
        head, *rows = csv.reader(lines)
    odd = [row for row in rows if any(word in cell for cell in row for word in ("1900", "Pending", "In Progress"))][:10]
    with file.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows([head, *{tuple(row): None for row in (*rows[:40], *odd)}])
    line = ("import", str(file), "--map", source.map, "--json")
    first, again = json.loads(svc(*line).out), json.loads(svc(*line).out)
    held = json.loads(svc("list", "--all", "--json").out)
    assert len(first["new"]) == len(held) == first["rows"] - len(first["left_out"]) > 8
    assert (again["new"], again["grown"], again["there"]) == ([], [], len(held))
    assert sources.differing(source, file, held) == []
    assert findings(svc) == []


def test_a_part_of_the_real_log_has_its_history(svc: Svc) -> None:
    if FOLDER is None:
        pytest.skip("the data is not at hand")
    file = svc.desk.parent / "some.csv"
    lines = Path(FOLDER, sources.HELPDESK).read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join([*lines[:110], *(line for line in lines if line.startswith(b"Case 1345,"))]))
    first = json.loads(svc("import", str(file), "--map", "helpdesk-log", "--history", "--json").out)
    assert [one["said"] for one in first["left_out"]] == ["repeats line 80"]
    assert len(svc.git("rev-list", "HEAD").split()) == first["rows_taken"] + 1
    told = sources.figures(json.loads(svc("list", "--all", "--json").out))
    assert (told["events"], told["go on"]) == (first["rows_taken"], ["Case 1345"])
    assert findings(svc) == []


@pytest.mark.parametrize(
    ("rows", "says", "stage"),
    [
        ("id;created;closed;status;title;client\n1;03.02.2026;05.02.2026;Closed;Pump leaks;Müller\n"
         "2;14.02.2026;;Open;Noise;水务公司\n",
         ["number: id", 'separator: ;', 'dates: ["%d.%m.%Y"]', "opened_at: created", "closed_at: closed",
          "values: {Closed: closed, Open: intake}", "title: title",
          'customer: {column: client, key: "true"}'], "closed"),
        ('[{"编号": "A1", "受理时间": "2026-02-03 08:00", "标题": "漏水"},'
         ' {"编号": "A2", "受理时间": "2026-02-04", "标题": "x"}]',
         ["format: json", "number: 编号", "dates: [iso]", "opened_at: 受理时间", "title: 标题"], "intake"),
        (LOG.replace("Did", "Activity"),
         ["number: Case", "activity: Activity", "at: When", 'activities:\n  Opened: ""\n  Taken', "\n  Closed: closed"],
         "intake"),
        ("place,nr,created\na,1,2026-02-03\na,2,2026-02-03\nb,1,2026-02-03\n",
         ["number: {columns: [place, nr], between: /}"], "intake"),
    ],
    ids=["cases", "json", "log", "two columns"],
)  # fmt: skip
def test_a_proposed_mapping_imports_the_table(svc: Svc, rows: str, says: list[str], stage: str) -> None:
    file = svc.desk.parent / "old.csv"
    file.write_text(rows, encoding="utf-8")
    proposed = svc("import", str(file), "--propose")
    for line in says:
        assert line in proposed.out
    assert f" {stage} 2026-02-0" in proposed.err
    assert svc.git("status", "--porcelain") == ""
    write_map(svc, proposed.out)
    told = json.loads(svc("import", str(file), "--map", "old", "--json").out)
    assert told["rows_taken"] + len(told["left_out"]) == told["rows"]
    assert told["new"]
    assert findings(svc) == []


def test_a_proposed_mapping_is_kept_by_a_name_and_says_what_it_left(svc: Svc) -> None:
    file = svc.desk.parent / "old.csv"
    file.write_text("id,created,status,colour,title\n1,2026-02-03,Closed,red,Pump leaks\n2,2026-02-04,Open,,x\n")
    told = svc("import", str(file), "--propose", "--map", "old-desk")
    assert told.out == "maps/old-desk.yaml\n"
    assert "svc import" in told.err.splitlines()[-1]
    assert "2 rows would be 2 cases, 0 left out" in told.err
    text = (svc.desk / "maps/old-desk.yaml").read_text(encoding="utf-8")
    assert "# Nothing is made of: colour\n" in text
    assert json.loads(svc("import", str(file), "--map", "old-desk", "--json").out)["rows_taken"] == 2
    assert "is there already" in svc("import", str(file), "--propose", "--map", "old-desk", status=1).err
    assert "short name" in svc("import", str(file), "--propose", "--map", "../x", status=2).err


@pytest.mark.parametrize("name", [*(source.file for source in sources.SOURCES), sources.HELPDESK])
def test_what_is_proposed_for_a_real_file_imports_it(svc: Svc, name: str) -> None:
    if FOLDER is None:
        pytest.skip("the data is not at hand")
    file = svc.desk.parent / "some.csv"
    with Path(FOLDER, name).open(encoding="utf-8-sig", newline="") as lines, file.open("w", newline="") as some:
        csv.writer(some).writerows(islice(csv.reader(lines), 40))
    svc("import", str(file), "--propose", "--map", "own")
    told = json.loads(svc("import", str(file), "--map", "own", "--json", "--dry-run").out)
    assert len(told["new"]) > 5
    assert all("repeats" in one["said"] or "before it was opened" in one["said"] for one in told["left_out"])


def test_without_a_mapping_the_way_to_one_is_told(svc: Svc) -> None:
    assert "--propose --map NAME" in svc("import", "old.csv", status=2).err
