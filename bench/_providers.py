"""Model and search for `bench/turn.py`, in a process of their own: fixed answers at a fixed pace, in the real protocols.

Each chat call takes THINK seconds. A turn is two of them: a search of the catalogue, then its price. What the provider
would have cached is counted as providers count it: a prompt that begins as an earlier one did, from 1,024 tokens on.
"""

import asyncio
import json
import signal
from array import array
from collections import Counter
from typing import Any
from uuid import UUID

from aiohttp import web

from catalog.documents import product_document
from catalog.files import read_folder
from catalog.rows import Product
from local.filling import SAMPLE
from local.model.completion import chat_completion, embedding_list, tokens
from local.model.strictness import conforming
from local.serve import serve
from process.tools import unfenced
from shared.tenants import TenantId

THINK = 1.5
CACHED_FROM, CACHED_BY = 1024, 128
FOUND = 6


class Providers:
    def __init__(self) -> None:
        self._asked: Counter[str] = Counter()
        self._begun: set[tuple[str, int]] = set()
        self._documents = [_document(product) for product in read_folder(SAMPLE)[0][:FOUND]]
        self.app = web.Application(client_max_size=16 * 1024 * 1024)
        self.app.add_routes(
            [
                web.post("/v1/chat/completions", self._chat),
                web.post("/v1/embeddings", self._embed),
                web.get("/asked", self._tell),
                web.post("/{rest:.*}", self._search),
            ]
        )

    async def _chat(self, request: web.Request) -> web.Response:
        body = await request.json()
        self._asked["chat"] += 1
        cached = self._cached(body)
        await asyncio.sleep(THINK)
        completion = chat_completion(body, _said(body), number=self._asked["chat"], created=1)
        completion["usage"]["prompt_tokens_details"]["cached_tokens"] = cached
        return web.json_response(completion)

    def _cached(self, body: dict[str, Any]) -> int:
        """Of messages that begin as earlier ones did, under the same key."""
        key, so_far, longest, begins = body.get("prompt_cache_key", ""), json.dumps(body["tools"]), 0, True
        for message in body["messages"]:
            so_far += json.dumps(message, ensure_ascii=False)
            seen = (key, hash(so_far))
            begins = begins and seen in self._begun
            longest = tokens(so_far) if begins else longest
            self._begun.add(seen)
        return longest // CACHED_BY * CACHED_BY if longest >= CACHED_FROM else 0

    async def _embed(self, request: web.Request) -> web.Response:
        body = await request.json()
        self._asked["embed"] += 1
        vectors = [array("f", [0.025] * body["dimensions"]) for _ in body["input"]]
        return web.json_response(embedding_list(body["model"], body["input"], vectors, as_base64=True))

    async def _search(self, request: web.Request) -> web.Response:
        selected = (await request.json())["select"].split(",")
        self._asked["search"] += 1
        found = [{name: one[name] for name in ("@search.score", *selected)} for one in self._documents]
        return web.json_response({"value": found})

    async def _tell(self, _: web.Request) -> web.Response:
        return web.json_response(self._asked)


def _said(body: dict[str, Any]) -> Any:
    last = body["messages"][-1]
    if last["role"] == "tool":
        return f"متوفر، سعره {json.loads(unfenced(last['content']))['products'][0]['price_ar']}"
    (search,) = [one["function"] for one in body["tools"] if one["function"]["name"] == "search_products"]
    return [("search_products", conforming(search["parameters"], {"query": "فستان أحمر"}))]


def _document(product: Product) -> dict[str, Any]:
    return {"@search.score": 0.03, **product_document(TenantId(UUID(int=0)), product).fields}


async def main() -> None:
    stopping = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopping.set)
    async with serve(Providers().app) as address:
        print(f"Listening on {address}", flush=True)
        await stopping.wait()


if __name__ == "__main__":
    asyncio.run(main())
