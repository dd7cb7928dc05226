"""What this turn's tools have said: numbers with their units and whose they are, stock, and the shop's promises.

A result is read field by field, so that two fields never run together into one number. What is no JSON is one text.
A product's own words tell what it is and when it is ready, and not what it costs, nor the shop's fees, discounts or refunds.
"""

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from process.told_options import NOT_SHOWN
from process.which import NONE, Names, is_of_another, names_of
from process.whose import products_of
from shared.language.clauses import Divided
from shared.language.content import content_words
from shared.language.kept import kept
from shared.language.numbers import Number, numbers_in
from shared.language.promises import of_the_shop_alone, promises_supported_by
from shared.language.topics import NO_TOPICS, Spoken, Topics, topics_in
from shared.language.units import BARE, PRICE, Unit

_MEASURE = Unit("measure")
_DAYS = Unit("time", "minute", Decimal(24 * 60))
_YEARS = Unit("time", "month", Decimal(12))
_WORKING_DAYS = ("working_days_min", "working_days_max")
#: What a field's bare number is. An article number, a size or a stock supports no price: of three dresses left none
#: costs 3 dinars for it. Nor does a price support a percentage, a number of days a fee, or a set of 6 cups 6 hours.
_UNITS = {
    **dict.fromkeys(
        (
            "sku",
            "order_no",
            "shown",
            "sizes",
            "sizes_in_stock",
            "made_to_order",
            "size",
            "fitting_sizes",
            "available",
            "sold_out",
        ),
        (_MEASURE,),
    ),
    **dict.fromkeys(("name_ar", "name_en", "description_ar", "description_en"), (_MEASURE,)),
    **dict.fromkeys(
        ("height_cm", "weight_kg", "chest_cm", "waist_cm", "hips_cm", "foot_length_cm"), (_MEASURE,)
    ),
    "age_years": (_MEASURE, _YEARS),
    # So many are wanted, or put below the reply to tap, which tells nothing of how many there are.
    **dict.fromkeys(("quantity", "offered", *NOT_SHOWN), (Unit("count"),)),
    "stock": (Unit("left"),),
    **dict.fromkeys(_WORKING_DAYS, (_DAYS,)),
    **dict.fromkeys(
        (
            "price",
            "compare_at",
            "saved",
            "line_total",
            "subtotal",
            "fee",
            "total",
            "free_delivery_from",
            "minimum_order",
        ),
        (PRICE,),
    ),
}
_FEES = ("fee", "fee_ar", "fee_en")
_NAMES = ("name_ar", "name_en")
_PRODUCTS_WORDS = ("name_ar", "name_en", "description_ar", "description_en", "colors_ar", "colors_en")
#: Say where something stands and nothing about the shop.
_NO_FACTS = frozenset({"document", "read_more_at", "page"})
#: A promise that a fee of nothing keeps, and one that is kept on a condition.
FREE_DELIVERY = "free delivery"
DELIVERY_IN_PRICE = "delivery in the price"
LAST_PIECE, FEW_LEFT = "the last piece", "few are left"
OF_STOCK = frozenset({LAST_PIECE, FEW_LEFT})
#: With so many or fewer of a product one may say that few are left.
_FEW = 5


@dataclass(frozen=True, slots=True)
class Fact:
    number: Number
    product: str | None = None  #: the SKU of that which it is of
    quoted: bool = False  #: it stands in a product's own words
    field: str = ""  #: of the result
    option: Names | None = None  #: the size and colour which it is of
    lasts: Topics = NO_TOPICS  #: whose duration it is, should it be one
    is_fee: bool = False  #: what a delivery costs, or from what on it costs nothing
    of_an_order: bool = False  #: it stands beside what the goods come to
    about: str = ""  #: what is told of: the places of a fee, else the words around the amount


