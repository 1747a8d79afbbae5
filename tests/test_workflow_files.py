"""The workflow files of ``svc init --ci``: what a forge reads of them, and their lines run in a fresh clone."""

from __future__ import annotations

import http.server
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest
import yaml
from running import Svc

from svc.store.workflows import FORGES, workflow_files

MONDAY, SUNDAY = "2026-11-23T00:30:00+00:00", "2026-11-22T00:30:00+00:00"
NOW = datetime(2026, 11, 21, 17, tzinfo=ZoneInfo("Asia/Shanghai"))


def parsed(forge: str, now: datetime = NOW) -> dict[str, Any]:
    files = workflow_files(forge, now, str(now.tzinfo))
    return {Path(path).name: yaml.safe_load(data) for path, data in files.items()}


@pytest.mark.parametrize("forge", ["github", "gitlab", "gitea", "forgejo"])
def test_the_whole_history_is_fetched_and_the_check_is_apart_from_the_report(forge: str) -> None:
    text = "".join(data.decode() for data in workflow_files(forge, NOW, "Asia/Shanghai").values())
    assert text.count("svc check\n") >= 1
    assert text.count('pip install "$SVC_PACKAGE"') == (1 if forge == "gitlab" else 3)
    found = parsed(forge)
    if forge == "gitlab":
        (whole,) = found.values()
        assert whole["variables"]["GIT_DEPTH"] == "0"
        assert [whole[job]["rules"][0]["if"] for job in ("svc check", "svc report")] == [
            '$CI_PIPELINE_SOURCE != "schedule"', '$CI_PIPELINE_SOURCE == "schedule"',
        ]  # fmt: skip
        return
    check, report = found["svc-check.yml"], found["svc-report.yml"]
    for job in (check["jobs"]["check"], report["jobs"]["report"]):
        assert job["steps"][0]["with"] == {"fetch-depth": 0}
    # YAML 1.1 takes on for true.
    assert check[True] == ["push", "pull_request"]
    assert report[True]["schedule"] == [{"cron": "30 0 * * *"}]


@pytest.mark.parametrize(
    ("zone", "cron"),
    [("Asia/Shanghai", "30 0 * * *"), ("Europe/Berlin", "30 7 * * *"), ("America/New_York", "30 13 * * *"),
     ("Asia/Kolkata", "0 3 * * *"), ("Pacific/Auckland", "30 19 * * *")],
)  # fmt: skip
def test_a_report_is_due_at_half_past_eight_where_the_desk_is(zone: str, cron: str) -> None:
    report = parsed("github", datetime(2026, 11, 21, 17, tzinfo=ZoneInfo(zone)))["svc-report.yml"]
    assert report[True]["schedule"][0]["cron"] == cron


@pytest.mark.parametrize("forge", ["github-approvals", "gitea-approvals", "forgejo-approvals"])
def test_approvals_of_a_forge_are_written_where_no_pull_request_has_a_say(forge: str) -> None:
    files = workflow_files(forge, NOW, "Asia/Shanghai")
    whole = yaml.safe_load(next(data for path, data in files.items() if path.endswith(".yml")))
    assert set(whole[True]) == {"schedule", "workflow_dispatch"}
    assert whole["permissions"] == {"contents": "write", "pull-requests": "read"}
    (job,) = whole["jobs"].values()
    assert job["environment"] == "svc-approvals"
    assert "ref" not in job["steps"][0]["with"]
    assert not [step["run"] for step in job["steps"] if "${{" in step.get("run", "")]


@pytest.mark.parametrize("forge", FORGES)
def test_no_file_names_a_registry_or_a_host(forge: str) -> None:
    for data in workflow_files(forge, NOW, "Asia/Shanghai").values():
        assert b"://" not in data
        assert b"@R" not in data
        assert b"@Z" not in data


