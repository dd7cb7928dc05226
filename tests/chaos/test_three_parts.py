"""A reply of three messages and its disclosure, with the process killed at each step: the customer sees each once.

From the customer's message to the last post: every place where the process touches the world is tried, with echoes that
are recorded while the post is still unanswered, that are recorded later, and that never come.
"""

import pytest

from tests.chaos.life import CUSTOMER, life
from tests.support.dying import Fate

REPLY = "\n".join(f"{number} " + "كلمة " * 90 for number in ("أولاً", "ثانياً", "ثالثاً"))


@pytest.mark.parametrize(
    ("echo", "at_once"),
    [
        pytest.param("before", True, id="the echo is recorded before the answer comes"),
        pytest.param("before", False, id="the echo is recorded later"),
        pytest.param("after", True, id="the echo comes behind the answer"),
        pytest.param("never", False, id="no echo ever comes"),
    ],
)
async def test_each_part_is_seen_exactly_once_and_in_order(
    own_app_url: str, own_admin_url: str, echo: str, *, at_once: bool
) -> None:
    calm = Fate()
    expected = await one_life(own_app_url, own_admin_url, calm, echo, at_once=at_once)
    assert len(expected) == 4
    assert len(calm.passed) > 30
    for step, name in enumerate(calm.passed):
        fate = Fate(kill_at=step)
        seen = await one_life(own_app_url, own_admin_url, fate, echo, at_once=at_once)
        assert fate.killed
        assert seen == expected, f"killed {name} (step {step} of {len(calm.passed)})"


async def one_life(
    database: str, admin_url: str, fate: Fate, echo: str, *, at_once: bool
) -> list[str | None]:
    """What the customer sees of the shop in the end."""
    async with life(database, admin_url, echo, at_once=at_once) as lived:
        lived.reply = REPLY
        await lived.instagram.customer_says(CUSTOMER, "احكيلي كل شي")
        await lived.live(fate)
        seen = [message.text for message in lived.instagram.thread(CUSTOMER).messages if message.by == "app"]
        assert lived.states == {"sent"}, f"killed after {fate.passed[-1:]}"
        assert lived.dispositions <= {"answered", "own_echo"}, f"killed after {fate.passed[-1:]}"
        return seen
