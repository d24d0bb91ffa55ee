"""Network in: the catalogue of government feeds, fetching, formats, and the archive of real measures."""