class _Runner:
    """What a forge's runner does, as far as that goes here: a clone, a detached commit, the lines of the steps."""

    def __init__(self, desk: Path, home: Path, now: str) -> None:
        self.work = home / "work"
        tools = home / "bin"
        tools.mkdir()
        (tools / "svc").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m svc "$@"\n')
        (tools / "svc").chmod(0o755)
        git = ("git", "-c", "advice.detachedHead=false")
        subprocess.run([*git, "clone", "-q", f"file://{desk}", str(self.work)], check=True)
        subprocess.run([*git, "checkout", "-q", "--detach"], cwd=self.work, check=True)
        self.summary = home / "summary.md"
        self.summary.write_text("before\n")
        root = str(Path(__file__).resolve().parent.parent)
        kept = {name: value for name, value in os.environ.items() if not name.startswith("SVC_")}
        self.env = kept | {"CI": "true", "SVC_NOW": now, "SVC_WANTED": "95%", "PYTHONPATH": root,
                           "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
                           "GITHUB_STEP_SUMMARY": str(self.summary)}  # fmt: skip

    @property
    def branch(self) -> str:
        """The branch that was cloned."""
        refs = subprocess.run(["git", "branch", "-r", "--format=%(refname:short)"], cwd=self.work, check=True,
                              capture_output=True, text=True).stdout.split()  # fmt: skip
        return next(ref.removeprefix("origin/") for ref in refs if "/" in ref and "HEAD" not in ref)

    def edit(self, old: str, new: str) -> None:
        """Commit an edit of the one case."""
        (path,) = self.work.glob("cases/*/*/*.yaml")
        path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
        subprocess.run(["git", "commit", "-q", "-am", "by hand"], cwd=self.work, check=True)

    def run(self, line: str) -> tuple[int, str]:
        done = subprocess.run(["bash", "-e", "-c", line], cwd=self.work, env=self.env, capture_output=True, text=True,
                              check=False)  # fmt: skip
        return done.returncode, done.stdout + done.stderr


@pytest.fixture
def late(svc: Svc) -> Path:
    """A desk with a case that nobody answered in time, and the files of every forge."""
    forges = [forge for forge in FORGES if not forge.endswith("-approvals")]
    svc("init", str(svc.desk), *(word for forge in forges for word in ("--ci", forge)))
    svc("new", "repair", "--title", "Drips", "--channel", "mail", "--at", "2026-11-10 10:00")
    return svc.desk


def lines_of(desk: Path, path: str, job: str) -> list[str]:
    """The lines that a job runs, but for the installation."""
    whole = yaml.safe_load((desk / path).read_text("utf-8"))
    if path.endswith("gitlab-ci.yml"):
        return ["\n".join(whole[job]["script"])]
    lines = [step["run"] for step in whole["jobs"][job]["steps"] if "run" in step]
    return [line for line in lines if "pip install" not in line]


def test_the_check_runs_in_a_clone(late: Path, tmp_path: Path) -> None:
    runner = _Runner(late, tmp_path, MONDAY)
    whole, change = lines_of(late, ".github/workflows/svc-check.yml", "check")
    assert runner.run(whole) == (0, "2 files, no problems\n")
    runner.env["GITHUB_BASE_REF"] = runner.branch
    assert runner.run(change) == (0, "")
    runner.edit("stage: intake", "stage: closed")
    assert runner.run(change)[0] == 1
    assert "stage is closed, but the log says intake" in runner.run(change)[1]


