"""Passages the shop wrote about itself: delivery, returns, payment, hours, and what else a customer asks."""

from typing import Any

from pydantic import Field

from process.arguments import Arguments
from process.tools import Shop, Tool
from shared.language.search_words import meaning_text, search_text, unknown_words
from shared.search import Filter
from shared.telemetry import event

_MOST = 5
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
        select=["name_ar", "name_en", "text_ar", "text_en"],
        where=Filter.equal("kind", "knowledge"),
        top=_MOST,
        doubtful=unknown_words(wanted.question),
        sentence=wanted.question,
    )
    event("search.asked", tenant=shop.tenant, tool=TOOL.name, found=len(found), embedded=not kept)
    return {
        "passages": [
            {
                "title_ar": document["name_ar"],
                "title_en": document["name_en"],
                "text_ar": document["text_ar"],
                "text_en": document["text_en"],
            }
            for document in found
        ]
    }


TOOL = Tool(
    name="answer_from_knowledge",
    description="Read what the shop says about delivery, payment, returns, exchange, hours, location, gift wrapping and the like.",
    arguments=AnswerFromKnowledge,
    run=answer_from_knowledge,
)
