"""Scenes of a release's scenario in which a merchant connects by logging in at Instagram."""

from collections.abc import Sequence
from contextlib import suppress

from merchant.connect import states
from merchant.connect.joining import connect
from merchant.connect.setup import read_setup, set_up
from shared.errors import LoginRefused
from shared.graph.login import NEEDED, Granted, Identity, LongLived
from shared.tenants import ConversationKey
from tests.support.stages import StageApp

ACCOUNT = "17841400000000777"


class ScriptedLogin:
    """Instagram as it is on a good day."""

    async def granted(self, code: str, redirect_uri: str) -> Granted:
        return Granted(f"{code}@{redirect_uri}", frozenset(NEEDED))

    async def long_lived(self, token: str) -> LongLived:
        return LongLived(f"long {token}", 5_183_944)

    async def identity(self, _token: str) -> Identity:
        return Identity(ACCOUNT, "28978671838402777", "laila.scarves", "Laila", "BUSINESS")

    async def subscribe(self, _token: str, _fields: Sequence[str]) -> None:
        pass

    async def subscribed(self, _token: str) -> list[str]:
        return ["messages", "messaging_postbacks"]


async def a_merchant_connects_alone(app: StageApp, _key: ConversationKey) -> None:
    vars(app).update(login=ScriptedLogin())
    state = await states.begin(app, "browser")
    await states.end(app, state, "browser")
    with suppress(LoginRefused):
        await states.end(app, state, "browser")
    for _ in range(2):
        joined = await connect(app, "code", "https://shop.example/console/connect/callback", None)
        await set_up(app, joined.tenant, joined.account)
        await read_setup(app, joined.tenant, joined.account)
