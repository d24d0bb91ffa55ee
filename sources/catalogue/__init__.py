"""One entry a feed, all facts about it: the TOML files of this folder, checked when they are loaded."""

from sources.catalogue.entry import Dates, Expect, Fields, Limits, Request, Source
from sources.catalogue.loading import load_catalogue

__all__ = ["Dates", "Expect", "Fields", "Limits", "Request", "Source", "load_catalogue"]
