"""The store: the only door to files, YAML, Git and, later, the index."""

from svc.store.desk import Store

__all__ = ["Store"]
