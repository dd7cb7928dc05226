import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.retry import LONGEST_DELAY, jittered, spread, successor_delay


def test_the_first_delays_double_from_one_second_to_five_minutes() -> None:
    assert [successor_delay(n) for n in range(11)] == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]


@given(st.integers(0, 1_000_000))
def test_no_attempt_waits_longer_than_five_minutes_however_many_went_before(attempt: int) -> None:
    assert 1 <= successor_delay(attempt) <= LONGEST_DELAY


@pytest.mark.parametrize(
    ("attempt", "after", "delay"),
    [
        pytest.param(0, 30, 30, id="the other side asks for longer"),
        pytest.param(5, 3, 32, id="the other side asks for less"),
        pytest.param(0, 1800, 1800, id="longer than our longest"),
        pytest.param(0, None, 1, id="it did not say"),
    ],
)
def test_what_the_other_side_asks_for_is_the_least(attempt: int, after: float | None, delay: float) -> None:
    assert successor_delay(attempt, after=after) == delay


@given(st.integers(0, 2000), st.floats(0, 1), st.none() | st.floats(0, 4000))
def test_jitter_spreads_over_the_whole_delay_and_never_below_what_was_asked(
    attempt: int, drawn: float, after: float | None
) -> None:
    delay = jittered(attempt, after=after, random=lambda: drawn)
    assert delay == max(successor_delay(attempt) * drawn, after or 0.0)


@given(st.floats(0, 100_000), st.floats(0, 1))
def test_a_wait_that_many_share_is_never_cut_and_drawn_out_by_a_tenth_or_a_second(
    wait: float, drawn: float
) -> None:
    assert wait <= spread(wait, random=lambda: drawn) <= wait + max(wait / 10, 1)
    assert spread(wait, random=lambda: 0.0) == wait
