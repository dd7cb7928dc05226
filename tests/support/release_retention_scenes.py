"""A scene of a release's scenario in which what is old is kept no longer."""

from uuid import uuid4

from merchant.accounts import Account, Profile, put_shop
from merchant.retention import keep, keep_messages_for
from process.record import record
from shared.tenants import ConversationKey, TenantId
from tests.contract.database.conversations import inbound, message
from tests.support.release_acts import arrange
from tests.support.stages import StageApp

ACCOUNT = Account("17841400000000087", "28978671838402087", "old.shop", "token")


async def what_is_old_is_forgotten(app: StageApp) -> None:
    """Of one who wanted no messages everything, of one who still writes what is old; the second night finds nothing."""
    tenant = TenantId(uuid4())
    await put_shop(app, tenant, Profile("محل قديم", "An old shop", "JOD", "", ""), ACCOUNT)
    silent, talking = (ConversationKey(tenant, ACCOUNT.account, number) for number in ("1", "2"))
    for key in (silent, talking):
        await record(app, inbound(key, message("من زمان")))
    await record(app, inbound(silent, message("توقف")))
    await arrange(app, "a_year_and_a_day_passes_for_events", tenant=tenant)
    await arrange(app, "a_year_and_a_day_passes_for_conversations", tenant=tenant)
    await record(app, inbound(talking, message("رجعت")))
    async with app.database.tenant(tenant) as tx:
        await keep_messages_for(tx, tenant, 365, actor="owner")
    for _ in range(2):
        await keep(app)
