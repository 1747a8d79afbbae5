"""Imports run one way, each package has one owner, modules stay small: the rules of the design, as tables."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from svc.commands import COMMANDS

ROOT = Path(__file__).resolve().parent.parent

# What each part of svc may import from svc. The longest name that fits a module counts;
# a module not named here is one of the domain.
WORDS = ("errors", "typed", "spare", "patterns", "paths")
FACTS = (*WORDS, "model", "schema", "ids", "dates")
DOMAIN = "<domain>"
# What is not a verb in commands/ may be imported by all that are.
VERBS = {command.module.removeprefix("svc.") for command in COMMANDS.values()}
LAYERS: dict[str, tuple[str, ...]] = {
    "typed": (),
    "spare": ("typed",),
    "patterns": ("typed", "spare"),
    "paths": ("typed", "spare"),
    "errors": ("typed", "spare"),
    "model": WORDS,
    "i18n": WORDS,
    "options": WORDS,
    "binding": (*WORDS, "options"),
    "ids": WORDS,
    "dates": (*WORDS, "dates"),
    "schema": (*FACTS, "i18n"),
    DOMAIN: (*FACTS, DOMAIN),
    "finding": WORDS,
    "store": (*FACTS, "store"),
    # It keeps words as they are looked for.
    "store.texts": (*FACTS, "store", "finding"),
    "render": (*FACTS, "i18n", "options", "render"),
    "terminal": (*WORDS, "model", "i18n", "render"),
    "commands": (*FACTS, DOMAIN, "finding", "i18n", "options", "terminal", "store", "render", "commands"),
    # It asks the declarations of the other commands.
    "commands.completion": (
        *FACTS, "options", "terminal", "store", "commands", "completing", "binding", "frontdoor",
    ),
    "commands.candidates": (*FACTS, DOMAIN, "i18n", "options", "store", "render", "completing"),
    "completing": (*WORDS, "options", "binding"),
    # It plays the command lines of a demo, as a person would type them.
    "commands.script": (*WORDS, "model", "boundary"),
    "frontdoor": (*WORDS, "options", "binding"),
    "cli": (*WORDS, "i18n", "options", "binding", "terminal", "render"),
    "boundary": (*WORDS, "model", "options", "binding", "terminal", "frontdoor", "cli", "commands"),
    "__main__": ("i18n", "terminal", "boundary"),
}

# Who alone may import a package; nobody may import what has no owner.
OWNERS: dict[str, tuple[str, ...]] = {
    "typer": ("cli",),
    "yaml": ("store.codec",),
    "git": ("store.git",),
    "subprocess": ("store.git", "store.popen", "store.pull_request", "terminal"),
    "tabulate": ("render",),
    "wcwidth": ("render",),
    **dict.fromkeys(("sqlite3", "_sqlite3"), ("store.index",)),
    "dateutil": ("dates",),
    "tzdata": ("dates",),
    "chinese_calendar": ("calendars.sources",),
    "holidays": ("calendars.sources",),
    "importlib": ("cli",),
    # At run time these are what makes a start slow.
    "typing": ("typed", "patterns", "cli"),
    "pathlib": ("paths",),
    **dict.fromkeys(("click", "rich", "pydantic", "babel", "pickle", "marshal", "dateutil.parser"), ()),
}
# What the domain, which does no input or output and has no clock, may not import either.
OUTSIDE = (
    "os", "io", "sys", "pathlib", "shutil", "tempfile", "time", "socket", "sqlite3", "threading", "locale",
    "yaml", "git", "typer", "subprocess", "tabulate",
)  # fmt: skip
PURE = (DOMAIN, "finding", "errors", "model", "schema", "ids", "dates")
CLOCKS = ("now", "utcnow", "today")
# Calls that nobody makes.
FORBIDDEN_CALLS = (
    "yaml.load", "yaml.safe_load", "yaml.unsafe_load", "yaml.full_load", "yaml.load_all", "yaml.safe_load_all",
    "os.system", "os.popen", "eval", "exec",
)  # fmt: skip
# Annotations of our own functions, which typing.get_type_hints evaluates no otherwise at ten times the price.
EXCUSED = {("binding", "eval")}
# Git guesses at the dates it is given with these.
FORBIDDEN_WORDS = ("--since", "--until")
MOST_LINES = 300
MOST_LINES_OF_A_FUNCTION = 60


def layer_of(name: str) -> str:
    """The row of LAYERS that holds for a module, given without the leading ``svc.``."""
    fitting = [layer for layer in LAYERS if name == layer or name.startswith(layer + ".")]
    return max(fitting, key=len, default=DOMAIN)


def imports(tree: ast.AST, package: str) -> Iterator[tuple[int, str]]:
    """Line and full name of everything imported, the names taken from a package included.

    What is imported from others for its type alone is left out: nothing depends on it at run time.
    """
    typing = {id(n) for n in ast.walk(tree) if _is_type_checking(n) for n in ast.walk(n)}
    for line, name, node in _imports(tree, package):
        if id(node) not in typing or _within(name, "svc"):
            yield line, name


def _is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")


def _imports(tree: ast.AST, package: str) -> Iterator[tuple[int, str, ast.AST]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name, node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                up = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*up, base] if base else up)
            yield from ((node.lineno, f"{base}.{alias.name}", node) for alias in node.names)


def breaches(module: str, source: str, is_package: bool = False) -> list[str]:
    """Every rule that the source of ``svc.<module>`` breaks, as ``line: what``."""
    tree = ast.parse(source)
    full = f"svc.{module}"
    package = full if is_package else full.rpartition(".")[0]
    found: list[str] = []
    for line, target in imports(tree, package):
        found += [f"{line}: {what}" for what in _import_breaches(module, target)]
    found += _call_breaches(module, tree)
    found += _size_breaches(tree, source)
    return found


def _import_breaches(module: str, target: str) -> Iterator[str]:
    layer = layer_of(module)
    if target == "svc" or target.startswith("svc."):
        yield from _layer_breaches(module, layer, target.removeprefix("svc").lstrip("."))
        return
    for package, owners in OWNERS.items():
        if _within(target, package) and not any(_within(module, owner) for owner in owners):
            yield f"{package} belongs to {', '.join(owners) or 'nobody'}"
    if layer in PURE and target.split(".")[0] in OUTSIDE:
        yield f"the domain may not import {target}"


def _layer_breaches(module: str, layer: str, target: str) -> Iterator[str]:
    if target in ("", "__version__") or layer_of(target) == layer == DOMAIN:
        return
    allowed = LAYERS[layer]
    is_verb = any(_within(target, verb) for verb in VERBS)
    if layer_of(target) == DOMAIN:
        fits = DOMAIN in allowed
    else:
        fits = any(_within(target, name) for name in allowed if name != DOMAIN)
    if not fits or is_verb:
        yield f"{layer} may not import {target}"


def _within(name: str, whole: str) -> bool:
    return name == whole or name.startswith(whole + ".")


def _call_breaches(module: str, tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            if name in FORBIDDEN_CALLS and (module, name) not in EXCUSED:
                yield f"{node.lineno}: {name} is not used here"
            if any(k.arg == "shell" and not _is_false(k.value) for k in node.keywords):
                yield f"{node.lineno}: shell=True is not used here"
            if layer_of(module) in PURE and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS:
                yield f"{node.lineno}: the domain has no clock: take now as an argument"
        elif isinstance(node, ast.Constant) and layer_of(module) == "store" and _opens(node, FORBIDDEN_WORDS):
            yield f"{node.lineno}: {node.value} is not given to git"


def _opens(node: ast.Constant, words: tuple[str, ...]) -> bool:
    return str(node.value).split("=")[0] in words


def _is_false(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is False


def _size_breaches(tree: ast.AST, source: str) -> Iterator[str]:
    if (lines := len(_lines_of_code(source))) > MOST_LINES:
        yield f"1: {lines} lines, more than {MOST_LINES}"
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > MOST_LINES_OF_A_FUNCTION:
                yield f"{node.lineno}: {node.name} has {length} lines, more than {MOST_LINES_OF_A_FUNCTION}"


def _lines_of_code(source: str) -> set[int]:
    """The lines that hold more than blanks and comments."""
    quiet = (
        tokenize.COMMENT,
        tokenize.NL,
        tokenize.NEWLINE,
        tokenize.INDENT,
        tokenize.DEDENT,
        tokenize.ENDMARKER,
    )
    tokens = [t for t in tokenize.generate_tokens(io.StringIO(source).readline) if t.type not in quiet]
    return {line for token in tokens for line in range(token.start[0], token.end[0] + 1)}


MODULES = sorted((ROOT / "svc").rglob("*.py"))


def _name(path: Path) -> str:
    parts = path.relative_to(ROOT / "svc").with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@pytest.mark.parametrize("path", MODULES, ids=[str(p.relative_to(ROOT)) for p in MODULES])
def test_the_module_keeps_the_rules(path: Path) -> None:
    name = _name(path)
    if name == "":
        return
    found = breaches(name, path.read_text(encoding="utf-8"), path.name == "__init__.py")
    assert not found, "\n".join(f"{path.relative_to(ROOT)}:{what}" for what in found)


PLANTED = [
    ("sla", "import typer", "typer belongs to cli"),
    ("commands.new", "import typer", "typer belongs to cli"),
    ("store.edit", "import yaml", "yaml belongs to store.codec"),
    ("store.edit", "def f():\n    from yaml import CSafeLoader", "yaml belongs to store.codec"),
    ("commands.doctor", "from git import Repo", "git belongs to store.git"),
    ("render.html", "import subprocess", "subprocess belongs to store.git, store.popen, store.pull_request, terminal"),
    ("commands.list", "from tabulate import tabulate", "tabulate belongs to render"),
    ("sla", "from dateutil.relativedelta import relativedelta", "dateutil belongs to dates"),
    ("dates", "from dateutil import parser", "dateutil.parser belongs to nobody"),
    ("dates", "import dateutil.parser", "dateutil.parser belongs to nobody"),
    ("cli", "import click", "click belongs to nobody"),
    ("errors", "from svc import model", "errors may not import model"),
    ("model", "from svc.i18n import tr", "model may not import i18n"),
    ("sla", "from svc.store import Store", "<domain> may not import store.Store"),
    ("sla", "from svc import render", "<domain> may not import render"),
    ("sla", "from svc.terminal import out", "<domain> may not import terminal.out"),
    ("sla", "if TYPE_CHECKING:\n    from svc.store import Store", "<domain> may not import store.Store"),
    ("sla.clock", "from ..store import desk", "<domain> may not import store.desk"),
    ("store.index", "from svc.sla import due", "store may not import sla.due"),
    ("store.index", "from svc.render.table import rows", "store may not import render.table.rows"),
    ("render.table", "from svc.store import Store", "render may not import store.Store"),
    ("render.table", "from svc.commands import context", "render may not import commands.context"),
    ("commands.new", "from svc.commands import list", "commands may not import commands.list"),
    ("commands.new", "from .move import run", "commands may not import commands.move.run"),
    ("commands.new", "from svc.cli import parse", "commands may not import cli.parse"),
    ("commands", "from svc.commands import new", "commands may not import commands.new"),
    ("cli", "from svc.store import Store", "cli may not import store.Store"),
    ("frontdoor", "from svc.cli import parse", "frontdoor may not import cli.parse"),
    ("sla", "import os", "the domain may not import os"),
    ("query", "from pathlib import Path", "the domain may not import pathlib.Path"),
    ("sla", "from datetime import datetime\nx = datetime.now()", "2: the domain has no clock"),
    ("workflow", "import datetime as d\nx = d.date.today()", "2: the domain has no clock"),
    ("sla", "from typing import NamedTuple", "typing belongs to typed, patterns, cli"),
    ("store.edit", "from pathlib import Path", "pathlib belongs to paths"),
    ("render.table", "eval('1')", "1: eval is not used"),
    ("store.codec", "import yaml\nyaml.safe_load('')", "2: yaml.safe_load is not used"),
    ("store.codec", "import yaml\nyaml.load('', L)", "2: yaml.load is not used"),
    ("terminal", "import subprocess\nsubprocess.run('x', shell=True)", "2: shell=True is not used"),
    ("store.git", "args = ['log', '--since=yesterday']", "1: --since=yesterday is not given to git"),
    ("store.git", "import os\nos.system('x')", "2: os.system is not used"),
    ("sla", "x = 1\n" * 301, "301 lines, more than 300"),
    ("sla", "def f():\n" + "    x = 1\n" * 60, "f has 61 lines, more than 60"),
]


@pytest.mark.parametrize(("module", "source", "what"), PLANTED, ids=[f"{m}-{w}" for m, _, w in PLANTED])
def test_a_planted_breach_is_caught(module: str, source: str, what: str) -> None:
    assert any(what in found for found in breaches(module, source)), breaches(module, source)


ALLOWED = [
    ("sla", "from svc.model import Case\nfrom svc.workflow import gates\nfrom svc import ids"),
    ("sla.clock", "from . import policy\nfrom svc.business_time import add"),
    ("store.codec", "import yaml\nyaml.compose('')\nfrom svc.store import source"),
    ("store.git", "import subprocess\nsubprocess.run(['git'], shell=False)"),
    (
        "commands.new",
        "from svc.commands.context import Context\nfrom svc import workflow, terminal\nimport os",
    ),
    ("commands.now", "from datetime import datetime\ndatetime.now()"),
    ("render.table", "from tabulate import tabulate\nfrom svc.i18n import tr"),
    ("dates", "from dateutil.relativedelta import relativedelta"),
    ("store.faults", "from svc.typed import TYPE_CHECKING\nif TYPE_CHECKING:\n    from yaml import YAMLError"),
    ("sla", "# comment\n\n" * 400 + "x = 1\n"),
]


@pytest.mark.parametrize(("module", "source"), ALLOWED, ids=[m for m, _ in ALLOWED])
def test_what_is_allowed_passes(module: str, source: str) -> None:
    assert breaches(module, source) == []
