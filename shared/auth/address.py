"""No token in an address: addresses stand in logs and histories, so one there is refused beside a good one as well."""

from collections.abc import Mapping

from shared.errors import Refused

_NAMES = frozenset({"access_token", "token", "jwt"})


def no_token_in(query: Mapping[str, str]) -> None:
    """Raises Refused 400."""
    if _NAMES & {name.lower() for name in query}:
        raise Refused(400, "a token goes into the header Authorization, never into an address")
