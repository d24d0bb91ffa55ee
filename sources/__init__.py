"""Network in: the catalogue of government feeds, polite and guarded fetching, and formats that yield items."""
