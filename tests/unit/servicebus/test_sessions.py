import pytest

from local.servicebus.errors import BrokerError, Condition
from tests.support.engine import START, Bench, seated


def bench(**settings) -> Bench:
    return Bench(requiresSession=True, lockDuration=30, **settings)


def leave(it: Bench, receiver) -> None:
    it.sessions.leave(receiver.seat)


def test_a_session_is_its_own_messages_in_order():
    it = bench()
    it.send("a1", "a2", session="a")
    it.send("b1", session="b")

    assert seated(it, "a", credit=5).ids == ["a1", "a2"]


def test_messages_sent_later_reach_the_receiver_that_holds_the_session():
    it = bench()
    receiver = seated(it, "a", credit=5)
    it.send("a1", session="a")
    it.send("b1", session="b")

    assert receiver.ids == ["a1"]


def test_the_longest_available_session_is_next_and_a_held_one_never():
    it = bench()
    for name in ("a", "b"):
        it.send(f"{name}1", f"{name}2", session=name)

    assert [seated(it).seat.id, seated(it).seat.id] == ["a", "b"]
    assert seated(it).session is None


def test_a_session_held_by_another_cannot_be_named():
    it = bench()
    seated(it, "a")

    with pytest.raises(BrokerError) as error:
        seated(it, "a")
    assert error.value.condition is Condition.SESSION_CANNOT_BE_LOCKED


def test_who_waits_for_a_session_gets_the_next_one_in_the_order_of_asking():
    it = bench()
    first, second = seated(it), seated(it)
    it.send("a1", session="a")
    it.send("b1", session="b")

    assert (first.seat.id, second.seat.id) == ("a", "b")


def test_waiting_ends_after_the_time_asked_for():
    it = bench()
    patient, hasty = seated(it, wait=60), seated(it, wait=10)
    it.pass_time(10)

    assert hasty.refusal is not None
    assert hasty.refusal.condition is Condition.TIMEOUT
    it.send("a1", session="a")
    assert patient.seat.id == "a"


def test_who_has_gone_home_is_given_no_session():
    it = bench()
    gone, waiting = seated(it), seated(it)
    it.sessions.withdraw(gone)
    it.send("a1", session="a")

    assert (gone.session, waiting.seat.id) == (None, "a")


def test_a_closed_link_frees_its_session_at_once_and_uncounted():
    it = bench()
    it.send("a1", "a2", session="a")
    leave(it, seated(it, credit=2))

    again = seated(it, credit=2)
    assert again.ids == ["a1", "a2"]
    assert [message.delivery_count for message in again.got] == [0, 0]


def test_a_freed_session_goes_to_whoever_waits():
    it = bench()
    it.send("a1", session="a")
    holder, waiting = seated(it), seated(it)
    leave(it, holder)

    assert waiting.seat.id == "a"


def test_an_empty_session_is_available_to_nobody():
    it = bench()
    it.send("a1", session="a")
    holder = seated(it)
    it.queue.complete(holder.token())
    leave(it, holder)

    assert seated(it).session is None


def test_a_session_lock_that_ran_out_detaches_and_counts():
    it = bench()
    it.send("a1", session="a")
    holder = seated(it)
    token = holder.token()
    it.pass_time(30)

    assert holder.lost_session
    with pytest.raises(BrokerError) as error:
        it.queue.complete(token)
    assert error.value.condition is Condition.SESSION_LOCK_LOST
    assert seated(it).got[0].delivery_count == 1


def test_the_last_attempt_in_a_session_ends_in_the_dead_letters():
    it = bench(maxDeliveryCount=1)
    it.send("a1", "a2", session="a")
    seated(it)
    it.pass_time(30)

    assert it.ids(dead_letter=True) == ["a1"]
    assert seated(it).ids == ["a2"]


def test_an_abandoned_message_comes_again_before_the_next():
    it = bench()
    it.send("a1", "a2", session="a")
    holder = seated(it)
    it.queue.abandon(holder.token())
    holder.credit = 2
    it.sessions.pump(holder.seat)

    assert holder.ids == ["a1", "a1", "a2"]


def test_a_renewed_session_lock_lasts_from_the_renewal():
    it = bench()
    it.send("a1", session="a")
    holder = seated(it)
    it.pass_time(20)
    assert it.sessions.renew(holder.seat) == START + 50
    it.pass_time(20)

    it.queue.complete(holder.token())
    assert not holder.lost_session


def test_only_the_connection_that_holds_a_session_may_touch_it():
    it = bench()
    holder = seated(it, "a")

    assert it.sessions.held("a", holder.owner) is holder.seat
    for session, owner in (("a", object()), ("b", holder.owner)):
        with pytest.raises(BrokerError) as error:
            it.sessions.held(session, owner)
        assert error.value.condition is Condition.SESSION_LOCK_LOST


def test_state_outlives_the_receiver_and_an_emptied_one_leaves_no_trace():
    it = bench()
    first = seated(it, "a")
    it.queue.set_session_state(first.seat, b"step 2")
    leave(it, first)
    second = seated(it, "a")
    assert second.seat.state == b"step 2"
    it.queue.set_session_state(second.seat, None)
    leave(it, second)

    assert it.sessions.with_news(None) == []


def test_sessions_are_listed_by_messages_or_state_and_by_when_the_state_was_set():
    it = bench()
    it.send("m", session="with message")
    holder = seated(it, "with state")
    it.pass_time(10)
    it.queue.set_session_state(holder.seat, b"x")

    assert it.sessions.with_news(None) == ["with message", "with state"]
    assert it.sessions.with_news(START + 5) == ["with state"]
    assert it.sessions.with_news(START + 10) == []


def test_a_message_without_a_name_has_a_session_too_if_it_is_the_empty_one():
    it = bench()
    it.send("a1", session="")

    assert seated(it).seat.id == ""


def test_a_deferred_message_belongs_to_its_session():
    it = bench()
    (number,) = it.send("a1", session="a")
    holder, other = seated(it, "a"), seated(it, "b")
    it.queue.defer(holder.token())

    with pytest.raises(BrokerError):
        it.queue.receive_deferred([number], removes=False, session=other.seat)
    it.queue.receive_deferred([number], removes=False, session=holder.seat)
    leave(it, holder)
    assert it.broker.count("q").deferred == 1


def test_an_expired_message_makes_no_session_available():
    it = bench()
    it.send("a1", session="a", ttl=10)
    it.pass_time(10)

    assert seated(it).session is None


def test_dead_letters_of_a_session_queue_go_to_plain_receivers():
    it = bench()
    it.send("a1", session="a")
    it.queue.bury(seated(it).token(), "no", None)

    assert it.dead_letters.sessions is None
    (dead,) = it.broker.messages("q", dead_letter=True)
    assert (dead.message_id, dead.session_id) == ("a1", "a")
