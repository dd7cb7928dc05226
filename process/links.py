"""Links in a reply to where the shop's own words stand: their figures are part of an address and claim nothing."""

import json
from collections.abc import Iterable, Iterator
from typing import Any


def without_links(reply: str, tool_results: Iterable[str]) -> str:
    """Only links that a tool of this turn has given, as they were given; the longest first, for one may begin another."""
    for link in sorted(set(_links(tool_results)), key=len, reverse=True):
        reply = reply.replace(link, " ")
    return reply


def _links(tool_results: Iterable[str]) -> Iterator[str]:
    for result in tool_results:
        passages: list[dict[str, Any]] = json.loads(result).get("passages", [])
        yield from (link for passage in passages if (link := passage.get("source", {}).get("read_more_at")))
