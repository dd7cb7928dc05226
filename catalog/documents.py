"""Rows as search documents, and the text that their vectors stand for."""

import base64
from dataclasses import dataclass
from typing import Any

from catalog.rows import Entry, Product
from shared.language.colors import color_names
from shared.language.normalise import normalise
from shared.tenants import TenantId


@dataclass(frozen=True, slots=True)
class Document:
    """Everything but the vector, which is made from `embed`."""

    fields: dict[str, Any]
    embed: str


def product_document(tenant: TenantId, product: Product) -> Document:
    names = [product.name_ar, product.name_en]
    details = [
        product.description_ar,
        product.description_en,
        *product.colors_ar,
        *product.colors_en,
        *product.tags,
    ]
    return Document(
        fields={
            "id": _key("product", product.sku),
            "tenant_id": str(tenant),
            "kind": "product",
            "sku": product.sku,
            "name_ar": product.name_ar,
            "name_en": product.name_en,
            "description_ar": product.description_ar,
            "description_en": product.description_en,
            "normalised": normalise(" ".join([*names, *details, product.category])),
            "price": float(product.price),
            "currency": product.currency,
            "sizes": [size.upper() for size in product.sizes],
            "colors_ar": list(product.colors_ar),
            "colors_en": list(product.colors_en),
            "color_names": color_names([*product.colors_ar, *product.colors_en]),
            "stock": product.stock,
            "in_stock": product.stock > 0,
        },
        embed="\n".join([*names, *details]),
    )


def entry_document(tenant: TenantId, entry: Entry) -> Document:
    texts = [entry.title_ar, entry.title_en, entry.text_ar, entry.text_en]
    return Document(
        fields={
            "id": _key("knowledge", entry.entry_id),
            "tenant_id": str(tenant),
            "kind": "knowledge",
            "name_ar": entry.title_ar,
            "name_en": entry.title_en,
            "text_ar": entry.text_ar,
            "text_en": entry.text_en,
            "normalised": normalise(" ".join([*texts, *entry.tags])),
        },
        embed="\n".join(texts),
    )


def _key(kind: str, own: str) -> str:
    """Document keys take letters, digits, `_`, `-` and `=` only; a sku takes anything."""
    return f"{kind}-{base64.urlsafe_b64encode(own.encode()).decode()}"
