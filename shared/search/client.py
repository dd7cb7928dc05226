"""Hybrid queries on a tenant's index through azure-search-documents.

Every query filters by tenant as well, whatever the placement: an index that was wrongly shared must still not leak.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from shared.errors import Misconfigured, SearchUnavailable
from shared.search.filters import Filter
from shared.search.query import asked
from shared.secret import Secret
from shared.tenants import TenantId

if TYPE_CHECKING:
    from azure.core.credentials import AzureKeyCredential
    from azure.core.credentials_async import AsyncTokenCredential
    from azure.core.pipeline.transport import AioHttpTransport
    from azure.search.documents.aio import SearchClient

#: Neighbours the vector side contributes to the fusion.
NEIGHBOURS = 30
QUERY_WITHIN = 5


def index_of(tenant: TenantId) -> str:
    """The name of a tenant's first index; a rebuild appends `-r{n}` and the tenant's row names the live one."""
    return f"products-index-{tenant}"


class Search:
    def __init__(self, endpoint: str, api_key: Secret, *, semantic: bool = False) -> None:
        self.endpoint = endpoint
        self._api_key = api_key
        self._semantic = semantic
        self._transport: AioHttpTransport | None = None

    async def hybrid(
        self,
        tenant: TenantId,
        index: str,
        *,
        text: str,
        vector: Sequence[float],
        fields: Sequence[str],
        select: Sequence[str],
        where: Filter,
        top: int,
        doubtful: Sequence[str] = (),
        sentence: str = "",
    ) -> list[dict[str, Any]]:
        """Documents fused by the service from full text over `fields` and the vector, best first.

        `text` is words and never syntax; those that are `doubtful` are found with one letter amiss as well, and `sentence`
        is for the semantic ranker.

        Raises SearchUnavailable; Misconfigured when the tenant has no index yet.
        """
        from azure.core.exceptions import (
            HttpResponseError,
            ResourceNotFoundError,
            ServiceRequestError,
            ServiceResponseError,
        )
        from azure.search.documents.models import VectorizedQuery

        query = VectorizedQuery(vector=[], k_nearest_neighbors=NEIGHBOURS, fields="vector")
        # Given by name, each of the 1536 numbers is tried as a date first.
        query["vector"] = list(vector)
        condition = Filter.equal("tenant_id", str(tenant)) & where
        try:
            found = await self.client(index).search(
                **asked(text, doubtful=doubtful, sentence=sentence, semantic=self._semantic),
                search_fields=list(fields),
                vector_queries=[query],
                filter=condition.odata,
                select=list(select),
                top=top,
            )
            return [document async for document in found]
        except ResourceNotFoundError as error:
            raise Misconfigured(
                f"index {index} does not exist: run `python -m ops index --tenant {tenant}`"
            ) from error
        except HttpResponseError as error:
            if error.status_code in {400, 401, 403}:
                raise Misconfigured(
                    f"search refuses the query with {error.status_code}: key, role, index or SEARCH_RANKER"
                ) from error
            raise SearchUnavailable(f"search answered {error.status_code}") from error
        except (ServiceRequestError, ServiceResponseError) as error:
            raise SearchUnavailable(f"search was not reached: {type(error).__name__}") from error

    def client(self, index: str) -> "SearchClient":
        """A client for one index; all share one transport, as a process serves thousands of tenants."""
        from azure.core.pipeline.transport import AioHttpTransport
        from azure.search.documents.aio import SearchClient

        if self._transport is None:
            self._transport = AioHttpTransport(connection_timeout=QUERY_WITHIN, read_timeout=QUERY_WITHIN)
        return SearchClient(self.endpoint, index, self.credential(), transport=self._transport, retry_total=0)

    def credential(self) -> "AzureKeyCredential | AsyncTokenCredential":
        if self._api_key:
            from azure.core.credentials import AzureKeyCredential

            return AzureKeyCredential(self._api_key.reveal())
        from shared.identity import credential

        return credential()

    async def close(self) -> None:
        if self._transport is not None:
            await self._transport.close()
