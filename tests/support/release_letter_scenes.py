"""A scene of a release's scenario in which people come into a shop by letters, and read there how it stands."""

from contextlib import suppress
from dataclasses import replace
from uuid import uuid4

from merchant import alert_channels, letters, own_address, sign_in_links
from merchant.alerts_shown import alert_of, open_ones
from merchant.customer_names import name_of
from merchant.people import invite, let_go, people_of
from merchant.standing import standing
from merchant.users import owner_of
from shared.auth import Principal
from shared.errors import Refused
from shared.outlets import MailServer
from shared.secret import Secret
from shared.tenants import ConversationKey
from tests.support.release_acts import asks
from tests.support.stages import StageApp

#: A letter that cannot leave is claimed and noted like one that does.
NOWHERE = MailServer("127.0.0.1", 1, False, False, "", Secret(""), "letters@igshop.example")


async def people_come_in_by_letters(app: StageApp, key: ConversationKey) -> None:
    app.settings = replace(app.settings, mail=NOWHERE)
    owner = Principal(key.tenant, await owner_of(app.database, key.tenant), "owner")
    await _has_an_address(app, owner)
    await sign_in_links.ask(app, "owner@letters.example", "browser")
    staff = await invite(app, owner, "staff@letters.example")
    due = await letters.claim(app)
    for letter in due:
        await letters.send(app, letter)
    (link,) = (letter.link.rpartition("/")[2] for letter in due if letter.shop is None)
    await sign_in_links.look(app, link, "browser")
    await sign_in_links.use(app, link, key.tenant)
    with suppress(Refused):
        await sign_in_links.look(app, link, "browser")
    await people_of(app.database, key.tenant)
    await let_go(app, owner, staff)
    await _reads(app, owner)
    await asks(app, key)
    for _ in range(2):
        await name_of(app, key)


async def _has_an_address(app: StageApp, who: Principal) -> None:
    with suppress(Refused):  # the letter does not leave
        await own_address.want(app, who, "owner@letters.example")
    with suppress(Refused):
        await own_address.proven(app, who, 0, "no proof")
    until = 4_000_000_000
    said = f"{who.tenant} {who.user} {until} owner@letters.example"
    await own_address.keep(app, who, until, app.keys.sign("own-address", said))
    await own_address.mine(app, who)


async def _reads(app: StageApp, who: Principal) -> None:
    await standing(app.database, who.tenant)
    await open_ones(app.database, who.tenant)
    with suppress(Refused):
        await alert_of(app.database, who.tenant, uuid4())
    async with app.database.tenant(who.tenant) as tx:
        await alert_channels.browsers_of(tx, who)
