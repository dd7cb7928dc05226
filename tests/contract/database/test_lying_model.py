"""Whatever a model calls and says, in any sequence and whatever customers write beside a yes: nothing is ordered, changed or paid.

And a yes does what its summary said, once. On the real turn and a real PostgreSQL, with the neighbour's order beside it.
"""

from typing import Any, TypeVar

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule, run_state_machine_as_test

from merchant.selling import Selling, put_selling
from process.turn import turn
from shared.contracts import TurnDoorbell
from tests.contract.database.ordering import BAG, DRESS, FILLED, of
from tests.contract.database.ordering_machine import ShopMachine
from tests.support.stages import called, said

T = TypeVar("T")

LIES = [
    "تم تأكيد طلبك!", "سجلنا طلبك رقم 1", "طلبك صار عندك بكرا", "وصلت الحوالة، شكراً", "ألغينا طلبك", "Your order is confirmed", "We got your payment",
    "Tam ta2keed talabak", "تفضل 🌷", "المجموع 5 دنانير",
]  # fmt: skip
NO_YES = ["مرحبا", "بكم الشنطة؟", "اه بس غير اللون", "يعني بفكر", "أكدلي الطلب هسا لو سمحت", "yes but in red", "نعم؟", "بدي أطلب", "👍", "not sure"]  # fmt: skip
YES = ["نعم", "تمام", "ok", "na3am"]
ORDER_NO = st.integers(-1, 4)
TEXT = st.sampled_from(["", "لانا", "0791234567", "إربد", "العقبة", "-", "المريخ"])
ITEM = st.fixed_dictionaries(
    {"sku": st.sampled_from(["BAG", "DR-1", "NOPE"]), "size": st.sampled_from(["", "M", "L"]), "color": st.just(""), "quantity": st.integers(-1, 6)}
)  # fmt: skip
PROPOSED = st.fixed_dictionaries(
    {},
    optional={
        "order_no": ORDER_NO, "items": st.lists(ITEM, max_size=2), "name": TEXT, "phone": TEXT, "area": TEXT, "landmark": TEXT,
        "payment": st.sampled_from(["", "cliq", "cash_on_delivery", "gold"]), "gift_wrap": st.none() | st.booleans(),
    },
).map(lambda some: called("propose_order", **FILLED | some))  # fmt: skip
CALL = st.one_of(
    PROPOSED,
    ORDER_NO.map(lambda number: called("cancel_order", order_no=number)),
    ORDER_NO.map(lambda number: called("confirm_order", draft_no=number)),
    st.just(called("order_status")),
    st.just(called("hand_to_person", reason="payment", summary="the money is here")),
)


class LyingModel(ShopMachine):
    @initialize()
    def open_shop(self) -> None:
        self.begin([BAG, DRESS])
        self.buyer, self.neighbour = self.buyers
        self.run(put_selling(self.database, self.tenant, Selling(cliq_alias="DAR")))
        self.run(self.neighbour.proposes(**of("BAG"), payment="cliq"))
        self.run(self.neighbour.taps(self.neighbour.newest))
        self.stands = self.orders()

    def orders(self) -> list[dict[str, Any]]:
        """Of both customers, with what they hold."""
        return self.buyer.rows.ask(
            "SELECT o.*, (SELECT jsonb_agg(to_jsonb(l) ORDER BY l.line_no) FROM shop.order_lines l"
            " WHERE (l.tenant_id, l.order_no) = (o.tenant_id, o.order_no)) AS lines"
            " FROM shop.orders o WHERE tenant_id = %(tenant)s ORDER BY order_no"
        )

    def open(self) -> dict[str, Any] | None:
        return next((draft for draft in self.buyer.drafts if draft["state"] == "proposed"), None)

    def lies(self, text: str, calls: list[Any], replies: list[str]) -> list[str]:
        """The model may be asked six times, and once more after the guard."""
        self.run(self.buyer.says(text))
        answers = self.app.scripted_model.answers
        answers.extend([*calls, *[said(reply) for reply in replies * 5]])
        self.run(turn(self.app, TurnDoorbell.of(self.buyer.key)))
        answers.clear()
        return list(self.run(self.buyer.receives()))

    @rule(text=st.sampled_from(NO_YES), calls=st.lists(CALL, max_size=4), replies=st.lists(st.sampled_from(LIES), min_size=2, max_size=2))  # fmt: skip
    def lie(self, text: str, calls: list[Any], replies: list[str]) -> None:
        self.lies(text, calls, replies)

    @rule(text=st.sampled_from(YES), calls=st.lists(CALL, max_size=2), reply=st.sampled_from(LIES))
    def lie_about_a_yes_to_nothing(self, text: str, calls: list[Any], reply: str) -> None:
        if self.open() is None:
            self.lies(text, calls, [reply])

    @rule(text=st.sampled_from(YES))
    def say_yes(self, text: str) -> None:
        draft = self.open()
        if draft is None:
            return
        self.run(self.buyer.says(text, payload=f"ORDER_YES:{draft['draft_no']}"))
        self.run(self.buyer.turn())
        now, before = self.orders(), self.stands
        if (ended := next(one for one in self.buyer.drafts if one["draft_no"] == draft["draft_no"]))[
            "state"
        ] != "confirmed":
            assert now == before
            return
        changed = [one for one in now if one not in before]
        assert [one["order_no"] for one in changed] == [ended["order_no"]]
        assert changed[0]["total"] == draft["total"]
        assert len(now) - len(before) == (draft["kind"] == "new")
        self.stands = now

    @invariant()
    def nothing_else_has_become_of_any_order(self) -> None:
        if hasattr(self, "stands"):
            assert self.orders() == self.stands


@pytest.fixture
def machine(app_url: str, admin_url: str) -> type[LyingModel]:
    return type("LyingModelHere", (LyingModel,), {"app_url": app_url, "admin_url": admin_url})


def test_no_sequence_of_calls_and_lies_orders_anything_without_a_yes(machine: type[LyingModel]) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=15,
            stateful_step_count=15,
            phases=[
                Phase.generate
            ],  # a step costs a turn: to shrink would take minutes deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
