"""Why a message did not arrive, as English templates by code; put into words when shown."""

TEMPLATES: dict[str, str] = {
    "smtp_later": "The receiving mail server put it off: {said}",
    "smtp_refused": "The receiving mail server refused it: {said}",
    "smtp_broken": "The connection broke off while it was being sent: {said}",
    "smtp_unreachable": "The mail server cannot be reached: {said}",
    "smtp_insecure": "No encrypted connection to the mail server could be made: {said}",
    "smtp_login": "The mail server does not accept the user and password of the settings: {said}",
    "smtp_sender": "The mail server does not accept the sender of the settings: {said}",
    "not_written": "It could not be written, which is a fault of this program: {said}",
}
