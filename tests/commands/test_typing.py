"""What people type, and what svc makes of it: input methods, stdin, questions, slips of the hand."""

from __future__ import annotations

import io
import json

import pytest
from running import Svc

from svc import terminal


def case(svc: Svc) -> dict[str, object]:
    return json.loads(svc("show", "@", "--json").out)


def log(svc: Svc) -> list[dict[str, str]]:
    return json.loads(svc("show", "@", "--json").out)["log"]


def stdin(patch: pytest.MonkeyPatch, text: str) -> None:
    patch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8"))


def person(svc: Svc, name: str) -> None:
    (svc.desk / "people").mkdir(exist_ok=True)
    (svc.desk / "people" / f"{name}.yaml").write_text(f"id: {name}\n", encoding="utf-8")


# -- the widths of an input method


@pytest.mark.parametrize(
    ("given", "field", "kept"),
    [
        ("severity＝minor", "severity", "minor"),
        ("ｓｅｖｅｒｉｔｙ=minor", "severity", "minor"),
        ("严重度 ＝ 一般", "severity", "minor"),
        ("tags＋＝leak，fire", "tags", ["fire", "leak"]),
        ("title=a＝b", "title", "a＝b"),
        ("assignee=我", "assignee", "zhao.min"),
    ],
)
def test_fields_are_set_with_an_input_method_on(svc: Svc, given: str, field: str, kept: object) -> None:
    svc("new", "repair", "T")
    svc("edit", "＠", "--set", given)
    assert case(svc)[field] == kept


def test_a_full_stop_of_an_input_method_parts_a_field(svc: Svc) -> None:
    svc("new", "repair", "T")
    svc("edit", "@", "--set", "analysis。cause＝Seal.")
    assert case(svc)["analysis"] == {"cause": "Seal.\n"}


def test_lists_are_asked_for_with_an_input_method_on(svc: Svc) -> None:
    svc("new", "repair", "A", "--priority", "low", "--assignee", "我")
    svc("new", "repair", "B", "--priority", "high")
    assert svc("list", "--fields", "title，priority", "--sort", "－优先级，title").out == "B\thigh\nA\tlow\n"
    assert svc("list", "assignee：我", "--fields", "标题").out == "A\n"
    assert svc("list", "－assignee：我", "--fields", "标题").out == "B\n"


def test_by_me_is_who_asks(svc: Svc) -> None:
    svc("new", "repair", "T", "--by", "li.wei")
    svc("note", "@", "-m", "x", "--by", "我")
    assert [e["by"] for e in log(svc)] == ["li.wei", "zhao.min"]


# -- words


def test_a_message_may_come_from_stdin(svc: Svc, environment: pytest.MonkeyPatch) -> None:
    svc("new", "repair", "T")
    stdin(environment, "It drips.\n")
    svc("note", "@", "-m", "-")
    assert log(svc)[-1]["text"] == "It drips."
    stdin(environment, "Agreed by telephone.\n")
    svc("edit", "@", "--set", "priority=high", "-m", "-")
    assert log(svc)[-1]["text"] == "Agreed by telephone."


