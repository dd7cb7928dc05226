from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from azure.servicebus import ServiceBusMessage
from azure.servicebus.amqp import AmqpAnnotatedMessage, AmqpMessageBodyType
from azure.servicebus.exceptions import MessageSizeExceededError, ServiceBusError

from tests.support.servicebus import PLAIN, SESSIONS, bodies, message, take


class TestSending:
    async def test_a_message_arrives_as_it_was_sent(self, bus):
        sent = ServiceBusMessage(
            b"\x00\xff body",
            message_id="one",
            session_id="a session",
            subject="subject",
            content_type="application/json",
            correlation_id="correlation",
            to="to",
            reply_to="reply",
            reply_to_session_id="reply session",
            partition_key="a session",
            time_to_live=timedelta(minutes=5),
            application_properties={"text": "نص", "int": -5, "float": 1.5, "bool": True, "bytes": b"\x01"},
        )
        await bus.senders[PLAIN].send_messages(sent)
        (got,) = await take(bus.receivers[PLAIN])

        names = ["message_id", "session_id", "subject", "content_type", "correlation_id", "to", "reply_to"]
        names += ["reply_to_session_id", "partition_key", "time_to_live"]
        assert b"".join(got.body) == b"\x00\xff body"
        assert {name: getattr(got, name) for name in names} == {name: getattr(sent, name) for name in names}
        assert got.application_properties == {
            b"text": "نص".encode(),
            b"int": -5,
            b"float": 1.5,
            b"bool": True,
            b"bytes": b"\x01",
        }
        assert got.expires_at_utc - got.enqueued_time_utc == timedelta(minutes=5)

    async def test_a_date_and_an_uuid_travel_as_their_own_types(self, bus):
        moment, token = datetime(2026, 11, 23, 12, tzinfo=UTC), UUID(int=7)
        await bus.senders[PLAIN].send_messages(message(application_properties={"at": moment, "id": token}))
        (got,) = await take(bus.receivers[PLAIN])

        assert got.application_properties == {b"at": int(moment.timestamp() * 1000), b"id": token}

    @pytest.mark.parametrize(
        ("kind", "body"),
        [
            (AmqpMessageBodyType.DATA, {"data_body": [b"one", b"two"]}),
            (AmqpMessageBodyType.VALUE, {"value_body": {b"k": 1}}),
            (AmqpMessageBodyType.SEQUENCE, {"sequence_body": [[1, 2], [3]]}),
        ],
    )
    async def test_every_kind_of_amqp_body_stays_what_it_is(self, bus, kind, body):
        await bus.senders[PLAIN].send_messages(AmqpAnnotatedMessage(**body))
        (got,) = await take(bus.receivers[PLAIN])

        assert got.body_type is kind
        expected = next(iter(body.values()))
        assert (got.body if kind is AmqpMessageBodyType.VALUE else list(got.body)) == expected

    async def test_a_message_without_an_id_is_given_one(self, bus):
        await bus.senders[PLAIN].send_messages(AmqpAnnotatedMessage(data_body=b"x"))

        assert (await take(bus.receivers[PLAIN]))[0].message_id

    async def test_a_list_and_a_batch_arrive_in_order(self, bus):
        sender = bus.senders[PLAIN]
        await sender.send_messages([message(str(number)) for number in range(3)])
        batch = await sender.create_message_batch()
        for number in range(3, 50):
            batch.add_message(message(str(number)))
        await sender.send_messages(batch)
        got = await take(bus.receivers[PLAIN], 50)

        assert bodies(got) == [str(number) for number in range(50)]
        assert [each.sequence_number for each in got] == list(
            range(got[0].sequence_number, got[0].sequence_number + 50)
        )

    async def test_a_batch_holds_what_the_namespace_allows(self, bus):
        batch = await bus.senders[PLAIN].create_message_batch()

        assert batch.max_size_in_bytes == 262144

    async def test_a_large_message_crosses_in_many_frames_each_way(self, bus):
        body = bytes(range(256)) * 900
        await bus.senders[PLAIN].send_messages(message(body))

        assert b"".join((await take(bus.receivers[PLAIN]))[0].body) == body

    async def test_a_message_too_large_is_refused_and_the_sender_goes_on(self, bus):
        sender = bus.senders[PLAIN]
        with pytest.raises(MessageSizeExceededError):
            await sender.send_messages(message(b"x" * 262144))
        await sender.send_messages(message("next"))

        assert bodies(await take(bus.receivers[PLAIN])) == ["next"]

    async def test_a_message_without_a_session_is_refused_where_one_is_required(self, bus):
        with pytest.raises(ServiceBusError, match="session"):
            await bus.senders[SESSIONS].send_messages(message())

    async def test_a_batch_is_taken_whole_or_not_at_all(self, bus):
        """Seen by peeking through a session receiver, which sees its own session only."""
        with pytest.raises(ServiceBusError):
            await bus.senders[SESSIONS].send_messages([message(session_id="half"), message()])
        async with bus.opened(bus.client.get_queue_receiver(SESSIONS, session_id="half")) as receiver:
            assert await receiver.peek_messages() == []
