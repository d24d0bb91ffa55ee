"""The database: every version of items, their readings, measures, conflicts, sources and what people did."""

from measures.store.engine import Store, migrate, open_store

__all__ = ["Store", "migrate", "open_store"]
