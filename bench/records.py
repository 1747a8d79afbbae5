"""Customers and machines beside the cases of a desk, so many as are asked for: those that its cases name, and others.

The customer's name of a case is taken as a key where it can be one, its product and serial number as a machine. The
same numbers give the same files; they are one commit.

Usage: ``python bench/records.py DESK [--customers 20000] [--assets 50000]``.
"""

from __future__ import annotations

import argparse
import random
import re
import subprocess
import sys
from itertools import count, islice
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from svc.schema.kinds import is_key, made_key  # noqa: E402

_FIELD = re.compile(r"^(customer|product|serial): (.+)$", re.M)
_PLACES = ("Leeds", "杭州", "York", "苏州", "Hull", "宁波")


def make(desk: Path, customers: int, assets: int) -> None:
    """Write and commit them."""
    chance = random.Random(customers + assets)
    named = [dict(_FIELD.findall(path.read_text(encoding="utf-8"))) for path in sorted(desk.glob("cases/**/*.yaml"))]
    keys = _enough([one["customer"] for one in named if is_key(one.get("customer", ""))], "cus", customers)
    products = sorted({one["product"] for one in named if is_key(one.get("product", ""))}) or ["P1"]
    machines = {(one["product"], one["serial"]): one.get("customer", "") for one in named
                if one.get("product") in products and "serial" in one}  # fmt: skip
    numbers = (f"{chance.choice(products)} 26B{number:06}" for number in count())
    more = (tuple(word.split(" ")) for word in numbers)
    pairs = [*islice(machines, assets), *islice(more, max(0, assets - len(machines)))]
    for product in products:
        _write(desk, f"products/{product}", f"id: {product}\nname: {product}\nwarranty:\n"
               "  - {starts: invoiced, months: 24, covers: [parts, labour]}\n")  # fmt: skip
    for key in keys:
        _write(desk, f"customers/{key}", _customer(key, chance))
    known = set(keys)
    for product, serial in pairs:
        owner = machines.get((product, serial), "")
        _write(desk, f"assets/{made_key((product, serial))}",
               _machine(product, serial, owner if owner in known else chance.choice(keys), chance))  # fmt: skip
    for words in (["add", "customers", "products", "assets"], ["commit", "-qm", "Add the records"]):
        subprocess.run(["git", *words], cwd=desk, check=True)


def _enough(named: list[str], stem: str, wanted: int) -> list[str]:
    found = dict.fromkeys(named)
    return [*islice(found, wanted), *(f"{stem}-{number:05}" for number in range(max(0, wanted - len(found))))]


def _customer(key: str, chance: random.Random) -> str:
    phone = f"+44 113 496 {chance.randrange(10_000):04}"
    return (
        f"id: {key}\nkind: organisation\nname: {key}\ntier: standard\nplace: {chance.choice(_PLACES)}\n"
        f"contacts:\n  - {{id: c1, via: phone, value: {phone}, confirmed: 2026-0{chance.randrange(1, 10)}-01}}\n"
    )


def _machine(product: str, serial: str, customer: str, chance: random.Random) -> str:
    day = f"2025-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
    return (
        f"id: {made_key((product, serial))}\nproduct: {product}\nserial: {serial}\ncustomer: {customer}\n"
        f"state: in-service\nplace: {chance.choice(_PLACES)}\ninvoiced: {day}\ndelivered: {day}\n"
    )


def _write(desk: Path, name: str, text: str) -> None:
    place = desk / f"{name}.yaml"
    place.parent.mkdir(exist_ok=True)
    place.write_text(text, encoding="utf-8")


def main() -> None:
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument("desk", type=Path)
    told.add_argument("--customers", type=int, default=20_000)
    told.add_argument("--assets", type=int, default=50_000)
    asked = told.parse_args()
    make(asked.desk, asked.customers, asked.assets)


if __name__ == "__main__":
    main()
