"""The ASGI app: pages, API, open data, links of mail, /healthz, /metrics. Run by `python -m dashboard`."""

from pathlib import Path

import streamlit as st
import structlog
from starlette.middleware import Middleware

from dashboard import api, opendata
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


app = st.App(
    Path(__file__).with_name("main.py"),
    routes=[*routes, *outgoing.routes, *api.routes(), *opendata.routes()],
    middleware=[Middleware(VisitMiddleware)],
    on_script_error=on_script_error,
)
