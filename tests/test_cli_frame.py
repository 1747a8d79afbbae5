"""The frame round the commands: parsing, help, errors and exit statuses, whatever the commands are."""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from svc import __main__, boundary, cli, frontdoor, i18n, terminal
from svc.binding import declared, with_switches
from svc.errors import SvcError, T, UsageError
from svc.options import Call, Command, Json, Opt
from svc.typed import Annotated

ROOT = Path(__file__).resolve().parent.parent

ECHO = '''
"""A command that tells what it was given."""
from __future__ import annotations

import json as j
from collections.abc import Sequence
from svc.typed import TYPE_CHECKING, Annotated

from svc import terminal
from svc.errors import T
from svc.options import Arg, At, CaseIds, Format, Json, Limit, Opt, SetFields

if TYPE_CHECKING:
    from svc.commands.context import Context

SUMMARY = T("tell what was given")
HELP = T("""Example:

  svc echo repair --title {x}
""")


def run(
    ctx: Context,
    type: Annotated[str, Arg(metavar="TYPE", help=T("type"), choices=("complaint", "repair"))],
    words: Annotated[Sequence[str], Arg(metavar="WORD", help=T("notes"))] = (),
    *,
    title: Annotated[str, Opt("--title", "-t", help=T("title"))],
    team: Annotated[str | None, Opt(help=T("team"))] = None,
    tags: Annotated[list[str] | None, Opt("--tag", help=T("tags"))] = None,
    sets: SetFields = (),
    at: At = "",
    json: Json = False,
    format: Format = "",
    limit: Limit = 20,
) -> int:
    given = dict(locals())
    given.pop("ctx")
    terminal.out(j.dumps({"given": given, "options": ctx}) + "\\n")
    return 0
'''
FAIL = '''
"""A command that fails in the way it is told."""
from svc.typed import Annotated

from svc import terminal
from svc.errors import *
from svc.model import InvalidFileError, Problem
from svc.options import Arg

HELP = T("")


def run(ctx, how: Annotated[str, Arg(help=T("note"))]):
    secret = "canary-of-a-local"
    terminal.say("talk")
    if how == "many":
        terminal.out("x\\n" * 100000)
        return None
    if how == "check":
        terminal.out("\\u2713 \\u7a7a \\U0001f600\\n")
        return 1
    raise {
        "refused": RefusedError(T("the {what} says no", what="gate\\x1b[31m"), T("try: svc list")),
        "located": SvcError(T("bad"), where="cases/a.yaml:3"),
        "usage": UsageError(T("odd")),
        "state": StateError(T("no repository")),
        "invalid": InvalidFileError([
            Problem("a.yaml", 3, "stage", T("one")),
            Problem("a.yaml", 9, "", T("two")),
            Problem("b.yaml", 0, "x", T("three")),
        ]),
        "interrupt": KeyboardInterrupt(),
        "pipe": BrokenPipeError(32, "Broken pipe"),
        "memory": MemoryError(),
        "recursion": RecursionError("maximum recursion depth exceeded"),
        "full": OSError(28, "No space left on device", "/desk/cases"),
        "denied": PermissionError(13, "Permission denied", "/desk/\\x1b]0;x"),
        "bug": ValueError("odd\\nvalue"),
        "exit": SystemExit(5),
    }[how]
'''
MOVE = '''
"""Several ids, then one word."""
from svc.typed import Annotated

from svc import terminal
from svc.errors import T
from svc.options import Arg, CaseIds


def run(ctx, ids: CaseIds, stage: Annotated[str, Arg(metavar="STAGE", help=T("stage"))]):
    terminal.out(f"{list(ids)} {stage}\\n")
'''
COMMANDS = {
    "echo": Command("echo", "stubs.echo", T("log"), "daily"),
    "fail": Command("fail", "stubs.fail", T("notes"), "daily"),
    "move": Command("move", "stubs.move", T("stage"), "cases"),
}
RUNNER = """
import os
import sys
from svc import __main__, boundary
from svc.errors import T
from svc.options import Command
COMMANDS = {name: Command(name, "stubs." + name, T("note"), "daily") for name in ("echo", "fail", "move")}
plain = boundary.run
boundary.run = lambda words: plain(words, COMMANDS, lambda options: options)
status = __main__.main()
if "TELL_MODULES" in os.environ:
    print(*sorted(sys.modules), file=sys.stderr)
sys.exit(status)
"""


