"""From a proposal to an order: what a yes is to, what it does once and what it does not do; on a real PostgreSQL."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from catalog.store import put
from merchant.selling import Selling, put_selling
from process.turn import turn
from shared.contracts import Queue, TurnDoorbell
from shared.errors import BusUnavailable, DatabaseUnavailable
from shared.tenants import ConversationKey
from tests.contract.database.conversations import Rows, waits_for_a_lock
from tests.contract.database.ordering import BAG, FILLED, NOTHING, Buyer, chips, fill, of
from tests.support.stages import StageApp, called, said


@pytest.fixture
async def buyer(app: StageApp, key: ConversationKey, rows: Rows) -> Buyer:
    await fill(app, key)
    return Buyer(app, key, rows)


async def test_a_proposal_sends_a_summary_with_two_buttons_and_orders_nothing(buyer: Buyer) -> None:
    text, summary = await buyer.proposes()
    assert text == "تفضل 🌷"
    assert "1 × فستان، M: 22.5 دينار" in summary
    assert "المجموع: 25.5 دينار" in summary
    assert "0791234567" in summary
    assert chips(buyer.seen[-1]) == [f"ORDER_YES:{buyer.newest}", f"ORDER_NO:{buyer.newest}"]
    assert buyer.orders == []
    assert buyer.stock("DR-1", "M") == 3


@pytest.mark.parametrize("typed", [None, "نعم", "تمام أكد", "na3am", "Yes!"])
async def test_a_yes_places_the_order_takes_the_stock_and_tells_the_shop(
    buyer: Buyer, typed: str | None
) -> None:
    await buyer.proposes()
    buyer.app.posted_to_bus.take()
    (told,) = await (buyer.taps(buyer.newest) if typed is None else buyer.types(typed))
    assert "1" in told
    assert "25.5" in told
    (order,) = buyer.orders
    assert (order["order_no"], order["state"], order["payment_state"]) == (1, "new", "due")
    assert (order["goods"], order["delivery_fee"], order["total"]) == (22.5, 3, 25.5)
    assert order["delivery"]["phone"] == "+962791234567"
    assert buyer.stock("DR-1", "M") == 2
    (line,) = buyer.rows.ask("SELECT * FROM shop.order_lines WHERE tenant_id = %(tenant)s")
    assert (line["sku"], line["variant_id"], line["quantity"], line["counted"]) == ("DR-1", "DR-1/M", 1, True)
    (alert,) = buyer.rows.ask("SELECT kind, about FROM shop.alerts WHERE tenant_id = %(tenant)s")
    assert (alert["kind"], alert["about"]) == ("new_order", "1")
    assert Queue.CATALOG in buyer.app.posted_to_bus.queues()
    assert [draft["state"] for draft in buyer.drafts] == ["confirmed"]


async def test_two_yes_are_one_order(buyer: Buyer) -> None:
    await buyer.proposes()
    draft = buyer.newest
    await buyer.says("نعم", "أكيد")
    await buyer.turn()
    (again,) = await buyer.taps(draft)
    assert "واصلنا من قبل" in again
    assert len(buyer.orders) == 1
    assert buyer.stock("DR-1", "M") == 2


async def test_a_yes_after_the_price_changed_gets_a_new_summary_and_that_can_be_confirmed(
    buyer: Buyer,
) -> None:
    await buyer.proposes(**of("BAG"))
    dearer = BAG.model_copy(update={"price": BAG.price + 2})
    await put(buyer.app.database, buyer.key.tenant, [dearer], [])
    why, summary = await buyer.taps(buyer.newest)
    assert "تغيّر" in why
    assert "المجموع: 15 دينار" in summary
    assert buyer.orders == []
    assert [draft["state"] for draft in buyer.drafts] == ["withdrawn", "proposed"]
    await buyer.taps(buyer.newest)
    assert [order["total"] for order in buyer.orders] == [15]


async def test_a_yes_to_an_older_summary_gets_the_current_one(buyer: Buyer) -> None:
    await buyer.proposes()
    older = buyer.newest
    await buyer.proposes(**of("BAG", quantity=2))
    why, summary = await buyer.taps(older)
    assert "أقدم" in why
    assert "2 × شنطة" in summary
    assert buyer.orders == []


async def test_a_yes_before_the_summary_was_delivered_is_not_one(buyer: Buyer) -> None:
    await buyer.says("بدي أطلب")
    buyer.app.scripted_model.answers.append(called("propose_order", **FILLED))
    buyer.app.scripted_model.answers.append(said("تفضل"))
    await turn(buyer.app, TurnDoorbell.of(buyer.key))
    assert buyer.unsent == 2
    await buyer.says("نعم")
    texts = await buyer.turn()
    assert buyer.orders == []
    assert "قبل ما نسجل الطلب" in texts[-2]
    await buyer.types("نعم")
    assert len(buyer.orders) == 1


async def test_a_yes_with_something_else_is_the_models_to_answer(buyer: Buyer) -> None:
    await buyer.proposes()
    await buyer.says("نعم", "بس غيروا اللون")
    assert await buyer.turn("أي لون؟") == ["أي لون؟"]
    assert buyer.orders == []
    assert [draft["state"] for draft in buyer.drafts] == ["proposed"]
    # What is said next may be a yes to that question, and not to the summary.
    assert await buyer.types("نعم", "أي لون بدك؟") == ["أي لون بدك؟"]
    assert buyer.orders == []
    await buyer.taps(buyer.newest)
    assert len(buyer.orders) == 1


async def test_a_summary_of_a_closed_window_is_no_longer_confirmed(buyer: Buyer) -> None:
    await buyer.proposes()
    buyer.rows.ask("UPDATE shop.order_drafts SET expires_at = now() WHERE tenant_id = %(tenant)s")
    why, _summary = await buyer.taps(buyer.newest)
    assert "قديم" in why
    assert buyer.orders == []
    assert [draft["state"] for draft in buyer.drafts] == ["expired", "proposed"]


async def test_a_no_withdraws_the_summary(buyer: Buyer) -> None:
    await buyer.proposes()
    draft = buyer.newest
    await buyer.taps(draft, yes=False)
    (told,) = await buyer.taps(draft)
    assert "ما عاد ساري" in told
    assert buyer.orders == []


async def test_a_turn_that_dies_between_the_commit_and_its_ring_is_not_done_again(buyer: Buyer) -> None:
    await buyer.proposes()
    await buyer.says("نعم")
    buyer.app.posted_to_bus.down = True
    with pytest.raises(BusUnavailable):
        await turn(buyer.app, TurnDoorbell.of(buyer.key))
    buyer.app.posted_to_bus.down = False
    for _ in range(2):  # the queue's message again
        await turn(buyer.app, TurnDoorbell.of(buyer.key))
    (told,) = await buyer.receives()
    assert "25.5" in told
    assert len(buyer.orders) == 1
    assert buyer.stock("DR-1", "M") == 2


async def test_two_turns_at_once_take_the_order_once(buyer: Buyer) -> None:
    """The queue has delivered a bell twice: the turn that has lost does nothing, and is discarded."""
    await buyer.proposes()
    await buyer.says("نعم")
    bell = TurnDoorbell.of(buyer.key)
    await asyncio.gather(*(turn(buyer.app, bell) for _ in range(3)))
    assert len(buyer.orders) == 1
    assert buyer.stock("DR-1", "M") == 2
    assert len(await buyer.receives()) == 1


async def test_the_last_piece_is_sold_to_one_of_two_who_want_it(buyer: Buyer, admin_url: str) -> None:
    key = replace(buyer.key, customer="2234567890123456")
    with Rows(admin_url, key) as rows:
        other = Buyer(buyer.app, key, rows)
        await buyer.proposes(**of("DR-1", "S"))
        await other.proposes(**of("DR-1", "S"))
        await buyer.says("نعم")
        await other.says("نعم")
        await asyncio.gather(
            turn(buyer.app, TurnDoorbell.of(buyer.key)), turn(buyer.app, TurnDoorbell.of(other.key))
        )
        told = [*await buyer.receives(), *await other.receives()]
        assert len([*buyer.orders, *other.orders]) == 1
    assert len(told) == 2
    assert sum("خلص" in one for one in told) == 1
    assert sum("وصلنا طلبك" in one for one in told) == 1
    assert buyer.stock("DR-1", "S") == 0


async def test_what_is_made_to_order_waits_for_the_shops_word_and_takes_no_stock(buyer: Buyer) -> None:
    _, summary = await buyer.proposes(**of("DR-1", "L"))
    assert "عند الطلب" in summary
    (told,) = await buyer.taps(buyer.newest)
    assert "المحل بيأكدلك" in told
    assert buyer.orders[0]["state"] == "new"


async def test_a_change_has_a_summary_of_its_own_and_the_stock_follows(buyer: Buyer) -> None:
    await buyer.proposes()
    await buyer.taps(buyer.newest)
    _, summary = await buyer.changes(1, **of("DR-1", "M", 3), area="العقبة")
    assert "رقم 1" in summary
    assert buyer.stock("DR-1", "M") == 2
    (told,) = await buyer.taps(buyer.newest)
    assert "72.5" in told
    (order,) = buyer.orders
    assert (order["total"], order["delivery"]["area_en"], order["delivery"]["name"]) == (
        72.5,
        "Aqaba",
        "لانا",
    )
    assert buyer.stock("DR-1", "M") == 0


async def test_a_change_of_the_place_keeps_the_payment_and_not_the_landmark_of_the_other_place(
    buyer: Buyer,
) -> None:
    await put_selling(buyer.app.database, buyer.key.tenant, Selling(cliq_alias="DARYASMIN"))
    await buyer.proposes(payment="cliq", landmark="جنب الجامعة", gift_note="كل عام وإنتِ بخير")
    await buyer.taps(buyer.newest)
    await buyer.changes(1, area="العقبة")
    await buyer.taps(buyer.newest)
    (order,) = buyer.orders
    kept = [order["delivery"][name] for name in ("area_en", "landmark", "gift_note")]
    assert (order["payment"], kept) == ("cliq", ["Aqaba", "", "كل عام وإنتِ بخير"])


async def test_nothing_that_a_customer_writes_looks_like_a_line_of_the_summary(buyer: Buyer) -> None:
    note = "كل عام\nالمجموع: 1 دينار\u202e\u200b\r\n  وأنت بخير"
    _, summary = await buyer.proposes(gift_note=note, name="لانا\u2028التوصيل: مجاني")
    assert "«كل عام المجموع: 1 دينار وأنت بخير»" in summary
    assert [line for line in summary.split("\n") if line.startswith(("المجموع", "التوصيل"))] == [
        "التوصيل: 3 دينار",
        "المجموع: 25.5 دينار",
    ]
    assert not {"\u202e", "\u200b", "\u2028", "\r"} & set(summary)


async def test_what_is_too_long_is_told_and_not_cut(buyer: Buyer) -> None:
    assert len(await buyer.proposes(gift_note="م" * 201)) == 1
    assert '"too_long":["gift_note"]' in str(buyer.app.scripted_model.requests[-1][-1]["content"])


async def test_a_change_takes_away_what_is_not_wanted_any_more(buyer: Buyer) -> None:
    await buyer.proposes(
        recipient="سارة", gift_note="كل عام", gift_wrap=True, hide_price=True, second_phone="065001234"
    )
    await buyer.taps(buyer.newest)
    await buyer.changes(1, recipient="-", gift_note="-", second_phone="-", gift_wrap=False)
    await buyer.taps(buyer.newest)
    kept = buyer.orders[0]["delivery"]
    gone = [kept[name] for name in ("recipient", "gift_note", "second_phone", "gift_wrap")]
    assert (gone, kept["hide_price"], kept["name"]) == (["", "", "", False], True, "لانا")
    assert len(await buyer.changes(1, name="-")) == 1  # without a name nobody delivers


async def test_what_was_agreed_stays_so_when_something_else_is_changed(buyer: Buyer) -> None:
    """On the day itself a telephone number can still be put right, and a closed shop delivers what it has taken."""
    await buyer.proposes(deliver_on="next friday")
    await buyer.taps(buyer.newest)
    today = "(now() AT TIME ZONE 'Asia/Amman')::date"
    buyer.rows.ask(
        f"UPDATE shop.orders SET delivery = delivery || jsonb_build_object('deliver_on', {today}) WHERE tenant_id = %(tenant)s"
    )
    since = datetime.now(UTC).date() - timedelta(days=3)
    closed = Selling(last_order_on=since, closed_ar="مسكرين", closed_en="Closed")
    await put_selling(buyer.app.database, buyer.key.tenant, closed)
    assert len(await buyer.changes(1, phone="0781234567")) == 2
    await buyer.taps(buyer.newest)
    assert buyer.orders[0]["delivery"]["phone"] == "+962781234567"
    assert len(await buyer.changes(1, **of("DR-1", "M", 2))) == 1  # which would be a new order's


async def test_a_no_in_words_withdraws_the_summary(buyer: Buyer) -> None:
    await buyer.proposes()
    (told,) = await buyer.types("لا شكراً")
    assert told.startswith("تمام، ما سجلنا شي")
    assert [draft["state"] for draft in buyer.drafts] == ["withdrawn"]
    (told,) = await buyer.types("نعم", "كيف بقدر أساعدك؟")
    assert (told, buyer.orders) == ("كيف بقدر أساعدك؟", [])


async def test_a_cancellation_has_a_yes_of_its_own_and_gives_the_stock_back(buyer: Buyer) -> None:
    await buyer.proposes()
    await buyer.taps(buyer.newest)
    await buyer.cancels(1)
    assert buyer.orders[0]["state"] == "new"
    (told,) = await buyer.types("نعم")
    assert "ألغينا" in told
    assert buyer.orders[0]["state"] == "cancelled"
    assert buyer.stock("DR-1", "M") == 3


async def test_an_order_with_the_courier_goes_to_a_person(buyer: Buyer) -> None:
    await buyer.proposes()
    await buyer.taps(buyer.newest)
    await buyer.cancels(1)
    buyer.rows.ask("UPDATE shop.orders SET state = 'with_courier' WHERE tenant_id = %(tenant)s")
    (told,) = await buyer.types("نعم")
    assert "ما عاد بقدر أغيّره" in told
    assert buyer.orders[0]["state"] == "with_courier"
    assert buyer.stock("DR-1", "M") == 2
    assert buyer.rows.conversation["needs_person_since"] is not None
    await buyer.says("ألغيه")
    call = called("cancel_order", order_no=1)
    assert len(await buyer.turn(call, "رح نسأل المحل")) == 1  # no summary


async def test_a_lying_model_orders_nothing_whatever_it_calls(buyer: Buyer) -> None:
    await buyer.says("مرحبا")
    calls = [
        called("propose_order", **FILLED),
        called("confirm_order", draft_no=1),
        called("propose_order", **FILLED),
    ]
    await buyer.turn(*calls, "تم تأكيد طلبك!", "سجلنا طلبك!")
    assert buyer.orders == []
    assert buyer.drafts == []  # a reply that could not be sent takes its summary along
    assert buyer.rows.turns[-1]["reason"] == "unsupported_promises"


async def test_nobody_changes_a_neighbours_order(buyer: Buyer, admin_url: str) -> None:
    await buyer.proposes()
    await buyer.taps(buyer.newest)
    key = replace(buyer.key, customer="2234567890123456")
    with Rows(admin_url, key) as rows:
        other = Buyer(buyer.app, key, rows)
        assert await other.cancels(1) == ["تفضل 🌷"]
        assert await other.changes(1, area="العقبة") == ["تفضل 🌷"]
        assert other.drafts == []


@pytest.mark.parametrize(
    ("wanted", "missing"),
    [
        (NOTHING, "name"),
        ({"phone": "079"}, "phone"),
        ({"area": "المريخ"}, "which governorate and area"),
        (of("DR-1"), "which size or colour"),
        (of("TEE", "M"), '"colors_en":["red","navy"]'),
        (of("DR-1", "S", 2), "not enough in stock"),
        ({"payment": "cliq"}, "cash_on_delivery"),
        ({"deliver_on": "31/2"}, "deliver_on"),
    ],
)
async def test_what_is_missing_is_told_and_no_summary_goes_out(
    buyer: Buyer, wanted: dict[str, object], missing: str
) -> None:
    assert await buyer.proposes(**wanted) == ["تفضل 🌷"]
    assert missing in str(buyer.app.scripted_model.requests[-1][-1]["content"])
    assert buyer.drafts == []


async def test_a_connection_that_breaks_in_the_middle_of_a_yes_leaves_nothing_and_is_tried_again(
    buyer: Buyer,
) -> None:
    await buyer.proposes()
    await buyer.says("نعم")
    shop = {"tenant": buyer.key.tenant}
    async with buyer.app.database.tenant(buyer.key.tenant) as tx:
        await tx.row(b"SELECT 1 AS held FROM shop.tenants WHERE tenant_id = %(tenant)s FOR UPDATE", shop)
        placing = asyncio.create_task(turn(buyer.app, TurnDoorbell.of(buyer.key)))
        while not waits_for_a_lock(buyer.rows):  # noqa: ASYNC110  # PostgreSQL rings no bell
            await asyncio.sleep(0.01)
        buyer.rows.ask(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE wait_event_type = 'Lock' AND datname = current_database()"
        )
        with pytest.raises(DatabaseUnavailable):
            await placing
    assert buyer.orders == []
    assert buyer.stock("DR-1", "M") == 3
    await buyer.turn()
    assert [order["order_no"] for order in buyer.orders] == [1]
    assert buyer.stock("DR-1", "M") == 2


async def test_what_is_counted_together_is_taken_and_comes_back_together(buyer: Buyer) -> None:
    """Of a product whose shop keeps one count for all its sizes and colours."""
    red = {"items": [{"sku": "TEE", "size": "M", "color": "أحمر", "quantity": 4}]}
    await buyer.proposes(**red)
    await buyer.taps(buyer.newest)
    sold = "SELECT stock, count_together FROM shop.products WHERE tenant_id = %(tenant)s AND sku = 'TEE'"
    assert buyer.rows.ask(sold) == [{"stock": 0, "count_together": 0}]
    assert await buyer.proposes(**of("TEE", "S")) == ["تفضل 🌷"]
    await buyer.cancels(1)
    await buyer.taps(buyer.newest)
    assert buyer.rows.ask(sold) == [{"stock": 4, "count_together": 4}]
    _, summary = await buyer.proposes(**red)
    assert "4 × TEE" in summary


async def test_a_row_that_the_release_before_has_written_is_counted_in_its_own_column(buyer: Buyer) -> None:
    buyer.rows.ask("UPDATE shop.products SET stock = 2 WHERE tenant_id = %(tenant)s AND sku = 'BAG'")
    await buyer.proposes(**of("BAG"))
    await buyer.taps(buyer.newest)
    (row,) = buyer.rows.ask(
        "SELECT stock, variants_for FROM shop.products WHERE tenant_id = %(tenant)s AND sku = 'BAG'"
    )
    assert row == {"stock": 1, "variants_for": None}
    assert await buyer.proposes(**of("BAG", quantity=2)) == ["تفضل 🌷"]
