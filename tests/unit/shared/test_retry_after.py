"""How long a provider asks to wait, in each form that it may say so."""

from datetime import UTC, datetime

import pytest

from shared.retry_after import retry_after

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "1.5"}, 1.5),
        ({"retry-after": "Mon, 23 Nov 2026 12:00:30 GMT"}, 30.0),
        ({"retry-after": "Mon, 23 Nov 2026 11:59:00 GMT"}, 0.0),
        ({"retry-after-ms": "250", "retry-after": "1"}, 0.25),
        ({"retry-after-ms": "soon", "retry-after": "2"}, 2.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "9" * 40}, None),
        ({"retry-after": "٧"}, None),
    ],
)
def test_a_number_of_seconds_or_a_time_is_understood_and_nothing_else(
    headers: dict[str, str], seconds: float | None
) -> None:
    assert retry_after(headers, clock=NOW.timestamp) == seconds
