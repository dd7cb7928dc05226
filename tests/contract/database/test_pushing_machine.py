"""Orders on their way into a shop's system that loses answers, is busy or has sold out, while customer and shop change their minds.

Whatever comes in whatever order: nobody hears "confirmed" of what the shop does not have as it is ordered, and once all is quiet, our
database, the shop and what the customer was told say the same of every order.
"""

from contextlib import AsyncExitStack
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from local.serve import serve
from local.shops.shopify import ShopifyStandIn
from local.shops.troubles import Clock
from local.shops.woocommerce import WooCommerceStandIn
from merchant.desk import Person
from merchant.orders import NEXT, set_state
from process.pushing.push import push
from process.pushing.steps import Push, take
from shared.alerts import AlertKind, open_alerts
from shared.connectors.connections import Kind
from shared.connectors.opening import opened
from shared.contracts import OrderDoorbell
from shared.errors import ShopRefused
from tests.contract.database.ordering import BAG, of
from tests.contract.database.ordering_machine import CUSTOMERS, ShopMachine
from tests.support.selling import orders_go_to, time_passes
from tests.support.shops import shopify_product, shopify_variant, woo_product

OWNER = Person("owner", UUID(int=7))
PIECES = 5
MOST_ORDERS = 3
#: Bells and waits until nothing is on its way.
QUIET = 12
OPEN = {"new", "confirmed"}


class Pushing(ShopMachine):
    kind: Kind

    @initialize()
    def open_shop(self) -> None:
        self.stack = AsyncExitStack()
        self.begin([BAG], CUSTOMERS[:1])
        (self.buyer,) = self.buyers
        self.rows = self.buyer.rows
        self.shop = a_shop(self.kind)
        url = self.run(self.stack.enter_async_context(serve(self.shop.app)))
        self.run(orders_go_to(self.app, self.tenant, self.kind, url))
        self.told: list[str] = []

    @precondition(lambda self: len(self.orders) < MOST_ORDERS)
    @rule(quantity=st.integers(1, 3))
    def order(self, quantity: int) -> None:
        if len(self.run(self.buyer.proposes(**of("BAG", quantity=quantity)))) == 2:
            self.told += self.run(self.buyer.taps(self.buyer.newest))

    @rule(
        order_no=st.integers(1, MOST_ORDERS),
        area=st.sampled_from(["إربد", "العقبة"]),
        quantity=st.integers(1, 3),
    )
    def change(self, order_no: int, area: str, quantity: int) -> None:
        changed = self.buyer.changes(order_no, area=area, **of("BAG", quantity=quantity))
        if len(self.run(changed)) == 2:
            self.told += self.run(self.buyer.taps(self.buyer.newest))

    @rule(order_no=st.integers(1, MOST_ORDERS))
    def cancel(self, order_no: int) -> None:
        if len(self.run(self.buyer.cancels(order_no))) == 2:
            self.told += self.run(self.buyer.taps(self.buyer.newest))

    @rule(
        order_no=st.integers(1, MOST_ORDERS),
        state=st.sampled_from(["confirmed", "with_courier", "cancelled"]),
    )
    def the_shop_moves_it_on(self, order_no: int, state: str) -> None:
        if order_no in self.orders and state in NEXT[self.orders[order_no]["state"]]:
            self.run(set_state(self.app, self.tenant, order_no, state, OWNER))
            self.told += self.run(self.buyer.receives())

    @rule(pieces=st.integers(0, 9))
    def the_shop_counts(self, pieces: int) -> None:
        if self.kind is Kind.SHOPIFY:
            self.shop.products[0]["variants"][0]["inventoryQuantity"] = pieces
        else:
            self.shop.products[0]["stock_quantity"] = pieces

    @rule(trouble=st.sampled_from(["none", "none", "lost", "busy"]))
    def a_bell(self, trouble: str) -> None:
        if trouble == "busy":
            self.shop.troubles.says(429)
        self.shop.troubles.lost = int(trouble == "lost")
        self.run(push(self.app, OrderDoorbell(tenant=self.tenant)))
        self.shop.troubles.lost = 0
        self.shop.troubles.answers.clear()
        self.heard()

    @rule()
    def somebody_dies_when_the_shop_has_done_it(self) -> None:
        self.run(self.die())

    async def die(self) -> None:
        step = await take(self.app, self.tenant)
        if not isinstance(step, Push):
            return
        async with opened(step.connection, self.app.road_to_shops) as there:
            try:
                if step.taken is not None:
                    await (there.cancel if step.cancelled else there.change)(step.order, step.taken)
                elif not step.cancelled and (
                    step.attempts == 1 or await there.find(step.order, step.first_tried_at) is None
                ):
                    await there.create(step.order)
            except ShopRefused:
                pass

    @rule()
    def minutes_pass(self) -> None:
        time_passes(self.rows)

    def heard(self) -> None:
        """What is called confirmed is there, as it is ordered."""
        told = self.run(self.buyer.receives())
        for text in told:
            if text.startswith("تأكّد طلبك"):
                number = text.split()[-2]
                ((order_no, there),) = [
                    (no, one) for no, one in self.there().items() if one["number"] == number
                ]
                assert self.is_the_same(order_no, there), text
        self.told += told

    @property
    def orders(self) -> dict[int, dict[str, Any]]:
        lines = self.rows.ask("SELECT order_no, quantity FROM shop.order_lines WHERE tenant_id = %(tenant)s")
        pieces = {line["order_no"]: line["quantity"] for line in lines}
        return {
            order["order_no"]: order | {"quantity": pieces[order["order_no"]]} for order in self.buyer.orders
        }

    def there(self) -> dict[int, dict[str, Any]]:
        """By our number, which each has once."""
        found = [seen_in(self.kind, one) for one in self.shop.book.orders]
        assert len({one["order_no"] for one in found}) == len(found)
        return {one["order_no"]: one for one in found}

    def is_the_same(self, order_no: int, there: dict[str, Any]) -> bool:
        order = self.orders[order_no]
        return (there["stands"], there["quantity"], there["city"]) == (True, order["quantity"], order["delivery"]["area"])  # fmt: skip

    def teardown(self) -> None:
        if not hasattr(self, "told"):
            return
        try:
            self.all_is_quiet()
        finally:
            self.run(self.stack.aclose())
            super().teardown()

    def all_is_quiet(self) -> None:
        for _ in range(QUIET):
            time_passes(self.rows)
            self.a_bell("none")
        alerts = self.run(open_alerts(self.database, self.tenant))
        by_hand = {int(one.about) for one in alerts if one.kind == AlertKind.ORDER_REFUSED}
        there, standing = self.there(), 0
        for order_no, order in self.orders.items():
            one = there.get(order_no)
            if order["state"] == "cancelled":
                assert one is None or not one["stands"]
                assert any("لغ" in text and f"رقم {order_no}" in text for text in self.told)
                continue
            standing += order["quantity"]
            if order_no in by_hand:
                continue
            assert one is not None
            if order["state"] in OPEN:
                assert order["state"] == "confirmed"
                assert self.is_the_same(order_no, one)
        assert self.buyer.stock("BAG") == PIECES - standing


