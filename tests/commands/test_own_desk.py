"""A desk of another trade: a bicycle shop with stages, types, gates, exits and waits of its own, in both languages.

Nothing of the shipped workflow is left, no form is written: no code may know a name that this desk does not have.
"""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

import pytest
from merging import Count, Edit, edits, merge_file, random_pairs
from running import Svc

from svc.model import flatten
from svc.schema.settings import Settings
from svc.store.canonical import fmt
from svc.store.codec import load
from svc.store.forms import made
from svc.store.reading import settings_of

WORKSHOP = """\
format: 1
language: en
time_zone: UTC
prefix: BK

workflow:
  stages: [received, diagnosed, done, paid]
  waits:
    rider: {en: the rider, zh: 骑手}
    wheel: {en: the wheel builder, zh: 编轮师}
  answered: [rider]
  paths:
    bench:
      when: {}
      moves:
        - {from: received, to: diagnosed}
        - {from: diagnosed, to: done}
        - {from: done, to: diagnosed, reason: true, clears: [resolution.done_at]}
        - {from: done, to: paid, roles: [till]}
        - {from: paid, to: done, reason: true}
  exits:
    scrapped: {from: [diagnosed], need: [more.frame_number]}
    twice: {link: duplicate-of}
  overrides: [owner]
  gates:
    - {leave: received, need: [customer, more.frame_number]}
    - {leave: diagnosed, when: {type: [service]}, need: [more.wear]}
    - {leave: diagnosed, when: {type: [warranty-claim]}, need: [analysis.cause, warranty], events: [contact out]}
    - {leave: done, need: [resolution.done_at, more.paid]}

roles:
  owner: [wang.fang]
  till: [li.wei]

codes:
  stage:
    received: {en: received, zh: 收车}
    diagnosed: {en: diagnosed, zh: 诊断}
    done: {en: done, zh: 修好}
    paid: {en: paid, zh: 结账}
  type:
    service: {en: service, zh: 保养}
    warranty-claim: {en: warranty claim, zh: 质保索赔}
  path:
    bench: {en: workbench, zh: 工作台}
  exit:
    scrapped: {en: scrapped, zh: 报废}
    twice: {en: taken in twice, zh: 重复收车}
  triage:
    quick: {en: while you wait, zh: 立等可取}
    shelf: {en: on the shelf, zh: 上架排队}
  warranty:
    "yes-frame": {en: frame, zh: 车架}
    "none": {en: no, zh: 无}
"""


@pytest.fixture
def shop(svc: Svc) -> Svc:
    """The desk that ``svc init`` made, turned into a bicycle shop through ``svc commit`` and git alone."""
    svc.git("rm", "-qr", "templates")
    svc.git("commit", "-qm", "no forms")
    svc.write(WORKSHOP, "svc.yaml")
    svc("commit", "svc.yaml")
    return svc


def rules() -> Settings:
    return settings_of(WORKSHOP.encode(), "svc.yaml")


# -- the rounds


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_service_goes_round(shop: Svc, environment: pytest.MonkeyPatch, language: str) -> None:
    names = {"en": ("service", "diagnosed", "done", "paid"), "zh": ("保养", "诊断", "修好", "结账")}[language]
    environment.setenv("SVC_LANG", language)
    case = shop("new", names[0], "The chain jumps", "-m", "In fourth gear.").id
    assert case.startswith("BK-")
    told = shop("move", "@", names[1], status=1).err
    assert ("--set 客户=" if language == "zh" else "--set customer=") + "'...'" in told
    assert "--set more.frame_number=" in told
    shop("move", "@", names[1], "--set", "customer=k-7", "--set", "more.frame_number=WX 17")
    assert "more.wear" in shop("move", "@", names[2], status=1).err
    shop("move", "@", names[2], "--set", "more.wear=0.8 mm")
    refused = shop("move", "@", names[3], "--set", "resolution.done_at=now", "--set", "more.paid=85 EUR", status=1).err
    assert "till" in refused and "li.wei" in refused  # noqa: PT018
    shop("move", "@", names[1], "-m", "The cassette as well.")
    shop("move", "@", names[2])
    environment.setenv("SVC_ME", "li.wei")
    shop("close", "@", "--set", "resolution.done_at=now", "--set", "more.paid=85 EUR")
    assert shop("list").out == ""
    listed = shop("list", "--all", f"stage:{names[3]}", "--format", "table").out
    assert names[3] in listed
    shop("reopen", "@", "-m", "It still jumps.")
    assert json.loads(shop("show", "@", "--json").out)["stage"] == "done"
    page = shop("show", "@").out
    assert "工作台" in page if language == "zh" else "workbench" in page
    assert shop("log", "@").out
    assert shop("check").out == ""
    assert shop("fmt", "--check").out == ""


