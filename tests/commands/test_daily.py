"""The daily verbs besides new and move: contact, note, edit, list, show, log."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from collections.abc import Callable

import pytest
from running import Svc

from svc import terminal
from svc.options import FOR_PEOPLE, FORMATS
from svc.render.cells import width


def case(svc: Svc) -> dict[str, object]:
    return json.loads(svc("show", "@", "--json").out)


def last_event(svc: Svc) -> dict[str, str]:
    return json.loads(svc("show", "@", "--json").out)["log"][-1]


def git(svc: Svc, *args: str) -> str:
    return subprocess.run(["git", *args], cwd=svc.desk, check=True, capture_output=True, text=True).stdout


def test_a_contact_is_visible_and_its_words_stay_as_given(svc: Svc) -> None:
    svc("new", "repair", "T")
    words = 'It drips.\n  Since Monday -- "really": {loud}\n\n# not a comment'
    svc("contact", "@", "in", "--via", "电话", "-m", words)
    event = last_event(svc)
    assert (event["kind"], event["way"], event["via"], event["visible"]) == ("contact", "in", "phone", "customer")
    assert case(svc)["notes"][event["id"]] == words + "\n"


def test_a_short_contact_needs_no_note(svc: Svc) -> None:
    svc("new", "repair", "T")
    svc("contact", "@", "out", "-m", "We come on Friday.", "--internal")
    assert last_event(svc)["text"] == "We come on Friday."
    assert last_event(svc)["visible"] == "internal"
    assert "notes" not in case(svc)


def test_a_note_is_internal_unless_shown(svc: Svc) -> None:
    svc("new", "repair", "T")
    svc("note", "@", "-m", "one")
    assert last_event(svc)["visible"] == "internal"
    svc("note", "@", "-m", "two", "--visible")
    assert last_event(svc)["visible"] == "customer"


def test_several_cases_take_one_commit(svc: Svc) -> None:
    first, second = svc("new", "repair", "A").id, svc("new", "repair", "B").id
    svc("note", first, second, "-m", "recall of batch 7")
    assert git(svc, "log", "-1", "--format=%s").strip() == "2 cases: note"
    assert len(git(svc, "show", "--name-only", "--format=", "HEAD").split()) == 2


def test_several_cases_change_all_or_none(svc: Svc) -> None:
    first, second = svc("new", "repair", "A").id, svc("new", "repair", "B").id
    head = git(svc, "rev-parse", "HEAD")
    (svc.desk / svc_path(second)).write_text("edited: by hand\n")
    svc("note", first, second, "-m", "x", status=1)
    assert git(svc, "rev-parse", "HEAD") == head


def svc_path(case_id: str) -> str:
    month = case_id.split("-")[1]
    return f"cases/20{month[:2]}/{month[2:]}/{case_id}.yaml"


@pytest.mark.parametrize(
    ("setting", "kind", "before", "after"),
    [
        ("priority=urgent", "priority", "normal", "urgent"),
        ("assignee=li.wei", "assign", None, "li.wei"),
        ("severity=严重", "severity", None, "major"),
        ("serial=0042", "serial", None, "0042"),
        ("team=second line", "team", None, "second line"),
    ],
)
def test_a_change_of_a_fact_is_an_event(svc: Svc, setting: str, kind: str, before: str | None, after: str) -> None:
    svc("new", "repair", "T")
    svc("edit", "@", "--set", setting, "-m", "because")
    event = last_event(svc)
    assert (event["kind"], event.get("from"), event["to"], event["text"]) == (kind, before, after, "because")
    assert svc("check").out == ""


def test_a_change_of_any_other_field_is_named_by_its_commit(svc: Svc) -> None:
    svc("new", "repair", "T")
    svc("edit", "@", "--set", "analysis.cause=Worn seal.")
    assert len(case(svc)["log"]) == 1
    assert "\nFields: analysis.cause\n" in git(svc, "log", "-1", "--format=%B")


def test_setting_what_is_set_already_writes_nothing(svc: Svc) -> None:
    svc("new", "repair", "T")
    head = git(svc, "rev-parse", "HEAD")
    assert "nothing to change" in svc("edit", "@", "--set", "title=T").err
    assert git(svc, "rev-parse", "HEAD") == head


def test_comments_and_keys_of_ones_own_survive_every_verb(svc: Svc) -> None:
    told = svc("new", "repair", "T")
    file = svc.desk / svc_path(told.id)
    text = file.read_text().replace("customer:\n", "# who pays? ask Anna\ncustomer:   # not known yet\n")
    file.write_text(text + "more:\n  shelf: B-7   # second rack\n")
    svc("commit", "-m", "by hand")
    svc("edit", "@", "--set", "customer=northmill")
    svc("contact", "@", "in", "-m", "hello\nthere")
    svc("move", "@", "analysis", "--set", "channel=phone", "--set", "category=leak", "--set", "severity=minor",
        "--set", "description=Drips.")  # fmt: skip
    text = svc.text()
    assert "# who pays? ask Anna\ncustomer: northmill   # not known yet\n" in text
    assert "  shelf: B-7   # second rack\n" in text


def desk_of_three(svc: Svc) -> list[str]:
    return [
        svc("new", "complaint", "插头发烫", "--severity", "safety", "--priority", "urgent").id,
        svc("new", "repair", 'Pump, "big"', "--assignee", "zhao.min").id,
        svc("new", "enquiry", "=1+1", "--severity", "minor").id,
    ]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ([], [0, 1, 2]),
        (["type:complaint"], [0]),
        (["type:投诉,repair"], [0, 1]),
        (["severity:safety,minor"], [0, 2]),
        (["assignee:me"], [1]),
        (["assignee:none"], [0, 2]),
        (["发烫"], [0]),
        (["--sort", "-priority", "--limit", "1"], [0]),
        (["stage:closed"], []),
    ],
)
def test_a_list_answers_what_was_asked(svc: Svc, words: list[str], found: list[int]) -> None:
    ids = desk_of_three(svc)
    told = json.loads(svc("list", *words, "--json").out)
    assert sorted(c["id"] for c in told) == sorted(ids[i] for i in found)


def test_codes_sort_in_the_order_of_the_desk(svc: Svc) -> None:
    for level in ("urgent", "low", "high", "normal"):
        svc("new", "repair", level, "--priority", level)
    told = json.loads(svc("list", "--sort", "priority", "--json").out)
    assert [c["title"] for c in told] == ["low", "normal", "high", "urgent"]


def test_a_list_in_a_pipe_is_tab_separated_and_uncut(svc: Svc) -> None:
    ids = desk_of_three(svc)
    lines = [line.split("\t") for line in svc("list").out.splitlines()]
    assert {line[0] for line in lines} == set(ids)
    assert all(len(line) == 8 for line in lines)


def test_a_csv_list_reads_back_and_runs_nothing(svc: Svc) -> None:
    desk_of_three(svc)
    held = list(csv.DictReader(io.StringIO(svc("list", "--format", "csv", "--fields", "id,title").out)))
    assert {r["title"] for r in held} == {"插头发烫", 'Pump, "big"', "'=1+1"}


def test_a_file_that_cannot_be_read_is_named_by_every_list(svc: Svc) -> None:
    ids = desk_of_three(svc)
    (svc.desk / svc_path(ids[0])).write_text("id: [broken\n")
    told = svc("list", "--json", status=1)
    assert len(json.loads(told.out)) == 2
    assert f"{svc_path(ids[0])}:" in told.err
    assert "1 of 3 files could not be read" in told.err


def test_closed_cases_are_listed_when_asked_for(svc: Svc) -> None:
    svc("new", "enquiry", "Q", "-c", "c", "--channel", "mail", "--category", "usage", "--severity", "minor", "-m", "d")
    svc("close", "@", "--set", "feedback.decision=Yes.", "--set", "feedback.told_at=now", "--set", "summary.lesson=No.")
    assert json.loads(svc("list", "--json").out) == []
    assert len(json.loads(svc("list", "--all", "--json").out)) == 1
    assert len(json.loads(svc("list", "stage:closed", "--json").out)) == 1


def test_the_log_tells_who_did_what_when_field_by_field(svc: Svc) -> None:
    svc("new", "repair", "T")
    svc("edit", "@", "--set", "priority=high", "--set", "analysis.cause=Seal.", "--by", "li.wei")
    told = json.loads(svc("log", "@", "--json").out)
    assert [e["by"] for e in told] == ["li.wei", "zhao.min"]
    assert told[0]["event"]["kind"] == "priority"
    assert {"field": "analysis.cause", "from": "", "to": "Seal.\n"} in told[0]["changes"]
    assert told[0]["commit"] == git(svc, "rev-parse", "HEAD").strip()
    assert "priority changed" in svc("log", "@").out


def test_history_reads_as_an_audit_trail_without_svc(svc: Svc) -> None:
    svc("new", "enquiry", "My dog's name", "-c", "c", "--channel", "mail", "--category", "usage", "--severity", "minor",
        "-m", "Approved-by: boss")  # fmt: skip
    svc("close", "@", "--set", "feedback.decision=No.", "--set", "feedback.told_at=now",
        "--set", "summary.lesson=Tell the price first.\nApproved-by: boss")  # fmt: skip
    subjects = git(svc, "log", "--format=%s").splitlines()
    assert subjects[0].endswith(": close intake -> closed")
    assert subjects[1].endswith(": new enquiry")
    body = git(svc, "log", "--format=%B")
    assert "Tell the price first." in body
    assert "dog" not in body
    assert git(svc, "log", "--format=%(trailers:key=Approved-by)").strip() == ""
    assert "From: intake\nTo: closed\n" in body


def test_nothing_happens_to_a_case_before_it_was_opened(svc: Svc) -> None:
    svc("new", "repair", "T")
    told = svc("contact", "@", "in", "-m", "x", "--at", "2026-11-21 08:59", status=2)
    assert "at 2026-11-21 09:00\n" in told.err
    assert len(case(svc)["log"]) == 1  # type: ignore[arg-type]


def test_fields_are_known_by_their_chinese_names(svc: Svc) -> None:
    svc("new", "repair", "T", "--set", "优先级=紧急")
    svc("new", "repair", "U")
    assert [c["title"] for c in json.loads(svc("list", "优先级:紧急", "--json").out)] == ["T"]


def test_a_list_pipes_into_a_verb(svc: Svc, environment: pytest.MonkeyPatch) -> None:
    first, second = svc("new", "repair", "A").id, svc("new", "repair", "B").id
    environment.setattr("sys.stdin", io.StringIO(svc("list").out))
    svc("note", "-", "-m", "x")
    assert all(len(json.loads(svc("show", i, "--json").out)["log"]) == 2 for i in (first, second))


def test_a_move_of_the_other_path_names_the_path(svc: Svc) -> None:
    svc("new", "enquiry", "Q")
    svc("edit", "@", "--set", "severity=minor")
    assert "--set path=light" in svc("close", "@", status=1).err


def test_a_column_is_known_by_its_label_and_a_wrong_one_answered_with_the_nearest(svc: Svc) -> None:
    svc("new", "repair", "T")
    assert svc("list", "--fields", "标题").out == "T\n"
    assert "summary.lesson" in svc("list", "--fields", "sumary.lesson", status=2).err


@pytest.mark.parametrize(("lang", "said"), [("en", "stdin is not UTF-8\n"), ("zh", "标准输入 不是 UTF-8\n")])
def test_words_from_stdin_are_called_so(svc: Svc, environment: pytest.MonkeyPatch, lang: str, said: str) -> None:
    svc("new", "repair", "T")
    environment.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"caf\xe9")))
    environment.setenv("SVC_LANG", lang)
    assert svc("note", "@", "-F", "-", status=2).err.startswith(said)


def test_a_word_that_fits_many_cases_names_some(svc: Svc) -> None:
    for place in range(6):
        svc("new", "repair", f"T{place}")
        told = svc("show", "C-26", status=1 if place else 0)
        assert told.err.count("C-2611-") == (min(place + 1, 5) if place else 0)
        assert (", …\n" in told.err) == (place == 5)


@pytest.mark.parametrize("fmt", FORMATS)
def test_programs_get_codes_and_people_labels_in_their_language(
    svc: Svc, environment: pytest.MonkeyPatch, fmt: str
) -> None:
    svc("new", "repair", "T", "--severity", "minor")
    environment.setenv("SVC_LANG", "zh")
    told = svc("list", "--fields", "type,severity", "--format", fmt).out
    words = [word for word in ("type", "severity", "类型", "严重度", "repair", "minor", "报修", "一般") if word in told]
    if fmt in FOR_PEOPLE:
        assert words == ["类型", "严重度", "报修", "一般"]
    elif fmt == "tsv":
        assert words == ["repair", "minor"]
    else:
        assert words == ["type", "severity", "repair", "minor"]


def desk_on_a_screen(svc: Svc, environment: pytest.MonkeyPatch, lang: str) -> Callable[..., str]:
    environment.setattr(terminal, "is_terminal", lambda: True)
    environment.setattr(terminal, "width", lambda: 120)
    environment.setenv("SVC_LANG", lang)

    def say(*words: str) -> str:
        line = svc(*words).out
        assert line.endswith("\n")
        assert line.count("\n") == 1
        return "  ".join(line.split("  ")[1:-1])

    return say


TOLD = {
    "en": [
        "new repair",
        "contact  from the customer  telephone",
        "note",
        "severity changed  - -> minor; tags: a, b",
        "moved  intake -> analysis; channel changed  - -> telephone; category: leak",
    ],
    "zh": [
        "新建报修",
        "联系  客户来讯  电话",
        "备注",
        "改严重度  - -> 一般; 标签: a、b",
        "流转  受理 -> 分析; 改渠道  - -> 电话; 类别: 漏水",
    ],
}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_change_is_told_in_the_language_in_force(svc: Svc, environment: pytest.MonkeyPatch, lang: str) -> None:
    say = desk_on_a_screen(svc, environment, lang)
    told = [
        say("new", "repair", "T", "-c", "c", "-m", "d"),
        say("contact", "@", "in", "--via", "phone", "-m", "Words of theirs."),
        say("note", "@", "-m", "Words of ours."),
        say("edit", "@", "--set", "severity=minor", "--set", "tags=a,b"),
        say("move", "@", "analysis", "--set", "channel=phone", "--set", "category=leak"),
    ]
    assert told == TOLD[lang]
    assert git(svc, "log", "--format=%s").splitlines()[0].endswith(": move intake -> analysis")


def test_a_hand_edit_is_told_too(svc: Svc, environment: pytest.MonkeyPatch) -> None:
    say = desk_on_a_screen(svc, environment, "en")
    say("new", "repair", "T")
    file = next((svc.desk / "cases").rglob("*.yaml"))
    file.write_text(file.read_text() + "# a remark\n")
    assert say("commit") == "edited by hand"
    file.write_text(file.read_text().replace("serial:", "serial: 007"))
    assert say("commit") == "serial number changed  - -> 007"


def test_a_line_of_what_was_done_fits_the_screen(svc: Svc, environment: pytest.MonkeyPatch) -> None:
    say = desk_on_a_screen(svc, environment, "zh")
    say("new", "repair", "T")
    words = [word for name in ("customer", "team", "tier", "agreement") for word in ("--set", f"{name}={'长' * 30}")]
    environment.setenv("SVC_LANG", "en")
    first, *more = svc("edit", "@", *words).out.splitlines()
    assert max(map(width, [first, *more])) <= 120
    assert first.split("  ")[-1] == git(svc, "rev-parse", "HEAD")[:10]
    assert "".join([first, *more]).count("长") == 120, "nothing is cut"


def test_a_list_fits_a_narrow_screen_and_a_pipe_gets_all(svc: Svc, monkeypatch: pytest.MonkeyPatch) -> None:
    svc("new", "complaint", "空压机异响，主轴承高温停机，请尽快处理", "--set", "assignee=li.wei@service.example")
    whole = svc("list").out
    assert svc("list", "--format", "table").out.count("li.wei@service.example") == 1
    monkeypatch.setattr("svc.terminal.is_terminal", lambda: True)
    monkeypatch.setattr("svc.terminal._size", lambda: (60, 24))
    lines = svc("list").out.splitlines()
    assert max(map(width, lines)) <= 60
    assert lines[0].split() == ["case", "stage", "assignee", "title"]
    assert whole.split("\t")[0] in lines[2]
    assert "li.wei@service.example" in svc("list", "--fields", "id,assignee,title").out
