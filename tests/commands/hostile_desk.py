"""A desk that came with its .git from a stranger: each setting and hook that can name a program names one."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from running import Svc

HOOKS = (
    "applypatch-msg", "commit-msg", "fsmonitor-watchman", "post-applypatch", "post-checkout", "post-commit",
    "post-index-change", "post-merge", "post-receive", "post-rewrite", "post-update", "pre-applypatch", "pre-auto-gc",
    "pre-commit", "pre-merge-commit", "pre-push", "pre-rebase", "pre-receive", "prepare-commit-msg",
    "proc-receive", "push-to-checkout", "reference-transaction", "sendemail-validate", "update",
)  # fmt: skip
PROGRAMS = (
    "core.fsmonitor", "core.pager", "core.editor", "core.sshCommand", "core.askPass", "core.gitProxy",
    "core.alternateRefsCommand", "sequence.editor", "diff.external", "diff.svc.command", "diff.svc.textconv",
    "diff.planted.command", "diff.planted.textconv", "filter.planted.clean", "filter.planted.smudge",
    "filter.planted.process", "filter.lfs.clean", "filter.lfs.smudge", "filter.lfs.process",
    "merge.svc.driver", "merge.planted.driver", "merge.tool", "mergetool.planted.cmd", "difftool.planted.cmd",
    "gpg.program", "gpg.ssh.program", "gpg.x509.program", "gpg.openpgp.program", "gpg.ssh.defaultKeyCommand",
    "credential.helper", "credential.https://x.example.helper", "interactive.diffFilter", "trailer.x.command",
    "trailer.x.cmd", "pager.log", "pager.show", "pager.status", "pager.diff", "pager.config", "pager.tag",
    "uploadpack.packObjectsHook", "receive.procReceiveRefs", "remote.origin.uploadpack", "remote.origin.receivepack",
    "remote.origin.vcs", "sendemail.sendmailCmd", "web.browser", "browser.x.cmd", "man.x.cmd", "guitool.x.cmd",
    "http.sslCertPasswordProtected", "hook.x.command", "instaweb.httpd", "imap.tunnel",
)  # fmt: skip
"""Settings that name a program, or that somebody might take for one."""
ALIASES = ("log", "status", "rev-parse", "cat-file", "ls-tree", "rev-list", "diff-tree", "config", "commit-tree",
           "for-each-ref", "update-ref", "hash-object", "merge-base", "merge-tree", "fetch", "push", "tag")  # fmt: skip
_ATTRIBUTES = "* filter=planted diff=planted merge=planted\n*.yaml filter=lfs diff=svc merge=svc\n"


class Planted:
    """The desk, and what of it has run."""

    def __init__(self, desk: Path, id: str, attributes: bool) -> None:
        self.attributes = attributes
        self.svc = Svc(desk)
        self.id = id
        self.room = desk.parent / "canaries"
        (self.room / "ran").mkdir(parents=True)
        self._plant()

    def canary(self, name: str) -> Path:
        """A program that leaves its name behind."""
        file = self.room / name.replace("/", "_")
        file.write_text(f"#!/bin/sh\ntouch '{self.room}/ran/{file.name}'\n")
        file.chmod(0o755)
        return file

    def ran(self) -> set[str]:
        """What has run since this was asked last."""
        found = {file.name for file in (self.room / "ran").iterdir()}
        for name in found:
            (self.room / "ran" / name).unlink()
        return found

    def _plant(self) -> None:
        desk = self.svc.desk
        hooks = desk / ".git" / "hooks"
        for place in (hooks, self.room / "more-hooks"):
            place.mkdir(exist_ok=True)
            for name in HOOKS:
                (place / name).write_bytes(self.canary(f"hook {name}").read_bytes())
                (place / name).chmod(0o755)
        named = [name for name in PROGRAMS if self.attributes or name != "remote.origin.vcs"]
        lines = [_setting(name, str(self.canary(name))) for name in named]
        lines += [_setting(f"alias.{name}", f"!{self.canary(f'alias {name}')}") for name in ALIASES]
        more = self.room / "included"
        more.write_text(_setting("core.attributesFile", str(self.room / "attributes")))
        (self.room / "attributes").write_text(_ATTRIBUTES if self.attributes else "")
        lines += [_setting("include.path", str(more)), _setting("log.showSignature", "true"),
                  _setting("diff.submodule", "log"), _setting("protocol.ext.allow", "always"),
                  _setting("submodule.recurse", "true"), _setting("status.submoduleSummary", "true"),
                  _setting("includeIf.gitdir:/.path", str(more))]  # fmt: skip
        with (desk / ".git" / "config").open("a") as file:
            file.write("".join(lines))
        (desk / ".git" / "info").mkdir(exist_ok=True)
        if self.attributes:
            (desk / ".git" / "info" / "attributes").write_text(_ATTRIBUTES)
            (desk / ".gitattributes").write_text((desk / ".gitattributes").read_text() + _ATTRIBUTES)
        (desk / ".git" / "objects" / "info" / "alternates").write_text(f"{self._elsewhere()}\n")

    def _elsewhere(self) -> Path:
        """Another store of objects, with hooks and settings of its own."""
        place = self.room / "alternate.git"
        quiet = {**os.environ, "GIT_CONFIG_COUNT": "0"}
        subprocess.run(["git", "init", "-q", "--bare", str(place)], check=True, env=quiet, capture_output=True)
        with (place / "config").open("a") as file:
            file.write(_setting("core.fsmonitor", str(self.canary("alternate"))))
        return place / "objects"


def _setting(name: str, value: str) -> str:
    section, _, key = name.rpartition(".")
    head, _, inner = section.partition(".")
    quoted = value.replace("\\", "\\\\").replace('"', '\\"')
    title = f'{head} "{inner}"' if inner else head
    return f'[{title}]\n\t{key} = "{quoted}"\n'


def made(desk: Path, attributes: bool = True, links: bool = True) -> Planted:
    """The desk with ``links`` and a module in it, then planted.

    Without ``attributes`` the files of cases have no filters: a change of them goes on to what else is planted.
    """
    svc = Svc(desk)
    id = svc("new", "complaint", "Plug gets hot", "-m", "It is hot.", "--serial", "X1").id
    svc("new", "repair", "Belt squeals", "-m", "d")
    svc("note", id, "-m", "seen")
    if links:
        _links(svc, desk.parent / "outside")
    hub = desk.parent / "hub.git"
    svc.git("init", "-q", "--bare", "-b", "main", str(hub))
    svc.git("remote", "add", "origin", str(hub))
    svc.git("push", "-q", "-u", "origin", "main")
    return Planted(desk, id, attributes)


def _links(svc: Svc, outside: Path) -> None:
    """A case that is a link, a folder of cases that is one, a module whose address is a command."""
    outside.mkdir()
    (outside / "C-2611-AAAAAAAAA.yaml").write_text("id: secret\n")
    (svc.desk / "cases" / "2026" / "12").symlink_to(outside)
    (svc.desk / "cases" / "2026" / "11" / "C-2611-BBBBBBBBB.yaml").symlink_to(outside / "C-2611-AAAAAAAAA.yaml")
    (svc.desk / ".gitmodules").write_text('[submodule "m"]\n\tpath = m\n\turl = ext::sh -c true\n')
    svc.git("add", "-A")
    svc.git("update-index", "--add", "--cacheinfo", f"160000,{svc.git('rev-parse', 'HEAD').strip()},m")
    svc.git("commit", "-q", "-m", "links and a module")
