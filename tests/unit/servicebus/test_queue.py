from uuid import uuid4

import pytest

from local.servicebus.broker.queue import Counts
from local.servicebus.codec import decode
from local.servicebus.errors import BrokerError, Condition
from tests.support.engine import Bench, Receiver, content, joined


def refused(error):
    return error.value.condition


def test_messages_come_in_the_order_of_sending():
    bench = Bench()
    bench.send("a", "b", "c")

    assert joined(bench, credit=10).ids == ["a", "b", "c"]


def test_a_receiver_gets_what_it_asked_for_and_no_more():
    bench = Bench()
    receiver = joined(bench, credit=2)
    bench.send("a", "b", "c")

    assert receiver.ids == ["a", "b"]
    assert bench.broker.count("q") == Counts(active=1, scheduled=0, deferred=0, dead_lettered=0, locked=2)


def test_receivers_with_credit_take_turns():
    bench = Bench()
    first, second = joined(bench, credit=5), joined(bench, credit=5)
    bench.send("a", "b", "c", "d")

    assert len(first.got) == len(second.got) == 2


def test_a_receiver_that_left_is_given_nothing():
    bench = Bench()
    receiver = joined(bench, credit=5)
    bench.queue.receivers.leave(receiver)
    bench.send("a")

    assert receiver.got == []


def test_a_completed_message_is_gone():
    bench = Bench()
    bench.send("a")
    bench.queue.complete(joined(bench).token())

    assert bench.ids() == []


def test_receive_and_delete_leaves_nothing_to_settle():
    bench = Bench()
    bench.send("a")
    receiver = joined(bench, removes=True)

    assert receiver.ids == ["a"]
    assert bench.ids() == []


def test_an_abandoned_message_returns_to_its_place_with_one_attempt_more():
    bench = Bench()
    bench.send("a", "b")
    bench.queue.abandon(joined(bench).token())

    again = joined(bench, credit=2)
    assert again.ids == ["a", "b"]
    assert [message.delivery_count for message in again.got] == [1, 0]


def test_a_released_message_returns_as_if_it_had_never_been_out():
    bench = Bench()
    bench.send("a", "b")
    bench.queue.release(joined(bench).token())

    again = joined(bench, credit=2)
    assert again.ids == ["a", "b"]
    assert again.got[0].delivery_count == 0


def test_the_last_allowed_attempt_ends_in_the_dead_letters():
    bench = Bench(maxDeliveryCount=2)
    bench.send("a")
    for _ in range(2):
        bench.queue.abandon(joined(bench).token())

    (dead,) = bench.broker.messages("q", dead_letter=True)
    assert bench.ids() == []
    assert dead.delivery_count == 2
    assert dead.application_properties["DeadLetterReason"] == "MaxDeliveryCountExceeded"


def test_a_dead_letter_can_be_tried_without_end():
    bench = Bench(maxDeliveryCount=1)
    bench.send("a")
    bench.queue.abandon(joined(bench).token())
    dead, receiver = bench.dead_letters, Receiver()
    dead.receivers.join(receiver)

    for _ in range(5):
        receiver.credit = 1
        dead.receivers.pump()
        dead.abandon(receiver.token())
    receiver.credit = 1
    dead.receivers.pump()
    dead.bury(receiver.token(), "again", None)

    assert bench.ids(dead_letter=True) == ["a"]


def test_a_dead_letter_keeps_its_number_and_time_and_says_why():
    bench = Bench()
    bench.send("a", "b")
    bench.clock.now += 5
    receiver = joined(bench, credit=2)
    bench.queue.bury(receiver.token(1), "because", None, {"at": "step 3"})

    (dead,) = bench.broker.messages("q", dead_letter=True)
    assert dead.sequence_number == 2
    assert dead.enqueued_time.timestamp() == bench.clock.now - 5
    assert dead.application_properties == {"at": "step 3", "DeadLetterReason": "because"}


@pytest.mark.parametrize("settle", ["complete", "abandon", "defer", "release"])
def test_a_message_is_settled_once(settle):
    bench = Bench()
    bench.send("a")
    token = joined(bench).token()
    bench.queue.complete(token)

    with pytest.raises(BrokerError) as error:
        getattr(bench.queue, settle)(token)
    assert refused(error) is Condition.MESSAGE_LOCK_LOST


def test_a_lock_that_ran_out_is_lost_and_counts_as_an_attempt():
    bench = Bench(lockDuration=30)
    bench.send("a")
    token = joined(bench).token()
    bench.pass_time(30)

    with pytest.raises(BrokerError) as error:
        bench.queue.complete(token)
    assert refused(error) is Condition.MESSAGE_LOCK_LOST
    assert joined(bench).got[0].delivery_count == 1


