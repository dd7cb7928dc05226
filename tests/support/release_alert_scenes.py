"""A scene of a release's scenario in which a shop is told of its alerts: by every way, held back, away, and gone.

It is played before anything raises alerts of its own: ids of these are the database's, and another in each replay.
"""

from collections.abc import Mapping
from dataclasses import replace
from uuid import uuid4

from merchant.accounts import Account, Profile, put_shop
from merchant.alert_channels import put_mail, put_quiet, put_webhook, subscribe, unsubscribe
from merchant.alerting import deliver_due, not_delivered, try_channels
from merchant.users import owner_of
from shared.auth import Principal
from shared.fetching import Answered, Fetcher
from shared.secret import Secret
from shared.tenants import TenantId
from tests.support.outlets import Browser, push_key
from tests.support.release_acts import arrange
from tests.support.stages import StageApp

PROFILE = Profile("محل هادئ", "A quiet shop", "JOD", "", "")


class _Away(Fetcher):
    """Whoever is called has gone for good."""

    async def post(self, address: str, content: bytes, headers: Mapping[str, str]) -> Answered:  # noqa: ARG002
        return Answered(410, None)


async def a_shop_is_told_of_its_alerts(app: StageApp) -> None:
    app.settings = replace(app.settings, web_push_key=Secret(push_key()))
    vars(app).update(outside=_Away())
    tenant, account = TenantId(uuid4()), "17841400000000077"
    await put_shop(app, tenant, PROFILE, Account(account, "77", "quiet", "token"))
    owner = Principal(tenant, await owner_of(app.database, tenant), "owner")
    browser = Browser("https://push.example/1")
    for _ in range(2):
        await subscribe(app, owner, browser.subscription)
    await put_webhook(app, tenant, "https://hook.example/")
    await put_mail(app, tenant, "owner@shop.example")
    await put_quiet(app, tenant, quiet="00:00-24:00")
    await arrange(app, "an_alert_is_raised", tenant=tenant, alert=uuid4(), account=account)
    await deliver_due(app)
    await put_quiet(app, tenant, quiet="")
    await deliver_due(app)
    await not_delivered(app, tenant)
    await try_channels(app, tenant)
    await unsubscribe(app, owner, browser.endpoint)
    await put_webhook(app, tenant, "")
