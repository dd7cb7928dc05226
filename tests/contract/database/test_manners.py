"""How the assistant behaves in a shop's name: set, kept, and written down; and what a person types to see to a shop."""

from uuid import UUID

import pytest

from merchant.manners import Manners, put_manners
from process.record import record
from shared.errors import Misconfigured
from shared.tenants import ConversationKey, TenantId
from tests.contract.database.conversations import Rows, echo, inbound, message
from tests.support.stages import StageApp


async def test_what_is_named_changes_and_the_rest_stays(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    first = await put_manners(
        app.database,
        key.tenant,
        Manners(comment_rule="questions", disclosure_en="Hello", owner_pause_minutes=30),
    )
    assert (first["comment_rule"], first["disclosure_en"], first["owner_pause_minutes"]) == (
        "questions",
        "Hello",
        30,
    )
    second = await put_manners(app.database, key.tenant, Manners(disclosure_en=""))
    assert second == {**first, "disclosure_en": ""}
    audited = rows.ask("SELECT detail FROM shop.audit_log WHERE tenant_id = %(tenant)s AND action = 'manners.changed' ORDER BY at")  # fmt: skip
    assert [row["detail"]["what"] for row in audited] == [
        "disclosure_en, comment_rule, owner_pause_minutes",
        "disclosure_en",
    ]


async def test_to_look_changes_nothing_and_is_not_written_down(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    shown = await put_manners(app.database, key.tenant, Manners())
    assert shown["owner_pause_minutes"] == 120
    assert (
        rows.ask("SELECT 1 FROM shop.audit_log WHERE tenant_id = %(tenant)s AND action = 'manners.changed'")
        == []
    )


@pytest.mark.parametrize(
    ("manners", "because"),
    [
        (Manners(comment_rule="keywords"), "at least one keyword"),
        (Manners(comment_rule="always"), "off, keywords, questions"),
    ],
)
async def test_what_could_never_work_is_refused_and_leaves_all_as_it_was(
    app: StageApp, key: ConversationKey, rows: Rows, manners: Manners, because: str
) -> None:
    with pytest.raises(Misconfigured, match=because):
        await put_manners(app.database, key.tenant, manners)
    assert rows.ask("SELECT comment_rule FROM shop.tenants WHERE tenant_id = %(tenant)s") == [
        {"comment_rule": "off"}
    ]


async def test_a_shop_that_is_not_there_is_told(app: StageApp) -> None:
    with pytest.raises(Misconfigured, match="no tenant"):
        await put_manners(app.database, TenantId(UUID(int=9)), Manners())


async def test_the_owners_pause_and_phrase_are_the_shops_own(
    app: StageApp, key: ConversationKey, rows: Rows
) -> None:
    await put_manners(
        app.database, key.tenant, Manners(owner_pause_minutes=30, resume_phrase="رجعلك المساعد")
    )
    await record(app, inbound(key, message(), echo("أنا هون", seconds_ago=5)))
    c = rows.conversation
    assert (c["paused_until"] - c["last_owner_at"]).total_seconds() == 30 * 60
    await record(app, inbound(key, echo("رجعلك المساعد!", seconds_ago=0)))
    assert rows.conversation["paused_until"] < c["paused_until"]
