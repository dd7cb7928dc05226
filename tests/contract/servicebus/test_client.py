"""The functions host's own receiver against the stand-in."""

import asyncio

import pytest

from local.servicebus import Broker, Config, Server
from local.servicebus.client import Client, ConnectionLostError
from local.servicebus.errors import BrokerError, Condition
from tests.support.engine import Clock, content
from tests.support.servicebus import LOCK_SECONDS, NAMESPACE, PLAIN, SESSIONS


class Bench:
    """A server whose queues a test fills from behind, its clock, and a client."""

    def __init__(self, server: Server, clock: Clock, client: Client) -> None:
        self.server, self.clock, self.client = server, clock, client

    def send(self, *names: str, session: str | None = None, **given) -> None:
        queue = self.server.broker.find(PLAIN if session is None else SESSIONS)
        assert queue is not None
        queue.send([content(name, session=session, **given) for name in names])

    def pass_time(self, seconds: float) -> None:
        self.clock.now += seconds
        self.server.broker.wake()

    def left(self, queue: str, *, dead_letter: bool = False) -> list[str | None]:
        return [each.message_id for each in self.server.broker.messages(queue, dead_letter=dead_letter)]


@pytest.fixture
async def bench():
    clock = Clock()
    server = Server(Broker(Config.parse(NAMESPACE), clock=clock))
    await server.start()
    async with Client(server.connection_string()) as client:
        yield Bench(server, clock, client)
    await server.stop()


async def test_a_session_is_accepted_worked_off_and_let_go(bench):
    bench.send("a1", "a2", session="a")
    link = await bench.client.accept_session(SESSIONS, timeout=5)
    got = []
    while (delivery := await link.receive(0.05)) is not None:
        got.append((delivery.message_id, delivery.session_id, delivery.body, delivery.sequence_number))
        await link.complete(delivery)
    await link.close()

    assert link.session_id == "a"
    assert link.locked_until.timestamp() == pytest.approx(bench.clock() + LOCK_SECONDS)
    assert got == [("a1", "a", b"body", 1), ("a2", "a", b"body", 2)]
    assert bench.left(SESSIONS) == []


async def test_hundreds_of_sessions_share_one_connection(bench):
    for number in range(300):
        bench.send("only", session=str(number))
    accepting = [bench.client.accept_session(SESSIONS, timeout=5) for _ in range(300)]
    links = await asyncio.gather(*accepting)
    got = await asyncio.gather(*(link.receive(5) for link in links))
    await asyncio.gather(*(link.complete(each) for link, each in zip(links, got, strict=True)))
    await asyncio.gather(*(link.close() for link in links))

    assert len({link.session_id for link in links}) == 300
    assert len(bench.server.connections) == 1
    assert bench.left(SESSIONS) == []


async def test_where_nothing_is_to_be_had_the_answer_is_none(bench):
    accepting = asyncio.create_task(bench.client.accept_session(SESSIONS, timeout=3))
    named = await bench.client.accept_session(SESSIONS, "a")
    assert await named.receive(0.01) is None
    bench.pass_time(4)

    assert await accepting is None


async def test_who_gives_up_waiting_is_not_given_a_session(bench):
    accepting = asyncio.create_task(bench.client.accept_session(SESSIONS, timeout=60))
    named = await bench.client.accept_session(SESSIONS, "a")  # by now the other one is waiting
    accepting.cancel()
    await asyncio.gather(accepting, return_exceptions=True)
    await named.close()
    bench.send("b1", session="b")

    link = await bench.client.accept_session(SESSIONS, timeout=5)
    assert (await link.receive(5)).message_id == "b1"


async def test_every_way_of_settling_is_confirmed(bench):
    bench.send("complete", "abandon", "dead", session="a")
    link = await bench.client.accept_session(SESSIONS, "a")
    await link.complete(await link.receive(5))
    await link.abandon(await link.receive(5))
    again = await link.receive(5)
    assert (again.message_id, again.delivery_count) == ("abandon", 1)
    await link.complete(again)
    await link.dead_letter(await link.receive(5), "why", "because")

    (dead,) = bench.server.broker.messages(SESSIONS, dead_letter=True)
    assert bench.left(SESSIONS) == []
    assert dead.application_properties == {"DeadLetterReason": "why", "DeadLetterErrorDescription": "because"}


