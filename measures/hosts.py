"""Hosts: what counts as one, whichever scheme leads to it, and which addresses may be reached."""

import ipaddress
from urllib.parse import urlsplit

_USUAL_PORTS = {80, 443}
LONGEST_NAME = 253
"""RFC 1035: a longer name is none."""
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_UNICAST = ipaddress.ip_network("2000::/3")
"""All IPv6 that is given out to the world (RFC 4291, IANA); the rest is local, reserved, or IPv4 inside."""
_SPECIAL = tuple(
    ipaddress.ip_network(block)
    # Protocol assignments, the withdrawn 6to4 relays, Teredo and other experiments, documentation.
    for block in ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "3fff::/20")
)
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


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


def is_allowed(address: str, *, open_loopback: bool = False) -> bool:
    """Whether a connection may go to this IP address: public ones, and loopback where it is opened."""
    ip = _inner(ipaddress.ip_address(address.partition("%")[0]))
    if ip.is_loopback:
        return open_loopback
    if ip.version == 6 and ip not in _UNICAST:
        return False
    return ip.is_global and not ip.is_multicast and not any(ip in block for block in _SPECIAL)


def _inner(ip: Address) -> Address:
    """The IPv4 address to which an IPv6 address leads: mapped, by 6to4, or by NAT64 (RFC 6052)."""
    if isinstance(ip, ipaddress.IPv6Address):
        if ip in _NAT64:
            return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        return ip.ipv4_mapped or ip.sixtofour or ip
    return ip
