"""The log of a world's host, as whoever searches it would: the events of ours, by name and field."""

import asyncio
import json
from typing import Any

from tests.support.world import World


def text_of(world: World) -> str:
    """Every line there is by now, whoever wrote it."""
    return (world.folder / "host.log").read_text(encoding="utf-8")


def events(world: World, name: str | None = None, **fields: object) -> list[dict[str, Any]]:
    """The events with this name and these fields, oldest first."""
    whole = text_of(world).rpartition("\n")[0]  # the last line may be half written
    told = [json.loads(line)["message"] for line in whole.splitlines() if line.startswith("{")]
    return [
        one
        for one in told
        if isinstance(one, dict)
        and (name is None or one.get("event") == name)
        and fields.items() <= {key: value for key, value in one.items() if key in fields}.items()
    ]


async def logged(
    world: World, name: str, *, count: int = 1, within: float = 30.0, **fields: object
) -> list[dict[str, Any]]:
    """Waits until there are so many."""
    async with asyncio.timeout(within):
        while len(found := events(world, name, **fields)) < count:  # noqa: ASYNC110  # a file rings no bell
            await asyncio.sleep(0.02)
    return found
