"""Tools' results, read field by field for what they say: so that two fields never run together into one number.

What is no JSON is one text.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from process.facts import Fact, Facts, Listed
from process.field_units import UNITS, WORKING_DAYS
from process.was import is_told_as_old, speaks_of_before
from process.which import NONE, Names, names_of
from process.with_delivery import Beside
from shared.language.clauses import Divided
from shared.language.kept import kept
from shared.language.numbers import Number, numbers_in
from shared.language.topics import NO_TOPICS, Spoken, Topics, topics_in
from shared.language.units import BARE

#: Lists that may be cut, and of what they are.
_KINDS = {"sizes": "size", "colors_ar": "color", "colors_en": "color"}
_SUMS = ("line_total", "subtotal", "total")
_FEES = ("fee", "fee_ar", "fee_en")
_PRODUCTS_WORDS = ("name_ar", "name_en", "description_ar", "description_en", "colors_ar", "colors_en")
#: Say where something stands and nothing about the shop.
_NO_FACTS = frozenset({"document", "read_more_at", "page"})


class _Place(NamedTuple):
    """Of a text in a result."""

    name: str = ""
    product: str | None = None
    topics: Topics = NO_TOPICS  #: of its title
    option: Names | None = None
    of_an_order: bool = False
    area: str = ""
    title: str = ""
    pieces: int = 1

    @property
    def quoted(self) -> bool:
        return self.product is not None and self.name in _PRODUCTS_WORDS


def facts_of(tool_results: Iterable[str]) -> Facts:
    facts = Facts()
    for result in tool_results:
        for place, text in _texts(_parsed(result), _Place(), facts):
            _read(facts, place, text)
    return facts


def _read(facts: Facts, place: _Place, text: str) -> None:
    (facts.quoted if place.quoted else facts.texts).append(text)
    for number, duration, near, was, piece, clause in _numbers(text):
        lasts = duration or place.topics
        in_a_text = place.product is None and place.name not in UNITS and "delivery" in (near or place.topics)
        is_fee = place.name in _FEES or in_a_text
        about = (place.area or place.name) if place.name in _FEES else clause if place.quoted else text
        pieces = place.pieces if place.name.startswith(_SUMS) else 1
        read = [
            replace(part, unit=unit) if part.unit == BARE else part
            for part in (number, *number.parts)
            for unit in UNITS.get(place.name, (BARE,))
        ]
        facts.numbers += [
            Fact(
                one, place.product, place.quoted, place.name, place.option, lasts, is_fee, place.of_an_order, pieces, was, piece, place.title, about
            )
            for one in read
        ]  # fmt: skip
        if place.name == "free_delivery_from":
            facts.free_from += read
        elif place.name == "stock":
            facts.stocks.append(Fact(number, place.product, option=place.option))
        elif place.name == "subtotal":
            facts.goods.append(number.value)
        elif place.name == "fee":
            facts.fees.append(number.value)


@kept(4096)
def _numbers(text: str) -> tuple[tuple[Number, Topics, Topics, bool, str, str], ...]:
    """Of one field, each with what lasts so long, if it is a duration, with what is spoken of near it, whether it is over, its piece and its clause.

    A shop's products come again in turn after turn.
    """
    divided = Divided(text)
    spoken = Spoken(divided)
    may_be_over = speaks_of_before(text)
    around = ((one, divided.around(one.start)) for one in numbers_in(text))
    return tuple(
        (
            one,
            spoken.duration(one.start),
            spoken.near(one.start),
            may_be_over and is_told_as_old(Beside.of(text[start : one.start], text[one.end : end])),
            text[slice(*piece)],
            text[slice(*clause)],
        )
        for one, (piece, clause, (start, end)) in around
    )


def _parsed(result: str) -> Any:
    try:
        # Numbers stay the text they were: 12.500 and 1E5 as they were written.
        return json.loads(result, parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError):
        return result


def _texts(value: Any, place: _Place, facts: Facts) -> Iterator[tuple[_Place, str]]:
    if isinstance(value, dict):
        inside = _inside(value, place)
        if inside.product is not None:
            _note_options(facts, value, inside.product, inside.option)
            _note_shown(facts, Listed(inside.product, value, inside.option))
        for key, member in value.items():
            if key in _NO_FACTS:
                continue
            topics = frozenset({"delivery"}) if key in WORKING_DAYS else inside.topics
            yield from _texts(member, inside._replace(name=key, topics=topics), facts)
    elif isinstance(value, list):
        if place.name != "options":  # sizes and colours of one product are not so many products
            facts.most_listed = max(facts.most_listed, len(value))
        for member in value:
            yield from _texts(member, place, facts)
    elif isinstance(value, str):
        if place.quoted and place.product is not None:
            facts.words.setdefault(place.product, {}).setdefault(place.name, []).append(value)
        yield place, value


def _note_options(facts: Facts, value: dict[str, Any], product: str, option: Names | None) -> None:
    """A size that a product has and that is not among the options shown has a price of its own, which nobody knows."""
    names = option or NONE
    if value.get("options"):
        colors = [{"color_ar": one} for name in ("colors_ar", "colors_en") for one in value.get(name) or ()]
        names = names.union(*map(names_of, [*colors, *({"size": one} for one in value.get("sizes") or ())]))
    if names:
        facts.options[product] = facts.options.get(product, NONE) | names
    if option is not None and "saved" in value:
        facts.reduced_apart.add(product)


def _note_shown(facts: Facts, listed: Listed) -> None:
    facts.listed.append(listed)
    for name, kind in _KINDS.items():
        if f"{name}_not_shown" in listed.value:
            facts.left_out.setdefault(listed.product, set()).add(kind)


def _inside(value: dict[str, Any], place: _Place) -> _Place:
    sku = value.get("sku")
    titles = [title for name in ("title_ar", "title_en") if isinstance(title := value.get(name), str)]
    return place._replace(
        product=sku if isinstance(sku, str) else place.product,
        topics=topics_in("\n".join(titles)) if titles else place.topics,
        title="\n".join(titles) or place.title,
        option=names_of(value) if place.name == "options" else place.option,
        of_an_order=place.of_an_order or "subtotal" in value,
        area=" ".join(area for name in ("area_ar", "area_en") if isinstance(area := value.get(name), str))
        or place.area,
        pieces=_pieces(value) or place.pieces,
    )


def _pieces(value: Mapping[str, Any]) -> int:
    """That an order is of, or one line of it; 0 where none is counted."""
    items = value.get("items")
    lines = items if isinstance(items, list) else [value]
    counts = (one.get("quantity") for one in lines if isinstance(one, dict))
    return sum(int(count) for count in counts if isinstance(count, str) and count.isdecimal())
