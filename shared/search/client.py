"""Hybrid queries on a tenant's index through azure-search-documents.

Every query filters by tenant as well, whatever the placement: an index that was wrongly shared must still not leak. A
process serves thousands of tenants over a few services, so a service has one transport, and clients of indexes are kept.
"""

from collections import OrderedDict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from shared.errors import Misconfigured
from shared.search import pilot
from shared.search.filters import Filter
from shared.search.places import Place
from shared.search.query import asked
from shared.search.refusals import as_ours
from shared.search.services import SearchService
from shared.tenants import TenantId

if TYPE_CHECKING:
    from azure.core.credentials import AzureKeyCredential
    from azure.core.credentials_async import AsyncTokenCredential
    from azure.core.pipeline.transport import AioHttpTransport
    from azure.search.documents.aio import SearchClient
    from azure.search.documents.indexes.aio import SearchIndexClient

#: Neighbours the vector side contributes to the fusion.
NEIGHBOURS = 30
QUERY_WITHIN = 5
#: Making and deleting an index takes the service longer, and no customer waits for it.
MANAGED_WITHIN = 60
#: Clients of indexes that are kept: building one costs a millisecond.
KEPT = 500


class Search:
    def __init__(self, services: Sequence[SearchService], *, semantic: bool = False) -> None:
        self._services = {service.name: service for service in services}
        self._semantic = semantic
        self._transports: dict[tuple[str, int], AioHttpTransport] = {}
        self._clients: OrderedDict[Place, SearchClient] = OrderedDict()

    async def hybrid(
        self,
        tenant: TenantId,
        place: Place,
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

        Raises SearchUnavailable; Misconfigured when the tenant has no index yet, SearchNotPlaced when it has no service.
        """
        from azure.core.exceptions import (
            HttpResponseError,
            ResourceNotFoundError,
            ServiceRequestError,
            ServiceResponseError,
        )
        from azure.search.documents.models import VectorizedQuery

        near = pilot.VECTOR if place.pilot else "vector"
        query = VectorizedQuery(vector=[], k_nearest_neighbors=NEIGHBOURS, fields=near)
        # Given by name, each of the 1536 numbers is tried as a date first.
        query["vector"] = list(vector)
        condition = Filter.equal("tenant_id", str(tenant)) & where
        if place.pilot:
            condition &= pilot.of_tenant(tenant)
        try:
            found = await self.client(place).search(
                **asked(
                    text,
                    doubtful=doubtful,
                    sentence=sentence,
                    # The ranker does not read what is inside of a collection.
                    semantic=self._semantic and not place.pilot,
                ),
                search_fields=list(fields),
                vector_queries=[query],
                filter=condition.odata,
                select=list(select),
                top=top,
            )
            return [document async for document in found]
        except ResourceNotFoundError as error:
            raise Misconfigured(
                f"index {place.index} does not exist: run `python -m ops index --tenant {tenant}`"
            ) from error
        except (HttpResponseError, ServiceRequestError, ServiceResponseError) as error:
            raise as_ours(error, "a query") from error

    def client(self, place: Place) -> "SearchClient":
        """Of one index; it tries nothing again, for a customer waits."""
        from azure.search.documents.aio import SearchClient

        client = self._clients.get(place)
        if client is None:
            client = self._clients[place] = SearchClient(
                index_name=place.index,
                retry_total=0,
                **self._connection(place.placed(), QUERY_WITHIN),
                **pilot.version(place),
            )
        self._clients.move_to_end(place)
        if len(self._clients) > KEPT:
            self._clients.popitem(last=False)
        return client

    def indexes(self, place: Place) -> "SearchIndexClient":
        """Of the place's service, to create, delete and count indexes; it tries nothing again either."""
        from azure.search.documents.indexes.aio import SearchIndexClient

        return SearchIndexClient(
            retry_total=0, **self._connection(place.placed(), MANAGED_WITHIN), **pilot.version(place)
        )

    def credential(self, service: str) -> "AzureKeyCredential | AsyncTokenCredential":
        if key := self._service(service).api_key:
            from azure.core.credentials import AzureKeyCredential

            return AzureKeyCredential(key.reveal())
        from shared.identity import credential

        return credential()

    def _connection(self, service: str, within: int) -> dict[str, Any]:
        """Clients share the service's transport, and must not be closed one by one."""
        from azure.core.pipeline.transport import AioHttpTransport

        endpoint = self._service(service).endpoint
        transport = self._transports.get((service, within))
        if transport is None:
            transport = AioHttpTransport(connection_timeout=QUERY_WITHIN, read_timeout=within)
            self._transports[service, within] = transport
        return {"endpoint": endpoint, "credential": self.credential(service), "transport": transport}

    def _service(self, name: str) -> SearchService:
        try:
            return self._services[name]
        except KeyError:
            raise Misconfigured(
                f"shops are on the search service {name}, which SEARCH_SERVICES does not name"
            ) from None

    async def close(self) -> None:
        for transport in self._transports.values():
            await transport.close()
