"""The shop's documents in the pilot's shared index: the same fields, their vector in a collection of the shop's own."""

from typing import TYPE_CHECKING, Any

from catalog.documents import Document
from shared.search import Place
from shared.search.pilot import COLLECTION, VECTOR, key_of
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


def shared_row(tenant: TenantId, document: Document, vector: list[float]) -> dict[str, Any]:
    element = {"tenant_id": str(tenant), _EMBEDDING: vector}
    return {**document.fields, "id": key_of(tenant, document.fields["id"]), COLLECTION: [element]}


def key(tenant: TenantId, place: Place, document: Document) -> str:
    own: str = document.fields["id"]
    return key_of(tenant, own) if place.pilot else own
