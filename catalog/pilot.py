"""The shop's documents in the pilot's shared index: the same fields, their vector in a collection of the shop's own."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from shared.search.pilot import COLLECTION, VECTOR, key_of
from shared.search.places import Place
from shared.tenants import TenantId

if TYPE_CHECKING:
    from azure.search.documents.indexes.models import SearchIndex

_EMBEDDING = VECTOR.removeprefix(f"{COLLECTION}/")


def shared_definition(own: "SearchIndex") -> "SearchIndex":
    """A shop's own index, with the vector where many shops can have theirs."""
    from azure.search.documents.indexes.models import ComplexField, SimpleField

    (vector,) = (field for field in own.fields if field.name == "vector")
    fields = [field for field in own.fields if field.name != "vector"]
    vector.name = _EMBEDDING
    tenant = SimpleField(name="tenant_id", type="Edm.String", filterable=True)
    own.fields = [*fields, ComplexField(name=COLLECTION, collection=True, fields=[tenant, vector])]
    return own


def as_stored(tenant: TenantId, place: Place, own: Mapping[str, Any]) -> Mapping[str, Any]:
    """A document with its vector, as the place has it."""
    if not place.pilot:
        return own
    rest = {name: value for name, value in own.items() if name != "vector"}
    element = {"tenant_id": str(tenant), _EMBEDDING: own["vector"]}
    return {**rest, "id": key_of(tenant, own["id"]), COLLECTION: [element]}


def key(tenant: TenantId, place: Place, own: str) -> str:
    return key_of(tenant, own) if place.pilot else own


def own_key(tenant: TenantId, place: Place, there: str) -> str:
    return there.removeprefix(key_of(tenant, "")) if place.pilot else there
