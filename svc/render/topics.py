"""The help topics: what holds for many commands, told once, in the language in force."""

from __future__ import annotations

from svc.errors import T, Text
from svc.typed import NamedTuple


class Topic(NamedTuple):
    """A page of ``svc help TOPIC``."""

    summary: Text
    text: Text


_DATES = T(
    """How --at, --since, --until, every field for a date and queries understand
when. Wall times are those of the desk's time zone. What words came to is told
on stderr; what may mean two things is refused with both. A date means its
whole day: a start begins with it, a deadline ends with it.

Days:
  2026-11-21  2026/11/21  21 Nov 2026  Nov 21
  today  yesterday  tomorrow  day before yesterday
  3 days ago  in 2 weeks  -3d  +1mo    d w mo y: whole days from today
  2 working days ago  in 2wd  +2wd     of the desk's calendar, or Mon to Fri
  mon  3d  2wd                         back for what happened, ahead for what
                                       falls due
  next mon  last sun  this wed         of the next, the last, this week
  end of month  start of next year
  昨天  三天前  下周一  3个工作日后  10月3日  月底

Times:
  14:05  9am  4:30pm  noon             today
  yesterday 16:00  next mon 9am        a day and a time
  2h ago  in 30min  -1h30m  now        exact, whatever the clocks do
  2026-11-21T14:05+08:00               an instant with its offset
  昨晚8点半  明天下午3点  半小时前

Several days (--since, --until, queries):
  last week  this month  2026-10  2026  2026-W47  上周  去年
  this quarter  last quarter  2026-Q4  Q4  本季度  第四季度  去年三季度

Refused: 01/02/2026, at 4, 3m, 3点; last fri where a Friday lies between. A wall
time that the clocks skip moves forward by the gap, of one that they show twice
the first is meant; both are told."""
)

_QUERY = T(
    """What svc list, next and lessons are asked for. docs/query.md tells it at length,
svc fields lists the fields. Put a query in quotes where it has brackets, <, >
or *: they mean something to a shell.

A field, a sign and a value; terms side by side must all hold:
  stage:analysis,resolution      one of them
  cause~crimp  text~burnt        has it in it; text is the whole file
  priority:>=high  age:>5wd      more, less: > >= < <= (wd: working days)
  priority:high..  age:1d..2w    from there on; from one to the other
  opened:2026-11  opened:..yesterday  closed:last-week
  serial:2607*                   * is any rest
  missing:any  overrides:any     lacks something to go on; was let pass
  closed_by:me  late:any         who closed it; something was entered late
  waiting:none  waiting:any      empty; not empty
  severity:!=minor               not empty, and not minor
  -type:enquiry                  everything else, empty ones included
  items.count:2..  contacts.count:0
  assignee:me  more.colour:red  items.serial:26X1  feedback.reply:accepted
  类型：投诉  优先级：高..  经办人：我

Joined:
  severity:safety or priority:urgent
  (assignee:me or assignee:none) -waiting:parts
  not type:enquiry

Other words are looked for in id, title, customer, product and serial number;
one that is a stage or type means that:
  complaint  closed  pump  "plug gets hot"

A query saved under queries: in svc.yaml is named by its name:
  @mine  @hot

Closed cases are shown where the query names the stage, closed, exit or an id,
and with --all.

Examples:
  svc list '(priority:urgent or age:>5wd) waiting:none' --sort -priority,opened
  svc list --all --by cause_category,opened.month
  svc next --all severity:safety
  svc lessons crimp product:HF-20"""
)

_FORMATS = T(
    """How lists and pages are printed. On a terminal: a table, cut to its width. In
a pipe: tab-separated values, nothing cut, no header. --format says otherwise;
--json is short for --format json.

For people, with labels for fields and codes in the language in force and times
by the clocks of the desk:
  table   aligned columns
  excel   a csv file as Excel opens it, with labels; > closed.csv
  md      a Markdown table; nothing in a cell is markup
  html    an HTML table; nothing in a cell is markup

For programs, with the file's own keys and codes in any language:
  tsv     one line a case, no header; tabs and line breaks in a cell become
          blanks
  csv     a header of keys, every cell quoted, UTF-8; a cell that a spreadsheet
          would take for a formula begins with '
  json    an array, [] when empty; a case has the keys of its file, without
          empty ones
  ndjson  one JSON object a line

--fields id,stage,title chooses the columns, svc fields lists them. Colour: on
a terminal only, never with NO_COLOR or TERM=dumb, always with FORCE_COLOR=1;
it never says what words do not. Long pages go through $SVC_PAGER, $GIT_PAGER,
$PAGER or less; --no-pager prints them.

Examples:
  svc list --fields id,stage,title | cut -f3
  svc list type:complaint --format excel > complaints.csv
  svc show @ --json"""
)

_EXIT_CODES = T(
    """The exit status of svc.

  0    done; an empty list is done
  1    refused by a rule of the desk, nothing of that name, or something found
  2    the command line, a field or a value is not understood
  3    the repository is in a state that forbids it: no desk, amid a merge,
       busy, disk full
  130  interrupted by Ctrl-C

What is wrong and what to type next is said on stderr, results go to stdout. A
change that ended with 0 is committed. Where a list leaves out files that
cannot be read it names them and ends with 1.

Examples:
  svc check -q || echo 'look at the desk first'
  svc move @ analysis || svc show @"""
)

_GATES = T(
    """What a stage asks for before a case leaves it, and how to add a rule of your
own. The rules stand in svc.yaml under workflow: gates:, one on a line; svc
workflow prints them as a table, docs/workflow.md tells them at length.

  - {leave: resolution, when: {type: [repair]}, need: [more.hours]}

  leave    the stage; its gate is asked again by every later stage
  when     only cases that fit: type, path, severity, priority, category, ...
  from     only cases opened from that date on: 2026-12-01
  need     fields to be filled; [a, b] where one of them will do
  each     what every item of a list has: {resolution.tests: [what, result]}
  events   what must have happened: [contact out, triage]
  bars     words with which it is not left: {feedback.reply: [refused]}
  roles    who may let it go on
  not_by   a stage: who took the case out of that one may not leave this one

svc fields lists the fields. One of your own is more.NAME, with any name and
any value:
  svc edit @ --set more.hours=1.5
  svc list 'more.hours:>2'

Without from, a rule holds for the open cases as well: one that has left the
stage needs the field at its next move. Step by step:
  svc check                      while svc.yaml is edited: how many open cases
                                 the new rules hold up
  svc commit svc.yaml            the rules hold from now on
  svc workflow test              plays cases through them and names dead ends
  svc list missing:more.hours    the open cases that lack the field
  svc list --by stage,missing    what is lacking where

Who has a role under overrides: may let a case pass, with a reason; svc log
--only override and svc list --all overrides:any show it.

Examples:
  svc workflow --type repair
  svc list missing:resolution.tests
  svc move @ feedback --override -m 'The ship sails tonight.'"""
)

TOPICS: dict[str, Topic] = {
    "dates": Topic(T("how to say when"), _DATES),
    "query": Topic(T("how to ask for cases"), _QUERY),
    "gates": Topic(T("what a stage asks for, and rules of your own"), _GATES),
    "formats": Topic(T("how lists are printed"), _FORMATS),
    "exit-codes": Topic(T("what the exit status says"), _EXIT_CODES),
}
"""The topics by name."""
