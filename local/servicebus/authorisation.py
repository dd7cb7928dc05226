"""The $cbs node of one connection: which grants its client has put, and what they allow now."""

import time
from collections.abc import Callable

from local.servicebus.broker import Broker
from local.servicebus.cbs import Grant, TokenError, entity_path, verify
from local.servicebus.errors import BrokerError, Condition
from local.servicebus.requests import Request, Respond


class Authorisation:
    def __init__(self, broker: Broker, on_grant: Callable[[], None]) -> None:
        self._broker = broker
        self._on_grant = on_grant
        self._grants: dict[str, Grant] = {}

    def handle(self, request: Request, respond: Respond) -> None:
        status, description = self._put_token(request)
        respond({"status-code": status, "status-description": description}, None)

    def _put_token(self, request: Request) -> tuple[int, str]:
        asked = request.application
        name, token = asked.get("name"), request.value
        if asked.get("operation") != "put-token" or not isinstance(name, str) or not isinstance(token, str):
            return 400, "BadRequest: a put-token request has a name and a token"
        path = entity_path(name)
        entity = path.partition("/$")[0]
        if entity and self._broker.find(entity) is None:
            return 404, f"NotFound: The messaging entity '{name}' could not be found."
        try:
            self._grants[path] = verify(token, name, self._broker.config.rules, now=time.time())
        except TokenError as error:
            return 401, str(error)
        self._on_grant()
        return 202, "Accepted"

    def next_expiry(self) -> float | None:
        """Seconds from now until the next grant runs out."""
        now = time.time()
        ahead = [grant.expires_at - now for grant in self._grants.values() if grant.expires_at > now]
        return min(ahead, default=None)

    def require(self, path: str, claims: frozenset[str]) -> None:
        """Raise unless the client may do any one of these things to the entity."""
        if not self.allows(path, claims):
            wanted = " or ".join(sorted(claims))
            raise BrokerError(
                Condition.UNAUTHORIZED,
                f"Unauthorized access. '{wanted}' claim(s) are required to perform this operation.",
            )

    def allows(self, path: str, claims: frozenset[str]) -> bool:
        now = time.time()
        return any(grant.covers(path, now) and grant.claims & claims for grant in self._grants.values())
