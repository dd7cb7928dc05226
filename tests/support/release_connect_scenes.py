"""Scenes of a release's scenario in which a merchant connects by logging in at Instagram."""

from collections.abc import Sequence
from contextlib import suppress

from merchant import token_life
from merchant.connect import states
from merchant.connect.joining import Joined, connect
from merchant.connect.setup import read_setup, set_up
from shared.errors import LoginRefused
from shared.graph.login import NEEDED, Granted, Identity, LongLived
from shared.tenants import ConversationKey
from tests.support.release_acts import arrange
from tests.support.stages import StageApp

ACCOUNT = "17841400000000777"


class ScriptedLogin:
    """Instagram, which has switched webhooks off every other time that it is asked."""

    asked = 0

    async def granted(self, code: str, redirect_uri: str) -> Granted:
        return Granted(f"{code}@{redirect_uri}", frozenset(NEEDED))

    async def long_lived(self, token: str) -> LongLived:
        return LongLived(f"long {token}", 5_183_944)

    async def identity(self, _token: str) -> Identity:
        return Identity(ACCOUNT, "28978671838402777", "laila.scarves", "Laila", "BUSINESS")

    async def refreshed(self, token: str) -> LongLived:
        return LongLived(f"{token} again", 5_183_944)

    async def subscribe(self, _token: str, _fields: Sequence[str]) -> None:
        pass

    async def unsubscribe(self, _token: str) -> None:
        pass

    async def subscribed(self, _token: str) -> list[str]:
        self.asked += 1
        return ["messages", "messaging_postbacks"] if self.asked % 2 else []


async def a_merchant_connects_alone(app: StageApp, _key: ConversationKey) -> None:
    vars(app).update(login=ScriptedLogin())
    state = await states.begin(app, "browser")
    await states.end(app, state, "browser")
    with suppress(LoginRefused):
        await states.end(app, state, "browser")
    await _connects(app)
    joined = await _connects(app)
    await token_life.keep_shop(app, joined.tenant)
    await arrange(app, "a_token_is_in_its_last_days", tenant=joined.tenant)
    await token_life.keep_shop(app, joined.tenant)


async def _connects(app: StageApp) -> Joined:
    joined = await connect(app, "code", "https://shop.example/console/connect/callback", None)
    await set_up(app, joined.tenant, joined.account)
    await read_setup(app, joined.tenant, joined.account)
    return joined
