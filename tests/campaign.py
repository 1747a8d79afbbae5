"""``make campaign``: the long runs, each with its figures. Exit status 1 when anything was wrong.

``python tests/campaign.py [NAME]... [--share 0.1]`` runs some of them, or a tenth of each.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.campaigns import costs, fault, guards, kill, parallel  # noqa: E402

Line = tuple[str, list[str]]


def kills(folder: Path, share: float) -> Iterator[Line]:
    """A thousand kills."""
    kills = max(20, int(1000 * share))
    figures = kill.run(folder, kills, random.randrange(1_000_000), kills // 2)
    enough = [] if figures.inside >= kills // 2 else [f"only {figures.inside} kills inside the operation"]
    yield str(figures), figures.faults + enough


def faults(folder: Path, share: float) -> Iterator[Line]:
    """Every I/O call fails once."""
    if reason := fault.missing():
        yield f"skipped: {reason}", []
        return
    for verb in ("new", "move", "attach"):
        figures = fault.run(folder / verb, verb, step=max(1, round(1 / share)))
        yield str(figures), figures.faults


def parallel_writers(folder: Path, share: float) -> Iterator[Line]:
    """Eight processes at once, and a person beside them."""
    for run, count in ((parallel.news, 4000), (parallel.same_cases, 800)):
        figures = run(folder / run.__name__, max(40, int(count * share)))
        yield str(figures), figures.faults


def guards_out(folder: Path, share: float) -> Iterator[Line]:
    """Each guard taken out."""
    for line in guards.run(folder):
        yield line, [line] if line.startswith("WRONG") else []


def cost(folder: Path, share: float) -> Iterator[Line]:
    """CPU time against plain Git, in the same run."""
    yield costs.new(folder / "new", max(5, int(40 * share))), []
    yield costs.stream(folder / "stream", max(200, int(10_000 * share))), []


def codec(folder: Path, share: float) -> Iterator[Line]:
    """Mutated files, by both parsers."""
    for parser, count in (("c", 100_000), ("pure", 20_000)):
        yield _script("tests/campaign_codec.py", "--count", str(int(count * share)), "--parser", parser)


def forms(folder: Path, share: float) -> Iterator[Line]:
    """Pairs of single-field changes, merged by plain Git."""
    yield _script("tests/campaigns/forms.py", str(int(1000 * share)))


def real(folder: Path, share: float) -> Iterator[Line]:
    """Real complaints worked through the loop, where the data is at hand."""
    yield _script("tests/campaigns/real.py", str(folder / "desk"))


def indexed(folder: Path, share: float) -> Iterator[Line]:
    """The index against a plain reading."""
    import pytest

    from tests.campaigns import index, past, sums
    from tests.conftest import clean, made_desk
    from tests.running import Svc

    for part in range(10):
        files = index.run(folder / str(part), max(20, int(500 * share)), random.randrange(1_000_000), part % 4 == 3)
        yield str(files), files.faults
        branches = past.run(folder / f"past{part}", max(20, int(300 * share)), random.randrange(1_000_000))
        yield str(branches), branches.faults
        with pytest.MonkeyPatch.context() as patch:
            (folder / f"sums{part}").mkdir()
            clean(patch, folder / f"sums{part}")
            Svc(folder)("demo", str(folder / f"sums{part}" / "desk"))
            seed = random.randrange(1_000_000)
            reports = sums.run(folder / f"sums{part}" / "desk", max(4, int(60 * share)), seed)
        yield str(reports), reports.faults
    with pytest.MonkeyPatch.context() as patch:
        (folder / "crowd").mkdir()
        clean(patch, folder / "crowd")
        beside = index.crowd(made_desk(folder / "crowd"), max(4, 60 * share), 8, 2)
    yield str(beside), beside.faults


def models(folder: Path, share: float) -> Iterator[Line]:
    """Walks through all verbs, each step compared with a simple model."""
    from tests.campaigns import walk

    for line in walk.run(folder, max(20, int(2000 * share))):
        yield line, [line] if line.startswith("WRONG") else []


def imports(folder: Path, share: float) -> Iterator[Line]:
    """Imports: killed and started again, of mutated files, of real ones where the data is at hand."""
    from tests.campaigns import imports, sources
    from tests.campaigns.real import data_folder

    kills = max(3, int(100 * share))
    table = folder / "log.csv"
    table.write_text(imports.log_of(400, 1), encoding="utf-8")
    figures = imports.kill_run(folder / "invented", table, imports.MAP, kills, random.randrange(1_000_000))
    yield str(figures), figures.wrong
    yield _script("tests/campaigns/mutants.py", str(max(40, int(2000 * share))))
    data = data_folder()
    if data is None:
        yield "the data is not at hand: skipped", []
        return
    yield from sources.files(folder, data)
    yield from sources.helpdesk(folder, data)
    seed = random.randrange(1_000_000)
    figures = imports.kill_run(folder / "real", data / sources.HELPDESK, "helpdesk-log", kills, seed)
    yield str(figures), figures.wrong


def query(folder: Path, share: float) -> Iterator[Line]:
    """Random queries against plain Python, and any text at all."""
    from tests.campaigns import queries

    yield from queries.run(int(2000 * share), int(100_000 * share), random.randrange(1_000_000))


def calendars(folder: Path, share: float) -> Iterator[Line]:
    """Working time against a walk minute by minute; China's days against other libraries, where they are at hand."""
    from tests.campaigns import countries

    yield _script("tests/campaigns/minutes.py", str(int(5000 * share)), str(random.randrange(1_000_000)))
    yield from countries.run()


