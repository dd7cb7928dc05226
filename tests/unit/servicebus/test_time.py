import pytest

from local.servicebus.broker.scheduling import Agenda
from local.servicebus.errors import BrokerError, Condition
from tests.support.engine import START, Bench, joined


def test_a_scheduled_message_joins_at_the_end_when_its_time_comes():
    bench = Bench()
    (first,) = bench.send("later", at=START + 60)
    bench.pass_time(59)
    assert joined(bench).got == []
    bench.send("now")
    bench.pass_time(1)

    receiver = joined(bench, credit=2)
    assert receiver.ids == ["later"]
    assert receiver.got[0].sequence > first
    assert receiver.got[0].enqueued_at == START + 60


def test_a_date_in_the_past_is_no_schedule():
    bench = Bench()
    bench.send("a", at=START - 1)

    assert joined(bench).ids == ["a"]


def test_a_cancelled_message_never_comes():
    bench = Bench()
    numbers = bench.send("a", "b", at=START + 60)
    bench.queue.cancel(numbers[:1])
    bench.pass_time(60)

    assert joined(bench, credit=5).ids == ["b"]


def test_only_what_is_still_scheduled_can_be_cancelled_and_all_of_it_or_nothing():
    bench = Bench()
    (scheduled,) = bench.send("a", at=START + 60)
    (sent,) = bench.send("b")

    with pytest.raises(BrokerError) as error:
        bench.queue.cancel([scheduled, sent])
    assert error.value.condition is Condition.MESSAGE_NOT_FOUND
    assert bench.broker.count("q").scheduled == 1


@pytest.mark.parametrize(
    ("ttl", "default", "lives"),
    [(10, None, 10), (None, 20, 20), (10, 20, 10), (30, 20, 20)],
    ids=["the sender's", "the queue's", "the sender's when shorter", "the queue's when shorter"],
)
def test_a_message_expires_after_the_shorter_time(ttl, default, lives):
    bench = Bench(defaultTtl=default)
    bench.send("a", ttl=ttl)
    bench.pass_time(lives - 1)
    assert bench.ids() == ["a"]
    bench.pass_time(1)

    assert bench.ids() == []
    assert bench.ids(dead_letter=True) == []


def test_an_expired_message_is_dead_lettered_where_the_queue_says_so():
    bench = Bench(deadLetterOnExpiry=True)
    bench.send("a", ttl=10)
    bench.pass_time(10)
    bench.pass_time(10**9)

    (dead,) = bench.broker.messages("q", dead_letter=True)
    assert dead.application_properties["DeadLetterReason"] == "TTLExpiredException"


@pytest.mark.parametrize("settle", ["abandon", "release", "defer"])
def test_a_message_that_expired_under_its_lock_goes_when_the_lock_does(settle):
    bench = Bench(lockDuration=60)
    bench.send("a", ttl=10)
    receiver = joined(bench)
    bench.pass_time(20)
    assert bench.ids() == ["a"]
    getattr(bench.queue, settle)(receiver.token())

    assert bench.ids() == []


def test_a_lock_that_ran_out_on_an_expired_message_ends_it():
    bench = Bench(lockDuration=30)
    bench.send("a", ttl=10)
    joined(bench)
    bench.pass_time(30)

    assert bench.ids() == []


def test_a_deferred_message_expires_too():
    bench = Bench()
    bench.send("a", ttl=10)
    bench.queue.defer(joined(bench).token())
    bench.pass_time(10)

    assert bench.ids() == []


def test_the_life_of_a_scheduled_message_begins_when_it_is_enqueued():
    bench = Bench()
    bench.send("a", ttl=10, at=START + 60)
    bench.pass_time(60)
    bench.pass_time(9)
    assert bench.ids() == ["a"]
    bench.pass_time(1)

    assert bench.ids() == []


def test_an_id_seen_within_the_window_is_taken_and_dropped():
    bench = Bench(duplicateDetectionWindow=600)
    (first,) = bench.send("a")
    bench.queue.complete(joined(bench).token())
    bench.pass_time(599)

    assert bench.send("a") == [first]
    assert bench.ids() == []


def test_the_window_counts_from_the_first_sending():
    bench = Bench(duplicateDetectionWindow=600)
    bench.send("a")
    bench.pass_time(599)
    bench.send("a")
    bench.pass_time(1)
    bench.send("a")

    assert bench.ids() == ["a", "a"]


def test_repetitions_are_found_within_a_batch_and_among_scheduled_messages():
    bench = Bench(duplicateDetectionWindow=600)
    bench.send("a", "b", "a")
    bench.send("later", "later", at=START + 60)
    bench.send("later")

    assert bench.ids() == ["a", "b", "later"]


def test_the_next_deadline_is_the_nearest_of_all():
    bench = Bench(lockDuration=30)
    assert bench.broker.next_deadline() is None
    bench.send("a", ttl=100)
    assert bench.broker.next_deadline() == START + 100
    bench.send("b", at=START + 50)
    assert bench.broker.next_deadline() == START + 50
    joined(bench)
    assert bench.broker.next_deadline() == START + 30


def test_an_agenda_forgets_what_has_gone_without_being_due():
    agenda = Agenda()
    for number in range(3000):
        agenda.add(START + number, number)
    agenda.sweep({5}, 1)

    assert agenda.due(START + 10**6) == [5]