@pytest.mark.parametrize("words", [("note", "@"), ("contact", "@", "in")])
def test_words_are_asked_for_where_somebody_can_answer(
    svc: Svc, environment: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    svc("new", "repair", "T")
    assert "missing: --message, --file, --edit" in svc(*words, status=2).err
    environment.setattr(terminal, "may_prompt", lambda: True)
    stdin(environment, "It drips.\n")
    assert svc(*words).err.startswith("text: ")
    assert log(svc)[-1]["text"] == "It drips."
    stdin(environment, "\n")
    assert "missing: --message, --file, --edit" in svc(*words, status=2).err


# -- slips


def test_a_map_is_not_added_to_a_text(svc: Svc) -> None:
    svc("new", "repair", "T")
    told = svc("edit", "@", "--set", "analysis.cause+={what: Seal, owner: li.wei}", status=2)
    assert told.err == "analysis.cause is a text, no map\nwrite analysis.cause+='...'\n"


@pytest.mark.parametrize("said", ["{loud} It drips", "{loud}", "{ a: b", "{a: b} and {c: d}"])
def test_words_may_begin_with_a_brace(svc: Svc, said: str) -> None:
    svc("new", "repair", "T")
    svc("edit", "@", "--set", f"analysis.cause+={said}")
    assert case(svc)["analysis"] == {"cause": f"{said}\n"}


def test_a_map_set_as_the_words_of_a_text_is_words(svc: Svc) -> None:
    svc("new", "repair", "T")
    svc("edit", "@", "--set", "analysis.cause={a: b}")
    assert case(svc)["analysis"] == {"cause": "{a: b}\n"}


def test_a_slip_in_a_key_of_an_item_is_answered_with_the_nearest(svc: Svc) -> None:
    svc("new", "repair", "T")
    told = svc("edit", "@", "--set", "resolution.plan.measures+={what: x, ownr: y}", status=2)
    assert told.err == "resolution.plan.measures knows no key ownr\ndid you mean owner?\n"
    svc("edit", "@", "--set", "resolution.plan.measures+={what: x, shelf: B-7}")
    assert case(svc)["resolution"]["plan"]["measures"][0]["shelf"] == "B-7"  # type: ignore[index]
    item = case(svc)["resolution"]["plan"]["measures"][0]["id"]  # type: ignore[index]
    assert "owner?" in svc("edit", "@", "--set", f"resolution.plan.measures.{item}.owenr=y", status=2).err


@pytest.mark.parametrize("given", ["0", "-1", "-20"])
@pytest.mark.parametrize("verb", ["list", "log"])
def test_a_limit_is_one_or_more(svc: Svc, verb: str, given: str) -> None:
    assert f"--limit: {given} is less than 1" in svc(verb, "-n", given, status=2).err
    assert f"--limit: {given} is less than 1" in svc(verb, f"--limit={given}", status=2).err


@pytest.mark.parametrize(
    "words",
    [
        ("edit", "@", "--set", "assignee=li.wie"),
        ("edit", "@", "--set", "resolution.plan.measures+={what: x, owner: li.wie}"),
        ("note", "@", "-m", "x", "--by", "li.wie"),
        ("new", "repair", "U", "--assignee", "li.wie"),
    ],
)
def test_a_person_misspelt_is_pointed_out(svc: Svc, words: tuple[str, ...]) -> None:
    svc("new", "repair", "T")
    person(svc, "li.wei")
    assert "nobody is called li.wie; did you mean li.wei?" in svc(*words).err


def test_a_person_of_a_role_is_known_and_a_strange_one_pointed_out(svc: Svc) -> None:
    settings = svc.desk / "svc.yaml"
    settings.write_text(settings.read_text("utf-8").replace("engineer: []", "engineer: [li.wei]"), "utf-8")
    svc("commit", "svc.yaml")
    svc("new", "repair", "T")
    assert "did you mean li.wei?" in svc("edit", "@", "--set", "assignee=liwei").err
    assert svc("edit", "@", "--set", "assignee=li.wei").err == ""
    assert "anna is nobody's key yet" in svc("edit", "@", "--set", "assignee=anna").err
    assert svc("edit", "@", "--set", "assignee=anna@desk.example").err == ""


# -- the names of fields


def test_the_fields_of_a_case_are_listed(svc: Svc) -> None:
    everything = svc("fields").out
    assert "summary.lesson\ttext\tlesson\t\n" in everything
    assert "resolution.plan.measures\tlist\tmeasures\t{what, owner, due}\n" in everything
    assert svc("fields", "严重").out == "severity\tcode\tseverity\tminor, major, safety\n"
    assert "summary.lesson" in svc("fields", "LESSON").out
    told = json.loads(svc("fields", "triage", "--json").out)
    assert [(f["field"], f["kind"]) for f in told] == [("analysis.triage", "code")]
    assert "remote" in told[0]["codes"]
    assert "no field answers to zzz" in svc("fields", "zzz").err


@pytest.mark.parametrize(
    "words", [("list", "--fields", "qqqqq"), ("list", "qqqqq:1"), ("new", "repair", "T", "--set", "qqqqq=1")]
)
def test_what_is_no_field_is_answered_with_where_they_are_listed(svc: Svc, words: tuple[str, ...]) -> None:
    assert "svc fields" in svc(*words, status=2).err
