"""Another program of a shop's at its API: requests as the Functions host hands them over, with a token of the shop."""

import json
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, cast
from urllib.parse import urlencode

import azure.functions as func

from shared.api.frame import build
from shared.api.serving import respond
from shared.app import App

STAGES = ("merchant.api", "catalog.api")


def document() -> dict[str, Any]:
    """The served OpenAPI document, for which nothing has to be connected."""
    return build(cast("App", None), [import_module(stage).router for stage in STAGES]).openapi()


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)


@dataclass(slots=True)
class Client:
    app: App
    token: str | None
    headers: dict[str, str] = field(default_factory=dict)

    async def get(self, path: str, **query: object) -> Answer:
        return await self.ask("GET", path, query=query)

    async def post(self, path: str, body: object = None, **headers: str) -> Answer:
        return await self.ask("POST", path, body, headers=headers)

    async def patch(self, path: str, body: object, **headers: str) -> Answer:
        return await self.ask("PATCH", path, body, headers=headers)

    async def delete(self, path: str, **headers: str) -> Answer:
        return await self.ask("DELETE", path, headers=headers)

    async def put(self, path: str, body: object, **headers: str) -> Answer:
        return await self.ask("PUT", path, body, headers=headers)

    async def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        query: dict[str, object] | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        """A `body` that is no bytes is sent as JSON."""
        content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        sent = {"content-type": "application/json"} | self.headers
        sent |= {} if self.token is None else {"authorization": f"Bearer {self.token}"}
        sent |= {name.replace("_", "-"): value for name, value in (headers or {}).items()}
        url = f"https://shop.example/api/v1{path}"
        if query:
            url += f"?{urlencode(query)}"
        answer = await respond(
            self.app, func.HttpRequest(method=method, url=url, headers=sent, body=content), *STAGES
        )
        told = {"content-type": answer.mimetype} | dict(answer.headers)
        return Answer(answer.status_code, told, answer.get_body().decode())


async def pages(api: Client, path: str, limit: int, **query: object) -> list[dict[str, Any]]:
    """All entries of a list."""
    page = (await api.get(path, limit=limit, **query)).json
    found = list(page["items"])
    while page["next"] is not None:
        page = (await api.get(path, limit=limit, **query, after=page["next"])).json
        assert 1 <= len(page["items"]) <= limit
        found += page["items"]
    return found
