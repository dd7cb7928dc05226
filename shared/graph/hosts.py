"""Where Instagram keeps what customers send, so that no address in an event can make us call somebody else.

A delivery is signed, yet an address in it may be one that a person wrote: it is kept, fetched and given to a model only
when it lies on Meta's own hosts.
"""

import re
from urllib.parse import urlsplit

from shared.settings import LOOPBACK

#: Webhooks name lookaside.fbsbx.com (Meta, "Webhooks events"), `media_url` of the Graph API names
#: scontent….cdninstagram.com and ….fna.fbcdn.net. A permalink on instagram.com is a page and no file.
MEDIA_HOSTS = ("fbsbx.com", "cdninstagram.com", "fbcdn.net")
MAX_LINK = 2048

# Parsers of addresses disagree over blanks, control characters and backslashes; none of Meta's has any.
_PLAIN = re.compile(r"https?://[!-\[\]-~]+", re.ASCII)
_NAME = re.compile(r"[a-z0-9.-]+", re.ASCII)


def media_link(address: object) -> str | None:
    """The address as it came, when it is one of Meta's media or of the local world; else None."""
    if not isinstance(address, str) or len(address) > MAX_LINK or not _PLAIN.fullmatch(address):
        return None
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    if "@" in parts.netloc:
        return None
    if parts.scheme == "http":
        return address if host in LOOPBACK else None
    # Of other signs in a name each parser makes its own.
    is_metas = _NAME.fullmatch(host) and any(f".{host}".endswith(f".{suffix}") for suffix in MEDIA_HOSTS)
    return address if is_metas and port in {None, 443} else None