@dataclass
class Facts:
    numbers: list[Fact] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    quoted: list[str] = field(default_factory=list)  #: products' own words
    stocks: list[Fact] = field(default_factory=list)
    fees: list[Decimal] = field(default_factory=list)
    free_from: list[Number] = field(
        default_factory=list
    )  #: what the goods must come to for a delivery without a fee
    words: dict[str, dict[str, list[str]]] = field(default_factory=dict)  #: of each product, by field
    options: dict[str, Names] = field(
        default_factory=dict
    )  #: by SKU, all that has figures of its own, shown or not
    reduced_apart: set[str] = field(
        default_factory=set
    )  #: SKUs of which each size and colour tells what it saves
    most_listed: int = 0  #: the length of the longest list: "three dresses" may be said of three

    def prices(self) -> set[Decimal]:
        """Of products."""
        return {one.number.value for one in self.numbers if one.product and one.number.unit == PRICE}

    def prices_of(self, products: Collection[str]) -> dict[str, set[Decimal]]:
        """By SKU, with those of sizes and colours; of all products, where none is given."""
        found: dict[str, set[Decimal]] = {}
        for one in self.numbers:
            if one.product and one.field == "price" and (not products or one.product in products):
                found.setdefault(one.product, set()).add(one.number.value)
        return found

    def name_of(self, product: str) -> frozenset[str]:
        """The words of its names."""
        fields = self.words.get(product, {})
        return content_words("\n".join(name for key in _NAMES for name in fields.get(key, ())))

    @property
    def has_fee(self) -> bool:
        """Whether what is paid is more than what the goods come to."""
        return any(self.fees) and 0 not in self.fees

    @cached_property
    def things(self) -> frozenset[str]:
        """What the products are, in one word of each language."""
        return frozenset(head for product in products_of(self.words) for head in product.heads)

    def promises(self, said: Names) -> set[str]:
        """Of all texts at once, and only when a reply has promised something: most have not. `said` are sizes and colours."""
        found = set(promises_supported_by("\n".join(self.texts)))
        found |= set(promises_supported_by("\n".join(self.quoted))) - of_the_shop_alone()
        found |= self.of_stock(None, said)
        if 0 in self.fees:
            found.add(FREE_DELIVERY)
        if self.fees or FREE_DELIVERY in found:
            found.add(DELIVERY_IN_PRICE)  # a total is told with it
        return found

    def of_stock(self, product: str | None, said: Names) -> set[str]:
        """What may be said of how many are left: of this product, or of any; of a size or colour where one is named."""
        stocks = [
            one.number.value
            for one in self.stocks
            if (product is None or one.product in {None, product})
            and not is_of_another(one.option, said, self.options.get(one.product or "", frozenset()))
            and (one.option is None or said & one.option)
        ]
        few = {FEW_LEFT} if any(0 < stock <= _FEW for stock in stocks) else set()
        return few | ({LAST_PIECE} if 1 in stocks else set())


class _Place(NamedTuple):
    """Of a text in a result."""

    name: str = ""
    product: str | None = None
    topics: Topics = NO_TOPICS  #: of its title
    option: Names | None = None
    of_an_order: bool = False
    area: str = ""

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
    for number, duration, near, clause in _numbers(text):
        lasts = duration or place.topics
        in_a_text = (
            place.product is None and place.name not in _UNITS and "delivery" in (near or place.topics)
        )
        is_fee = place.name in _FEES or in_a_text
        about = (place.area or place.name) if place.name in _FEES else clause if place.quoted else text
        read = [
            replace(part, unit=unit) if part.unit == BARE else part
            for part in (number, *number.parts)
            for unit in _UNITS.get(place.name, (BARE,))
        ]
        facts.numbers += [
            Fact(
                one, place.product, place.quoted, place.name, place.option, lasts, is_fee, place.of_an_order, about
            )
            for one in read
        ]  # fmt: skip
        if place.name == "free_delivery_from":
            facts.free_from += read
        elif place.name == "stock":
            facts.stocks.append(Fact(number, place.product, option=place.option))
        elif place.name == "fee":
            facts.fees.append(number.value)


@kept(4096)
def _numbers(text: str) -> tuple[tuple[Number, Topics, Topics, str], ...]:
    """Of one field, each with what lasts so long, if it is a duration, with what is spoken of near it, and with its clause.

    A shop's products come again in turn after turn.
    """
    divided = Divided(text)
    spoken = Spoken(divided)
    return tuple(
        (one, spoken.duration(one.start), spoken.near(one.start), text[slice(*divided.around(one.start)[1])])
        for one in numbers_in(text)
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
        for key, member in value.items():
            if key in _NO_FACTS:
                continue
            topics = frozenset({"delivery"}) if key in _WORKING_DAYS else inside.topics
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


def _inside(value: dict[str, Any], place: _Place) -> _Place:
    sku = value.get("sku")
    titles = [title for name in ("title_ar", "title_en") if isinstance(title := value.get(name), str)]
    return place._replace(
        product=sku if isinstance(sku, str) else place.product,
        topics=topics_in("\n".join(titles)) if titles else place.topics,
        option=names_of(value) if place.name == "options" else place.option,
        of_an_order=place.of_an_order or "subtotal" in value,
        area=" ".join(area for name in ("area_ar", "area_en") if isinstance(area := value.get(name), str))
        or place.area,
    )
