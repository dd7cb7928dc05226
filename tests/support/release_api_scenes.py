"""A scene of a release's scenario in which another program of a shop's calls every route of the merchant API."""

from uuid import uuid4

from catalog.store import put
from merchant.accounts import Account, Profile, put_shop
from merchant.users import owner_of
from process.record import record
from shared.auth import issue
from shared.tenants import ConversationKey, TenantId
from tests.contract.database.conversations import inbound, message
from tests.support.api import Client
from tests.support.goods import goods
from tests.support.stages import StageApp

PROFILE = Profile("محل ببرنامج", "A shop with a program", "JOD", "", "")
AREA = {"id": "irbid", "name_ar": "إربد", "name_en": "Irbid", "fee": "2", "currency": "JOD", "days_min": 1, "days_max": 2}  # fmt: skip
ENTRY = {"title_ar": "أين نحن", "text_ar": "في إربد"}


async def a_shops_program_calls_the_api(app: StageApp, _key: ConversationKey) -> None:
    key = ConversationKey(TenantId(uuid4()), "17841400000000057", "1000000000000057")
    await put_shop(app, key.tenant, PROFILE, Account(key.account, "28978671838402057", "program", "token"))
    await put(app.database, key.tenant, [goods("A-1", stock=2)])
    await record(app, inbound(key, message("بكم؟")))
    api = Client(
        app, await issue(app, key.tenant, await owner_of(app.database, key.tenant), actor="operator")
    )
    await talks(api, key)
    await tends(api)
    await looks(api)
    customer = f"/customers/{key.account}/{key.customer}"
    good(await api.get(f"{customer}/export"), await api.get("/export"), await api.delete(customer))


def good(*answers: object) -> None:
    assert [answer for answer in answers if answer.status not in {200, 202}] == []  # type: ignore[attr-defined]


async def talks(api: Client, key: ConversationKey) -> None:
    path = f"/conversations/{key.account}/{key.customer}"
    for _ in range(2):
        good(await api.post(f"{path}/replies", {"text": "أهلاً"}, idempotency_key="once"))
    good(await api.post(f"{path}/take-over"), await api.post(f"{path}/hand-back"))
    good(await api.get("/conversations"), await api.get(path), await api.get(f"{path}/messages"))


async def tends(api: Client) -> None:
    """The catalogue, what the shop says, and its settings."""
    good(await api.get("/products"), await api.patch("/products/A-1", {"price": "4"}))
    entry = "/knowledge/entries/where"
    good(await api.put(entry, ENTRY), await api.get("/knowledge/entries"), await api.delete(entry))
    good(await api.get("/knowledge/sources"), await api.get("/settings"))
    good(await api.patch("/settings", {"most_a_day": 100}))
    good(await api.put("/delivery", {"areas": [AREA]}))


async def looks(api: Client) -> None:
    for path in ("/orders", "/usage/days", "/usage/conversations", "/alerts", "/missed-searches", "/audit"):
        good(await api.get(path))
    assert (await api.get("/orders/1")).status == 404
