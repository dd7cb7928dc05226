"""How the process logs in to Azure's PostgreSQL: with a token of its Entra identity in the password's place.

A URL that names one of Azure's servers and no password asks for it; to any other URL nothing is added. The server looks
at the token when a connection is made and not again, so each new connection asks for one: azure-identity keeps it and
renews it before its end.
"""

import asyncio
from collections.abc import Awaitable, Callable

from shared.errors import DatabaseUnavailable, Misconfigured
from shared.secret import Secret
from shared.telemetry import event

Password = Callable[[], Awaitable[str]]

HOSTS = ".postgres.database.azure.com"
SCOPE = "https://ossrdbms-aad.database.windows.net/.default"
#: Seconds for a token. The identity's endpoint is on the same machine; one that hangs must not hold a connection up.
TOKEN_WITHIN = 5.0
#: The others would send the token in the clear. Only verify-full also refuses an impostor.
ENCRYPTED = ("require", "verify-ca", "verify-full")


def password_for(url: Secret) -> Password | None:
    """Where this URL's password comes from, when it does not hold one itself or needs none."""
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    try:
        parts = conninfo_to_dict(url.reveal())
    except ProgrammingError:
        raise unreadable() from None
    hosts = str(parts.get("host") or "").lower().split(",")
    if any("@" in host for host in hosts):
        # Half of the password would be looked up as a host, and told in the log as one that is not found.
        raise Misconfigured("the database's URL has an @ in its password: write it as %40")
    if parts.get("password") or not all(host.endswith(HOSTS) for host in hosts):
        return None
    if parts.get("sslmode") not in ENCRYPTED:
        raise Misconfigured(
            "the database's URL needs sslmode=require or stricter: a token travels in the password's place"
        )
    return entra_token


async def entra_token() -> str:
    """Raises DatabaseUnavailable; what the endpoint had to say is not for the log."""
    from azure.core.exceptions import AzureError

    from shared.identity import credential

    try:
        async with asyncio.timeout(TOKEN_WITHIN):
            return (await credential().get_token(SCOPE)).token
    except (AzureError, TimeoutError, ValueError, OSError) as error:
        event("database.no_token", error=type(error).__name__)
        raise DatabaseUnavailable(f"no token for PostgreSQL: {type(error).__name__}") from None


async def password_once(url: Secret) -> str | None:
    """For a process that connects once and ends: the identity, if it was needed, is closed behind it."""
    from shared.identity import close_credential

    password = password_for(url)
    if password is None:
        return None
    try:
        return await password()
    finally:
        await close_credential()


def unreadable() -> Misconfigured:
    """The parser's own message quotes what it could not read."""
    return Misconfigured("the database's URL is not one that PostgreSQL's own tools can read")
