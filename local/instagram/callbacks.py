"""Meta's signed callbacks as it sends them: a form with `signed_request`, to two addresses beside the webhook's.

Meta's documentation, "Data Deletion Request Callback" and "Deauthorize Callback URL".
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import ClientSession, ClientTimeout

from local.instagram.threads import Account

_LASTS = 3600
_PATIENCE = 10.0


def signed_request(payload: Mapping[str, Any], secret: str) -> str:
    """base64url without padding; the signature is over the payload as it is encoded."""
    encoded = _base64url(json.dumps(payload, separators=(",", ":")).encode())
    return f"{_base64url(hmac.digest(secret.encode(), encoded.encode(), hashlib.sha256))}.{encoded}"


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class Callbacks:
    def __init__(self, secret: str, clock: Callable[[], float], webhook: str | None) -> None:
        self._secret = secret
        self._clock = clock
        self._webhook = webhook

    async def deauthorize(self, account: Account) -> int:
        """The status that the product answers: the account's owner has removed the app."""
        status, _ = await self._post("deauthorize", account)
        return status

    async def request_deletion(self, account: Account) -> tuple[str, str]:
        """The product's address and code for the account's owner, who has asked Meta to have their data deleted."""
        status, text = await self._post("data-deletion", account)
        if status != 200:
            raise ValueError(f"the deletion callback answered {status}: {text}")
        told = json.loads(text)
        return told["url"], told["confirmation_code"]

    async def _post(self, path: str, account: Account) -> tuple[int, str]:
        if self._webhook is None:
            raise ValueError("the app has no callback address")
        now = int(self._clock())
        payload = {
            "algorithm": "HMAC-SHA256",
            "expires": now + _LASTS,
            "issued_at": now,
            "user_id": account.app_scoped_id,
        }
        form = {"signed_request": signed_request(payload, self._secret)}
        address = f"{self._webhook.removesuffix('/webhook')}/{path}"
        async with (
            ClientSession(timeout=ClientTimeout(total=_PATIENCE)) as session,
            session.post(address, data=form) as response,
        ):
            return response.status, await response.text()
