"""The stand-in as a program: started, stopped, and killed in the middle of its work."""

import asyncio
import itertools
import json
import signal
import socket
import sys
from contextlib import asynccontextmanager, suppress
from uuid import uuid4

import pytest

from local.servicebus import Broker, Config
from local.servicebus.client import Client
from local.servicebus.codec import Described, ULong, encode
from local.servicebus.performatives import Disposition, Transfer
from tests.support.amqp_peer import Peer
from tests.support.servicebus import NAMESPACE, PLAIN


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "queues.json"
    path.write_text(json.dumps(NAMESPACE))
    return path


def command(config, *options: object) -> list[str]:
    return [sys.executable, "-m", "local.servicebus", "--config", str(config), *map(str, options)]


@asynccontextmanager
async def running(config, *options: object):
    """The process and its connection string; killed at the end if it still runs."""
    process = await asyncio.create_subprocess_exec(*command(config, *options), stdout=asyncio.subprocess.PIPE)
    try:
        assert process.stdout is not None
        line = (await process.stdout.readline()).decode().strip()
        yield process, line
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


def port_of(connection_string: str) -> int:
    return int(connection_string.split(";", maxsplit=1)[0].rsplit(":", 1)[1])


def numbered(number: int) -> bytes:
    parts = ((0x73, [f"m{number}"]), (0x75, b"body"))
    return b"".join(encode(Described(ULong(code), part)) for code, part in parts)


async def flood(peer: Peer) -> None:
    for number in itertools.count(1):
        peer.say(Transfer(2, number, b"t", 0), numbered(number))
        if number % 20 == 0:
            await peer.written()
            await asyncio.sleep(0)


async def everything(connection_string: str) -> list[str | None]:
    async with Client(connection_string) as client:
        receiver = await client.open_receiver(PLAIN)
        found = []
        while (delivery := await receiver.receive(0.2)) is not None:
            found.append(delivery.message_id)
            await receiver.complete(delivery)
        return found


async def test_what_was_accepted_before_a_kill_is_there_after_it_once_and_in_order(config, tmp_path):
    journal = tmp_path / "journal.sqlite"
    accepted: set[int] = set()
    async with running(config, "--journal", journal) as (process, connection_string):
        peer = Peer(*await asyncio.open_connection("127.0.0.1", port_of(connection_string)))
        await peer.login()
        peer.attach_sender()
        sending = asyncio.create_task(flood(peer))
        with suppress(EOFError, ConnectionError):
            while True:
                accepted.add((await peer.hear_a(Disposition)).first)
                if len(accepted) == 100:
                    process.kill()
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
        with suppress(ConnectionError):
            await peer.close()

    broker = Broker(Config.parse(NAMESPACE), journal=journal)
    found = [int(str(each.message_id)[1:]) for each in broker.messages(PLAIN)]
    broker.close()
    assert len(accepted) >= 100
    assert accepted <= set(found)
    assert found == list(range(1, len(found) + 1))


async def test_what_was_completed_before_a_kill_does_not_return(config, tmp_path):
    journal = tmp_path / "journal.sqlite"
    completed = []
    async with running(config, "--journal", journal) as (process, connection_string):
        peer = Peer(*await asyncio.open_connection("127.0.0.1", port_of(connection_string)))
        await peer.login()
        peer.attach_sender()
        for number in range(1, 101):
            peer.say(Transfer(2, number, b"t", 0), numbered(number))
        for _ in range(100):
            await peer.hear_a(Disposition)
        await peer.close()
        async with Client(connection_string) as client:
            receiver = await client.open_receiver(PLAIN)
            for _ in range(40):
                delivery = await receiver.receive(5)
                assert delivery is not None
                await receiver.complete(delivery)
                completed.append(delivery.message_id)
            await receiver.receive(5)  # one is locked when the end comes
            process.kill()
            await process.wait()

    async with running(config, "--journal", journal) as (_, connection_string):
        assert await everything(connection_string) == [f"m{number}" for number in range(41, 101)]
    assert completed == [f"m{number}" for number in range(1, 41)]


# Windows ends processes without telling them.
@pytest.mark.parametrize("name", [] if sys.platform == "win32" else [signal.SIGTERM, signal.SIGINT])
async def test_it_says_one_line_and_stops_cleanly_when_asked(config, name):
    async with running(config, "--memory") as (process, line):
        assert line.startswith("Endpoint=sb://127.0.0.1:")
        process.send_signal(name)
        rest, _ = await process.communicate()

    assert (process.returncode, rest) == (0, b"")


@pytest.mark.parametrize(
    "fault", ["no configuration", "a configuration of nothing", "no journal", "a port taken"]
)
async def test_what_cannot_be_started_says_why_in_one_sentence(config, tmp_path, fault):
    taken = socket.create_server(("127.0.0.1", 0))
    broken = tmp_path / f"{uuid4()}.sqlite"
    broken.write_text("this is no database, however long one reads in it" * 20)
    options = {
        "no configuration": command(tmp_path / "nowhere.json", "--memory"),
        "a configuration of nothing": command(broken, "--memory"),
        "no journal": command(config, "--journal", broken),
        "a port taken": command(config, "--memory", "--port", taken.getsockname()[1]),
    }
    process = await asyncio.create_subprocess_exec(*options[fault], stderr=asyncio.subprocess.PIPE)
    _, said = await process.communicate()
    taken.close()

    assert process.returncode == 2
    assert said.startswith(b"local.servicebus: ")
    assert said.count(b"\n") == 1
