"""HTTP to graph.instagram.com. The token travels in a header, so no URL in an error or a log can hold it.

Every call has a deadline from its first byte to its answer. What httpx raises holds the request, token included, so it
goes no further than here: our errors are raised without it.
"""

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from shared.errors import GraphUnavailable, OutcomeUnknown
from shared.graph.errors import classify
from shared.graph.usage import Heard, Usage, read_usage

if TYPE_CHECKING:
    import httpx

#: Seconds from the first byte to the answer.
POST_WITHIN = 20.0
READ_WITHIN = 10.0
CONNECT_WITHIN = 5.0
#: As many as the host runs sessions at once, so that no post waits for a free connection.
CONNECTIONS = 128


def unheard(_usage: Usage) -> None:
    """For calls whose usage nobody keeps."""


class Calls:
    def __init__(self, base: str) -> None:
        self._base = base
        self._open: httpx.AsyncClient | None = None

    async def post(
        self, path: str, token: str, body: Mapping[str, Any], *, heard: Heard, within: float = POST_WITHIN
    ) -> dict[str, Any]:
        """What must not happen twice. Raises OutcomeUnknown when it left and no answer came."""
        import httpx

        try:
            async with asyncio.timeout(within):
                response = await self._http().post(path, json=body, headers=_bearer(token))
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise GraphUnavailable(f"Graph was not reached: {type(error).__name__}") from None
        except (httpx.HTTPError, TimeoutError) as error:
            raise OutcomeUnknown(f"Graph did not answer: {type(error).__name__}") from None
        return _answer(response, heard)

    async def ask(
        self,
        path: str,
        token: str | None,
        query: Mapping[str, str] | None = None,
        *,
        heard: Heard,
        method: str = "GET",
        body: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """What may be done again: reads, and settings put or taken away. Without an answer it is GraphUnavailable.

        Two calls about tokens want theirs in the query; they give none here.
        """
        import httpx

        try:
            async with asyncio.timeout(READ_WITHIN):
                response = await self._http().request(
                    method, path, params=query, json=body, headers=_bearer(token) if token else {}
                )
        except (httpx.HTTPError, TimeoutError) as error:
            raise GraphUnavailable(f"Graph was not asked: {type(error).__name__}") from None
        return _answer(response, heard)

    async def form(self, url: str, fields: Mapping[str, str]) -> "tuple[int, Any]":
        """A form to an address outside Graph, which answers in an envelope of its own: the status, and the JSON or None."""
        import httpx

        try:
            async with asyncio.timeout(READ_WITHIN):
                response = await self._http().post(url, data=dict(fields))
        except (httpx.HTTPError, TimeoutError) as error:
            raise GraphUnavailable(f"Instagram was not asked: {type(error).__name__}") from None
        return response.status_code, _json(response)

    async def close(self) -> None:
        if self._open is not None:
            await self._open.aclose()

    def _http(self) -> "httpx.AsyncClient":
        if self._open is None:
            import httpx

            self._open = httpx.AsyncClient(
                base_url=self._base,
                follow_redirects=False,
                timeout=httpx.Timeout(POST_WITHIN, connect=CONNECT_WITHIN, pool=CONNECT_WITHIN),
                limits=httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS),
            )
        return self._open


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _answer(response: "httpx.Response", heard: Heard) -> dict[str, Any]:
    usage = read_usage(response.headers)
    if usage is not None:
        heard(usage)
    body = _json(response)
    if not response.is_success:
        raise classify(response.status_code, body, response.headers)
    return body if isinstance(body, dict) else {}


def _json(response: "httpx.Response") -> Any:
    try:
        return response.json()
    except (ValueError, RecursionError):
        return None
