"""The pages that links in messages lead to: to confirm a subscription, and to end one.

To look at a page changes nothing, for programs that check mail open its links: only its button does, or the
one click of a mail program (RFC 8058).
"""

from collections.abc import Callable
from datetime import UTC, datetime
from html import escape
from importlib.resources import files

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from dashboard import data
from dashboard.i18n import Reader, language_of
from dashboard.links import page_url
from dashboard.outgoing.letter import wishes_told
from dashboard.outgoing.sending import CONFIRM_PATH, END_PATH
from measures.errors import TaskforceError
from measures.outgoing import Purpose, Subscription, SubscriptionState
from measures.settings import load_settings
from measures.store import subscriptions as subs
from measures.vocabulary import Language

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    # The address holds the token: it is told to nobody, and kept nowhere.
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex",
    "X-Content-Type-Options": "nosniff",
}


def confirm(request: Request) -> Response:
    """Asks to confirm (GET), or confirms (POST)."""

    def answer(tx: Connection, token: str) -> Response:
        found = subs.of_token(tx, token, Purpose.CONFIRM)
        if found is not None and request.method == "POST" and subs.confirm(tx, token, datetime.now(UTC)):
            found = subs.subscription(tx, found.id)
        return _confirm_page(request, found)

    return _answered(request, answer)


def end(request: Request) -> Response:
    """Asks to end (GET), or ends (POST)."""

    def answer(tx: Connection, token: str) -> Response:
        found = subs.of_token(tx, token, Purpose.END)
        if found is not None and request.method == "POST":
            subs.end(tx, found.id, subs.WHO, "asked", datetime.now(UTC))
            found = subs.subscription(tx, found.id)
        return _end_page(request, found)

    return _answered(request, answer)


def _answered(request: Request, answer: Callable[[Connection, str], Response]) -> Response:
    token = request.query_params.get("token", "")[:200]
    reader = _reader(request)
    try:
        store = data.store()
        if data.exercise():
            return _page(reader, reader.text("This is an exercise: nothing of it leaves the house."), 409)
        # A look changes nothing, and needs no writer's turn.
        with store.begin() if request.method == "POST" else store.read() as tx:
            return answer(tx, token)
    except (SQLAlchemyError, TaskforceError):
        return _page(reader, reader.text("The database cannot be reached; try again in a minute."), 503)


def _confirm_page(request: Request, found: Subscription | None) -> Response:
    reader = _reader(request, found)
    _ = reader.text
    if found is None or found.state in (SubscriptionState.ENDED, SubscriptionState.DISABLED):
        return _gone(reader)
    asked = wishes_told(found.wishes, reader)
    if found.state is SubscriptionState.ACTIVE:
        said = _("You will be told of what changes from now on. Each message has a link to end it.")
        return _page(reader, _("Subscription confirmed"), said=said, points=asked)
    said = _("Press the button, and this address will be told:")
    return _page(reader, _("Confirm the subscription"), said=said, points=asked, button=_("Confirm"))


def _end_page(request: Request, found: Subscription | None) -> Response:
    reader = _reader(request, found)
    _ = reader.text
    if found is None:
        return _gone(reader)
    if found.state is SubscriptionState.ENDED:
        said = _("Nothing more will be sent, and the address has been erased.")
        return _page(reader, _("Subscription ended"), said=said)
    said = _("Press the button, and this address will no longer be told:")
    asked = wishes_told(found.wishes, reader)
    return _page(reader, _("End the subscription"), said=said, points=asked, button=_("End the subscription"))


def _gone(reader: Reader) -> Response:
    _ = reader.text
    said = _("It was replaced, has run out, or was not copied in full. You can subscribe anew at any time.")
    return _page(reader, _("This link is no longer valid"), 404, said=said)


def _page(
    reader: Reader,
    title: str,
    status: int = 200,
    *,
    said: str = "",
    points: tuple[str, ...] = (),
    button: str = "",
) -> Response:
    """A page of its own that loads nothing, works without scripts, and leads back to the dashboard."""
    style = files("dashboard.reports").joinpath("document.css").read_text("utf-8")
    body = [f"<h1>{escape(title)}</h1>"]
    if said:
        body.append(f"<p>{escape(said)}</p>")
    if points:
        body.append("<ul>" + "".join(f"<li>{escape(point)}</li>" for point in points) + "</ul>")
    if button:
        # Without an action it goes to the address of the page, which holds the token.
        body.append(f'<form method="post"><button type="submit">{escape(button)}</button></form>')
    link = escape(page_url("subscriptions", lang=reader.language))
    words = escape(reader.text("To the page of subscriptions"))
    body.append(f'<p><a href="{link}">{words}</a></p>')
    return HTMLResponse(
        f'<!doctype html>\n<html lang="{reader.language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)} · Cross Border Taskforce</title>\n<style>\n{style}\n{_BUTTON}</style>\n"
        "</head>\n<body>\n<main>\n" + "\n".join(body) + "\n</main>\n</body>\n</html>\n",
        status,
        HEADERS,
    )


_BUTTON = (
    "button { font: inherit; padding: .6rem 1.2rem; border: 0; border-radius: .4rem; color: #fff; "
    "background: #0b4f7d; cursor: pointer; }\nbutton:focus-visible { outline: 3px solid #f2a900; "
    "outline-offset: 2px; }\n"
)


def _reader(request: Request, found: Subscription | None = None) -> Reader:
    """In the language subscribed in, else the browser's."""
    if found is not None:
        return Reader(found.wishes.language)
    default = Language(load_settings().language)
    return Reader(language_of(request.headers.get("accept-language"), default))


routes = [
    Route(f"/{CONFIRM_PATH}", confirm, methods=["GET", "POST"]),
    Route(f"/{END_PATH}", end, methods=["GET", "POST"]),
]
