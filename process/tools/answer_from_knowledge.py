"""Passages the shop wrote about itself: delivery, returns, payment, hours, and what else a customer asks."""

import base64
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import Field

from process.arguments import Arguments
from process.tools import Shop, Tool
from shared.database import named_queries
from shared.language.search_words import meaning_text, search_text, unknown_words
from shared.search import pilot
from shared.search.filters import Filter
from shared.telemetry import event
from shared.tenants import TenantId

SQL = named_queries(Path(__file__).with_suffix(".sql"))

_MOST = 5
#: Fields of the index, and what the model knows them as.
_SHOWN = {"name_ar": "title_ar", "name_en": "title_en", "text_ar": "text_ar", "text_en": "text_en"}
#: How ids of passages begin that are of a source, as catalog/passages.py makes them.
_OF_SOURCE = "passage-"
_TEXT_FIELDS = ("name_ar", "name_en", "text_ar", "text_en", "normalised")


class AnswerFromKnowledge(Arguments):
    question: str = Field(description="the question, in the customer's words")


async def answer_from_knowledge(shop: Shop, wanted: AnswerFromKnowledge) -> dict[str, Any]:
    vector, kept = await shop.app.embeddings.of(shop.app.model, meaning_text(wanted.question))
    found = await shop.app.search.hybrid(
        shop.tenant,
        shop.index,
        text=search_text(wanted.question),
        vector=vector,
        fields=_TEXT_FIELDS,
        select=["id", *_SHOWN],
        where=Filter.equal("kind", "knowledge"),
        top=_MOST,
        doubtful=unknown_words(wanted.question),
        sentence=wanted.question,
    )
    event("search.asked", tenant=shop.tenant, tool=TOOL.name, found=len(found), embedded=not kept)
    own_ids = [_own_id(document.get("id", ""), shop.tenant) for document in found]
    sources = await _sources(shop, [own for own in own_ids if own.startswith(_OF_SOURCE)])
    return {
        "passages": [
            _passage(document, sources.get(own))
            for document, own in zip(found, own_ids, strict=True)
            # One that has been removed may still be in the index.
            if own in sources or not own.startswith(_OF_SOURCE)
        ]
    }


async def _sources(shop: Shop, passages: list[str]) -> dict[str, dict[str, Any]]:
    """Where each passage stands, as far as it is still the shop's: from the database, which the index follows."""
    if not passages:
        return {}
    async with shop.app.database.tenant(shop.tenant) as tx:
        rows = await tx.rows(SQL["sources"], {"tenant": shop.tenant, "passages": passages})
    return {row.pop("entry_id"): row for row in rows}


def _passage(document: Mapping[str, Any], source: Mapping[str, Any] | None) -> dict[str, Any]:
    """As far as it goes: many a passage is in one language only, and the shop's own entries have no source."""
    shown = {theirs: document[own] for own, theirs in _SHOWN.items() if document.get(own)}
    return (
        shown if source is None else {**shown, "source": {k: v for k, v in source.items() if v is not None}}
    )


def _own_id(key: str, tenant: TenantId) -> str:
    """Of a document's key; catalog/documents.py makes it, and the pilot's index has it with the shop before it."""
    own = key.removeprefix(pilot.key_of(tenant, "")).removeprefix("knowledge-")
    try:
        return base64.urlsafe_b64decode(own).decode()
    except ValueError:
        return ""


TOOL = Tool(
    name="answer_from_knowledge",
    description="Read what the shop says about delivery, payment, returns, exchange, hours, location, gift wrapping and the like.",
    arguments=AnswerFromKnowledge,
    run=answer_from_knowledge,
)
