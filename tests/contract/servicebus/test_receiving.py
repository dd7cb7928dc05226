from datetime import UTC, datetime

import pytest
from azure.servicebus import ServiceBusMessageState, ServiceBusReceiveMode
from azure.servicebus.exceptions import MessageLockLostError, MessageNotFoundError, ServiceBusError

from tests.support.servicebus import LOCK_SECONDS, MOST_DELIVERIES, PLAIN, bodies, message, take


async def sent(bus, *texts: str):
    """These messages, received under locks."""
    await bus.senders[PLAIN].send_messages([message(text) for text in texts])
    return await take(bus.receivers[PLAIN], len(texts))


async def peeked(receiver, start: int = 1):
    """Everything from a number on; without one the SDK goes on where its last peek ended."""
    return await receiver.peek_messages(max_message_count=20, sequence_number=start)


class TestSettling:
    async def test_a_completed_message_is_gone(self, bus):
        (got,) = await sent(bus, "a")
        await bus.receivers[PLAIN].complete_message(got)

        assert await peeked(bus.receivers[PLAIN]) == []

    async def test_what_is_received_carries_the_brokers_facts(self, bus):
        (got,) = await sent(bus, "a")

        assert got.delivery_count == 0
        assert got.sequence_number == got.enqueued_sequence_number
        assert abs(got.enqueued_time_utc.timestamp() - bus.now()) < 60
        assert 0 < (got.locked_until_utc - got.enqueued_time_utc).total_seconds() <= LOCK_SECONDS + 1
        assert isinstance(got.lock_token, object)
        assert got.state is ServiceBusMessageState.ACTIVE

    async def test_an_abandoned_message_returns_to_its_place_with_one_attempt_more(self, bus):
        first, _ = await sent(bus, "a", "b")
        await bus.receivers[PLAIN].abandon_message(first)
        (again,) = await take(bus.receivers[PLAIN])

        assert (str(again), again.delivery_count, again.sequence_number) == ("a", 1, first.sequence_number)

    async def test_after_the_last_attempt_a_message_is_dead(self, bus):
        await bus.senders[PLAIN].send_messages(message("poison"))
        for _ in range(MOST_DELIVERIES):
            (got,) = await take(bus.receivers[PLAIN])
            await bus.receivers[PLAIN].abandon_message(got)
        (dead,) = await take(bus.dead_letters[PLAIN])

        assert (str(dead), dead.dead_letter_reason) == ("poison", "MaxDeliveryCountExceeded")
        await bus.dead_letters[PLAIN].complete_message(dead)

    @pytest.mark.parametrize(
        "given", [{"reason": "why", "error_description": "because"}, {}], ids=["explained", "unexplained"]
    )
    async def test_a_dead_letter_says_why(self, bus, given):
        (got,) = await sent(bus, "a")
        await bus.receivers[PLAIN].dead_letter_message(got, **given)
        (dead,) = await take(bus.dead_letters[PLAIN])

        assert dead.dead_letter_reason == given.get("reason")
        assert dead.dead_letter_error_description == given.get("error_description")
        assert dead.sequence_number == got.sequence_number
        await bus.dead_letters[PLAIN].complete_message(dead)
        assert await peeked(bus.dead_letters[PLAIN]) == []

    @pytest.mark.parametrize("again", ["complete", "abandon", "defer", "dead_letter"])
    async def test_a_deferred_message_is_received_by_number_and_settled_in_every_way(self, bus, again):
        (got,) = await sent(bus, "a")
        receiver = bus.receivers[PLAIN]
        await receiver.defer_message(got)
        (deferred,) = await receiver.receive_deferred_messages(got.sequence_number)
        assert (str(deferred), deferred.state) == ("a", ServiceBusMessageState.DEFERRED)
        await getattr(receiver, f"{again}_message")(deferred)

        left = {"complete": (0, 0), "abandon": (1, 0), "defer": (1, 0), "dead_letter": (0, 1)}
        dead = await peeked(bus.dead_letters[PLAIN])
        assert (len(await peeked(bus.receivers[PLAIN])), len(dead)) == left[again]

    async def test_a_deferred_message_comes_by_no_other_way(self, bus):
        first, second = await sent(bus, "a", "b")
        await bus.receivers[PLAIN].defer_message(first)
        await bus.receivers[PLAIN].abandon_message(second)

        assert bodies(await take(bus.receivers[PLAIN])) == ["b"]

    async def test_a_number_that_is_not_deferred_is_not_found(self, bus):
        with pytest.raises(MessageNotFoundError):
            await bus.receivers[PLAIN].receive_deferred_messages(10**9)

    async def test_a_settled_message_cannot_be_settled_again(self, bus):
        (got,) = await sent(bus, "a")
        await bus.receivers[PLAIN].complete_message(got)

        with pytest.raises((ServiceBusError, ValueError)):
            await bus.receivers[PLAIN].complete_message(got)