def test_a_lock_is_lost_at_its_time_even_before_anybody_woke():
    bench = Bench(lockDuration=30)
    bench.send("a")
    token = joined(bench).token()
    bench.clock.now += 31

    with pytest.raises(BrokerError):
        bench.queue.complete(token)


def test_a_renewed_lock_lasts_from_the_renewal():
    bench = Bench(lockDuration=30)
    bench.send("a", "b")
    receiver = joined(bench, credit=2)
    bench.pass_time(20)
    assert bench.queue.renew([receiver.token(0)]) == [bench.clock.now + 30]
    bench.pass_time(20)

    bench.queue.complete(receiver.token(0))
    assert bench.broker.count("q").active == 1
    with pytest.raises(BrokerError):
        bench.queue.renew([uuid4()])


def test_a_deferred_message_is_received_by_its_number_only():
    bench = Bench()
    (number,) = bench.send("a")
    bench.queue.defer(joined(bench).token())
    assert joined(bench, credit=5).got == []

    (message,) = bench.queue.receive_deferred([number], removes=False)
    assert message.content.message_id == "a"
    with pytest.raises(BrokerError) as error:
        bench.queue.receive_deferred([number], removes=False)
    assert refused(error) is Condition.MESSAGE_NOT_FOUND


def test_a_deferred_message_stays_deferred_however_its_receipt_fails():
    bench = Bench(lockDuration=30)
    (number,) = bench.send("a")
    bench.queue.defer(joined(bench).token())
    (message,) = bench.queue.receive_deferred([number], removes=False)
    assert message.lock is not None
    bench.queue.abandon(message.lock.token)
    bench.queue.receive_deferred([number], removes=False)
    bench.pass_time(30)

    assert joined(bench, credit=5).got == []
    (message,) = bench.queue.receive_deferred([number], removes=True)
    assert message.delivery_count == 2
    assert bench.ids() == []


def test_a_peek_sees_every_state_from_a_number_on():
    bench = Bench()
    bench.send("locked", "deferred", "ready")
    bench.send("later", at=bench.clock.now + 60)
    receiver = joined(bench, credit=2)
    bench.queue.defer(receiver.token(1))

    seen = [message.content.message_id for message in bench.queue.peek(2, 10)]
    assert [message.content.message_id for message in bench.queue.peek(0, 1)] == ["locked"]
    assert seen == ["deferred", "ready", "later"]


def test_changed_properties_leave_the_others_as_they_were():
    bench = Bench()
    bench.send("a")
    bench.queue.abandon(joined(bench).token(), {"tries": 1})
    bench.queue.abandon(joined(bench).token(), {"note": "x"})

    assert decode(joined(bench).got[0].content.application)[0] == {"tries": 1, "note": "x"}


@pytest.mark.parametrize("name", ["x" * 129, "ok"])
def test_an_id_longer_than_the_service_allows_is_refused(name):
    bench = Bench()
    session = "y" * 129 if name == "ok" else None

    with pytest.raises(BrokerError) as error:
        bench.send(name, session=session)
    assert refused(error) is Condition.ARGUMENT_ERROR


def test_one_bad_message_keeps_a_whole_batch_out():
    bench = Bench(requiresSession=True)

    with pytest.raises(BrokerError) as error:
        bench.queue.send([content("a", session="s"), content("b")])
    assert refused(error) is Condition.NOT_ALLOWED
    assert bench.ids() == []


def test_held_sends_wait_for_their_release():
    bench = Bench()
    answers: list[object] = []
    bench.broker.hold("q")
    bench.broker.submit(bench.queue, [content("a")], answers.append)
    assert (answers, bench.ids(), bench.broker.held("q")) == ([], [], 1)
    bench.broker.release("q")

    assert (answers, bench.ids()) == ([[1]], ["a"])


def test_discarded_sends_never_happened():
    bench = Bench()
    answers: list[object] = []
    bench.broker.hold("q")
    bench.broker.submit(bench.queue, [content("a")], answers.append)

    assert bench.broker.discard("q") == 1
    bench.broker.submit(bench.queue, [content("b")], answers.append)
    assert (answers, bench.ids()) == ([[1]], ["b"])


def test_a_queue_that_is_not_there_is_a_lookup_error():
    with pytest.raises(LookupError):
        Bench().broker.count("elsewhere")
