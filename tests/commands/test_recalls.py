"""Recalls: svc link --campaign, svc asset recall, and who is told; serial numbers that were misread."""

from __future__ import annotations

import json

import pytest
from running import Svc

from svc import recalls
from svc.model import Case, Event

QUERY = "product:HF-20 serial:2607A00400..2607A00499"


@pytest.fixture
def sold(svc: Svc) -> Svc:
    """A desk with four machines, three of them in the range, and the case that recalls them."""
    svc("customer", "add", "northmill", "--name", "Northmill Joinery", "--set", "tier=gold")
    svc("product", "add", "HF-20", "--name", "Fan heater HF-20")
    for serial in ("2607A00400", "2607A00417", "2607A00499", "2607A00500"):
        svc("asset", "add", "HF-20", serial, "--set", "customer=northmill", "--set", "batch=B12")
    svc("new", "complaint", "Plug gets hot", "--severity", "safety", "-p", "HF-20", "-m", "Crimping.")
    return svc


def states(svc: Svc, parent: str) -> dict[str, str]:
    return {one["asset"][-3:]: one["state"] for one in json.loads(svc("asset", "recall", parent, "--json").out)}


def test_a_recall_lists_the_machines_of_a_range_and_opens_a_case_for_each_in_one_commit(sold: Svc) -> None:
    parent = json.loads(sold("show", "@", "--json").out)["id"]
    before = sold.git("rev-list", "--count", "HEAD")
    told = sold("link", parent, "--campaign", QUERY, "--open", "repair")
    assert len(told.out.split()) == 4
    assert int(sold.git("rev-list", "--count", "HEAD")) == int(before) + 1
    held = json.loads(sold("show", parent, "--json").out)
    assert [item["serial"] for item in held["items"]] == ["2607A00400", "2607A00417", "2607A00499"]
    assert held["campaign"] == QUERY
    child = json.loads(sold("show", told.out.split()[1], "--json").out)
    assert {name: child[name] for name in ("title", "customer", "serial", "tier", "severity", "type")} == {
        "title": "Plug gets hot (2607A00400)", "customer": "northmill", "serial": "2607A00400", "tier": "gold",
        "severity": "safety", "type": "repair",
    }  # fmt: skip
    assert [(link["what"], link["case"]) for link in child["links"]] == [("parent", parent)]
    again = sold("link", parent, "--campaign", QUERY, "--open", "repair")
    assert f"{parent}: nothing to change" in again.err
    assert sold("check").err.endswith("no problems\n")
    assert sold("audit").out == ""


def test_the_state_of_a_machine_is_what_its_case_says(sold: Svc) -> None:
    parent = json.loads(sold("show", "@", "--json").out)["id"]
    _, first, second, _ = sold("link", parent, "--campaign", QUERY, "--open", "repair").out.split()
    assert states(sold, parent) == {"400": "open", "417": "open", "499": "open"}
    sold("contact", first, "out", "--via", "phone", "-m", "We come on Monday.")
    sold("contact", second, "in", "-m", "We scrapped it.")
    sold("close", second, "--as", "withdrawn", "-m", "They scrapped it.")
    told = sold("asset", "recall", parent, "--format", "table")
    assert states(sold, parent) == {"400": "informed", "417": "refused", "499": "open"}
    assert told.err == "3 machines: 1 open, 1 informed, 1 refused\n"
    assert "\nrecall\n  open         1\n  informed     1\n  refused      1\n" in sold("show", parent).out


def test_a_machine_that_falls_under_a_recall_is_told_wherever_it_comes_in(sold: Svc) -> None:
    parent = json.loads(sold("show", "@", "--json").out)["id"]
    sold("link", parent, "--campaign", QUERY)
    falls = f"falls under the recall {parent}: Plug gets hot"
    assert f"HF-20.2607A00450: {falls}" in sold("asset", "add", "HF-20", "2607A00450").err
    assert sold("asset", "add", "HF-20", "2607A00501").err == ""
    assert sold("check").out == (
        f"assets/HF-20.2607A00450.yaml: serial: falls under the recall {parent} and is not on its list [warning]\n"
    )
    opened = sold("new", "repair", "Smells", "-p", "HF-20", "-s", "2607a 00455")  # a machine that nobody registered
    assert opened.err == f"{falls}\nif it is about that: svc link {opened.id} {parent} --as parent\n"
    assert falls not in sold("new", "repair", "Hums", "-p", "HF-20", "-s", "2607A00500").err
    assert "not on the list, and falls under it: HF-20.2607A00450" in sold("asset", "recall", parent).err
    sold("link", parent, "--campaign", "batch:B12")
    assert len(states(sold, parent)) == 4
    held = json.loads(sold("show", parent, "--json").out)["campaign"]
    assert held == f"({QUERY}) or (batch:B12)"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("link @ --campaign serial:2607A9..2607A00499", "have not one shape"),
        ("link @ --campaign serial:X1", "no asset answers to that"),
        ("link @ C-2611-4N9JX0GRH --campaign serial:X1", "one case is the parent of a recall"),
        ("link @", "missing: OTHER"),
        ("asset recall @", "is no recall"),
        ("asset recall", "missing: ID"),
        ("asset list serial:2607A00400..", "a range of serial numbers has two ends"),
    ],
)
def test_what_is_no_recall_is_refused(sold: Svc, words: str, said: str) -> None:
    told, status = sold.run(*words.split())
    assert status in (1, 2)
    assert said in told.err