async def test_a_session_of_another_is_refused(bench):
    await bench.client.accept_session(SESSIONS, "a")

    with pytest.raises(BrokerError) as error:
        await bench.client.accept_session(SESSIONS, "a")
    assert error.value.condition is Condition.SESSION_CANNOT_BE_LOCKED


async def test_a_renewed_session_outlives_its_first_lock_and_then_it_is_lost(bench):
    bench.send("a1", session="a")
    link = await bench.client.accept_session(SESSIONS, "a")
    delivery = await link.receive(5)
    bench.pass_time(LOCK_SECONDS - 1)
    assert (await link.renew_lock()).timestamp() == bench.clock() + LOCK_SECONDS
    bench.pass_time(LOCK_SECONDS - 1)
    await link.complete(delivery)
    bench.pass_time(2)

    with pytest.raises(BrokerError) as error:
        await link.receive(5)
    assert error.value.condition is Condition.SESSION_LOCK_LOST
    with pytest.raises(BrokerError):
        await link.renew_lock()
    await link.close()


async def test_a_plain_receiver_competes_settles_and_renews(bench):
    bench.send("a", "b")
    receiver = await bench.client.open_receiver(PLAIN)
    delivery = await receiver.receive(5)
    bench.pass_time(LOCK_SECONDS - 1)
    assert (await receiver.renew_lock(delivery)).timestamp() == bench.clock() + LOCK_SECONDS
    bench.pass_time(LOCK_SECONDS - 1)
    await receiver.complete(delivery)
    delivery = await receiver.receive(5)
    bench.pass_time(LOCK_SECONDS + 1)
    with pytest.raises(BrokerError) as error:
        await receiver.complete(delivery)

    assert error.value.condition is Condition.MESSAGE_LOCK_LOST
    await receiver.close()
    assert bench.left(PLAIN) == ["b"]


async def test_no_message_is_left_locked_for_a_receiver_that_stopped_asking(bench):
    receiver = await bench.client.open_receiver(PLAIN)
    assert await receiver.receive(0.01) is None
    bench.send("a")
    assert bench.server.broker.count(PLAIN).locked == 0

    asking = asyncio.create_task(receiver.receive(60))
    assert (await asking).message_id == "a"


async def test_a_cancelled_receive_gives_back_what_it_was_sent(bench):
    receiver = await bench.client.open_receiver(PLAIN)
    asking = asyncio.create_task(receiver.receive(60))
    probe = await bench.client.open_receiver(PLAIN)  # by now the credit has arrived
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    bench.send("a")
    await receiver.close()

    assert (await probe.receive(5)).delivery_count == 0


async def test_a_large_message_comes_in_one_piece(bench):
    bench.send("large", body=bytes(range(256)) * 900)
    receiver = await bench.client.open_receiver(PLAIN)

    assert (await receiver.receive(5)).body == bytes(range(256)) * 900


async def test_a_queue_that_is_not_there_is_not_found(bench):
    with pytest.raises(BrokerError) as error:
        await bench.client.accept_session("nowhere")
    assert error.value.condition is Condition.NOT_FOUND


async def test_a_rule_without_listen_is_refused(bench):
    async with Client(bench.server.connection_string("sender")) as client:
        with pytest.raises(BrokerError) as error:
            await client.open_receiver(PLAIN)
    assert error.value.condition is Condition.UNAUTHORIZED


async def test_a_lost_connection_ends_every_wait_with_one_kind_of_error(bench):
    bench.send("a1", session="a")
    link = await bench.client.accept_session(SESSIONS, "a")
    delivery = await link.receive(5)
    waits = [
        asyncio.create_task(link.receive(60)),
        asyncio.create_task(bench.client.accept_session(SESSIONS, timeout=60)),
    ]
    probe = await bench.client.open_receiver(PLAIN)
    await bench.server.stop()
    ended = await asyncio.gather(*waits, return_exceptions=True)

    assert [type(each) for each in ended] == [ConnectionLostError] * 2
    assert not bench.client.connected
    for act in (
        link.complete(delivery),
        link.renew_lock(),
        probe.receive(1),
        bench.client.open_receiver(PLAIN),
    ):
        with pytest.raises(ConnectionLostError):
            await act
    await link.close()


async def test_nobody_at_home_is_a_lost_connection(bench):
    await bench.server.stop()

    with pytest.raises(ConnectionLostError):
        await Client(bench.server.connection_string()).connect()
