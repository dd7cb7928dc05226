"""Rows as the search service takes them."""

import re
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from catalog.definition import index_definition
from catalog.documents import entry_document, product_document
from catalog.product_rows import ProductRow
from catalog.rows import Entry, Product
from shared.tenants import TenantId

SKUS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=100)
TENANT = TenantId(UUID("11111111-2222-4333-8444-555555555555"))


def product(**changed: object) -> Product:
    row: dict[str, object] = {
        "sku": "DR-100", "name_ar": "فستان أحمر", "name_en": "Red dress", "description_ar": "طويل", "description_en": "Long",
        "price": "12.500", "currency": "JOD", "category": "فساتين", "sizes": ["m", "XL"], "colors": [{"ar": "أحمر", "en": "red"}],
        "stock": 3, "tags": ["سهرة"],
    }  # fmt: skip
    return ProductRow.model_validate(row | changed).product()


def entry(**changed: object) -> Entry:
    row: dict[str, object] = {"entry_id": "delivery", "title_ar": "التوصيل", "title_en": "Delivery", "text_ar": "يومين", "text_en": "Two days", "tags": ["شحن"]}  # fmt: skip
    return Entry.model_validate(row | changed)


@given(SKUS, SKUS)
def test_any_article_number_makes_a_key_of_its_own_that_the_service_takes(one: str, other: str) -> None:
    keys = [product_document(TENANT, product(sku=sku)).fields["id"] for sku in (one, other)]
    assert all(re.fullmatch(r"[A-Za-z0-9_\-=]{1,1024}", key) and not key.startswith("_") for key in keys)
    assert (keys[0] == keys[1]) == (one == other)
    assert entry_document(TENANT, entry(entry_id=one)).fields["id"] not in keys


@given(st.decimals(0, 10**8, places=3))
def test_a_price_is_read_back_from_the_index_as_it_was(amount: Decimal) -> None:
    written = product_document(TENANT, product(price=amount)).fields["price"]
    assert Decimal(str(written)) == amount


@pytest.mark.parametrize(("stock", "in_stock"), [(0, False), (1, True)])
def test_what_is_left_is_in_stock(stock: int, in_stock: bool) -> None:  # noqa: FBT001  # the table's
    assert product_document(TENANT, product(stock=stock)).fields["in_stock"] is in_stock


def test_a_product_is_found_by_every_word_about_it_in_either_spelling() -> None:
    document = product_document(TENANT, product())
    assert {"احمر", "فستان", "red", "long", "سهره", "فساتين"} <= set(document.fields["normalised"].split())
    assert all(word in document.embed for word in ("فستان أحمر", "Red dress", "سهرة"))
    assert document.fields["sizes"] == ["M", "XL"]


def test_an_entry_is_found_by_its_tags_and_read_by_its_texts() -> None:
    document = entry_document(TENANT, entry())
    assert "شحن" in document.fields["normalised"]
    assert (document.fields["kind"], document.fields["name_ar"], document.fields["text_en"]) == ("knowledge", "التوصيل", "Two days")  # fmt: skip


@pytest.mark.parametrize(("there", "missing"), [("ar", "en"), ("en", "ar")])
def test_an_entry_may_be_in_one_language_only(there: str, missing: str) -> None:
    one = entry(**{f"title_{missing}": "", f"text_{missing}": ""})
    document = entry_document(TENANT, one)
    assert document.fields[f"text_{missing}"] == ""
    assert document.embed == f"{document.fields[f'name_{there}']}\n{document.fields[f'text_{there}']}"


@pytest.mark.parametrize(
    "lacking",
    [("text_ar", "text_en"), ("title_ar", "title_en"), ("title_ar", "text_en"), ("text_ar", "title_en")],
)
def test_an_entry_needs_title_and_text_in_the_same_language(lacking: tuple[str, str]) -> None:
    with pytest.raises(ValidationError, match="Arabic or in English"):
        entry(**dict.fromkeys(lacking, " "))


@pytest.mark.parametrize(
    "fields", [product_document(TENANT, product()).fields, entry_document(TENANT, entry()).fields]
)
def test_every_field_written_is_in_the_index_and_the_tenant_is_on_every_document(
    fields: dict[str, object],
) -> None:
    defined = {field.name: field for field in index_definition("products-index-x").fields}
    assert fields.keys() <= defined.keys()
    assert fields["tenant_id"] == str(TENANT)
    assert defined["tenant_id"].filterable
