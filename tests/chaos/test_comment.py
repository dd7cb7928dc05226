"""A comment, its private reply and the courtesy below it, with the process killed at each step: each is seen once."""

import pytest

from tests.chaos.life import CUSTOMER, life
from tests.support.dying import Fate


@pytest.mark.parametrize("echo", ["before", "never"])
async def test_a_comment_gets_one_private_reply_and_one_courtesy(
    own_app_url: str, own_admin_url: str, echo: str
) -> None:
    calm = Fate()
    assert await one_life(own_app_url, own_admin_url, calm, echo) == (1, ["sent"])
    assert len(calm.passed) > 20
    for step, name in enumerate(calm.passed):
        fate = Fate(kill_at=step)
        seen = await one_life(own_app_url, own_admin_url, fate, echo)
        assert fate.killed
        assert seen == (1, ["sent"]), f"killed {name} (step {step} of {len(calm.passed)})"


async def one_life(database: str, admin_url: str, fate: Fate, echo: str) -> tuple[int, list[str]]:
    """How many messages the customer has, and what stands below the comment."""
    async with life(database, admin_url, echo, at_once=False) as lived:
        lived.reply = "موجود منه"
        await lived.instagram.customer_comments(CUSTOMER, "في منه؟")
        await lived.live(fate)
        private = [message for message in lived.instagram.thread(CUSTOMER).messages if message.by == "app"]
        return len(private), [reply.text for reply in lived.instagram.comment_replies]
