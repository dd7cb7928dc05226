"""The process's Entra identity, for every service that is given no key."""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from azure.identity.aio import DefaultAzureCredential


@cache
def credential() -> "DefaultAzureCredential":
    """Managed identity in Azure (AZURE_CLIENT_ID names it), the developer's own login elsewhere."""
    from azure.identity.aio import DefaultAzureCredential

    return DefaultAzureCredential()


async def close_credential() -> None:
    """Nothing happens when nobody has asked for it."""
    if credential.cache_info().currsize:
        await credential().close()
        credential.cache_clear()
