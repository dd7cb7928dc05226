"""HTTP to a merchant's own shop, wherever that is: https, to public addresses only, with patience and within bounds.

Its address came from outside, so each look-up is judged before it is called, and no redirect is followed: credentials go to the host
that the merchant has named, and no other. What is read is asked for again when it is busy or at fault, when it says, or later each time;
what changes a shop is sent once. Credentials travel in a header, and neither they nor what was answered get into an error.
"""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from shared.errors import Misconfigured, OutcomeUnknown, ShopRefused, ShopUnavailable
from shared.fetching import Resolve, looked_up
from shared.public_addresses import is_public
from shared.retry_after import retry_after

if TYPE_CHECKING:
    import ssl

    import httpx

ANSWER_WITHIN = 60.0
CONNECT_WITHIN = 10.0
#: Seconds for a call that changes something: half of the lease under which orders are pushed.
CHANGE_WITHIN = 30.0
MOST_TRIES = 6
#: Seconds that a shop may ask us to wait for in one go; a longer wait ends the import, which can be repeated.
MOST_PATIENCE = 120.0
MOST_IN_ANSWER = 32 << 20
_AGAIN_LATER = (408, 425, 429)
#: What was sent is at fault, and not the address.
_NOT_TAKEN = (400, 409, 422)
_HOST = re.compile(r"[\w-]+(\.[\w-]+)+")
Wait = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Answer:
    body: Any
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Raw:
    """An answer of whatever status to what was sent once."""

    status: int
    headers: Mapping[str, str]
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Road:
    """How shops are reached. `anywhere` takes http and other ports as well, which no shop of a merchant may have.

    `trust` is whose certificates count.
    """

    resolve: Resolve = looked_up
    may_call: Callable[[str], bool] = is_public
    anywhere: bool = False
    trust: "ssl.SSLContext | None" = None
    wait: Wait = asyncio.sleep
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))


def shop_address(text: str, *, anywhere: bool = False) -> str:
    """With its scheme, without a slash at its end. Raises Misconfigured for what is no https address of a shop."""
    whole = text.strip()
    try:
        parts = urlsplit(whole if "://" in whole else f"https://{whole}")
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    is_plain = not (parts.query or parts.fragment or "@" in parts.netloc)
    is_ours = parts.scheme == "https" and port in {None, 443}
    if not (is_plain and _HOST.fullmatch(parts.hostname or "") and (is_ours or anywhere)):
        raise Misconfigured(
            f"{text[:100]!r} is not the https address of a shop, such as https://shop.example"
        )
    return parts.geturl().rstrip("/")


