"""Why a message did not arrive, as English templates by code; put into words when shown.

What befell a connection to a webhook has the codes of measures.answers.
"""

TEMPLATES: dict[str, str] = {
    "smtp_later": "The receiving mail server put it off: {said}",
    "smtp_refused": "The receiving mail server refused it: {said}",
    "smtp_broken": "The connection broke off while it was being sent: {said}",
    "smtp_unreachable": "The mail server cannot be reached: {said}",
    "smtp_insecure": "No encrypted connection to the mail server could be made: {said}",
    "smtp_login": "The mail server does not accept the user and password of the settings: {said}",
    "smtp_sender": "The mail server does not accept the sender of the settings: {said}",
    "hook_gone": "The receiver says that it is gone for good (status 410).",
    "hook_later": "The receiver asks for a pause (status {status}).",
    "hook_refused": "The receiver does not accept it (status {status}).",
    "hook_redirect": "The receiver points to another address (status {status}), which is not followed.",
    "hook_no_echo": "The receiver answered, but did not send the challenge back.",
    "hook_no_address": "This is no web address that messages can be sent to.",
    "hook_not_https": "The address must begin with https://.",
    "hook_user": "The address must hold neither user name nor password.",
    "hook_private": "The address does not lead to a public network.",
    "not_written": "It could not be written, which is a fault of this program: {said}",
}
