"""The open data at /data, as the scheduler last wrote them, and what a page says of them."""

import mimetypes
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

import streamlit as st
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from dashboard import parts
from dashboard.i18n import Reader
from dashboard.safe import plain
from measures.opendata.dictionary import about
from measures.opendata.folder import PUBLISHED
from measures.opendata.tables import TABLES
from measures.settings import load_settings

FRESH_SECONDS = 3600
"""How long a file may be used again without asking: they are written once a day."""

for _kind, _ending in (
    ("application/vnd.apache.parquet", ".parquet"),
    ("application/ld+json", ".jsonld"),
    ("text/markdown", ".md"),
    ("text/csv", ".csv"),
):
    mimetypes.add_type(_kind, _ending)


def folder() -> Path:
    """Where the newest open data are, once they were written."""
    return load_settings().data_dir / PUBLISHED


class OpenFiles(StaticFiles):
    """The files of the newest folder; ETag and ranges are Starlette's."""

    HEADERS: ClassVar = {
        "Cache-Control": f"public, max-age={FRESH_SECONDS}",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }

    def __init__(self) -> None:
        super().__init__(html=True, check_dir=False)
        # Nothing was written yet: that is an answer (404), no fault of the configuration.
        self.config_checked = True

    def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
        self.all_directories = [folder()]
        return super().lookup_path(path)

    async def get_response(self, path: str, scope: Scope) -> Response:
        try:
            answer = await super().get_response(path, scope)
        except HTTPException as refused:
            answer = Response(f"{refused.detail}\n", refused.status_code, refused.headers, "text/plain")
            answer.headers.update({**self.HEADERS, "Cache-Control": "no-store"})
            return answer
        answer.headers.update(self.HEADERS)
        return answer


def routes() -> list[Route | Mount]:
    """The open data, to stand beside the pages; any site may read them."""
    anyone = Middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=["GET", "HEAD"],
        allow_headers=["If-None-Match", "Range"],
        expose_headers=["ETag", "Content-Range", "Accept-Ranges"],
    )
    return [
        Route("/data", lambda _: RedirectResponse("/data/", 308), methods=["GET"]),
        Mount("/data", app=OpenFiles(), middleware=[anyone]),
    ]


def section(reader: Reader) -> None:
    """What open data there are, and under which addresses they stay."""
    _ = reader.text
    parts.heading(_("Open data"))
    st.markdown(
        _(
            "All measures, events, conflicts and sources as files, to take or to harvest. They are written "
            "anew each night and stay under the same addresses. Cases, signals and notes stay in the house, "
            "and so do the names of those who decide on readings."
        )
    )
    written = _written()
    if written is None:
        st.info(
            _(
                "Nothing has been written yet: the scheduler does so ten minutes after its start, "
                "then each night at three."
            )
        )
        return
    parts.table(
        (
            {
                _("Table"): f"`{name}`",
                _("What it holds"): _(about(name)),
                _("Files"): " · ".join(
                    f"[{form}](/data/{name}.{form.lower()}) ({_size(name, form, reader)})"
                    for form in ("CSV", "Parquet")
                ),
            }
            for name in TABLES
        ),
        alt=_("Tables of the open data"),
    )
    links = " · ".join(
        f"[{label}](/data/{name})"
        for label, name in (
            (_("How to read them"), "README.md"),
            (_("Dictionary of the columns"), "dictionary.csv"),
            (_("Codes and their meanings"), "codes.csv"),
            (_("Description for data portals (DCAT-AP)"), "dcat.jsonld"),
        )
    )
    st.markdown(links)
    licence = load_settings().licence
    told = _("Licence: {licence}", licence=licence) if licence else _("The operator has set no licence.")
    changed = _("Last changed on {moment}.", moment=reader.moment(written))
    st.caption(f"{changed} {plain(told)}")


def _written() -> datetime | None:
    """When the files that are there were written."""
    try:
        return datetime.fromtimestamp((folder() / "dcat.jsonld").stat().st_mtime, UTC)
    except OSError:
        return None


def _size(name: str, form: str, reader: Reader) -> str:
    """The size of a file in kilobytes or megabytes."""
    try:
        size = (folder() / f"{name}.{form.lower()}").stat().st_size
    except OSError:
        return "–"
    if size < 1_000_000:
        return f"{reader.number(max(1, round(size / 1_000)))} kB"
    return f"{reader.number(round(size / 1_000_000, 1))} MB"
