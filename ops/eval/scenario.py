"""What a scenario file says: a shop, conversations with it, and what must be true of each reply.

Every fault of a folder is told at once with file, place and what was expected, for the one who can mend it.
"""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from catalog.areas import Delivery
from catalog.files import read_delivery, read_folder
from catalog.product_rows import ProductRow
from catalog.rows import Entry, Product
from merchant.accounts import Profile
from process.orders.request import Payment
from process.tools import tools
from shared.errors import Misconfigured
from shared.offers import Bargaining, Offer
from shared.person_wanted import Reason

Kind = Literal[
    "products", "shop", "delivery", "sizes", "prices", "bargaining", "injection", "abuse", "out_of_scope", "person", "small_talk",
    "orders", "payments", "correction",
]  # fmt: skip
Spoken = Literal["jordanian", "standard", "arabizi", "english"]
MOST_FAULTS_SHOWN = 30


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _there(tool: str) -> str:
    """Never to call a tool of a wrong name would always hold."""
    if tool not in tools():
        raise ValueError(f"there is no tool {tool}")
    return tool


ToolName = Annotated[str, AfterValidator(_there)]


class Call(_Strict):
    """A tool that the scripted model calls."""

    tool: ToolName
    arguments: dict[str, Any] = {}


class Expected(_Strict):
    tools: tuple[ToolName, ...] = ()  #: each is called
    never: tuple[ToolName, ...] = ()  #: tools that are not called
    products: tuple[str, ...] = ()  #: SKUs, each found by a search of this turn, or pointed at
    numbers: tuple[Decimal, ...] | None = None  #: the only ones that may be said, when given
    money: tuple[Decimal, ...] | None = (
        None  #: of those, the only ones that may be said as an amount of money
    )
    says: tuple[str, ...] = ()  #: each is in the reply; `a|b` is either
    forbids: tuple[str, ...] = ()  #: none is in the reply
    script: Literal["arabic", "latin"] | None = None  #: that the reply is written in
    state: Literal["answered", "person"] | None = None  #: whether a person is called
    reason: tuple[Reason, ...] = ()  #: for which the person is called: one of these
    summary: Decimal | Literal["none"] | None = (
        None  #: the total of the summary that follows, or that none does
    )
    claims_payment: bool | None = None  #: whether an order that waits for money would be marked so


class Turn(_Strict):
    customer: tuple[str, ...] = Field(min_length=1)  #: messages in a row, answered as one
    picture: str | None = None  #: a file of `pictures/`, sent with the last message
    story: str | None = None  #: of the shop, by its id, which the last message answers
    calls: tuple[tuple[Call, ...], ...] = ()  #: the scripted model's rounds of calls …
    reply: str | None = None  #: … and its true reply; none where the product answers without a model
    expect: Expected = Expected()


class Selling(_Strict):
    """How the shop sells, as `python -m ops selling` keeps it."""

    bargaining: Bargaining = "fixed"
    offers: tuple[Offer, ...] = ()
    cliq_alias: str = ""
    bank_account: str = ""
    minimum_order: Decimal | None = None
    last_order_on: date | None = None
    closed_ar: str = ""
    closed_en: str = ""


class Item(_Strict):
    sku: str
    size: str = ""
    quantity: int = 1


class Ordered(_Strict):
    """What the customer has ordered before."""

    order_no: int
    area: str  #: its id
    items: tuple[Item, ...] = Field(min_length=1)
    state: Literal["new", "confirmed", "with_courier", "delivered", "returned", "cancelled"] = "new"
    payment: Payment = "cash_on_delivery"
    payment_state: Literal["due", "claimed", "paid"] = "due"


class Scenario(_Strict):
    name: str = Field(min_length=1)
    spoken: Spoken = Field(alias="register")
    kind: Kind | None = None  #: else the file's
    products: tuple[dict[str, Any], ...] = ()  #: more of them, in this scenario alone
    selling: Selling = Selling()
    ordered: tuple[Ordered, ...] = ()
    turns: tuple[Turn, ...] = Field(min_length=1)


class _File(_Strict):
    shop: str
    kind: Kind
    scenarios: tuple[Scenario, ...] = Field(min_length=1)


