"""The pilot of one index for many shops: each document carries its shop's vector in a collection `tenant_vectors`.

A preview of Azure's (multi-vector fields, no SLA), so it is asked for by its own api-version and for named shops only.
A document is of one shop: were a product shared, the nearest of its vectors could be a neighbour's, and a filter on the
collection picks documents, not vectors.
https://learn.microsoft.com/azure/search/vector-search-multi-vector-fields (November 2026)
"""

from typing import Any

from shared.search.filters import Filter
from shared.search.places import Place
from shared.tenants import TenantId

API_VERSION = "2026-08-01-preview"
COLLECTION = "tenant_vectors"
VECTOR = f"{COLLECTION}/product_embedding"


def of_tenant(tenant: TenantId) -> Filter:
    return Filter.any_with(COLLECTION, "tenant_id", str(tenant))


def version(place: Place) -> dict[str, Any]:
    """What a client is given beside its address: nothing, except for the pilot's index."""
    return {"api_version": API_VERSION} if place.pilot else {}


def key_of(tenant: TenantId, own: str) -> str:
    """Two shops may have an article of one number."""
    return f"{tenant}_{own}"