def test_a_merge_request_is_judged(late: Path, tmp_path: Path) -> None:
    runner = _Runner(late, tmp_path, MONDAY)
    (line,) = lines_of(late, ".gitlab-ci.yml", "svc check")
    assert runner.run(line) == (0, "2 files, no problems\n")
    assert not (runner.work / "code-quality.json").exists()
    runner.edit("opened_by: zhao.min", "opened_by: li.wei")
    runner.env |= {"CI_PIPELINE_SOURCE": "merge_request_event", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": runner.branch}
    # svc check alone stops at what a file says against its own log.
    assert runner.run(line.split("\n", 1)[1])[0] == 1
    assert "never changes" in (runner.work / "code-quality.json").read_text("utf-8")


@pytest.mark.parametrize(
    ("path", "job"), [(".forgejo/workflows/svc-report.yml", "report"), (".gitlab-ci.yml", "svc report")]
)
def test_a_report_is_made_on_a_working_day(late: Path, tmp_path: Path, path: str, job: str) -> None:
    """It fails for what was missed once everything is written."""
    runner = _Runner(late, tmp_path, MONDAY)
    (line,) = lines_of(late, path, job)
    status, said = runner.run(line)
    assert (status, said.splitlines()[-1]) == (1, "0.0% is less than 95%")
    made = {file.name for file in (runner.work / "report").iterdir()}
    assert {"sla.md", "sla.html", "sla.json", "sla.csv", "sla.xml", "sla.svg", "last-month.html"} <= made
    assert json.loads((runner.work / "report" / "sla.json").read_text("utf-8"))["total"]["missed"] == 3
    assert ElementTree.parse(runner.work / "report" / "sla.xml").getroot().get("failures") == "3"
    if job == "report":
        assert said.count("::error file=cases/2026/11/") == 3
        assert runner.summary.read_text("utf-8").startswith("before\n# Service levels, 2026-11\n")
    else:
        told = json.loads((runner.work / "report" / "code-quality.json").read_text("utf-8"))
        assert [(runner.work / one["location"]["path"]).is_file() for one in told] == [True] * 3


@pytest.mark.parametrize(
    ("path", "job"), [(".gitea/workflows/svc-update.yml", "update"), (".gitlab-ci.yml", "svc update")]
)
def test_open_branches_are_brought_up_to_date(late: Path, tmp_path: Path, path: str, job: str) -> None:
    """The one that a merge by lines cannot bring together with the base, and no other."""
    svc = Svc(late)
    base = svc.git("branch", "--show-current").strip()
    svc.git("branch", "stuck")
    svc.git("branch", "fine")
    svc("note", "@", "-m", "on the base")
    for branch, line in (("stuck", ("note", "@", "-m", "proposed")), ("fine", ("edit", "@", "--set", "title=Wet"))):
        svc.git("switch", "-q", branch)
        svc(*line)
    svc.git("switch", "-q", base)
    runner = _Runner(late, tmp_path, MONDAY)
    before = svc.git("rev-parse", "fine")
    runner.env |= {"GITHUB_REF_NAME": base, "CI_DEFAULT_BRANCH": base, "CI_PROJECT_URL": f"file://{late}"}
    (late.parent / "desk.git").symlink_to(late / ".git")
    (line,) = lines_of(late, path, job)
    assert runner.run(line)[0] == 0
    assert svc.git("rev-parse", "fine") == before
    assert svc.git("log", "-1", "--format=%an %s", "stuck") == f"svc merge origin/{base} into stuck\n"
    text = svc.git("show", f"stuck:cases/2026/11/{svc('show', '@', '--json').out.split(chr(34))[3]}.yaml")
    assert ("text: on the base}" in text, "text: proposed}" in text) == (True, True)
    assert svc.git("merge-base", "stuck", base) == svc.git("rev-parse", base)
    assert "no branch needs it" in runner.run(line)[1]


class _Forge(http.server.BaseHTTPRequestHandler):
    """What GitHub and Gitea answer about pull requests and their reviews, a page with rows and an empty one."""

    answers: ClassVar[dict[str, list[dict[str, Any]]]] = {}
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        self.asked.append(self.headers["Authorization"])
        rows = self.answers[path.removeprefix("/api/repos/lanhai/desk/")] if "page=1&" in query else []
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(rows).encode())

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def reviewed(svc: Svc, tmp_path: Path) -> Iterator[tuple[Svc, _Runner, str]]:
    """A desk whose plans may be approved on a forge, and one proposed on a branch that stands there."""
    rule = ("reviews:\n    - {leave: resolution, when: {type: [repair]}, of: [resolution.plan], roles: [quality],"
            " forge: [forge]}\n")  # fmt: skip
    text = (svc.desk / "svc.yaml").read_text("utf-8").replace("quality: []", "quality: [chen.jie, zhao.min]")
    svc.write(text.replace("reviews:\n", rule, 1), "svc.yaml")
    (svc.desk / "people").mkdir()
    svc.write("id: chen.jie\nname: Chen Jie\nmail: chen.jie@desk.example\nlogin: cjie\n", "people/chen.jie.yaml")
    svc.git("add", "-A")
    svc.git("commit", "-qm", "rules")
    svc("init", str(svc.desk), "--ci", "github-approvals")
    case = svc("new", "repair", "Drips", "--set", "resolution.plan.cost_limit=120 EUR").id
    base = svc.git("branch", "--show-current").strip()
    svc.git("switch", "-q", "-c", f"proposals/{case}")
    svc("propose", case, "--here")
    svc.git("switch", "-q", base)
    runner = _Runner(svc.desk, tmp_path, MONDAY)
    subprocess.run(["git", "checkout", "-q", base], cwd=runner.work, check=True)
    server = http.server.HTTPServer(("127.0.0.1", 0), _Forge)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    runner.env |= {"GITHUB_API_URL": f"http://127.0.0.1:{server.server_port}/api", "GITHUB_REPOSITORY": "lanhai/desk",
                   "FORGE_TOKEN": "T0K", "SIGNING_KEY": "", "SVC_ME": "forge"}  # fmt: skip
    yield svc, runner, case
    server.shutdown()
    server.server_close()


