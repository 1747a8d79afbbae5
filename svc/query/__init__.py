"""Which records a list is asked for: a small language, one for lists, saved names and reports.

``stage:analysis,resolution priority:>=high -type:enquiry cause~漏水 (assignee:me or waiting:parts) "free text"``

- :mod:`tokens` takes the text apart, :mod:`syntax` makes a tree of it, :mod:`compiling` a function of the tree.
- :mod:`vocabulary` says which fields there are; :mod:`of_cases` is the one of cases. Any other sort of record needs
  no more than one of its own.
- :mod:`matching`, :mod:`scales` and :mod:`spans` say when a field answers to a value.
- :mod:`arranging` sorts and counts by the same fields.

Pure: the moment, and who asks, come in. No text crashes it: every one is a query or a UsageError that points at the
column.
"""
