"""What a customer sends, fetched when a turn needs it: it lives in memory only, and no word of its address gets out.

Instagram's media may not be kept, so nothing here has a file, a cache or a log line. Only Meta's media hosts are called
(hosts.py), redirects included: an address that leads anywhere else would let whoever wrote it make us call our own
network. What comes is known by its bytes and bounded while it comes, whatever the headers say; without the token, since
addresses carry a signature of their own, and without cookies, since one client fetches for every shop.
"""

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from shared.errors import GraphUnavailable, MediaGone, MediaUnusable
from shared.graph.hosts import media_link
from shared.graph.sniffing import HEAD, Kind, is_page, kind_of

if TYPE_CHECKING:
    import httpx

#: Seconds for all of it, redirects included.
FETCH_WITHIN = 10.0
MOST_REDIRECTS = 3
#: Each may hold 25 MB.
CONNECTIONS = 16
#: lookaside.fbsbx.com answers a client that does not look like a browser with a page.
_HEADERS = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
    "Accept": "*/*",
    "Accept-Encoding": "identity",  # a few compressed bytes could become any number of others
}
#: 403 is what Meta's CDN answers when an address's signature has expired.
_GONE = (403, 404, 410)
_AGAIN_LATER = (408, 425, 429)


@dataclass(frozen=True, slots=True)
class Fetched:
    content_type: str  #: of sniffing.KINDS
    content: bytes = field(repr=False)


class Media:
    def __init__(self, *, within: float = FETCH_WITHIN) -> None:
        self._within = within
        self._open: httpx.AsyncClient | None = None

    async def fetch(self, address: str) -> Fetched:
        """Raises MediaGone for what has expired, MediaUnusable for what is none of ours, and GraphUnavailable."""
        import httpx

        try:
            async with asyncio.timeout(self._within):
                return await self._follow(address)
        except httpx.InvalidURL:
            raise MediaUnusable("elsewhere") from None
        except (httpx.HTTPError, TimeoutError) as error:
            raise GraphUnavailable(f"media was not fetched: {type(error).__name__}") from None

    async def _follow(self, address: str) -> Fetched:
        here = _allowed(address)
        for _ in range(MOST_REDIRECTS + 1):
            async with self._http().stream("GET", here) as response:
                if not response.has_redirect_location:
                    return await _content_of(response)
                here = next_hop(here, response.headers["location"])
        raise MediaUnusable("too_many_redirects")

    async def close(self) -> None:
        if self._open is not None:
            await self._open.aclose()

    def _http(self) -> "httpx.AsyncClient":
        if self._open is None:
            from http.cookiejar import CookieJar, DefaultCookiePolicy

            import httpx

            self._open = httpx.AsyncClient(
                follow_redirects=False,
                timeout=self._within,
                headers=_HEADERS,
                cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
                limits=httpx.Limits(max_connections=CONNECTIONS),
            )
        return self._open


def next_hop(here: str, location: str) -> str:
    """Where a redirect leads. Raises MediaUnusable unless that is Meta's too, and no step from Meta into our machine."""
    try:
        target = urljoin(here, location)
    except ValueError:
        raise MediaUnusable("elsewhere") from None
    if here.startswith("https:") and not target.startswith("https:"):
        raise MediaUnusable("elsewhere")
    return _allowed(target)


def _allowed(address: str) -> str:
    link = media_link(address)
    if link is None:
        raise MediaUnusable("elsewhere")
    return link


async def _content_of(response: "httpx.Response") -> Fetched:
    status = response.status_code
    if status in _GONE:
        raise MediaGone(f"status_{status}")
    if status >= 500 or status in _AGAIN_LATER:
        raise GraphUnavailable(f"media: status_{status}")
    if status != 200:
        raise MediaUnusable(f"status_{status}")
    return await _read(response)


async def _read(response: "httpx.Response") -> Fetched:
    received, kind = bytearray(), None
    async for chunk in response.aiter_raw():
        received += chunk
        if kind is None and len(received) >= HEAD:
            kind = _expected(bytes(received[:HEAD]))
            _bound(int(response.headers.get("content-length", 0)), kind)
        if kind is not None:
            _bound(len(received), kind)
    return Fetched((kind or _expected(bytes(received))).content_type, bytes(received))


def _expected(head: bytes) -> Kind:
    kind = kind_of(head)
    if kind is None:
        raise MediaUnusable("a_page" if is_page(head) else "unknown_kind")
    return kind


def _bound(size: int, kind: Kind) -> None:
    if size > kind.most:
        raise MediaUnusable("too_big")
