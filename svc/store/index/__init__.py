"""What the case files hold, kept so that a list need not read them again.

A SQLite file in the Git folder of the work tree, one a desk. It is derived: it may be deleted at any time, and one
that is corrupt, or of another version, is made anew. Whatever keeps it from being used (a folder that nobody may
write to, a disk that is full) costs time alone: then the files are read.

- :mod:`tree` looks at the work tree as Git does: by size, times and number of each file. A file whose time is too
  near to the moment of looking is looked at again, since one more change may not show.
- :mod:`database` is the SQLite file: its tables, its checksums, who may write to it when.
- :mod:`catching_up` brings the rows to what the files are.
- :mod:`index` is what the rest of the store asks.
"""
