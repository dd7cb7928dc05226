"""A product drafted from a post, when it is asked for: what the caption names, and, where it names nothing, what the picture shows.

Known by its tool. A caption without a product's name is a product's only if it has a price and the picture is recognised (see
`sight.py`): a greeting stays a greeting, whatever stands beside it.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import takewhile
from typing import Any

from local.model.arabizi import is_arabic
from local.model.lexicon import Concept, Kind
from local.model.markers import Marker
from local.model.prices import decimal_text
from local.model.reading import Piece, Size, read, split_words
from local.model.sight import Names, seen_in
from local.model.strictness import conforming

DRAFT = "draft_product"
NO_PRODUCT = "none"

_SENTENCE_ENDS = re.compile(r"[\n؟?!؛;…،]+|[.,](?=\s|$)")
_SPEAKS_OF_MONEY = {Marker.PRICE, Marker.CURRENCY, Marker.SIZE}

Calls = list[tuple[str, dict[str, Any]]]


def draft_asked_for(request: Mapping[str, Any]) -> str | Calls | None:
    functions = [tool["function"] for tool in request.get("tools") or []]
    schema = next((one.get("parameters") or {} for one in functions if one["name"] == DRAFT), None)
    if schema is None:
        return None
    draft = _draft(_caption(request["messages"]), seen_in(request["messages"]).products)
    return NO_PRODUCT if draft is None else [(DRAFT, conforming(schema, draft))]


def _caption(messages: Sequence[Mapping[str, Any]]) -> str:
    """Of the last message's first text, as JSON."""
    content = messages[-1].get("content") or ""
    texts = [content] if isinstance(content, str) else [part["text"] for part in content if "text" in part]
    try:
        return str(json.loads(texts[0])["caption"])
    except (IndexError, KeyError, TypeError, ValueError):
        return ""


def _draft(caption: str, shown: Sequence[Names]) -> dict[str, Any] | None:
    pieces = read(caption)
    price = _price([piece.meaning for piece in pieces])
    name = _name(pieces)
    if name is None and price is not None and shown:
        name = shown[0]
    if name is None:
        return None
    return {
        "name_ar": name.ar,
        "name_en": name.en,
        "description_ar": _description(caption),
        "price": decimal_text(price),
        "sizes": _sizes([piece.meaning for piece in pieces]),
        "colors": [{"ar": one.arabic[0], "en": one.english[0]} for one in _concepts(pieces, Kind.COLOR)],
        "category": next((one.arabic[0] for one in _concepts(read(name.ar), Kind.NOUN)), ""),
    }


def _name(pieces: Sequence[Piece]) -> Names | None:
    """The first thing named, with what is said of it before and behind without another word between."""
    at = next((at for at, piece in enumerate(pieces) if _kind(piece) is Kind.NOUN), None)
    if at is None:
        return None
    before, behind = takewhile(_describes, reversed(pieces[:at])), takewhile(_describes, pieces[at + 1 :])
    said = [*reversed(list(before)), *behind]
    (noun,) = _concepts(pieces[at : at + 1], Kind.NOUN)
    qualities, colors = _concepts(said, Kind.QUALITY), _concepts(said, Kind.COLOR)
    return Names(
        " ".join(one.arabic[0] for one in (noun, *qualities, *colors)),
        " ".join(one.english[0] for one in (*colors, *qualities, noun)).capitalize(),
    )


def _describes(piece: Piece) -> bool:
    return _kind(piece) in {Kind.QUALITY, Kind.COLOR}


def _kind(piece: Piece) -> Kind | None:
    return piece.meaning.kind if isinstance(piece.meaning, Concept) else None


def _concepts(pieces: Iterable[Piece], kind: Kind) -> list[Concept]:
    found = (piece.meaning for piece in pieces if isinstance(piece.meaning, Concept))
    return list(dict.fromkeys(one for one in found if one.kind is kind))


def _price(meanings: Sequence[object]) -> Decimal | None:
    """The first number right before a currency, or right behind the word for a price."""
    for at, meaning in enumerate(meanings):
        if isinstance(meaning, Decimal) and (
            Marker.CURRENCY in meanings[at + 1 : at + 2] or Marker.PRICE in meanings[max(at - 1, 0) : at]
        ):
            return meaning
    return None


def _sizes(meanings: Sequence[object]) -> list[str]:
    spoken_of = Marker.SIZE in meanings
    sizes = [
        meaning.value if isinstance(meaning, Size) else f"{meaning:f}"
        for before, meaning in zip([None, *meanings], meanings, strict=False)
        if (isinstance(meaning, Size) and (spoken_of or not meaning.spelt))
        or (isinstance(meaning, Decimal) and before is Marker.SIZE)
    ]
    return list(dict.fromkeys(sizes))


def _description(caption: str) -> str:
    """Its Arabic sentences that tell of neither price nor sizes."""
    sentences = (sentence.strip() for sentence in _SENTENCE_ENDS.split(caption))
    return ". ".join(
        sentence
        for sentence in sentences
        if any(map(is_arabic, split_words(sentence)))
        and not _SPEAKS_OF_MONEY
        & {piece.meaning for piece in read(sentence) if isinstance(piece.meaning, Marker)}
    )
