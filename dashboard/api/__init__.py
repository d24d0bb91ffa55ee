"""The read-only API at /api: measures, conflicts and search as JSON or CSV, with its description."""

from dashboard.api.application import routes

__all__ = ["routes"]
