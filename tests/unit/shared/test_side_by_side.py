"""One part of a timer's work that fails takes nothing from the others, and is told all the same."""

import pytest

from shared.errors import Permanent
from shared.side_by_side import side_by_side


async def test_what_fails_is_raised_when_the_others_have_had_their_turn() -> None:
    done = []

    async def fails() -> None:
        raise Permanent("the first")

    async def works() -> None:
        done.append("the second")

    with pytest.raises(Permanent, match="the first"):
        await side_by_side(fails(), works())
    assert done == ["the second"]
