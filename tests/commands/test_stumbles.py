"""Where people stumbled: what is said to a word left out, a near miss, a reason given for nothing."""

from __future__ import annotations

import json

import pytest
from running import Golden, Play, Svc

INTAKE = ("customer=northmill", "channel=phone", "category=leak", "severity=minor", "description=It drips.")


def sets(*values: str) -> list[str]:
    return [word for value in values for word in ("--set", value)]


@pytest.fixture
def repair(svc: Svc) -> str:
    """A repair in intake."""
    return svc("new", "repair", "Pump leaks oil", "-c", "northmill", "-m", "Drips.").id


def test_what_is_asked_instead(repair: str, svc: Svc, play: Play, golden: Golden) -> None:
    other = svc("new", "repair", "Door squeaks").id
    svc("promise", repair, "--until", "2026-12-01", "-m", "Call back")
    for line in (("wait", repair), ("triage", repair), ("move", repair)):
        play.refused(*line, status=2)
    play.refused("close", repair)
    play.refused("promise", repair, "--kept", "--of", "ZZZZZ")
    for given in ("batch=7", "feedbak.decision=Yes.", "保修=保内", "feedback=Yes."):
        play.refused("edit", repair, "--set", given, status=2)
    play.refused("link", repair, other, "--as", "duplicate", status=2)
    play.refused("close", repair, "--as", "duplicate", "--of", "e", "-m", "x")
    play.refused("close", repair, "--as", "duplicate", "--of", "squ", "-m", "x")
    play.refused("move", repair, other, "analysis")
    play.refused("lessons", "--fields", "lesson,colour", status=2)
    golden("stumbles/asked-instead.txt", str(play))


def test_the_other_case_is_known_by_its_title(repair: str, svc: Svc) -> None:
    other = svc("new", "repair", "Door squeaks").id
    svc("new", "repair", "Window squeaks")
    assert "squeaks stands in 2 titles" in svc("link", repair, "squeaks", status=1).err
    assert svc("link", repair, "door SQ").err == f"{other}  Door squeaks\n"
    assert svc("link", other, "leaks", "--remove").id == other
    assert "no case zz" in svc("link", repair, "zz", status=1).err


def test_a_reason_for_an_edit_without_an_event_stands_in_its_commit(repair: str, svc: Svc) -> None:
    svc("edit", "@", *sets("tags=oil"), "-m", "So that\nwe find it.")
    assert "Reason: So that\n" in svc.git("log", "-1", "--format=%B")
    svc.write(svc.text().replace("tags: [oil]", "tags: [oil, pump]"))
    svc("commit", "-m", "Two words.")
    svc("edit", "@", *sets("severity=minor", "tags=x"), "-m", "Seen.")
    assert "Reason:" not in svc.git("log", "-1", "--format=%B"), "the event has it"
    told = svc("log", "@").out
    assert "tags: oil; So that\n" in told
    assert "tags: oil, pump; Two words.\n" in told
    assert "  So that\n" in svc("log", "@", "--full", "--format", "table").out


def test_a_split_tells_both_cases_why(repair: str, svc: Svc) -> None:
    new = svc("split", repair, "Hose missing", "-m", "Same call.\nShe\ntold us late.").id
    for case in (repair, new):
        text = svc.text(case)
        assert "text: Same call.}" in text
        assert "    told us late.\n" in text
    assert svc("check").out == ""


def test_a_person_known_by_mail_alone(repair: str, svc: Svc, environment: pytest.MonkeyPatch) -> None:
    environment.setenv("SVC_ME", "karl@desk.example")
    svc("note", "@", "-m", "Seen.")
    assert "note  Seen." in svc("log", "--by", "karl").out
    assert svc("log", "--by", "kar").out == ""
    assert "did you mean karl@desk.example?" in svc("assign", "@", "karl", status=1).err
    text = (svc.desk / "svc.yaml").read_text(encoding="utf-8")
    svc.write(text.replace("quality: []", "quality: [wu.hao, karl]"), "svc.yaml")
    svc("commit", "svc.yaml")
    assert svc("log", "--by", "karl").out == "", "the key of somebody else"
    assert "sun.tao is nobody's key yet" in svc("assign", "@", "sun.tao").err
    assert svc("assign", "@", "wu.hao").err == ""


