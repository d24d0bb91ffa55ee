"""What counts as one host: a name with its port, whichever scheme leads to it."""

from urllib.parse import urlsplit

_USUAL_PORTS = {80, 443}
LONGEST_NAME = 253
"""RFC 1035: a longer name is none."""


def host_of(url: str) -> str:
    """The host of a web address in lower case, with its port where that is an unusual one.

    Empty where the address names none that could exist.
    """
    try:
        parts = urlsplit(url)
        name, port = (parts.hostname or "").rstrip("."), parts.port
        if not name.isascii():
            name = name.encode("idna").decode()
    except ValueError:
        return ""
    if len(name) > LONGEST_NAME:
        return ""
    return name if port is None or port in _USUAL_PORTS else f"{name}:{port}"
