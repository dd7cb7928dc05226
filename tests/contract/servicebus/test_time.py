from datetime import UTC, datetime, timedelta

import pytest
from azure.servicebus.exceptions import MessageNotFoundError, ServiceBusError

from tests.support.servicebus import DEDUP, EXPIRING, PLAIN, WINDOW_SECONDS, bodies, message, take


def in_seconds(bus, seconds: float) -> datetime:
    return datetime.fromtimestamp(bus.now() + seconds, UTC)


async def waiting(receiver) -> list[str]:
    return bodies(await receiver.peek_messages(max_message_count=20, sequence_number=1))


class TestScheduling:
    async def test_a_scheduled_message_comes_when_it_is_time(self, bus):
        when = in_seconds(bus, 30)
        (number,) = await bus.senders[PLAIN].schedule_messages(message("later"), when)
        await bus.senders[PLAIN].send_messages(message("now"))
        (now,) = await take(bus.receivers[PLAIN])
        await bus.receivers[PLAIN].complete_message(now)
        await bus.pass_time(31)
        (later,) = await take(bus.receivers[PLAIN])

        assert (str(now), str(later)) == ("now", "later")
        assert later.sequence_number > number
        assert later.scheduled_enqueue_time_utc.timestamp() == pytest.approx(when.timestamp(), abs=0.01)
        assert later.enqueued_time_utc >= later.scheduled_enqueue_time_utc

    async def test_a_date_on_the_message_schedules_an_ordinary_send(self, bus):
        await bus.senders[PLAIN].send_messages(
            [message("now"), message("later", scheduled_enqueue_time_utc=in_seconds(bus, 30))]
        )
        (now,) = await take(bus.receivers[PLAIN])
        await bus.receivers[PLAIN].complete_message(now)
        assert await waiting(bus.receivers[PLAIN]) == ["later"]
        await bus.pass_time(31)

        assert bodies(await take(bus.receivers[PLAIN])) == ["later"]

    async def test_a_cancelled_message_never_comes(self, bus):
        sender = bus.senders[PLAIN]
        numbers = await sender.schedule_messages(
            [message(each) for each in ("a", "b", "c")], in_seconds(bus, 30)
        )
        await sender.cancel_scheduled_messages(numbers[:2])

        assert await waiting(bus.receivers[PLAIN]) == ["c"]

    async def test_what_is_not_scheduled_cannot_be_cancelled(self, bus):
        with pytest.raises(MessageNotFoundError):
            await bus.senders[PLAIN].cancel_scheduled_messages(10**9)


class TestExpiry:
    async def test_a_message_is_gone_after_its_time_to_live(self, bus):
        await bus.senders[PLAIN].send_messages(
            [message("short", time_to_live=timedelta(seconds=10)), message("long")]
        )
        await bus.pass_time(11)

        assert await waiting(bus.receivers[PLAIN]) == ["long"]
        assert await waiting(bus.dead_letters[PLAIN]) == []

    async def test_an_expired_message_is_dead_lettered_where_the_queue_says_so(self, bus):
        await bus.senders[EXPIRING].send_messages(message("short", time_to_live=timedelta(seconds=10)))
        await bus.pass_time(11)
        (dead,) = await take(bus.dead_letters[EXPIRING])

        assert (str(dead), dead.dead_letter_reason) == ("short", "TTLExpiredException")


class TestDuplicates:
    async def test_the_same_id_within_the_window_is_stored_once(self, bus):
        twice = message("first"), message("second")
        twice[1].message_id = twice[0].message_id
        for each in twice:
            await bus.senders[DEDUP].send_messages(each)
        assert await waiting(bus.receivers[DEDUP]) == ["first"]

        await bus.pass_time(WINDOW_SECONDS + 1)
        await bus.senders[DEDUP].send_messages(message("third", message_id=twice[0].message_id))
        assert await waiting(bus.receivers[DEDUP]) == ["first", "third"]

    async def test_a_repetition_is_found_within_one_batch(self, bus):
        await bus.senders[DEDUP].send_messages(
            [message("a", message_id="same"), message("b"), message("c", message_id="same")]
        )

        assert await waiting(bus.receivers[DEDUP]) == ["a", "b"]

    async def test_a_scheduled_message_counts_from_its_scheduling(self, bus):
        sender = bus.senders[DEDUP]
        await sender.schedule_messages(message("scheduled", message_id="one"), in_seconds(bus, 30))
        await sender.schedule_messages(message("again", message_id="one"), in_seconds(bus, 40))
        await sender.send_messages(message("sent", message_id="one"))

        assert await waiting(bus.receivers[DEDUP]) == ["scheduled"]

    async def test_an_id_completed_within_the_window_stays_known(self, bus):
        await bus.senders[DEDUP].send_messages(message("a", message_id="done"))
        (got,) = await take(bus.receivers[DEDUP])
        await bus.receivers[DEDUP].complete_message(got)
        await bus.senders[DEDUP].send_messages(message("a", message_id="done"))

        assert await waiting(bus.receivers[DEDUP]) == []

    async def test_a_queue_without_detection_stores_every_one(self, bus):
        for _ in range(2):
            await bus.senders[PLAIN].send_messages(message("a", message_id="same"))

        assert await waiting(bus.receivers[PLAIN]) == ["a", "a"]


async def test_an_id_of_more_than_128_characters_does_not_leave_the_client(bus):
    with pytest.raises((ServiceBusError, ValueError)):
        await bus.senders[PLAIN].send_messages(message("a", message_id="x" * 129))
