"""The order's whole life against a model of it: any sequence of customers' and the shop's doings leaves what the model says.

The model of it knows three things: an order is there only after a yes to the newest summary that fits what there is; every
piece is in the shop or in an order that stands; and what a customer was told last is what became of what they did.
"""

from dataclasses import dataclass, replace
from typing import TypeVar
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from catalog.store import put
from merchant.desk import Person
from merchant.orders import NEXT, set_state
from shared.errors import Refused
from tests.contract.database.ordering import BAG, Buyer, of
from tests.contract.database.ordering_machine import ShopMachine

T = TypeVar("T")
PIECES = 4
OWNER = Person("owner", UUID(int=7))


@dataclass
class Draft:
    draft_no: int
    kind: str
    quantity: int
    price: int
    order_no: int | None = None


@dataclass
class Order:
    customer: int
    state: str
    quantity: int


class Orders(ShopMachine):
    @initialize()
    def open_shop(self) -> None:
        self.price, self.left = 10, PIECES
        self.open: dict[int, Draft] = {}
        self.orders: dict[int, Order] = {}
        self.begin([self.goods()])

    def goods(self):
        return BAG.model_copy(
            update={
                "price": BAG.price - 10 + self.price,
                "variants": (BAG.variants[0].model_copy(update={"count": self.left}),),
            }
        )

    @rule(who=st.integers(0, 1), quantity=st.integers(1, 3))
    def propose(self, who: int, quantity: int) -> None:
        told = self.run(self.buyers[who].proposes(**of("BAG", quantity=quantity)))
        assert (len(told) == 2) is (quantity <= self.left)
        if quantity <= self.left:
            self.open[who] = Draft(self.buyers[who].newest, "new", quantity, self.price)

    @rule(who=st.integers(0, 1), order_no=st.integers(1, 4), quantity=st.integers(1, 3))
    def change(self, who: int, order_no: int, quantity: int) -> None:
        told = self.run(self.buyers[who].changes(order_no, **of("BAG", quantity=quantity)))
        order = self.orders.get(order_no)
        may = self.may_change(who, order) and order is not None and quantity <= self.left + order.quantity
        assert (len(told) == 2) is may
        if may:
            self.open[who] = Draft(self.buyers[who].newest, "change", quantity, self.price, order_no)

    @rule(who=st.integers(0, 1), order_no=st.integers(1, 4))
    def cancel(self, who: int, order_no: int) -> None:
        told = self.run(self.buyers[who].cancels(order_no))
        may = self.may_change(who, self.orders.get(order_no))
        assert (len(told) == 2) is may
        if may:
            self.open[who] = Draft(self.buyers[who].newest, "cancel", 0, self.price, order_no)

    @rule(who=st.integers(0, 1), typed=st.booleans(), times=st.integers(1, 2))
    def say_yes(self, who: int, typed: bool, times: int) -> None:  # noqa: FBT001  # hypothesis's
        draft, buyer = self.open.get(who), self.buyers[who]
        if draft is None or (typed and not buyer_reads_it(buyer, draft)):
            return
        yes = "نعم"
        payload = None if typed else f"ORDER_YES:{draft.draft_no}"
        self.run(buyer.says(*[yes] * times, payload=payload))
        told = self.run(buyer.turn())
        self.confirmed(who, draft, told)

    def confirmed(self, who: int, draft: Draft, told: list[str]) -> None:
        order = self.orders.get(draft.order_no or 0)
        if draft.kind != "new" and not self.may_change(who, order):
            del self.open[who]
            assert "ما عاد بقدر أغيّره" in told[0]
        elif draft.kind == "cancel":
            assert order is not None
            order.state, self.left = "cancelled", self.left + order.quantity
            del self.open[who]
            assert "ألغينا" in told[0]
        elif draft.quantity > self.left + (order.quantity if order else 0):
            del self.open[who]
            assert "خلص" in told[0]
        elif draft.price != self.price:
            self.open[who] = replace(draft, draft_no=self.buyers[who].newest, price=self.price)
            assert "تغيّر" in told[0]
        elif order is None:
            self.orders[len(self.orders) + 1] = Order(who, "new", draft.quantity)
            self.left -= draft.quantity
            del self.open[who]
            assert "وصلنا طلبك" in told[0]
        else:
            self.left += order.quantity - draft.quantity
            order.quantity, order.state = draft.quantity, "new"
            del self.open[who]
            assert "عدّلنا" in told[0]

    @rule(who=st.integers(0, 1), draft_no=st.integers(1, 40))
    def tap_an_older_button(self, who: int, draft_no: int) -> None:
        """A new summary may come of it, and nothing else."""
        draft, buyer = self.open.get(who), self.buyers[who]
        if draft is not None and draft.draft_no == draft_no:
            return
        told = self.run(buyer.taps(draft_no))
        if draft is None:
            assert len(told) == 1
        elif len(told) == 2:
            self.open[who] = replace(draft, draft_no=buyer.newest, price=self.price)
        elif "واصلنا من قبل" not in told[0]:
            del self.open[who]  # it could not be offered any more

    @rule(who=st.integers(0, 1))
    def say_no(self, who: int) -> None:
        if (draft := self.open.pop(who, None)) is not None:
            self.run(self.buyers[who].taps(draft.draft_no, yes=False))

    @rule(by=st.sampled_from([-1, 1]))
    def change_the_price(self, by: int) -> None:
        self.price = max(self.price + by, 5)
        self.run(put(self.database, self.tenant, [self.goods()], []))

    @precondition(lambda self: self.orders)
    @rule(order_no=st.integers(1, 4), state=st.sampled_from(sorted(NEXT)))
    def move_on(self, order_no: int, state: str) -> None:
        order = self.orders.get(order_no)
        if order is None or state not in NEXT[order.state]:
            with pytest.raises(Refused):
                self.run(set_state(self.app, self.tenant, order_no, state, OWNER))
            return
        self.run(set_state(self.app, self.tenant, order_no, state, OWNER))
        self.run(self.buyers[order.customer].receives())
        order.state = state
        if state in {"cancelled", "returned"}:
            self.left += order.quantity

    @invariant()
    def the_database_says_the_same(self) -> None:
        if not hasattr(self, "buyers"):
            return
        assert self.buyers[0].stock("BAG") == self.left
        kept = [(o["order_no"], o["state"]) for buyer in self.buyers for o in buyer.orders]
        assert sorted(kept) == [(number, order.state) for number, order in sorted(self.orders.items())]
        standing = sum(o.quantity for o in self.orders.values() if o.state not in {"cancelled", "returned"})
        assert self.left + standing == PIECES

    def may_change(self, who: int, order: Order | None) -> bool:
        return order is not None and order.customer == who and order.state in {"new", "confirmed"}


def buyer_reads_it(buyer: Buyer, draft: Draft) -> bool:
    """Whether the summary is the last thing that the customer was told."""
    (row,) = buyer.rows.ask(
        "SELECT max(p.part_no) = d.part_no AS last FROM shop.parts p JOIN shop.order_drafts d USING"
        " (tenant_id, account_id, customer_id) WHERE (tenant_id, account_id, customer_id) ="
        " (%(tenant)s, %(account)s, %(customer)s) AND d.draft_no = %(draft)s GROUP BY d.part_no",
        draft=draft.draft_no,
    )
    return bool(row["last"])


@pytest.fixture
def machine(app_url: str, admin_url: str) -> type[Orders]:
    return type("OrdersHere", (Orders,), {"app_url": app_url, "admin_url": admin_url})


def test_any_sequence_of_doings_leaves_what_the_model_says(machine: type[Orders]) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=25,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
