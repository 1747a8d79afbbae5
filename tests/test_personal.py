"""Which words are a telephone number, a mail address, the number of an identity card, and which only look so."""

from __future__ import annotations

import pytest

from svc.schema.personal import OF_PEOPLE, hits, known_words, masked, without, without_people

FOUND = [
    ("phone", "电话13800138000联系", "13800138000"),
    ("phone", "13800138000.", "13800138000"),
    ("phone", "139-0013-8000", "139-0013-8000"),
    ("phone", "+86 138 0013 8000", "+86 138 0013 8000"),
    ("phone", "8613800138000", "8613800138000"),
    ("phone", "１３８００１３８０００", "１３８００１３８０００"),
    ("phone", "座机 0571-88886666 转 801", "0571-88886666"),
    ("phone", "(010)62345678", "(010)62345678"),
    ("phone", "021 62345678-12", "021 62345678-12"),
    ("phone", "call 0113 496 0000, please", "0113 496 0000"),
    ("phone", "+44 113 496 0000", "+44 113 496 0000"),
    ("phone", "+49 (0)30 901820", "+49 (0)30 901820"),
    ("phone", "555-123-4567", "555-123-4567"),
    ("phone", "139.1234.5678", "139.1234.5678"),
    ("phone", "(0113) 496 7731", "(0113) 496 7731"),
    ("phone", "07700 900123", "07700 900123"),
    ("phone", "030/901820", "030/901820"),
    ("phone", "0049 30 901820", "0049 30 901820"),
    ("phone", "00 44 113 496 7731", "00 44 113 496 7731"),
    ("phone", "555.123.4567", "555.123.4567"),
    ("phone", "tel13912345678", "13912345678"),
    ("phone", "{file: IMG_13800138000.jpg}", "13800138000"),
    ("phone", "{file: 0113 4967731.txt}", "0113 4967731"),
    ("phone", "Call 13800138000.Thanks", "13800138000"),
    ("phone", "{id: A1234, text: 13800138000}", "13800138000"),
    ("mail", "邮箱li.lei@example.com。", "li.lei@example.com"),
    ("mail", "<ann+x@mail.example.co.uk>", "ann+x@mail.example.co.uk"),
    ("id-card", "身份证11010519491231002X", "11010519491231002X"),
    ("id-card", "440524188001010014".replace("1880", "1980"), ""),  # the check digit is that of 1880
    ("id-card", "11010519491231002x ok", "11010519491231002x"),
]
OTHERS = [
    "serial 13800138000",
    "序列号：13800138000",
    "订单号 13800138000 已发",
    "order no. 13912345678",
    "运单 13800138000",
    "SN13800138000",
    "2607A13800138000",
    "SF1380013800012",
    "75512345678901",
    "HF-20.13800138000",
    "138001380001",
    "1380013800",
    "400-820-8820",
    "2026-11-21T09:00:00+08:00",
    "C-2611-1QSASJ2M6",
    "0.13800138000",
    "EUR 13800138000.50",
    "192.168.100.200",
    "110105194912310021",  # a wrong check digit
    "113456199913999999",  # no day of birth
    "zhao.min at desk",
    "a@b",
    "0102-0304",
    "0012345678901",
    "2026-11-21 09:00-10:30",
    "0.5/0.75 mm",
    "10.123.4567",
    "WP-600_0113 496",
    "part 555-123-4567",
    "6222021234567890123",  # a bank card, which nothing here knows
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text", "words"), FOUND, ids=[text for _, text, _ in FOUND])
def test_what_is_of_a_person_is_found(kind: str, text: str, words: str) -> None:
    assert [(hit.kind, hit.words) for hit in hits(text, OF_PEOPLE)] == ([(kind, words)] if words else [])


@pytest.mark.parametrize("text", OTHERS)
def test_what_only_looks_so_is_left_alone(text: str) -> None:
    assert [*hits(text, OF_PEOPLE)] == []


def test_a_number_that_the_file_has_as_a_serial_number_is_none_of_a_person() -> None:
    data = {
        "serial": "13800138000", "refs": {"order": "13900139000"}, "opened_by": "zhao@desk.example",
        "log": [{"kind": "serial", "from": "13700137000", "to": "13800138000", "by": "li@desk.example"}],
        "title": "13600136000",
    }  # fmt: skip
    assert known_words(data) == {
        "13800138000", "13900139000", "13700137000", "zhao@desk.example", "li@desk.example",
    }  # fmt: skip
    text = "13800138000 13600136000 zhao@desk.example lei@mail.example"
    assert [hit.words for hit in hits(text, OF_PEOPLE, known_words(data))] == ["lei@mail.example", "13600136000"]


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("13800138000", "138****8000"),
        ("+86 138 0013 8000", "+86 1** **** 8000"),
        ("0571-88886666", "057*-****6666"),
        ("5551234", "55***34"),
        ("li.lei@example.com", "l***@example.com"),
        ("2 Mill Lane", "2***"),
        ("李雷", "李***"),
        ("", ""),
    ],
)
def test_a_number_is_shown_so_that_only_who_has_it_knows_it_again(words: str, shown: str) -> None:
    assert masked(words) == shown


def test_several_in_one_line_are_all_replaced() -> None:
    assert without_people("ValueError: '13800138000' or li@x.example\n0113 496 0000") == (
        "ValueError: '138****8000' or l***@x.example\n011* *** 0000"
    )
    assert without("a 13800138000 b 13800138001", lambda hit: f"<{hit.words[-1]}>") == "a <0> b <1>"
