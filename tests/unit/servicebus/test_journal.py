import sqlite3

import pytest

from local.servicebus.broker.journal import COMMITS_BETWEEN_CHECKPOINTS
from local.servicebus.broker.queue import Counts
from local.servicebus.server import Server
from tests.support.engine import START, Bench, joined, seated
from tests.support.servicebus import until


@pytest.fixture
def path(tmp_path):
    return tmp_path / "journal.sqlite"


@pytest.fixture
def begin(path):
    """Start a broker on the journal, as often as a test likes: what the one before had not committed is gone with it."""
    begun: list[Bench] = []

    def start(after: Bench | None = None, **settings) -> Bench:
        begun.append(Bench(journal=path, clock=None if after is None else after.clock, **settings))
        return begun[-1]

    yield start
    for bench in begun:
        bench.journal._database.close()


def test_messages_of_every_state_are_there_again(begin):
    bench = begin()
    bench.send("deferred", "dead", "locked", "ready", body=b"x" * 70_000)
    bench.send("later", at=START + 60)
    receiver = joined(bench, credit=3)
    bench.queue.defer(receiver.token(0))
    bench.queue.bury(receiver.token(1), "no", None)
    bench.journal.commit()

    again = begin(bench)
    assert again.ids() == ["deferred", "locked", "ready", "later"]
    assert again.ids(dead_letter=True) == ["dead"]
    assert again.broker.count("q") == Counts(active=2, scheduled=1, deferred=1, dead_lettered=1, locked=0)
    assert again.broker.messages("q")[2:] == bench.broker.messages("q")[2:]


def test_what_was_not_committed_was_not_promised(begin):
    bench = begin()
    bench.send("told")
    bench.journal.commit()
    bench.send("not told")

    assert begin(bench).ids() == ["told"]


def test_a_completed_message_does_not_return(begin):
    bench = begin()
    bench.send("a", "b")
    bench.journal.commit()
    bench.queue.complete(joined(bench).token())
    bench.journal.commit()

    assert begin(bench).ids() == ["b"]


def test_attempts_are_remembered(begin):
    bench = begin()
    bench.send("a")
    bench.queue.abandon(joined(bench).token(), {"why": "later"})
    bench.journal.commit()

    (message,) = begin(bench).broker.messages("q")
    assert (message.delivery_count, message.application_properties) == (1, {"why": "later"})


def test_sequence_numbers_go_on_where_they_stopped(begin):
    bench = begin()
    (number,) = bench.send("a")
    bench.queue.complete(joined(bench).token())
    bench.journal.commit()

    assert begin(bench).send("b") == [number + 1]


def test_duplicates_are_known_across_a_restart_until_their_window_ends(begin):
    bench = begin(duplicateDetectionWindow=600)
    bench.send("a")
    bench.queue.complete(joined(bench).token())
    bench.journal.commit()

    again = begin(bench, duplicateDetectionWindow=600)
    again.send("a")
    assert again.ids() == []
    again.pass_time(600)
    again.send("a")
    assert again.ids() == ["a"]


def test_session_state_is_remembered_and_locks_are_not(begin):
    bench = begin(requiresSession=True)
    bench.send("a1", session="a")
    holder = seated(bench, "a")
    bench.queue.set_session_state(holder.seat, b"step 2")
    bench.journal.commit()

    again = seated(begin(bench, requiresSession=True), "a")
    assert (again.seat.state, again.ids) == (b"step 2", ["a1"])


def test_what_fell_due_while_nobody_was_there_is_due_at_once(begin):
    bench = begin()
    bench.send("scheduled", at=START + 60)
    bench.send("short-lived", ttl=30)
    bench.journal.commit()
    bench.clock.now += 120

    assert joined(begin(bench), credit=5).ids == ["scheduled"]


def test_an_emptied_state_leaves_no_row(begin, path):
    bench = begin(requiresSession=True)
    holder = seated(bench, "a")
    for state in (b"x", None):
        bench.queue.set_session_state(holder.seat, state)
        bench.journal.commit()
    bench.broker.close()

    with sqlite3.connect(path) as database:
        assert database.execute("SELECT count(*) FROM session").fetchone() == (0,)
    database.close()


def test_the_log_is_folded_into_the_database_now_and_then(begin, path):
    bench = begin()
    for number in range(COMMITS_BETWEEN_CHECKPOINTS):
        bench.send(str(number))
        bench.journal.commit()
    assert bench.journal.wants_checkpoint
    before = path.stat().st_size
    bench.journal.checkpoint()

    assert not bench.journal.wants_checkpoint
    assert path.stat().st_size > before


async def test_a_server_folds_the_log_in_beside_its_work(begin):
    bench = begin()
    bench.journal._commits = COMMITS_BETWEEN_CHECKPOINTS
    server = Server(bench.broker)
    await server.start()
    bench.send("a")
    server.end_turn_soon()
    await until(lambda: not bench.journal.wants_checkpoint)
    await server.stop()

    assert begin(bench).ids() == ["a"]
