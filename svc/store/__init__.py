"""The store: the only door to files, YAML, Git and the index."""

from svc.store.desk import Store

__all__ = ["Store"]
