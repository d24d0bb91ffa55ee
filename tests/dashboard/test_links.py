"""Links in what leaves the house lead to the pages, as readers reach them."""

import pytest

from dashboard.links import leads_here_only, page_url
from measures.settings import load_settings


@pytest.fixture(autouse=True)
def _fresh_settings():
    load_settings.cache_clear()
    yield
    load_settings.cache_clear()


def test_link_leads_to_where_the_dashboard_listens():
    assert page_url("conflicts", key="c-1", day=None) == "http://127.0.0.1:8501/conflicts?key=c-1"


def test_link_leads_to_the_public_address_with_several_values(monkeypatch):
    monkeypatch.setenv("TASKFORCE_PUBLIC_URL", "https://taskforce.example/board/")
    assert page_url("search", border=("NL-DE", "NL-BE"), q="a&b") == (
        "https://taskforce.example/board/search?border=NL-DE&border=NL-BE&q=a%26b"
    )


def test_link_to_the_first_page_leads_to_the_root_where_it_lies():
    assert page_url("situation", topic="work") == "http://127.0.0.1:8501/?topic=work"


def test_link_to_an_address_of_version_6(monkeypatch):
    monkeypatch.setenv("TASKFORCE_HOST", "::1")
    assert page_url("rules") == "http://[::1]:8501/rules"


@pytest.mark.parametrize(
    ("address", "here"),
    [("http://127.0.0.1:8501/rules?home=aachen", True), ("http://localhost:8501", True),
     ("http://[::1]:8501/", True), ("http://0.0.0.0:8501", True), ("http://127.8.0.1", True),
     ("http://10.0.0.7:8501", False), ("https://taskforce.example/board/", False), ("", False)],
)  # fmt: skip
def test_an_address_that_means_the_readers_own_machine(address, here):
    assert leads_here_only(address) == here
