"""What an instance may do with a block that it has leased, and Meta's own figures."""

from datetime import timedelta

import pytest

from shared.pace.limits import LIMITS, Kind, Share


def share(granted: int, *, wait: float = 0.0) -> Share:
    """Asked for at 100 and answered at 101, for 10 seconds."""
    held = Share()
    held.renew(granted=granted, block_end=None, wait=wait, span=10.0, asked_at=100.0, now=101.0)
    return held


def test_a_block_is_good_for_as_many_calls_as_it_has_permits() -> None:
    held = share(2)
    assert [held.take(101.0) for _ in range(3)] == [True, True, False]


def test_it_ends_by_the_time_at_which_it_was_asked_for_and_not_at_which_it_came() -> None:
    held = share(3)
    assert held.take(109.9)
    assert not held.take(110.0)
    assert not held.take(101.0 + 10.0)


def test_a_block_that_came_too_late_is_good_for_nothing() -> None:
    held = Share()
    held.renew(granted=5, block_end=None, wait=0.0, span=10.0, asked_at=100.0, now=110.0)
    assert not held.take(110.0)


def test_without_a_permit_one_need_not_ask_before_there_may_be_some() -> None:
    assert share(0, wait=30.0).ask_from == 131.0
    assert share(1, wait=30.0).ask_from == 101.0


WINDOW = 3600.0


@pytest.mark.parametrize(
    ("held", "now", "idle"),
    [
        pytest.param(Share(), 0.0, True, id="never asked"),
        pytest.param(share(1), 109.0, False, id="has permits"),
        pytest.param(share(1), 110.0, False, id="has permits that can be given back"),
        pytest.param(share(1), 110.0 + WINDOW, True, id="by now they count against nobody"),
        pytest.param(share(0, wait=30.0), 130.0, False, id="waits for some"),
        pytest.param(share(0, wait=30.0), 131.0, True, id="has waited and asked no more"),
    ],
)
def test_what_is_neither_held_nor_awaited_can_be_forgotten(held: Share, now: float, *, idle: bool) -> None:
    assert held.is_idle(now, WINDOW) is idle


def test_what_is_left_of_a_block_is_unused_when_its_time_is_over() -> None:
    held = share(3)
    assert held.take(105.0)
    assert held.unused(109.9) == 0
    assert held.unused(110.0) == 2


def test_every_kind_has_metas_limit() -> None:
    metas = {kind: (limit.permits, limit.window) for kind, limit in LIMITS.items()}
    assert metas == {
        Kind.CONVERSATIONS: (2, timedelta(seconds=1)),
        Kind.MEDIA: (10, timedelta(seconds=1)),
        Kind.PRIVATE_REPLIES: (750, timedelta(hours=1)),
    }


def test_a_block_is_a_part_of_the_limit_and_its_time_of_the_window() -> None:
    for limit in LIMITS.values():
        assert 1 <= limit.block <= limit.permits
        assert timedelta(0) < limit.span < limit.window
