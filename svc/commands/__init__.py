"""One module a verb. This table names them, so that help needs to import none."""

from __future__ import annotations

from svc.errors import T
from svc.options import BEHIND, Command

COMMANDS: dict[str, Command] = {
    c.name: c
    for c in (
        Command("new", "svc.commands.new", T("open a case"), "daily"),
        Command("list", "svc.commands.list", T("list cases"), "daily"),
        Command("show", "svc.commands.show", T("show one case"), "daily"),
        Command("next", "svc.commands.next", T("what to do now"), "daily"),
        Command("contact", "svc.commands.contact", T("note a word with the customer"), "daily"),
        Command("note", "svc.commands.note", T("add a remark"), "daily"),
        Command("attach", "svc.commands.attach", T("attach files"), "daily"),
        Command("promise", "svc.commands.promise", T("note what was promised to the customer"), "daily"),
        Command("edit", "svc.commands.edit", T("set fields"), "daily"),
        Command("move", "svc.commands.move", T("move to a stage"), "daily"),
        Command("close", "svc.commands.close", T("close a case"), "daily"),
        Command("reopen", "svc.commands.reopen", T("open a closed case again"), "daily"),
        Command("log", "svc.commands.log", T("who did what when"), "daily"),
        Command("assign", "svc.commands.assign", T("give cases to a person"), "cases"),
        Command("triage", "svc.commands.triage", T("decide how a case is handled"), "cases"),
        Command("wait", "svc.commands.wait", T("begin to wait"), "cases"),
        Command("resume", "svc.commands.resume", T("end a wait"), "cases"),
        Command("handover", "svc.commands.handover", T("ask another team to take a case over"), "cases"),
        Command("escalate", "svc.commands.escalate", T("call in somebody above"), "cases"),
        Command("contain", "svc.commands.contain", T("note that the harm is contained"), "cases"),
        Command("restore", "svc.commands.restore", T("note that it works again"), "cases"),
        Command("correct", "svc.commands.correct", T("put right what was taken down wrong"), "cases"),
        Command("retype", "svc.commands.retype", T("make a case one of another type"), "cases"),
        Command("link", "svc.commands.link", T("tie cases together"), "cases"),
        Command("split", "svc.commands.split", T("make a second case of one call"), "cases"),
        Command("undo", "svc.commands.undo", T("take back the last act on a case"), "cases"),
        Command("search", "svc.commands.search", T("find words in all files"), "knowledge"),
        Command("audit", "svc.commands.audit", T("compare the history with the files"), "history"),
        Command("lesson", "svc.commands.lesson", T("what a case taught"), "history"),
        Command("lessons", "svc.commands.lessons", T("what was learned, over all cases"), "history"),
        Command("sla", "svc.commands.sla", T("what is due, and what is late"), "time"),
        Command("why", "svc.commands.why", T("why a case is due when it is"), "time"),
        Command("calendar", "svc.commands.calendars", T("working hours, and what is due when"), "time"),
        Command("report", "svc.commands.report", T("figures of a period, for people and for CI"), "reports"),
        Command("commit", "svc.commands.commit", T("take in edits made by hand"), "rules"),
        Command("check", "svc.commands.check", T("check every file of the desk"), "rules"),
        Command("fmt", "svc.commands.fmt", T("lay files out in the canonical form"), "rules"),
        Command("fields", "svc.commands.fields", T("list the fields of a case"), "rules"),
        Command("sync", "svc.commands.sync", T("bring this desk and the remote's together"), "team"),
        Command("propose", "svc.commands.propose", T("bring open branches up to date with their base"), "team"),
        Command("conflicts", "svc.commands.conflicts", T("settle what a merge could not decide"), "team"),
        Command("init", "svc.commands.init", T("make a desk"), "set up"),
        Command("demo", "svc.commands.demo", T("make a desk with cases to try"), "set up"),
        Command("migrate", "svc.commands.migrate", T("bring cases along when the workflow changed"), "set up"),
        Command("import", "svc.commands.bring", T("bring the cases of another system in"), "exchange"),
        Command("workflow", "svc.commands.workflow", T("the rules of this desk"), "set up"),
        Command("schema", "svc.commands.schema", T("what editors check a case against"), "set up"),
        Command("completion", "svc.commands.completion", T("complete svc in your shell"), "set up"),
        Command("doctor", "svc.commands.doctor", T("see whether all is well here"), "set up"),
        Command("merge-driver", "svc.commands.merge_driver", T("merge one file by fields, for Git"), BEHIND),
        Command("textconv", "svc.commands.textconv", T("print a case in words, for git diff"), BEHIND),
    )
}
