"""What counts as one host: a name with its port, whichever scheme leads to it."""

from urllib.parse import urlsplit

_USUAL_PORTS = {80, 443}


def host_of(url: str) -> str:
    """The host of a web address in lower case, with its port where that is an unusual one.

    Empty where the address names none.
    """
    try:
        parts = urlsplit(url)
        name, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    name = name.rstrip(".")
    return name if port is None or port in _USUAL_PORTS else f"{name}:{port}"