def reports(folder: Path, share: float) -> Iterator[Line]:
    """Reports by every Python at hand; figures of real exports beside those from the CSV, where the data is at hand."""
    from tests.campaigns import attainment, same_bytes
    from tests.campaigns.real import data_folder

    (folder / "bytes").mkdir()
    yield from same_bytes.run(folder / "bytes")
    data = data_folder()
    if data is None:
        yield "the data is not at hand: skipped", []
        return
    yield from attainment.run(folder, data)


def merges(folder: Path, share: float) -> Iterator[Line]:
    """Random triples merged by fields and by lines."""
    yield _script("tests/campaigns/triples.py", str(int(10_000 * share)))


def syncs(folder: Path, share: float) -> Iterator[Line]:
    """Five clones that sync while they work, and are killed; then every I/O call of a sync fails once."""
    from tests.campaigns import sync

    for number in range(2):
        figures = sync.run(folder / str(number), max(5, int(200 * share)), random.randrange(1_000_000))
        yield str(figures), figures.wrong
    if not fault.missing():
        swept = fault.run(folder / "fault", "sync", step=max(1, round(1 / share)))
        yield str(swept), swept.faults


def over_lines(folder: Path, share: float) -> Iterator[Line]:
    """Syncs over lines that are cut, to remotes that refuse, onto full disks."""
    from tests.campaigns import lines

    yield from lines.run(folder, share)


def honest_work(folder: Path, share: float) -> Iterator[Line]:
    """Five people who work honestly, with and without signed commits: an audit finds nothing."""
    import pytest

    from tests.campaigns import honest
    from tests.conftest import clean, made_desk

    for signed in (False, True):
        place = folder / str(signed)
        place.mkdir()
        with pytest.MonkeyPatch.context() as patch:
            clean(patch, place)
            seed = random.randrange(1_000_000)
            figures = honest.run(made_desk(place), patch, max(20, int(1000 * share)), seed, signed)
        yield str(figures), figures.wrong


def rekeys(folder: Path, share: float) -> Iterator[Line]:
    """Records renamed and made one by chance: nothing names what is gone."""
    import pytest

    from tests.conftest import clean, made_desk

    sys.path.insert(0, str(ROOT / "tests"))
    from running import Svc

    from tests.campaigns import rekeys

    with pytest.MonkeyPatch.context() as patch:
        clean(patch, folder)
        patch.delenv("SVC_SEED")  # or every call draws the same ids
        seed = random.randrange(1_000_000)
        figures = rekeys.run(Svc(made_desk(folder)), max(20, int(1000 * share)), seed)
    yield f"{figures}, seed {seed}", figures.wrong


def duplicates(folder: Path, share: float) -> Iterator[Line]:
    """Customers entered twice among many that are not: how many are found, and what else is told."""
    sys.path.insert(0, str(ROOT / "tests"))
    from tests.campaigns import twofold

    for count, planted in ((5000, 300), (20_000, 1200)):
        seed = random.randrange(1_000_000)
        found = twofold.run(int(count * share), max(3, int(planted * share)), seed)
        missing = [f"recall {found.recall:.1%}"] if found.recall < twofold.RECALL else []
        doubtful = found.precision("strong", "likely")
        yield f"{found}, seed {seed}", missing + ([f"precision {doubtful:.1%}"] if doubtful < twofold.PRECISION else [])


def _script(*words: str) -> Line:
    done = subprocess.run([sys.executable, *words], cwd=ROOT, capture_output=True, text=True, check=False)
    return (done.stdout.strip() or done.stderr.strip()), [done.stderr[-500:]] if done.returncode else []


RUNS: dict[str, Callable[[Path, float], Iterator[Line]]] = {
    "kill": kills, "fault": faults, "parallel": parallel_writers, "guards": guards_out, "cost": cost, "codec": codec,
    "forms": forms, "index": indexed, "real": real, "model": models, "import": imports, "query": query,
    "calendars": calendars, "merge": merges, "sync": syncs, "line": over_lines, "reports": reports,
    "honest": honest_work, "rekey": rekeys, "duplicates": duplicates,
}  # fmt: skip


def main() -> int:
    """Run them and say what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(RUNS))
    parser.add_argument("--share", type=float, default=1.0, help="how much of each run, 1 for all of it")
    asked = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    wrong = 0
    for name in asked.names or RUNS:
        with tempfile.TemporaryDirectory(prefix="svc-campaign-", ignore_cleanup_errors=True) as folder:
            for line, found in RUNS[name](Path(folder), asked.share):
                print(f"{name}: {line}", flush=True)
                wrong += len(found)
                for what in found[:20]:
                    print(f"  WRONG: {what}", flush=True)
    print("all well" if not wrong else f"{wrong} faults")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
