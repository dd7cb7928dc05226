"""An alert as e-mail: never in the clear beyond this machine, one header a line, and a refusal believed by its code."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from email.message import EmailMessage

import pytest

from merchant.channels.mail import SENT_WITHIN, post, send
from merchant.channels.notice import Notice
from merchant.channels.outcome import Outcome, Verdict
from merchant.letters import MOST
from shared.outlets import MailServer
from shared.secret import Secret
from tests.support.outlets import Mailbox, mailbox

TO = "owner@shop.example"
NOTICE = Notice("n1", "t1", ("budget_low",), "أُنفق معظم الميزانية", "Most is spent", "دار\r\nBcc: all@shop.example", "Dar", "https://shop.example/console/alerts/1")  # fmt: skip


@pytest.fixture
async def box() -> AsyncIterator[Mailbox]:
    async with mailbox() as box:
        yield box


def server(box: Mailbox) -> MailServer:
    return MailServer("127.0.0.1", box.port, False, False, "", Secret(""), "alerts@igshop.example")


async def test_a_shops_name_begins_no_other_header(box: Mailbox) -> None:
    assert await send(server(box), TO, NOTICE) == Outcome(Verdict.SENT)
    (mail,) = box.messages
    assert mail["Bcc"] is None
    assert mail["Subject"] == "أُنفق معظم الميزانية · دار Bcc: all@shop.example"
    assert mail["Message-ID"] == "<n1@igshop.example>"
    assert box.recipients == [TO]


async def test_nothing_is_said_to_a_server_that_has_no_tls(box: Mailbox) -> None:
    strict = replace(server(box), needs_starttls=True, user="user", password=Secret("password"))
    assert (await send(strict, TO, NOTICE)).verdict is Verdict.LATER
    assert (box.messages, box.recipients) == ([], [])


@pytest.mark.parametrize(
    ("code", "verdict"),
    [(550, Verdict.FAILED), (552, Verdict.FAILED), (421, Verdict.LATER), (450, Verdict.LATER)],
)
async def test_a_refusal_is_for_good_when_its_code_says_so(box: Mailbox, code: int, verdict: Verdict) -> None:
    box.refuses = [code]
    assert await send(server(box), TO, NOTICE) == Outcome(verdict, f"smtp_{code}")


async def test_a_server_that_is_not_there_may_be_later(box: Mailbox) -> None:
    away = replace(server(box), port=1)
    assert await send(away, TO, NOTICE) == Outcome(Verdict.LATER, "mail_server_unreachable")


async def test_without_a_mail_server_nothing_is_tried() -> None:
    assert await send(None, TO, NOTICE) == Outcome(Verdict.FAILED, "no_mail_server")


async def test_a_server_that_keeps_us_waiting_is_left() -> None:
    """A letter must be gone, or given up, before its claim ends."""

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    listening = await asyncio.start_server(silent, "127.0.0.1", 0)
    async with listening:
        port = listening.sockets[0].getsockname()[1]
        tarpit = MailServer("127.0.0.1", port, False, False, "", Secret(""), "alerts@igshop.example")
        outcome = await post(tarpit, TO, EmailMessage(), within=0.05)
    assert outcome == Outcome(Verdict.LATER, "mail_server_unreachable")
    assert MOST * SENT_WITHIN < 60
