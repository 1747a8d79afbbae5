"""Case files as people write them by hand: invented, and far from the canonical form."""

from __future__ import annotations

CANONICAL = """\
# yaml-language-server: $schema=../../../.svc/case.schema.json
id: C-2701-4KM8Q2XTB
stage: analysis
opened_at: "2027-01-04T08:12:00+08:00"
priority: high
opened_by: qian.yu
assignee: l.brandt

type: repair

path: full

severity: minor

channel: phone

waiting: [customer, parts]

title: 咖啡机不出水，水泵有异响

customer: cus-8h2k

product: KM-3
serial: "0471E22"

category: pump

tags:

refs: {order: "2026-118", claim: K-77}

description: |
  按下出水键后水泵响，不出水。
  Descaled in December; the tank is full.

    indented words, "quoted": [not a list] # not a comment

intake:
  safety: none

  warranty_evidence: |

  attachments:

analysis:
  triage: on-site

  cause: "a line with a trailing blank \\n\\
    second line\\n"

resolution:
  plan:
    cost_limit: "120 EUR"

    measures:
      - {id: M4T2B, owner: l.brandt, due: "2027-01-20", what: Replace the pump}
      - {id: P7N3C, owner: qian.yu, due: "2027-01-22", what: "Tell the customer: no charge"}

  done:
    M4T2B: {at: "2027-01-19", by: l.brandt, evidence: visit}

feedback:
  satisfaction:

more:
  colour: "no"

  shelf: {row: 4, side: left}

notes:
  B3XK9: |
    她说机器用了两年。
    It was repaired once before.

log:
  - {id: A2QWE, at: "2027-01-04T08:12:00+08:00", by: qian.yu, kind: open, stage: intake}
  - {id: B3XK9, at: "2027-01-04T08:15:00+08:00", by: qian.yu, kind: contact, way: in, text: 水泵响，不出水}
  - {id: C4YL8, at: "2027-01-04T08:20:00+08:00", by: qian.yu, kind: move, from: intake, to: analysis}
"""

BY_HAND = """\
# kept by the workshop

id:   C-2701-4KM8Q2XTB   # do not change
title:    'The fan''s bearing: loud'
stage: analysis
# who has it now
assignee: l.brandt
customer:
  cus-8h2k
description: >
    folded words
    on two lines

    and a second paragraph
waiting:
- customer
- parts
own_key: kept   # the desk's own
analysis: {cause: worn bearing, triage: bench}
resolution:
    # the plan as agreed
    plan:
        measures:
            - id: M4T2B
              owner: l.brandt
              # by the end of the month
              what: replace the bearing
            - {id: P7N3C,
               what: "oil
                 the other one"}
        cost_limit: 80 EUR
    done:
        M4T2B:
            by: l.brandt
            at: 2027-01-19
    # nothing more
reviews: []
notes:
    B3XK9: "first\\nsecond"
log: # oldest first
# the call
- id: A2QWE
  at: 2027-01-04T08:12:00+08:00
  by: qian.yu
  kind: open

- {id: B3XK9, at: 2027-01-04T08:15:00+08:00, by: qian.yu, kind: note}   # later
# the end
"""

SMALL = """\
id: C-2702-9Q4MTX2KA
stage: intake
type: enquiry

title:

description: |

notes:

log:
"""

LIGHT = """\
id: C-2702-9Q4MTX2KA
stage: closed
opened_at: "2027-02-01T10:00:00+01:00"
priority: normal

type: enquiry

title: Which oil fits the KM-3?

description: |
  They ask for the oil of the KM-3.

summary:
  effectiveness:
    criterion: complaints a month
    baseline: "3"
    target: none
    due:
    owner:

    result:

  lesson: |
    Name the oil on the parts page.

log:
  - {id: D5ZM7, at: "2027-02-01T10:00:00+01:00", by: l.brandt, kind: open, stage: intake}
  - {id: E6AN6, at: "2027-02-01T10:05:00+01:00", by: l.brandt, kind: move, from: intake, to: closed}
"""

OTHER = """\
id: northgate   # a customer
kind: organisation

name: {zh: 北门, en: Northgate}
contacts:
  - name: first
    ways:
      - phone
      - mail
  # the second
  - {name: second, ways: [mail]}

agreements: []
"""

ALL = {"canonical": CANONICAL, "by hand": BY_HAND, "small": SMALL, "light": LIGHT, "other": OTHER}