def test_every_verb_that_hangs_on_names(shop: Svc) -> None:
    case = shop("new", "service", "The chain jumps", "-c", "k-7", "--set", "more.frame_number=WX 17").id
    shop("triage", "@", "立等可取")
    assert "is not a known triage" in shop("triage", "@", "visit", status=2).err
    assert "is not a known waiting" in shop("wait", "@", "customer", "--until", "tomorrow", status=2).err
    shop("wait", "@", "rider", "--until", "tomorrow")
    shop("wait", "@", "编轮师", "--until", "2026-12-01")
    shop("contact", "@", "in", "-m", "Go ahead.")
    assert "waiting: [wheel]" in shop.text()
    shop("handover", "@", "--to", "welders", "-m", "The dropout is bent.")
    shop("handover", "@", "--accept")
    shop("escalate", "@", "--to", "wang.fang", "-m", "An old friend.")
    shop("escalate", "@", "--threat", "review", "-m", "Angry.")
    shop("promise", "@", "--until", "tomorrow", "-m", "Ready at five")
    shop("restore", "@", "-m", "Loan bicycle")
    shop("correct", "@", "--set", "serial=17", "-m", "Read again.")
    shop("edit", "@", "--set", "warranty=车架")
    shop("correct", "@", "--set", "serial=18", "-m", "Read again.")
    assert re.search("^warranty:$", shop.text(), re.M), "nothing is known of it any more"
    shop("lesson", "@", "-m", "Measure the chain first.")
    other = shop("split", "@", "The lamp is dark", "--type", "质保索赔").id
    assert "stage: received\n" in shop.text(other)
    shop("link", case, other)
    shop("retype", case, "warranty-claim", "-m", "It is two weeks old.")
    assert "\n  cause: |\n" in shop.text(case), "the form of the other type"
    shop("move", case, "diagnosed")
    sets = ("--set", "warranty=none", "--set", "analysis.cause=Soft steel.")
    assert "contact to the customer" in shop("move", case, "done", *sets, status=1).err
    assert "known are scrapped, twice" in shop("close", case, "--as", "lost", "-m", "x", status=2).err
    shop("promise", "@", "--kept")
    shop("close", case, "--as", "报废", "-m", "The frame is cracked.")
    shop("reopen", case, "-m", "They want it welded.")
    assert "stage: diagnosed\n" in shop.text(case)
    shop("close", other, "--as", "twice", "--of", case, "-m", "The same bicycle.")
    assert "kind: resume, for: wheel" in shop.text(case)
    assert shop("check").out == ""


def test_opening_a_case_is_undone_by_a_way_out_of_the_desk(shop: Svc, environment: pytest.MonkeyPatch) -> None:
    case = shop("new", "service", "The chain jumps").id
    refused = shop("undo", "@", status=1).err
    assert refused.splitlines() == [
        f"nothing is left to undo on {case} but that it was opened", f"svc close {case} --as twice -m 'why'"
    ]  # fmt: skip
    environment.setenv("SVC_LANG", "zh")
    assert "but that it was opened" not in shop("undo", "@", status=1).err


def test_a_code_without_a_way_out_closes_nothing(shop: Svc) -> None:
    """Neither a word where the desk keeps no list, nor one of the list that the workflow does not know."""
    shop.write((shop.desk / "svc.yaml").read_text().replace("  exit:\n", "  exit:\n    lost: {en: lost}\n"), "svc.yaml")
    shop("commit", "svc.yaml")
    shop("new", "service", "The chain jumps")
    assert "lost is no way out of this desk" in shop("close", "@", "--as", "lost", "-m", "x", status=2).err
    text = (shop.desk / "svc.yaml").read_text()
    shop.write(re.sub(r"  exit:\n(    .*\n)+", "", text), "svc.yaml")
    shop("commit", "svc.yaml")
    assert "no way out" in shop("close", "@", "--as", "anything", "-m", "x", status=2).err