def test_what_was_committed_before_a_refusal_is_told(repair: str, svc: Svc) -> None:
    other = svc("new", "repair", "Door squeaks").id
    first, second = sorted([repair, other])
    for case, old, new in ((first, "tags:", "tags: [a]"), (second, "stage: intake", "stage: 关闭")):
        path = f"cases/2026/11/{case}.yaml"
        text = (svc.desk / path).read_text(encoding="utf-8")
        svc.write(text.replace(old, new, 1) if old in text else text.replace("\ntitle:", f"\n{new}\n\ntitle:", 1), path)
    told = svc("commit", status=1)
    assert told.out == f"{first}\n"
    assert f"{second}: the file calls the stage 关闭 closed" in told.err


def test_a_broken_svc_yaml_is_named_once(repair: str, svc: Svc) -> None:
    text = (svc.desk / "svc.yaml").read_text(encoding="utf-8")
    svc.write(text.replace("time_zone: UTC", "time_zone: Moon/Base"), "svc.yaml")
    told = svc("commit", status=1).err
    assert told.count("Moon/Base") == 1
    assert "Moon/Base" in svc("note", "@", "-m", "x").err


def test_lessons_show_the_columns_asked_for(svc: Svc, environment: pytest.MonkeyPatch) -> None:
    svc("new", "enquiry", "Which filter?", *sets(*INTAKE, "summary.lesson=Print the number."))
    assert svc("lessons", "--fields", "lesson,stage").out == "Print the number.\tintake\n"
    environment.setenv("SVC_LANG", "zh")
    assert svc("lessons", "--fields", "经验教训，类型", "--format", "tsv").out == "Print the number.\tenquiry\n"


def test_a_correction_of_an_item_judges_the_warranty_anew(svc: Svc) -> None:
    svc("new", "repair", "Two pumps", *sets("items+={product: P-1, serial: S1}", "warranty=in"))
    svc("correct", "@", *sets("items.0.what=Left one"), "-m", "Which is which.")
    assert "warranty: in\n" in svc.text()
    svc("correct", "@", *sets("items.0.serial=S2"), "-m", "Misread.")
    assert "warranty: unknown\n" in svc.text()
    told = svc("log", "@").out
    assert "serial number: S1 -> what: Left one, product: P-1, serial number: S2  Misread." in told
    assert svc("check").out == ""


def test_a_person_is_known_by_name(svc: Svc, environment: pytest.MonkeyPatch) -> None:
    (svc.desk / "people").mkdir()
    for key, name in (("zhou.kai", "周凯"), ("amy.tan", "Amy Tan"), ("li.wei", "李伟"), ("li.wei2", "李伟")):
        svc.write(f"id: {key}\nname: {name}\n", f"people/{key}.yaml")
    svc("new", "repair", "Pump", "--assignee", "周 凯")
    assert svc("list", "经办人：周凯", "assignee:zhou.kai", "--fields", "assignee").out == "zhou.kai\n"
    svc("assign", "@", "amy tan", "--by", "周凯")
    svc("assign", "周凯", "--from", "Amy Tan")
    assert [e["by"] for e in json.loads(svc("log", "@", "--by", "周凯", "--json").out)] == ["zhou.kai"]
    assert "assignee: zhou.kai\n" in svc.text()
    told = svc("assign", "@", "zhou.kei", status=1).err
    assert "nobody is called zhou.kei; did you mean zhou.kai?" in told
    assert "李伟 is nobody's key yet" in svc("assign", "@", "李伟").err, "two are called so"
    assert "open cases have: 李伟" in svc("assign", "amy.tan", "--from", "周凯", status=2).err


