"""Orders to whatever a shop runs, signed as Standard Webhooks (https://www.standardwebhooks.com) say.

`webhook-id` is the idempotency key: the same at each attempt of the same thing, so a receiver that has seen it answers 200 and does
nothing. What it answers may be empty, or JSON with the `id` and `number` under which it keeps the order; of a refusal (4xx) its
`reason`, if that is a word we know.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from shared.connectors.order import Order, Taken
from shared.connectors.shop_calls import Raw, Road, ShopCalls, answer_of
from shared.errors import ShopRefused

_REASONS = ("unknown_item", "out_of_stock")
_LONGEST = 100
#: Its receiver wants no more of them.
_GONE = 410


class WebhookOrders:
    def __init__(self, address: str, secret: str, road: Road) -> None:
        self._calls = ShopCalls(address, {}, road)
        self._secret = secret
        self._now: Callable[[], datetime] = road.now

    async def check(self, *, orders: bool) -> None:  # noqa: ARG002  # it is there for nothing else
        at = self._now()
        _judged(await self._post(f"test-{int(at.timestamp())}", "connection.tested", {}))

    async def create(self, order: Order) -> Taken:
        said = _judged(await self._post(str(order.key), "order.created", _told(order)))
        own = str(order.order_no)
        return Taken(_text(said.get("id")) or own, _text(said.get("number")) or _text(said.get("id")) or own)

    async def find(self, order: Order, since: datetime) -> Taken | None:  # noqa: ARG002  # as the others do
        """It need not be asked: the same id once more is the same order."""
        return None

    async def change(self, order: Order, taken: Taken) -> None:
        told = _told(order) | {"id": taken.id}
        digest = hashlib.sha256(_encoded(told)).hexdigest()[:16]
        _judged(await self._post(f"{order.key}.changed.{digest}", "order.changed", told))

    async def cancel(self, order: Order, taken: Taken) -> None:
        told = {"key": str(order.key), "order_no": order.order_no, "id": taken.id}
        _judged(await self._post(f"{order.key}.cancelled", "order.cancelled", told))

    async def close(self) -> None:
        await self._calls.close()

    async def _post(self, id_: str, kind: str, data: dict[str, Any]) -> Raw:
        from standardwebhooks import Webhook

        at = self._now().astimezone(UTC)
        told = {"type": kind, "timestamp": at.isoformat(timespec="seconds"), "data": data}
        body = _encoded(told)
        headers = {
            "webhook-id": id_,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": Webhook(self._secret).sign(id_, at, body.decode()),
        }
        return await self._calls.send_once("POST", "", body, headers=headers)


def _told(order: Order) -> dict[str, Any]:
    told = asdict(order)
    del told["goods_changed"]
    return told


def _encoded(value: dict[str, Any]) -> bytes:
    """Money and keys as text, so that no receiver rounds them."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str).encode()


def _judged(answered: Raw) -> dict[str, Any]:
    said = _json(answered.content)
    if answered.status == _GONE:
        raise ShopRefused("gone", revoked=True)
    if 400 <= answered.status < 500 and said.get("reason") in _REASONS:
        raise ShopRefused(str(said["reason"]))
    if not 200 <= answered.status < 300:
        answer_of(answered)
        raise ShopRefused("not_taken")
    return said


def _json(content: bytes) -> dict[str, Any]:
    try:
        said = json.loads(content or b"{}")
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _text(value: object) -> str:
    return str(value)[:_LONGEST].strip() if isinstance(value, str | int) else ""