def test_what_an_override_passes_here(shop: Svc, environment: pytest.MonkeyPatch) -> None:
    environment.setenv("SVC_ME", "wang.fang")
    shop("new", "service", "The chain jumps")
    shop("move", "@", "paid", "--override", "-m", "A gift.")
    assert 'override: "customer, more.frame_number, move"' in shop.text()
    assert shop("check").out == ""


def test_the_help_names_the_codes_of_this_desk(shop: Svc) -> None:
    for verb, code in (("close", "scrapped"), ("retype", "warranty-claim"), ("triage", "shelf"), ("wait", "rider")):
        assert code in shop(verb, "--help").out, verb


def test_a_desk_without_labels_and_lists(svc: Svc) -> None:
    """The shortest workflow there is: any word is a type."""
    svc.git("rm", "-qr", "templates")
    svc.git("commit", "-qm", "no forms")
    moves = "[{from: open, to: shut}, {from: shut, to: open, reason: true}]"
    svc.write(f"format: 1\nworkflow:\n  stages: [open, shut]\n  paths: {{way: {{moves: {moves}}}}}\n", "svc.yaml")
    svc("commit", "svc.yaml")
    svc("new", "anything", "T", "--severity", "bad")
    svc("wait", "@", "anything", "--until", "tomorrow")
    svc("close", "@")
    svc("reopen", "@", "-m", "x")
    svc("retype", "@", "something", "-m", "x")
    assert "shut -> open" in svc("log", "@").out
    assert svc("show", "@").out
    assert svc("check").out == ""


# -- forms

MADE = [("service", "bench"), ("warranty-claim", "bench")]


@pytest.mark.parametrize(("kind", "path"), MADE)
def test_a_form_is_made_of_the_fields_of_the_gates(kind: str, path: str) -> None:
    form = made(rules(), kind, path)
    assert fmt(form, "form") == form
    names = {name for name, _ in flatten(load(form.encode(), "form"))}
    wanted = {"customer", "more.frame_number", "resolution.done_at", "more.paid"}
    wanted |= {"more.wear"} if kind == "service" else {"analysis.cause", "warranty"}
    assert wanted <= names
    assert ("more.wear" in names) == (kind == "service")


@pytest.mark.parametrize(("kind", "path"), MADE)
def test_two_changes_of_a_form_that_was_made_never_meet(shop: Svc, kind: str, path: str, tmp_path: Path) -> None:
    shop("new", kind, "The chain jumps")
    text = shop.text()
    chance = random.Random(kind)
    found = [e for e in edits(text, chance) if e.field != "more"] + own_edits(text)
    count = Count()
    for one, two in random_pairs(found, 60, chance):
        count.take(one, two, merge_file(text, one.text, two.text, tmp_path))
    assert (count.unmeant, count.lost) == (None, None)
    assert count.clean > 45


def own_edits(text: str) -> list[Edit]:
    """The change of each field of the desk's own."""
    from svc.store import edit

    names = [name for name, _ in flatten(load(text.encode(), "")) if name.startswith("more.")]
    return [
        Edit(name, "set", edit.set_value(text, name, "word"), lambda d, n=name: dict(flatten(d))[n] == "word")
        for name in names
    ]


def test_a_form_of_the_desk_goes_before_one_that_is_made(shop: Svc) -> None:
    form = made(rules(), "service", "bench").replace("\n  wear:\n", "\n  wear:\n\n  colour: blue\n")
    shop.write(form, "templates-service")
    folder = shop.desk / "templates"
    folder.mkdir()
    (shop.desk / "templates-service").rename(folder / "service.bench.yaml")
    shop("new", "service", "The chain jumps")
    assert "  colour: blue\n" in shop.text()
    assert shop("check").out == ""
