"""The token of a request to the merchant API: in `Authorization: Bearer`, once, and nowhere else.

One in the address would stand in logs and histories, so it is refused even where a good one stands in the header.
"""

from collections.abc import Mapping

from shared.app import App
from shared.auth.signing_in import Principal, verify
from shared.errors import Refused, TokenRefused

_IN_ADDRESS = frozenset({"access_token", "token", "jwt"})


def none_in_address(query: Mapping[str, str]) -> None:
    """Raises Refused 400: addresses stand in logs and histories."""
    if _IN_ADDRESS & {name.lower() for name in query}:
        raise Refused(400, "a token goes into the header Authorization, never into an address")


async def caller(app: App, headers: Mapping[str, str], query: Mapping[str, str]) -> Principal:
    """Raises TokenRefused, or Refused 400 for a token in the address."""
    none_in_address(query)
    scheme, _, token = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise TokenRefused("no_token")
    return await verify(app, token.strip())
