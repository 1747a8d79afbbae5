"""Whoever writes an event down puts it at its place, with an id of its own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from making import BIRTH, NOW, case, clerk, event

from svc.model import Case, stamp


def test_an_event_of_now_says_so_once() -> None:
    made = clerk().event(case(), "note", {"text": "seen", "visible": "", "tags": []})
    assert made.as_data() | {"id": ""} == {
        "id": "",
        "at": "2026-11-21T09:00:00+00:00",
        "by": "zhao.min",
        "kind": "note",
        "text": "seen",
    }


def test_what_happened_before_is_recorded_now() -> None:
    made = clerk(at=NOW - timedelta(hours=3)).event(case(), "note")
    assert (made.at, made.recorded, made.entered) == (NOW - timedelta(hours=3), NOW, NOW)


def test_what_somebody_else_did_is_recorded_by_me() -> None:
    made = clerk(me="zhao.min", by="sun.tao").event(case(), "note")
    assert (made.by, made.recorded_by) == ("sun.tao", "zhao.min")
    assert clerk(by="zhao.min").event(case(), "note").recorded_by == ""


def test_fractions_of_a_second_are_left_out() -> None:
    made = clerk(now=NOW.replace(microsecond=999999)).event(case(), "note")
    assert made.at == NOW


@given(st.integers(0, 1000), st.integers(1, 120))
def test_events_of_one_clerk_stay_in_order(seed: int, count: int) -> None:
    one, writer = case(), clerk(seed=seed)
    made = [writer.event(one, "note") for _ in range(count)]
    assert [e.log_order for e in made] == sorted(e.log_order for e in made)
    assert len({e.id for e in made}) == count


def test_many_cases_in_one_act_do_not_use_up_the_ids() -> None:
    writer = clerk()
    made = [writer.event(case(id=f"C-{n}"), "note") for n in range(3000)]
    assert {e.at for e in made} == {NOW}
    assert all(e.id > "A0000" for e in made)


def test_an_event_follows_what_the_same_second_holds() -> None:
    held = event("Y0000", "note", at=stamp(NOW))
    assert all(clerk(seed=n).event(case(log=(BIRTH, held)), "note").id > "Y0000" for n in range(50))


def test_a_full_second_leads_to_the_next() -> None:
    held = event("ZZZZZ", "note", at=stamp(NOW))
    made = clerk().event(case(log=(BIRTH, held)), "note")
    assert made.at == NOW + timedelta(seconds=1)


def test_nothing_is_recorded_before_what_is_recorded() -> None:
    ahead = event("B0000", "move", at=stamp(NOW + timedelta(minutes=4)), from_="intake", to="analysis")
    made = clerk().event(case(log=(BIRTH, ahead), stage="analysis"), "move")
    assert made.entered == NOW + timedelta(minutes=4)
    assert made.log_order > case(log=(BIRTH, ahead)).events[-1].log_order


def test_instants_keep_the_zone_of_the_desk() -> None:
    shanghai = ZoneInfo("Asia/Shanghai")
    held = event("B0000", "note", at="2026-11-21T01:00:00+00:00")
    made = clerk(now=datetime(2026, 11, 21, 9, 0, tzinfo=shanghai)).event(case(log=(BIRTH, held)), "note")
    assert stamp(made.at) == "2026-11-21T09:00:00+08:00"
    assert made.at.astimezone(UTC).hour == 1


@given(st.integers(0, 500))
def test_items_have_ids_unlike_those_of_events_and_items(seed: int) -> None:
    held: Case = case({"resolution.tests": [{"id": "B0001"}], "resolution.plan.measures": [{"id": "B0002"}]})
    writer = clerk(seed=seed)
    made = [writer.fresh_id(held), writer.event(held, "note").id, writer.fresh_id(held)]
    assert len({*made, "A0000", "B0001", "B0002"}) == 6


def test_a_clerk_who_writes_for_another_remembers_with_it() -> None:
    writer = clerk()
    one = case()
    made = [writer.event(one, "note"), writer.writing_for("chen.jie").event(one, "note"), writer.event(one, "note")]
    assert [e.by for e in made] == ["zhao.min", "chen.jie", "zhao.min"]
    assert [e.id for e in made] == sorted(e.id for e in made)