def test_what_is_advised_where_no_case_answers(svc: Svc) -> None:
    svc("new", "repair", "Pump", "--serial", "X1", "--set", "analysis.cause=Seal.")
    svc("correct", "@", "--set", "serial=X2", "-m", "Misread.")
    text = (svc.desk / "svc.yaml").read_text(encoding="utf-8")
    svc.write(text.replace("quality: []", "quality: [wu.hao]"), "svc.yaml")
    for words, said in (
        (["X1"], "svc list --all 'text~X1'"),
        (["cause~seel or cause~worn", "--all"], "svc list --all 'text~seel or text~worn'"),
        (["repair", "zzz"], "svc list --all 'repair text~zzz'"),
        (["safety"], "svc list severity:safety\nin the whole of the files: svc list --all 'text~safety'"),
        (["cause~worn seal"], "svc list --all 'text~\"worn seal\"'"),
        (["assignee:wu.haoo"], "did you mean wu.hao?"),
        (["经办人:孙志强,me"], "nobody is called 孙志强; the people are wu.hao"),
        (["assignee:wu.hao priority:low"], "no case answers to that\n"),
    ):
        assert svc("list", *words, "--format", "table").err.endswith(f"{said}\n" if said[-1] != "\n" else said), words
    assert svc("list", "--all", "text~X1", "--fields", "serial").out == "X2\n"
    assert "category:leak" in svc("lessons", "leak", "--format", "md").err


def test_chinese_words_for_ways_and_fields(svc: Svc) -> None:
    svc("new", "报修", "漏水", "--set", "负责人=li.wei")
    for word, way in (("来电", "in"), ("答复", "out")):
        svc("contact", "@", word, "-m", "喂")
        assert f"way: {way}" in svc.text().splitlines()[-2 if way == "in" else -1] or f"way: {way}" in svc.text()
    assert svc("list", "负责人:li.wei", "status:受理", "owner:li.wei", "--fields", "assignee").out == "li.wei\n"


def test_one_case_is_not_the_child_of_several(svc: Svc) -> None:
    first, second, third = (svc("new", "repair", title).id for title in ("Pump", "Door", "Fan"))
    told = svc("link", first, second, third, "--as", "下级", status=2).err
    assert f"svc link {second} {third} {first} --as parent" in told
    svc("link", second, third, first, "--as", "parent")
    assert svc("show", "@", "--json").out == svc("show", first, "--json").out
    assert svc.text(first).count("what: child") == 4, "two links, two events"


def test_a_serial_number_names_the_only_open_case(svc: Svc) -> None:
    first = svc("new", "repair", "Pump leaks", "--serial", "FW-24-0031").id
    told = svc("contact", "fw-24-0031", "in", "-m", "Again.")
    assert told == (f"{first}\n", f"{first}  2026-11-21 09:00  intake  Pump leaks\n")
    second = svc("new", "repair", "Pump hums", *sets("items+={serial: FW-24-0031}")).id
    refused = svc("show", "FW-24-0031", status=1).err
    assert refused.startswith("FW-24-0031 is the serial number of 2 open cases\n")
    assert first in refused
    assert second in refused
    svc("close", second, "--as", "spam", "-m", "x")
    assert svc("log", "FW-24-0031", "--limit", "1").out.count(first) == 1
    svc("close", first, "--as", "spam", "-m", "x")
    refused = svc("note", "FW-24-0031", "-m", "x", status=1).err
    assert f"closed ones have\n  {second}" in refused
    assert f"  {first}  " in refused
    assert "svc list --all FW-24" in svc("show", "FW-24", status=1).err, "a part of a number is no number"
    third = svc("new", "repair", "Fan rattles", "-c", "Northmill").id
    assert f"did you mean {third}  2026-11-21 09:00" in svc("note", "northm", "-m", "x", status=1).err
    assert "no case rattles\n" in svc("note", "rattles", "-m", "x", status=1).err


def test_the_last_case_is_the_last_one_changed(svc: Svc) -> None:
    first, second = svc("new", "repair", "Pump").id, svc("new", "repair", "Door").id
    for line in (("show", first), ("why", first), ("lesson", first), ("log", first), ("list",)):
        svc(*line)
        assert svc("log", "@", "--limit", "1").out.count(second) == 1, line
    svc("note", first, "-m", "x")
    assert svc("log", "@", "--limit", "1").out.count(first) == 1