class Shop(BaseModel):
    model_config = ConfigDict(frozen=True)

    name: str
    profile: Profile
    products: tuple[Product, ...]
    entries: tuple[Entry, ...]
    delivery: Delivery | None = None
    selling: Selling = Selling()
    ordered: tuple[Ordered, ...] = ()


class Case(BaseModel):
    """A scenario with all that it needs to be run."""

    model_config = ConfigDict(frozen=True)

    file: str
    kind: Kind
    scenario: Scenario
    shop: Shop | None  #: none for a correction, which runs over the tenant's own index
    pictures: Path

    @property
    def id(self) -> str:
        return f"{self.file}: {self.scenario.name}"


def read_cases(folder: Path) -> list[Case]:
    """Of `scenarios/*.json`, over the shops in `shops/`. Raises Misconfigured with a line for each fault."""
    faults: list[str] = []
    cases: list[Case] = []
    files = sorted((folder / "scenarios").glob("*.json"))
    if not files:
        raise Misconfigured(f"{folder / 'scenarios'} holds no scenario file (*.json)")
    for path in files:
        try:
            cases += _cases(folder, path)
        except ValidationError as error:
            faults += _told(path.name, error)
        except Misconfigured as error:
            faults.append(f"{path.name}: {error}")
    faults += _twice(cases)
    if faults:
        raise Misconfigured("\n".join(faults[:MOST_FAULTS_SHOWN]))
    return cases


def _cases(folder: Path, path: Path) -> Iterator[Case]:
    try:
        text = path.read_text(encoding="utf-8")
        given = json.loads(text)
    except (OSError, ValueError) as error:
        raise Misconfigured(f"cannot be read: {error}") from error
    file = _File.model_validate(given)
    shop = read_shop(folder / "shops" / file.shop)
    for scenario in file.scenarios:
        more = (*shop.products, *map(_product, scenario.products))
        sells = {"selling": scenario.selling, "ordered": scenario.ordered}
        own = shop.model_copy(update={"products": more, **sells})
        kind = scenario.kind or file.kind
        yield Case(file=path.stem, kind=kind, scenario=scenario, shop=own, pictures=folder / "pictures")
        if fault := _ordered_fault(own):
            raise Misconfigured(f"{scenario.name}: {fault}")
        for turn in scenario.turns:
            if fault := _fault(folder, own, turn):
                raise Misconfigured(f"{scenario.name}: {fault}")


def _ordered_fault(shop: Shop) -> str | None:
    skus = {product.sku for product in shop.products}
    areas = {area.area_id for area in shop.delivery.areas if area.served} if shop.delivery else set()
    for order in shop.ordered:
        if strange := {item.sku for item in order.items} - skus:
            return f"order {order.order_no} has {', '.join(sorted(strange))}, which the shop has not"
        if order.area not in areas:
            return f"order {order.order_no} went to {order.area}, which the shop does not serve"
    return None


def _fault(folder: Path, shop: Shop, turn: Turn) -> str | None:
    if turn.picture and not (folder / "pictures" / turn.picture).is_file():
        return f"there is no picture {turn.picture}"
    if turn.story and not any(turn.story in product.media_ids for product in shop.products):
        return f"no product of the shop is shown in a story {turn.story}"
    return None


def read_shop(folder: Path) -> Shop:
    """Raises Misconfigured with a line for each fault."""
    try:
        about = json.loads((folder / "shop.json").read_text(encoding="utf-8"))
        profile = Profile(**{field: about[field] for field in Profile.__slots__})
    except (OSError, ValueError, KeyError) as error:
        raise Misconfigured(f"shops/{folder.name}/shop.json cannot be used: {error!r}") from error
    products, entries = read_folder(folder)
    return Shop(
        name=folder.name,
        profile=profile,
        products=tuple(products),
        entries=tuple(entries),
        delivery=read_delivery(folder),
    )


def _product(row: dict[str, Any]) -> Product:
    return ProductRow.model_validate(row).product()


def _told(file: str, error: ValidationError) -> Iterator[str]:
    for one in error.errors(include_url=False):
        place = ".".join(map(str, one["loc"])) or "the file"
        yield f"{file}, {place}: {one['msg'].removeprefix('Value error, ')}, not {one['input']!r:.60}"


def _twice(cases: list[Case]) -> Iterator[str]:
    seen: set[str] = set()
    for case in cases:
        if case.id in seen:
            yield f"{case.id}: two scenarios have this name"
        seen.add(case.id)
