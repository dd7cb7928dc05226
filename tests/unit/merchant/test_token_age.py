"""When a token is refreshed and when its merchant is told: pure arithmetic on three moments."""

from datetime import UTC, datetime, timedelta

import pytest

from merchant.token_life import Age

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


def age(issued: float | None = None, expires: float | None = None, logged_in: float | None = None) -> Age:
    """In days: ago, ahead, ago."""
    return Age(
        NOW,
        None if issued is None else NOW - timedelta(days=issued),
        None if expires is None else NOW + timedelta(days=expires),
        None if logged_in is None else NOW - timedelta(days=logged_in),
    )


@pytest.mark.parametrize(
    ("one", "wanted"),
    [
        pytest.param(age(49, 11), False, id="more than ten days are left"),
        pytest.param(age(50, 10), True, id="ten days are left"),
        pytest.param(age(60, 0), True, id="it ends now"),
        pytest.param(age(70, -10), True, id="it has ended: asking shows that it is dead"),
        pytest.param(age(0.9, 5), False, id="younger than a day, whatever is left"),
        pytest.param(age(1, 5), True, id="a day old"),
        pytest.param(age(2, None), True, id="its end is unknown"),
        pytest.param(age(None, None), True, id="nothing is known"),
        pytest.param(age(0.5, None), False, id="just given by an operator"),
    ],
)
def test_a_token_is_refreshed_in_its_last_days_and_not_while_it_is_young(one: Age, *, wanted: bool) -> None:
    assert one.wants_refresh() is wanted


@pytest.mark.parametrize(
    ("one", "what"),
    [
        pytest.param(age(1, 59, 1), None, id="all is young"),
        pytest.param(age(1, 59, 74.9), None, id="the day before"),
        pytest.param(age(1, 59, 75), "data_access", id="day 75"),
        pytest.param(age(1, 59, 120), "data_access", id="after its end"),
        pytest.param(age(55, 5, 55), "token", id="refreshing has failed for days"),
        pytest.param(age(55, 5, 80), "data_access", id="a login renews both: the longer word"),
        pytest.param(age(54, 6, 54), None, id="there is still time to refresh"),
        pytest.param(age(None, None, None), None, id="an operator's token"),
    ],
)
def test_the_merchant_is_told_in_time(one: Age, what: str | None) -> None:
    assert one.ends() == what