def test_a_serial_number_is_found_however_it_is_written_and_asked_about_where_it_was_misread(sold: Svc) -> None:
    for word in ("2607a 00417", "２６０７Ａ００４１７", "00417", "hf-20.2607a00417"):
        assert json.loads(sold("asset", "show", word, "--json").out)["serial"] == "2607A00417"
    told = sold("asset", "show", "26O7AOO4l7", status=1)
    assert told.err == "no asset '26O7AOO4l7'\ndid you mean HF-20.2607A00417?\n"
    for product in ([], ["-p", "HF-20"]):
        opened = sold("new", "repair", f"Cold {len(product)}", *product, "-s", "26O7A00417")
        assert "there is no machine 26O7A00417; did you mean HF-20.2607A00417?\n" in opened.err
        assert json.loads(sold("show", opened.id, "--json").out)["serial"] == "26O7A00417"  # nothing is assumed
    assert "did you mean" not in sold("new", "repair", "Hums", "-s", "2607a 00417").err
    assert sold("asset", "list", "serial:2607a00400..２６０７Ａ００４１７", "--fields", "serial").out.split() == [
        "2607A00400", "2607A00417"]  # fmt: skip


@pytest.mark.parametrize(
    ("stage", "exit", "spoken", "said", "state"),
    [
        ("intake", "", "", "", "open"),
        ("intake", "", "in", "", "open"),
        ("intake", "", "out", "", "informed"),
        ("intake", "", "out", "not-found", "not-found"),
        ("closed", "", "", "", "done"),
        ("closed", "", "out", "not-found", "done"),
        ("closed", "no-fault", "", "", "done"),
        ("closed", "withdrawn", "", "", "refused"),
        ("closed", "not-ours", "", "", "not-found"),
        ("closed", "void", "", "", "open"),
        ("closed", "duplicate", "", "informed", "informed"),
    ],
)
def test_how_far_a_machine_is(stage: str, exit: str, spoken: str, said: str, state: str) -> None:
    from datetime import UTC, datetime

    at = datetime(2026, 11, 21, tzinfo=UTC)
    events = (Event("E1", at, "me", "contact", data={"way": spoken}),) if spoken else ()
    case = Case({"id": "C", "stage": stage, "exit": exit, "product": "P", "serial": "s 1"}, "", events)
    parent = Case({"items": [{"product": "P", "serial": "S1", "state": said}, {"product": "P", "serial": "S2"}]}, "")
    assert [one.state for one in recalls.machines(parent, [case], "closed")] == [state, "open"]
    assert dict(recalls.counts(recalls.machines(parent, [case], "closed")))[state] >= 1


def test_the_query_of_a_recall_follows_the_keys_that_it_names(sold: Svc) -> None:
    recall = json.loads(sold("show", "@", "--json").out)["id"]
    sold("link", recall, "--campaign", "产品：HF-20 (客户：northmill or customer:\"northmill\" or batch:HF-20)")
    other = sold("new", "complaint", "Another one", "--severity", "minor", "-m", "x").id
    sold("link", other, "--campaign", "-customer:south serial:2607A00417 (batch:B12 or batch:HF-20)")
    sold("product", "rename", "HF-20", "HF-21")
    sold("edit", other, "--set", "items=", "-m", "None of them.")
    sold("product", "rename", "HF-21", "HF-20")
    assert f"Case: {other}" not in sold.git("log", "-1", "--format=%B")
    sold("product", "rename", "HF-20", "HF-21")
    assert f"Case: {other}" not in sold.git("log", "-1", "--format=%B")
    assert f"Case: {recall}" in sold.git("log", "-1", "--format=%B")
    sold("customer", "rename", "northmill", "mill")
    query = "产品：HF-21 (客户：mill or customer:\"mill\" or batch:HF-20)"
    assert json.loads(sold("show", recall, "--json").out)["campaign"] == query
    assert json.loads(sold("show", other, "--json").out)["campaign"] == (
        "-customer:south serial:2607A00417 (batch:B12 or batch:HF-20)"
    )
    sold("asset", "add", "HF-21", "2607A00601", "--set", "customer=mill")
    assert f"falls under the recall {recall}" in sold("check").err + sold("check").out
