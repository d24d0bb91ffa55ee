"""The ASGI app: pages, API, open data, links of mail, /healthz, /metrics. Run by `python -m dashboard`."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import streamlit as st
import structlog
from starlette.middleware import Middleware

from dashboard import api, app_pages, opendata
from dashboard.health import routes
from dashboard.outgoing import pages as outgoing
from dashboard.visits import VisitMiddleware

log = structlog.get_logger()


def on_script_error(error: Exception) -> bool:
    """Writes a page's failure to the log and shows a calm notice instead of a traceback."""
    from dashboard.parts import failed

    log.error("page_failed", exc_info=error)
    failed()
    return True


@asynccontextmanager
async def settled(_app: st.App) -> AsyncIterator[None]:
    """Loads the pages before the first reader comes, and has the collector pass over what stays for good.

    Streamlit collects garbage after each run of a page; through all that was ever loaded that takes 0.15 s,
    in which nothing of the answer leaves.
    """
    for page in iter_modules(app_pages.__path__, f"{app_pages.__name__}."):
        import_module(page.name)
    gc.collect()
    gc.freeze()
    yield


app = st.App(
    Path(__file__).with_name("main.py"),
    routes=[*routes, *outgoing.routes, *api.routes(), *opendata.routes()],
    middleware=[Middleware(VisitMiddleware)],
    lifespan=settled,
    on_script_error=on_script_error,
)