def a_shop(kind: Kind) -> Any:
    if kind is Kind.WOOCOMMERCE:
        return WooCommerceStandIn([woo_product(5, sku="BAG", stock_quantity=9)])
    variant = shopify_variant(1, sku="BAG", inventoryQuantity=9)
    return ShopifyStandIn([shopify_product("BAG", variant)], Clock(), bucket=1e6)


def seen_in(kind: Kind, order: dict[str, Any]) -> dict[str, Any]:
    if kind is Kind.SHOPIFY:
        return {
            "order_no": int(order["customAttributes"][0]["value"]),
            "number": order["name"],
            "stands": order["cancelledAt"] is None,
            "quantity": sum(line["quantity"] for line in order["lineItems"]),
            "city": order["shippingAddress"]["city"],
        }
    return {
        "order_no": int(order["customer_note"].split(",")[1].split()[-1]),
        "number": order["number"],
        "stands": order["status"] != "cancelled",
        "quantity": sum(line["quantity"] for line in order["line_items"]),
        "city": order["shipping"]["city"],
    }


@pytest.mark.parametrize("kind", [Kind.SHOPIFY, Kind.WOOCOMMERCE])
def test_any_sequence_leaves_the_same_in_all_three_places(app_url: str, admin_url: str, kind: Kind) -> None:
    here = {"app_url": app_url, "admin_url": admin_url, "kind": kind}
    run_state_machine_as_test(
        type("PushingHere", (Pushing,), here),
        settings=settings(
            max_examples=10,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.explicit, Phase.generate],  # making an example of it shorter takes minutes
        ),
    )
