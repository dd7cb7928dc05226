"""Webhook in, Graph out: a customer finds a dress, orders it, reads the summary and says yes by its button."""

from tests.support.world import TENANT, World


async def test_an_order_is_found_proposed_and_taken_by_a_tap(world: World, customer: str) -> None:
    await world.instagram.customer_says(customer, "عندكم فستان ميدي أحمر كلوش؟")
    await world.instagram.sent_to(customer, 1)
    await world.instagram.customer_says(customer, "بدي أطلبه")
    (*_, asked) = await world.instagram.sent_to(customer, 2)
    assert "رقم الهاتف" in asked.text
    await world.instagram.customer_says(customer, "لانا، 0791234567، إربد، مقاس M")
    (*_, said, summary) = await world.instagram.sent_to(customer, 4)
    assert "الملخص" in said.text
    assert "1 × فستان ميدي أحمر كلوش، M، أحمر: 28.5 دينار" in summary.text
    assert "إربد" in summary.text
    assert await orders(world, customer) == []
    (yes, _no) = summary.body["message"]["quick_replies"]
    await world.instagram.customer_says(customer, yes["title"], payload=yes["payload"])
    (*_, told) = await world.instagram.sent_to(customer, 5)
    ((order_no, total, state),) = await orders(world, customer)
    assert f"رقم الطلب {order_no}" in told.text
    assert f"{total} دينار" in told.text
    assert state == "new"
    await world.instagram.customer_says(customer, "وين صار طلبي؟")
    (*_, told) = await world.instagram.sent_to(customer, 6)
    assert "سجلنا طلبك" in told.text
    assert str(order_no) in told.text


async def orders(world: World, customer: str) -> list[tuple[object, ...]]:
    rows = await world.rows(
        "SELECT order_no, trim_scale(total)::text AS total, state FROM shop.orders WHERE tenant_id = %s AND customer_id = %s",
        TENANT,
        customer,
    )
    return [tuple(row.values()) for row in rows]