def test_waits_in_columns_and_the_times_that_are_asked_for(svc: Svc) -> None:
    svc("new", "repair", "Pump", "--at", "2026-10-05 08:00")
    svc("wait", "@", "parts", "--until", "2026-12-01", "--at", "2026-11-02 08:00")
    svc("wait", "@", "customer", "--until", "2026-12-02", "--at", "2026-11-20 08:00")
    fields = svc("list", "waited:>10wd", "--fields", "waiting_since,until,waited", "--format", "csv").out
    since, until, _ = fields.splitlines()[1].split('","')
    assert since == '"2026-11-02T08:00:00+00:00, 2026-11-20T08:00:00+00:00'
    assert until == "2026-12-01, 2026-12-02"
    assert svc("list", "waiting_until:2026-12").out
    assert not svc("list", "waiting_since:<2026-11").out
    table = svc("list", "age:>30d", "waiting_until:..2027", "--format", "table").out.splitlines()
    assert "age" in table[0].split()
    assert "47d 1h" in table[2]
    assert "2026-12-01" in table[2]
    assert "age" not in svc("list", "repair", "--format", "table").out.split()


def test_what_happened_earlier_is_told_with_its_time_and_what_still_waits(
    svc: Svc, environment: pytest.MonkeyPatch
) -> None:
    environment.setattr("svc.terminal.is_terminal", lambda: True)
    svc("new", "repair", "Pump", "--at", "2026-11-20 08:00")
    svc("wait", "@", "parts", "--until", "2026-12-01")
    told = svc("restore", "@", "--at", "2026-11-20 15:00")
    assert "works again  2026-11-20 15:00  " in told.out
    assert "still waits for parts" in told.err
    first = svc("new", "repair", "Door").id
    svc("close", "@", "--as", "spam", "-m", "x")
    assert "reopen" not in svc("link", first, "Pump").err
    assert "svc reopen" in svc("note", first, "-m", "x").err


def test_a_rule_from_a_date_on(svc: Svc) -> None:
    old = svc("new", "repair", "Pump", *sets(*INTAKE), "--at", "2026-11-19 08:00").id
    new = svc("new", "repair", "Door", *sets(*INTAKE)).id
    text = (svc.desk / "svc.yaml").read_text(encoding="utf-8")
    rule = "  gates:\n    - {leave: intake, when: {type: [repair]}, from: %s, need: [more.ticket]}\n"
    svc.write(text.replace("  gates:\n", rule % "soon", 1), "svc.yaml")
    assert "soon is not a date" in svc("commit", "svc.yaml", status=1).err
    svc.write(text.replace("  gates:\n", rule % "2026-11-20", 1), "svc.yaml")
    assert "1 open case lacks it" in svc("commit", "svc.yaml").err
    assert svc("list", "missing:more.ticket", "--fields", "id").out == f"{new}\n"
    svc("move", old, "analysis")
    assert "ticket  --set more.ticket=" in svc("move", new, "analysis", status=1).err
    rules = [line for line in svc("workflow", "--format", "csv").out.splitlines() if "more.ticket" in line]
    assert '"opened_at:2026-11-20.. ' in rules[0] or 'opened_at:2026-11-20.."' in rules[0]


def test_a_page_to_keep_says_how_the_targets_stand(svc: Svc) -> None:
    svc("new", "repair", "Pump", *sets(*INTAKE), "--at", "2026-11-18 08:00")
    svc("move", "@", "analysis")
    told = svc("show", "@", "--format", "md").out
    assert "## time targets" in told
    assert "intake -> analysis" in told
    assert "still needed" not in told
    assert "--set" not in told
    assert "time targets" not in svc("show", "@", "--format", "md", "--customer").out


def test_the_log_in_full_tells_the_field_asked_for(svc: Svc) -> None:
    svc("new", "repair", "Pump", "--severity", "minor")
    svc("edit", "@", *sets("severity=major", "priority=high", "tags=a"), "-m", "Worse.")
    told = svc("log", "@", "--only", "severity", "--full", "--format", "table").out
    assert "severity: minor -> major\n" in told
    assert "priority" not in told
    assert "tags" not in told
    told = svc("log", "@", "--only", "severity,override", "--full", "--format", "table").out
    assert "priority: normal -> high\n" in told
