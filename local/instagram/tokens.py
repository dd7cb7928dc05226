"""Codes and access tokens that say themselves whose they are and until when: signed, so that a restart forgets none.

An account's fixed token, as an app's dashboard gives it out, is good beside them. A new password ends every token of
before it.
"""

from collections.abc import Callable
from typing import Any, Literal

import jwt

from local.instagram.errors import GraphError, bad_token
from local.instagram.ids import Ids
from local.instagram.threads import Account

Kind = Literal["code", "short", "long"]
HOUR = 3600
DAY = 24 * HOUR
#: Seconds that each lasts.
LASTS: dict[str, int] = {"code": HOUR, "short": HOUR, "long": 60 * DAY}
_PREFIX = "IGLOCAL."


class Tokens:
    def __init__(self, secret: str, clock: Callable[[], float], ids: Ids) -> None:
        self._secret = secret.ljust(32, "-")  # PyJWT warns of keys shorter than the digest
        self._clock = clock
        self._ids = ids
        self._not_before: dict[str, float] = {}

    def issue(self, account: Account, kind: Kind, permissions: list[str], **more: str) -> str:
        now = self._clock()
        claims = {"account": account.user_id, "kind": kind, "permissions": permissions, "at": now}
        token = jwt.encode(claims | {"id": self._ids.trace(), **more}, self._secret, "HS256")
        return _PREFIX + token

    def read(self, token: str, *kinds: Kind) -> dict[str, Any] | None:
        """What a token of ours says; None for one that is not. Raises GraphError 190 for one that has ended."""
        if not token.startswith(_PREFIX):
            return None
        try:
            claims: dict[str, Any] = jwt.decode(token.removeprefix(_PREFIX), self._secret, ["HS256"])
        except jwt.InvalidTokenError:
            return None
        if kinds and claims["kind"] not in kinds:
            return None
        if self._clock() - claims["at"] >= LASTS[claims["kind"]]:
            raise GraphError(190, 463)
        if claims["at"] < self._not_before.get(claims["account"], 0.0):
            raise GraphError(190, 460)
        return claims

    def change_password(self, account: Account) -> None:
        self._not_before[account.user_id] = self._clock()

    def refreshed(self, account: Account, token: str) -> str:
        """Raises GraphError for what Meta does not refresh: a token younger than a day, or one of another kind."""
        claims = self.read(token, "long")
        if claims is None:
            raise bad_token()
        if self._clock() - claims["at"] < DAY:
            raise GraphError(100, message="(#100) The access token is not old enough to be refreshed")
        return self.issue(account, "long", claims["permissions"])
