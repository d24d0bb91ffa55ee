"""Addresses of the pages, for links in what leaves the house."""

from collections.abc import Iterable
from urllib.parse import urlencode

from measures.settings import load_settings

HOME = "situation"
"""The page that lies at the root: Streamlit knows its default page under no other address."""


def page_url(page: str, **params: str | Iterable[str] | None) -> str:
    """The full address of a page (its path in dashboard.main) with its choices; None leaves one out."""
    given = {
        name: value if isinstance(value, str) else list(value)
        for name, value in params.items()
        if value is not None
    }
    query = urlencode(given, doseq=True)
    path = "" if page == HOME else page
    return f"{load_settings().address}/{path}" + (f"?{query}" if query else "")