class ShopCalls:
    def __init__(self, address: str, headers: Mapping[str, str], road: Road) -> None:
        self._address = shop_address(address, anywhere=road.anywhere)
        self._headers = headers
        self._road = road
        self._open: httpx.AsyncClient | None = None

    async def ask(
        self,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> Answer:
        """A POST when there is a body; nothing here changes a shop. Raises ShopUnavailable and ShopRefused."""
        import httpx

        reason, after = "", None
        for tried in range(MOST_TRIES):
            if tried:
                await self._road.wait(after if after is not None else 2.0**tried)
            request = _Request("GET" if body is None else "POST", path, query, _encoded(body))
            try:
                status, headers, content = await self._once(request, ANSWER_WITHIN)
            except (httpx.HTTPError, TimeoutError) as error:
                reason, after = f"it was not reached: {type(error).__name__}", None
                continue
            if status < 500 and status not in _AGAIN_LATER:
                return Answer(_read(status, content), headers)
            reason, after = (
                f"it answers with status {status}",
                retry_after(headers, clock=lambda: self._road.now().timestamp()),
            )
            if after is not None and after > MOST_PATIENCE:
                break
        raise ShopUnavailable(f"the shop's system does not serve us: {reason}", after=after)

    async def send_once(
        self, method: str, path: str, content: bytes | None, *, headers: Mapping[str, str] | None = None
    ) -> Raw:
        """What may change the shop. Raises ShopUnavailable when it has not been done, and OutcomeUnknown when it may have been."""
        import httpx

        request = _Request(method, path, None, content, headers or {})
        try:
            status, answered, said = await self._once(request, CHANGE_WITHIN)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise ShopUnavailable(f"the shop's system was not reached: {type(error).__name__}") from None
        except (httpx.HTTPError, TimeoutError) as error:
            raise OutcomeUnknown(f"the shop's system has not answered: {type(error).__name__}") from None
        if status in _AGAIN_LATER:
            after = retry_after(answered, clock=lambda: self._road.now().timestamp())
            raise ShopUnavailable(f"the shop's system answers with status {status}", after=after)
        if status >= 500:
            raise OutcomeUnknown(f"the shop's system answers with status {status}")
        return Raw(status, answered, said)

    async def wait(self, seconds: float) -> None:
        await self._road.wait(seconds)

    async def close(self) -> None:
        if self._open is not None:
            await self._open.aclose()

    async def _once(self, request: "_Request", within: float) -> tuple[int, Mapping[str, str], bytes]:
        import httpx

        url = httpx.URL(self._address + request.path)
        host = url.raw_host.decode("ascii")
        pinned = url.copy_with(host=await self._place(host, url.port or 443))
        headers = {
            **self._headers,
            **request.headers,
            "Host": url.netloc.decode("ascii"),
            "Accept": "application/json",
        }
        if request.content is not None:
            headers["Content-Type"] = "application/json"
        async with (
            asyncio.timeout(within),
            self._http().stream(
                request.method,
                pinned,
                params=request.query,
                content=request.content,
                headers=headers,
                extensions={"sni_hostname": host},
            ) as response,
        ):
            content = bytearray()
            async for piece in response.aiter_bytes(1 << 16):
                content += piece
                if len(content) > MOST_IN_ANSWER:
                    raise ShopRefused(f"an answer of the shop's system is above {MOST_IN_ANSWER >> 20} MB")
            return response.status_code, response.headers, bytes(content)

    async def _place(self, host: str, port: int) -> str:
        try:
            places = await self._road.resolve(host, port)
        except OSError:
            raise ShopUnavailable(f"{host} cannot be looked up") from None
        if not places or not all(self._road.may_call(place) for place in places):
            raise ShopRefused(f"{host} leads into a private network")
        return places[0]

    def _http(self) -> "httpx.AsyncClient":
        if self._open is None:
            from http.cookiejar import CookieJar, DefaultCookiePolicy

            import httpx

            self._open = httpx.AsyncClient(
                follow_redirects=False,
                trust_env=False,
                verify=self._road.trust or True,
                timeout=httpx.Timeout(ANSWER_WITHIN, connect=CONNECT_WITHIN),
                cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
                headers={
                    "User-Agent": "IG-Shop-Agent",
                    "Accept-Encoding": "identity",
                },  # so that its size is its size
            )
        return self._open


def answer_of(answered: Raw) -> Any:
    """Of what was sent once, when it is taken: its JSON. Raises ShopRefused, with one word."""
    if answered.status in {401, 403}:
        raise ShopRefused("credentials", revoked=True)
    if answered.status in _NOT_TAKEN:
        raise ShopRefused("not_taken")
    if not 200 <= answered.status < 300:
        raise ShopRefused("no_such_system")
    try:
        return json.loads(answered.content)
    except (ValueError, RecursionError):
        raise ShopRefused("no_such_system") from None


@contextmanager
def looked() -> Iterator[None]:
    """Around what only reads: whether it has been done does not matter, so no answer is an outage."""
    try:
        yield
    except OutcomeUnknown as error:
        raise ShopUnavailable(str(error)) from None


@dataclass(frozen=True, slots=True)
class _Request:
    method: str
    path: str
    query: Mapping[str, str] | None
    content: bytes | None
    headers: Mapping[str, str] = field(default_factory=dict)


def _encoded(body: Mapping[str, Any] | None) -> bytes | None:
    return None if body is None else json.dumps(body, ensure_ascii=False).encode()


def _read(status: int, content: bytes) -> Any:
    if status in {401, 403}:
        raise ShopRefused(
            "the shop's system does not take our credentials (any more), or does not let them do this",
            revoked=True,
        )
    if status != 200:
        raise ShopRefused(f"the shop's system answers with status {status}; is this its address?")
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        raise ShopRefused("the shop's system does not answer in JSON; is this its address?") from None
