"""Addresses of the pages, for links in what leaves the house."""

import ipaddress
from collections.abc import Iterable
from urllib.parse import urlencode, urlsplit

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


def leads_here_only(address: str) -> bool:
    """Whether an address means the machine that reads it: on paper or to anybody else it is worth nothing."""
    host = urlsplit(address).hostname or ""
    try:
        ip = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
    return ip.is_loopback or ip.is_unspecified
