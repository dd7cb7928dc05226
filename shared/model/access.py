"""How a provider knows us: by a key, or on Azure by the process's Entra identity.

A token of that identity is good for whatever the identity may do, so no host but Azure's (and loopback) is ever sent one.
"""

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from shared.errors import Misconfigured, ModelUnavailable
from shared.secret import Secret
from shared.settings import LOOPBACK

#: By the end of the host's name: whom the token is for.
_SCOPES = {
    ".openai.azure.com": "https://cognitiveservices.azure.com/.default",
    ".cognitiveservices.azure.com": "https://cognitiveservices.azure.com/.default",
    ".services.ai.azure.com": "https://ai.azure.com/.default",
    ".openai.azure.us": "https://cognitiveservices.azure.us/.default",
}
_OF_LOOPBACK = "https://cognitiveservices.azure.com/.default"


def key_for(base_url: str, key: Secret) -> str | Callable[[], Awaitable[str]]:
    """What the client signs its requests with. Raises Misconfigured without a key for a host that is not Azure's."""
    if key.reveal():
        return key.reveal()
    scope = scope_of(base_url)

    async def token() -> str:
        from azure.core.exceptions import AzureError

        from shared.identity import credential

        try:
            return (await credential().get_token(scope)).token
        except AzureError as error:
            raise ModelUnavailable(f"no token for the model: {type(error).__name__}") from error

    return token


def scope_of(base_url: str) -> str:
    parts = urlsplit(base_url)
    host = (parts.hostname or "").lower()
    if host in LOOPBACK:
        return _OF_LOOPBACK
    for end, scope in _SCOPES.items():
        if host.endswith(end) and parts.scheme == "https":
            return scope
    raise Misconfigured(
        "OPENAI_API_KEY is not set, and OPENAI_BASE_URL is no https address of Azure's to sign in at"
    )
