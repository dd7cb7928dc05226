import asyncio

import pytest
from azure.servicebus import NEXT_AVAILABLE_SESSION, ServiceBusSubQueue
from azure.servicebus.exceptions import (
    OperationTimeoutError,
    ServiceBusError,
    SessionCannotBeLockedError,
    SessionLockLostError,
)

from tests.support.servicebus import LOCK_SECONDS, PLAIN, SESSIONS, bodies, message, take


def seat(bus, session=NEXT_AVAILABLE_SESSION, **given):
    return bus.opened(bus.client.get_queue_receiver(SESSIONS, session_id=session, **given))


async def send(bus, session: str, *texts: str) -> None:
    await bus.senders[SESSIONS].send_messages([message(text, session_id=session) for text in texts])


class TestSessions:
    async def test_a_named_session_gives_its_own_messages_in_order(self, bus):
        await send(bus, "a", "a1", "a2")
        await send(bus, "b", "b1")
        async with seat(bus, "a") as receiver:
            got = await take(receiver, 2)

            assert bodies(got) == ["a1", "a2"]
            assert [each.session_id for each in got] == ["a", "a"]
            until = receiver.session.locked_until_utc.timestamp()
            assert until == pytest.approx(bus.now() + LOCK_SECONDS, abs=5)

    async def test_the_next_available_session_is_one_that_nobody_holds(self, bus):
        await send(bus, "a", "a1")
        await send(bus, "b", "b1")
        async with seat(bus) as first, seat(bus) as second:
            assert {first.session.session_id, second.session.session_id} == {"a", "b"}

    async def test_who_waits_is_given_the_session_that_appears(self, bus):
        async def send_late() -> None:
            await bus.somebody_waits()
            await send(bus, "late", "at last")

        sending = asyncio.create_task(send_late())
        async with seat(bus, max_wait_time=20) as receiver:
            await sending

            assert receiver.session.session_id == "late"

    async def test_waiting_for_a_session_ends_in_a_time_out(self, bus):
        with pytest.raises(OperationTimeoutError):
            async with seat(bus, max_wait_time=0.5):
                pass

    async def test_a_session_held_by_another_cannot_be_locked(self, bus):
        async with seat(bus, "a"):
            with pytest.raises(SessionCannotBeLockedError):
                async with seat(bus, "a"):
                    pass

    async def test_a_closed_receiver_frees_its_session_at_once_and_uncounted(self, bus):
        await send(bus, "a", "a1")
        async with seat(bus, "a") as receiver:
            await take(receiver)
        async with seat(bus, "a") as receiver:
            (again,) = await take(receiver)

            assert again.delivery_count == 0

    async def test_an_abandoned_message_comes_again_before_the_next(self, bus):
        await send(bus, "a", "a1", "a2")
        async with seat(bus, "a") as receiver:
            (got,) = await take(receiver)
            await receiver.abandon_message(got)
            again = await take(receiver, 2)

            assert [(str(each), each.delivery_count) for each in again] == [("a1", 1), ("a2", 0)]
            for each in again:
                await receiver.complete_message(each)

    async def test_state_is_kept_with_the_session(self, bus):
        async with seat(bus, "a") as receiver:
            assert await receiver.session.get_state() is None
            await receiver.session.set_state(b"step 2")
        async with seat(bus, "a") as receiver:
            assert await receiver.session.get_state() == b"step 2"
            await receiver.session.set_state(None)
            assert await receiver.session.get_state() is None

    async def test_a_renewed_session_lock_outlives_the_first(self, bus):
        await send(bus, "a", "a1")
        async with seat(bus, "a") as receiver:
            (got,) = await take(receiver)
            await bus.pass_time(LOCK_SECONDS - 5)
            until = await receiver.session.renew_lock()
            await bus.pass_time(LOCK_SECONDS - 5)
            await receiver.complete_message(got)

            assert until.timestamp() == pytest.approx(bus.now() + 5, abs=3)

    async def test_a_session_lock_that_ran_out_is_lost_and_counted(self, bus):
        await send(bus, "a", "a1")
        async with seat(bus, "a") as receiver:
            (got,) = await take(receiver)
            await bus.pass_time(LOCK_SECONDS + 1)
            with pytest.raises(SessionLockLostError):
                await receiver.complete_message(got)
            with pytest.raises(SessionLockLostError):
                await receiver.session.renew_lock()
        async with seat(bus, "a") as receiver:
            assert (await take(receiver))[0].delivery_count == 1

    async def test_a_deferred_message_is_received_through_its_session(self, bus):
        await send(bus, "a", "a1")
        async with seat(bus, "a") as receiver:
            (got,) = await take(receiver)
            await receiver.defer_message(got)
            (deferred,) = await receiver.receive_deferred_messages(got.sequence_number)
            await receiver.complete_message(deferred)

            assert await receiver.peek_messages() == []

    async def test_a_peek_sees_the_session_only(self, bus):
        await send(bus, "a", "a1")
        await send(bus, "b", "b1")
        async with seat(bus, "b") as receiver:
            assert bodies(await receiver.peek_messages(max_message_count=10)) == ["b1"]

    async def test_the_empty_string_names_a_session(self, bus):
        await send(bus, "", "nameless")
        async with seat(bus, "") as receiver:
            assert bodies(await take(receiver)) == ["nameless"]
            assert receiver.session.session_id == ""

    async def test_dead_letters_of_sessions_go_to_plain_receivers(self, bus):
        await send(bus, "a", "a1")
        async with seat(bus, "a") as receiver:
            (got,) = await take(receiver)
            await receiver.dead_letter_message(got, reason="why")
        async with bus.opened(
            bus.client.get_queue_receiver(SESSIONS, sub_queue=ServiceBusSubQueue.DEAD_LETTER)
        ) as dead:
            (got,) = await take(dead)

            assert (got.session_id, got.dead_letter_reason) == ("a", "why")
            await dead.complete_message(got)

    async def test_sessions_with_messages_or_state_are_listed(self, bus):
        await send(bus, "a", "a1")
        async with seat(bus, "b") as receiver:
            await receiver.session.set_state(b"x")
            listed = [each async for each in bus.client.list_queue_sessions(SESSIONS)]
            await receiver.session.set_state(None)

        assert sorted(listed) == ["a", "b"]

    async def test_no_sessions_are_an_empty_list(self, bus):
        assert [each async for each in bus.client.list_queue_sessions(SESSIONS)] == []

    @pytest.mark.parametrize(
        ("queue", "given"),
        [(SESSIONS, {}), (PLAIN, {"session_id": "a"}), (SESSIONS, {"session_id": 1})],
        ids=["no session asked for", "a session where there are none", "a session that is no string"],
    )
    async def test_the_wrong_kind_of_receiver_is_refused(self, bus, queue, given):
        with pytest.raises(ServiceBusError):
            async with bus.opened(bus.client.get_queue_receiver(queue, **given)):
                pass
