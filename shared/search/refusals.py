"""What an answer of the search service that is none means: our set-up is wrong, or it is tried again later.

By status alone: what the service writes may quote a customer.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from shared.errors import Misconfigured, SearchUnavailable
from shared.retry_after import retry_after

if TYPE_CHECKING:
    from azure.core.exceptions import AzureError


def as_ours(error: "AzureError", what: str) -> Misconfigured | SearchUnavailable:
    """`what` was asked of it: a query, or an index by its name."""
    from azure.core.exceptions import HttpResponseError

    if not isinstance(error, HttpResponseError):
        return SearchUnavailable(f"{what}: search was not reached: {type(error).__name__}")
    status = error.status_code
    if status in {400, 401, 403}:
        return Misconfigured(f"{what}: search refuses it with {status}: key, role, index or SEARCH_RANKER")
    headers: Mapping[str, str] = getattr(error.response, "headers", {})
    return SearchUnavailable(f"{what}: search answered {status}", after=retry_after(headers))