class TestLocks:
    async def test_a_lock_that_ran_out_is_lost_and_its_message_comes_again(self, bus):
        (got,) = await sent(bus, "a")
        await bus.pass_time(LOCK_SECONDS + 1)

        with pytest.raises(MessageLockLostError):
            await bus.receivers[PLAIN].complete_message(got)
        (again,) = await take(bus.receivers[PLAIN])
        assert (str(again), again.delivery_count) == ("a", 1)

    async def test_a_renewed_lock_outlives_the_first(self, bus):
        (got,) = await sent(bus, "a")
        await bus.pass_time(LOCK_SECONDS - 5)
        until = await bus.receivers[PLAIN].renew_message_lock(got)
        assert until.timestamp() == pytest.approx(bus.now() + LOCK_SECONDS, abs=3)
        await bus.pass_time(LOCK_SECONDS - 5)

        await bus.receivers[PLAIN].complete_message(got)
        assert await peeked(bus.receivers[PLAIN]) == []

    async def test_a_lock_that_ran_out_cannot_be_renewed(self, bus):
        (got,) = await sent(bus, "a")
        await bus.pass_time(LOCK_SECONDS + 1)

        with pytest.raises(MessageLockLostError):
            await bus.receivers[PLAIN].renew_message_lock(got)


class TestPeeking:
    async def test_a_peek_sees_locked_deferred_and_scheduled_messages(self, bus):
        _, deferred = await sent(bus, "locked", "deferred")
        await bus.receivers[PLAIN].defer_message(deferred)
        await bus.senders[PLAIN].send_messages(message("ready"))
        later = datetime.fromtimestamp(bus.now() + 3600, UTC)
        await bus.senders[PLAIN].schedule_messages(message("scheduled"), later)
        seen = await peeked(bus.receivers[PLAIN])

        states = ServiceBusMessageState
        assert [(str(each), each.state) for each in seen] == [
            ("locked", states.ACTIVE),
            ("deferred", states.DEFERRED),
            ("ready", states.ACTIVE),
            ("scheduled", states.SCHEDULED),
        ]

    async def test_a_peek_begins_where_it_is_told(self, bus):
        messages = await sent(bus, "a", "b", "c")

        assert bodies(await peeked(bus.receivers[PLAIN], messages[1].sequence_number)) == ["b", "c"]


class TestReceivers:
    async def test_receive_and_delete_leaves_nothing_behind(self, bus):
        await bus.senders[PLAIN].send_messages([message("a"), message("b")])
        async with bus.opened(
            bus.client.get_queue_receiver(PLAIN, receive_mode=ServiceBusReceiveMode.RECEIVE_AND_DELETE)
        ) as receiver:
            assert bodies(await take(receiver, 2)) == ["a", "b"]

        assert await peeked(bus.receivers[PLAIN]) == []

    async def test_what_a_receiver_prefetched_returns_uncounted_when_it_closes(self, bus):
        await bus.senders[PLAIN].send_messages([message("a"), message("b"), message("c")])
        async with bus.opened(bus.client.get_queue_receiver(PLAIN, prefetch_count=10)) as receiver:
            (got,) = await receiver.receive_messages(max_message_count=1, max_wait_time=5)
            await receiver.complete_message(got)
        rest = await take(bus.receivers[PLAIN], 2)

        assert bodies(rest) == ["b", "c"]
        assert [each.delivery_count for each in rest] == [0, 0]

    async def test_a_message_that_comes_between_two_receives_is_not_counted_against_it(self, bus):
        """The credit of the first receive is still there; the client hands back what arrives on it."""
        await bus.senders[PLAIN].send_messages(message("first"))
        async with bus.opened(bus.client.get_queue_receiver(PLAIN)) as receiver:
            (got,) = await receiver.receive_messages(max_message_count=5, max_wait_time=5)
            await receiver.complete_message(got)
            await bus.senders[PLAIN].send_messages(message("second"))
            (got,) = await take(receiver)

            assert (str(got), got.delivery_count) == ("second", 0)
            await receiver.complete_message(got)

    async def test_a_receiver_can_be_iterated(self, bus):
        await bus.senders[PLAIN].send_messages([message("a"), message("b")])
        got = []
        async with bus.opened(bus.client.get_queue_receiver(PLAIN, max_wait_time=0.5)) as receiver:
            async for each in receiver:
                got.append(str(each))
                await receiver.complete_message(each)

        assert got == ["a", "b"]
