"""Letters with links: what is tried again and what is not, which of two links counts, and what is left of them in the end."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from merchant import sign_in_links
from merchant.letters import MOST, MOST_ATTEMPTS, deliver_due
from merchant.people import invite
from merchant.users import owner_of
from shared.auth import Principal
from shared.errors import Refused
from shared.outlets import MailServer
from shared.secret import Secret
from tests.contract.database.telling import Told
from tests.support.outlets import Mailbox, mailbox
from tests.support.stages import StageApp

BROWSER = "a browser"


@pytest.fixture
async def box() -> AsyncIterator[Mailbox]:
    async with mailbox() as box:
        yield box


@pytest.fixture
async def shop(own_app_url: str, own_admin_url: str, box: Mailbox) -> AsyncIterator[Told]:
    """On a database in which nobody else asks for letters; its owner has an address."""
    app = StageApp(own_app_url)
    server = MailServer("127.0.0.1", box.port, False, False, "", Secret(""), "letters@igshop.example")
    app.settings = replace(app.settings, mail=server)
    with psycopg.connect(own_admin_url, autocommit=True) as admin:
        admin.execute("TRUNCATE shop.sign_in_letters; UPDATE shop.users SET email = NULL")
        told = await Told(app, admin).connect()
        told.ask("UPDATE shop.users SET email = 'owner@shop.example' WHERE tenant_id = %(tenant)s")
        yield told
    await app.database.close()


async def ask(shop: Told, address: str = "owner@shop.example") -> None:
    await sign_in_links.ask(shop.app, address, uuid4().hex)


def link_in(box: Mailbox, number: int = -1) -> str:
    lines = str(box.messages[number].get_content()).splitlines()
    (address,) = (line for line in lines if "/sign-in/" in line)
    return address.rpartition("/")[2]


def letters(shop: Told) -> list[dict[str, Any]]:
    return shop.ask("SELECT * FROM shop.sign_in_letters ORDER BY asked_at")


def pass_minutes(shop: Told, minutes: int) -> None:
    back = f"interval '{minutes} minutes'"
    shop.ask(
        f"UPDATE shop.sign_in_letters SET asked_at = asked_at - {back}, send_at = send_at - {back}, expires_at = expires_at - {back}"
    )


async def test_a_letter_that_could_not_leave_is_sent_with_another_link(shop: Told, box: Mailbox) -> None:
    await ask(shop)
    box.refuses = [451]
    assert await deliver_due(shop.app) == 1
    assert box.messages == []
    (waiting,) = letters(shop)
    assert await deliver_due(shop.app) == 0
    pass_minutes(shop, 1)
    assert await deliver_due(shop.app) == 1
    (sent,) = letters(shop)
    assert sent["link_digest"] not in {None, waiting["link_digest"]}
    assert (await sign_in_links.look(shop.app, link_in(box), BROWSER)).doors
    pass_minutes(shop, 1)
    assert await deliver_due(shop.app) == 0


async def test_whoever_dies_before_noting_leaves_the_letter_for_the_next(shop: Told, box: Mailbox) -> None:
    """It may come twice: the second link counts, the first opens nothing."""
    await ask(shop)
    await deliver_due(shop.app)
    shop.ask("UPDATE shop.sign_in_letters SET send_at = now()")
    await deliver_due(shop.app)
    assert len(box.messages) == 2
    with pytest.raises(Refused, match="link"):
        await sign_in_links.look(shop.app, link_in(box, 0), BROWSER)
    assert (await sign_in_links.look(shop.app, link_in(box, 1), BROWSER)).doors


async def test_a_mailbox_that_is_refused_for_good_is_told_to_the_operator_without_its_address(
    shop: Told, box: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    await ask(shop)
    box.refuses = [550]
    with caplog.at_level(logging.INFO, logger="igshop"):
        await deliver_due(shop.app)
    (line,) = [json.loads(one.message) for one in caplog.records if "letter." in one.message]
    assert (line["event"], line["reason"]) == ("letter.not_sent", "smtp_550")
    assert "shop.example" not in caplog.text
    pass_minutes(shop, 5)
    assert await deliver_due(shop.app) == 0


async def test_a_mail_server_that_stays_away_is_given_up_in_the_end(shop: Told, box: Mailbox) -> None:
    await ask(shop)
    tried = 0
    for _ in range(MOST_ATTEMPTS + 3):
        box.refuses = [421]
        tried += await deliver_due(shop.app)
        pass_minutes(shop, 6)
    assert tried == MOST_ATTEMPTS


async def test_runs_at_once_send_each_letter_once_and_each_takes_only_some(shop: Told, box: Mailbox) -> None:
    for number in range(2 * MOST + 2):
        shop.ask(
            "INSERT INTO shop.users (tenant_id, role, email) VALUES (%(tenant)s, 'staff', "
            f"'s{number}@shop.example')"
        )
        await ask(shop, f"s{number}@shop.example")
    assert await deliver_due(shop.app) == MOST
    assert sum(await asyncio.gather(*(deliver_due(shop.app) for _ in range(3)))) == 2 + MOST
    assert len({one["To"] for one in box.messages}) == len(box.messages) == 2 * MOST + 2


async def test_somebody_who_is_locked_out_gets_no_letter_and_an_old_one_opens_nothing(
    shop: Told, box: Mailbox
) -> None:
    await ask(shop)
    await deliver_due(shop.app)
    shop.ask("UPDATE shop.users SET disabled_at = now() WHERE tenant_id = %(tenant)s")
    with pytest.raises(Refused, match="link"):
        await sign_in_links.use(shop.app, link_in(box), shop.tenant)
    await ask(shop)
    assert await deliver_due(shop.app) == 0
    assert len(box.messages) == 1


async def test_an_invitation_lasts_three_days_and_leads_into_its_shop_alone(shop: Told, box: Mailbox) -> None:
    other = await Told(shop.app, shop._admin).connect()
    other.ask(
        "INSERT INTO shop.users (tenant_id, role, email) VALUES (%(tenant)s, 'staff', 'new@shop.example')"
    )
    who = Principal(shop.tenant, await owner_of(shop.app.database, shop.tenant), "owner")
    staff = await invite(shop.app, who, "New@shop.example ")
    await deliver_due(shop.app)
    pass_minutes(shop, 60 * 71)
    await deliver_due(shop.app)
    opened = await sign_in_links.look(shop.app, link_in(box), BROWSER)
    assert [door.tenant for door in opened.doors] == [shop.tenant]
    assert not opened.asked_here
    with pytest.raises(Refused, match="link"):
        await sign_in_links.use(shop.app, link_in(box), other.tenant)
    let_in = await sign_in_links.use(shop.app, link_in(box), shop.tenant)
    assert (let_in.user, let_in.role) == (staff, "staff")
    pass_minutes(shop, 120)
    await deliver_due(shop.app)
    assert letters(shop) == []


async def test_nothing_is_left_after_the_hour_in_which_askers_are_counted(shop: Told) -> None:
    for address in ("owner@shop.example", "nobody@shop.example"):
        await ask(shop, address)
    await deliver_due(shop.app)
    assert len(letters(shop)) == 2
    pass_minutes(shop, 61)
    await deliver_due(shop.app)
    assert letters(shop) == []


async def test_an_invitation_into_a_shop_that_is_forgotten_goes_with_it(shop: Told) -> None:
    who = Principal(shop.tenant, await owner_of(shop.app.database, shop.tenant), "owner")
    user: UUID = await invite(shop.app, who, "new@shop.example")
    shop.ask(f"DELETE FROM shop.users WHERE tenant_id = %(tenant)s AND user_id = '{user}'")
    pass_minutes(shop, 61)
    await deliver_due(shop.app)
    assert letters(shop) == []


async def test_without_a_mail_server_nobody_is_invited_and_no_letter_is_looked_for(shop: Told) -> None:
    shop.app.settings = replace(shop.app.settings, mail=None)
    who = Principal(shop.tenant, await owner_of(shop.app.database, shop.tenant), "owner")
    with pytest.raises(Refused, match="mail_not_ready"):
        await invite(shop.app, who, "new@shop.example")
    assert await deliver_due(shop.app) == 0
    assert shop.ask("SELECT 1 FROM shop.users WHERE tenant_id = %(tenant)s OFFSET 1") == []
