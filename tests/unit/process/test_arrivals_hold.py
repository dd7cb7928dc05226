"""What holds in a conversation whatever arrives, in whatever order and however late."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from process.arrivals import plan_arrivals
from process.automation import Heard
from process.plan import Waiting
from shared.contracts import Event
from tests.unit.process.plans import NOW, RULES, conversation, millis, part

minutes = st.integers(-3000, 10)
deliveries = st.lists(
    st.tuples(
        st.integers(0, 600),
        st.lists(
            st.tuples(st.sampled_from(["message", "echo", "own echo", "picture", "unknown"]), minutes),
            min_size=1,
            max_size=4,
        ),
    ),
    max_size=8,
)


def event(kind: str, key: str, at: datetime) -> Event:
    text = {"own echo": "ours", "echo": "owner's", "picture": None}.get(kind, "hi")
    told = "echo" if kind in {"own echo", "picture"} else kind
    return Event(key, told, millis(at), key, text)  # type: ignore[arg-type]  # one of the three


@given(deliveries)
def test_every_event_waits_or_has_its_disposition_and_numbers_only_grow(
    told: list[tuple[int, list[tuple[str, int]]]],
) -> None:
    c, now, waiting = conversation(), NOW, dict[int, datetime]()
    for number, (gap, kinds) in enumerate(told):
        now += timedelta(minutes=gap)
        events = [
            event(kind, f"{number}.{n}", now + timedelta(minutes=offset))
            for n, (kind, offset) in enumerate(kinds)
        ]
        before = (c.last_seq, c.last_customer_seq, c.answered_seq)
        made = plan_arrivals(
            c,
            events,
            now=now,
            rules=RULES,
            parts=[part(text="ours")],
            waiting=[Waiting(seq, at) for seq, at in waiting.items()],
            changes={},
            heard=Heard(),
        )
        for seq in made.left:
            del waiting[seq]  # it was waiting, and is told once
        waiting |= {a.seq: a.at for a in made.arrivals if a.disposition is None}

        assert [a.seq for a in made.arrivals] == list(range(before[0] + 1, c.last_seq + 1))
        assert all(a.author == "customer" for a in made.arrivals if a.disposition is None)
        assert before[1] <= c.last_customer_seq <= c.last_seq
        assert before[2] <= c.answered_seq <= c.last_customer_seq
        assert c.unanswered == bool(waiting)
        assert all(seq > c.answered_seq for seq in waiting)
        if c.unanswered:
            assert c.due_at is not None
            assert c.first_unanswered_at is not None
            assert c.first_unanswered_at <= now
        assert c.last_customer_at is None or c.last_customer_at <= now
        assert c.paused_until is None or c.paused_until <= now + RULES.owner_pause
        assert not (made.cancel_because and (c.paused_until is None or c.paused_until <= now))


def test_a_millisecond_of_1970_and_of_the_year_9999_are_times() -> None:
    for at in (datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, tzinfo=UTC)):
        plan_arrivals(
            conversation(),
            [event("message", "M", at)],
            now=NOW,
            rules=RULES,
            parts=[],
            waiting=[],
            changes={},
            heard=Heard(),
        )
