"""Web addresses as a shop has typed them, made such that Meta takes them, or refused.

Meta fetches media itself, and a file name that is not ASCII fails; Arabic in an address is therefore written as a browser
would send it.
"""

import re
from urllib.parse import SplitResult, quote, urlsplit

from shared.reply.limits import ADDRESS
from shared.settings import LOOPBACK

#: What has a meaning of its own in an address, and % of what is encoded already.
_KEPT = "!$%&'()*+,;=:@/?~-._[]"
_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?|[0-9a-f:.]*:[0-9a-f:.]*")


def web_address(typed: str | None) -> str | None:
    """The http or https address, in ASCII; None for what is none, or is longer than anyone takes."""
    typed = (typed or "").strip()
    if not typed.isprintable():
        return None
    try:
        parts = urlsplit(typed)
        host = (parts.hostname or "").encode("idna").decode()
        port = parts.port
    except ValueError:
        return None
    # A user's name in an address is how one site poses as another.
    if parts.scheme not in {"http", "https"} or "@" in parts.netloc:
        return None
    if not _HOST.fullmatch(host):
        return None
    place = f"[{host}]" if ":" in host else host
    if port is not None:
        place += f":{port}"
    path, query, fragment = (quote(one, safe=_KEPT) for one in (parts.path, parts.query, parts.fragment))
    address = SplitResult(parts.scheme, place, path, query, fragment).geturl()
    return address if ADDRESS.holds(address) else None


def media_address(typed: str | None) -> str | None:
    """The same for what Meta is to fetch: https. Over http only from loopback, where the local world keeps its pictures."""
    address = web_address(typed)
    if address is None:
        return None
    parts = urlsplit(address)
    return address if parts.scheme == "https" or parts.hostname in LOOPBACK else None


def host_of(address: str) -> str:
    return urlsplit(address).hostname or address
