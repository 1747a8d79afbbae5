"""Random renames and merges of records on a small desk: after each, nothing names what is not there.

    python tests/campaign.py rekey        1,000 of them; the suite does some

Customers, products, machines and cases name each other crosswise. After each act every file is looked at without the
code under test: each key that a case or record names is the name of a file, each key is that of its own file, as many
records are there as must be, and what was true of who has which machine and case is true under the new keys. At the
end svc check and svc audit find nothing.
"""

from __future__ import annotations

import os
import random
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from running import Svc

_LINE = re.compile(r"^(customer|product|serial|id): (.*)$", re.M)


@dataclass
class Figures:
    """What came of it."""

    acts: Counter[str] = field(default_factory=Counter)
    records: int = 0
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        did = ", ".join(f"{count} {name}" for name, count in sorted(self.acts.items()))
        return f"{did}; {self.records} records left; wrong: {len(self.wrong)}"


class Rekeys:
    """One desk and the names that its records go by, told in parallel by a model of three tables."""

    def __init__(self, svc: Svc, seed: int, customers: int = 12, products: int = 6, machines: int = 30) -> None:
        self.svc = svc
        self.chance = random.Random(seed)
        self.count = 0
        self.figures = Figures()
        self.now = datetime.fromisoformat(os.environ["SVC_NOW"])
        self.customers = {self._customer() for _ in range(customers)}
        self.products = {self._product() for _ in range(products)}
        self.machines: dict[str, str] = {}
        """Machine to customer."""
        self.cases: dict[str, tuple[str, str]] = {}
        """Case to customer and machine."""
        for _ in range(machines):
            self._machine()
        for _ in range(machines):
            self._case()

    def _fresh(self, word: str) -> str:
        self.count += 1
        return f"{word}{self.count}{self.chance.choice(['', '-x', '.y', '客户', '_Z'])}"

    def _customer(self) -> str:
        key = self._fresh("c")
        self.svc("customer", "add", key, "--name", f"Name of {key}", "--set", f"refs={{erp: {key}}}")
        return key

    def _product(self) -> str:
        key = self._fresh("P")
        self.svc("product", "add", key, "--name", f"Product {key}")
        return key

    def _machine(self) -> None:
        product, customer = self._one(self.products), self._one(self.customers)
        self.count += 1
        serial = f"{self.count}S{len(self.machines)}"
        key = self.svc("asset", "add", product, serial, "--set", f"customer={customer}").out.strip()
        self.machines[key] = customer
        if len(self.machines) > 1 and self.chance.random() < 0.3:
            other = self._one({*self.machines} - {key})
            self.svc("asset", "edit", key, "--set", f"replaces={other}")
            self.svc("customer", "edit", customer, "--set", f"agreements+={{what: a, assets: [{other}, {key}]}}")
            stranger = self._one(self.customers - {customer})
            self.svc("customer", "edit", customer, "--set", f"distinct+={stranger}")

    def _case(self) -> None:
        machine = self._one(self.machines)
        product, serial = self._parts(machine)
        other = self._one(self.machines)
        item = "{{product: {}, serial: '{}'}}".format(*self._parts(other))
        customer = self.machines[machine]
        told = self.svc("new", "repair", f"About {machine}", "-c", customer, "-p", product, "-s", f" {serial.lower()}",
                        "--set", f"items={item}", "-m", "Broken.")  # fmt: skip
        self.cases[told.id] = (customer, machine)

    def _one(self, names: object) -> str:
        return self.chance.choice(sorted(names))  # type: ignore[call-overload,no-any-return]

    def _parts(self, machine: str) -> tuple[str, str]:
        text = (self.svc.desk / "assets" / f"{machine}.yaml").read_text("utf-8")
        held = {name: value.strip('"') for name, value in _LINE.findall(text)}
        return held["product"], held["serial"]

    def step(self) -> None:
        """One act by chance, a minute after the one before, told to the model too, then looked at."""
        self.now += timedelta(minutes=1)
        os.environ["SVC_NOW"] = self.now.isoformat()
        acts = [self._rename_customer, self._rename_product, self._rename_machine, self._merge_customers,
                self._merge_machines]  # fmt: skip
        act = self.chance.choice(acts)
        self.figures.acts[act.__name__.strip("_").replace("_", " ")] += 1
        act()
        self.figures.wrong += [f"after {sum(self.figures.acts.values())}, {act.__name__}: {one}" for one in self.look()]

    def _rename_customer(self) -> None:
        old, new = self._one(self.customers), self._fresh("c")
        self.svc("customer", "rename", old, new)
        self._became_customer(old, new)

    def _became_customer(self, old: str, new: str) -> None:
        self.customers = (self.customers - {old}) | {new}
        self.machines = {key: new if who == old else who for key, who in self.machines.items()}
        self.cases = {key: (new if who == old else who, what) for key, (who, what) in self.cases.items()}

    def _rename_product(self) -> None:
        old, new = self._one(self.products), self._fresh("P")
        mine = {key: self._parts(key)[1] for key in self.machines if self._parts(key)[0] == old}
        self.svc("product", "rename", old, new)
        self.products = (self.products - {old}) | {new}
        for key, serial in mine.items():
            self._became_machine(key, f"{new}.{serial}")

    def _rename_machine(self) -> None:
        old = self._one(self.machines)
        serial = f"{self.count}T{self.chance.randrange(10**6)}"
        self.count += 1
        product = self._parts(old)[0]
        self.svc("asset", "rename", old, serial)
        self._became_machine(old, f"{product}.{serial}")

    def _became_machine(self, old: str, new: str) -> None:
        self.machines[new] = self.machines.pop(old)
        self.cases = {key: (who, new if what == old else what) for key, (who, what) in self.cases.items()}

    def _merge_customers(self) -> None:
        gone = self._one(self.customers)
        kept = self._one(self.customers - {gone})
        self.svc("customer", "merge", gone, kept)
        self._became_customer(gone, kept)
        self.customers.add(self._customer())

    def _merge_machines(self) -> None:
        gone = self._one(self.machines)
        kept = self._one({*self.machines} - {gone})
        self.svc("asset", "merge", gone, kept)
        self.cases = {key: (who, kept if what == gone else what) for key, (who, what) in self.cases.items()}
        del self.machines[gone]
        self._machine()

    def look(self) -> list[str]:
        """What is wrong on the desk."""
        found = []
        for folder, names in (("customers", self.customers), ("products", self.products), ("assets", {*self.machines})):
            there = {path.stem for path in (self.svc.desk / folder).glob("*.yaml")}
            found += [f"{folder}: {sorted(there ^ names)}"] if there != names else []
        for key, who in self.machines.items():
            held = self._held(self.svc.desk / "assets" / f"{key}.yaml")
            if (held["id"], held["customer"]) != (key, who) or held["product"] not in self.products:
                found.append(f"assets/{key}: {held}")
        for path in (self.svc.desk / "cases").rglob("*.yaml"):
            held, (who, what) = self._held(path), self.cases[path.stem]
            if (held["customer"], f"{held['product']}.{held['serial'].upper()}") != (who, what):
                found.append(f"{path.stem}: {held}, not {who}, {what}")
        known = {*self.machines, *self.customers, *self.products}
        for path in [*(self.svc.desk / "assets").glob("*.yaml"), *(self.svc.desk / "customers").glob("*.yaml")]:
            text = re.sub(r"(?m)^former: .*$", "", path.read_text("utf-8"))
            lists = re.findall(r"(?:assets|distinct): \[(.*?)\]", text)
            named = re.findall(r"^replaces: (.*)$", text, re.M)
            named += [word.strip(' "') for words in lists for word in words.split(",")]
            named = [name.strip('"') for name in named]
            found += [f"{path.stem} names {name}" for name in named if name not in known or name == path.stem]
        return found

    def _held(self, path: Path) -> dict[str, str]:
        return {name: value.strip('"') for name, value in _LINE.findall(path.read_text("utf-8"))}

    def finish(self) -> Figures:
        """What svc itself says at the end."""
        for words in (("check",), ("audit",)):
            told, status = self.svc.run(*words)
            if status or told.out:
                self.figures.wrong.append(f"svc {words[0]}: {told.out[:500]}{told.err[:500]}")
        self.figures.records = len(self.customers) + len(self.products) + len(self.machines)
        return self.figures


def run(svc: Svc, count: int, seed: int) -> Figures:
    """Some acts by chance."""
    desk = Rekeys(svc, seed) if count > 100 else Rekeys(svc, seed, 3, 2, 4)
    for _ in range(count):
        desk.step()
        if desk.figures.wrong:
            break
    return desk.finish()
