"""Whatever a shop runs that listens for its orders: it verifies signatures, knows a `webhook-id` again, and keeps orders."""

from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError

from local.shops.troubles import Troubles


@dataclass(slots=True)
class Receiver:
    secret: str
    refuses: str | None = None  #: every order, for this reason
    troubles: Troubles = field(default_factory=Troubles)
    told: dict[str, dict[str, Any]] = field(default_factory=dict)  #: by webhook-id

    @property
    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/orders", self._hear)
        return app

    @property
    def kinds(self) -> list[str]:
        return [one["type"] for one in self.told.values()]

    async def _hear(self, request: web.Request) -> web.StreamResponse:
        if (instead := self.troubles.instead()) is not None:
            return instead
        body = await request.read()
        try:
            told = Webhook(self.secret).verify(body, {name.lower(): v for name, v in request.headers.items()})
        except WebhookVerificationError:
            return web.json_response({}, status=401)
        if self.refuses and told["type"] != "connection.tested":
            return web.json_response({"reason": self.refuses}, status=422)
        self.told.setdefault(request.headers["webhook-id"], told)
        number = 1 + list(self.told).index(request.headers["webhook-id"])
        answer = web.json_response({"id": f"id-{number}", "number": f"W-{number}"})
        return await self.troubles.done(request, answer, changes=True)
