"""Real complaints and city requests entered through ``svc new`` and worked round the loop.

The data is not part of the project: its folder is named by SVC_DATA, or lies in ``../shared/data``. Run as
``python tests/campaigns/real.py [DESK]``; prints what was done and how long it took.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

SVC = [sys.executable, "-m", "svc"]
CHANNELS = {"Web": "web", "Phone": "phone", "Postal mail": "letter", "Referral": "letter", "Fax": "letter",
            "PHONE": "phone", "ONLINE": "web", "MOBILE": "web"}  # fmt: skip
COMPLAINT_ROUND = (
    ("analysis", "--set", "severity=minor"),
    ("resolution", "--set", "analysis.cause_category=process", "--set", "analysis.responsible=Back office"),
    ("feedback", "--set", "resolution.remedy=apology", "--set", "resolution.agreed_at=now",
     "--set", "resolution.done_at=now"),
    ("summary", "--set", "feedback.decision=We have corrected the account.", "--set", "feedback.told_at=now",
     "--set", "feedback.reply=accepted",
     "--set", "feedback.internal+={team: quality, person: chen.jie, asked: review}"),
    ("closed", "--set", "summary.lesson=Say all fees before the contract is signed."),
)  # fmt: skip


def data_folder() -> Path | None:
    """Where the data lies, None where it is not at hand."""
    folder = Path(os.environ.get("SVC_DATA") or Path(__file__).resolve().parents[3] / "shared" / "data")
    return folder if (folder / "complaints-cfpb" / "complaints.csv").is_file() else None


def rows(file: Path) -> list[dict[str, str]]:
    """The rows of a CSV, cells of any size."""
    csv.field_size_limit(10**9)
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def complaints(folder: Path, count: int) -> Iterator[tuple[list[str], str]]:
    """``svc new`` lines for complaints; the longest texts and those that begin like formulas are among them."""
    held = rows(folder / "complaints-cfpb" / "complaints.csv")
    text = "Consumer complaint narrative"
    odd = [r for r in held if r[text][:1] in "=+-@"] + sorted(held, key=lambda r: -len(r[text]))[:10]
    chosen = list({r["Complaint ID"]: r for r in [*odd, *held]}.values())[:count]
    for row in chosen:
        at = datetime.strptime(row["Date received"], "%m/%d/%y").strftime("%Y-%m-%d 12:00")
        words = ["new", "complaint", "--title", row["Issue"], "--customer", f"consumer-{row['Complaint ID']}",
                 "--product", row["Product"], "--channel", CHANNELS.get(row["Submitted via"], "web"),
                 "--category", "billing", "--at", at, "--set", f"refs.authority={row['Complaint ID']}",
                 "-F", "-"]  # fmt: skip
        yield words, row[text]


def requests(folder: Path, count: int) -> Iterator[tuple[list[str], str]]:
    """``svc new`` lines for city requests."""
    for row in rows(folder / "requests-311" / "nyc311_2000.csv")[:count]:
        at = datetime.strptime(row["Created Date"], "%m/%d/%Y %I:%M:%S %p").strftime("%Y-%m-%d %H:%M:%S")
        words = ["new", "enquiry", "--title", row["Complaint Type"], "--customer", "city",
                 "--channel", CHANNELS.get(row["Open Data Channel Type"], "web"), "--category", "other",
                 "--severity", "minor", "--at", at, "--set", f"refs.authority={row['Unique Key']}",
                 "-F", "-"]  # fmt: skip
        text = f"{row['Descriptor']}\n{row['Incident Address']}\n{row['Resolution Description']}\n"
        yield words, text


class Desk:
    """A desk that is worked through separate svc processes."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.calls = 0

    def svc(self, *words: str, text: str = "", status: int = 0) -> str:
        """Run svc; fails loudly on another exit status."""
        self.calls += 1
        line = [*SVC, "-C", str(self.root), *words]
        done = subprocess.run(line, input=text.encode(), capture_output=True, check=False)
        assert done.returncode == status, (words, done.returncode, done.stdout[-500:], done.stderr[-2000:])
        assert b"Traceback" not in done.stderr
        return done.stdout.decode()


def work(desk: Desk, folder: Path, plan: tuple[int, int, int, int]) -> dict[str, object]:
    """Enter, work and reopen as many cases as ``plan`` says; returns what stands in the desk then."""
    many_complaints, many_requests, many_closed, many_reopened = plan
    began = time.monotonic()
    entered = [desk.svc(*words, text=text).strip() for words, text in complaints(folder, many_complaints)]
    asked = [desk.svc(*words, text=text).strip() for words, text in requests(folder, many_requests)]
    for case in entered[: many_closed // 2]:
        for stage, *options in COMPLAINT_ROUND:
            desk.svc("move", case, stage, *options)
    for case in asked[: many_closed - many_closed // 2]:
        desk.svc("close", case, "--set", "feedback.decision=Passed on to the agency.", "--set", "feedback.told_at=now",
                 "--set", "summary.lesson=Name the agency in the first answer.")  # fmt: skip
    for case in entered[:many_reopened]:
        desk.svc("reopen", case, "-m", "The same fee was charged again.")
    listed = json.loads(desk.svc("list", "--all", "--json"))
    checked = desk.svc("check", "--json")
    return {
        "cases": len(listed),
        "closed": sum(c["stage"] == "closed" for c in listed),
        "reopened": sum(any(e["kind"] == "reopen" for e in c["log"]) for c in listed),
        "longest text": max(len(c["description"]) for c in listed),
        "formula-like texts": sum(c["description"][:1] in "=+-@" for c in listed),
        "findings": len(json.loads(checked)),
        "commands": desk.calls,
        "seconds": round(time.monotonic() - began, 1),
    }


def main() -> None:
    """Run the whole of it and print."""
    folder = data_folder()
    if folder is None:
        print("the data is not at hand: skipped")
        return
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp(prefix="svc-real-")) / "desk"
    subprocess.run([*SVC, "init", str(root)], check=True, capture_output=True)
    desk = Desk(root)
    for name, value in work(desk, folder, (100, 30, 40, 5)).items():
        print(f"{name}: {value}")
    first = desk.svc("list", "--fields", "id", "--limit", "1").strip()
    print(f"show: {len(desk.svc('show', first).splitlines())} lines; log: {len(desk.svc('log').splitlines())} commits")


if __name__ == "__main__":
    main()
