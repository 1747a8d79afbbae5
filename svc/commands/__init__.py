"""One module a verb. This table names them, so that help needs to import none."""

from __future__ import annotations

from svc.errors import T
from svc.options import Command

COMMANDS: dict[str, Command] = {
    c.name: c
    for c in (
        Command("new", "svc.commands.new", T("open a case"), "daily"),
        Command("list", "svc.commands.list", T("list cases"), "daily"),
        Command("show", "svc.commands.show", T("show one case"), "daily"),
        Command("contact", "svc.commands.contact", T("note a word with the customer"), "daily"),
        Command("note", "svc.commands.note", T("add a remark"), "daily"),
        Command("attach", "svc.commands.attach", T("attach files"), "daily"),
        Command("edit", "svc.commands.edit", T("set fields"), "daily"),
        Command("move", "svc.commands.move", T("move to a stage"), "daily"),
        Command("close", "svc.commands.close", T("close a case"), "daily"),
        Command("reopen", "svc.commands.reopen", T("open a closed case again"), "daily"),
        Command("log", "svc.commands.log", T("who did what when"), "daily"),
        Command("lesson", "svc.commands.lesson", T("what a case taught"), "history"),
        Command("lessons", "svc.commands.lessons", T("what was learned, over all cases"), "history"),
        Command("commit", "svc.commands.commit", T("take in edits made by hand"), "rules"),
        Command("check", "svc.commands.check", T("check every file of the desk"), "rules"),
        Command("fmt", "svc.commands.fmt", T("lay files out in the canonical form"), "rules"),
        Command("fields", "svc.commands.fields", T("list the fields of a case"), "rules"),
        Command("init", "svc.commands.init", T("make a desk"), "set up"),
        Command("demo", "svc.commands.demo", T("make a desk with cases to try"), "set up"),
        Command("schema", "svc.commands.schema", T("what editors check a case against"), "set up"),
        Command("doctor", "svc.commands.doctor", T("see whether all is well here"), "set up"),
    )
}
