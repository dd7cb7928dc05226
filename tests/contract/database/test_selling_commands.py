"""What an operator types about orders and how a shop sells, as a program of its own: what it prints and how it ends."""

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from local.children import ChildFailed, run
from shared.tenants import ConversationKey
from tests.contract.database.conversations import Rows
from tests.contract.database.ordering import Buyer, fill, of
from tests.support.stages import StageApp


@pytest.fixture
async def buyer(app: StageApp, key: ConversationKey, rows: Rows) -> Buyer:
    await fill(app, key)
    return Buyer(app, key, rows)


@pytest.fixture
def ops(app_url: str, app: StageApp, key: ConversationKey) -> Callable[..., Any]:
    environment = {
        "PUBLIC_URL": app.settings.public_url,
        "INSTAGRAM_APP_SECRETS": "app-secret",
        "INSTAGRAM_VERIFY_TOKEN": "verify",
        "DATABASE_URL": app_url,
        "SEARCH_ENDPOINT": "http://127.0.0.1:1",
        "OPENAI_BASE_URL": "http://127.0.0.1:1/v1/",
        "SECRET_KEY_RING": f"k1:{base64.b64encode(bytes(32)).decode()}",
    }

    async def ops(*arguments: str) -> str:
        return (await run("ops", *arguments, "--tenant", str(key.tenant), environment=environment)).strip()

    return ops


async def test_an_order_is_listed_shown_moved_on_and_marked_as_paid(
    ops: Callable[..., Any], buyer: Buyer
) -> None:
    await ops("selling", "--cliq", "DARYASMIN")
    await buyer.proposes(**of("BAG"), payment="cliq")
    await buyer.taps(buyer.newest)
    assert "13 JOD" in await ops("orders", "list")
    shown = await ops("orders", "show", "1")
    assert "order 1: new, cliq due" in shown
    assert "1 × شنطة" in shown
    assert await ops("orders", "paid", "1") == "order 1 is paid; the customer is told"
    assert await ops("orders", "set", "1", "confirmed") == "order 1 is confirmed; the customer is told"
    with pytest.raises(ChildFailed, match="order 1 is confirmed and cannot become delivered"):
        await ops("orders", "set", "1", "delivered")
    with pytest.raises(ChildFailed, match="no order 2"):
        await ops("orders", "show", "2")


async def test_how_a_shop_sells_is_set_and_told(
    ops: Callable[..., Any], tmp_path: Path, buyer: Buyer
) -> None:
    offers = tmp_path / "offers.json"
    offers.write_text(json.dumps([{"name_ar": "عرض", "name_en": "Offer", "percent": "10"}]), "utf-8")
    told = await ops(
        "selling", "--bargaining", "offers", "--offers", str(offers), "--remind-after", "3", "--minimum", "5"
    )
    assert "bargaining: offers" in told
    assert "remind_after_hours: 3" in told
    offers.write_text('[{"name_ar": "عرض"}]', "utf-8")
    with pytest.raises(ChildFailed, match="these are no offers"):
        await ops("selling", "--offers", str(offers))
    with pytest.raises(ChildFailed, match="is no amount"):
        await ops("selling", "--minimum", "a lot")
    assert "bargaining: offers" in await ops("selling")


async def test_what_was_wanted_and_not_there_is_listed(ops: Callable[..., Any], buyer: Buyer) -> None:
    await buyer.proposes(**of("BAG", quantity=9))
    assert "شنطة" in await ops("wanted")
