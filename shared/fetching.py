"""What lies at a web address that somebody outside has given us, brought into memory; and what is posted to one.

Bounded in size and in time.

Whoever names an address must not make us call our own network. A name is looked up once, every address that it has must
be a public one, and that very address is called: what the name says a moment later changes nothing. The certificate is
still the name's. Each redirect is judged like the first address, and a post follows none. Nothing of ours travels along: no cookie, no proxy.

Errors are SourceUnusable, with a sentence for whoever gave the address, and SourceUnavailable.
"""

import asyncio
import re
import socket
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from shared.errors import SourceUnavailable, SourceUnusable
from shared.public_addresses import is_public

if TYPE_CHECKING:
    import ssl

    import httpx

#: Seconds for all of it, redirects included.
FETCH_WITHIN = 20.0
CONNECT_WITHIN = 5.0
MOST_REDIRECTS = 5
MOST_ADDRESSES_TRIED = 3
MAX_ADDRESS = 2048
_CHUNK = 64 * 1024
_GONE = (404, 410)
_FORBIDDEN = (401, 403, 407, 451)
_AGAIN_LATER = (408, 425, 429)
# Parsers of addresses disagree over blanks, control characters and backslashes.
_PLAIN = re.compile(r"https?://[^\s\x00-\x20\x7f-\xa0\\]+", re.IGNORECASE)
_WITH_NAME = re.compile(r"[a-z]+://[^/?#]*@", re.IGNORECASE)
_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?|[0-9a-f:.]*:[0-9a-f:.]*", re.ASCII)

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the caller can read: media types such as `text/html`, and how many bytes once unpacked."""

    kinds: Collection[str]
    most: int


@dataclass(frozen=True, slots=True)
class Found:
    address: str  #: where the redirects led
    kind: str  #: the media type, one of those wanted
    charset: str | None  #: as the header has it
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Answered:
    """All that is kept of an answer to a post: what it says is not read."""

    status: int
    retry_after: str | None


async def looked_up(host: str, port: int) -> list[str]:
    """By the system's resolver, which also knows the odd spellings of an address: 0x7f.1, 2130706433."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


class Fetcher:
    def __init__(
        self,
        *,
        resolve: Resolve = looked_up,
        may_call: Callable[[str], bool] = is_public,
        ports: Collection[int] = (80, 443),
        plain_http: bool = False,
        within: float = FETCH_WITHIN,
        trust: "ssl.SSLContext | None" = None,
    ) -> None:
        """`plain_http` also takes http. `may_call` judges an address after look-up, `trust` is whose certificates count."""
        self._resolve = resolve
        self._may_call = may_call
        self._ports = ports
        self._schemes = ("https", "http") if plain_http else ("https",)
        self._within = within
        self._trust = trust

    async def fetch(self, address: str, wanted: Wanted) -> Found:
        async with self._calling() as client:
            return await self._follow(client, address, wanted)

    async def post(self, address: str, content: bytes, headers: Mapping[str, str]) -> Answered:
        """Whatever the status. Only an address that let nobody in is followed by the name's next one."""
        async with self._calling() as client:
            here = self.judged(address)
            response = await self._ask(client, "POST", here, headers, content)
            try:
                return Answered(response.status_code, response.headers.get("retry-after"))
            finally:
                await response.aclose()

    @asynccontextmanager
    async def _calling(self) -> "AsyncIterator[httpx.AsyncClient]":
        from http.cookiejar import CookieJar, DefaultCookiePolicy

        import httpx

        # No connection is kept: the next host at the same address would be spoken to as this one.
        client = httpx.AsyncClient(
            follow_redirects=False,
            trust_env=False,
            timeout=httpx.Timeout(self._within, connect=CONNECT_WITHIN),
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
            verify=self._trust or _known_authorities(),
            headers={"User-Agent": "IG-Shop-Agent", "Accept-Encoding": "gzip"},
            limits=httpx.Limits(max_keepalive_connections=0),
        )
        try:
            async with asyncio.timeout(self._within), client:
                yield client
        except httpx.InvalidURL:
            raise SourceUnusable("no_address", "it is no web address") from None
        except TimeoutError:
            raise SourceUnavailable(f"it did not come within {self._within:g} s") from None
        except httpx.HTTPError as error:
            raise SourceUnavailable(f"it was not reached: {type(error).__name__}") from None

    async def _follow(self, client: "httpx.AsyncClient", address: str, wanted: Wanted) -> Found:
        here = self.judged(address)
        accept = {"Accept": ", ".join(sorted(wanted.kinds))}
        for _ in range(MOST_REDIRECTS + 1):
            response = await self._ask(client, "GET", here, accept)
            try:
                if not response.has_redirect_location:
                    return await _found(str(here), response, wanted)
                here = self.judged(str(here.join(response.headers["location"])))
            finally:
                await response.aclose()
        raise SourceUnusable("too_many_redirects", f"it leads on more than {MOST_REDIRECTS} times")

    async def _ask(
        self,
        client: "httpx.AsyncClient",
        method: str,
        url: "httpx.URL",
        headers: Mapping[str, str],
        content: bytes | None = None,
    ) -> "httpx.Response":
        """The first address that answers. The name stands in `Host`, and is what the certificate must be for."""
        import httpx

        host = url.raw_host.decode("ascii")
        named = {"Host": url.netloc.decode("ascii"), **headers}
        tried: httpx.HTTPError | None = None
        for place in (await self._places(host, url))[:MOST_ADDRESSES_TRIED]:
            pinned = url.copy_with(host=place, fragment=None)
            request = client.build_request(
                method, pinned, headers=named, content=content, extensions={"sni_hostname": host}
            )
            try:
                return await client.send(request, stream=True)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                tried = error
        assert tried is not None
        raise tried

    async def _places(self, host: str, url: "httpx.URL") -> list[str]:
        """Where the name leads: all of it public, else none of it is called."""
        try:
            found = list(dict.fromkeys(await self._resolve(host, _port(url))))
        except socket.gaierror as error:
            if error.errno == socket.EAI_AGAIN:
                raise SourceUnavailable("its name cannot be looked up now") from None
            found = []
        except (OSError, UnicodeError):
            found = []
        if not found:
            raise SourceUnusable("unknown_host", "there is no server of that name")
        if not all(self._may_call(place) for place in found):
            raise SourceUnusable("private_address", "its name leads into a private network")
        return found

    def judged(self, address: str) -> "httpx.URL":
        """The address, when by its text it may be called. Raises SourceUnusable."""
        import httpx

        if len(address) > MAX_ADDRESS or not _PLAIN.fullmatch(address):
            raise SourceUnusable("no_address", "it is no web address")
        url = httpx.URL(address)
        if not _HOST.fullmatch(url.raw_host.decode("ascii")):
            raise SourceUnusable("no_address", "it is no web address")
        if url.scheme not in self._schemes:
            raise SourceUnusable("not_https", "it must begin with https://")
        if _WITH_NAME.match(address):
            raise SourceUnusable("user_name", "it must not hold a user name")
        if _port(url) not in self._ports:
            raise SourceUnusable("port", f"port {url.port} is not called")
        return url


