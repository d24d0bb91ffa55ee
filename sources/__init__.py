"""Network in: the catalogue of government feeds, guarded fetching, and formats that yield items."""
