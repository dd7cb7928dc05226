"""Rows as search documents, and the text that their vectors stand for."""

import base64
import json
from dataclasses import dataclass
from typing import Any

from catalog.paging import KEY
from catalog.rows import Entry, Product
from shared.graph.posts import OF_MEDIA
from shared.language.colors import color_names
from shared.language.normalise import normalise
from shared.stock import Stock, options_of, sizes_in_stock
from shared.tenants import TenantId

#: What the vector stands for is cut here: some models read no more than 8,192 tokens.
_MOST_EMBEDDED = 4_000
#: What the scoring profile prefers.
_RANK = {Stock.COUNTED: 2, Stock.AVAILABLE: 2, Stock.MADE_TO_ORDER: 1, Stock.SOLD_OUT: 0}


@dataclass(frozen=True, slots=True)
class Document:
    """Everything but the vector, which is made from `embed`."""

    fields: dict[str, Any]
    embed: str


def product_document(tenant: TenantId, product: Product) -> Document:
    names = [product.name_ar or product.name_en, product.name_en or product.name_ar]
    colors = [*product.colors_ar, *product.colors_en]
    details = [*colors, *product.tags, product.description_ar, product.description_en]
    options = options_of(product.variants, product.price)
    prices = [product.price_of(variant) for variant in product.variants]
    return Document(
        fields={
            **_keys("product", product.sku),
            "tenant_id": str(tenant),
            "kind": "product",
            "sku": product.sku,
            "name_ar": names[0],
            "name_en": names[1],
            "description_ar": product.description_ar,
            "description_en": product.description_en,
            "normalised": normalise(" ".join([*names, *details, product.category])),
            "price": float(product.price),
            "price_from": float(min(prices)),
            "price_to": float(max(prices)),
            "compare_at": None if product.compare_at is None else float(product.compare_at),
            "currency": product.currency,
            "category": product.category,
            "tags": list(product.tags),
            "sizes": [size.upper() for size in product.sizes],
            "sizes_in_stock": sizes_in_stock(product.variants),
            "colors_ar": list(product.colors_ar),
            "colors_en": list(product.colors_en),
            "colors": color_names(colors),
            "stock": product.stock_count,
            "stock_state": product.stock.value,
            "stock_rank": _RANK[product.stock],
            "in_stock": product.in_stock,
            "options": json.dumps(options, ensure_ascii=False) if options else None,
            "image": next(iter(product.images), None) or _post(product),
            "has_image": bool(product.images),
        },
        embed="\n".join([*names, *details])[:_MOST_EMBEDDED],
    )


def _post(product: Product) -> str | None:
    """Of what only a post shows, its id: the picture's address expires, and is asked for when a card is made."""
    return f"{OF_MEDIA}{product.media_ids[0]}" if product.media_ids else None


def entry_document(tenant: TenantId, entry: Entry) -> Document:
    texts = [entry.title_ar, entry.title_en, entry.text_ar, entry.text_en]
    return Document(
        fields={
            **_keys("knowledge", entry.entry_id),
            "tenant_id": str(tenant),
            "kind": "knowledge",
            "name_ar": entry.title_ar,
            "name_en": entry.title_en,
            "text_ar": entry.text_ar,
            "text_en": entry.text_en,
            "normalised": normalise(" ".join([*texts, *entry.tags])),
        },
        embed="\n".join(filter(None, texts))[:_MOST_EMBEDDED],
    )


def _keys(kind: str, own: str) -> dict[str, str]:
    """The second is the order in which a shop's documents are read, in an index that shops share as well."""
    key = document_key(kind, own)
    return {"id": key, KEY: key}


def document_key(kind: str, own: str) -> str:
    """Document keys take letters, digits, `_`, `-` and `=` only; a sku takes anything."""
    return f"{kind}-{base64.urlsafe_b64encode(own.encode()).decode()}"
