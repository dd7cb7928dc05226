"""When an alert is told, and what is told together."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merchant.alert_rounds import AGAIN, MOST_APART, REPEATED, Due, again_after, plan, quiet_until
from merchant.alert_words import summary_of, words_of
from shared.alerts import AlertKind
from shared.person_wanted import Reason

NIGHT = datetime(2026, 11, 23, 21, 0, tzinfo=UTC)
dues = st.lists(
    st.builds(
        Due,
        alert_id=st.uuids(),
        kind=st.sampled_from([kind.value for kind in AlertKind]),
        rounds=st.integers(0, 5),
        held=st.booleans(),
    ),
    max_size=12,
    unique_by=lambda one: one.alert_id,
)


@given(dues, st.sampled_from([None, NIGHT]), st.sets(st.sampled_from([kind.value for kind in AlertKind])))
def test_each_alert_is_either_held_or_told_in_one_notice(
    due: list[Due], until: datetime | None, urgent: set[str]
) -> None:
    quiet = until is not None
    planned = plan(due, quiet_until=until, urgent=urgent)
    told = [one for together in planned.told for one in together]
    assert sorted(planned.hold + told, key=str) == sorted(due, key=str)
    assert all(quiet and one.kind not in urgent for one in planned.hold)
    assert all(not quiet or one.kind in urgent for one in told)
    assert len(planned.told) <= MOST_APART
    assert all(planned.told)


def test_what_was_held_is_told_together_and_what_is_new_apart() -> None:
    one, two, new = (Due(UUID(int=n), "budget_low", 0, held=n < 2) for n in range(3))
    assert plan([one, two, new], quiet_until=None, urgent=()).told == [[new], [one, two]]


@pytest.mark.parametrize("kind", AlertKind)
def test_only_what_a_customer_waits_for_is_told_again_and_at_last_no_more(kind: AlertKind) -> None:
    waits = [again_after(Due(UUID(int=1), kind, rounds, held=False)) for rounds in range(5)]
    assert waits == ([*AGAIN, None, None] if kind in REPEATED else [None] * 5)
    assert timedelta(minutes=5) == AGAIN[0]


@pytest.mark.parametrize(
    ("now", "quiet", "until"),
    [
        pytest.param("2026-11-23T19:59:59+00:00", "23:00-08:00", None, id="a second before, in Amman"),
        pytest.param("2026-11-23T20:00:00+00:00", "23:00-08:00", "2026-11-24T05:00:00+00:00", id="it begins"),
        pytest.param("2026-11-24T04:59:59+00:00", "23:00-08:00", "2026-11-24T05:00:00+00:00", id="past midnight"),
        pytest.param("2026-11-24T05:00:00+00:00", "23:00-08:00", None, id="it has ended"),
        pytest.param("2026-11-24T11:00:00+00:00", "13:00-15:00", "2026-11-24T12:00:00+00:00", id="after lunch"),
        pytest.param("2026-11-24T11:00:00+00:00", None, None, id="never quiet"),
    ],
)  # fmt: skip
def test_quiet_hours_go_by_the_shops_clock(now: str, quiet: str | None, until: str | None) -> None:
    found = quiet_until(datetime.fromisoformat(now), quiet, "Asia/Amman")
    assert found == (datetime.fromisoformat(until) if until else None)


@pytest.mark.parametrize("kind", AlertKind)
@pytest.mark.parametrize("reason", [None, *Reason])
def test_every_kind_has_words_in_both_languages(kind: AlertKind, reason: str | None) -> None:
    words = words_of(kind, reason)
    assert words.ar != words.en
    assert all(words)
    assert summary_of([words]) == words
    assert summary_of([words, words]).en == f"2 alerts: {words.en} (2)"
