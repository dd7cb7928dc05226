"""A shop's own system: its credentials are sealed, belong to one shop, and are not used once they were refused."""

import pytest

from shared.connectors.connections import Connection, Kind, connection_of, note_refusal, put_connection
from shared.errors import Misconfigured, SealBroken
from shared.tenants import ConversationKey
from tests.contract.database.conversations import Rows
from tests.support.stages import StageApp

WOO = Connection(Kind.WOOCOMMERCE, "https://shop.example", ("ck_1", "cs_1"))


async def test_what_is_kept_comes_back_and_is_sealed(app: StageApp, key: ConversationKey, rows: Rows) -> None:
    await put_connection(app, key.tenant, WOO)
    assert await connection_of(app, key.tenant, Kind.WOOCOMMERCE) == WOO
    (row,) = rows.ask("SELECT credentials FROM shop.connectors WHERE tenant_id = %(tenant)s")
    assert b"ck_1" not in row["credentials"]
    assert "cs_1" not in repr(WOO)


async def test_credentials_that_were_changed_do_not_open(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await put_connection(app, key.tenant, WOO)
    rows.ask(
        "UPDATE shop.connectors SET credentials = set_byte(credentials, 20, get_byte(credentials, 20) # 1) WHERE tenant_id = %(tenant)s"
    )
    with pytest.raises(SealBroken):
        await connection_of(app, key.tenant, Kind.WOOCOMMERCE)


async def test_a_shop_without_one_is_told_how_to_connect_it(app: StageApp, key: ConversationKey) -> None:
    with pytest.raises(Misconfigured, match="ops connect shopify"):
        await connection_of(app, key.tenant, Kind.SHOPIFY)


async def test_refused_credentials_are_not_tried_again_until_there_are_others(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await put_connection(app, key.tenant, WOO)
    await note_refusal(app, key.tenant, Kind.WOOCOMMERCE)
    with pytest.raises(Misconfigured, match="refused"):
        await connection_of(app, key.tenant, Kind.WOOCOMMERCE)
    await put_connection(app, key.tenant, WOO)
    assert await connection_of(app, key.tenant, Kind.WOOCOMMERCE) == WOO
    written = rows.ask("SELECT action FROM shop.audit_log WHERE tenant_id = %(tenant)s AND action LIKE 'connector%%' ORDER BY at")  # fmt: skip
    assert [row["action"] for row in written] == ["connector.connected", "connector.refused", "connector.connected"]  # fmt: skip
