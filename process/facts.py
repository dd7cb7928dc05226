"""What this turn's tools have said: numbers with their units and whose they are, stock, and the shop's promises.

A product's own words tell what it is and when it is ready, and not what it costs, nor the shop's fees, discounts or refunds.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from process.which import NONE, Names, is_of_another, names_of
from process.whose import products_of
from shared.language.content import content_words
from shared.language.numbers import Number
from shared.language.promises import of_the_shop_alone, promises_supported_by
from shared.language.topics import NO_TOPICS, Topics
from shared.language.units import PRICE

_SIZES = ("sizes", "sizes_in_stock", "fitting_sizes", "available", "sold_out")
_NAMES = ("name_ar", "name_en")
#: A promise that a fee of nothing keeps, and one that is kept on a condition.
FREE_DELIVERY = "free delivery"
DELIVERY_IN_PRICE = "delivery in the price"
LAST_PIECE, FEW_LEFT, MANY_LEFT = "the last piece", "few are left", "many are left"
OF_STOCK = frozenset({LAST_PIECE, FEW_LEFT, MANY_LEFT})
#: With so many or fewer of a product one may say that few are left.
_FEW = 5
#: And with so many or more that there are many.
_MANY = 10


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
    pieces: int = 1  #: that the sum is of
    was: bool = False  #: told as what something cost before
    piece: str = ""  #: the words nearest to it
    title: str = ""  #: of the passage that it stands in
    about: str = ""  #: what is told of: the places of a fee, else the words around the amount


@dataclass
class Facts:
    numbers: list[Fact] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    quoted: list[str] = field(default_factory=list)  #: products' own words
    stocks: list[Fact] = field(default_factory=list)
    fees: list[Decimal] = field(default_factory=list)
    goods: list[Decimal] = field(default_factory=list)  #: what they come to, each time they were added up
    free_from: list[Number] = field(
        default_factory=list
    )  #: what the goods must come to for a delivery without a fee
    words: dict[str, dict[str, list[str]]] = field(default_factory=dict)  #: of each product, by field
    options: dict[str, Names] = field(
        default_factory=dict
    )  #: by SKU, all that has figures of its own, shown or not
    listed: list["Listed"] = field(default_factory=list)  #: what was told of products
    left_out: dict[str, set[str]] = field(
        default_factory=dict
    )  #: by SKU, whether there are more sizes or colours than were told
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

    def name_of(self, *products: str) -> frozenset[str]:
        """The words of their names."""
        fields = [self.words.get(product, {}) for product in products]
        return content_words("\n".join(name for one in fields for key in _NAMES for name in one.get(key, ())))

    @property
    def has_fee(self) -> bool:
        """Whether what is paid is more than what the goods come to."""
        return any(self.fees) and 0 not in self.fees

    @cached_property
    def shown(self) -> dict[str, Names]:
        """By SKU, the sizes and colours that were told."""
        found: dict[str, Names] = {}
        for one in self.listed:
            found[one.product] = found.get(one.product, NONE) | one.names()
        return found

    @cached_property
    def things(self) -> frozenset[str]:
        """What the products are, in one word of each language."""
        return frozenset(head for product in products_of(self.words) for head in product.heads)

    def promises(self, promised: Collection[str], said: Names) -> set[str]:
        """Of all texts at once, and only of what a reply has promised: most have not. `said` are sizes and colours."""
        sought = {*promised, FREE_DELIVERY}
        found = set(promises_supported_by("\n".join(self.texts), sought))
        found |= set(promises_supported_by("\n".join(self.quoted), sought - of_the_shop_alone()))
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
        many = {MANY_LEFT} if any(stock >= _MANY for stock in stocks) else set()
        return few | many | ({LAST_PIECE} if 1 in stocks else set())


class Listed(NamedTuple):
    """Of a product, as a result tells it: read only where something is left out."""

    product: str
    value: Mapping[str, Any]
    option: Names | None

    def names(self) -> Names:
        sizes = [one for name in _SIZES for one in self.value.get(name) or () if isinstance(one, str)]
        colors = [one for name in ("colors_ar", "colors_en") for one in self.value.get(name) or ()]
        some = [{"size": one} for one in sizes] + [{"color_ar": one} for one in colors]
        return (self.option or NONE).union(*map(names_of, some), names_of(self.value))