@pytest.fixture(scope="session")
def stubs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds a package of commands, and a script that runs them."""
    folder = tmp_path_factory.mktemp("frame")
    (folder / "stubs").mkdir()
    for name, source in {"__init__": "", "echo": ECHO, "fail": FAIL, "move": MOVE}.items():
        (folder / "stubs" / f"{name}.py").write_text(source, encoding="utf-8")
    (folder / "runner.py").write_text(RUNNER, encoding="utf-8")
    return folder


@pytest.fixture(autouse=True)
def frame(stubs: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.syspath_prepend(str(stubs))
    for name in ("NO_COLOR", "FORCE_COLOR", "CI", "SVC_LANG", "SVC_NO_INPUT"):
        monkeypatch.delenv(name, raising=False)
    yield
    i18n.set_language("en")
    terminal.configure()


Invoke = Callable[..., tuple[int, str, str]]


@pytest.fixture
def invoke(capsys: pytest.CaptureFixture[str]) -> Invoke:
    def run(*words: str) -> tuple[int, str, str]:
        status = boundary.run(words, COMMANDS, lambda options: options)
        result = capsys.readouterr()
        return status, result.out, result.err

    return run


def process(stubs: Path, *words: str | bytes, **env: str) -> subprocess.CompletedProcess[bytes]:
    """One real process."""
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": f"{stubs}:{ROOT}", "SVC_LANG": "en"} | env
    command = [sys.executable, str(stubs / "runner.py"), *words]
    return subprocess.run(command, env=environ, capture_output=True, check=False, stdin=subprocess.DEVNULL)


# -- understanding a command line


GIVEN = {
    "type": "repair", "words": [], "title": "x", "team": None, "tags": None, "sets": [],
    "at": "", "json": False, "format": "", "limit": 20,
}  # fmt: skip
LINES: list[tuple[list[str], dict[str, object]]] = [
    (["repair", "-t", "x"], {}),
    (["repair", "--title=x=y"], {"title": "x=y"}),
    (["-t", "x", "repair", "a", "b"], {"words": ["a", "b"]}),
    (["repair", "--title", "x", "--set", "a=1", "--set=b=2"], {"sets": ["a=1", "b=2"]}),
    (["repair", "-t", "x", "--tag", "u", "--tag", "v", "--json"], {"tags": ["u", "v"], "json": True}),
    (["repair", "-t", "x", "--team", "A", "-n", "5"], {"team": "A", "limit": 5}),
    (["repair", "-t", "--json"], {"title": "--json"}),
    (["repair", "-t", "x", "--at", "-2h"], {"at": "-2h"}),
    (["repair", "-t", "x", "--", "--json", "-"], {"words": ["--json", "-"]}),
    (["repair", "-", "-t", "x"], {"words": ["-"]}),
    (["repair", "-t", ""], {"title": ""}),
    (["repair", "-t", "first", "-t", "x"], {}),
    (["repair", "-tx"], {}),
    (["repair", "-t", "空压机 异响", "主轴承"], {"title": "空压机 异响", "words": ["主轴承"]}),
]


@pytest.mark.parametrize(("words", "differs"), LINES)
def test_a_command_gets_what_was_given(invoke: Invoke, words: list[str], differs: dict[str, object]) -> None:
    status, out, err = invoke("echo", *words)
    assert (status, err) == (0, "")
    assert json.loads(out)["given"] == GIVEN | differs


@pytest.mark.parametrize("words", [words for words, _ in LINES])
def test_the_front_door_and_typer_agree(words: list[str]) -> None:
    line = ["-q", "echo", *words]
    plain = frontdoor.understand(line, COMMANDS)
    assert plain is None or plain == cli.parse(line, COMMANDS)
    assert isinstance(cli.parse(line, COMMANDS), Call)


VOCABULARY = [
    "repair", "complaint", "x", "-t", "--title", "--title=x", "-tx", "--json", "--json=1", "-q", "-qy", "--set", "a=1",
    "--set=b", "--", "-", "-h", "--help", "-n", "5", "-n5", "--limit=six", "--tag", "--team", "", "--titel", "-C", "-z",
]  # fmt: skip


@pytest.mark.parametrize("seed", range(300))
def test_both_understand_any_line_alike(seed: int, capsys: pytest.CaptureFixture[str]) -> None:
    rng = random.Random(seed)
    line = [rng.choice(["echo", "move", "-q", "fail"]), *rng.choices(VOCABULARY, k=rng.randint(0, 6))]
    plain = understood(frontdoor.understand, line)
    assert plain is None or plain == understood(cli.parse, line)


def understood(parse: Callable[..., Call | None], line: list[str]) -> object:
    try:
        return parse(line, COMMANDS)
    except UsageError as error:
        return str(error)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["move", "a", "new"], "['a'] new\n"),
        (["move", "a", "b", "c", "new"], "['a', 'b', 'c'] new\n"),
        (["move", "a", "b", "--", "-c"], "['a', 'b'] -c\n"),
    ],
)
def test_the_repeatable_argument_takes_what_is_left(invoke: Invoke, words: list[str], says: str) -> None:
    assert invoke(*words) == (0, says, "")
    assert frontdoor.understand(words, COMMANDS) == cli.parse(words, COMMANDS)


@pytest.mark.parametrize(
    "words", [[], ["--help"], ["echo", "--help"], ["nwe"], ["echo", "--titel", "x"], ["-x"], ["--version"]]
)
def test_what_is_not_plain_is_left_to_typer(words: list[str]) -> None:
    assert frontdoor.understand(words, COMMANDS) is None


def test_the_switches_count_before_and_after_the_verb(invoke: Invoke) -> None:
    _, out, _ = invoke("-C", "/desk", "-q", "--no-input", "echo", "repair", "-t", "x", "--yes", "--debug", "--no-pager")
    assert json.loads(out)["options"] == ["/desk", True, True, True, True, True]


def test_a_name_that_a_command_takes_is_its_own() -> None:
    def run(ctx: object, height: Annotated[str, Opt("--height", "-h", help=T("note"))] = "", yes: Json = False) -> None:
        """Takes -h, and yes."""

    names = [param.name for param in with_switches(declared(run))]
    assert names == ["height", "yes", "quiet", "no_input", "no_pager", "debug"]


def test_a_parameter_must_be_declared() -> None:
    def run(ctx: object, name: str) -> None: ...

    with pytest.raises(TypeError, match="'name' is declared without"):
        declared(run)


# -- what is wrong with a command line


FORMATS = "table, tsv, json, ndjson, csv, excel, md, html"
USAGE = [
    (["echo"], "echo", "missing: TYPE, --title"),
    (["echo", "foo", "-t", "x"], "echo", "TYPE: 'foo' is not one of complaint, repair"),
    (["echo", "repair", "--titel", "x"], "echo", "no such option: --titel; did you mean --title?"),
    (["echo", "repair", "-z"], "echo", "no such option: -z"),
    (["echo", "repair", "-t"], "echo", "-t needs a value"),
    (["echo", "repair", "-t", "x", "--json=1"], "echo", "--json takes no value"),
    (["echo", "repair", "-t", "x", "-n", "two"], "echo", "--limit: 'two' is not a whole number"),
    (["echo", "repair", "-t", "x", "--format", "pdf"], "echo", f"--format: 'pdf' is not one of {FORMATS}"),
    (["echo", "repair", "-C", "x"], "echo", "-C stands before the command: svc -C ... echo"),
    (["fail", "a", "b", "c"], "fail", "too many arguments: b c"),
    (["move", "a"], "move", "missing: STAGE"),
    (["mvoe"], "", "no such command: mvoe; did you mean move?"),
    (["zzz"], "", "no such command: zzz"),
    (["help", "mvoe"], "", "no such command or topic: mvoe; did you mean move?"),
    (["--qiet", "echo"], "", "no such option: --qiet; did you mean --quiet?"),
    (["-C"], "", "-C needs a value"),
    (["e\x1b[31mcho"], "", "no such command: e␛[31mcho; did you mean echo?"),
]
IDS = [" ".join(words).replace("\x1b", "ESC") for words, _, _ in USAGE]


@pytest.mark.parametrize(("words", "verb", "message"), USAGE, ids=IDS)
def test_a_usage_error_is_one_line_and_a_hint(invoke: Invoke, words: list[str], verb: str, message: str) -> None:
    status, out, err = invoke("-q", *words)
    said = f"svc {verb}: {message}" if verb else message
    hint = f"see: svc {verb} --help" if verb else "see: svc --help"
    like_this = "like this: svc echo repair --title {x}; " if words == ["echo"] else ""
    assert (status, out, err.splitlines()) == (2, "", [said, like_this + hint])


def test_a_usage_error_of_a_command_gets_the_hint(invoke: Invoke) -> None:
    assert invoke("-q", "fail", "usage") == (2, "", "odd\nsee: svc fail --help\n")


def test_a_word_that_is_not_utf8_is_refused(stubs: Path) -> None:
    done = process(stubs, "echo", b"\xff\xfe", PYTHONUTF8="1")
    assert done.returncode == 2
    assert done.stderr.decode().splitlines()[0] == "argument 2 is not UTF-8: <U+DCFF><U+DCFE>"


# -- what goes wrong in a command


BUG = "this is a bug in svc; --debug shows where"
FAILURES = [
    ("refused", 1, ["the gate␛[31m says no", "try: svc list"]),
    ("located", 1, ["cases/a.yaml:3: bad"]),
    ("state", 3, ["no repository"]),
    ("invalid", 1, ["a.yaml:3: stage: one", "a.yaml:9: two", "b.yaml: x: three"]),
    ("interrupt", 130, []),
    ("memory", 1, ["internal error: out of memory"]),
    ("recursion", 1, ["internal error: RecursionError: maximum recursion depth exceeded", BUG]),
    ("full", 3, ["/desk/cases: the disk is full"]),
    ("denied", 3, ["/desk/␛]0;x: permission denied"]),
    ("bug", 1, ["internal error: ValueError: odd value", BUG]),
    ("exit", 5, []),
]  # fmt: skip


@pytest.mark.parametrize(("how", "status", "lines"), FAILURES, ids=[how for how, _, _ in FAILURES])
def test_a_failure_is_told_and_has_its_status(invoke: Invoke, how: str, status: int, lines: list[str]) -> None:
    assert invoke("-q", "fail", how) == (status, "", "".join(line + "\n" for line in lines))


def test_debug_shows_where_but_no_locals(invoke: Invoke) -> None:
    _, _, err = invoke("--debug", "fail", "bug")
    assert "Traceback" in err
    assert "fail.py" in err
    assert "in run" in err
    assert "canary-of-a-local" not in err.replace('secret = "canary-of-a-local"', "")


def test_quiet_silences_talk_not_errors(invoke: Invoke) -> None:
    assert invoke("fail", "state")[2] == "talk\nno repository\n"
    assert invoke("fail", "state", "--quiet")[2] == "no repository\n"


def test_a_call_within_a_call_leaves_no_manners(invoke: Invoke) -> None:
    before = terminal.configure(terminal.Manners(quiet=False, yes=True))
    assert before == terminal.Manners()
    invoke("-q", "--no-input", "fail", "state")
    assert terminal.configure() == terminal.Manners(quiet=False, yes=True)


def test_a_reader_that_leaves_is_no_error(stubs: Path) -> None:
    environ = os.environ | {"PYTHONPATH": f"{stubs}:{ROOT}", "SVC_LANG": "en"}
    line = f"{sys.executable} {stubs / 'runner.py'} -q fail many | head -n 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", line], env=environ, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("x\n0\n", "")


@pytest.mark.parametrize("words", [["--help"], ["echo", "--help"], ["fail", "check"]])
def test_a_closed_pipe_is_quiet(stubs: Path, words: list[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    environ = os.environ | {"PYTHONPATH": f"{stubs}:{ROOT}", "SVC_LANG": "en"}
    command = [sys.executable, str(stubs / "runner.py"), "-q", *words]
    done = subprocess.run(command, env=environ, stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert done.stderr == b""


@pytest.mark.parametrize("words", [["runner", "-q", "fail", "check"], ["-m", "svc", "--version"]])
def test_a_full_disk_is_told(stubs: Path, words: list[str]) -> None:
    environ = os.environ | {"PYTHONPATH": f"{stubs}:{ROOT}", "SVC_LANG": "en"}
    with open("/dev/full", "wb") as full:
        command = [sys.executable, *(str(stubs / "runner.py") if word == "runner" else word for word in words)]
        done = subprocess.run(command, env=environ, stdout=full, stderr=subprocess.PIPE, check=False)
    assert (done.returncode, done.stderr) == (3, b"the disk is full\n")


def test_much_to_a_full_disk_is_told(stubs: Path) -> None:
    line = f"{sys.executable} {stubs / 'runner.py'} -q fail many >/dev/full"
    environ = os.environ | {"PYTHONPATH": f"{stubs}:{ROOT}", "SVC_LANG": "en"}
    done = subprocess.run(["bash", "-c", line], env=environ, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (3, "the disk is full\n")


def test_nobody_listening_changes_no_status(stubs: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    environ = os.environ | {"PYTHONPATH": f"{stubs}:{ROOT}", "SVC_LANG": "en"}
    command = [sys.executable, str(stubs / "runner.py"), "fail", "state"]
    done = subprocess.run(command, env=environ, stderr=writer, stdout=subprocess.PIPE, check=False)
    os.close(writer)
    assert (done.returncode, done.stdout) == (3, b"")


def test_a_gbk_console_does_not_crash(stubs: Path) -> None:
    done = process(stubs, "-q", "fail", "check", PYTHONIOENCODING="gbk")
    assert (done.returncode, done.stderr) == (1, b"")
    line = done.stdout.decode("gbk")
    assert line == "\\u2713 空 \\ud83d\\ude00\n"
    assert json.loads(f'"{line.strip()}"') == "✓ 空 😀"


def test_help_survives_an_ascii_console(stubs: Path) -> None:
    done = process(stubs, "--help", PYTHONIOENCODING="ascii", SVC_LANG="zh")
    assert done.returncode == 0
    assert done.stdout.startswith(b"\\u7528\\u6cd5")


# -- help


def test_svc_alone_shows_the_help(invoke: Invoke) -> None:
    assert invoke() == invoke("--help") == invoke("-h") == invoke("help") == invoke("help", "-h") == invoke("-q")
    assert invoke()[0] == 0


def test_the_overview_shows_the_groups_in_order(invoke: Invoke) -> None:
    _, out, err = invoke("--help")
    assert err == ""
    assert out.index("Daily work:") < out.index("  echo  log") < out.index("Cases:") < out.index("  move  stage")
    assert out.index("Global options:") < out.index("  -C DIR  ")


def test_one_command_in_full(invoke: Invoke) -> None:
    assert invoke("echo", "-h") == invoke("echo", "--help") == invoke("help", "echo")
    _, out, _ = invoke("echo", "-h")
    assert out.startswith("Usage: svc echo [options] --title TEXT TYPE [WORD...]\n\nExample:\n\n  svc echo ")
    assert "Stage.\n\nArguments:" in invoke("move", "-h")[1]
    for line in (
        "  TYPE     type [one of: complaint, repair] [required]",
        "  -t, --title TEXT   title [required]",
        "  -n, --limit N      at most N rows [default: 20]",
        "  --set FIELD=VALUE  set a field; may be repeated",
        "  -h, --help         show this help and stop",
    ):
        assert line in out.splitlines(), out


def test_the_help_is_in_the_language_in_force(stubs: Path, tmp_path: Path) -> None:
    (tmp_path / "svc.yaml").write_text("format: 1\nlanguage: zh  # 中文\n", encoding="utf-8")
    (tmp_path / "cases").mkdir()
    out = process(stubs, "-C", str(tmp_path / "cases"), "echo", "--help", SVC_LANG="", LC_ALL="C.UTF-8").stdout.decode()
    words = (
        "用法：svc echo [选项]",
        "参数：",
        "选项：",
        "[必填]",
        "[可选：complaint, repair]",
        "[默认：20]",
        "显示本帮助",
    )
    assert all(word in out for word in words), out
    for english in ("Usage", "Options", "Arguments", "required", "default", "one of", "this help"):
        assert english not in out
    err = process(stubs, "mvoe", SVC_LANG="zh_CN.UTF-8").stderr.decode()
    assert err == "没有这个命令：mvoe；是不是想输入 move？\n参见：svc --help\n"


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("language: zh\n", "zh"),
        ("a: 1\nlanguage: 'zh_CN'\n", "zh_CN"),
        ('language: "en" # x\n', "en"),
        ("more:\n  language: zh\n", ""),
        ("\xff\n", ""),
    ],
)
def test_the_desk_says_its_language(tmp_path: Path, line: str, word: str) -> None:
    (tmp_path / "svc.yaml").write_text(line, encoding="latin-1")
    (tmp_path / "a" / "b").mkdir(parents=True)
    assert __main__.language_of_desk(str(tmp_path / "a" / "b")) == word


def test_svc_lang_beats_the_desk_beats_the_locale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(boundary, "run", lambda words: print(i18n.language()) or 0)
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    monkeypatch.chdir(tmp_path)
    __main__.main(["list"])
    (tmp_path / "svc.yaml").write_text("language: en\n", encoding="utf-8")
    __main__.main(["list"])
    __main__.main(["-C", "/", "list"])
    __main__.main(["-q", "-C/", "list", "-C", "x"])
    monkeypatch.setenv("SVC_LANG", "zh")
    __main__.main(["list"])
    assert capsys.readouterr().out.split() == ["zh", "en", "zh", "zh", "zh"]


@pytest.mark.parametrize(
    ("lang", "said"),
    [("fr", "SVC_LANG: fr is not one of en, zh\n"), ("zh_TW.UTF-8", ""), ("en", ""), ("", "")],
)
def test_a_language_that_is_none_of_ours_is_told_and_nothing_else(stubs: Path, lang: str, said: str) -> None:
    plain = process(stubs, "echo", "repair", "--title", "x")
    done = process(stubs, "echo", "repair", "--title", "x", SVC_LANG=lang, LC_ALL="C")
    assert (done.returncode, done.stdout) == (plain.returncode, plain.stdout)
    assert done.stderr.decode() == said


# -- what is imported


def loaded(stubs: Path, *words: str) -> set[str]:
    return set(process(stubs, *words, TELL_MODULES="1").stderr.decode().splitlines()[-1].split())


def test_the_version_imports_nothing(stubs: Path) -> None:
    environ = {"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]}
    code = "import sys; from svc.__main__ import main; main(['--version']); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=True)
    version, modules = done.stdout.splitlines()
    assert version == "svc 0.1.0"
    assert {m for m in modules.split() if m.startswith("svc")} == {"svc", "svc.__main__"}
    assert not {"typer", "re", "pathlib", "typing"} & set(modules.split())


def test_the_overview_imports_no_command(stubs: Path) -> None:
    modules = loaded(stubs, "--help")
    assert "typer" in modules
    assert not {m for m in modules if m.startswith("stubs")}


def test_a_plain_command_imports_itself_and_no_typer(stubs: Path) -> None:
    modules = loaded(stubs, "-q", "move", "a", "b")
    assert {m for m in modules if m.startswith("stubs")} == {"stubs", "stubs.move"}
    heavy = {
        "typer",
        "rich",
        "pydantic",
        "tabulate",
        "wcwidth",
        "yaml",
        "git",
        "subprocess",
        "inspect",
        "json",
        "gettext",
    }
    assert not heavy & modules


def test_help_imports_no_rich(stubs: Path) -> None:
    assert not {"rich", "pydantic"} & loaded(stubs, "echo", "--help")


# -- the terminal


class Screen:
    """A stream that says it is a terminal."""

    def __init__(self, stream: object, tty: bool = True) -> None:
        self.stream, self.tty = stream, tty

    def isatty(self) -> bool:
        return self.tty

    def __getattr__(self, name: str) -> object:
        return getattr(self.stream, name)


def test_many_things_are_counted_for_a_person_at_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(terminal, "_PACE", -1.0)
    monkeypatch.setattr(sys, "stderr", Screen(sys.stderr))
    assert list(terminal.counting(range(1500), 1500, T("note"))) == list(range(1500))
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("\rnote 0/1500 0%\rnote 1/1500 0%\r")
    assert told.err.endswith("\rnote 1499/1500 99%\r" + " " * len("note 1499/1500 99%") + "\r")
    terminal.configure(terminal.Manners(quiet=True))
    assert len(list(terminal.counting(range(1500), 1500, T("note")))) == 1500
    terminal.configure()
    assert len(list(terminal.counting(range(99), 99, T("note")))) == 99
    monkeypatch.setattr(sys, "stderr", Screen(sys.stderr, tty=False))
    assert len(list(terminal.counting(range(1500), 1500, T("note")))) == 1500
    assert capsys.readouterr().err == ""


def test_a_count_is_wiped_out_before_an_error_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(terminal, "_PACE", -1.0)
    monkeypatch.setattr(sys, "stderr", Screen(sys.stderr))
    try:
        for _ in terminal.counting(range(1500), 1500, T("note")):
            raise UsageError(T("wrong"))
    except UsageError as error:
        terminal.report(error)
    assert re.search(r"\r +\rwrong\n$", capsys.readouterr().err)


def test_a_question_needs_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Screen(sys.stdin))
    monkeypatch.setattr(sys, "stderr", Screen(sys.stderr))
    assert terminal.may_prompt()
    terminal.configure(terminal.Manners(no_input=True))
    assert not terminal.may_prompt()
    terminal.configure()
    monkeypatch.setenv("CI", "true")
    assert not terminal.may_prompt()
    monkeypatch.delenv("CI")
    monkeypatch.setattr(sys, "stdin", Screen(sys.stdin, tty=False))
    assert not terminal.may_prompt()


def test_a_yes_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError) as refused:
        terminal.confirm(T("note"))
    assert str(refused.value.hint) == "add --yes"
    terminal.configure(terminal.Manners(yes=True))
    assert terminal.confirm(T("note"))


def test_what_is_written_is_inert(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    terminal.out("a\tb\x1b[31mc\x1b]0;t\x07\u202e\r\n")
    assert capsys.readouterr().out == "a\tb␛[31mc␛]0;t␇<U+202E>\r\n"
    monkeypatch.setenv("FORCE_COLOR", "1")
    terminal.out("\x1b[31mc\x1b[0m\x1b[2J\x1b[1A\n")
    assert capsys.readouterr().out == "\x1b[31mc\x1b[0m␛[2J␛[1A\n"


def test_a_long_page_goes_to_the_pager(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pager = tmp_path / "my pager"
    pager.write_text(f"#!/bin/sh\ncat > '{tmp_path}/seen'\necho \"$LESS $1\" >> '{tmp_path}/seen'\n")
    pager.chmod(0o755)
    monkeypatch.setenv("SVC_PAGER", f"'{pager}' '$(touch {tmp_path}/pwned)'")
    monkeypatch.delenv("LESS", raising=False)
    monkeypatch.setattr(terminal, "is_terminal", lambda: True)
    terminal.out("short\n", paged=True)
    assert capsys.readouterr().out == "short\n"
    assert not (tmp_path / "seen").exists()
    terminal.out("line\n" * 500, paged=True)
    assert capsys.readouterr().out == ""
    assert (tmp_path / "seen").read_text() == "line\n" * 500 + f"FRX $(touch {tmp_path}/pwned)\n"
    assert not (tmp_path / "pwned").exists()
    (tmp_path / "seen").unlink()
    before = terminal.configure(terminal.Manners(no_pager=True))
    terminal.out("line\n" * 500, paged=True)
    terminal.configure(before)
    assert capsys.readouterr().out == "line\n" * 500
    assert not (tmp_path / "seen").exists()
    monkeypatch.setenv("SVC_PAGER", "no-such-pager-anywhere")
    terminal.out("line\n" * 500, paged=True)
    assert capsys.readouterr().out == "line\n" * 500


def test_the_editor_is_not_a_shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SVC_EDITOR", f"touch '{tmp_path}/a b'")
    terminal.edit(str(tmp_path / "$(c)"))
    assert {p.name for p in tmp_path.iterdir()} == {"a b", "$(c)"}
    monkeypatch.setenv("SVC_EDITOR", "false")
    with pytest.raises(SvcError, match="ended with status 1"):
        terminal.edit("x")
    monkeypatch.setenv("SVC_EDITOR", "no-such-editor-anywhere -w")
    with pytest.raises(SvcError, match=r"^there is no editor no-such-editor-anywhere on this machine$"):
        terminal.edit("x")
    (tmp_path / "no program").touch()
    monkeypatch.setenv("SVC_EDITOR", f"'{tmp_path}/no program'")
    with pytest.raises(SvcError, match=r"does not start: permission denied$"):
        terminal.edit("x")


def test_the_width_is_unlimited_in_a_pipe() -> None:
    assert terminal.width() == 0


def test_a_topic_is_told_and_a_slip_of_its_name_answered(invoke: Invoke) -> None:
    status, out, err = invoke("help", "exit-codes")
    assert (status, err) == (0, "")
    assert "  130  interrupted by Ctrl-C\n" in out
    assert "  exit-codes  what the exit status says\n" in invoke("help")[1]
    assert invoke("help", "exit-code")[2].startswith("no such command or topic: exit-code; did you mean exit-codes?")
