"""A document to take along from a page: a button a format."""

from collections.abc import Callable, Mapping
from functools import partial

import streamlit as st

from dashboard import parts
from dashboard.i18n import N_, Reader
from dashboard.reports.blocks import Document
from dashboard.reports.html import to_html
from dashboard.reports.pdf import to_pdf
from dashboard.reports.word import to_docx

# The label of the button, the kind of file, and who makes it, by the ending of its name.
_FORMS: Mapping[str, tuple[str, str, Callable[[Document], bytes | str]]] = {
    "html": (N_("Take it as HTML"), "text/html", to_html),
    "docx": (
        N_("Take it as DOCX"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        to_docx,
    ),
    "pdf": (N_("Take it as PDF"), "application/pdf", to_pdf),
}


def take(document: Document | Callable[[], Document], name: str, reader: Reader, *endings: str) -> None:
    """Downloads of a document under `name` with these endings; a file is made when it is asked for.

    A document that takes time may be given as what makes it.
    """

    def made(make: Callable[[Document], bytes | str]) -> bytes | str:
        return make(document() if callable(document) else document)

    with st.container(gap="xsmall"):
        with st.container(horizontal=True):
            for ending in endings:
                label, kind, make = _FORMS[ending]
                st.download_button(
                    reader.text(label),
                    partial(made, make),
                    f"{name}.{ending}",
                    kind,
                    on_click="ignore",
                    icon=":material/download:",
                )
        parts.here_only(reader)
