"""Slips of the hand: commands, options, values, fields, codes, ids and dates are answered with the nearest."""

from __future__ import annotations

from running import Svc

SLIPS = [
    ("lsit", "did you mean list"),
    ("help moev", "did you mean move?"),
    ("help date", "did you mean dates, gates?"),
    ("--vresion", "did you mean --version?"),
    ("list --fromat json", "did you mean --format?"),
    ("list --format jsn", "did you mean json"),
    ("contact @ inn -m x", "did you mean in?"),
    ("attach @ --to analisys svc.yaml", "did you mean analysis?"),
    ("completion bsh", "did you mean bash"),
    ("list --fields titel", "did you mean title?"),
    ("list --sort titel", "did you mean title?"),
    ("list titel:x", "did you mean title?"),
    ("list stage:anlysis", "did you mean analysis?"),
    ("lessons categry:x", "did you mean category?"),
    ("edit @ --set titel=x", "did you mean title?"),
    ("edit @ --set priority=hihg", "did you mean high?"),
    ("move @ anlysis", "did you mean analysis?"),
    ("new repiar x", "did you mean repair?"),
    ("wait @ prats --until tomorrow", "did you mean parts?"),
    ("wait @ parts --until tomorow", "did you mean 'tomorrow'?"),
    ("note @ -m x --at yestreday", "did you mean 'yesterday'?"),
    ("close @ --as withdrwan", "did you mean withdrawn?"),
    ("link @ @ --as realted", "did you mean related?"),
    ("init --langauge zh", "did you mean --language?"),
    ("init x --time-zone Asia/Shangai", "did you mean Asia/Shanghai?"),
    ("fields titel", "did you mean title?"),
]


def test_a_slip_is_answered_with_the_nearest(svc: Svc) -> None:
    svc("new", "repair", "Pump leaks")
    said = {line: svc.run(*line.split())[0] for line, _ in SLIPS}
    assert {line: hint in said[line].err for line, hint in SLIPS} == {line: True for line, _ in SLIPS}
    assert {told.out for told in said.values()} == {""}


def test_a_slip_in_an_id_is_answered_with_the_case(svc: Svc) -> None:
    name = svc("new", "repair", "Pump leaks").id
    svc("new", "repair", "Door squeaks", "--serial", "2")
    wrong = name[:-1] + ("0" if name[-1] != "0" else "1")
    swapped = name[:8] + name[9] + name[8] + name[10:]
    for word in (wrong, swapped, wrong[-9:]):
        if word != name:
            assert f"did you mean {name}?" in svc("show", word, status=1).err
    assert "did you mean" not in svc("show", "C-2611-000000000", status=1).err