@cache
def _known_authorities() -> "ssl.SSLContext":
    """Read once: it takes longer than many an answer."""
    import httpx

    return httpx.create_ssl_context(trust_env=False)


def _port(url: "httpx.URL") -> int:
    return url.port if url.port is not None else {"https": 443, "http": 80}[url.scheme]


async def _found(address: str, response: "httpx.Response", wanted: Wanted) -> Found:
    _judge_status(response)
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in wanted.kinds:
        raise SourceUnusable(
            "kind", f"it is {kind[:60] or 'of no named kind'}, not {' or '.join(sorted(wanted.kinds))}"
        )
    if int(response.headers.get("content-length", 0)) > wanted.most:
        raise _too_big(wanted)
    content = bytearray()
    async for piece in _unpacked(response):
        content += piece
        if len(content) > wanted.most:
            raise _too_big(wanted)
    return Found(address, kind, response.charset_encoding, bytes(content))


def _judge_status(response: "httpx.Response") -> None:
    status = response.status_code
    if status in _GONE:
        raise SourceUnusable("gone", f"there is nothing at that address (status {status})")
    if status in _FORBIDDEN:
        raise SourceUnusable("forbidden", f"its server does not show it to us (status {status})")
    if status >= 500 or status in _AGAIN_LATER:
        raise SourceUnavailable(f"its server answers with status {status}")
    if status != 200:
        raise SourceUnusable("status", f"its server answers with status {status}")


def _too_big(wanted: Wanted) -> SourceUnusable:
    return SourceUnusable("too_big", f"it is larger than {wanted.most // 1024} KiB")


async def _unpacked(response: "httpx.Response") -> AsyncIterator[bytes]:
    """In pieces of a bounded size: a chunk that was packed may hold a thousand times as much."""
    match response.headers.get("content-encoding", "identity").strip().lower():
        case "identity" | "":
            async for chunk in response.aiter_raw(_CHUNK):
                yield chunk
        case "gzip" | "x-gzip":
            async for piece in _gunzipped(response.aiter_raw(_CHUNK)):
                yield piece
        case _:
            raise SourceUnusable("packed", "it comes packed in a way that was not asked for")


async def _gunzipped(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    stream = _gunzip()
    try:
        async for chunk in chunks:
            rest, is_more = chunk, True
            while is_more:
                if stream.eof:  # a file of several members
                    stream = _gunzip()
                piece = stream.decompress(rest, _CHUNK)
                yield piece
                rest = stream.unused_data if stream.eof else stream.unconsumed_tail
                is_more = bool(rest) or (not stream.eof and len(piece) == _CHUNK)
    except zlib.error:
        raise SourceUnusable("packed", "it is not packed as its server says") from None
    if not stream.eof:
        raise SourceUnavailable("it broke off")


def _gunzip() -> "zlib._Decompress":
    return zlib.decompressobj(16 + zlib.MAX_WBITS)