IGNORED: tuple[dict[str, Any], ...] = (
    {"ref": "work"}, {"full_name": "stranger/desk"}, {"repo": None}, {"commit_id": "0" * 40}, {"state": "COMMENTED"},
    {"dismissed": True}, {"login": "li.wei"}, {"login": "zhao.min"}, {"login": "--help"},
    {"later": "CHANGES_REQUESTED"},
)  # fmt: skip


def test_what_was_approved_on_a_forge_is_written_down(reviewed: tuple[Svc, _Runner, str]) -> None:
    """By somebody who may and did not propose it, of the commit that stands there, in this repository."""
    svc, runner, case = reviewed
    (line,) = lines_of(svc.desk, ".github/workflows/svc-approvals.yml", "approvals")
    before = svc.git("rev-parse", f"proposals/{case}").strip()
    for change in (*IGNORED, {"later": "COMMENTED"}):
        held = {"ref": f"proposals/{case}", "full_name": "lanhai/desk", "commit_id": before, "state": "APPROVED",
                "login": "cjie"} | change  # fmt: skip
        repo = held.get("repo", {"full_name": held["full_name"]})
        review = {name: held[name] for name in ("commit_id", "state", "dismissed") if name in held}
        review["user"] = {"login": held["login"]}
        _Forge.answers = {
            "pulls": [{"number": 7, "head": {"ref": held["ref"], "sha": before, "repo": repo}}],
            "pulls/7/reviews": [review, *([review | {"state": held["later"]}] if "later" in held else [])],
        }
        status, said = runner.run(line)
        assert status == 0, said
        assert (svc.git("rev-parse", f"proposals/{case}").strip() == before) is (change in IGNORED), change
    assert set(_Forge.asked) == {"token T0K"}
    text = svc.git("show", f"proposals/{case}:cases/2026/11/{case}.yaml")
    assert "by: chen.jie, recorded_by: forge, kind: approve, " in text
    assert "via: forge" in text
    svc.git("switch", "-q", f"proposals/{case}")
    assert svc("check", "--base", "HEAD~2").err == "1 case changed, nothing against the rules\n"


def test_no_report_is_made_where_nobody_works(late: Path, tmp_path: Path) -> None:
    runner = _Runner(late, tmp_path, SUNDAY)
    (line,) = lines_of(late, ".github/workflows/svc-report.yml", "report")
    assert "no working day" in runner.run(line)[1]
    assert not (runner.work / "report").exists()


def test_files_are_added_once_and_never_over_others(svc: Svc) -> None:
    svc("init", str(svc.desk), "--ci", "gitlab")
    assert svc.git("show", "--format=%s", "--name-only").split("\n\n") == ["svc: workflow files", ".gitlab-ci.yml\n"]
    assert ".gitlab-ci.yml is there already" in svc("init", str(svc.desk), "--ci", "gitlab", status=1).err
    (svc.desk / ".github" / "workflows").mkdir(parents=True)
    svc.write("mine", ".github/workflows/svc-check.yml")
    assert "is there already" in svc("init", str(svc.desk), "--ci", "github", status=1).err
    assert (svc.desk / ".github" / "workflows" / "svc-check.yml").read_text("utf-8") == "mine"


def test_a_desk_in_a_folder_is_told_where_they_stand(environment: object, tmp_path: Path) -> None:
    Svc(tmp_path)("init", str(tmp_path / "all"))
    told = Svc(tmp_path)("init", str(tmp_path / "all" / "sub"), "--ci", "github", status=1)
    assert "stand at the top of a repository" in told.err


def test_a_chinese_desk_gets_chinese_remarks(environment: object, tmp_path: Path) -> None:
    Svc(tmp_path)("init", str(tmp_path / "d"), "--language", "zh", "--time-zone", "Asia/Shanghai", "--ci", "github")
    text = (tmp_path / "d" / ".github" / "workflows" / "svc-report.yml").read_text("utf-8")
    assert "约为 Asia/Shanghai 的 08:30" in text
    assert yaml.safe_load(text)["jobs"]["report"]["steps"][0]["with"] == {"fetch-depth": 0}
